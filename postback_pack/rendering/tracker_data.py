"""Trackers as plain data: what ``list`` and ``show`` print, and the files of a site."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..catalog.model import MEANING_NAMES, Tracker
from ..catalog.tracker_parts import TABLE
from ..frozen import Frozen

SCHEMA_VERSION = 1
"""Version of the JSON that this package prints; it rises when a key goes or changes its meaning. That of ``check`` has its own."""


def plain_data(value: Any) -> Any:
    """Return a part of the catalog as plain data, key by key, so that a new key of the model is never left out."""
    if isinstance(value, Frozen):
        return picked(value, *value._fields)
    if isinstance(value, Mapping):
        return {name: plain_data(item) for name, item in value.items()}
    if isinstance(value, tuple):
        return [plain_data(item) for item in value]
    return sorted(value) if isinstance(value, frozenset) else value


def picked(value: object, *names: str) -> dict[str, Any]:
    """Return some fields of a part of the catalog as plain data."""
    return {name: plain_data(getattr(value, name)) for name in names}


def summary(tracker: Tracker) -> dict[str, Any]:
    """Return a tracker as one row of ``list``.

    ``grade`` is that of the click-ID macro, or None where the tracker needs none; ``offers`` is then what the entry has instead.
    """
    out = tracker.postback_out
    offers = _OFFERS.get(out.delivery) or (TABLE if out.snippet == TABLE else "code")
    return {
        **picked(tracker, "id", "name", "kind", "status", "aliases"),
        "delivery": out.delivery,
        "offers": offers,
        "click_id_macro": tracker.macro("click_id"),
        "grade": tracker.grade("macros.click_id") if tracker.macro("click_id") or _needs_macros(tracker) else None,
        "payout_macro": tracker.macro("payout") or tracker.macro("payout_usd"),
    }


def _needs_macros(tracker: Tracker) -> bool:
    """Whether a macro that is not known keeps the tracker from being used: code, a partner and the rest do without."""
    return tracker.postback_out.delivery == "paste"


_OFFERS = {"paste": "URL", "link_callback": "link", "partner": "partner", "none": "no postback"}
"""What an entry offers by its delivery, in a word; ``code`` may also be a table."""

LIST_COLUMNS = {
    "id": "id",
    "name": "name",
    "kind": "kind",
    "click_id_macro": "click-ID macro",
    "grade": "grade",
    "payout_macro": "payout macro",
    "means": "what it means",
}
MACRO_COLUMNS = ("click_id_macro", "payout_macro")


def list_rows(trackers: Iterable[Tracker], kind: str | None = None, macro: str | None = None) -> list[dict[str, Any]]:
    """Return a row for each tracker of this kind that writes this macro; with ``macro`` the row says what it means there."""
    rows = []
    for tracker in trackers:
        meanings = tracker.meanings(macro) if macro is not None else ()
        if (kind is None or tracker.kind == kind) and (macro is None or meanings):
            rows.append(
                summary(tracker)
                | ({"means": ", ".join(MEANING_NAMES[meaning] for meaning in meanings)} if macro is not None else {})
            )
    return rows


def list_cells(row: Mapping[str, Any]) -> dict[str, str]:
    """Return the cells of a row of ``list`` by its column: without a grade, the word for what the entry offers instead."""
    cells = {key: row[key] or "" for key in LIST_COLUMNS if key in row}
    return cells | {"grade": row["grade"] or row["offers"]}


def nearest_macros(known: Iterable[str | None], macro: str) -> list[str]:
    """Return the macros that have the same letters and digits as ``macro``, at most three."""

    def bare(text: str) -> str:
        return "".join(filter(str.isalnum, text.casefold()))

    return list(dict.fromkeys(other for other in known if other and bare(other) == bare(macro)))[:3]


def facts_of(tracker: Tracker) -> list[dict[str, Any]]:
    """Return every fact that needs evidence, with its grade and the numbers of its sources, counted from 1.

    A macro that is wanted and not known is among them, without a value.
    """
    known = tracker.facts()
    roles = ("click_id", "payout") if _needs_macros(tracker) else ()
    wanted = {f"macros.{role}": None for role in roles if f"macros.{role}" not in known}
    return [
        {
            "fact": fact,
            "value": value,
            "grade": "unknown" if value is None else tracker.grade(fact),
            "sources": [number for number, item in enumerate(tracker.evidence, 1) if fact in item.supports],
        }
        for fact, value in {**known, **wanted}.items()
    ]


def tracker_data(tracker: Tracker) -> dict[str, Any]:
    """Return everything that the catalog holds about a tracker."""
    data = plain_data(tracker)
    source = {"file": data.pop("file"), "line": data.pop("line")}
    return {"schema_version": SCHEMA_VERSION, **data, "facts": facts_of(tracker), "source": source}


def fact_label(fact: str) -> str:
    """Return the words for a field that evidence supports."""
    from ..catalog.facts import facts

    known = facts(Tracker).get(fact)
    return known.label if known else fact.replace(".", " ").replace("_", " ")
