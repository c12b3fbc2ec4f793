"""Cut a URL into its parts, each with its place in the text: one for checking, and one for joining.

The macros are found first, by the network's and the tracker's way of writing them, and masked by as
many private characters; only then do ``#``, ``?``, ``&`` and ``=`` mean what they say. No URL library
touches a URL with macros: ``##X##`` looks like a fragment to all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple
from urllib.parse import unquote

from ..catalog.model import Network, Tracker
from .macro_patterns import MASK, patterns, raw_macros

_FILL = "\U000f0001"
"""In place of what follows & in an escaped one."""
# As text, not compiled: `render` needs none of them, and the module `re` keeps what it has compiled.
ESCAPED_AMPERSAND = r"&(?:amp;|#0{0,9}38;|#x0{0,9}26;)+"
"""How HTML writes ``&``, in any case."""
_ESCAPED_JOINT = rf"(?i:{ESCAPED_AMPERSAND}|&#(?:0{{0,9}}38|x0{{0,9}}26)(?=[\w.~-]+=)|(?<=\?)(?:amp;)+)"
_JOINT_BEHIND_MACRO = rf"(?i:(?<=[{MASK}}}\]>])(?:[?;]|%26(?:amp;)?)(?=[\w.~-]+=))"
_BEFORE_MACRO = rf"(?=[\w.~-]+=(?:[{MASK}{{\[<]|##))"
_JOINT_BEFORE_MACRO = rf"(?<=[?&])[\w.~-]++(?:=(?:[0-9]+\.[0-9]+|[\w~-]*+))?(?P<sign>[?;]){_BEFORE_MACRO}"
"""Behind a plain value, what is written like a parameter with a macro is one. In an address or a file name, a ? is its own."""
_SIGN_TOO_MANY = r"(?<=&)(?P<sign>\?)(?=[\w.~-]+=)"
_JOINT_OF_PATH = rf";{_BEFORE_MACRO}"
WIDE_SIGNS = str.maketrans("\uff1a\uff0f\uff1f\uff06\uff1d", ":/?&=")
"""The full-width signs that hold a URL together, as ASCII."""
_SCHEME_SIGN = (
    r"(?i:\s*https?)(?P<sign>\s*(?:[:;]\s*/(?!/)|;\s*//|:\s*/{3,5}|//:/{0,2}|:?//(?i:https?:?//)+))(?=[\w\[])"
)
"""A slip in the :// of http or https, or the whole of it once more."""
_WIDE_SCHEME = r"(?i:https?)[:\uff1a][/\uff0f]{2}"
_WIDE_JOINT = r"[\uff1f\uff06](?=[\w.~-]+[=\uff1d])"
_WIDE_EQUALS = r"(?<=[?&])([\w.~-]+)\uff1d"
_PARTS = rf"(?:([^:/?#&=]*)(?::[\s{_FILL}]*)?//)?([^/?#]*)([^?#]*)([^#]*)"
"""Scheme, host, path and query."""
_Spans = list[tuple[int, int]]


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


class CutUrl:
    """A URL in parts. Nothing changes one; what takes time is made when somebody asks for it.

    ``path``, ``query`` and ``fragment`` have the sign in front of them; all other parts are without the blanks around them.
    ``wrong_joints`` are signs that were meant to separate two parameters, or the first one from the path; ``wide`` are
    full-width signs. ``outside_macros`` is the text with every macro masked: what is left is the URL's own.
    """

    def __init__(
        self,
        text: str,
        outside_macros: str,
        macros: _Spans,
        path_end: int | None = None,
        joints: _Spans | None = None,
        wide: Sequence[int] = (),
    ) -> None:
        """``outside_macros`` is as long as ``text``. ``path_end``: where the path ends if no ? shows it."""
        scheme_end, host_start, host_end, right_path_end, query_end = _ends(outside_macros)
        path_end = right_path_end if path_end is None else path_end
        self.text, self.outside_macros, self._macros = text, outside_macros, macros
        self.scheme = self._trimmed(0, scheme_end)
        self.host = self._trimmed(host_start, host_end)
        self.path = self._part(host_end, path_end)
        self.query = self._part(path_end, query_end)
        self.fragment = self._part(query_end, len(text))
        self.wrong_joints = tuple(self._part(*span) for span in sorted(joints)) if joints else ()
        self.wide = tuple(self._part(place, place + 1) for place in wide) if wide else ()

    @cached_property
    def macros(self) -> tuple[Part, ...]:
        """All pieces that are written like a macro of the network or the tracker."""
        return tuple(self._part(*span) for span in sorted(self._macros))

    @cached_property
    def segments(self) -> tuple[Part, ...]:
        """What is between the slashes of the path."""
        spans = _split("/", self.outside_macros, self.path.start + 1, self.path.end)
        return tuple(self._trimmed(*span) for span in spans)

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """The parameters; where nothing is between two signs, there is none."""
        start = self.query.start + 1
        while start < self.query.end and self.outside_macros[start] == "?":
            start += 1
        spans = _split("&", self.outside_macros, start, self.query.end)
        return tuple(self._parameter(*span) for span in spans if span[0] < span[1])

    def named(self, name: str | None) -> list[Parameter]:
        """Return the parameters with this name."""
        return [parameter for parameter in self.parameters if parameter.name.decoded == name]

    def holding(self, macro: str) -> list[Parameter]:
        """Return the parameters whose whole value is ``macro``."""
        return [parameter for parameter in self.parameters if parameter.value.text == macro]

    def _part(self, start: int, end: int) -> Part:
        return Part(self.text[start:end], start, end)

    def _trimmed(self, start: int, end: int) -> Part:
        text = self.text[start:end]
        bare = text.strip()
        if bare != text:
            start += len(text) - len(text.lstrip())
        return Part(bare, start, start + len(bare))

    def _parameter(self, start: int, end: int) -> Parameter:
        masked = self.outside_macros
        while start < end and masked[start] == _FILL:
            start += 1
        equals = masked.find("=", start, end)
        name_end = end if equals < 0 else equals
        return Parameter(self._trimmed(start, name_end), self._trimmed(min(name_end + 1, end), end))


