"""Tables as plain text and as Markdown."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ..text.markup import Span
from .writers import markdown_cell, write_markdown


def markdown_table(header: Sequence[str], rows: Sequence[Sequence[str]], code: Collection[int]) -> list[str]:
    """Return the lines of a Markdown table; the columns numbered in ``code`` hold macros."""

    def line(cells: Sequence[str]) -> str:
        return f"| {' | '.join(cells)} |"

    def cell(index: int, text: str) -> str:
        return markdown_cell(text) if index in code and text else write_markdown((Span("plain", text),))

    return [
        line(header),
        line(["---"] * len(header)),
        *(line([cell(index, text) for index, text in enumerate(row)]) for row in rows),
    ]
