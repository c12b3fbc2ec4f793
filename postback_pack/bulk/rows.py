"""A table of rows, and what keeps a row from being read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from ..errors import InputError, Problem
from ..messages.message import Message, message
from ..text.characters import shown

_NO_TEXT = re.compile("[\ud800-\udfff]")
"""Half a character, which JSON can name, and what Python reads a byte as that is not UTF-8 (from U+DC80 on)."""


class Row(NamedTuple):
    """One row: the line that it ends on, its cells by column, and what keeps it from being read."""

    line: int
    cells: Sequence[str]
    fault: Message | None = None


class Table(NamedTuple):
    """Rows with the same columns. ``place`` says how they were found, ``notes`` what the user has to know about that."""

    columns: list[str]
    rows: Iterator[Row]
    is_json: bool = False
    place: Message | None = None
    notes: Sequence[Message] = ()


def check_header(columns: Sequence[str]) -> None:
    """Raise InputError for each column whose name is not text."""
    wrong = [shown(str(name)) for name in columns if _NO_TEXT.search(str(name))]
    if wrong:
        raise InputError(Problem(message("rows.column-not-utf8", name=name), "input") for name in wrong)


def no_text(cells: Sequence[str], columns: Sequence[str]) -> Message | None:
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


def text_of_cell(value: Any) -> str:
    """Return a value of JSON or of a workbook as a cell of text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return " ".join(map(text_of_cell, value))
    return str(value) if isinstance(value, (str, int, float)) else json.dumps(value)
