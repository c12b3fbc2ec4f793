"""Make a setup of each row. What many rows share is checked once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from ..catalog.load import Catalog
from ..catalog.model import Network
from ..errors import InputError, Problem
from ..messages.message import Message, Option, command_line, message
from ..rendering.render import render
from ..setup.build import Setup
from ..setup.network_values import is_plain, unknown_field
from ..setup.options import DEFAULT_NETWORK, read_switch
from ..setup.payout import BY_MACRO
from ..text.characters import shown
from ..text.markup import write_plain
from ..text.stencil import Stencil
from .columns import COLUMNS, PAYOUT, TRACKER, fields_of_rows
from .prepared import Prepared, prepare

_COMMA_NUMBER = re.compile(r"(\d+),(\d+)")
_GROUPED = re.compile(r"\d{1,3}(\.\d{3})+(,\d+)?")
"""An amount that points divide into thousands, if a comma is in front of the cents."""
_MOST_KEPT = 2_000
"""The most combinations of options to remember."""


class Printed(NamedTuple):
    """What a row gives: postback URL, tracking link, the setup in the format asked for, and its warnings."""

    postback_url: str
    tracking_link: str
    setup: str
    warnings: str

    def cells(self, with_setup: bool) -> tuple[str, ...]:
        """Return what a table shows of it."""
        return self if with_setup else (self.postback_url, self.tracking_link, self.warnings)


RESULTS = Printed(*Printed._fields)
"""The names of what a row gives."""


class _Kind:
    """Rows that differ in nothing but the values of the network's fields."""

    def __init__(self, prepared: Prepared, format: str | None) -> None:
        self._prepared, self._format = prepared, format
        self._warnings = _in_one_cell(prepared.warnings)
        self._rows = 0
        self._first: tuple[Mapping[str, str], int] | None = None
        self._stencil: Stencil | None = None

    def print(self, fields: Mapping[str, str]) -> Printed:
        if self._prepared.link_carries_postback:
            setup = self._prepared.setup(fields)
            link = None if setup.link_is_example else setup.tracking_link
            text = render(setup, self._format) if self._format else ""
            warnings = _in_one_cell(warning for _, warning in setup.warning_messages)
            return Printed(setup.postback_url or "", link or "", text, warnings)
        url, link = self._prepared.urls(fields)
        return Printed(url or "", link or "", self._text(fields) if self._format else "", self._warnings)

    def _text(self, fields: Mapping[str, str]) -> str:
        # A value that a URL holds in another way than a text cannot be put into a stencil.
        if not all(map(is_plain, fields.values())):
            return self._write(self._prepared.setup(fields))
        # A row that is the only one of its kind needs no stencil, and that of the second is held against the first.
        if self._first and self._rows == 1:
            given, text_of_first = self._first
            stencil = self._prepared.stencil(given, self._write)
            self._stencil = stencil if hash(stencil.fill(given)) == text_of_first else None
        self._rows += 1
        if self._stencil:
            return self._stencil.fill(fields)
        text = self._write(self._prepared.setup(fields))
        self._first = self._first or (fields, hash(text))
        return text

    def _write(self, setup: Setup) -> str:
        return render(setup, self._format or "text")


def _in_one_cell(warnings: Iterable[Message]) -> str:
    return " | ".join(warning.say(table_words) for warning in warnings)


