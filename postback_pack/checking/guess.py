"""Guess the tracker of a pasted postback from the spelling of its macros."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from ..catalog.model import FREE_ROLES, URL_DELIVERIES, Network, Tracker
from ..setup.click_id import read_by
from ..urls.cut import Part, cut
from ..urls.macro_patterns import may_hold_macros
from .classify import nearest_macro
from .link import Link
from .network_of import Reader, cut_postback
from .recognise import Recognised

_MOST_EXTRA = 50
_MOST_TEXT = 20_000
"""The first characters, at most this many, show whose URL it is."""

# What each part of a postback says for a tracker. The click ID decides before the payout, and that before the rest.
_CLICK_ID = 8
"""Its usual macro, in one of its spellings."""
_OTHER_CLICK_ID = 6
"""The macro of one of its further parameters for the click ID."""
_OWN_CLICK_ID = 5
"""Wrong here, but a frequent slip: it says more than a macro of another meaning, and less than a right one."""
_TELLING = 4
"""A macro of another meaning. From this score on the click ID's macro itself belongs to the tracker."""
_PAYOUT = 3
_ANY_NAME = 2
"""A parameter of any name at all fits, so the macro may be anybody's who writes macros so."""
_LISTED = 1
"""A macro that it has, where any may be."""
_NOT_PASTED = -4
"""A tracker into which no postback URL is pasted is a worse guess than one that has the macro as its own click ID."""


class Candidate(NamedTuple):
    """A tracker that the macros may belong to; the higher the score, the better they fit."""

    score: int
    tracker: Tracker
    click_id: Part
    """What the postback has as click ID."""

    @property
    def own(self) -> bool:
        """Whether that is the tracker's own click ID."""
        return self.click_id.text in self.tracker.postback_out.own_click_id


def candidates(text: str, reader: Reader) -> list[Candidate]:
    """Return the trackers that list a macro of the postback ``text``, the best first; empty if there is none."""
    read = [*_readings(text[:_MOST_TEXT], reader)]
    found = _scored(read, _score)
    if all(candidate.score < _TELLING for candidate in found) and not _has_networks_macro(read):
        found += _scored(read, _score_of_misspelt)
    ranked = sorted(found, key=lambda one: (-one.score, not _is_pasted(one.tracker), one.tracker.id))
    best_of: dict[str, Candidate] = {}
    for candidate in ranked:
        best_of.setdefault(candidate.tracker.id, candidate)
    return [*best_of.values()]


def _has_networks_macro(read: Iterable[tuple[Tracker, Recognised]]) -> bool:
    """Return whether the click ID is the network's own macro: then it is not a tracker's macro with a slip."""
    values = ((seen.value("click_id"), seen.network) for _, seen in read)
    return any(value is not None and value.text == network.click_id_macro for value, network in values)


def _readings(text: str, reader: Reader) -> Iterator[tuple[Tracker, Recognised]]:
    """Yield the postback as each tracker reads it that has macros; all that write them the same way read the same."""
    by_style: dict[tuple[str, str], list[Tracker]] = {}
    for tracker in reader.networks.trackers:
        if tracker.style:
            by_style.setdefault(tracker.style, []).append(tracker)
    # In most styles there is no macro in the URL, and then it reads as in any other of these.
    plain = cut_postback(text, reader.networks, [])
    for alike in by_style.values():
        url = cut_postback(text, reader.networks, alike) if may_hold_macros(text, alike) else plain
        if read := reader.recognise(url):
            yield from ((tracker, read) for tracker in alike)


def _scored(read: Iterable[tuple[Tracker, Recognised]], score: Callable[[Recognised, Tracker], int]) -> list[Candidate]:
    found = ((score(seen, tracker), tracker, seen.value("click_id") or Part("", 0, 0)) for tracker, seen in read)
    return [Candidate(*one) for one in found if one[0]]


def best(found: Sequence[Candidate]) -> list[Tracker]:
    """Return the trackers that the macros fit equally well, and best; none if the click ID says nothing about them.

    Where it is the best one's own click ID, all that have it as theirs: what else is in the URL does not decide.
    """
    if found and found[0].own:
        return of_others(found)
    fits = [(one.score, _is_pasted(one.tracker)) for one in found]
    alike = [one.tracker for one, fit in zip(found, fits, strict=True) if fit == fits[0]]
    return alike if len(alike) == 1 or (found and found[0].score >= _TELLING) else []


def of_others(found: Sequence[Candidate]) -> list[Tracker]:
    """Return the trackers whose own click ID the postback has."""
    return [candidate.tracker for candidate in found if candidate.own and _is_pasted(candidate.tracker)]


def carrying(link: str, network: Network, trackers: Iterable[Tracker]) -> list[Tracker]:
    """Return the trackers whose links can carry a postback in a parameter that this link has."""
    url = cut(link, [network], ())
    return [tracker for tracker in trackers if Link(url, network, tracker).callbacks]


def _is_pasted(tracker: Tracker) -> bool:
    return tracker.postback_out.delivery in URL_DELIVERIES


def _score(read: Recognised, tracker: Tracker) -> int:
    points = sum(_points(read, tracker))
    return max(points + (0 if _is_pasted(tracker) else _NOT_PASTED), 1) if points else 0


def _points(read: Recognised, tracker: Tracker) -> Iterator[int]:
    if click_id := read.value("click_id"):
        known = (tracker.macro("click_id"), *tracker.postback_out.spellings.get("click_id", ()))
        if click_id.text in known:
            yield _CLICK_ID
        elif read_by(tracker, click_id.text):
            yield _OTHER_CLICK_ID if tracker.roles(click_id.text) else _ANY_NAME
        elif click_id.text in tracker.postback_out.own_click_id:
            yield _OWN_CLICK_ID
        elif tracker.meanings(click_id.text):
            yield _TELLING
    if (payout := read.value("payout")) and tracker.meanings(payout.text):
        yield _PAYOUT if {"payout", "payout_usd"} & set(tracker.roles(payout.text)) else _LISTED
    others = (read.value(slot) for slot in (*FREE_ROLES, "currency", *read.network.fields))
    yield from (_LISTED for value in others if value and tracker.meanings(value.text))
    for parameter in islice(read.extra, _MOST_EXTRA):
        if tracker.meanings(parameter.value.text):
            yield _LISTED


def _score_of_misspelt(read: Recognised, tracker: Tracker) -> int:
    click_id = read.value("click_id")
    near = nearest_macro(click_id.decoded, tracker) if click_id else None
    if click_id is None or near is None:
        return 0
    if click_id.text.startswith("$") and not near.startswith("$"):
        return 0  # a variable of a program
    return _TELLING if near == tracker.macro("click_id") else _LISTED
