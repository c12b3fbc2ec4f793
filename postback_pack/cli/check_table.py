"""``check`` with a table: the verdict of each row beside it."""

from __future__ import annotations

import os
from collections.abc import Collection
from typing import TYPE_CHECKING

from ..errors import InputError
from ..messages.message import message
from .arguments import PIPE
from .table_files import TABLES, opened_input, refuse_same_table, rows_sink
from .terminal import print_error, print_warning

if TYPE_CHECKING:
    from ..bulk.checked import Checker
    from ..bulk.rows import Table
    from ..bulk.writing import Sink
    from ..catalog.load import Catalog
    from ..catalog.model import Network


def is_table(source: str, mapping: Collection[str]) -> bool:
    """Return whether an argument of ``check`` names a table: a file with a known ending, or a pipe whose columns are given.

    Raises InputError where columns are given for something else.
    """
    from ..text.characters import shown

    if source == PIPE:
        return bool(mapping)
    if source.lower().endswith(TABLES) and os.path.isfile(source):
        return True
    if mapping:
        raise InputError.of("check-table.not-there", "url", path=shown(source), endings=[*TABLES])
    return False


def check_table(
    catalog: Catalog,
    source: str,
    mapping: Collection[str],
    tracker: str | None,
    network: str | None,
    default: Network | None,
    output: str,
    catalogs: tuple[str, ...],
    *,
    as_json: bool,
) -> int:
    """Write each row with its verdict; return 1 if a URL has an error or a row cannot be checked, or else 0."""
    from ..bulk.checked import RESULTS, Checker, wanted_url
    from ..bulk.columns import read_mapping
    from ..bulk.source import read_table

    refuse_same_table(source, output, None, catalogs)
    given = read_mapping(mapping)
    with opened_input(source) as file:
        table = read_table(file, source, wanted_url(given, catalog), print_warning)
        checker = Checker(catalog, table, given, tracker, network, default)
        for note in table.notes:
            print_warning(note)
        results = RESULTS.cells(checker.with_link)
        as_lines = as_json or table.is_json
        with rows_sink(output, table.columns, results, as_json=as_lines) as sink:
            return _written(table, checker, sink, source)


def _written(table: Table, checker: Checker, sink: Sink, source: str) -> int:
    """Write every row that can be read; return the exit status."""
    from ..bulk.checked import Checked
    from ..bulk.printing import table_words

    status = unchecked = 0
    for line, cells, fault in table.rows:
        if fault:
            print_error(f"{source}:{line}: {fault}")
            unchecked += 1
            continue
        try:
            checked = checker.check(cells)
        except InputError as error:
            said = " ".join(problem.say(table_words) for problem in error.problems)
            print_error(f"{source}:{line}: {said}")
            unchecked += 1
            checked = Checked(what=said)
        sink.put(line, cells, checked.cells(checker.with_link))
        if checked.verdict == "error":
            status = 1
    if unchecked:
        print_error(message("check-table.unchecked", count=unchecked))
    return 1 if unchecked else status
