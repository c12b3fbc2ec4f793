"""The command ``bulk``."""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from ..errors import InputError
from ..messages.message import message
from ..rendering import WHOLE
from ..setup.options import option_list
from .arguments import PIPE, SEPARATORS, PathName, catalog_option, load
from .setup_options import click_option
from .table_files import JSON_LINES, column_option, opened_input, refuse_same_table, rows_sink
from .terminal import print_error, print_warning

if TYPE_CHECKING:
    import io

    from ..bulk.columns import Named
    from ..bulk.printing import Printer
    from ..bulk.rows import Row, Table
    from ..bulk.writing import Sink

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
@column_option("The column that gives an option or a field, where it has another name. NAME= for none. Repeatable.")
@click.option(
    "--decimal",
    type=click.Choice(("point", "comma")),
    default="point",
    show_default=True,
    help="How amounts are written in the column payout: 1.5 or 1,5.",
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
    mapping: tuple[str, ...],
    decimal: str,
    strict: bool,
    network: str,
    catalogs: tuple[str, ...],
) -> int:
    """Print a setup for every row of ACCOUNTS: a CSV, JSON or .xlsx file, or - for a pipe.

    Name the columns like the options of render: tracker, network, payout, currency, campaign_url and so on. Each field of a network is a
    column too, such as account or event: `postback-pack show NETWORK` lists them. A row fills in those of its own network and leaves the
    others empty. For a column with another name, use --column. Other columns are copied to the output if there is a column for a field. A
    row that gives no setup is listed with its line, column and reason, and the exit status is 1. The output file appears only once it is
    complete.

    \b
    Examples:
      postback-pack bulk accounts.csv -o setups.csv
      postback-pack bulk accounts.csv --column account=Advertiser -o setups.csv
      postback-pack bulk accounts.csv --network mgid -o setups.csv
    """
    from ..bulk.columns import name_columns, names_of, read_mapping, wanted
    from ..bulk.printing import Printer
    from ..bulk.source import read_table
    from ..files import whole_file

    refuse_same_table(source, output, errors, catalogs)
    given = read_mapping(mapping)
    if _is_folder(output):
        format = format or "text"
    catalog = load(catalogs)
    default = catalog.network(network)
    with ExitStack() as stack:
        file = stack.enter_context(opened_input(source))
        table = read_table(file, source, wanted(given, catalog), print_warning)
        named = name_columns(table, given, catalog, default)
        for note in table.notes:
            print_warning(note)
        if named.carried:
            print_warning(message("rows.carried", names=names_of(named.carried), hint=named.hint))
        printer = Printer(catalog, named.names, format, default, decimal_comma=decimal == "comma")
        faults = stack.enter_context(whole_file(Path(errors), "errors")) if errors else None
        sink = stack.enter_context(_sink(output, table, named, format))
        # The size of a pipe is not known, and a bar would be in the middle of rows that are printed.
        is_printed = output == PIPE and sys.stdout.isatty()
        if source != PIPE and sys.stderr.isatty() and not is_printed:
            table = table._replace(rows=stack.enter_context(closing(_with_progress(table.rows, file))))
        failed = _run(table, named, printer, sink, faults, source, with_setup=format is not None, strict=strict)
        if failed and strict:
            print_error(message("rows.stopped"))
            # Leaving by an error takes back what is written.
            raise click.exceptions.Exit(1)
    if failed:
        print_error(message("rows.failed-one" if failed == 1 else "rows.failed", count=failed))
    return 1 if failed else 0


def _run(
    table: Table,
    named: Named,
    printer: Printer,
    sink: Sink,
    faults: IO[str] | None,
    source: str,
    *,
    with_setup: bool,
    strict: bool,
) -> int:
    """Print every row; return how many gave no setup."""
    from ..bulk.printing import say_of_row
    from ..text.characters import harmless

    failed = 0
    headings = dict(zip(named.names, table.columns, strict=True))
    for line, cells, fault in table.rows:
        try:
            printed = printer.print(cells) if fault is None else None
        except InputError as error:
            said = [say_of_row(problem, headings) for problem in error.problems]
        else:
            if printed:
                # What cannot be written ends the run: it is not the fault of the row.
                sink.put(line, cells, printed.cells(with_setup))
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


def _is_folder(output: str) -> bool:
    path = Path(output)
    if output == PIPE or output.endswith((".csv", *JSON_LINES)):
        return False
    return output.endswith(tuple(SEPARATORS)) or path.is_dir() or not path.exists()


@contextmanager
def _sink(output: str, table: Table, named: Named, format: str | None) -> Iterator[Sink]:
    from ..bulk.columns import TRACKER
    from ..bulk.printing import RESULTS
    from ..bulk.writing import FolderSink
    from ..files import Output, whole_folder

    if _is_folder(output):
        with whole_folder(Path(output)) as folder:
            reported = Output(Path(output), "output", replaces=True).reported
            yield FolderSink(folder, named.names.index(TRACKER), format or "text", reported)
    else:
        results = RESULTS.cells(with_setup=format is not None)
        with rows_sink(output, table.columns, results, as_json=table.is_json) as sink:
            yield sink


def _with_progress(rows: Iterator[Row], file: io.BufferedReader) -> Generator[Row, None, None]:
    """Yield the rows, and move a progress bar, which a short table does not get."""
    import os
    import time

    start, bar = time.monotonic(), None
    with ExitStack() as stack:
        for number, row in enumerate(rows, start=1):
            if number % _STEP == 0:
                if bar is None:
                    bar = stack.enter_context(_bar(os.fstat(file.fileno()).st_size))
                rate = round(number / max(time.monotonic() - start, 0.001))
                bar.update(max(file.tell() - bar.pos, 0), message("rows.progress", rows=number, rate=rate))
            yield row


def _bar(length: int) -> Any:
    return click.progressbar(length=length, file=sys.stderr, item_show_func=lambda item: str(item or ""), show_eta=True)
