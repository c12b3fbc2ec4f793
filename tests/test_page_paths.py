"""The start page: from nothing to the right URL on the clipboard, with few clicks, on any screen."""

from __future__ import annotations

from typing import Any

import pytest

from postback_pack import build_setup, load_catalog
from tests.browser import KEITARO, Opened, say

pytestmark = pytest.mark.browser


class Hand:
    """A user who clicks and types. Choosing from a list is one click; what has the focus by itself needs none."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.clicks = 0
        self.typings = 0

    def click(self, place: str) -> None:
        self.page.click(place)
        self.clicks += 1

    def choose(self, kind: str, name: str) -> None:
        self.page.click(f"#{kind}")
        self.page.click(f"#{kind}s li:has-text('{name}')")
        self.clicks += 1

    def type(self, place: str, text: str) -> None:
        if not self.page.evaluate("(place) => document.activeElement.matches(place)", place):
            self.click(place)
        self.page.keyboard.type(text)
        self.typings += 1

    def copied(self, what: str) -> str:
        self.click(f"[data-copy={what}]")
        say(self.page, "copied")
        return str(self.page.evaluate("navigator.clipboard.readText()"))


def popular(name: str) -> str:
    return f"#popular button:text-is('{name}')"


def test_adsterra_needs_three_clicks_and_one_typing(opened: Opened) -> None:
    hand = Hand(opened.go())
    hand.click(popular("Voluum"))
    hand.type("#field-account", "acme")
    assert hand.copied("url") == build_setup(load_catalog(), "voluum", account="acme").postback_url
    assert (hand.clicks, hand.typings) == (2, 1)
    assert hand.page.evaluate("localStorage.length + sessionStorage.length + document.cookie.length") == 0


def test_a_tracker_that_is_searched_for(opened: Opened) -> None:
    hand = Hand(opened.go())
    hand.type("#tracker", "hasoff")
    hand.click("#trackers li")
    hand.type("#field-account", "acme")
    assert hand.copied("url") == build_setup(load_catalog(), "tune", account="acme").postback_url
    assert hand.clicks <= 3


def test_a_fixed_amount(opened: Opened) -> None:
    hand = Hand(opened.go())
    hand.click(popular("Keitaro"))
    hand.type("#field-account", "acme")
    hand.click(".choice:has(#report-amount)")
    hand.type("#amount", "1.5")
    assert hand.copied("url") == build_setup(load_catalog(), "keitaro", account="acme", payout="1.5").postback_url
    assert hand.clicks <= 5
    assert hand.typings == 2


def test_another_network_with_a_payout(opened: Opened) -> None:
    hand = Hand(opened.go())
    hand.choose("network", "MGID")
    hand.click(popular("Binom"))
    hand.type("#field-event", "lead")
    hand.click(".choice:has(#report-macro)")
    fields = {"event": "lead"}
    expected = build_setup(load_catalog(), "binom", network="mgid", fields=fields, payout="macro").postback_url
    assert hand.copied("url") == expected
    assert hand.clicks <= 5
    assert hand.typings == 1


def test_code_for_a_site(opened: Opened) -> None:
    hand = Hand(opened.go())
    hand.click(popular("PHP"))
    hand.type("#field-account", "acme")
    assert hand.copied("code") == build_setup(load_catalog(), "php", account="acme").code
    assert (hand.clicks, hand.typings) == (2, 1)


def test_a_tracker_that_is_not_in_the_catalog(opened: Opened) -> None:
    """The macro that only the user knows is asked for first, and there is no half URL."""
    hand = Hand(opened.go())
    hand.click(popular("Other"))
    page = hand.page
    assert page.inner_text(".question") == "Which macro does your tracker show?"
    assert page.evaluate("document.activeElement.id") == "click-id-macro"
    assert page.locator("#postback-url").count() == 0
    hand.type("#click-id-macro", "[cid]")
    hand.type("#field-account", "acme")
    expected = build_setup(load_catalog(), "custom", account="acme", click_id_macro="[cid]").postback_url
    assert hand.copied("url") == expected


@pytest.mark.parametrize(
    ("words", "found"),
    {
        "own server": {"PHP", "Node.js", "Python"},
        "shop": {"Shopify", "WooCommerce"},
        "no tracker": {"PHP", "Shopify", "Zapier"},
        "tracking202": {"Prosper202"},
        "self-hosted": {"Keitaro", "Binom"},
        "mobile app": {"AppsFlyer", "Adjust"},
    }.items(),
)
def test_a_tracker_is_found_by_what_it_is(opened: Opened, words: str, found: set[str]) -> None:
    page = opened.go()
    page.fill("#tracker", words)
    names = set(page.locator("#trackers li > span:first-child").all_inner_texts())
    assert found <= names
    assert "Voluum" not in names


def test_kinds_are_words(opened: Opened) -> None:
    page = opened.go()
    page.click("#tracker")
    kinds = set(page.locator("#trackers .kind").all_inner_texts())
    assert kinds == {"Tracker", "Self-hosted tracker", "Affiliate platform", "Mobile measurement", "Site or tool"}


def test_the_back_button(opened: Opened) -> None:
    page = opened.go()
    page.click(popular("Keitaro"))
    page.keyboard.type("acme")
    page.click("#network")
    page.click("#networks li:has-text('MGID')")
    assert "network=mgid" in page.url
    page.go_back()
    page.wait_for_function("document.getElementById('network').value === 'Adsterra'")
    assert "/name/acme/" in page.inner_text("#postback-url")
    page.click("#tab-check")
    assert page.is_visible("#check")
    assert page.is_hidden("#form")
    assert page.get_attribute("#tab-check", "aria-current") == "page"
    page.go_back()
    page.wait_for_selector("#form", state="visible")
    assert "/name/acme/" in page.inner_text("#postback-url")
    page.click("#tab-check")
    page.click("#tab-make")
    assert "/name/acme/" in page.inner_text("#postback-url")


def test_a_missing_value_is_named(opened: Opened) -> None:
    page = opened.go("tracker=keitaro")
    assert page.inner_text("[data-copy=url]") == "Copy with placeholder"
    assert page.inner_text("#postback-url .missing") == "NAMEOFADVERTISER"
    assert "Replace NAMEOFADVERTISER with your Advertiser username" in page.inner_text("#url")
    page.fill("#field-account", "acme")
    assert page.inner_text("[data-copy=url]") == "Copy"


def test_the_type_is_named_and_can_be_changed(opened: Opened) -> None:
    page = opened.go("tracker=keitaro&account=acme&payout=1.5")
    assert page.inner_text("#url .under").startswith("Simple Postback with payout variable: this type fits")
    page.click("#url .under button")
    assert page.evaluate("document.activeElement.id") == "type"
    page.select_option("#type", "payout")
    assert page.inner_text("#url .under span") == "Simple Postback with payout variable"


def test_a_fixed_amount_in_place_of_a_doubtful_macro(opened: Opened) -> None:
    page = opened.go("tracker=keitaro&account=acme&payout=macro")
    page.click("#report-fixed")
    assert page.evaluate("document.activeElement.id") == "amount"
    page.keyboard.type("1.5")
    assert page.inner_text("#postback-url").endswith("&atpay=1.5")


def test_what_is_known_and_from_where(opened: Opened) -> None:
    page = opened.go(KEITARO)
    assert page.get_attribute(".top .known a", "href") == "trackers/keitaro.html#known"
    assert page.inner_text(".top .known") == "confirmed by docs.keitaro.io, 2026-11"
    assert "2026-" in page.inner_text("#end")
    links = page.locator("#end .links a").evaluate_all("(links) => links.map((link) => link.getAttribute('href'))")
    assert links == ["trackers/keitaro.html", "networks/adsterra.html"]
    page.hover("#tracking-link .macro")
    assert page.inner_text("#tip").splitlines()[0] == "Click ID"
    assert "Adsterra fills this in" in page.inner_text("#tip")


@pytest.mark.parametrize("payout", ["", "&payout=macro", "&payout=1.5&currency=EUR"])
@pytest.mark.parametrize("tracker", ["keitaro", "voluum", "cpvlab"])
def test_the_url_is_in_the_first_screen_of_a_phone(browser: Any, page_file: Any, tracker: str, payout: str) -> None:
    context = browser.new_context(viewport={"width": 375, "height": 667}, has_touch=True, is_mobile=True)
    page = Opened(context, page_file).go(f"tracker={tracker}&account=acme{payout}")
    edges = """(ids) => ids.map((id) => { const { top, bottom } = document.getElementById(id).getBoundingClientRect(); return [top, bottom]; })"""
    [(_, url_ends), (bar_starts, bar_ends)] = page.evaluate(edges, ["postback-url", "copy-bar"])
    assert url_ends <= bar_starts
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    [(_, card_ends), again] = page.evaluate(edges, ["end", "copy-bar"])
    assert again == [bar_starts, bar_ends]
    assert bar_ends == 667
    assert card_ends <= bar_starts
    order = page.evaluate("""() => ["tracker", "field-account", "postback-url", "options", "tracking-link"]
        .map((id) => document.getElementById(id).getBoundingClientRect().top)""")
    assert order == sorted(order)
    context.close()


def test_a_url_is_broken_only_where_it_may_be(opened: Opened) -> None:
    page = opened.go("tracker=custom&account=acme&click-id-macro=" + "%7B" + "m" * 60 + "%7D&payout=1.5")
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    macro = page.locator("#postback-url .macro")
    assert macro.evaluate("(one) => one.scrollWidth > one.clientWidth")
    whole, inner = "#postback-url code > .part", "#postback-url .part:not(:has(.part))"
    assert "".join(page.locator(whole).all_inner_texts()) == page.inner_text("#postback-url")
    parts = page.locator(inner).all_inner_texts()
    assert parts == [
        "https://www.pbterra.com",
        "/name",
        "/acme",
        "/at",
        "?subid_short=",
        "{" + "m" * 60 + "}",
        "&atpay=",
        "1.5",
    ]
    heights = page.locator(inner).evaluate_all("(all) => all.map((one) => one.offsetHeight)")
    assert max(heights) < 2 * min(heights)
    # What fits in a line stays together, also behind its = sign.
    assert page.locator(whole).last.evaluate("(one) => one.offsetHeight") < 2 * min(heights)


def test_zoomed_to_twice_the_size(browser: Any, page_file: Any) -> None:
    context = browser.new_context(viewport={"width": 640, "height": 400}, device_scale_factor=2)
    for hash in ("", KEITARO, "tracker=php", "tracker=keitaro&account=a b"):
        page = Opened(context, page_file).go(hash)
        assert page.evaluate("document.documentElement.scrollWidth") <= 640, hash
    context.close()


def test_forced_colours_show_what_is_chosen_and_focused(browser: Any, page_file: Any) -> None:
    context = browser.new_context(forced_colors="active")
    page = Opened(context, page_file).go(KEITARO)
    style = "(one, name) => getComputedStyle(one)[name]"
    chosen = page.locator("#report-amount + span")
    assert chosen.evaluate(style, "outlineStyle") == "solid"
    assert page.locator("#report-none + span").evaluate(style, "outlineStyle") == "none"
    assert page.locator("#postback-url .macro").evaluate(style, "textDecorationLine") == "underline"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    context.close()


def test_from_right_to_left_the_layout_turns_and_a_url_does_not(opened: Opened) -> None:
    page = opened.go(KEITARO)
    page.evaluate("document.documentElement.dir = 'rtl'")
    left = "(place) => document.querySelector(place).getBoundingClientRect().left"
    assert page.evaluate(left, "#tracker") > page.evaluate(left, "#postback-url")
    assert page.evaluate(left, ".brand") > page.evaluate(left, "#tab-make")
    starts = page.locator("#postback-url code > .part").evaluate_all(
        "(all) => all.map((one) => one.offsetTop * 1e4 + one.offsetLeft)"
    )
    assert starts == sorted(starts)
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_printed_it_is_what_was_made(opened: Opened) -> None:
    page = opened.go(KEITARO)
    page.emulate_media(media="print")
    assert page.locator("#postback-url, #tracking-link").count() == 2
    assert page.is_visible("#postback-url")
    assert page.is_visible(".steps")
    for gone in (".site-head", "#tracker", "#options", "#copy-bar", "[data-copy=url]"):
        assert page.is_hidden(gone), gone


def test_no_clipboard_selects_the_text_and_says_so(opened: Opened) -> None:
    page = opened.go(KEITARO)
    page.evaluate(
        "() => { Object.defineProperty(navigator, 'clipboard', { value: undefined }); document.execCommand = () => false; }"
    )
    page.click("[data-copy=url]")
    say(page, "The text is selected")
    assert page.evaluate("getSelection().toString()") == page.inner_text("#postback-url")
    assert page.inner_text("[data-copy=url]") == "Selected"
