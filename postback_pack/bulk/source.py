"""Read a table whatever its form: how its text is encoded, and whether it is CSV, JSON or a workbook."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING

from ..errors import InputError
from ..messages.message import Message, message
from .delimited import read_delimited
from .json_rows import begins_json, read_json
from .workbook import BEGINS, read_workbook

if TYPE_CHECKING:
    from .columns import Wanted
    from .rows import Table

JSON = (".jsonl", ".ndjson", ".json")
"""How the names of files with JSON end."""
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_UTF_8, _NOT_UTF_8 = re.compile("[^\0-\x7f\udc80-\udcff]"), re.compile("[\udc80-\udcff]")
"""A letter that UTF-8 writes with several bytes, and what Python reads a byte as that is not UTF-8."""


def read_table(file: io.BufferedReader, name: str, wanted: Wanted, tell: Callable[[Message], None]) -> Table:
    """Return the table in a file; ``name`` is the file's, and ``tell`` is told how its letters are read if not as UTF-8.

    Raises InputError if there is none.
    """
    start = file.peek(4)[:4]
    if start.startswith(BEGINS):
        return read_workbook(file, wanted)
    lines = _lines(file, start)
    first = next(lines, "")
    whole = chain([first], lines)
    if name.endswith(JSON) or begins_json(first):
        return read_json(whole)
    return read_delimited(_by_windows(whole, tell), wanted)


def _lines(file: io.BufferedReader, start: bytes) -> Iterator[str]:
    """Yield the lines; what is no text becomes a sign by which its row is refused."""
    encoding, errors = _encoding(start)
    text = io.TextIOWrapper(file, encoding=encoding, errors=errors, newline="")
    try:
        yield from text
    except UnicodeDecodeError as error:
        raise InputError.of("columns.cut-off", "input") from error
    finally:
        # Whoever opened the file closes it.
        if not file.closed:
            text.detach()


def _encoding(start: bytes) -> tuple[str, str]:
    """Return the encoding and what to do with what it does not have. UTF-16 has a mark in front, or a zero in each letter."""
    if start.startswith(_UTF_16):
        return "utf-16", "surrogatepass"
    if len(start) > 1 and start[1] == 0 != start[0]:
        return "utf-16-le", "surrogatepass"
    if len(start) > 1 and start[0] == 0 != start[1]:
        return "utf-16-be", "surrogatepass"
    return "utf-8-sig", "surrogateescape"


def _by_windows(lines: Iterable[str], tell: Callable[[Message], None]) -> Iterator[str]:
    """Yield the lines of a file; if its first letter that is not ASCII is not UTF-8, read those that are not by Windows-1252.

    In a file that has UTF-8, a byte that is not is a mistake, and its row is refused.
    """
    is_utf_8 = is_windows = False
    for number, line in enumerate(lines, start=1):
        if line.isascii():
            yield line
            continue
        is_utf_8 = is_utf_8 or (not is_windows and _UTF_8.search(line) is not None)
        if is_utf_8 or not _NOT_UTF_8.search(line):
            yield line
            continue
        if not is_windows:
            is_windows = True
            tell(message("columns.windows", line=number))
        yield _windows(line)


def _windows(line: str) -> str:
    try:
        return line.encode("utf-8", "surrogateescape").decode("cp1252")
    except UnicodeDecodeError:
        return line
