"""A text that remembers, for each of its characters, where it was in the text that was pasted."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable, Sequence


class Traced:
    """A text and its ``places``: one for each character, and one for its end. Nothing changes one."""

    __slots__ = ("places", "text")

    def __init__(self, text: str, places: Sequence[int]) -> None:
        self.text, self.places = text, places

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Traced:
        """Return a piece of the text that was pasted."""
        return cls(text[start:end], range(start, end + 1))

    def cut(self, start: int, end: int) -> Traced:
        """Return a piece of this one."""
        return Traced(self.text[start:end], self.places[start : end + 1])

    def sub(self, pattern: re.Pattern[str], write: Callable[[re.Match[str]], str]) -> Traced:
        """Return this with what ``write`` gives in place of each match."""
        return self.replace((hit.start(), hit.end(), write(hit)) for hit in pattern.finditer(self.text))

    def replace(self, changes: Iterable[tuple[int, int, str]]) -> Traced:
        """Return this with other texts at some places, which come in order."""
        pieces: list[str] = []
        places = array("L")
        done = 0
        for start, end, new in changes:
            if self.text[start:end] == new:
                continue
            pieces += [self.text[done:start], new]
            places.extend(self.places[done:start])
            # A sign that stays, such as the second one of \/, stays where it is.
            at = end - len(new) if self.text[start:end].endswith(new) else start
            places.extend([self.places[at]] * len(new))
            done = end
        if not pieces:
            return self
        places.extend(self.places[done:])
        return Traced("".join([*pieces, self.text[done:]]), places)

    @classmethod
    def joined(cls, pieces: Sequence[Traced]) -> Traced:
        """Return several texts as one."""
        places = array("L")
        for piece in pieces:
            places.extend(piece.places[:-1])
        places.append(pieces[-1].places[-1])
        return cls("".join(piece.text for piece in pieces), places)
