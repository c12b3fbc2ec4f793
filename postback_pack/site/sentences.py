"""The texts of the generator page, each kept once: the rest of its data names them by number."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Any

from ..messages.message import Message
from ..setup import notes
from ..text.markup import NAME, Span, spans
from ..text.stencil import Stencil
from .generator_words import page_words

_FORMATS = ("gap.use-url", "gap.use-code")
_MARK = "\x00"


class Sentences:
    """Texts, lines of code and rows of numbers, each kept once; the rest of the data names them by number."""

    def __init__(self) -> None:
        self._sentences: dict[str, int] = {}
        self._lines: dict[tuple[Any, ...], int] = {}
        self._rows: dict[str, dict[str, int]] = {}
        self.codes: set[str] = set()
        """The messages that the page's script fills in."""

    def add(self, texts: Iterable[str | Message]) -> list[int]:
        """Return the numbers of catalog texts."""
        said = (text.say(page_words) if isinstance(text, Message) else text for text in texts)
        return [self._sentences.setdefault(text, len(self._sentences)) for text in said]

    def add_message(self, message: Message) -> str:
        """Return the code of a message whose values the page fills in itself."""
        self.codes.add(message.code)
        return message.code

    def add_gaps(self, found: Iterable[notes.Reason]) -> list[list[Any]]:
        """Return [number of the text, code of what to do]; another format is nothing to do on the page, which shows them all."""
        gaps = []
        for gap in found:
            to_do = self.add_message(gap.to_do) if gap.to_do and gap.to_do.code not in _FORMATS else None
            gaps.append([*self.add([gap.why]), to_do])
        return gaps

    def add_code(self, code: str, names: Iterable[str]) -> list[int]:
        """Return the numbers of the lines of code, which holds the marks of these names."""
        given = [*names]
        lines = (tuple(_alternating(Stencil(line, given))) for line in code.split("\n"))
        return [self._lines.setdefault(line, len(self._lines)) for line in lines]

    def add_row(self, kind: str, row: Any) -> int:
        """Return the number of something that many share, among its kind."""
        rows = self._rows.setdefault(kind, {})
        return rows.setdefault(json.dumps(row), len(rows))

    def rows(self, kind: str) -> list[Any]:
        """Return what ``add_row`` got of a kind."""
        return [json.loads(row) for row in self._rows.get(kind, {})]

    @property
    def pieces(self) -> list[Any]:
        """The texts, cut up: text, [kind, text or [name], ...], or ["slot", name]. One that is only text is not cut up."""
        cut = (list(_pieces(text)) for text in self._sentences)
        return [pieces[0] if len(pieces) == 1 and isinstance(pieces[0], str) else pieces for pieces in cut]

    @property
    def lines(self) -> list[tuple[Any, ...]]:
        """The lines of code, cut up: text, [name], text, ..."""
        return [*self._lines]


def _alternating(line: Stencil) -> Iterator[Any]:
    for literal, name in zip_longest(line.literals, line.names):
        yield literal
        if name is not None:
            yield (name,)


def _pieces(text: str) -> Iterator[Any]:
    marked = {name: Span("plain", f"{_MARK}{name}{_MARK}") for name in NAME.findall(text)}
    for span in spans(text, marked):
        parts = span.text.split(_MARK)
        if span.kind != "plain":
            yield [span.kind, *(([part] if index % 2 else part) for index, part in enumerate(parts) if part)]
        elif len(parts) > 1:
            yield ["slot", parts[1]]
        else:
            yield span.text
