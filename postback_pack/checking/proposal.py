"""Decide whether a corrected URL may be proposed. None that could lose conversions, or what the user wrote, ever is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..messages.message import Message, message
from ..setup.payout import is_amount
from ..text.characters import shown
from ..text.macros import is_bracketed
from ..urls.cut import CutUrl, Part
from .findings import About, Finding
from .link import Link
from .pasted import Pasted
from .places import Places
from .wrapping import wrapping_of

NOTHING_TO_CORRECT = {
    "no-url": "no-correction.nothing",
    "wrapped-url": "no-correction.unsure",
    "other-network": "no-correction.network",
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
NOT_A_LINK = frozenset(("wrapped-url", "other-network", "opposite-direction"))
"""What is found in a URL that is not a tracking link, so that its parts are not those of one."""
_ONLY_YOU = frozenset(("placeholder", "wrong-field"))
"""Where one of these is left, the user has to fill in a value."""
_REPORTS = re.compile(r"postback|conversion|pixel|callback|webhook|(?<![a-z])s2s(?![a-z])", re.IGNORECASE)
_AMOUNT_NAME = re.compile(r"payout|revenue|price|value|amount|sum|profit|commission", re.IGNORECASE)
NAME_THE_TRACKER = message("no-correction.tracker")


class Proposal(NamedTuple):
    """A URL to paste, or why there is none. Neither, where nothing has to change."""

    corrected: str | None
    why_not: Message | None


def propose(about: About, before: Pasted, after: Pasted, left: Sequence[Finding]) -> Proposal:
    """Return the correction of one of the pasted URLs if it is safe, else why there is none.

    ``after`` is what the edits of all findings make of ``before``; ``left`` are the errors that are still in it.
    """
    found = before.of(about)
    reasons = [NOTHING_TO_CORRECT.get(finding.code) for finding in found]
    reasons += [_IF_LEFT.get(finding.code) for finding in left]
    reason = next(filter(None, reasons), None)
    if reason:
        return Proposal(None, message(reason))
    lacks_macro = any(finding.code in ("link-macro-missing", "invented-macro") for finding in found)
    if about == "link" and lacks_macro and _may_take_reports(before.url_of(about)):
        return Proposal(None, message("no-correction.reports"))
    text = after.text_of(about)
    if text == before.text_of(about):
        return Proposal(None, _why_nothing_changes([item for item in found if item.severity == "error"]))
    if wrapping_of(text) or not after.is_same_as(before, about):
        return Proposal(None, message("no-correction.another"))
    lost = lost_part(before.url_of(about), found, after.url_of(about))
    if lost is None and about == "link" and before.tracking_link:
        lost = _overwritten(before.tracking_link, found, after.url_of(about))
    if lost is not None:
        return Proposal(None, message("no-correction.loses", text=shown(lost)))
    return Proposal(text, None)


def _may_take_reports(url: CutUrl) -> bool:
    """Return whether an address looks like one of a network's or tracker's for conversions, by its words or an amount."""
    amounts = (item for item in url.parameters if _AMOUNT_NAME.fullmatch(item.name.decoded))
    address = url.text[url.host.start : url.path.end]
    return _REPORTS.search(address) is not None or any(is_amount(item.value.decoded) for item in amounts)


def _why_nothing_changes(errors: Sequence[Finding]) -> Message | None:
    if not errors:
        return None
    is_value = any(finding.code in _ONLY_YOU for finding in errors)
    return message("no-correction.value" if is_value else "no-correction.decide")


def lost_part(before: CutUrl, found: Sequence[Finding], after: CutUrl) -> str | None:
    """Return what is outside the findings' places and less often in ``after``: a path segment, a name, a value, or a part of one."""
    kept: Counter[str] = Counter()
    places = Places(found)
    for part in _parts(before):
        rest = places.outside(part)
        if rest == part.text:
            kept[part.decoded] += 1
        elif rest.strip():
            kept[rest.strip()] += 1
    there = Counter(part.decoded for part in _parts(after))
    return next((text for text, times in kept.items() if there[text] < times), None)


def _overwritten(link: Link, found: Sequence[Finding], after: CutUrl) -> str | None:
    """Return a macro of a parameter other than the tracker's click-ID parameter that is less often in ``after``."""
    spoilt = Places(
        [finding for finding in found if finding.code in ("misspelt-macro", "encoded-macro", "link-macro-twice")]
    )
    macros = Counter(
        parameter.value.text
        for parameter in link.url.parameters
        if is_slot_filled(link, parameter.value.text)
        and not link.is_click_id(parameter)
        and spoilt.outside(parameter.value) == parameter.value.text
    )
    there = Counter(parameter.value.text for parameter in after.parameters)
    return next((macro for macro, times in macros.items() if there[macro] < times), None)


def is_slot_filled(link: Link, value: str) -> bool:
    """Return whether a value is a macro, other than the one for the click ID."""
    return value != link.macro and (value in link.network.click_in.macros.values() or is_bracketed(value))


def _parts(url: CutUrl) -> Iterator[Part]:
    yield from (segment for segment in url.segments if segment.text)
    for parameter in url.parameters:
        yield from (part for part in parameter if part.text)
    for piece in re.finditer(r"[^/?&=#]+", url.outside_macros[url.fragment.start : url.fragment.end]):
        start, end = url.fragment.start + piece.start(), url.fragment.start + piece.end()
        yield Part(url.text[start:end], start, end)
