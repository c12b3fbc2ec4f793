"""Markup and scripts put into the generator page: they stay text, and nothing runs."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.browser import Opened

pytestmark = pytest.mark.browser

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


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: value[:20])
def test_hostile_values_stay_text(opened: Opened, value: str) -> None:
    page = opened.go("tracker=keitaro&payout=1")
    page.click("summary")
    for field in page.locator("input[type=text]:visible").all():
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


OWN_ADDRESS = re.compile(
    r"#.*|(index|trackers|networks|trackers/[a-z0-9_]+|networks/[a-z0-9_]+)\.html(#(check|known))?"
)


def assert_no_markup(page: Any) -> None:
    """There are the two drawings of the header, the page's five scripts, and links to pages of the site."""
    assert page.locator("img, iframe, object, embed, form form, main svg").count() == 0
    assert page.locator("svg").count() == 2
    assert page.locator("script").count() == 5
    assert page.locator("[onerror], [onload]").count() == 0
    addresses = page.locator("a[href]").evaluate_all("(links) => links.map((link) => link.getAttribute('href'))")
    assert [address for address in addresses if not OWN_ADDRESS.fullmatch(address)] == []


def test_the_policy_lets_no_other_script_run(opened: Opened) -> None:
    page = opened.go()
    page.evaluate(
        "() => { const one = document.createElement('script'); one.textContent = 'window.ran = 1'; document.body.append(one); }"
    )
    page.wait_for_timeout(50)
    assert page.evaluate("window.ran") is None
    assert any("Content Security Policy" in message for message in opened.messages)
    opened.messages.clear()
