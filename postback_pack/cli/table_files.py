"""The tables that commands read and write."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from ..errors import InputError
from ..messages.message import Message, message
from .arguments import PIPE, catalog_files

if TYPE_CHECKING:
    import io

    from ..bulk.writing import CsvSink, JsonLinesSink

JSON_LINES = (".jsonl", ".ndjson")
TABLES = (".csv", ".tsv", ".txt", ".json", *JSON_LINES, ".xlsx")
"""How the names of files end that hold a table."""
_WORKBOOKS = (".xlsx", ".xls")
_STDIN, _STDOUT, _STDERR = 0, 1, 2


def column_option(help: str) -> Callable[[Any], Any]:
    """Return the option that says which column of a table gives what."""
    return click.option("--column", "mapping", multiple=True, metavar="NAME=COLUMN", help=help)


@contextmanager
def opened_input(source: str) -> Iterator[io.BufferedReader]:
    """Give the bytes of a file, or those of standard input."""
    from ..text.characters import shown

    if source == PIPE:
        if sys.stdin is None:
            raise InputError.of("rows.no-input", "input")
        yield cast("io.BufferedReader", sys.stdin.buffer)
        return
    with ExitStack() as stack:
        try:
            file = stack.enter_context(open(source, "rb"))
        except OSError as error:
            reason = str(error.strerror)
            raise InputError.of("file.unreadable", "input", path=shown(source), error=reason) from error
        yield file


def refuse_same_table(source: str, output: str, errors: str | None, catalogs: tuple[str, ...]) -> None:
    """Refuse to write over what is read, to write two things to one file, and to write a workbook."""
    from ..same_files import refuse_same
    from ..text.characters import shown

    if output.endswith(_WORKBOOKS):
        raise InputError.of("workbook.output", "output", path=shown(output))
    outputs: dict[str, Path | int] = {"output": _STDOUT if output == PIPE else Path(output)}
    if errors:
        outputs["errors"] = Path(errors)
    inputs: dict[Message, Path | int] = {message("file.input"): _STDIN if source == PIPE else Path(source)}
    refuse_same(outputs, inputs | catalog_files(catalogs))
    # Each message would be a row more. Standard output may go to the same file: the shell writes one after the other.
    refuse_same({"errors": _STDERR}, inputs)


@contextmanager
def rows_sink(
    output: str, columns: Sequence[str], results: Sequence[str], *, as_json: bool
) -> Iterator[CsvSink | JsonLinesSink]:
    """Give what takes the rows of a table with these results; ``as_json``: a pipe gets JSON, a file as it is called."""
    from ..bulk.writing import CsvSink, JsonLinesSink
    from ..files import whole_file

    if output == PIPE:
        yield (JsonLinesSink if as_json else CsvSink)(sys.stdout, columns, results)
        return
    with whole_file(Path(output)) as file:
        yield (JsonLinesSink if output.endswith(JSON_LINES) else CsvSink)(file, columns, results)
