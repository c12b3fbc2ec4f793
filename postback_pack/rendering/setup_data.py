"""A setup as plain data: what the templates are given, and what JSON holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ..catalog.evidence import Evidence
from ..catalog.model import ROLE_LABELS
from ..messages.message import Message
from ..setup.build import Setup
from ..setup.notes import PLACEHOLDER
from ..text.markup import Text, spans
from .tracker_data import SCHEMA_VERSION, fact_label


def setup_data(setup: Setup, write: Callable[[Text], str], with_sources: bool) -> dict[str, Any]:
    """Return the setup as dicts, lists and strings; ``write`` turns a catalog text into the output's format."""
    tracker, network, kind = setup.tracker, setup.network, setup.type
    out = tracker.postback_out

    def texts(sources: Iterable[Text]) -> list[str]:
        return [write(source) for source in sources]

    data: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "tracker": {"id": tracker.id, "name": tracker.name, "kind": tracker.kind, "website": tracker.website},
        "network": {"id": network.id, "name": network.name},
        "type": {"id": kind.id, "name": kind.name},
        "delivery": out.delivery,
        "postback_url": setup.postback_url,
        "postback_url_without_payout": setup.url_without_payout,
        "tracking_link": setup.tracking_link,
        "code": setup.code,
        "tracking_link_is_example": setup.tracking_link is not None and setup.link_is_example,
        "fields": dict(setup.fields),
        "missing_fields": [
            {"name": name, "placeholder": field.placeholder, "label": field.label.lower(), "where": list(field.where)}
            for name, field in network.fields.items()
            if name in setup.missing_fields
        ],
        "where": list(out.where),
        "click_id": {
            "network_macro": network.click_id_macro,
            "network_parameter": kind.shape.parameter_of("click_id"),
            "parameter": setup.click_id.param,
            "macro": setup.click_id.macro,
            "grade": setup.click_id.grade,
            "given_by_user": setup.click_id.given_by_user,
        },
        "payout": None,
        "currency": setup.currency,
        "steps": {"tracker": texts(setup.tracker_steps), "network": texts(setup.network_steps)},
        "verify": texts(setup.verify),
        "pitfalls": texts(setup.pitfalls),
        "notes": texts(setup.notes),
        "gaps": {name: {"why": write(gap.why), "what_to_do": gap.advice} for name, gap in setup.gaps.items()},
        "warnings": [str(warning) for _, warning in setup.warning_messages],
        "macros": _macros(setup),
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
    """Return the tracker's macros that stand in the postback, with their grades."""
    rows = []
    if setup.click_id.macro and not setup.click_id.in_callback:
        rows.append(
            {
                "role": "click_id",
                "macro": setup.click_id.macro,
                "grade": setup.click_id.grade,
                "given_by_user": setup.click_id.given_by_user,
            }
        )
    if setup.payout and setup.payout.by_macro and setup.payout.text:
        rows.append(
            {
                "role": setup.payout.role,
                "macro": setup.payout.text,
                "grade": setup.payout.grade,
                "given_by_user": setup.payout.given_by_user,
            }
        )
    for row in rows:
        row["label"] = ROLE_LABELS[str(row["role"])]
        row["how_known"] = "given by you" if row["given_by_user"] else row["grade"]
    return rows


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
    return {"url": first.url, "seen": seen, "by": first.by, "supports": list(supports), "read": first.read}
