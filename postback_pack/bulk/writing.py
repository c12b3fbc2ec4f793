"""Put results away: as CSV, as JSON Lines, or as one file a row."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO

from ..text.cells import CsvRows
from .printing import Printed


class CsvSink:
    """CSV with the columns of the input and the results behind them."""

    def __init__(self, file: IO[str], columns: Sequence[str], with_setup: bool) -> None:
        self._rows = CsvRows(file)
        self._with_setup = with_setup
        self._rows.put([*columns, *(name for name in Printed._fields if with_setup or name != "setup")])

    def put(self, line: int, cells: Sequence[str], printed: Printed) -> None:
        """Write a row."""
        results = printed if self._with_setup else (printed.postback_url, printed.tracking_link, printed.warnings)
        self._rows.put((*cells, *results))


class JsonLinesSink:
    """One JSON object a line: the row and its results."""

    def __init__(self, file: IO[str], columns: Sequence[str], with_setup: bool) -> None:
        self._file, self._columns, self._with_setup = file, columns, with_setup

    def put(self, line: int, cells: Sequence[str], printed: Printed) -> None:
        """Write an object."""
        results = {name: value for name, value in printed._asdict().items() if self._with_setup or name != "setup"}
        self._file.write(json.dumps(dict(zip(self._columns, cells, strict=True)) | results) + "\n")


class FolderSink:
    """One file a row, named by the row's line and tracker. What fails in ``reported()`` names the folder as the user did."""

    def __init__(
        self, folder: Path, columns: Sequence[str], format: str, reported: Callable[[], AbstractContextManager[None]]
    ) -> None:
        self._folder, self._reported = folder, reported
        self._suffix = "txt" if format == "text" else format
        self._tracker = columns.index("tracker")

    def put(self, line: int, cells: Sequence[str], printed: Printed) -> None:
        """Write a file."""
        tracker = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in cells[self._tracker])
        name = f"{line:07}-{tracker[:40]}.{self._suffix}"
        with self._reported():
            (self._folder / name).write_text(printed.setup + "\n", encoding="utf-8", newline="")


Sink = CsvSink | JsonLinesSink | FolderSink
"""What takes the results of rows, one after the other."""
