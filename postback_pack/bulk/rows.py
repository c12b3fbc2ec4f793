"""Read rows of options from CSV or JSON Lines, one at a time."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import InputError, Problem
from ..messages.message import Message, message
from ..setup.options import option_list
from ..text.characters import shown
from ..text.suggestions import nearest

if TYPE_CHECKING:
    from ..catalog.load import Catalog
    from ..catalog.model import Network

TRACKER, NETWORK, ACCOUNT = "tracker", "network", "account"
COLUMNS = {
    option.name.replace("-", "_"): option
    for option in option_list()
    if option.kind != "pairs" and option.name != ACCOUNT
}
"""The options that a table has a column for. The account, and other fields of networks, have columns by their names."""
_LONGEST_CELL = 100_000
_MOST_NAMED = 8
_SHORTEST_NEAR = 3


class Row(NamedTuple):
    """One row: the line that it ends on, its cells by column, and what keeps it from being read."""

    line: int
    cells: Sequence[str]
    fault: Message | None = None


_NO_TEXT = re.compile("[\ud800-\udfff]")
"""Half a character, which JSON can name, and what Python reads a byte as that is not UTF-8 (from U+DC80 on)."""


class Table(NamedTuple):
    """Rows with the same columns."""

    columns: list[str]
    rows: Iterator[Row]
    is_json: bool = False


def read_csv(lines: Iterable[str]) -> Table:
    """Return the rows of a CSV file with a header. Raises InputError if there is none."""
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(lines, strict=True)
    try:
        columns = [name.strip().removeprefix("\ufeff") for name in next(reader)]
    except (StopIteration, csv.Error):
        columns = []
    _check_header(columns)
    if not any(columns):
        raise InputError.of("rows.no-header", "input")
    return Table(columns, _csv_rows(reader, columns))


def _csv_rows(reader: Any, columns: list[str]) -> Iterator[Row]:
    width = len(columns)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Row(reader.line_num, (), message("rows.not-csv", error=str(error)))
            continue
        if not cells:
            continue
        fault = message("rows.cells", cells=len(cells), columns=width) if len(cells) != width else None
        yield Row(reader.line_num, cells, fault or _no_text(cells, columns))


def read_json_lines(lines: Iterable[str]) -> Table:
    """Return the rows of a file with one JSON object a line; the first object names the columns."""
    numbered = ((number, line) for number, line in enumerate(lines, start=1) if line.strip())
    first = next(numbered, None)
    try:
        columns = list(json.loads(first[1])) if first else []
    except (ValueError, TypeError, RecursionError):
        columns = []
    _check_header(columns)
    if first is None or not columns:
        raise InputError.of("rows.no-object", "input")
    return Table(columns, (_json_row(number, line, columns) for number, line in chain([first], numbered)), is_json=True)


def _json_row(number: int, line: str, columns: list[str]) -> Row:
    try:
        values = json.loads(line)
    except (ValueError, RecursionError):
        return Row(number, (), message("rows.not-json"))
    if not isinstance(values, dict):
        return Row(number, (), message("rows.not-object"))
    if others := sorted(set(values) - set(columns)):
        return Row(number, (), message("rows.new-names", names=[shown(name) for name in others[:5]]))
    cells = [_text(values.get(name)) for name in columns]
    return Row(number, cells, _no_text(cells, columns))


def _check_header(columns: Sequence[str]) -> None:
    wrong = [shown(str(name)) for name in columns if _NO_TEXT.search(str(name))]
    if wrong:
        raise InputError(Problem(message("rows.column-not-utf8", name=name), "input") for name in wrong)


def _no_text(cells: Sequence[str], columns: Sequence[str]) -> Message | None:
    """Say which cell of a row is not text, if one is: nothing of it could be written to any file."""
    if "".join(cells).isascii():
        return None
    for name, cell in zip(columns, cells, strict=True):
        if found := _NO_TEXT.search(cell):
            number = ord(found[0])
            if 0xDC80 <= number <= 0xDCFF:
                return message("rows.not-utf8", column=shown(name), byte=f"{number - 0xDC00:02X}")
            return message("rows.half-character", column=shown(name), character=f"U+{number:04X}")
    return None


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return " ".join(map(_text, value))
    return str(value) if isinstance(value, (str, int, float)) else json.dumps(value)


def fields_of_rows(catalog: Catalog, columns: Sequence[str], default: Network) -> list[str]:
    """Return the fields that rows can fill in: those of the default network, or of all if a column names each row's network.

    Of the words that only other networks have as a field, such as campaign, a table may have its own columns.
    """
    networks = catalog.networks.values() if NETWORK in columns else [default]
    return list(dict.fromkeys(name for network in networks for name in network.fields))


def check_columns(columns: list[str], fields: Sequence[str]) -> list[str]:
    """Return the columns that are not options and are carried along; ``fields`` are those of the rows' networks.

    Raises InputError for a column that appears twice, that looks like a misspelt option, if there is no tracker, and where
    the account may be in a column of another name: every URL would hold the placeholder.
    """
    known = (TRACKER, *COLUMNS, *fields)
    twice = [name for name, times in Counter(columns).items() if times > 1]
    wrong = [message("rows.column-twice", name=shown(name)) for name in twice]
    others = [name for name in columns if name not in known]
    # What is as short as id or key looks like too much.
    spelt = [name for name in known if len(name) > _SHORTEST_NEAR]
    near_names = ((name, nearest(name.replace("-", "_"), spelt)) for name in others)
    wrong += [message("rows.near-option", name=shown(name), near=near) for name, near in near_names if near]
    if others and fields and TRACKER in columns and not wrong and not any(name in fields for name in columns):
        field = ACCOUNT if ACCOUNT in fields else fields[0]
        wrong.append(message("rows.no-field", names=names_of(others), field=field))
    if TRACKER not in columns:
        wrong.append(message("rows.no-tracker"))
    if wrong:
        raise InputError(Problem(fault, "input") for fault in wrong)
    return others


def names_of(columns: Sequence[str]) -> list[str | Message]:
    """Return the first columns as a sentence names them, and how many more there are."""
    rest = [message("rows.more", count=len(columns) - _MOST_NAMED)] if len(columns) > _MOST_NAMED else []
    return [*map(shown, columns[:_MOST_NAMED]), *rest]
