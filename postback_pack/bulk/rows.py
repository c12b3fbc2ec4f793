"""Read rows of options from CSV or JSON Lines, one at a time."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple

from ..errors import InputError, Problem
from ..setup.options import option_list
from ..text.characters import listed, shown
from ..text.suggestions import nearest

COLUMNS = {
    option.name.replace("-", "_"): option
    for option in option_list()
    if option.kind != "pairs" and option.name != "account"
}
"""The options that a table has a column for. The account, and other fields of networks, have columns by their names."""
TRACKER = "tracker"
_LONGEST_CELL = 100_000
_MOST_NAMED = 8


class Row(NamedTuple):
    """One row: the line that it ends on, its cells by column, and what keeps it from being read."""

    line: int
    cells: Sequence[str]
    fault: str | None = None


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
        raise InputError(
            [Problem("the input has no header: its first line names the columns, tracker among them", "input")]
        )
    return Table(columns, _csv_rows(reader, columns))


def _csv_rows(reader: Any, columns: list[str]) -> Iterator[Row]:
    width = len(columns)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Row(reader.line_num, (), f"this is no CSV: {error}")
            continue
        if not cells:
            continue
        if len(cells) != width:
            yield Row(reader.line_num, (), f"it has {len(cells)} cells, and the header has {width}")
        else:
            yield Row(reader.line_num, cells, _no_text(cells, columns))


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
        raise InputError(
            [Problem('the first line is no JSON object with options, such as {"tracker": "keitaro"}', "input")]
        )
    return Table(columns, (_json_row(number, line, columns) for number, line in chain([first], numbered)), is_json=True)


def _json_row(number: int, line: str, columns: list[str]) -> Row:
    try:
        values = json.loads(line)
    except (ValueError, RecursionError):
        return Row(number, (), "this is no JSON")
    if not isinstance(values, dict):
        return Row(number, (), "this is no JSON object")
    if others := sorted(set(values) - set(columns)):
        return Row(number, (), f"the first object has no {listed([shown(name) for name in others[:5]], 'and')}")
    cells = [_text(values.get(name)) for name in columns]
    return Row(number, cells, _no_text(cells, columns))


def _check_header(columns: Sequence[str]) -> None:
    wrong = [shown(str(name)) for name in columns if _NO_TEXT.search(str(name))]
    if wrong:
        message = f"the name of the column {listed(wrong, 'and')} is not UTF-8 text; save the file as UTF-8"
        raise InputError([Problem(message, "input")])


def _no_text(cells: Sequence[str], columns: Sequence[str]) -> str | None:
    """Say which cell of a row is no text, if one is: nothing of it could be written to any file."""
    if "".join(cells).isascii():
        return None
    for name, cell in zip(columns, cells, strict=True):
        if found := _NO_TEXT.search(cell):
            number = ord(found[0])
            if 0xDC80 <= number <= 0xDCFF:
                return f"{name}: the byte 0x{number - 0xDC00:02X} is not UTF-8; save the file as UTF-8"
            return f"{name}: U+{number:04X} is half a character; write both halves, or the character itself"
    return None


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return " ".join(map(_text, value))
    return str(value) if isinstance(value, (str, int, float)) else json.dumps(value)


def check_columns(columns: list[str], fields: Iterable[str]) -> list[str]:
    """Return the columns that are no options and are carried along; ``fields`` are the networks' own.

    Raises InputError for a column that appears twice, that looks like a misspelt option, if there is no tracker, and where
    the account may be in a column of another name: every URL would hold the placeholder.
    """
    known = (TRACKER, *COLUMNS, *fields)
    problems = [
        Problem(f"the column {shown(name)} stands twice: drop one", "input")
        for name, times in Counter(columns).items()
        if times > 1
    ]
    others = [name for name in columns if name not in known]
    problems += [
        Problem(
            f"there is no option {shown(name)}: did you mean {near}? Name the column otherwise if it is not one",
            "input",
        )
        for name in others
        if (near := nearest(name.replace("-", "_"), known))
    ]
    if others and "tracker" in columns and not problems and not any(name in fields for name in columns):
        rest = [f"{len(others) - _MOST_NAMED} more"] if len(others) > _MOST_NAMED else []
        problems.append(
            Problem(
                f"there is no column account, and {listed([*map(shown, others[:_MOST_NAMED]), *rest], 'and')}"
                f" {'is not an option' if len(others) == 1 else 'are not options'}: name the columns like the options of render,"
                " such as account, payout or campaign_url, or add an empty column account to keep the placeholder",
                "input",
            )
        )
    if "tracker" not in columns:
        problems.append(
            Problem("there is no column tracker: it names the tracker of each row, by its id or name", "input")
        )
    if problems:
        raise InputError(problems)
    return others
