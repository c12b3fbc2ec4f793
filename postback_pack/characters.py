"""Characters that must never reach an output, and how a user's value is quoted in a message."""

from __future__ import annotations

import re

# Controls, soft hyphen, zero-width and bidirectional marks, line separators, surrogates, tags:
# all of them change what a reader sees, or where a line ends.
_HIDDEN = "\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f"
HIDDEN_CHARACTER = re.compile(f"[{_HIDDEN}]")
_LONGEST_SHOWN = 80


def hidden_character(text: str) -> str | None:
    """Return the first control or bidirectional character of ``text`` as ``U+XXXX``, or None."""
    found = HIDDEN_CHARACTER.search(text)
    return f"U+{ord(found[0]):04X}" if found else None


def shown(value: str) -> str:
    """Return ``value`` quoted for a message: nothing in it can act on a terminal, and it stays short."""
    quoted = repr(value)
    quoted = HIDDEN_CHARACTER.sub(lambda hit: f"\\u{ord(hit[0]):04x}", quoted)
    return quoted if len(quoted) <= _LONGEST_SHOWN else quoted[: _LONGEST_SHOWN - 4] + "..." + quoted[0]


def harmless(text: str) -> str:
    """Return ``text`` with every character that acts on a terminal, or cannot be seen, written as an escape."""
    if text.isascii() and text.isprintable():
        return text
    return HIDDEN_CHARACTER.sub(lambda hit: f"\\u{ord(hit[0]):04x}", text)


def listed(names: list[str] | tuple[str, ...], last: str = "or") -> str:
    """Join names for a sentence: ``a``, ``a or b``, ``a, b or c``."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {last} {names[-1]}"


def width(text: str) -> int:
    """Return how many columns ``text`` takes where every letter has the same width; East Asian ones take two."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(letter) else 2 if east_asian_width(letter) in "WF" else 1 for letter in text)
