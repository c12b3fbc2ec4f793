"""The lists of trackers and networks as marked text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..catalog.model import KIND_NAMES, KINDS
from ..text.characters import width
from ..text.screen import CODE, END, HANGING, heading, whole_lines
from ..text.tables import fit_cells, text_table
from .tracker_data import LIST_COLUMNS, MACRO_COLUMNS, list_cells

_ORDER = ("id", "name", "means", "grade", "click_id_macro", "payout_macro")
"""The columns of the list of trackers. Where the terminal is too narrow, those at the end are left out."""
_WIDEST_MACRO = 24
"""A macro that is longer gets a line of its own, so that it does not push the others aside."""
_NARROWEST_NAME = 16
_FLEXIBLE = ("name", "types", "fields", "means")
"""The columns of the list of networks that are shortened where a line would be too long."""


def tracker_list(rows: Sequence[Mapping[str, Any]], columns: int) -> str:
    """Return rows of trackers in groups by kind, in lines of at most so many columns."""
    kinds = [row["kind"] for row in sorted(rows, key=lambda row: KINDS.index(row["kind"]))]
    cells = [list_cells(row) | {"name": row["name"] + _also_called(row)} for row in rows]
    keys = _fitting(cells, columns)
    table = [[_in_row(key, row[key]) for key in keys] for row in cells]
    titles = [LIST_COLUMNS[key] for key in keys]
    header, *lines = text_table(titles, fit_cells(titles, table, columns, [keys.index("name")]))
    found = [_header(header)]
    for kind in dict.fromkeys(kinds):
        found += ["", heading(KIND_NAMES[kind])]
        for row, line, own in zip(cells, lines, rows, strict=True):
            if own["kind"] == kind:
                found += [whole_lines(_with_marks(line, row)), *_long_macros(row, keys)]
    return "\n".join(found)


def network_list(rows: Sequence[Mapping[str, Any]], columns: int) -> str:
    """Return rows of networks in lines of at most so many columns."""
    # The list of trackers does without it, and without what it imports.
    from .network_data import NETWORK_COLUMNS, network_cells

    titles = {key: title for key, title in NETWORK_COLUMNS.items() if key in rows[0]}
    cells = [list((network_cells(row) | {"name": row["name"] + _also_called(row)}).values()) for row in rows]
    flexible = [index for index, key in enumerate(titles) if key in _FLEXIBLE]
    header, *lines = text_table([*titles.values()], fit_cells([*titles.values()], cells, columns, flexible))
    return "\n".join([_header(header), *map(whole_lines, lines)])


def _header(titles: str) -> str:
    """Return the titles of a table as a heading whose columns stay where they are."""
    return heading(titles + HANGING)


def _with_marks(line: str, row: Mapping[str, str]) -> str:
    """Return a line of the list with marks around its macros."""
    for macro in {row[key] for key in MACRO_COLUMNS if row[key]}:
        line = line.replace(f"  {macro}", f"  {CODE}{macro}{END}")
    return line


def _also_called(row: Mapping[str, Any]) -> str:
    """Return the alias by which a row was found, where nothing else in it shows why."""
    return f" ({row['found_by']})" if row.get("found_by") else ""


def _fitting(cells: Sequence[Mapping[str, str]], columns: int) -> list[str]:
    """Return the columns for which there is room."""
    keys = [key for key in _ORDER if key in cells[0]]
    widths = {key: max(width(LIST_COLUMNS[key]), *(width(_in_row(key, row[key])) for row in cells)) for key in keys}
    widths["name"] = min(widths["name"], _NARROWEST_NAME)
    while len(keys) > 2 and sum(widths[key] + 2 for key in keys) - 2 > columns:
        keys.pop()
    return keys


def _in_row(key: str, cell: str) -> str:
    return "" if _is_long(key, cell) else cell


def _is_long(key: str, cell: str) -> bool:
    return key in MACRO_COLUMNS and width(cell) > _WIDEST_MACRO


def _long_macros(row: Mapping[str, str], keys: Sequence[str]) -> Iterator[str]:
    for key in keys:
        if _is_long(key, row[key]):
            yield f"    {LIST_COLUMNS[key]}: {CODE}{row[key]}{END}"
