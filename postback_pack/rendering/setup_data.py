"""A setup as plain data: what the templates are given, and what JSON holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ..catalog.evidence import Evidence, Grade
from ..catalog.model import ROLE_LABELS
from ..messages.message import Message
from ..setup.build import Setup
from ..setup.click_id import ClickId
from ..setup.notes import PLACEHOLDER
from ..setup.payout import Payout
from ..text.markup import Text, spans
from .tracker_data import SCHEMA_VERSION, fact_label, picked


def setup_data(setup: Setup, write: Callable[[Text], str], with_sources: bool) -> dict[str, Any]:
    """Return the setup as dicts, lists and strings; ``write`` turns a catalog text into the output's format."""
    tracker, network, kind = setup.tracker, setup.network, setup.type
    out = tracker.postback_out

    def texts(sources: Iterable[Text]) -> list[str]:
        return [write(source) for source in sources]

    data: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "tracker": picked(tracker, "id", "name", "kind", "website"),
        "network": picked(network, "id", "name"),
        "type": picked(kind, "id", "name"),
        "delivery": out.delivery,
        "postback_url": setup.postback_url,
        "postback_url_without_payout": setup.url_without_payout,
        "tracking_link": setup.tracking_link,
        "code": setup.code,
        "tracking_link_is_example": setup.tracking_link is not None and setup.link_is_example,
        "fields": dict(setup.fields),
        "missing_fields": [
            {"name": name, **picked(field, "placeholder", "label", "where")}
            for name, field in network.fields.items()
            if name in setup.missing_fields
        ],
        "where": list(out.where),
        "click_id": {
            "network_macro": network.click_id_macro,
            "network_parameter": kind.shape.parameter_of("click_id"),
            "parameter": setup.click_id.param,
            **picked(setup.click_id, "macro", "grade", "given_by_user"),
        },
        "payout": None,
        "currency": setup.currency,
        "steps": {"tracker": texts(setup.tracker_steps), "network": texts(setup.network_steps)},
        **{name: texts(getattr(setup, name)) for name in ("verify", "pitfalls", "notes")},
        "gaps": {name: {"why": write(gap.why), "what_to_do": gap.advice} for name, gap in setup.gaps.items()},
        "warnings": [str(warning) for _, warning in setup.warning_messages],
        "macros": _macros(setup),
        "network_grades": _network_grades(setup),
    }
    if setup.payout:
        data["payout"] = {
            "network_parameter": kind.shape.parameter_of("payout"),
            "value": setup.payout.text,
            "by_macro": setup.payout.by_macro,
            "grade": setup.payout.grade if setup.payout.by_macro else None,
            "given_by_user": setup.payout.given_by_user,
            "means": out.payout_means if setup.payout.by_macro and not setup.payout.given_by_user else None,
        }
    if with_sources:
        data["sources"] = [_source_data(items, write) for items in _by_source(setup)]
    return data


def warnings_but_placeholders(setup: Setup) -> list[tuple[str, Message]]:
    """Return the warnings but those about placeholders, for who names these in another way."""
    return [(about, warning) for about, warning in setup.warning_messages if warning.code != PLACEHOLDER]


def _macros(setup: Setup) -> list[dict[str, Any]]:
    """Return the tracker's macros that are in the postback, with their grades."""
    click_id, payout = setup.click_id, setup.payout
    rows = []
    if click_id.macro and not click_id.in_callback:
        rows.append(_macro("click_id", click_id.macro, click_id))
    if payout and payout.by_macro and payout.text:
        rows.append(_macro(payout.role, payout.text, payout))
    return rows


def _macro(role: str, macro: str, known: ClickId | Payout) -> dict[str, Any]:
    how_known = "given by you" if known.given_by_user else known.grade
    named = {"role": role, "macro": macro, **picked(known, "grade", "given_by_user")}
    return named | {"label": ROLE_LABELS[role], "how_known": how_known}


def _network_grades(setup: Setup) -> dict[str, Grade | None]:
    """Return how well the network's side of what is printed is known; None: it is not printed, or has no evidence of its own."""
    network, type = setup.network, f"types.{setup.type.id}"
    has_url = setup.postback_url is not None or setup.code is not None
    has_own = has_url and setup.payout is not None and bool(network.evidence_for(f"{type}.payout"))
    return {
        "url": network.grade(type) if has_url else None,
        "payout": network.grade(f"{type}.payout") if has_own else None,
        "macro": network.grade("macros.click_id") if setup.tracking_link is not None else None,
    }


def _by_source(setup: Setup) -> Iterable[list[Evidence]]:
    """Return all evidence behind a setup, the tracker's, the pair's and the network's, in groups of one source each."""
    pair = setup.network.trackers.get(setup.tracker.id)
    groups: dict[str, list[Evidence]] = {}
    for item in (*setup.tracker.evidence, *(pair.evidence if pair else ()), *setup.network.evidence):
        groups.setdefault(item.source, []).append(item)
    return groups.values()


def _source_data(items: list[Evidence], write: Callable[[Text], str]) -> dict[str, Any]:
    first = items[0]
    supports = dict.fromkeys(fact_label(fact) for item in items for fact in item.supports)
    seen = write(spans(first.seen, {})) if first.seen else None
    return picked(first, "url", "seen", "by", "supports", "read") | {"seen": seen, "supports": list(supports)}
