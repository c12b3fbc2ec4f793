"""The command ``bulk``."""

from __future__ import annotations

import io
import sys
from collections.abc import Generator, Iterator
from contextlib import ExitStack, closing, contextmanager
from itertools import chain
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

import click

from ..errors import InputError
from ..messages.message import Message, message
from ..rendering import WHOLE
from ..setup.options import option_list
from .arguments import PIPE, PathName, catalog_files, catalog_option, load
from .setup_options import click_option
from .terminal import print_error, print_warning

if TYPE_CHECKING:
    from ..bulk.printing import Printer
    from ..bulk.rows import Row, Table
    from ..bulk.writing import Sink

_STDIN, _STDOUT, _STDERR = 0, 1, 2
_JSON = (".jsonl", ".ndjson")
_STEP = 500
"""The number of rows after which the progress bar moves."""


@click.command()
@click.argument("source", metavar="ACCOUNTS", type=PathName(pipe=True))
@click.option(
    "-o",
    "--output",
    type=PathName(pipe=True, folder=True),
    metavar="OUT",
    required=True,
    help="A .csv or .jsonl file, a new folder for one file per row, or - for a pipe.",
)
@click.option(
    "--format",
    type=click.Choice(WHOLE),
    help="Add the whole setup in this format. Without it, a folder's files are text.",
)
@click.option(
    "--errors",
    type=PathName(),
    metavar="FILE",
    help="Where to list the rows that give no setup. Standard error if omitted.",
)
@click.option("--strict", is_flag=True, help="Stop at the first row that gives no setup, and write nothing.")
@click_option(
    next(option for option in option_list() if option.name == "network")._replace(
        help="The ad network of the rows that name none in the column network."
    )
)
@catalog_option
def bulk(
    source: str,
    output: str,
    format: str | None,
    errors: str | None,
    strict: bool,
    network: str,
    catalogs: tuple[str, ...],
) -> int:
    """Print a setup for every row of ACCOUNTS, a CSV or .jsonl file, or - for a pipe.

    Name the columns like the options of render: tracker, network, payout, currency, campaign_url and so on. Each field of a network is a
    column too, such as account or event: `postback-pack show NETWORK` lists them. A row fills in those of its own network and leaves the
    others empty. Other columns are copied to the output if there is a column for a field. A row that gives no setup is listed with its
    line, column and reason, and the exit status is 1. The output file appears only once it is complete.

    \b
    Examples:
      postback-pack bulk accounts.csv -o setups.csv
      postback-pack bulk accounts.csv --network mgid -o setups.csv
    """
    from ..bulk.printing import Printer
    from ..bulk.rows import check_columns, fields_of_rows, names_of
    from ..files import whole_file

    _refuse_same(source, output, errors, catalogs)
    if _is_folder(output):
        format = format or "text"
    catalog = load(catalogs)
    default = catalog.network(network)
    with ExitStack() as stack:
        file = stack.enter_context(_opened(source))
        table = _table(file, source)
        if carried := check_columns(table.columns, fields_of_rows(catalog, table.columns, default)):
            print_warning(message("rows.carried", names=names_of(carried)))
        printer = Printer(catalog, table.columns, format, default)
        faults = stack.enter_context(whole_file(Path(errors), "errors")) if errors else None
        sink = stack.enter_context(_sink(output, table.is_json, table.columns, format))
        # The size of a pipe is not known.
        if source != PIPE and sys.stderr.isatty():
            table = table._replace(rows=stack.enter_context(closing(_with_progress(table.rows, file))))
        failed = _run(table, printer, sink, faults, source, strict)
        if failed and strict:
            print_error(message("rows.stopped"))
            # Leaving by an error takes back what is written.
            raise click.exceptions.Exit(1)
    if failed:
        print_error(message("rows.failed-one" if failed == 1 else "rows.failed", count=failed))
    return 1 if failed else 0


