"""The generator page as somebody uses it: choosing, typing, copying, sending a link, and whatever else is put into it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode

import pytest

from postback_pack import build_setup, load_catalog
from tests.browser import Opened, chromium
from tests.conftest import TESTS
from tests.generator_files import written

pytestmark = pytest.mark.browser
CLICK_ID = "##SUB_ID_SHORT(action)##"
KEITARO = "tracker=keitaro&account=acme&payout=1.5&currency=EUR&campaign-url=https%3A%2F%2Ftrk.example%2Fabc"
HOSTILE = [
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "'\"`",
    "</script><script>alert(1)</script>",
    "<svg onload=alert(1)>",
    "{placeholder}{tracker}",
    "__proto__",
    "A" * 10_000,
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(load_catalog(), tmp_path_factory.mktemp("page"))


@pytest.fixture
def opened(browser: Any, page_file: Path) -> Iterator[Opened]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened = Opened(context, page_file)
    yield opened
    opened.assert_quiet()
    context.close()


def choose(page: Any, tracker: str) -> None:
    page.click("#tracker")
    page.keyboard.type(tracker)
    page.keyboard.press("Enter")


def say(page: Any, words: str) -> None:
    """Wait until a screen reader is told this."""
    page.wait_for_selector(f"#status:has-text('{words}')", state="attached")


def test_it_is_small_and_quick(browser: Any, page_file: Path) -> None:
    """The best of three counts, because the machine may be busy with other tests."""
    assert page_file.stat().st_size < 400_000
    taken = []
    for _ in range(3):
        context = browser.new_context()
        page = context.new_page()
        start = time.perf_counter()
        page.goto(page_file.as_uri())
        page.wait_for_selector("#result > *")
        taken.append(time.perf_counter() - start)
        context.close()
    assert min(taken) < 1, taken


def test_choosing_and_typing(opened: Opened) -> None:
    page = opened.go()
    choose(page, "keit")
    page.fill("#field-account", "acme")
    page.check("#report-amount", force=True)
    page.fill("#amount", "1.5")
    page.fill("#currency", "eur")
    page.fill("#campaign-url", "https://trk.example/abc#x")
    setup = build_setup(
        load_catalog(),
        "keitaro",
        account="acme",
        payout="1.5",
        currency="EUR",
        campaign_url="https://trk.example/abc#x",
    )
    assert page.inner_text("#postback-url") == setup.postback_url
    assert page.inner_text("#tracking-link") == setup.tracking_link
    page.fill("#currency", "")
    page.check("#report-macro", force=True)
    assert page.inner_text("#postback-url").endswith("at?subid_short={external_id}&atpay={revenue}")


def test_the_clipboard_holds_exactly_what_is_shown(opened: Opened) -> None:
    page = opened.go(KEITARO)
    setup = build_setup(
        load_catalog(), "keitaro", account="acme", payout="1.5", currency="EUR", campaign_url="https://trk.example/abc"
    )
    for what, text in {"url": setup.postback_url, "link": setup.tracking_link, "share": page.url}.items():
        page.click(f"[data-copy={what}]")
        say(page, "copied")
        assert page.evaluate("navigator.clipboard.readText()") == text
        page.evaluate("document.getElementById('status').textContent = ''")


def test_it_copies_where_the_clipboard_is_kept_from_it(opened: Opened) -> None:
    page = opened.go(KEITARO)
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }")
    page.click("[data-copy=url]")
    say(page, "copied")
    assert page.evaluate("navigator.clipboard.readText()") == page.inner_text("#postback-url")
    page.evaluate("() => { document.execCommand = () => false; }")
    page.click("[data-copy=link]")
    say(page, "Ctrl+C")
    assert page.evaluate("getSelection().toString()") == page.inner_text("#tracking-link")


def test_it_starts_without_a_tracker(opened: Opened) -> None:
    page = opened.go()
    assert page.input_value("#tracker") == ""
    assert_nothing_to_copy(page)
    say(page, "Choose your tracker")
    assert page.locator("form .error:visible").count() == 0
    page.fill("#field-account", "acme")
    assert_nothing_to_copy(page)
    page.focus("#tracker")
    page.keyboard.press("ArrowDown")
    first = page.inner_text("#trackers .active").splitlines()[0]
    page.keyboard.press("Enter")
    assert page.input_value("#tracker") == first
    assert page.locator("[data-copy=share]").count() == 1
    page.reload()
    assert page.input_value("#tracker") == first


def assert_nothing_to_copy(page: Any) -> None:
    assert page.locator("[data-copy], pre").count() == 0
    assert "pbterra" not in page.inner_text("body")


def test_every_name_of_a_tracker_leads_to_it(opened: Opened) -> None:
    catalog = load_catalog()
    names = {name: tracker.name for tracker in catalog.trackers.values() for name in (tracker.id, tracker.name)}
    names |= {alias.upper(): tracker.name for tracker in catalog.trackers.values() for alias in tracker.aliases}
    find = "(names) => names.map((name) => PostbackPack.findTracker(JSON.parse(document.getElementById('data').textContent), name)?.name)"
    assert opened.go().evaluate(find, [*names]) == [*names.values()]


STRANGE_LINKS = {
    "tracker=zzz&account=acme": ("#tracker-error", "no tracker “zzz”"),
    "tracker=zzz&account=acme&payout=1.5&campaign-url=https%3A%2F%2Ftrk.example": (
        "#tracker-error",
        "no tracker “zzz”",
    ),
    "tracker=keitaro&account=acme&network=zzz": ("#network-error", "no network “zzz”"),
    "network=zzz": ("#network-error", "no network “zzz”"),
    "tracker=keitaro&account=acme&type=zzz": ("#type-error", "no such postback type"),
    "tracker=keitaro&account=acme&with=zzz,placement": ("#with-error", "no such macro"),
    "tracker=keitaro&acount=acme": ("#strays", "“acount”, which does not exist"),
    "tracker=keitaro&account=acme&field.key=x": ("#strays", "“field.key”"),
    "tracker=keitaro&account=acme&http=1": ("#strays", "“http”"),
    "tracker=keitaro&account=acme&account=other": ("#strays", "“account” more than once"),
    "tracker=keitaro&payout=1.5&payout-macro=%7Bx%7D": ("#strays", "exclude each other"),
    "tracker=keitaro&payout=1&currency=EUR&currency-code=USDT": ("#strays", "exclude each other"),
    "tracker=php&account=acme&click-id-macro=%7Bx%7D": ("#strays", "needs none"),
    "acount=acme": ("#strays", "“acount”"),
    "zzz": ("#strays", "“zzz”"),
    "tracker=keitaro&account=" + "a" * 30_000: ("#strays", "too long"),
}


@pytest.mark.parametrize("hash", STRANGE_LINKS, ids=lambda hash: hash[:60])
def test_a_shared_link_that_asks_for_what_does_not_exist(opened: Opened, hash: str) -> None:
    place, words = STRANGE_LINKS[hash]
    page = opened.go(hash)
    assert words in page.inner_text(place)
    assert_nothing_to_copy(page)
    # The mistake stays in the address: who opens it again sees the same.
    page.fill("#campaign-url", "https://other.example/x")
    assert words in page.inner_text(place)
    assert_nothing_to_copy(page)
    page.reload()
    page.wait_for_selector("#result > *")
    assert words in page.inner_text(place)


def test_a_strange_link_can_be_put_right(opened: Opened) -> None:
    page = opened.go("tracker=zzz&account=acme")
    assert page.input_value("#tracker") == "zzz"
    assert page.get_attribute("#tracker", "aria-invalid") == "true"
    choose(page, "keitaro")
    assert "/name/acme/" in page.inner_text("#postback-url")
    assert "tracker=keitaro" in page.url
    page = opened.go("tracker=keitaro&account=acme&network=zzz&type=zzz&with=zzz")
    page.select_option("#network", "adsterra")
    page.fill("#field-account", "acme")
    assert page.locator("form .error:visible").count() == 0
    assert "/name/acme/" in page.inner_text("#postback-url")
    page = opened.go("tracker=keitaro&account=acme&type=zzz&with=zzz")
    page.select_option("#type", "")
    assert_nothing_to_copy(page)
    page.uncheck("#slots input[value=zzz]")
    assert "/name/acme/" in page.inner_text("#postback-url")


def test_what_has_no_place_in_the_form_is_left_out_by_a_button(opened: Opened) -> None:
    page = opened.go("tracker=keitaro&account=acme&utm=1")
    say(page, "utm")
    page.focus("#leave-out")
    page.keyboard.press("Enter")
    assert "/name/acme/" in page.inner_text("#postback-url")
    assert "utm" not in page.url
    assert page.evaluate("document.activeElement.tagName") == "H2"


def test_what_a_shared_link_gives_is_never_passed_over(opened: Opened) -> None:
    page = opened.go("tracker=keitaro&account=acme&event-token=abc")
    assert "no postback rides on the link of Keitaro" in page.inner_text("#event-token-error").replace("No", "no")
    assert page.locator("#tracking-link").count() == 0
    assert page.locator("#postback-url").count() == 1
    page.fill("#event-token", "")
    assert page.locator("#tracking-link").count() == 1
    page = opened.go("tracker=keitaro&account=acme&with=all")
    assert page.locator("#slots input:not(:checked)").count() == 0
    assert page.locator("form .error:visible").count() == 0
    page = opened.go(
        "tracker=custom&account=acme&with=all&click-id-macro=%7Bx%7D&campaign-url=https%3A%2F%2Ftrk.example&click-id-param=s"
    )
    assert "“all” adds nothing" in page.inner_text("#link").replace("“All”", "“all”")


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
        const [data, texts] = ["data", "texts"].map((id) => JSON.parse(document.getElementById(id).textContent));
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
    "with=zone": ({"link", "url"}, "#slots input"),
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


def test_a_currency_comes_with_a_payout(opened: Opened) -> None:
    page = opened.go("tracker=keitaro&account=acme")
    assert page.is_hidden("#currency")
    page.check("#report-amount", force=True)
    page.fill("#amount", "1.5")
    page.fill("#currency", "EUR")
    assert "/code/EUR/" in page.inner_text("#postback-url")
    page.check("#report-none", force=True)
    assert page.is_hidden("#currency")
    assert page.inner_text("#postback-url").endswith("/name/acme/at?subid_short={external_id}")
    assert "currency" not in page.url
    page.check("#report-macro", force=True)
    assert "/code/EUR/" in page.inner_text("#postback-url")


def test_a_currency_without_a_payout_in_a_shared_link_is_an_error(opened: Opened) -> None:
    page = opened.go("tracker=keitaro&account=acme&currency=EUR")
    assert "needs a payout" in page.inner_text("#payout-error")
    assert page.is_visible("#currency")
    assert page.locator("#postback-url").count() == 0
    page.fill("#currency", "")
    assert page.is_hidden("#currency")
    assert page.locator("#postback-url").count() == 1


def test_the_code_can_be_copied(opened: Opened) -> None:
    page = opened.go("tracker=php&account=acme&payout=macro")
    page.click("[data-copy=code]")
    say(page, "copied")
    setup = build_setup(load_catalog(), "php", account="acme", payout="macro")
    assert page.evaluate("navigator.clipboard.readText()") == setup.code


def test_the_address_holds_the_whole_form(opened: Opened) -> None:
    page = opened.go()
    choose(page, "keitaro")
    page.fill("#field-account", "acme")
    page.check("#report-macro", force=True)
    page.fill("#currency", "USDT")
    page.check("#currency-code")
    page.select_option("#type", "currency")
    page.fill("#campaign-url", "https://trk.example/?a=1&b=%20#c")
    page.click("summary")
    page.fill("#click-id-macro", "{sub_id_3}")
    page.fill("#payout-macro", "{{x&}}")
    page.fill("#payout-macro", "{{sum}}")
    page.check("#slots input[value=placement]")
    before = page.inner_text("#result"), page.url
    state = parse_qs(page.url.partition("#")[2])
    assert state["account"] == ["acme"]
    assert state["with"] == ["placement"]
    page.reload()
    page.wait_for_selector("#postback-url")
    assert (page.inner_text("#result"), page.url) == before
    assert "{{sum}}" in page.inner_text("#postback-url")


def test_the_address_can_change_while_it_is_open(opened: Opened) -> None:
    page = opened.go(KEITARO)
    page.evaluate("location.hash = 'tracker=Voluum&account=other'")
    page.wait_for_selector("h2:has-text('Voluum')")
    assert "/name/other/" in page.inner_text("#postback-url")
    assert page.input_value("#campaign-url") == ""


def test_keyboard_only(opened: Opened) -> None:
    page = opened.go()
    order = []
    for _ in range(9):
        page.keyboard.press("Tab")
        order.append(page.evaluate("document.activeElement.id || document.activeElement.tagName"))
        if order[-1] == "tracker":
            page.keyboard.type("keitaro")
            assert page.get_attribute("#tracker", "aria-expanded") == "true"
            active = page.get_attribute("#tracker", "aria-activedescendant")
            assert page.inner_text(f"#{active}").startswith("Keitaro")
            page.keyboard.press("Enter")
            assert page.get_attribute("#tracker", "aria-expanded") == "false"
        if order[-1] == "field-account":
            page.keyboard.type("acme")
        if order[-1] == "report-none":
            page.keyboard.press("ArrowRight")
            page.keyboard.press("ArrowRight")
    assert order[:6] == ["network", "tracker", "field-account", "report-none", "currency", "type"]
    assert order[6:9] == ["campaign-url", "SUMMARY", "BUTTON"]
    assert page.inner_text("#postback-url").endswith("/acme/at?subid_short={external_id}&atpay={revenue}")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    say(page, "Postback URL copied")
    assert page.evaluate("document.activeElement.dataset.copy") == "url"
    assert page.evaluate("navigator.clipboard.readText()") == page.inner_text("#postback-url")


def test_the_list_of_trackers(opened: Opened) -> None:
    page = opened.go(KEITARO)
    page.focus("#tracker")
    page.keyboard.press("ArrowDown")
    assert page.inner_text("#trackers .active").startswith("Keitaro")
    page.keyboard.press("ArrowDown")
    assert not page.inner_text("#trackers .active").startswith("Keitaro")
    page.keyboard.press("Escape")
    assert page.is_hidden("#trackers")
    assert page.input_value("#tracker") == "Keitaro"
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("hasoffers")
    assert page.inner_text("#trackers").startswith("TUNE")
    page.keyboard.press("Tab")
    assert page.input_value("#tracker").startswith("TUNE")
    page.focus("#tracker")
    page.keyboard.type("no such thing")
    assert page.locator("#trackers li").count() == 1
    page.keyboard.press("Enter")
    assert page.input_value("#tracker").startswith("TUNE")


def test_no_url_says_why_and_what_to_do(opened: Opened) -> None:
    page = opened.go("tracker=custom&account=acme")
    assert "is not known" in page.inner_text("#url")
    assert page.is_visible("#click-id-macro")
    page.fill("#click-id-macro", "[[id]]")
    assert page.inner_text("#postback-url").endswith("subid_short=[[id]]")
    for tracker in ("appsflyer", "php", "hyros"):
        page = opened.go(f"tracker={tracker}&account=acme")
        assert page.locator("#postback-url").count() == 0
        assert len(page.inner_text("#url")) > 60
    page = opened.go("tracker=adsbridge&account=acme&payout=macro")
    assert "Payout macro" in page.inner_text("#url")


def test_where_only_the_payout_macro_is_unknown_the_url_without_it_is_shown(opened: Opened) -> None:
    page = opened.go("tracker=peerclick&payout=macro")
    url = build_setup(load_catalog(), "peerclick", payout="macro").url_without_payout
    assert page.inner_text("#postback-url") == url
    assert page.inner_text("#url-title") == "Postback URL without the payout"
    assert "has no payout macro that is known" in page.inner_text("#url")
    assert "Replace NAMEOFADVERTISER" in page.inner_text("#url")
    assert all(page.locator("#url .notice").all_inner_texts())
    page.fill("#payout-macro", "{own}")
    assert page.inner_text("#url-title") == "Postback URL"
    assert page.inner_text("#postback-url").endswith("&atpay={own}")


def test_no_sentence_has_a_capital_in_its_middle(opened: Opened) -> None:
    page = opened.go("tracker=keitaro&campaign-url=https://trk.example/??x=1")
    assert page.inner_text("[id='campaign-url-error']") == "It has two question marks before its parameters; write one."


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


@pytest.mark.parametrize("width", [320, 375, 768, 1280])
def test_it_never_scrolls_sideways(opened: Opened, width: int) -> None:
    opened.page.set_viewport_size({"width": width, "height": 812})
    for hash in (
        "",
        KEITARO,
        "tracker=php&account=acme&payout=macro",
        "tracker=adjust",
        "tracker=custom&account=a b",
        "tracker=zzz&network=zzz&acount=" + "a" * 300 + "&" + "b" * 300,
    ):
        page = opened.go(hash)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, hash


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 1160])
def test_a_picture(
    browser: Any, page_file: Path, tmp_path: Path, pytestconfig: pytest.Config, scheme: str, width: int
) -> None:
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 780})
    page = Opened(context, page_file).go(KEITARO.replace("&currency=EUR", ""))
    wanted = pytestconfig.getoption("--update-golden") and (scheme, width) == ("light", 1160)
    picture = TESTS.parent / "docs" / "generator.png" if wanted else tmp_path / "generator.png"
    page.screenshot(path=picture)
    assert 20_000 < picture.stat().st_size < 150_000
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(browser: Any, page_file: Path, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe-playwright-python").Axe()
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)
    opened = Opened(context, page_file)
    hashes = [KEITARO, "", "tracker=custom", "tracker=php&payout=macro", "tracker=keitaro&account=a b&payout=x"]
    hashes += [
        "tracker=keitaro&payout=macro",
        "tracker=zzz&network=zzz&type=zzz",
        "tracker=keitaro&with=zzz&acount=acme",
    ]
    for hash in hashes:
        page = opened.go(hash)
        page.evaluate("document.getElementById('more').open = true")
        assert_accessible(axe, page)
    page.click("#tracker")
    assert_accessible(axe, page)
    context.close()


def assert_accessible(axe: Any, page: Any) -> None:
    found = axe.run(page).response["violations"]
    serious = [
        (one["id"], [node["html"] for node in one["nodes"]])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]
    assert serious == []


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: value[:20])
def test_hostile_values_stay_text(opened: Opened, value: str) -> None:
    page = opened.go("tracker=keitaro&payout=1")
    page.click("summary")
    for field in page.locator("form input[type=text]:visible").all():
        field.fill(value)
    page.keyboard.press("Escape")
    page.wait_for_timeout(50)
    assert_no_markup(page)
    page = opened.go("tracker=custom&account=acme&payout=macro")
    page.fill("#payout-macro", value)
    page.fill("#click-id-macro", value)
    assert_no_markup(page)


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: value[:20])
def test_a_hostile_address_stays_text(opened: Opened, value: str) -> None:
    names = "network tracker account field.key payout currency currency-code type campaign-url click-id-macro payout-macro click-id-param with event-token"
    for hash in (urlencode(dict.fromkeys(names.split(), value)), value, urlencode({value: value})):
        assert_no_markup(opened.go(hash.replace("#", "%23")))


def assert_no_markup(page: Any) -> None:
    assert page.locator("img, iframe, svg, object, embed, form form").count() == 0
    assert page.locator("script").count() == 3
    assert page.locator("a[href], [onerror], [onload]").count() == 0


def test_the_policy_lets_no_other_script_run(opened: Opened) -> None:
    page = opened.go()
    page.evaluate(
        "() => { const one = document.createElement('script'); one.textContent = 'window.ran = 1'; document.body.append(one); }"
    )
    page.wait_for_timeout(50)
    assert page.evaluate("window.ran") is None
    assert any("Content Security Policy" in message for message in opened.messages)
    opened.messages.clear()
