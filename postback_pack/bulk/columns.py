"""What the columns of a table mean: options by their names, and what other names propose."""

from __future__ import annotations

import json
import re
import shlex
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..errors import InputError, Problem
from ..messages.message import Message, message
from ..setup.options import option_list
from ..text.characters import shown
from ..text.suggestions import near_hint, nearest

if TYPE_CHECKING:
    from ..catalog.load import Catalog
    from ..catalog.model import Network
    from .rows import Table

TRACKER, NETWORK, ACCOUNT, PAYOUT = "tracker", "network", "account", "payout"
COLUMNS = {
    option.name.replace("-", "_"): option
    for option in option_list()
    if option.kind != "pairs" and option.name != ACCOUNT
}
"""The options that a table has a column for. The account, and other fields of networks, have columns by their names."""
_MOST_NAMED = 8
_SHORTEST_NEAR = 3
_ALIKE = 0.75
"""How alike a column and a misspelt option are. country_code is not currency_code."""


class Wanted(NamedTuple):
    """What finds the header of a table: the column that has to be there, and whether a cell may be the name of one."""

    key: str
    knows: Callable[[str], bool]


class Named(NamedTuple):
    """The columns of a table: for each the option or field that it gives, or an empty text; and those that are carried along.

    ``hint`` proposes options for some of these.
    """

    names: list[str]
    carried: list[str]
    hint: Message | None


class _Meaning(NamedTuple):
    """What a word may mean, and whether a column of that name has to be it: the price may be the customer's own."""

    name: str
    is_sure: bool


def read_mapping(words: Iterable[str]) -> dict[str, str]:
    """Return what ``--column`` says: the option or field, and the column that gives it, or an empty text.

    Raises InputError for what is not NAME=COLUMN, and for a name or a column that is given twice.
    """
    found: dict[str, str] = {}
    problems = []
    for word in words:
        name, equals, heading = word.partition("=")
        name = _key(name).replace("-", "_")
        if not equals or not name:
            problems.append(Problem.of("columns.pair", "column", shown(word)))
        elif name in found:
            problems.append(Problem.of("columns.name-twice", "column", shown(word), name=shown(name)))
        elif heading.strip() and _key(heading) in map(_key, found.values()):
            problems.append(Problem.of("columns.heading-twice", "column", shown(word), heading=shown(heading)))
        else:
            found[name] = heading.strip()
    if problems:
        raise InputError(problems)
    return found


def wanted(mapping: Mapping[str, str], catalog: Catalog, key: str = TRACKER) -> Wanted:
    """Return what finds the header of a table with these columns: ``key`` has to be in it, by its name or the given one."""
    fields = {name for network in catalog.networks.values() for name in network.fields}
    names = {*map(_key, (key, TRACKER, *COLUMNS, *fields, *filter(None, mapping.values()))), *_meanings()}
    return Wanted(mapping.get(key) or key, lambda cell: _key(cell) in names or _plain(cell) in names)


def is_named(cell: str, name: str) -> bool:
    """Return whether a cell of the header is this name, in any case."""
    return _key(cell) == _key(name)


def _key(heading: str) -> str:
    return " ".join(heading.split()).casefold()


def _plain(heading: str) -> str:
    """Return the words of a column's name: without a number in front, ``'s`` and signs."""
    words = re.sub(r"^[#\s]*(\d+[.)])?", "", _key(heading))
    return " ".join(re.findall(r"\w+", re.sub(r"['\u2019]s\b|_", " ", words)))


@cache
def _meanings() -> dict[str, _Meaning]:
    """Return what other names of columns mean, by their words."""
    synonyms: dict[str, dict[str, list[str]]] = json.loads(Path(__file__).with_name("columns.json").read_bytes())
    found = {_plain(name): _Meaning(name, True) for name in (TRACKER, *COLUMNS)}
    for name, words in synonyms.items():
        for how, others in words.items():
            found |= {_plain(word): _Meaning(name, how == "surely") for word in others}
    return found


def fields_of_rows(catalog: Catalog, names: Sequence[str], default: Network) -> list[str]:
    """Return the fields that rows can fill in: those of the default network, or of all if a column names each row's network.

    Of the words that only other networks have as a field, such as campaign, a table may have its own columns.
    """
    networks = catalog.networks.values() if NETWORK in names else [default]
    return list(dict.fromkeys(name for network in networks for name in network.fields))


