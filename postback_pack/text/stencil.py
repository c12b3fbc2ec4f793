"""A text that is made once, with marks where values belong, and filled with many values: not made again for each.

A mark is a number between two noncharacters of Unicode, which no catalog and no input may hold. Each way to write a value
writes a mark too, in one of a few forms. So a stencil is for values that are the same in all of these, such as an account.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_OPENING, _CLOSING = "\ufdd0", "\ufdd1"


def _any_form(sign: str) -> str:
    """Match a sign as it is, in a URL, and in a string of a program."""
    in_url = "".join(f"%{byte:02X}" for byte in sign.encode())
    return f"(?:{sign}|{in_url}|\\\\u{ord(sign):04x}|\\\\U{ord(sign):08x})"


_MARK = re.compile(f"{_any_form(_OPENING)}([0-9]+){_any_form(_CLOSING)}")


def marks(names: Iterable[str], length: int = 0) -> dict[str, str]:
    """Return what stands for each value in a text that is to be a stencil; it is ``length`` signs long, if it can be."""
    return {name: f"{_OPENING}{number:0{length}}{_CLOSING}" for number, name in enumerate(names)}


class Stencil:
    """A text cut at its marks. ``names``: of the values, in the order in which ``marks`` got them."""

    def __init__(self, text: str, names: Iterable[str]) -> None:
        given = [*names]
        pieces = _MARK.split(text)
        self.literals = tuple(pieces[::2])
        self.names = tuple(given[int(number)] for number in pieces[1::2])
        self._pieces = pieces

    def fill(self, values: Mapping[str, str]) -> str:
        """Return the text with these values."""
        pieces = self._pieces.copy()
        pieces[1::2] = [values[name] for name in self.names]
        return "".join(pieces)
