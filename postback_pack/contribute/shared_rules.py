"""The rules of ``lint`` that trackers and networks have in common: on their texts, and on their sources."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Literal, TypeVar

from ..catalog.evidence import Evidence
from ..catalog.model import Network, Tracker
from ..catalog.node import Fault, Path
from ..catalog.rules import FILLED_IN, filled_in_at, texts_at, texts_of
from ..messages.message import message
from ..text.markup import NAME, spans
from ..text.placeholders import is_placeholder

Entry = Tracker | Network
AnyEntry = TypeVar("AnyEntry", Tracker, Network)
Check = Callable[[AnyEntry, str], Iterator[Fault]]
"""Yields what breaks a rule. It takes the entry or network, and the current month, such as ``2026-11``."""

MOST_PITFALLS = 4
"""Of more than these, a user reads none."""
OLDEST_MONTHS = 18
_WARNINGS = ("http-source", "old-source", "many-fields")
_SIGNS_OF_CODE = re.compile(r"[{}`*\[\]]|##|://")


def severity_of(code: str) -> Literal["error", "warning"]:
    """Return how bad it is to break a rule."""
    return "warning" if code in _WARNINGS else "error"


def texts(entry: Entry) -> Iterator[tuple[Path, str]]:
    """Yield every text that is filled in before it is printed."""
    if isinstance(entry, Tracker):
        yield from texts_of(entry)
        return
    yield from texts_at(entry, "steps", "verify", "pitfalls", "disagreements")
    for name, pair in entry.trackers.items():
        for path, text in texts_at(pair, "steps", "network_steps", "pitfalls"):
            yield ("trackers", name, *path), text


def evidence_of(entry: Entry) -> Iterator[tuple[Path, Evidence]]:
    """Yield every piece of evidence, also that of a network with one tracker."""
    yield from ((("evidence", index), item) for index, item in enumerate(entry.evidence))
    for name, pair in entry.trackers.items() if isinstance(entry, Network) else ():
        yield from ((("trackers", name, "evidence", index), item) for index, item in enumerate(pair.evidence))


def _seen(entry: Entry) -> Iterator[tuple[Path, str]]:
    return (((*path, "seen"), item.seen) for path, item in evidence_of(entry) if item.seen)


def is_remark(macro: str) -> bool:
    """Return whether a macro is a placeholder or a remark."""
    return is_placeholder(macro) or re.search(r"[a-z]+ [a-z]+ [a-z]+", macro) is not None


def in_code(entry: Entry, month: str) -> Iterator[Fault]:
    """Yield each text with a macro or an address that is not in code."""
    macros = entry.listed_macros if isinstance(entry, Tracker) else macros_of(entry)
    for path, text in (*texts(entry), *_seen(entry)):
        found = spans(text, {})
        plain = "".join(span.text for span in found if span.kind == "plain")
        prose = plain + "".join(span.text for span in found if span.kind == "label")
        signs = _SIGNS_OF_CODE.search(NAME.sub("", plain))
        if signs or any(macro in prose for macro in macros):
            yield path, message("mistake.in-code.plain")


def macros_of(network: Network) -> tuple[str, ...]:
    """Return every macro of a network, in either direction."""
    return (*network.click_in.macros.values(), *network.affiliate_macros)


def unfilled(entry: Entry, month: str) -> Iterator[Fault]:
    """Yield each <name> that a reader would see as it is: unknown in code, or any in evidence, which nothing fills in."""
    for path, text in texts(entry):
        known = filled_in_at(path) if isinstance(entry, Tracker) else FILLED_IN | set(entry.fields)
        code = set(chain.from_iterable(NAME.findall(span.text) for span in spans(text, {}) if span.kind == "code"))
        for name in sorted(code - known):
            yield path, message("mistake.unfilled.code", name=name, known=sorted(known))
    for path, text in _seen(entry):
        for name in sorted(set(NAME.findall(text))):
            yield path, message("mistake.unfilled.seen", name=name)


def future_sources(entry: Entry, month: str) -> Iterator[Fault]:
    """Yield each source that was read in a month to come."""
    for path, item in evidence_of(entry):
        if item.read > month:
            yield (*path, "read"), message("mistake.future-source.month", month=item.read)


def http_sources(entry: Entry, month: str) -> Iterator[Fault]:
    """Yield each source with an http address."""
    for path, item in evidence_of(entry):
        if item.url and item.url.startswith("http://"):
            yield (*path, "url"), message("mistake.http-source.http")


def old_sources(entry: Entry, month: str) -> Iterator[Fault]:
    """Yield each source that was read long ago."""
    for path, item in evidence_of(entry):
        if _months(month) - _months(item.read) > OLDEST_MONTHS:
            yield (*path, "read"), message("mistake.old-source.old", most=OLDEST_MONTHS)


def _months(month: str) -> int:
    year, number = month.split("-")
    return int(year) * 12 + int(number)
