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
    if fault := _token_fault(pattern):
        return fault
    try:
        with warnings.catch_warnings():
            # What Python only warns of means something else in its next version.
            warnings.simplefilter("error")
            re.compile(pattern, re.ASCII)
    except (re.error, OverflowError, RecursionError, Warning) as error:
        return message("mistake.form.pattern", error=str(error))
    return None


def _token_fault(pattern: str) -> Message | None:
    """Say where a pattern leaves what Python and JavaScript read alike, or lets a matcher try too many ways."""
    end, ways = 0, 1
    repeatable = False
    groups: list[_Group] = []
    closed: _Group | None = None
    while end < len(pattern):
        token = _TOKEN.match(pattern, end)
        if token is None or (token["repeat"] and not repeatable):
            return message("mistake.form.pattern-alike", text=shown(pattern[end : end + 4]))
        choices = 2 if token["or"] else _choices(token) if token["repeat"] else 1
        ways *= choices
        tries_again = (token["or"] or token["repeat"]) and token["repeat"] not in ("?", "{1}")
        if ways > _MOST_WAYS or (tries_again and closed and closed.many):
            return message("mistake.form.pattern-ways")
        end = token.end()
        repeatable, closed = bool(token["one"]), None
        if token["open"]:
            groups.append(_Group(looks=bool(token["looks"])))
        elif token["close"] and groups:
            closed = groups.pop()
            # JavaScript repeats no group that only looks.
            repeatable = not closed.looks
            choices = 2 if closed.many else 1
        if groups and choices > 1:
            groups[-1].many = True
    return None


def _choices(token: re.Match[str]) -> int:
    """Return how many counts a repetition can try."""
    if token["least"] is None:
        return 2 if token["repeat"].startswith("?") else LONGEST_VALUE
    if not token["comma"]:
        return 1
    most = min(int(token["most"] or LONGEST_VALUE), LONGEST_VALUE)
    return max(most - min(int(token["least"]), LONGEST_VALUE) + 1, 1)
