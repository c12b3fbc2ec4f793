"""Put results away: as CSV, as JSON Lines, or as one file a row."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO

from .printing import Printed

_SETUP = Printed._fields.index("setup")
_FORMULA = ("=", "+", "-", "@")
_KEPT_IN_FRONT = ("\t", "\r", "\n")


class _LineEnds:
    """Takes rows that end with CR LF, and writes them with LF: Python before 3.13 quotes only the signs of the row's own end.

    A CR without quotes would begin a row of its own, and a formula in it.
    """

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def write(self, row: str) -> None:
        self._file.write(row.removesuffix("\r\n") + "\n")


class CsvSink:
    """CSV with the columns of the input and the results, which have these names, behind them."""

    def __init__(self, file: IO[str], columns: Sequence[str], results: Sequence[str]) -> None:
        self._write = csv.writer(_LineEnds(file), lineterminator="\r\n").writerow
        self._write(map(no_formula, (*columns, *results)))

    def put(self, line: int, cells: Sequence[str], found: Sequence[str]) -> None:
        """Write a row. A cell that a spreadsheet would take for a formula gets an apostrophe before it."""
        self._write(map(no_formula, (*cells, *found)))


def no_formula(cell: str) -> str:
    """Return ``cell`` so that no spreadsheet takes it for a formula, also behind blanks or with a full-width sign."""
    first = cell.lstrip()[:1]
    if not first.isascii():
        from unicodedata import normalize

        first = normalize("NFKC", first)
    return "'" + cell if first.startswith(_FORMULA) or cell.startswith(_KEPT_IN_FRONT) else cell


class JsonLinesSink:
    """One JSON object a line: the row and its results."""

    def __init__(self, file: IO[str], columns: Sequence[str], results: Sequence[str]) -> None:
        self._file, self._names = file, (*columns, *results)

    def put(self, line: int, cells: Sequence[str], found: Sequence[str]) -> None:
        """Write an object."""
        self._file.write(json.dumps(dict(zip(self._names, (*cells, *found), strict=True))) + "\n")


class FolderSink:
    """One file a row, named by the row's line and tracker, the column of that number. What fails in ``reported()`` names the folder as the user did."""

    def __init__(
        self, folder: Path, tracker: int, format: str, reported: Callable[[], AbstractContextManager[None]]
    ) -> None:
        self._folder, self._reported = folder, reported
        self._suffix = "txt" if format == "text" else format
        self._tracker = tracker

    def put(self, line: int, cells: Sequence[str], found: Sequence[str]) -> None:
        """Write a file."""
        tracker = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in cells[self._tracker])
        name = f"{line:07}-{tracker[:40]}.{self._suffix}"
        with self._reported():
            (self._folder / name).write_text(found[_SETUP] + "\n", encoding="utf-8", newline="")


Sink = CsvSink | JsonLinesSink | FolderSink
"""What takes the results of rows, one after the other."""
