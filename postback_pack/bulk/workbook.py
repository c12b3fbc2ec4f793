"""Rows of an .xlsx workbook. The library that reads it is an extra: nothing else needs it."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import IO, TYPE_CHECKING, Any

from ..errors import InputError
from ..messages.message import message
from ..text.characters import shown
from .header import MOST_ABOVE, Record, certain_header, filled, likely_header
from .rows import Row, Table, check_header, no_text, text_of_cell

if TYPE_CHECKING:
    from .columns import Wanted

BEGINS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How a workbook begins: .xlsx, and what is older or has a password."""
_LIBRARY = "openpyxl"
_DIGITS = 15
"""The digits of a number that a spreadsheet shows. A file has 17 of them, so 0.3 may be 0.30000000000000004 there."""


def read_workbook(file: IO[bytes], wanted: Wanted) -> Table:
    """Return the rows of the first sheet that has any. Raises InputError if it cannot be read, or has no header."""
    if file.peek(4)[:4] == BEGINS[1]:  # type: ignore[attr-defined]
        raise InputError.of("workbook.old", "input")
    book = _opened(file)
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    for sheet in sheets:
        rows = _rows_of(sheet)
        seen = [row for row, _ in zip(rows, range(MOST_ABOVE), strict=False)]
        records = [Record(number, cells) for number, cells in enumerate(cells for _, cells in seen)]
        header = certain_header(records, wanted) or likely_header(records, wanted)
        if header is None or not filled(header.cells):
            continue
        table = _table(header, chain(seen[header.above :], rows))
        titles = any(filled(record.cells) for record in records[: header.above])
        line = seen[header.above][0]
        notes = [message("columns.titles", line=line)] if titles else []
        if len(sheets) > 1:
            notes.append(message("workbook.sheet", sheet=shown(sheet.title)))
        return table._replace(notes=notes, place=message("workbook.place", line=line, sheet=shown(sheet.title)))
    raise InputError.of("rows.no-header", "input")


def _opened(file: IO[bytes]) -> Any:
    try:
        import openpyxl
    except ImportError as error:
        raise InputError.of("workbook.extra", "input") from error
    try:
        # A pipe cannot be read from the end, where a workbook has its list of parts.
        whole = file if file.seekable() else io.BytesIO(file.read())
        return openpyxl.load_workbook(whole, read_only=True, data_only=True)
    except Exception as error:
        # Whatever is wrong in a file of other programs, the library names it in its own ways.
        raise InputError.of("workbook.broken", "input", error=_said(error)) from error


def _rows_of(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with its number. Raises InputError where the sheet cannot be read."""
    # Some programs write a wrong size, by which rows would be left out.
    sheet.reset_dimensions()
    try:
        for number, row in enumerate(sheet.rows, start=1):
            yield number, [_text(cell) for cell in row]
    except Exception as error:
        raise InputError.of("workbook.broken", "input", error=_said(error)) from error


def _said(error: Exception) -> str:
    return shown(" ".join(str(error.args[0]).split()) if error.args else type(error).__name__)


def _text(cell: Any) -> str:
    """Return what a cell shows, as far as it matters for names, numbers and URLs."""
    value = cell.value
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**_DIGITS:
        value = int(value)
    if isinstance(value, float):
        return f"{value:.{_DIGITS}g}"
    # An ID such as 00042 may be the number 42 with a format.
    if type(value) is int and value >= 0 and re.fullmatch("0+", cell.number_format or ""):
        return str(value).zfill(len(cell.number_format))
    return text_of_cell(value)


def _table(header: Record, rows: Iterable[tuple[int, Sequence[str]]]) -> Table:
    """Return the table below a header. In a workbook a row ends with its last value, and a column may be empty all along."""
    kept = [index for index, name in enumerate(header.cells) if name.strip()]
    columns = [header.cells[index].strip() for index in kept]
    check_header(columns)
    below = iter(rows)
    next(below)
    return Table(columns, _table_rows(below, kept, columns))


def _table_rows(rows: Iterable[tuple[int, Sequence[str]]], kept: list[int], columns: list[str]) -> Iterator[Row]:
    named = set(kept)
    for number, found in rows:
        if not any(map(str.strip, found)):
            continue
        unnamed = [index for index, cell in enumerate(found) if index not in named and cell.strip()]
        if unnamed:
            names = [str(index + 1) for index in unnamed]
            yield Row(number, found, message("columns.unnamed", numbers=names))
            continue
        cells = [found[index] if index < len(found) else "" for index in kept]
        yield Row(number, cells, no_text(cells, columns))
