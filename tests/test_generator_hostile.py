"""Markup and scripts put into the generator page: they stay text, and nothing runs."""

from __future__ import annotations

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
