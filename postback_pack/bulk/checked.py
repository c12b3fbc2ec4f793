"""Check the URLs of a table, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..checking.check import check
from ..checking.report import visible, what_of
from ..errors import InputError, Problem
from ..messages.message import message
from .columns import NETWORK, TRACKER, Wanted, column_twice, given_names, names_of, wanted

if TYPE_CHECKING:
    from ..catalog.load import Catalog
    from ..catalog.model import Network
    from ..checking.agreeing import CheckedUrl
    from ..checking.check import Check
    from .rows import Table

URL, LINK = "url", "link"
_NAMES = (URL, LINK, TRACKER, NETWORK)


class Checked(NamedTuple):
    """What a row gives: the verdict, the URL to paste instead, the same for the link, and what is wrong.

    Where nothing is known to change, there is no URL to paste. Without a verdict, nothing was checked.
    """

    verdict: str = ""
    corrected: str = ""
    corrected_link: str = ""
    what: str = ""

    def cells(self, with_link: bool) -> tuple[str, ...]:
        """Return what a table shows of it."""
        return self if with_link else (self.verdict, self.corrected, self.what)


RESULTS = Checked(*Checked._fields)
"""The names of what a row gives."""


def wanted_url(mapping: Mapping[str, str], catalog: Catalog) -> Wanted:
    """Return what finds the header of a table with URLs."""
    return wanted(mapping, catalog, URL)


class Checker:
    """Checks the rows of a table by the columns url, link, tracker and network; the link only if it is named.

    ``tracker`` and ``network`` are those of the rows that name none. Raises InputError if there is no column url.
    """

    def __init__(
        self,
        catalog: Catalog,
        table: Table,
        mapping: Mapping[str, str],
        tracker: str | None,
        network: str | None,
        default: Network | None,
    ) -> None:
        # A column that happens to be called link may hold any link.
        names = given_names(table.columns, {LINK: "", **mapping}, _NAMES)
        wrong = column_twice(names, table.columns)
        if URL not in names:
            wrong.append(message("check-table.no-url", place=table.place, names=names_of(table.columns)))
        if wrong:
            raise InputError(Problem(fault, "url") for fault in wrong)
        self._catalog, self._tracker, self._network, self._default = catalog, tracker, network, default
        self._places = {name: names.index(name) for name in _NAMES if name in names}
        self.with_link = LINK in names

    def check(self, cells: Sequence[str]) -> Checked:
        """Return what a row gives. Raises InputError for an unknown tracker or network, and for URLs that are no pair."""
        given = {name: cells[index].strip() for name, index in self._places.items()}
        pasted = {name: given[name] for name in (URL, LINK) if given.get(name)}
        if not pasted:
            return Checked()
        url, *links = pasted.values()
        tracker, network = given.get(TRACKER) or self._tracker, given.get(NETWORK) or self._network
        default = self._default if network is None else None
        link = links[0] if links else None
        result = check(self._catalog, url, tracker, link=link, network=network, default_network=default)
        corrected: dict[str, str] = {}
        for name, checked in _by_column(result, pasted):
            corrected[name] = " ".join(filter(None, (corrected.get(name), checked.corrected)))
        what = visible(" ".join(dict.fromkeys(said for checked in result.urls for said in what_of(checked))))
        return Checked(result.verdict, corrected.get(URL, ""), corrected.get(LINK, ""), what)


def _by_column(result: Check, pasted: Mapping[str, str]) -> Iterator[tuple[str, CheckedUrl]]:
    """Yield the column of each URL: of a pair the postback comes first, whichever column it is in."""
    left = dict(pasted)
    for checked in result.urls:
        same = (name for name, text in left.items() if checked.text in text)
        name = next(same, next(iter(left), URL))
        left.pop(name, None)
        yield name, checked