class Printer:
    """Turns rows with these columns into setups. A column that gives no option has an empty name, or one of its own.

    ``format``: one of FORMATS, or None for URL and link alone; ``network``: that of the rows that name none;
    ``decimal_comma``: 1,5 is an amount.
    """

    def __init__(
        self,
        catalog: Catalog,
        columns: Sequence[str],
        format: str | None,
        network: str | Network = DEFAULT_NETWORK,
        *,
        decimal_comma: bool = False,
    ) -> None:
        self._decimal_comma = decimal_comma
        self._catalog, self._format, self._network = catalog, format, catalog.network(network)
        fields = fields_of_rows(catalog, columns, self._network)
        self._shared = [index for index, name in enumerate(columns) if name == TRACKER or name in COLUMNS]
        self._fields = [(index, name) for index, name in enumerate(columns) if name in fields]
        self._columns = columns
        self._kinds: dict[tuple[str, ...], _Kind] = {}

    def print(self, cells: Sequence[str]) -> Printed:
        """Return what a row gives. Raises InputError with every problem of the row."""
        fields = {name: value for index, name in self._fields if (value := cells[index].strip())}
        by_macro = [name for name, value in fields.items() if value == BY_MACRO]
        key = (*[cells[index] for index in self._shared], *fields, "", *by_macro)
        kind = self._kinds.get(key)
        if kind is None:
            kind = _Kind(self._prepare(cells, fields), self._format)
            if len(self._kinds) >= _MOST_KEPT:
                self._kinds.clear()
            self._kinds[key] = kind
        return kind.print(fields)

    def _prepare(self, cells: Sequence[str], fields: Mapping[str, str]) -> Prepared:
        problems: list[Problem] = []
        options: dict[str, Any] = {"network": self._network}
        for index in self._shared:
            name, text = self._columns[index], cells[index].strip()
            if text and name in COLUMNS:
                options[COLUMNS[name].argument] = self._read(name, text, problems)
        tracker = cells[self._columns.index(TRACKER)].strip()
        if not tracker:
            problems.append(Problem(message("option.no-tracker"), TRACKER, ""))
        if problems:
            raise InputError(problems)
        prepared = self._prepared(tracker, fields, options)
        if "url" in prepared.gaps and self._format is None:
            gap = prepared.gaps["url"]
            code = "join.gap" if "code" in prepared.gaps else "table.with-code"
            raise InputError.of(code, TRACKER, tracker, why=write_plain(gap.why), to_do=gap.to_do)
        return prepared

    def _prepared(self, tracker: str, fields: Mapping[str, str], options: Mapping[str, Any]) -> Prepared:
        """Check the options of a row. The field of another network is a problem in the column that has it."""
        problems: list[Problem] = []
        try:
            network = self._catalog.network(options["network"])
        except InputError:
            # It is named below, with all else that is wrong.
            pass
        else:
            others = [name for name in fields if name not in network.fields]
            problems = [Problem(unknown_field(network, name), name, shown(fields[name])) for name in others]
            fields = {name: value for name, value in fields.items() if name in network.fields}
        try:
            prepared = prepare(self._catalog, tracker, fields=fields, **options)
        except InputError as error:
            problems += error.problems
        if problems:
            raise InputError(problems)
        return prepared

    def _read(self, column: str, text: str, problems: list[Problem]) -> Any:
        if column == PAYOUT:
            return self._amount(text, problems)
        kind = COLUMNS[column].kind
        if kind == "words":
            return re.findall(r"[^\s,]+", text)
        if kind != "flag":
            return text
        return read_switch(text, COLUMNS[column], problems)

    def _amount(self, text: str, problems: list[Problem]) -> str:
        """Return a payout with a point. Where a sign can divide thousands or cents, nothing is guessed."""
        number = _COMMA_NUMBER.fullmatch(text)
        if number and self._decimal_comma:
            return f"{number[1]}.{number[2]}"
        if number:
            problems.append(Problem(message("table.comma"), PAYOUT, shown(text)))
        elif self._decimal_comma and _GROUPED.fullmatch(text):
            problems.append(Problem(message("table.thousands"), PAYOUT, shown(text)))
        return text


def say_of_row(problem: Problem, headings: Mapping[str, str]) -> str:
    """Return a problem of a row with its column in front, where it is about one; ``headings``: option -> the column's name."""
    name = (problem.option or "").replace("-", "_")
    if name not in headings:
        return problem.say(table_words)
    return ": ".join(filter(None, (headings[name], problem.given, problem.text(table_words))))


def table_words(option: Option, value: str) -> str:
    """Write an option as in a table: by its column."""
    name = option.name.replace("-", "_")
    if not option.is_field and name not in COLUMNS and name not in (TRACKER, "account"):
        return command_line(option, value)
    return str(message("table.value", value=value, name=name) if value else message("table.column", name=name))
