"""Characters that must never reach an output, and how a user's value is quoted in a message."""

from __future__ import annotations

import re

# All of them change what a reader sees, where a line ends, or whether a program that reads the output goes on.
_CONTROLS = "\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff"
_FORMAT = "\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
_IGNORABLE = "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff"
_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(
    f"{chr(plane + 0xFFFE)}-{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
)
# Unicode's properties Cc, Zl, Zp, Cs; Cf; Default_Ignorable_Code_Point; Noncharacter_Code_Point. Python's own tables lack
# two of them, so they are written as ranges; a test compares every character with the tables of JavaScript.
_HIDDEN = _CONTROLS + _FORMAT + _IGNORABLE + _NONCHARACTERS
HIDDEN_CHARACTER = f"[{_HIDDEN}]"
_LONGEST_SHOWN = 80


def hidden_character(text: str) -> str | None:
    """Return the first character of ``text`` that is invisible, a control or no character at all, as ``U+XXXX``, or None."""
    found = re.search(HIDDEN_CHARACTER, text)
    return code_point(found[0]) if found else None


def code_point(sign: str) -> str:
    """Return a character as ``U+XXXX``."""
    return f"U+{ord(sign):04X}"


def shown(value: str) -> str:
    """Return ``value`` quoted for a message: nothing in it can act on a terminal, and it stays short."""
    quoted = harmless(repr(value))
    return quoted if len(quoted) <= _LONGEST_SHOWN else quoted[: _LONGEST_SHOWN - 4] + "..." + quoted[0]


def harmless(text: str) -> str:
    """Return ``text`` with every character that acts on a terminal, or cannot be seen, written as an escape."""
    if text.isascii() and text.isprintable():
        return text
    return re.sub(HIDDEN_CHARACTER, lambda hit: f"\\u{ord(hit[0]):04x}", text)


def width(text: str) -> int:
    """Return how many columns ``text`` takes where every letter has the same width; East Asian ones take two."""
    # The three dots of a shortened name are not worth a table of all letters.
    if text.replace("\N{HORIZONTAL ELLIPSIS}", ".").isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(letter) else 2 if east_asian_width(letter) in "WF" else 1 for letter in text)
