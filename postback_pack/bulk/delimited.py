"""Rows of text with commas, semicolons or tabs between the cells, as programs export them."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any

from ..errors import InputError
from ..messages.message import message
from ..text.characters import shown
from .columns import Wanted
from .header import MOST_ABOVE, Record, certain_header, filled, known_names, likely_header
from .rows import Row, Table, check_header, no_text

_LONGEST_CELL = 100_000
_SEPARATORS = {",": "columns.commas", ";": "columns.semicolons", "\t": "columns.tabs"}
_NAMED_SEPARATOR = re.compile(r'"?sep=(.)"?[;,\t]*\s*', re.IGNORECASE)
"""The line with which a program tells a spreadsheet what separates the cells."""
_LOOKED_AT = 20
"""How many rows show whether a column without a name has values."""


def read_delimited(lines: Iterable[str], wanted: Wanted) -> Table:
    """Return the rows of a table whose first lines may be titles. Raises InputError if it has no header."""
    csv.field_size_limit(_LONGEST_CELL)
    lines = iter(lines)
    first = next(lines, "").removeprefix("\ufeff")
    named = _NAMED_SEPARATOR.fullmatch(first)
    separators = [named[1]] if named else [*_SEPARATORS]
    seen = [] if named else [first]
    header = _header(seen, lines, separators, wanted)
    if header is None:
        raise InputError.of("rows.no-header", "input")
    separator, record = header
    above = record.above
    titles = any(map(filled, (title.cells for title in _records(seen[:above], separator))))
    body = seen[above:]
    empty = [index for index, name in enumerate(record.cells) if not name.strip()]
    if empty:
        body += islice(lines, _LOOKED_AT)
        samples = [sample.cells for sample in _records(body, separator)[1:]]
        empty = [i for i in empty if not any(len(cells) > i and cells[i].strip() for cells in samples)]
        _refuse_unnamed([i for i, name in enumerate(record.cells) if not name.strip() and i not in empty])
    reader = csv.reader(chain(body, lines), delimiter=separator, strict=True)
    next(reader)
    kept = [index for index in range(len(record.cells)) if index not in empty]
    columns = [record.cells[index].strip() for index in kept]
    check_header(columns)
    line = above + len([first] if named else []) + 1
    return Table(
        columns,
        _rows(reader, line - 1, len(record.cells), kept, columns),
        place=message(
            "columns.place",
            line=line,
            separators=message(_SEPARATORS.get(separator, "columns.signs"), sign=shown(separator)),
        ),
        notes=[message("columns.titles", line=line)] if titles else [],
    )


def _header(
    seen: list[str], lines: Iterator[str], separators: Sequence[str], wanted: Wanted
) -> tuple[str, Record] | None:
    """Return what separates the cells, and the header; put every line that this took into ``seen``."""
    while True:
        certain = [
            (separator, record)
            for separator in separators
            if (record := certain_header(_records(seen, separator), wanted)) is not None
        ]
        if certain:
            return max(certain, key=lambda found: (-found[1].above, known_names(found[1], wanted)))
        line = next(lines, None) if len(seen) < MOST_ABOVE else None
        if line is None:
            break
        seen.append(line)
    likely = [
        (separator, record)
        for separator in separators
        if (record := likely_header(_records(seen, separator), wanted)) is not None and filled(record.cells)
    ]
    return max(likely, key=lambda found: (known_names(found[1], wanted), filled(found[1].cells)), default=None)


def _records(lines: Iterable[str], separator: str) -> list[Record]:
    """Return the rows that these lines make; what is not CSV, such as the half of a cell, has no cells."""
    reader = csv.reader(lines, delimiter=separator, strict=True)
    found: list[Record] = []
    while True:
        above = reader.line_num
        try:
            cells = next(reader)
        except StopIteration:
            return found
        except csv.Error:
            cells = []
        found.append(Record(above, cells))


def _refuse_unnamed(indexes: Sequence[int]) -> None:
    """Refuse several columns without a name; one is carried along, as the numbers of rows are."""
    if len(indexes) > 1:
        raise InputError.of("columns.unnamed", "input", numbers=[str(index + 1) for index in indexes])


def _rows(reader: Any, above: int, width: int, kept: list[int], columns: list[str]) -> Iterator[Row]:
    """Yield the rows below the header. ``width``: its cells; ``kept``: those of them that are columns."""
    needed = kept[-1] + 1
    dropped = sorted(set(range(width)).difference(kept))
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Row(above + reader.line_num, (), message("rows.not-csv", error=str(error)))
            continue
        line = above + reader.line_num
        # Spreadsheets leave rows without values below a table.
        if not any(map(str.strip, cells)):
            continue
        if len(cells) < needed or filled(cells[width:]):
            yield Row(line, cells, message("rows.cells", cells=len(cells), columns=width))
            continue
        unnamed = [index for index in dropped if index < len(cells) and cells[index].strip()]
        if unnamed:
            yield Row(line, cells, message("columns.unnamed", numbers=[str(index + 1) for index in unnamed]))
            continue
        cells = [cells[index] for index in kept] if dropped else cells[:width]
        yield Row(line, cells, no_text(cells, columns))
