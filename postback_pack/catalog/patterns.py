"""Which regular expressions a network may give for a field: those that every reader takes alike, and that cannot take long.

The command line reads them with Python, the generator page with JavaScript. The two differ in what ``[^]`` is, in
possessive repetitions and in escapes, so a pattern may hold only tokens that mean the same in both. A matcher tries one
way after another, at most the product of the choices in the pattern: a pattern is refused where that product is not
known or not small.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass

from ..text.characters import shown
from .limits import LONGEST_VALUE

_LONGEST_PATTERN = 300
_MOST_WAYS = 300_000
"""About ten milliseconds."""
_SIMPLER = "write single characters and classes such as [a-z0-9]{1,32}, and repeat no group"
_ALIKE = "write characters, classes such as [a-z0-9._-], groups (?:...) and counts such as {1,32}, with \\ before a sign that is meant itself"

_LISTED = r"(?:[!-,.-Z^-~ ]|\\[\\^$.|?*+()\[\]{}/-])"
"""One character of a class: printable ASCII; ``[``, ``]``, ``\\`` and ``-`` only escaped."""
_CLASS = rf"\[\^?+(?!\])-?(?:\\[dw]|{_LISTED}(?:-{_LISTED})?)*-?\]"
_TOKEN = re.compile(
    rf"""(?P<open>\((?:\?(?P<looks>[=!])|\?:|(?!\?))) | (?P<close>\)) | (?P<or>\|) | (?P<anchor>[\^$])
    | (?P<repeat>(?:[*+?]|\{{(?P<least>[0-9]{{1,3}})(?:(?P<comma>,)(?P<most>[0-9]{{0,3}}))?\}})\??)
    | (?P<one>{_CLASS} | \\[dwDW\\^$.|?*+()\[\]{{}}/] | [!-'.,\-/0-9:-@A-Z_`a-z~\#\ "%&])""",
    re.VERBOSE,
)


@dataclass
class _Group:
    """A group that was opened: whether it only looks ahead, and whether it can match in more than one way."""

    looks: bool = False
    many: bool = False


def pattern_fault(pattern: str) -> tuple[str, str] | None:
    """Say what is wrong with a field's pattern, and how to correct it; None if it can be used."""
    if len(pattern) > _LONGEST_PATTERN:
        return f"the regular expression has more than {_LONGEST_PATTERN} characters", _SIMPLER
    if fault := _read_otherwise(pattern):
        return f"the regular expression {fault}", _ALIKE
    if fault := _dangerous(pattern):
        return f"the regular expression {fault}", _SIMPLER
    try:
        with warnings.catch_warnings():
            # What Python only warns of means something else in its next version.
            warnings.simplefilter("error")
            re.compile(pattern, re.ASCII)
    except (re.error, OverflowError, RecursionError, Warning) as error:
        return f"this is not a regular expression ({error})", "correct it"
    return None


def _read_otherwise(pattern: str) -> str | None:
    """Say where a pattern leaves what Python and JavaScript read alike."""
    end = 0
    repeatable = False
    groups: list[_Group] = []
    while end < len(pattern):
        token = _TOKEN.match(pattern, end)
        if token is None or (token["repeat"] and not repeatable):
            return f"holds {shown(pattern[end : end + 4])}, which Python and JavaScript do not read alike"
        repeatable = bool(token["one"])
        if token["open"]:
            groups.append(_Group(looks=bool(token["looks"])))
        elif token["close"] and groups:
            # JavaScript repeats no group that only looks.
            repeatable = not groups.pop().looks
        end = token.end()
    return None


def _dangerous(pattern: str) -> str | None:
    ways = 1
    open_groups: list[_Group] = []
    closed: _Group | None = None
    for token in _TOKEN.finditer(pattern):
        before, closed = closed, None
        if token["open"]:
            open_groups.append(_Group())
        elif token["close"]:
            closed = open_groups.pop() if open_groups else _Group()
            if open_groups:
                open_groups[-1].many |= closed.many
        elif token["or"] or token["repeat"]:
            choices = 2 if token["or"] else _choices(token)
            if before and before.many and token["repeat"] not in ("?", "{1}"):
                return "repeats a group that can match in more than one way"
            ways *= choices
            if open_groups and choices > 1:
                open_groups[-1].many = True
        if ways > _MOST_WAYS:
            return "could try too many ways to match a value"
    return None


def _choices(token: re.Match[str]) -> int:
    """Return how many counts a repetition can try."""
    if token["least"] is None:
        return 2 if token["repeat"].startswith("?") else LONGEST_VALUE
    least = int(token["least"])
    if not token["comma"]:
        return 1
    return max(min(int(token["most"] or LONGEST_VALUE), LONGEST_VALUE) - min(least, LONGEST_VALUE) + 1, 1)
