"""Aligned columns of text."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from .characters import width


def text_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the lines of an aligned table."""
    widths = [max(map(width, column)) for column in zip(header, *rows, strict=True)]
    return [
        "  ".join(cell + " " * (columns - width(cell)) for cell, columns in zip(row, widths, strict=True)).rstrip()
        for row in [header, *rows]
    ]


_MORE = "…"
_NARROWEST = 10
"""What a column of names keeps at least."""


def fit_cells(
    header: Sequence[str], rows: Sequence[Sequence[str]], widest: int, flexible: Collection[int]
) -> list[list[str]]:
    """Return the rows with some columns shortened so that the table is at most ``widest`` columns wide, where that can be.

    ``flexible``: the numbers of the columns that give way, the widest first. They hold names with commas between them, and
    end after a whole one.
    """
    widths = [max(map(width, column)) for column in zip(header, *rows, strict=True)]
    while sum(widths) + 2 * (len(widths) - 1) > widest:
        column = max(flexible, key=lambda index: widths[index])
        if widths[column] <= _NARROWEST:
            break
        widths[column] -= 1
    return [[_shorten(cell, most) for cell, most in zip(row, widths, strict=True)] for row in rows]


def _shorten(cell: str, most: int) -> str:
    """Return a cell that is at most so wide: names that do not fit go as a whole, and a name alone is cut."""
    if width(cell) <= most:
        return cell
    names = cell.split(", ")
    while len(names) > 1 and width(", ".join([*names, _MORE])) > most:
        names.pop()
    short = ", ".join([*names, _MORE])
    if width(short) <= most:
        return short
    text = names[0]
    while width(text) + width(_MORE) > most:
        text = text[:-1]
    return text + _MORE
