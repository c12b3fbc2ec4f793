"""Cut a pasted URL into its parts, each with its place in the text.

The macros are found first, by the network's and the tracker's way of writing them, and masked by as
many private characters; only then do ``#``, ``?``, ``&`` and ``=`` mean what they say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import unquote

from ..model import Network, Tracker

_MASK = "\U000f0000"
_LONGEST_MACRO = 200
_HASH_MACRO = re.compile(r"(?<==)#[^#&=\s]{1,60}#")
"""A value between hash signs is a macro, whoever's it is: a fragment of a URL's own never ends in one."""


class Part(NamedTuple):
    """A piece of the URL: its text and where it starts and ends."""

    text: str
    start: int
    end: int

    @property
    def decoded(self) -> str:
        """The text without its percent-encoding."""
        return unquote(self.text)


class Parameter(NamedTuple):
    """One parameter of the query."""

    name: Part
    value: Part

    @property
    def start(self) -> int:
        """Where its name starts."""
        return self.name.start

    @property
    def end(self) -> int:
        """Where its value ends."""
        return self.value.end


@dataclass(frozen=True)
class CutUrl:
    """A URL in parts. ``macros`` are all pieces that are written like a macro of the network or the tracker."""

    text: str
    macros: tuple[Part, ...]
    scheme: Part
    host: Part
    path: Part
    segments: tuple[Part, ...]
    query: Part
    parameters: tuple[Parameter, ...]
    fragment: Part
    outside_macros: str
    """The text with every macro masked: what stands here is the URL's own."""

    def macros_in(self, part: Part) -> Iterator[Part]:
        """Yield the macros that stand in a part."""
        return (macro for macro in self.macros if part.start <= macro.start and macro.end <= part.end)


def cut(text: str, networks: Iterable[Network], trackers: Sequence[Tracker]) -> CutUrl:
    """Cut ``text``, which may be anything, into the parts of a URL. Takes time in proportion to its length.

    ``trackers``: whose macros may stand in it; all of them write macros the same way.
    """
    macros: list[tuple[int, int]] = []

    def mask(found: re.Match[str]) -> str:
        macros.append(found.span())
        return _MASK * len(found[0])

    # A private character of the user's own must not look like a masked macro.
    masked = text.replace(_MASK, "\0")
    for pattern in _patterns(networks, trackers):
        masked = pattern.sub(mask, masked)

    def part(start: int, end: int) -> Part:
        return Part(text[start:end], start, end)

    def parameter(start: int, end: int) -> Parameter:
        equals = masked.find("=", start, end)
        name_end = end if equals < 0 else equals
        return Parameter(part(start, name_end), part(min(name_end + 1, end), end))

    found = re.match(r"([^:/?#&=]*):?//", masked)
    scheme_end, host_start = (found.end(1), found.end()) if found else (0, 0)
    host_end = _first_of("/?#", masked, host_start)
    path_end = _first_of("?#", masked, host_end)
    query_end = _first_of("#", masked, path_end)
    if masked[path_end : path_end + 1] != "?":
        # Without a ? the first & was meant to begin the query.
        path_end = _first_of("&", masked[:path_end], host_end)
    query_start = min(path_end + 1, query_end)
    return CutUrl(
        text=text,
        macros=tuple(part(*span) for span in sorted(macros)),
        scheme=part(0, scheme_end),
        host=part(host_start, host_end),
        path=part(host_end, path_end),
        segments=tuple(part(*span) for span in _split("/", masked, host_end + 1, path_end)),
        parameters=tuple(parameter(*span) for span in _split("&", masked, query_start, query_end) if span[0] < span[1]),
        query=part(path_end, query_end),
        fragment=part(query_end, len(text)),
        outside_macros=masked,
    )


def _patterns(networks: Iterable[Network], trackers: Sequence[Tracker]) -> Iterator[re.Pattern[str]]:
    """Yield what to mask, in order: macros that are listed before whatever else is written like one."""
    click_ins = [network.click_in for network in networks]
    yield _one_of(macro for click_in in click_ins for macro in click_in.macros.values())
    for click_in in click_ins:
        yield _written_as(click_in.style, rf"[^&=?/#\s\0{_MASK}]")
    if trackers:
        yield _one_of({macro for tracker in trackers for macro in tracker.listed_macros})
        if style := trackers[0].style:
            yield _written_as(style, rf"[^&\0-\x1f{_MASK}]")
    yield _HASH_MACRO


def _one_of(macros: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(macros, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)) or "(?!)")


def _written_as(style: tuple[str, str], letters: str) -> re.Pattern[str]:
    opening, closing = map(re.escape, style)
    return re.compile(f"{opening}{letters}{{1,{_LONGEST_MACRO}}}?{closing}")


def _first_of(signs: str, text: str, start: int) -> int:
    return min((place for sign in signs if (place := text.find(sign, start)) >= 0), default=len(text))


def _split(sign: str, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start <= end:
        stop = text.find(sign, start, end)
        stop = end if stop < 0 else stop
        yield start, stop
        start = stop + 1
