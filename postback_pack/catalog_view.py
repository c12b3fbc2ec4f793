"""Trackers as plain data and as tables: what ``list`` and ``show`` print."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .evidence import Evidence
from .markup import Span, spans, write_plain
from .model import ROLE_LABELS, Network, Tracker

SCHEMA_VERSION = 1
"""Version of every JSON that this package prints; it rises when a key goes or changes its meaning."""


def evidence_data(evidence: Evidence) -> dict[str, Any]:
    """Return a piece of evidence as plain data."""
    return {
        "url": evidence.url,
        "seen": evidence.seen,
        "by": evidence.by,
        "supports": list(evidence.supports),
        "read": evidence.read,
    }


def summary(tracker: Tracker) -> dict[str, Any]:
    """Return a tracker as one row of ``list``."""
    return {
        "id": tracker.id,
        "name": tracker.name,
        "kind": tracker.kind,
        "status": tracker.status,
        "aliases": list(tracker.aliases),
        "delivery": tracker.postback_out.delivery,
        "click_id_macro": tracker.macro("click_id"),
        "payout_macro": tracker.macro("payout") or tracker.macro("payout_usd"),
        "grade": _lowest_grade(tracker),
    }


def _lowest_grade(tracker: Tracker) -> str:
    """Return the lowest grade of the macros that ``list`` shows; without a click-ID macro it is unknown."""
    roles = [role for role in ("click_id", "payout", "payout_usd") if tracker.macro(role)]
    grades = {tracker.grade(f"macros.{role}") for role in roles} if "click_id" in roles else {"unknown"}
    return next(grade for grade in ("unknown", "reported", "confirmed") if grade in grades)


LIST_COLUMNS = {
    "id": "id",
    "name": "name",
    "kind": "kind",
    "click_id_macro": "click-ID macro",
    "payout_macro": "payout macro",
    "grade": "grade",
    "means": "what it means",
}
MACRO_COLUMNS = ("click_id_macro", "payout_macro")


def list_rows(trackers: Iterable[Tracker], kind: str | None = None, macro: str | None = None) -> list[dict[str, Any]]:
    """Return a row for each tracker of this kind that writes this macro; with ``macro`` the row tells what it means there."""
    rows = []
    for tracker in trackers:
        meanings = tracker.meanings(macro) if macro is not None else ()
        if (kind is None or tracker.kind == kind) and (macro is None or meanings):
            rows.append(summary(tracker) | ({"means": ", ".join(meanings)} if macro is not None else {}))
    return rows


def nearest_macros(trackers: Iterable[Tracker], macro: str) -> list[str]:
    """Return the click-ID and payout macros that have the same letters and digits as ``macro``, at most three."""

    def bare(text: str) -> str:
        return "".join(filter(str.isalnum, text.casefold()))

    known = (tracker.macro(role) for tracker in trackers for role in ("click_id", "payout"))
    return list(dict.fromkeys(other for other in known if other and bare(other) == bare(macro)))[:3]


def facts_of(tracker: Tracker) -> list[dict[str, Any]]:
    """Return every fact that needs evidence, with its grade and the numbers of its sources, counted from 1."""
    known = tracker.facts()
    wanted = {f"macros.{role}": None for role in ("click_id", "payout") if f"macros.{role}" not in known}
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
    into, out = tracker.click_in, tracker.postback_out
    return {
        "schema_version": SCHEMA_VERSION,
        "id": tracker.id,
        "name": tracker.name,
        "kind": tracker.kind,
        "status": tracker.status,
        "aliases": list(tracker.aliases),
        "website": tracker.website,
        "style": list(tracker.style) if tracker.style else None,
        "click_in": {
            "param": into.param,
            "naming": into.naming,
            "slots": dict(into.slots),
            "also": [{"param": pair.param, "click_id": pair.click_id} for pair in into.also],
            "example": into.example,
            "no_final_slash": into.no_final_slash,
        },
        "postback_out": {
            "delivery": out.delivery,
            "where": list(out.where),
            "macros": dict(out.macros),
            "absent": sorted(out.absent),
            "payout_means": out.payout_means,
            "payout_currency": out.payout_currency,
            "minor_units": out.minor_units,
            "own_click_id": list(out.own_click_id),
            "other": list(out.other),
            "list": out.list,
            "spellings": {role: list(macros) for role, macros in out.spellings.items()},
            "sends": dict(vars(out.sends)),
            "instead": out.instead,
        },
        "postback_in": list(tracker.postback_in),
        "steps": list(tracker.steps),
        "verify": list(tracker.verify),
        "pitfalls": list(tracker.pitfalls),
        "disagreements": list(tracker.disagreements),
        "facts": facts_of(tracker),
        "evidence": [evidence_data(item) for item in tracker.evidence],
        "source": {"file": tracker.file, "line": tracker.line},
    }


def network_data(network: Network) -> dict[str, Any]:
    """Return a network as plain data."""
    return {
        "id": network.id,
        "name": network.name,
        "fields": {name: dict(vars(field)) for name, field in network.fields.items()},
        "schemes": list(network.schemes),
        "click_in": {
            "style": list(network.click_in.style),
            "macros": dict(network.click_in.macros),
            "link_limit": network.click_in.link_limit,
        },
        "types": {
            kind.id: {
                "name": kind.name,
                "needs": list(kind.needs),
                "currencies": list(kind.currencies),
                "url": kind.shape.fill({}, {slot: f"<{slot}>" for slot in kind.shape.slots}),
            }
            for kind in network.types.values()
        },
        "affiliate_macros": list(network.affiliate_macros),
        "evidence": [evidence_data(item) for item in network.evidence],
    }


_IN_GENERAL = {
    "network": Span("plain", "the network"),
    "network macro": Span("plain", "the network's click-ID macro"),
    "parameter": Span("plain", "the parameter for the click ID"),
    "slot": Span("plain", "the place for the click ID"),
    "account": Span("plain", "your account"),
    "postback URL": Span("plain", "the postback URL"),
    "tracking link": Span("plain", "the tracking link"),
}
"""What the names in a text stand for where there is no setup."""


def tracker_text(tracker: Tracker) -> str:
    """Return everything that the catalog holds about a tracker, to be read in a terminal."""
    from .tables import text_table

    def plain(text: str) -> str:
        return write_plain(spans(text, _IN_GENERAL))

    lines = [
        f"{tracker.name} ({tracker.id})",
        f"{tracker.kind}, status {tracker.status}" + (f", {tracker.website}" if tracker.website else ""),
    ]
    lines += [f"also called {', '.join(tracker.aliases)}"] if tracker.aliases else []
    lines += [f"link parameter: {tracker.click_in.param or 'not known'} ({tracker.click_in.naming})"]
    lines += [f"campaign URL: {tracker.click_in.example}"] if tracker.click_in.example else []
    lines += [f"postback field: {' > '.join(tracker.postback_out.where)}"] if tracker.postback_out.where else []
    rows = [
        [
            fact_label(row["fact"]),
            row["value"] or "not known",
            row["grade"],
            " ".join(f"[{number}]" for number in row["sources"]),
        ]
        for row in facts_of(tracker)
    ]
    lines += ["", *text_table(["fact", "value", "grade", "sources"], rows)]
    for title, texts in (
        ("Steps", tracker.steps),
        ("Check that it works", tracker.verify),
        ("Pitfalls", tracker.pitfalls),
        ("Where sources disagree", tracker.disagreements),
    ):
        lines += ["", title, *(f"- {plain(text)}" for text in texts)] if texts else []
    if tracker.evidence:
        lines += ["", "Sources"]
        for number, item in enumerate(tracker.evidence, 1):
            supports = ", ".join(map(fact_label, item.supports))
            lines.append(f"[{number}] {plain(item.source)} ({item.by}, read {item.read}): {supports}")
    return "\n".join(lines)


def fact_label(fact: str) -> str:
    """Return the words for a field that evidence supports."""
    return FACT_LABELS.get(fact, fact.replace(".", " ").replace("_", " "))


FACT_LABELS = {f"macros.{role}": label for role, label in ROLE_LABELS.items()} | {
    "param": "parameter of the link",
    "also": "other pairs for the click ID",
    "no_final_slash": "no slash at the end of the link",
    "own_click_id": "own click ID (never send it)",
    "other": "other macros",
    "spellings": "other spellings",
    "where": "menu path",
    "payout_means": "what the payout is",
    "payout_currency": "currency of the payout",
    "sends.method": "sent by",
    "sends.encoded": "values are encoded",
    "sends.scheme": "can send only",
    "postback_in": "address for incoming postbacks",
}
