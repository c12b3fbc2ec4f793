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

from ..messages.message import Message, message
from ..text.characters import shown
from .limits import LONGEST_VALUE

_LONGEST_PATTERN = 300
_MOST_WAYS = 300_000
"""About ten milliseconds."""

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


def pattern_fault(pattern: str) -> Message | None:
    """Say what is wrong with a field's pattern; None if it can be used."""
    if len(pattern) > _LONGEST_PATTERN:
        return message("mistake.form.pattern-long", most=_LONGEST_PATTERN)
    if fault := _read_otherwise(pattern) or _dangerous(pattern):
        return fault
    try:
        with warnings.catch_warnings():
            # What Python only warns of means something else in its next version.
            warnings.simplefilter("error")
            re.compile(pattern, re.ASCII)
    except (re.error, OverflowError, RecursionError, Warning) as error:
        return message("mistake.form.pattern", error=str(error))
    return None


def _read_otherwise(pattern: str) -> Message | None:
    """Say where a pattern leaves what Python and JavaScript read alike."""
    end = 0
    repeatable = False
    groups: list[_Group] = []
    while end < len(pattern):
        token = _TOKEN.match(pattern, end)
        if token is None or (token["repeat"] and not repeatable):
            return message("mistake.form.pattern-alike", text=shown(pattern[end : end + 4]))
        repeatable = bool(token["one"])
        if token["open"]:
            groups.append(_Group(looks=bool(token["looks"])))
        elif token["close"] and groups:
            # JavaScript repeats no group that only looks.
            repeatable = not groups.pop().looks
        end = token.end()
    return None


def _dangerous(pattern: str) -> Message | None:
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
                return message("mistake.form.pattern-group")
            ways *= choices
            if open_groups and choices > 1:
                open_groups[-1].many = True
        if ways > _MOST_WAYS:
            return message("mistake.form.pattern-ways")
    return None


def _choices(token: re.Match[str]) -> int:
    """Return how many counts a repetition can try."""
    if token["least"] is None:
        return 2 if token["repeat"].startswith("?") else LONGEST_VALUE
    least = int(token["least"])
    if not token["comma"]:
        return 1
    return max(min(int(token["most"] or LONGEST_VALUE), LONGEST_VALUE) - min(least, LONGEST_VALUE) + 1, 1)
