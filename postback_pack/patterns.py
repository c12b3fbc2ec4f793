"""Which regular expressions a network may give for a field: those that cannot take long on any value.

Python's matcher tries one way after another. The ways are at most the product of the choices in the pattern, so a
pattern is read sign by sign, and refused where that product is not known or not small.
"""

from __future__ import annotations

import re
import warnings

from .options import LONGEST_VALUE

_LONGEST_PATTERN = 300
_MOST_WAYS = 300_000
"""About ten milliseconds."""
_SIMPLER = "write single characters and classes such as [a-z0-9]{1,32}, and repeat no group"

_TOKEN = re.compile(
    r"""\\(?P<escape>.) | \[\^?\]?(?:\\.|[^\]\\])*\] | (?P<open>\((?:\?(?:[:=!]|<[=!]))?) | (?P<close>\)) | (?P<or>\|)
    | (?P<repeat>[*+?]|\{(?P<least>[0-9]*)(?P<comma>,)?(?P<most>[0-9]*)\})(?P<mode>[?+]?) | .""",
    re.VERBOSE | re.DOTALL,
)


def pattern_fault(pattern: str) -> tuple[str, str] | None:
    """Say what is wrong with a field's pattern, and how to mend it; None if it can be used."""
    if len(pattern) > _LONGEST_PATTERN:
        return f"the regular expression has more than {_LONGEST_PATTERN} characters", _SIMPLER
    if fault := _dangerous(pattern):
        return f"the regular expression {fault}", _SIMPLER
    try:
        with warnings.catch_warnings():
            # What Python only warns of means something else in its next version.
            warnings.simplefilter("error")
            re.compile(pattern)
    except (re.error, OverflowError, RecursionError, Warning) as error:
        return f"this is not a regular expression ({error})", "correct it"
    return None


def _dangerous(pattern: str) -> str | None:
    ways = 1
    # For each open group, and for the last one that was closed: whether it can match in more than one way.
    open_groups: list[bool] = []
    last_group: bool | None = None
    for token in _TOKEN.finditer(pattern):
        closed, last_group = last_group, None
        if token["escape"] and token["escape"] in "123456789":
            return "refers back to a group"
        if token["open"]:
            if token["open"] == "(" and pattern[token.end() : token.end() + 1] == "?":
                return "has a group that begins with (?, other than (?: (?= (?! (?<= (?<!"
            open_groups.append(False)
        elif token["close"]:
            last_group = open_groups.pop() if open_groups else False
            if open_groups:
                open_groups[-1] |= last_group
        elif token["or"] or token["repeat"]:
            choices = 2 if token["or"] else _choices(token)
            if token["repeat"] and closed and token["repeat"] not in ("?", "{1}"):
                return "repeats a group that can match in more than one way"
            ways *= choices
            if open_groups and choices > 1:
                open_groups[-1] = True
        if ways > _MOST_WAYS:
            return "could try too many ways to match a value"
    return None


def _choices(token: re.Match[str]) -> int:
    """Return how many counts a repetition can try."""
    if token["repeat"] in ("*", "+"):
        return LONGEST_VALUE
    if token["repeat"] == "?":
        return 2
    least, most = token["least"], token["most"]
    if not token["comma"]:
        return 1
    return max(min(int(most[:9] or LONGEST_VALUE), LONGEST_VALUE) - min(int(least[:9] or 0), LONGEST_VALUE) + 1, 1)
