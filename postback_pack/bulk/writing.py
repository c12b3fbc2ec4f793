"""Put results away: as CSV, as JSON Lines, or as one file a row."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO

from ..text.cells import CsvRows
from .printing import Printed

_SETUP = Printed._fields.index("setup")


class CsvSink:
    """CSV with the columns of the input and the results, which have these names, behind them."""

    def __init__(self, file: IO[str], columns: Sequence[str], results: Sequence[str]) -> None:
        self._rows = CsvRows(file)
        self._rows.put((*columns, *results))

    def put(self, line: int, cells: Sequence[str], found: Sequence[str]) -> None:
        """Write a row."""
        self._rows.put((*cells, *found))


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
