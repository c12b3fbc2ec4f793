"""How well the catalog is known: its evidence by grade and month, what is wanted, and whether the pages still say it."""

from __future__ import annotations

import html
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from ..catalog.evidence import Evidence
from ..catalog.model import ROLE_LABELS, URL_DELIVERIES, Tracker
from ..messages.message import message
from .fetch import FetchError, Limits, fetch

_AT_ONCE = 4
_MOST_BYTES = 2_000_000
_AGENT = "postback-pack sources --check"

State = Literal["fine", "moved", "refused", "gone", "changed", "unreachable"]
_STATES: dict[int, State] = {404: "gone", 410: "gone", 401: "refused", 403: "refused", 429: "refused"}
WARNINGS = ("moved", "refused")
"""States that need a look but are no error: many hosts refuse programs."""


def overview(trackers: Iterable[Tracker]) -> dict[str, Any]:
    """Return the counts of grades, sources and months, and what is wanted, as plain data."""
    listed = [tracker for tracker in trackers if tracker.postback_out.delivery in URL_DELIVERIES]
    grades = Counter(tracker.grade("macros.click_id") for tracker in listed if not tracker.postback_out.callback)
    evidence = [item for tracker in listed for item in tracker.evidence]
    known = grades["confirmed"] + grades["reported"]
    return {
        "click_id_macros": {grade: grades[grade] for grade in ("confirmed", "reported", "unknown")},
        "confirmed_percent": round(100 * grades["confirmed"] / known) if known else 0,
        "sources": dict(Counter(item.by for item in evidence)),
        "months": dict(sorted(Counter(item.read for item in evidence).items())),
        "wanted": {tracker.id: missing for tracker in listed if (missing := list(_wanted(tracker)))},
    }


def _wanted(tracker: Tracker) -> Iterator[str]:
    out = tracker.postback_out
    if tracker.id == "custom":
        return
    if tracker.click_in.param is None and not out.callback:
        yield "parameter of the link"
    known = {
        "click_id": tracker.macro("click_id") or out.callback,
        "payout": tracker.macro("payout") or tracker.macro("payout_usd"),
    }
    yield from (ROLE_LABELS[role] for role, way in known.items() if not way and role not in out.absent)


@dataclass(frozen=True)
class Checked:
    """What became of one page. ``note`` says more: where it moved, what is no longer on it."""

    url: str
    state: State
    note: str = ""


def check_sources(
    trackers: Iterable[Tracker],
    done: Callable[[], None] = lambda: None,
    pause: float = 1.0,
    *,
    seconds: float = 10,
    allow_private: bool = False,
) -> list[Checked]:
    """Fetch every page that is named as evidence, and look for what it is said to hold.

    A few hosts at a time, one page of a host after the other with ``pause`` seconds between; ``done`` is called after each.
    seconds: how long one page may take.
    allow_private: the pages may be on this machine or in the network around it; a redirect to another host there is refused.
    """
    by_host: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for url, words in pages(trackers).items():
        by_host.setdefault(urlsplit(url).netloc, []).append((url, words))
    stopped = threading.Event()

    def check_host(host_pages: list[tuple[str, tuple[str, ...]]]) -> list[Checked]:
        results: list[Checked] = []
        for number, (url, words) in enumerate(host_pages):
            if stopped.wait(pause if number else 0):
                break
            results.append(_check_page(url, words, seconds, allow_private))
            done()
        return results

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        try:
            found = [result for results in pool.map(check_host, by_host.values()) for result in results]
        except BaseException:
            # After Ctrl-C nothing more is fetched.
            stopped.set()
            raise
    return sorted(found, key=lambda result: result.url)


def pages(trackers: Iterable[Tracker]) -> dict[str, tuple[str, ...]]:
    """Return every page with the words that should be on it: the evidence's own text, or the macros that it supports."""
    words: dict[str, list[str]] = {}
    for tracker in trackers:
        for item in tracker.evidence:
            if item.url:
                words.setdefault(item.url, []).extend(_words(tracker, item))
    return {url: tuple(dict.fromkeys(found)) for url, found in words.items()}


def _words(tracker: Tracker, item: Evidence) -> Iterator[str]:
    if item.text:
        yield item.text
        return
    for fact in item.supports:
        macro = tracker.macro(fact.removeprefix("macros.")) if fact.startswith("macros.") else None
        if macro and "<param>" not in macro:
            yield macro


def _check_page(url: str, words: tuple[str, ...], seconds: float, allow_private: bool) -> Checked:
    try:
        page = fetch(url, _AGENT, Limits(seconds, _MOST_BYTES, allow_private))
    except FetchError as error:
        return Checked(url, "unreachable", str(error))
    if not 200 <= page.status < 300:
        state = _STATES.get(page.status, "unreachable")
        return Checked(url, state, str(message("sources.answer", status=page.status)))
    text = page.body.decode("utf-8", "replace")
    missing = [word for word in words if word not in text and word not in html.unescape(text)]
    if missing:
        return Checked(url, "changed", str(message("sources.changed", words=", ".join(missing))))
    if page.url != url:
        return Checked(url, "moved", str(message("sources.moved", url=page.url)))
    return Checked(url, "fine")
