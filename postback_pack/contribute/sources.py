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
from ..catalog.model import URL_DELIVERIES, Network, Tracker
from ..messages.message import message
from .fetch import FetchError, Limits, fetch
from .look_ups import knowledge_of
from .shared_rules import Entry, evidence_of

_AT_ONCE = 4
_MOST_BYTES = 2_000_000
_AGENT = "postback-pack sources --check"

State = Literal["fine", "moved", "refused", "gone", "changed", "unreachable"]
_STATES: dict[int, State] = {404: "gone", 410: "gone", 401: "refused", 403: "refused", 429: "refused"}
WARNINGS = ("moved", "refused")
"""States that need a look but are no error: many hosts refuse programs."""


def overview(trackers: Iterable[Tracker]) -> dict[str, Any]:
    """Return the counts of grades, sources and months, what is wanted, and what is known of each tracker, as plain data."""
    entries = list(trackers)
    listed = [tracker for tracker in entries if tracker.postback_out.delivery in URL_DELIVERIES]
    knowledge = {tracker.id: knowledge_of(tracker) for tracker in entries}
    grades = Counter(tracker.grade("macros.click_id") for tracker in listed if not tracker.postback_out.callback)
    evidence = [item for tracker in listed for item in tracker.evidence]
    known = grades["confirmed"] + grades["reported"]
    return {
        "click_id_macros": {grade: grades[grade] for grade in ("confirmed", "reported", "unknown")},
        "confirmed_percent": round(100 * grades["confirmed"] / known) if known else 0,
        "sources": dict(Counter(item.by for item in evidence)),
        "months": dict(sorted(Counter(item.read for item in evidence).items())),
        "wanted": {id: found["wanted"] for id, found in knowledge.items() if found["wanted"]},
        "trackers": knowledge,
    }


def overview_of_networks(networks: Iterable[Network]) -> dict[str, dict[str, Any]]:
    """Return for each network, as plain data: its facts by grade, what is wanted, its oldest source and the next look-up."""
    return {network.id: knowledge_of(network) for network in networks}


@dataclass(frozen=True)
class Checked:
    """What became of one page. ``note`` says more: where it moved, what is no longer on it."""

    url: str
    state: State
    note: str = ""


def check_sources(
    entries: Iterable[Entry],
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
    for url, words in pages(entries).items():
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


def pages(entries: Iterable[Entry]) -> dict[str, tuple[str, ...]]:
    """Return every page with the words that should be on it: the evidence's own text, or the macros that it supports."""
    words: dict[str, list[str]] = {}
    for entry in entries:
        for _, item in evidence_of(entry):
            if item.url:
                words.setdefault(item.url, []).extend(_words(entry, item))
    return {url: tuple(dict.fromkeys(found)) for url, found in words.items()}


def _words(entry: Entry, item: Evidence) -> Iterator[str]:
    if item.text:
        yield item.text
        return
    macros = entry.postback_out.macros if isinstance(entry, Tracker) else entry.click_in.macros
    for fact in item.supports:
        macro = macros.get(fact.removeprefix("macros.")) if fact.startswith("macros.") else None
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
