"""Cut a pasted URL into its parts, each with its place in the text.

The macros are found first, by the network's and the tracker's way of writing them, and masked by as
many private characters; only then do ``#``, ``?``, ``&`` and ``=`` mean what they say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple
from urllib.parse import unquote

from ..catalog.model import Network, Tracker

_MASK = "\U000f0000"
_FILL = "\U000f0001"
"""In place of what follows & in an escaped one."""
_LONGEST_MACRO = 200
_HASH_MACRO = re.compile(r"(?<==)#[^#&=\s]{1,60}#")
"""A value between hash signs is a macro, whoever's it is: a fragment of a URL's own never ends in one."""
_ESCAPED_JOINT = re.compile(
    r"&(?:amp;|#0{0,9}38;|#x0{0,9}26;)+|&#(?:0{0,9}38|x0{0,9}26)(?=[\w.~-]+=)|(?<=\?)(?:amp;)+", re.IGNORECASE
)
_JOINT_BEHIND_MACRO = re.compile(rf"(?<=[{_MASK}}}\]>])(?:[?;]|%26(?:amp;)?)(?=[\w.~-]+=)", re.IGNORECASE)
_WIDE_SIGNS = str.maketrans("\uff1a\uff0f\uff1f\uff06\uff1d", ":/?&=")
_WIDE_SCHEME = re.compile(r"https?[:\uff1a][/\uff0f]{2}", re.IGNORECASE)
_WIDE_JOINT = re.compile(r"[\uff1f\uff06](?=[\w.~-]+[=\uff1d])")
_WIDE_EQUALS = re.compile(r"(?<=[?&])([\w.~-]+)\uff1d")


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
    """A URL in parts, each without the blanks around it.

    ``macros`` are all pieces that are written like a macro of the network or the tracker. ``wrong_joints`` are signs that
    were meant to separate two parameters, or the first one from the path; ``wide`` are full-width signs.
    """

    text: str
    macros: tuple[Part, ...]
    scheme: Part
    host: Part
    path: Part
    segments: tuple[Part, ...]
    query: Part
    parameters: tuple[Parameter, ...]
    fragment: Part
    wrong_joints: tuple[Part, ...]
    wide: tuple[Part, ...]
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
    joints: list[tuple[int, int]] = []

    def join(found: re.Match[str]) -> str:
        joints.append(found.span())
        # Behind ? nothing has to separate the first parameter.
        first = "&" if found[0].startswith("&") else _FILL
        return first + _FILL * (len(found[0]) - 1)

    def mask(found: re.Match[str]) -> str:
        macros.append(found.span())
        return _MASK * len(found[0])

    # A private character of the user's own must not look like a masked macro.
    masked = text.replace(_MASK, "\0").replace(_FILL, "\0")
    wide: list[int] = []
    if not text.isascii():
        plain = _without_wide_signs(masked)
        wide = [place for place, (one, other) in enumerate(zip(plain, masked, strict=True)) if one != other]
        masked = plain
    # Before the macros: #038; and the # of a macro that follows would be one.
    masked = _ESCAPED_JOINT.sub(join, masked)
    for pattern in _patterns(networks, trackers):
        masked = pattern.sub(mask, masked)

    def part(start: int, end: int) -> Part:
        return Part(text[start:end], start, end)

    def trimmed(start: int, end: int) -> Part:
        while start < end and text[start].isspace():
            start += 1
        while start < end and text[end - 1].isspace():
            end -= 1
        return part(start, end)

    def parameter(start: int, end: int) -> Parameter:
        while start < end and masked[start] == _FILL:
            start += 1
        equals = masked.find("=", start, end)
        name_end = end if equals < 0 else equals
        return Parameter(trimmed(start, name_end), trimmed(min(name_end + 1, end), end))

    found = re.match(r"([^:/?#&=]*)(?::\s*)?//", masked)
    scheme_end, host_start = (found.end(1), found.end()) if found else (0, 0)
    host_end = _first_of("/?#", masked, host_start)
    path_end = _first_of("?#", masked, host_end)
    query_end = _first_of("#", masked, path_end)
    masked = masked[:path_end] + _joined(masked[path_end:query_end], path_end, joints) + masked[query_end:]
    if masked[path_end : path_end + 1] != "?":
        # Without a ? the first & was meant to begin the query.
        path_end = _first_of("&", masked[:path_end], host_end)
        if masked[path_end : path_end + 1] == "&" and (path_end not in (start for start, _ in joints)):
            joints.append((path_end, path_end + 1))
    query_start = min(path_end + 1, query_end)
    while masked[query_start : query_start + 1] == "?":
        joints.append((query_start, query_start + 1))
        query_start += 1
    return CutUrl(
        text=text,
        macros=tuple(part(*span) for span in sorted(macros)),
        scheme=trimmed(0, scheme_end),
        host=trimmed(host_start, host_end),
        path=part(host_end, path_end),
        segments=tuple(trimmed(*span) for span in _split("/", masked, host_end + 1, path_end)),
        parameters=tuple(parameter(*span) for span in _split("&", masked, query_start, query_end) if span[0] < span[1]),
        query=part(path_end, query_end),
        fragment=part(query_end, len(text)),
        wrong_joints=tuple(part(*span) for span in sorted(joints)),
        wide=tuple(part(place, place + 1) for place in wide),
        outside_macros=masked,
    )


def _without_wide_signs(text: str) -> str:
    """Return ``text`` with the full-width signs that hold a URL together written as ASCII; it stays as long."""
    text = _WIDE_SCHEME.sub(lambda found: found[0].translate(_WIDE_SIGNS), text, count=1)
    text = _WIDE_JOINT.sub(lambda found: found[0].translate(_WIDE_SIGNS), text)
    return _WIDE_EQUALS.sub(r"\1=", text)


def _joined(query: str, offset: int, joints: list[tuple[int, int]]) -> str:
    """Return the masked query with & for every ? and ; that separates two parameters, and add their places."""

    def join(found: re.Match[str]) -> str:
        joints.append((offset + found.start(), offset + found.end()))
        return "&" + _FILL * (len(found[0]) - 1)

    return query[:1] + _JOINT_BEHIND_MACRO.sub(join, query)[1:]


def _patterns(networks: Iterable[Network], trackers: Sequence[Tracker]) -> Iterator[re.Pattern[str]]:
    """Yield what to mask, in order: macros that are listed before whatever else is written like one."""
    click_ins = [network.click_in for network in networks]
    yield _however_encoded(tuple(macro for click_in in click_ins for macro in click_in.macros.values()))
    # Many networks write macros the same way.
    for style in dict.fromkeys(click_in.style for click_in in click_ins):
        yield _written_as(style, rf"[^&=?/#\s\0{_MASK}]")
    if trackers:
        yield _one_of(frozenset(macro for tracker in trackers for macro in tracker.listed_macros))
        if tracker_style := trackers[0].style:
            yield _written_as(tracker_style, rf"[^&\0-\x1f{_MASK}]")
    yield _HASH_MACRO


@cache
def _one_of(macros: frozenset[str]) -> re.Pattern[str]:
    longest_first = sorted(macros, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)) or "(?!)")


@cache
def _however_encoded(macros: tuple[str, ...]) -> re.Pattern[str]:
    """Match a network's macro also where some of its signs are percent-encoded: a raw # left in it begins no fragment."""
    longest_first = sorted(macros, key=len, reverse=True)
    return re.compile("|".join("".join(map(_raw_or_encoded, macro)) for macro in longest_first) or "(?!)")


def _raw_or_encoded(sign: str) -> str:
    if sign.isalnum() or sign in "_-.~":
        return re.escape(sign)
    encoded = "".join(f"%(?:25){{0,3}}{byte:02X}" for byte in sign.encode())
    return f"(?:{re.escape(sign)}|(?i:{encoded}))"


@cache
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
