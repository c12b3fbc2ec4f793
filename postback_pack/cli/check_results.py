"""Print what `check` found, of one text or of many."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ..checking.report import COLUMNS, check_data, check_markdown, check_reply, check_rows, check_screen
from ..text.cells import CsvRows
from .terminal import columns, print_json, print_result, print_screen

if TYPE_CHECKING:
    from ..checking.check import Check


def print_checks(results: Sequence[Check], format: str) -> int:
    """Print what was found in one text: all about a single result, or a block for each of several. Return the worst exit status."""
    if len(results) > 1 or format == "csv":
        return _print_each(enumerate(results, start=1), format) or 0
    [result] = results
    if format == "json":
        print_json(check_data(result), only_ascii=True)
    else:
        _print_block(result, None, format)
    return _status(result)


def print_lines(results: Iterable[tuple[int, Check]], format: str) -> int | None:
    """Print what was found in each line of a list as it comes, with the line's number; return the worst exit status, if any."""
    return _print_each(results, format, of_lines=True)


def _print_each(results: Iterable[tuple[int, Check]], format: str, *, of_lines: bool = False) -> int | None:
    """Print each of many results: as an object a line in JSON, a row for each URL in CSV, and otherwise a block."""
    status = None
    for number, result in results:
        is_first = status is None
        if is_first and format == "csv":
            _print_row(COLUMNS)
        if format == "json":
            line = {"line": number} if of_lines else {}
            print_result(json.dumps(line | check_data(result)))
        elif format == "csv":
            for row in check_rows(result):
                _print_row(row)
        else:
            if not is_first:
                print_result("")
            _print_block(result, number, format)
        status = max(status or 0, _status(result))
    return status


def _status(result: Check) -> int:
    return 1 if result.verdict == "error" else 0


def _print_block(result: Check, number: int | None, format: str) -> None:
    if format == "reply":
        print_result(check_reply(result, number))
    elif format == "md":
        print_result(check_markdown(result, number))
    else:
        print_screen(check_screen(result, columns(), number))


def _print_row(cells: Iterable[str]) -> None:
    row = io.StringIO()
    CsvRows(row).put(cells)
    print_result(row.getvalue().removesuffix("\n"))
