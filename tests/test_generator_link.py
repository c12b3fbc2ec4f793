"""The address of the generator page: it holds the whole form, and what a shared link asks for is never passed over."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest

from tests.browser import KEITARO, Opened, assert_nothing_to_copy, choose, say

pytestmark = pytest.mark.browser

STRANGE_LINKS = {
    "tracker=zzz&account=acme": ("#tracker-error", "no tracker “zzz”"),
    "tracker=zzz&account=acme&payout=1.5&campaign-url=https%3A%2F%2Ftrk.example": (
        "#tracker-error",
        "no tracker “zzz”",
    ),
    "tracker=keitaro&account=acme&network=zzz": ("#network-error", "no network “zzz”"),
    "network=zzz": ("#network-error", "no network “zzz”"),
    "tracker=keitaro&account=acme&type=zzz": ("#type-error", "has no postback type “zzz”"),
    "tracker=keitaro&account=acme&with=zzz,placement": ("#with-error", "no such macro"),
    "tracker=keitaro&acount=acme": ("#strays", "“acount”, which does not exist"),
    "tracker=keitaro&account=acme&field.key=x": ("#strays", "“field.key”"),
    "tracker=keitaro&account=acme&field=x": ("#strays", "“field”, which this page does not have"),
    "tracker=keitaro&account=acme&http=yes&https=yes": ("#strays", "“http” and “https” exclude each other"),
    "tracker=keitaro&account=acme&account=other": ("#strays", "“account” more than once"),
    "tracker=keitaro&payout=1.5&payout-macro=%7Bx%7D": ("#strays", "not both"),
    "tracker=keitaro&payout=1&currency=EUR&currency-code=USDT": ("#strays", "not both"),
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
    choose(page, "adsterra", "network")
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
    assert "Keitaro does not carry a postback on its link" in page.inner_text("#event-token-error")
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
    assert "“all” adds nothing" in page.inner_text("#link")


def test_a_currency_without_a_payout_in_a_shared_link_is_an_error(opened: Opened) -> None:
    page = opened.go("tracker=keitaro&account=acme&currency=EUR")
    assert "needs a payout" in page.inner_text("#payout-error")
    assert page.is_visible("#currency")
    assert page.locator("#postback-url").count() == 0
    page.fill("#currency", "")
    assert page.is_hidden("#currency")
    assert page.locator("#postback-url").count() == 1


def test_the_address_holds_the_whole_form(opened: Opened) -> None:
    page = opened.go()
    choose(page, "keitaro")
    page.fill("#field-account", "acme")
    page.check("#report-macro", force=True)
    page.fill("#currency", "USDT")
    page.check("#currency-code")
    page.fill("#campaign-url", "https://trk.example/?a=1&b=%20#c")
    page.click("summary")
    page.select_option("#type", "currency")
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