def name_columns(table: Table, mapping: Mapping[str, str], catalog: Catalog, default: Network) -> Named:
    """Return what the columns of a table give.

    Raises InputError for a column that appears twice or may be an option under another name, if there is no tracker, and where
    the account may be in a column of another name: every URL would hold the placeholder.
    """
    options = _names_of(table.columns, mapping, (TRACKER, *COLUMNS))
    fields = fields_of_rows(catalog, options, default)
    known = (TRACKER, *COLUMNS, *fields)
    names = given_names(table.columns, mapping, known)
    carried = [heading for heading, name in zip(table.columns, names, strict=True) if not name]
    wrong = column_twice(names, table.columns)
    free = [name for name in known if name not in names and name not in mapping]
    proposed = _proposed(carried, free, fields, catalog)
    no_field = bool(carried and fields) and TRACKER in names and {*names, *mapping}.isdisjoint(fields)
    if proposed and (no_field or TRACKER not in names or any(meant.is_sure for meant in proposed)):
        wrong.append(_proposal(proposed))
    meant = {meaning.name for meaning in proposed}
    others = [heading for heading in carried if heading not in proposed.values()]
    if others and no_field and meant.isdisjoint(fields):
        field = ACCOUNT if ACCOUNT in fields else fields[0]
        wrong.append(message("rows.no-field", names=names_of(others), field=field))
    if TRACKER not in names and TRACKER not in meant:
        wrong.append(message("rows.no-tracker", place=table.place, names=names_of(table.columns)))
    if wrong:
        raise InputError(Problem(fault, "input") for fault in wrong)
    return Named(names, carried, message("columns.maybe", added=_added(proposed)) if proposed else None)


def given_names(headings: Sequence[str], mapping: Mapping[str, str], known: Sequence[str]) -> list[str]:
    """Return the known name that each column gives, or an empty text. Raises InputError for a mapping that does not fit."""
    problems = [*_wrong_mapping(headings, mapping, known)]
    if problems:
        raise InputError(problems)
    return _names_of(headings, mapping, known)


def _names_of(headings: Sequence[str], mapping: Mapping[str, str], known: Sequence[str]) -> list[str]:
    """Return the known name of each column, or an empty text: the given one, or else its own in any case."""
    given = {_key(heading): name for name, heading in mapping.items() if heading and name in known}
    own = {_key(name): name for name in known if name not in mapping}
    return [given.get(_key(heading)) or own.get(_key(heading)) or "" for heading in headings]


def column_twice(names: Sequence[str], headings: Sequence[str]) -> list[Message]:
    """Report columns of which there are two: carried ones by their exact names, options in any case."""
    counted = Counter(name or heading for name, heading in zip(names, headings, strict=True))
    return [message("rows.column-twice", name=shown(name)) for name, times in counted.items() if times > 1]


def _wrong_mapping(headings: Sequence[str], mapping: Mapping[str, str], known: Sequence[str]) -> Iterable[Problem]:
    there = {_key(heading) for heading in headings}
    for name, heading in mapping.items():
        if name not in known:
            yield Problem.of("columns.unknown", "column", shown(name), hint=near_hint(name, known))
        if heading and _key(heading) not in there:
            yield Problem.of("columns.not-there", "column", shown(heading), names=names_of(headings))


def _proposed(
    carried: Sequence[str], free: Sequence[str], fields: Sequence[str], catalog: Catalog
) -> dict[_Meaning, str]:
    """Return what columns may give, and the column's name. An option is proposed for one column only."""
    meanings = _labels(fields, catalog) | _meanings()
    # What is as short as id or key looks like too much.
    spelt = [name for name in free if len(name) > _SHORTEST_NEAR]
    found: dict[_Meaning, str] = {}
    for heading in carried:
        meaning = meanings.get(_plain(heading))
        if meaning is None:
            near = nearest(_key(heading).replace("-", "_"), spelt, _ALIKE)
            meaning = _Meaning(near, True) if near else None
        if meaning and meaning.name in free:
            found.setdefault(meaning, heading)
    sure = {meaning.name for meaning in found if meaning.is_sure}
    return {meaning: heading for meaning, heading in found.items() if meaning.is_sure or meaning.name not in sure}


def _labels(fields: Sequence[str], catalog: Catalog) -> dict[str, _Meaning]:
    """Return the words by which the networks themselves call their fields."""
    networks = catalog.networks.values()
    return {
        _plain(network.fields[name].label): _Meaning(name, False)
        for name in fields
        for network in networks
        if name in network.fields
    }


def _proposal(proposed: Mapping[_Meaning, str]) -> Message:
    names = [meaning.name for meaning in proposed]
    headings = [*map(shown, proposed.values())]
    return message("columns.proposed", headings=headings, names=names, added=_added(proposed), without=f"{names[0]}=")


def _added(proposed: Mapping[_Meaning, str]) -> list[Message]:
    return [
        message("columns.added", mapping=f"{meaning.name}={_quoted(heading)}") for meaning, heading in proposed.items()
    ]


def _quoted(heading: str) -> str:
    """Return a column's name for a command line; in double quotes where these do in every shell, on Windows too."""
    quoted = shlex.quote(heading)
    return f'"{heading}"' if quoted != heading and re.fullmatch(r"[\w ().,;:/+-]+", heading) else quoted


def names_of(columns: Sequence[str]) -> list[str | Message]:
    """Return the first columns as a sentence names them, and how many more there are."""
    rest = [message("rows.more", count=len(columns) - _MOST_NAMED)] if len(columns) > _MOST_NAMED else []
    return [*map(shown, columns[:_MOST_NAMED]), *rest]
