"""How a fact is known, in a few words for the page: its grade, and the page of whom that says it, read when."""

from __future__ import annotations

from collections.abc import Iterable

from ..catalog.evidence import Evidence
from ..catalog.load import Catalog
from ..catalog.model import Network, Tracker
from ..catalog.networks import without_www


class KnownFrom:
    """The sources of facts, each kept once as [whose page, month]; the rest of the data names them by number."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str], int] = {}

    @property
    def rows(self) -> list[tuple[str, str]]:
        """The sources by their number."""
        return [*self._rows]

    def of(self, entry: Tracker | Network, facts: Iterable[str]) -> dict[str, tuple[str, int | None]]:
        """Return the grade of each fact, with the number of its best source, or None where there is none."""
        return {fact: (entry.grade(fact), self._number(entry.evidence_for(fact))) for fact in facts}

    def _number(self, evidence: Iterable[Evidence]) -> int | None:
        # The maker's own page decides the grade, so it is the one to name; of several the one that was read last.
        best = max(evidence, key=lambda item: (item.by == "vendor", bool(item.url), item.read), default=None)
        if best is None or not best.url:
            return None
        host = best.url.partition("://")[2].partition("/")[0]
        return self._rows.setdefault((without_www(host), best.read), len(self._rows))

    @staticmethod
    def newest(catalog: Catalog) -> str:
        """Return the month in which the catalog was last compared with a source, such as 2026-11."""
        of_trackers = (item for tracker in catalog.trackers.values() for item in tracker.evidence)
        of_networks = (item for network in catalog.networks.values() for item in network.evidence)
        return max((item.read for item in (*of_trackers, *of_networks)), default="")
