"""The generator page as somebody uses it: choosing, typing, copying, with the mouse and with the keyboard alone."""

from __future__ import annotations

import pytest

from postback_pack import build_setup, load_catalog
from tests.browser import KEITARO, Opened, assert_nothing_to_copy, choose, say

pytestmark = pytest.mark.browser


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
    for what, text in {"url": setup.postback_url, "link": setup.tracking_link}.items():
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


def test_a_shared_link_leaves_out_what_is_the_users_own_unless_asked(opened: Opened) -> None:
    page = opened.go(KEITARO)
    page.click("[data-copy=share]")
    say(page, "copied")
    shared = page.evaluate("navigator.clipboard.readText()")
    assert shared == page.url.partition("#")[0] + "#network=adsterra&tracker=keitaro&payout=1.5&currency=EUR"
    page.evaluate("document.getElementById('status').textContent = ''")
    page.check("#share-own")
    page.click("[data-copy=share]")
    say(page, "copied")
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    assert "account=acme" in page.url


def test_it_starts_without_a_tracker(opened: Opened) -> None:
    page = opened.go()
    assert page.input_value("#tracker") == ""
    assert_nothing_to_copy(page)
    say(page, "Which tracker do you use?")
    assert page.locator("form .error:visible").count() == 0
    assert page.locator("#fields:visible, #options:visible").count() == 0
    page.focus("#tracker")
    page.keyboard.press("ArrowDown")
    first = page.inner_text("#trackers .active").splitlines()[0]
    page.keyboard.press("Enter")
    assert page.input_value("#tracker") == first
    assert page.locator("[data-copy=share]").count() == 1
    page.reload()
    assert page.input_value("#tracker") == first
    page.click("#clear")
    assert page.input_value("#tracker") == ""
    assert page.evaluate("document.activeElement.id") == "tracker"
    assert_nothing_to_copy(page)


def test_every_name_of_a_tracker_leads_to_it(opened: Opened) -> None:
    catalog = load_catalog()
    names = {name: tracker.name for tracker in catalog.trackers.values() for name in (tracker.id, tracker.name)}
    names |= {alias.upper(): tracker.name for tracker in catalog.trackers.values() for alias in tracker.aliases}
    find = "(names) => names.map((name) => PostbackPack.findTracker(PostbackPack.read(document.getElementById('data').textContent), name)?.name)"
    assert opened.go().evaluate(find, [*names]) == [*names.values()]


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


def test_the_code_can_be_copied(opened: Opened) -> None:
    page = opened.go("tracker=php&account=acme&payout=macro")
    page.click("[data-copy=code]")
    say(page, "copied")
    setup = build_setup(load_catalog(), "php", account="acme", payout="macro")
    assert page.evaluate("navigator.clipboard.readText()") == setup.code


def test_keyboard_only(opened: Opened) -> None:
    """From the top of the page to the copied URL: every step is where the Tab key leads next."""
    page = opened.go()
    page.set_viewport_size({"width": 1280, "height": 900})

    def tab() -> str:
        page.keyboard.press("Tab")
        return str(page.evaluate("document.activeElement.id || document.activeElement.textContent"))

    header = [tab() for _ in range(8)]
    assert header[:2] == ["Skip to the content", "postback-pack"]
    assert header[2:4] == ["tab-make", "tab-check"]
    assert header[4:] == ["Trackers", "Networks", "site-search", "theme"]
    assert tab() == "tracker"
    page.keyboard.type("keitaro")
    assert page.get_attribute("#tracker", "aria-expanded") == "true"
    active = page.get_attribute("#tracker", "aria-activedescendant")
    assert page.inner_text(f"#{active}").startswith("Keitaro")
    page.keyboard.press("Enter")
    assert page.get_attribute("#tracker", "aria-expanded") == "false"
    # What has to be filled in comes next by itself.
    assert page.evaluate("document.activeElement.id") == "field-account"
    page.keyboard.type("acme")
    assert tab() == "report-none"
    page.keyboard.press("ArrowRight")
    assert [tab() for _ in range(2)] == ["currency", "campaign-url"]
    assert [tab() for _ in range(3)] == ["More settings", "confirmed by docs.keitaro.io, 2026-11", "Copy"]
    assert page.inner_text("#postback-url").endswith("/acme/at?subid_short={external_id}&atpay={revenue}")
    page.keyboard.press("Enter")
    say(page, "Postback URL copied")
    assert page.evaluate("document.activeElement.dataset.copy") == "url"
    assert page.evaluate("navigator.clipboard.readText()") == page.inner_text("#postback-url")
    # Each macro says what fills it in, and the Escape key takes that away.
    assert tab() == "{external_id}"
    assert page.inner_text("#tip").splitlines()[0] == "Click ID"
    assert "Keitaro fills this in" in page.inner_text("#tip")
    assert "confirmed by docs.keitaro.io" in page.inner_text("#tip")
    page.keyboard.press("Escape")
    assert page.is_hidden("#tip")


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
