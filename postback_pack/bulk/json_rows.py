"""Rows of JSON: one object a line, or an array of objects."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from ..errors import InputError
from ..messages.message import message
from ..text.characters import shown
from .rows import Row, Table, check_header, no_text, text_of_cell

_BEGINS = re.compile(r'\s*(\{\s*("|$)|\[\s*(\{|$|\]))')
_ARRAY = re.compile(r"\s*\[")
_BETWEEN = re.compile(r"[\s,]*")


def begins_json(line: str) -> bool:
    """Return whether the first line of a table is JSON: no column is called like that."""
    return _BEGINS.match(line) is not None


def read_json(lines: Iterable[str]) -> Table:
    """Return the rows of an array, or of a file with one JSON object a line."""
    lines = iter(lines)
    above = []
    first = ""
    for first in lines:
        if first.strip():
            break
        above.append(first)
    if _ARRAY.match(first):
        return _read_array("".join([*above, first, *lines]))
    return _read_lines(chain(above, [first], lines))


def _read_lines(lines: Iterable[str]) -> Table:
    """The first object names the columns."""
    numbered = ((number, line) for number, line in enumerate(lines, start=1) if line.strip())
    first = next(numbered, None)
    try:
        columns = list(json.loads(first[1])) if first else []
    except (ValueError, TypeError, RecursionError):
        columns = []
    check_header(columns)
    if first is None or not columns:
        raise InputError.of("rows.no-object", "input")
    rows = (_row_of_line(number, line, columns) for number, line in chain([first], numbered))
    return Table(columns, rows, is_json=True)


def _row_of_line(number: int, line: str, columns: list[str]) -> Row:
    try:
        values = json.loads(line)
    except (ValueError, RecursionError):
        return Row(number, (), message("rows.not-json"))
    if isinstance(values, dict) and (others := sorted(set(values) - set(columns))):
        return Row(number, (), message("rows.new-names", names=[shown(name) for name in others[:5]]))
    return _row(number, values, columns)


def _row(number: int, values: Any, columns: list[str]) -> Row:
    if not isinstance(values, dict):
        return Row(number, (), message("rows.not-object"))
    cells = [text_of_cell(values.get(name)) for name in columns]
    return Row(number, cells, no_text(cells, columns))


def _read_array(text: str) -> Table:
    """All objects together name the columns: they are in memory anyway."""
    found = [*_values(text)]
    columns = list(dict.fromkeys(name for _, values in found if isinstance(values, dict) for name in values))
    check_header(columns)
    if not columns:
        raise InputError.of("rows.no-object", "input")
    return Table(columns, (_row(number, values, columns) for number, values in found), is_json=True)


def _values(text: str) -> Iterator[tuple[int, Any]]:
    """Yield each value of an array with the line that it ends on. Raises InputError where it is not JSON."""
    try:
        json.loads(text)
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
        raise InputError.of("rows.not-array", "input", line=line) from error
    decoder = json.JSONDecoder()
    at, line = text.index("[") + 1, text.count("\n", 0, text.index("[")) + 1
    while True:
        begin = _BETWEEN.match(text, at)
        start = begin.end() if begin else at
        if text[start] == "]":
            return
        value, end = decoder.raw_decode(text, start)
        line += text.count("\n", at, end)
        at = end
        yield line, value
