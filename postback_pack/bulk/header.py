"""Find the header of a table: often there are titles above it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from .columns import Wanted, is_named

MOST_ABOVE = 40
"""How many lines are searched for the header. A report has fewer titles."""


class Record(NamedTuple):
    """A row that may be the header: how many lines are above it, and its cells."""

    above: int
    cells: Sequence[str]


def certain_header(records: Iterable[Record], wanted: Wanted) -> Record | None:
    """Return the first row in which the wanted column is named, or None."""
    return next((record for record in records if any(is_named(cell, wanted.key) for cell in record.cells)), None)


def likely_header(records: Sequence[Record], wanted: Wanted) -> Record | None:
    """Return the row that names most columns, or else the first of several cells, or of one; None if no cell holds anything."""
    most = max(records, key=lambda record: known_names(record, wanted), default=None)
    if most and known_names(most, wanted):
        return most
    held = [record for record in records if filled(record.cells)]
    return next((record for record in held if filled(record.cells) > 1), next(iter(held), None))


def known_names(record: Record, wanted: Wanted) -> int:
    """Return how many cells of a row may be names of columns."""
    return sum(map(wanted.knows, record.cells))


def filled(cells: Iterable[str]) -> int:
    """Return how many cells hold anything."""
    return sum(map(bool, map(str.strip, cells)))