def _run(table: Table, printer: Printer, sink: Sink, faults: IO[str] | None, source: str, strict: bool) -> int:
    """Print every row; return how many gave no setup."""
    from ..bulk.printing import say_of_row
    from ..text.characters import harmless

    failed = 0
    for line, cells, fault in table.rows:
        try:
            printed = printer.print(cells) if fault is None else None
        except InputError as error:
            said = [say_of_row(problem, table.columns) for problem in error.problems]
        else:
            if printed:
                # What cannot be written ends the run: it is not the fault of the row.
                sink.put(line, cells, printed)
                continue
            said = [str(fault)]
        for text in said:
            if faults:
                faults.write(harmless(f"{source}:{line}: {text}") + "\n")
            else:
                print_error(f"{source}:{line}: {text}")
        failed += 1
        if strict:
            break
    return failed


def _refuse_same(source: str, output: str, errors: str | None, catalogs: tuple[str, ...]) -> None:
    """Refuse to write over what is read, and to write two things to one file."""
    from ..same_files import refuse_same

    outputs: dict[str, Path | int] = {"output": _STDOUT if output == PIPE else Path(output)}
    if errors:
        outputs["errors"] = Path(errors)
    inputs: dict[Message, Path | int] = {message("file.input"): _STDIN if source == PIPE else Path(source)}
    refuse_same(outputs, inputs | catalog_files(catalogs))
    # Each message would be a row more. Standard output may go to the same file: the shell writes one after the other.
    refuse_same({"errors": _STDERR}, inputs)


def _opened(source: str) -> IO[str]:
    """Return the input as text; what is not UTF-8 becomes a sign by which its row is refused."""
    from ..text.characters import shown

    if source == PIPE:
        if sys.stdin is None:
            raise InputError.of("rows.no-input", "input")
        return io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8-sig", errors="surrogateescape", newline="")
    try:
        return open(source, encoding="utf-8-sig", errors="surrogateescape", newline="")
    except OSError as error:
        raise InputError.of("file.unreadable", "input", path=shown(source), error=str(error.strerror)) from error


def _table(file: IO[str], source: str) -> Table:
    from ..bulk.rows import read_csv, read_json_lines

    lines = iter(file)
    first = next(lines, "")
    is_json = source.endswith(_JSON) or (source == PIPE and first.lstrip().startswith("{"))
    return (read_json_lines if is_json else read_csv)(chain([first], lines))


def _is_folder(output: str) -> bool:
    path = Path(output)
    if output == PIPE or output.endswith((".csv", *_JSON)):
        return False
    return output.endswith("/") or path.is_dir() or not path.exists()


@contextmanager
def _sink(output: str, as_json: bool, columns: list[str], format: str | None) -> Iterator[Sink]:
    from ..bulk.writing import CsvSink, FolderSink, JsonLinesSink
    from ..files import Output, whole_file, whole_folder

    if output == PIPE:
        yield (JsonLinesSink if as_json else CsvSink)(sys.stdout, columns, format is not None)
    elif _is_folder(output):
        with whole_folder(Path(output)) as folder:
            reported = Output(Path(output), "output", replaces=True).reported
            yield FolderSink(folder, columns, format or "text", reported)
    else:
        with whole_file(Path(output)) as file:
            yield (JsonLinesSink if output.endswith(_JSON) else CsvSink)(file, columns, format is not None)


def _with_progress(rows: Iterator[Row], file: IO[str]) -> Generator[Row, None, None]:
    """Yield the rows, and move a progress bar."""
    import os
    import time

    start, binary = time.monotonic(), cast("io.BufferedReader", cast("io.TextIOWrapper", file).buffer)
    bar: Any = click.progressbar(
        length=os.fstat(file.fileno()).st_size, file=sys.stderr, item_show_func=str, show_eta=True
    )
    with bar:
        for number, row in enumerate(rows, start=1):
            if number % _STEP == 0:
                rate = round(number / max(time.monotonic() - start, 0.001))
                bar.update(max(binary.tell() - bar.pos, 0), message("rows.progress", rows=number, rate=rate))
            yield row
