"""Decide whether a corrected URL may be proposed. None that could lose conversions, or what the user wrote, ever is."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from ..messages.message import Message, message
from ..setup.payout import is_amount
from ..text.characters import shown
from ..text.macros import has_macro, is_bracketed
from ..urls.cut import CutUrl, Part
from ..urls.extract import extract
from .findings import About, Finding
from .link import Link
from .pasted import Pasted

NOTHING_TO_CORRECT = {
    "other-network": "no-correction.network",
    "redirect": "no-correction.redirect",
}
"""Where one of these is found, no URL is proposed, and why."""
_IF_LEFT = {
    "wrong-scheme": "no-correction.address",
    "wrong-host": "no-correction.host",
    "wrong-path": "no-correction.path",
    "opposite-direction": "no-correction.two-urls",
    "character": "no-correction.unsure",
    "own-fragment": "no-correction.fragment",
}
"""The same where one of these is left."""
NOT_A_LINK = frozenset(("other-network", "private-address", "opposite-direction", "redirect"))
"""What is found in a URL that is not a tracking link, so that its parts are not those of one."""
_REPORTS = re.compile(r"postback|conversion|pixel|callback|webhook|(?<![a-z])s2s(?![a-z])", re.IGNORECASE)
_AMOUNT_NAME = re.compile(r"payout|revenue|price|value|amount|sum|profit|commission", re.IGNORECASE)
_FURTHER = re.compile(r"\?([^?&=#]+)=")
NAME_THE_TRACKER = message("no-correction.tracker")
NAME_THE_NETWORK = message("no-correction.name-network")


def why_not_correct(about: About, before: Pasted, after: Pasted, left: Sequence[Finding]) -> Message | None:
    """Return why no correction of one of the pasted URLs can be proposed; None: it is safe, or nothing has to change.

    ``after`` is what the edits of all findings make of ``before``; ``left`` are the errors that are still in it.
    """
    found = before.of(about)
    reasons = [NOTHING_TO_CORRECT.get(finding.code) for finding in found]
    reasons += [_IF_LEFT.get(finding.code) for finding in left]
    reason = next(filter(None, reasons), None)
    if reason:
        return message(reason)
    lacks_macro = any(finding.code in ("link-macro-missing", "invented-macro") for finding in found)
    if about == "link" and lacks_macro and _may_take_reports(before.url_of(about)):
        return message("no-correction.reports")
    fragment = before.url_of(about).fragment.text
    if about == "link" and lacks_macro and (has_macro(fragment) or "#" in fragment[1:]):
        # A # may have got into another part of the URL: a fragment has no other one in it.
        return message("no-correction.fragment")
    if after.texts[about] == before.texts[about]:
        return message("no-correction.decide") if any(item.severity == "error" for item in found) else None
    if not is_one_url(after.texts[about]) or not after.is_same_as(before, about):
        return message("no-correction.another")
    lost = lost_part(before.url_of(about), found, after.url_of(about))
    if lost is None and about == "link" and before.tracking_link:
        lost = _overwritten(before.tracking_link, found, after.url_of(about))
    return None if lost is None else message("no-correction.loses", text=shown(lost))


def is_one_url(text: str) -> bool:
    """Return whether a text that is pasted comes out as the one URL that it is."""
    found = extract(text)
    return len(found) == 1 and found[0].is_alone and found[0].is_certain and found[0].url == text


def _may_take_reports(url: CutUrl) -> bool:
    """Return whether an address looks like one of a network's or tracker's for conversions, by its words or an amount."""
    amounts = (item for item in url.parameters if _AMOUNT_NAME.fullmatch(item.name.decoded))
    address = url.text[url.host.start : url.path.end]
    return _REPORTS.search(address) is not None or any(is_amount(item.value.decoded) for item in amounts)


def lost_part(before: CutUrl, found: Sequence[Finding], after: CutUrl) -> str | None:
    """Return what is outside the findings' places and less often in ``after``: a path segment, a name, a value, or a part of one."""
    kept: list[str] = []
    places = _Places(found)
    for part in _parts(before):
        rest = places.outside(part)
        if rest == part.text:
            kept.append(part.decoded)
        elif rest.strip():
            kept.append(rest.strip())
    return _first_rarer(kept, [part.decoded for part in _parts(after)])


def _first_rarer(before: Iterable[str], after: Iterable[str]) -> str | None:
    """Return the first text that is less often in ``after`` than in ``before``."""
    times, there = Counter(before), Counter(after)
    return next((text for text in times if there[text] < times[text]), None)


def _overwritten(link: Link, found: Sequence[Finding], after: CutUrl) -> str | None:
    """Return what is less often in ``after``: a value with more in it, or a macro of another parameter than the tracker's for the click ID."""
    spoilt = _Places(item for item in found if item.code in ("misspelt-macro", "encoded-macro", "link-macro-twice"))
    networks_own = set(link.network.click_in.macros.values())
    macros = (
        parameter.value.text
        for parameter in link.url.parameters
        if parameter.value.text != link.macro
        and (parameter.value.text in networks_own or is_bracketed(parameter.value.text))
        and not link.is_click_id(parameter)
        and spoilt.outside(parameter.value) == parameter.value.text
    )
    return _swallowed(link.url, after) or _first_rarer(macros, (parameter.value.text for parameter in after.parameters))


def _swallowed(before: CutUrl, after: CutUrl) -> str | None:
    """Return a value with a URL in it, or with a parameter behind a second question mark, that is gone together with it."""
    names = set(_readings(parameter.name for parameter in after.parameters))
    left = " ".join(_readings(parameter.value for parameter in after.parameters))
    for value in _readings(parameter.value for parameter in before.parameters):
        further = [name for name in _FURTHER.findall(value) if name not in names and f"?{name}=" not in left]
        if further or ("://" in value and "://" not in left):
            return value
    return None


def _readings(parts: Iterable[Part]) -> Iterator[str]:
    """Yield each part as it is written, and decoded."""
    for part in parts:
        yield from (part.text, part.decoded)


def _parts(url: CutUrl) -> Iterator[Part]:
    yield from (segment for segment in url.segments if segment.text)
    for parameter in url.parameters:
        yield from (part for part in parameter if part.text)
    for piece in re.finditer(r"[^/?&=#]+", url.outside_macros[url.fragment.start : url.fragment.end]):
        start, end = url.fragment.start + piece.start(), url.fragment.start + piece.end()
        yield Part(url.text[start:end], start, end)


class _Places:
    """All characters of a URL that some finding is about, merged, so that a part is compared with those near it only."""

    def __init__(self, found: Iterable[Finding]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted((finding.start, finding.end) for finding in found if finding.start < finding.end):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(end, self._ends[-1])
            else:
                self._starts.append(start)
                self._ends.append(end)

    def outside(self, part: Part) -> str:
        """Return what is left of a part without these places."""
        pieces, start = [], part.start
        for index in range(bisect_right(self._ends, part.start), len(self._starts)):
            if self._starts[index] >= part.end:
                break
            pieces.append(part.text[start - part.start : max(self._starts[index] - part.start, 0)])
            start = self._ends[index]
        return "".join([*pieces, part.text[start - part.start :]])