def cut(text: str, networks: Iterable[Network], trackers: Sequence[Tracker]) -> CutUrl:
    """Cut ``text``, which may be anything, into the parts of a URL. Takes time in proportion to its length.

    Slips of the pen are forgiven: an escaped or a wrong sign between two parameters separates them all the same.
    ``trackers``: whose macros may be in it; all of them write macros the same way.
    """
    joints: _Spans = []
    # A private character of the user's own must not look like a masked macro.
    masked = text.replace(MASK, "\0").replace(_FILL, "\0")
    wide: list[int] = []
    if not text.isascii():
        plain = _without_wide_signs(masked)
        wide = [place for place, (one, other) in enumerate(zip(plain, masked, strict=True)) if one != other]
        masked = plain
    if slip := re.match(_SCHEME_SIGN, masked):
        start, end = slip.span("sign")
        sign = "//" if end - start < 3 else f":{_FILL * (end - start - 3)}//"
        masked = masked[:start] + sign + masked[end:]
    # Before the macros: #038; and the # of a macro that follows would be one.
    masked = _joined(_ESCAPED_JOINT, masked, 0, joints)
    masked, macros = _mask(masked, patterns(text, networks, trackers))
    _, _, host_end, path_end, query_end = _ends(masked)
    query = _joined(_JOINT_BEHIND_MACRO, masked[path_end:query_end], path_end, joints)
    query = _joined(_JOINT_BEFORE_MACRO, query, path_end, joints)
    query = _joined(_SIGN_TOO_MANY, query, path_end, joints)
    masked = masked[:path_end] + query + masked[query_end:]
    if path_end == query_end:
        # Without a ? the first & was meant to begin the query, or a ; if it is the only one.
        path = masked[host_end:path_end]
        semicolon = re.search(_JOINT_OF_PATH, path) if path.count(";") == 1 else None
        path_end = host_end + (semicolon.start() if semicolon else len(path.partition("&")[0]))
        if path_end < query_end and path_end not in (start for start, _ in joints):
            joints.append((path_end, path_end + 1))
    doubled_until = query_end - len(masked[path_end:query_end].lstrip("?"))
    joints += [(place, place + 1) for place in range(path_end + 1, doubled_until)]
    return CutUrl(text, masked, macros, path_end, joints, wide)


def cut_exactly(text: str, network: Network) -> CutUrl:
    """Cut ``text`` as browsers and trackers do, and as joining needs it: no slip is forgiven.

    Only macros of ``network`` that are written raw are masked.
    """
    return CutUrl(text, *_mask(text, raw_macros(network)))


def _mask(text: str, patterns: Iterable[re.Pattern[str]]) -> tuple[str, _Spans]:
    macros: _Spans = []

    def mask(found: re.Match[str]) -> str:
        macros.append(found.span())
        return MASK * len(found[0])

    for pattern in patterns:
        text = pattern.sub(mask, text)
    return text, macros


def _ends(masked: str) -> tuple[int, int, int, int, int]:
    """Return where the scheme ends, where the host starts and ends, and where path and query end."""
    found = re.match(_PARTS, masked)
    assert found is not None  # every piece may be empty
    return max(found.end(1), 0), found.start(2), found.end(2), found.end(3), found.end(4)


def _without_wide_signs(text: str) -> str:
    """Return ``text`` with the full-width signs that hold a URL together written as ASCII; it stays as long."""
    text = re.sub(_WIDE_SCHEME, lambda found: found[0].translate(WIDE_SIGNS), text, count=1)
    text = re.sub(_WIDE_JOINT, lambda found: found[0].translate(WIDE_SIGNS), text)
    return re.sub(_WIDE_EQUALS, r"\1=", text)


def _joined(pattern: str, masked: str, offset: int, joints: _Spans) -> str:
    """Return the masked text with & for every wrong sign that separates two parameters, and add their places.

    Of a pattern with a group ``sign``, only that is the sign.
    """

    def join(found: re.Match[str]) -> str:
        start, end = found.span("sign" if "sign" in found.re.groupindex else 0)
        joints.append((offset + start, offset + end))
        before, sign = found[0][: start - found.start()], found.string[start:end]
        # Behind ? or & nothing has to separate the next parameter.
        first = _FILL if sign.startswith(("a", "A")) or found.string[start - 1 : start] == "&" else "&"
        return before + first + _FILL * (end - start - 1)

    return re.sub(pattern, join, masked)


def _split(sign: str, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start <= end:
        stop = text.find(sign, start, end)
        stop = end if stop < 0 else stop
        yield start, stop
        start = stop + 1
