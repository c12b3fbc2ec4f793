"""Rows of CSV whose cells are safe to open in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from string import ascii_letters, digits
from typing import IO

_FORMULA = ("=", "+", "-", "@")
_KEPT_IN_FRONT = ("\t", "\r", "\n")
_HARMLESS = frozenset(ascii_letters + digits)
"""How most cells begin: nothing else has to be looked at."""


class CsvRows:
    """Writes rows of CSV to a file. A cell that a spreadsheet would take for a formula gets an apostrophe before it.

    The rows end with CR LF for the writer, and are written with LF: Python before 3.13 quotes only the signs of the row's own
    end. A CR without quotes would begin a row of its own, and a formula in it.
    """

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self._writer = csv.writer(self, lineterminator="\r\n")

    def put(self, cells: Iterable[str]) -> None:
        """Write a row."""
        self._writer.writerow(map(no_formula, cells))

    def write(self, row: str) -> None:
        """Write the text of a row, as the writer hands it over."""
        self._file.write(row.removesuffix("\r\n") + "\n")


def no_formula(cell: str) -> str:
    """Return ``cell`` so that no spreadsheet takes it for a formula, also behind blanks or with a full-width sign."""
    if not cell or cell[0] in _HARMLESS:
        return cell
    first = cell.lstrip()[:1]
    if not first.isascii():
        from unicodedata import normalize

        first = normalize("NFKC", first)
    return "'" + cell if first.startswith(_FORMULA) or cell.startswith(_KEPT_IN_FRONT) else cell
