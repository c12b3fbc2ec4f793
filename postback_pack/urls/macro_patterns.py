"""How macros are found in a URL: those that are listed, and whatever else is written like one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from ..catalog.model import Network, Tracker
from ..text.encoding import fully_decoded

MASK = "\U000f0000"
"""In place of each character of a macro that has been found."""
_LONGEST_MACRO = 200
_HASH_MACRO = r"(?<==)##?[^#&=\s]{1,60}##?|(?<=/)##?[^#&=/?\s]{1,60}##?(?=[/?]|$)"
"""A value or segment between hash signs is a macro of some system: a URL's own fragment never ends in one."""
_NETWORKS_LETTERS = rf"[^&=?/#\s\0{MASK}]{{1,{_LONGEST_MACRO}}}"
_TRACKERS_LETTERS = rf"[^&\0-\x1f{MASK}]{{1,{_LONGEST_MACRO}}}"
_BRACKETS = {"{": "}", "[": "]"}


def patterns(text: str, networks: Iterable[Network], trackers: Sequence[Tracker]) -> Iterator[re.Pattern[str]]:
    """Yield what to mask, in order: macros that are listed before whatever else is written like one."""
    click_ins = [network.click_in for network in networks]
    # Also where some of its signs are percent-encoded: a raw # left in it begins no fragment.
    decoded = fully_decoded(text)
    there = {macro for click_in in click_ins for macro in click_in.macros.values() if macro in decoded}
    yield from map(_raw_or_encoded, sorted(there, key=len, reverse=True))
    if trackers:
        yield _one_of(_listed(trackers), whole=True)
    # Many networks write macros the same way.
    styles = {style: _NETWORKS_LETTERS for click_in in click_ins for style in click_in.style}
    if trackers and trackers[0].style:
        styles[trackers[0].style] = _TRACKERS_LETTERS
    # The longer signs first: [[x]] is not [x] with brackets around it, nor is #{x} {x} behind a hash sign.
    for style in sorted(styles, key=lambda style: (-len(style[0]), styles[style])):
        # Some trackers write #{...}: with its sign it is not a fragment behind a network's macro.
        sign = "(?:(?<==)#)?" if style[0] == "{" else ""
        yield _written_as(style, styles[style], sign, doubled=True)
    yield re.compile(_HASH_MACRO)


def _listed(trackers: Sequence[Tracker]) -> frozenset[str]:
    return frozenset(macro for tracker in trackers for macro in tracker.listed_macros)


def raw_macros(network: Network) -> tuple[re.Pattern[str], ...]:
    """Return what matches the network's listed macros, and then whatever else is written in their styles."""
    click_in = network.click_in
    # One of the listed macros may be inside: then all of it is one unlisted macro.
    return _one_of(frozenset(click_in.macros.values())), *raw_styles(click_in.style)


def raw_styles(styles: Iterable[tuple[str, str]]) -> Iterator[re.Pattern[str]]:
    """Yield what matches whatever is written in each of these styles."""
    return (_written_as(style, r"[^&=?/#\s]+") for style in styles)


@cache
def _one_of(macros: frozenset[str], whole: bool = False) -> re.Pattern[str]:
    """Match one of the macros; ``whole``: not as the inside of another one."""
    longest_first = sorted(macros, key=len, reverse=True)
    patterns = (_whole(macro, re.escape(macro)) if whole else re.escape(macro) for macro in longest_first)
    return re.compile("|".join(patterns) or "(?!)")


@cache
def _raw_or_encoded(macro: str) -> re.Pattern[str]:
    """Match a macro, also where some of its signs are percent-encoded."""
    return re.compile(_whole(macro, "".join(map(_sign, macro))))


def _sign(sign: str) -> str:
    if sign.isalnum() or sign in "_-.~":
        return re.escape(sign)
    encoded = "".join(f"%(?:25){{0,3}}{byte:02X}" for byte in sign.encode())
    return f"(?:{re.escape(sign)}|(?i:{encoded}))"


def _whole(macro: str, pattern: str) -> str:
    """Return the pattern of a macro where it is not the inside of another one: of [[x]], ${x}, or #{x} as a value."""
    opening, closing = macro[0], macro[-1]
    if _BRACKETS.get(opening) != closing:
        return pattern
    return rf"(?<![{re.escape(opening)}$])(?<!=#){pattern}(?!{re.escape(closing)})"


@cache
def _written_as(style: tuple[str, str], letters: str, before: str = "", doubled: bool = False) -> re.Pattern[str]:
    opening, closing = map(re.escape, style)
    once = f"{opening}{letters}?{closing}"
    # Other systems double a bracket: [[x]] is one macro, and not [x] between two signs.
    twice = f"{opening}{once}{closing}|" if doubled and style[0] in _BRACKETS else ""
    return re.compile(f"{before}(?:{twice}{once})")


def may_hold_macros(text: str, trackers: Sequence[Tracker]) -> bool:
    """Return whether `patterns` could find a macro of these trackers, all of which write macros the same way."""
    style = trackers[0].style
    return (style is not None and style[0] in text) or _one_of(_listed(trackers), whole=True).search(text) is not None
