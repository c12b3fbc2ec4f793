"""What the generator page says of a mistake in its form, and what it then does not offer to copy."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest

from postback_pack import build_setup, load_catalog
from tests.browser import Opened, say

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("amount", ["1,500", "-1.5", "1 500", "1.500,00"])
def test_an_amount_that_may_mean_two_things_is_not_guessed(opened: Opened, amount: str) -> None:
    page = opened.go(f"network=adsterra&tracker=keitaro&account=acme&payout={amount}")
    assert page.is_visible("#amount-error")
    assert "mean" not in page.inner_text("#amount-error")
    assert page.locator("#postback-url").count() == 0
    page.fill("#amount", "1,5")
    assert page.inner_text("#amount-error").startswith("Did you mean 1.5?")


def test_the_warning_about_the_amount_is_beside_the_url(opened: Opened) -> None:
    """The hint beside the choice says what the macro sends, too."""
    page = opened.go("tracker=keitaro&account=acme")
    assert page.inner_text("#payout-hint") == "The postback reports no amount."
    page.check("#report-amount", force=True)
    assert page.inner_text("#payout-hint") == "What you pay Adsterra for each conversion."
    page.check("#report-macro", force=True)
    for place in ("#payout-hint", "#url #amount-notice"):
        assert "{revenue} is what you earn on the conversion, not what you pay Adsterra." in page.inner_text(place)
    assert "such as 1.5, in place of {revenue}" in page.inner_text("#amount-notice")
    assert "{revenue} is" not in page.inner_text(".steps")
    say(page, "Read the note on the amount")
    page.click("summary")
    page.fill("#payout-macro", "{mine}")
    assert "{mine}" in page.inner_text("#url #amount-notice")
    page.check("#report-amount", force=True)
    page.fill("#amount", "1.5")
    assert page.locator("#amount-notice").count() == 0
    assert "1.5 is reported as what you pay Adsterra" in page.inner_text(".steps")
    page = opened.go("tracker=php&account=acme&payout=macro")
    assert "what your customer paid" in page.inner_text("#code #amount-notice")


def test_every_macro_that_is_not_the_price_is_warned_of(opened: Opened) -> None:
    trackers = [tracker for tracker in load_catalog().trackers.values() if tracker.macro("payout")]
    build = """(ids) => {
        const text = (id) => document.getElementById(id).textContent;
        const [data, texts] = [PostbackPack.read(text("data")), JSON.parse(text("texts"))];
        return ids.map((tracker) => PostbackPack.build(data, texts, { network: "adsterra", tracker, payout: "macro" }).amount.isDoubtful);
    }"""
    made = opened.go().evaluate(build, [tracker.id for tracker in trackers])
    assert made == [tracker.postback_out.payout_means != "paid_to_network" for tracker in trackers]
    assert len(made) > 20


WRONG_FIELDS = {
    "account=a b": ({"url"}, "#field-account"),
    "payout=1,500": ({"url"}, "#amount"),
    "payout=1.5&currency=EURO": ({"url"}, "#currency"),
    "payout=1.5&currency-code=x": ({"url"}, "#currency"),
    "currency=EUR": ({"url"}, "#report-none"),
    "type=payout": ({"url"}, "#type"),
    "payout-macro=x": ({"url"}, "#payout-macro"),
    "campaign-url=nothing": ({"link"}, "#campaign-url"),
    "campaign-url=https://trk.example/a b": ({"link"}, "#campaign-url"),
    "campaign-url=https://trk.example/?external_id=x": ({"link"}, "#campaign-url"),
    "campaign-url=https://trk.example/?external_id=x&placement=1": ({"link"}, "#campaign-url"),
    # The macro may belong into another parameter, which another macro of the tracker reads.
    "campaign-url=https://trk.example/a b?sub_id_3=##SUB_ID_SHORT(action)##": ({"link", "url"}, "#campaign-url"),
    "campaign-url=https://trk.example/?sub_id_3=%23%23SUB_ID_SHORT(action)%23%23": ({"link", "url"}, "#campaign-url"),
    "with=keyword": ({"link", "url"}, "#slots input"),
    "click-id-macro=x": ({"link", "url"}, "#click-id-macro"),
    "click-id-param=x y": ({"link", "url"}, "#click-id-param"),
    "event-token=abc": ({"link"}, "#event-token"),
}


@pytest.mark.parametrize("wrong", WRONG_FIELDS)
def test_one_wrong_field_takes_away_what_depends_on_it(opened: Opened, wrong: str) -> None:
    gone, field = WRONG_FIELDS[wrong]
    given = dict(part.split("=", 1) for part in re.split("&(?=payout|currency)", wrong))
    page = opened.go(urlencode({"tracker": "keitaro", "account": "acme"} | given))
    blocks = {"url": "#postback-url", "link": "#tracking-link"}
    assert {name for name, block in blocks.items() if page.locator(block).count() == 0} == gone
    assert {name for name in blocks if page.locator(f"[data-copy={name}]").count() == 0} == gone
    assert page.get_attribute(field, "aria-invalid") == "true"
    if len(gone) == 1:
        assert page.locator(".steps li").count() > 5
        [jump] = page.locator(f"#{next(iter(gone))} .jump").all()
        jump.click()
        assert page.evaluate("(field) => document.activeElement === document.querySelector(field)", field)


def test_the_code_goes_with_what_it_holds(opened: Opened) -> None:
    page = opened.go("tracker=php&account=a b")
    assert page.locator("#code-text").count() == 0
    assert page.inner_text("#code .jump") == "Advertiser username"
    assert page.locator("#tracking-link").count() == 1
    page.fill("#field-account", "acme")
    assert page.locator("#code-text").count() == 1
    page.fill("#campaign-url", "nothing")
    assert page.locator("#code-text").count() == 1
    assert page.locator("#tracking-link").count() == 0


def test_a_link_that_carries_the_postback_goes_with_it(opened: Opened) -> None:
    page = opened.go("tracker=adjust&account=acme&payout=x&campaign-url=https%3A%2F%2Fapp.adjust.com%2Fabc")
    assert page.locator("#postback-url, #tracking-link").count() == 0
    page.fill("#amount", "1.5")
    assert page.locator("#postback-url, #tracking-link").count() == 2


def test_no_url_says_why_and_what_to_do(opened: Opened) -> None:
    page = opened.go("tracker=custom&account=acme")
    assert "is not known" in page.inner_text("#url")
    assert page.is_visible("#click-id-macro")
    page.fill("#click-id-macro", "[[id]]")
    assert page.inner_text("#postback-url").endswith("subid_short=[[id]]")
    for tracker, place in {"appsflyer": "#url", "php": "#code", "hyros": "#url"}.items():
        page = opened.go(f"tracker={tracker}&account=acme")
        assert page.locator("#postback-url, #copy-bar").count() == 0
        assert len(page.inner_text(f"{place} .gap")) > 40
    assert page.locator("#code").count() == 0
    assert opened.go("tracker=php&account=acme").locator("#url").count() == 0
    page = opened.go("tracker=adsbridge&account=acme&payout=macro")
    assert "Payout macro" in page.inner_text("#url")


def test_where_only_the_payout_macro_is_unknown_the_url_without_it_is_shown(opened: Opened) -> None:
    page = opened.go("tracker=clickflare&payout=macro")
    url = build_setup(load_catalog(), "clickflare", payout="macro").url_without_payout
    assert page.inner_text("#postback-url") == url
    assert page.inner_text("#url-title") == "Postback URL without the payout"
    assert "The payout macro of ClickFlare is not known." in page.inner_text("#url")
    assert "Replace NAMEOFADVERTISER" in page.inner_text("#url")
    assert all(page.locator("#url .notice").all_inner_texts())
    page.fill("#payout-macro", "{own}")
    assert page.inner_text("#url-title") == "Postback URL"
    assert page.inner_text("#postback-url").endswith("&atpay={own}")


def test_a_mistake_is_said_beside_its_field(opened: Opened) -> None:
    page = opened.go("tracker=keitaro&account=my name&payout=1,5&currency=EURO&campaign-url=nothing")
    for place in ("field.account", "amount", "currency", "campaign-url"):
        assert page.locator(f"[id='{place}-error']").is_visible()
    for field in ("field-account", "amount", "currency", "campaign-url"):
        assert page.get_attribute(f"#{field}", "aria-invalid") == "true"
    assert page.locator("#postback-url").count() == 0
    page.fill("#field-account", "acme")
    page.fill("#amount", "1.5")
    page.fill("#currency", "EUR")
    page.fill("#campaign-url", "")
    assert page.locator("form .error:visible").count() == 0
    assert page.locator("#postback-url").count() == 1
