"""Characters that must never reach an output, and how a user's value is quoted in a message."""

from __future__ import annotations

import re

# Controls, soft hyphen, zero-width and bidirectional marks, line separators, surrogates, tags:
# all of them change what a reader sees, or where a line ends.
_HIDDEN = "\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f"
_HIDDEN_CHARACTER = re.compile(f"[{_HIDDEN}]")
_LONGEST_SHOWN = 80


def hidden_character(text: str) -> str | None:
    """Return the first control or bidirectional character of ``text`` as ``U+XXXX``, or None."""
    found = _HIDDEN_CHARACTER.search(text)
    return f"U+{ord(found[0]):04X}" if found else None


def shown(value: str) -> str:
    """Return ``value`` quoted for a message: nothing in it can act on a terminal, and it stays short."""
    quoted = repr(value)
    quoted = _HIDDEN_CHARACTER.sub(lambda hit: f"\\u{ord(hit[0]):04x}", quoted)
    return quoted if len(quoted) <= _LONGEST_SHOWN else quoted[: _LONGEST_SHOWN - 4] + "..." + quoted[0]


def listed(names: list[str] | tuple[str, ...], last: str = "or") -> str:
    """Join names for a sentence: ``a``, ``a or b``, ``a, b or c``."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {last} {names[-1]}"
