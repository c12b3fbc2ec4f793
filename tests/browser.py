"""The generator page in Debian's Chromium, for tests that carry the marker `browser`."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

KEITARO = "tracker=keitaro&account=acme&payout=1.5&currency=EUR&campaign-url=https%3A%2F%2Ftrk.example%2Fabc"


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser, or skip the test and name what is missing."""
    program = shutil.which("chromium")
    if not program:
        pytest.skip("needs chromium: install Debian's packages chromium and chromium-driver")
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright: pip install -e . --group browser")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


class Opened:
    """A page that is open, with what it must not do: messages on the console, requests, scripts of others."""

    def __init__(self, context: BrowserContext, file: Path) -> None:
        self.page: Page = context.new_page()
        self.messages: list[str] = []
        self.requests: list[str] = []
        self._file = file
        self.page.on("console", lambda message: self.messages.append(message.text))
        self.page.on("pageerror", lambda error: self.messages.append(str(error)))
        self.page.on("dialog", self._dialog)
        self.page.on("request", lambda request: self.requests.append(request.url))

    def _dialog(self, dialog: Any) -> None:
        self.messages.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def go(self, hash: str = "") -> Page:
        """Open the page with this behind its #, from the start."""
        self.page.goto("about:blank")
        self.page.goto(self._file.as_uri() + (f"#{hash}" if hash else ""))
        self.page.wait_for_selector("#result > *", state="attached")
        return self.page

    def assert_quiet(self) -> None:
        """Hold that nothing was said, asked for or run."""
        assert self.messages == []
        assert all(url.startswith((self._file.as_uri(), "about:blank")) for url in self.requests), self.requests


def choose(page: Any, name: str, kind: str = "tracker") -> None:
    """Choose a tracker, or a network, by typing part of its name."""
    page.click(f"#{kind}")
    page.keyboard.type(name)
    page.keyboard.press("Enter")


def say(page: Any, words: str) -> None:
    """Wait until a screen reader is told this."""
    page.wait_for_selector(f"#status:has-text('{words}')", state="attached")


def assert_nothing_to_copy(page: Any) -> None:
    assert page.locator("[data-copy], pre").count() == 0
    assert "pbterra" not in page.inner_text("body")
