"""Print what `check` found, of one text or of many."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..checking.report import COLUMNS, check_data, check_markdown, check_reply, check_rows, check_text, coloured_lines
from ..text.cells import CsvRows
from .terminal import print_json, print_result

if TYPE_CHECKING:
    from ..checking.check import Check


def print_check(result: Check, format: str) -> int:
    """Print one result, with all that there is to say about it; return the exit status."""
    if format == "json":
        print_json(check_data(result), only_ascii=True)
    elif format == "csv":
        return print_checks([(1, result)], format)
    else:
        _print_block(result, None, format)
    return _status(result)


def print_checks(results: Iterable[tuple[int, Check]], format: str) -> int:
    """Print each of many results as it comes, with its number; return the worst exit status.

    JSON has an object a line, CSV a row for each URL, and any other format a block.
    """
    status = 0
    if format == "csv":
        _print_row(COLUMNS)
    for count, (number, result) in enumerate(results):
        if format == "json":
            print_result(json.dumps({"line": number} | check_data(result)))
        elif format == "csv":
            for row in check_rows(result):
                _print_row(row)
        else:
            if count:
                print_result("")
            _print_block(result, number, format)
        status = max(status, _status(result))
    return status


def _status(result: Check) -> int:
    return 1 if result.verdict == "error" else 0


def _print_block(result: Check, number: int | None, format: str) -> None:
    if format == "reply":
        print_result(check_reply(result, number))
    elif format == "md":
        print_result(check_markdown(result, number))
    else:
        print_result(check_text(result, number), coloured=coloured_lines(result, number))


def _print_row(cells: Iterable[str]) -> None:
    row = io.StringIO()
    CsvRows(row).put(cells)
    print_result(row.getvalue().removesuffix("\n"))
