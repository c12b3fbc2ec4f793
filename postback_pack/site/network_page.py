"""A page about a network: its URLs, fields, macros and steps, and how well each is known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ..catalog.evidence import Evidence
from ..catalog.load import Catalog
from ..catalog.model import FREE_ROLES, ROLE_LABELS, Network
from ..messages.message import command_line, message
from ..rendering.network_data import can_use, example, needs_of, network_facts
from ..rendering.network_text import NOT_KNOWN, fact_value, is_other_fact, text_values
from ..rendering.tracker_data import fact_label, picked
from ..setup.network_values import option_of
from ..text.markup import Text, spans


def network_page_data(catalog: Catalog, network: Network, write: Callable[[Text], str]) -> dict[str, Any]:
    """Return what a page says about a network, for a template; ``write`` turns a text into the page's format."""
    facts = {row["fact"]: row for row in network_facts(network)}
    values = text_values(network)

    def texts(sources: Iterable[str]) -> list[str]:
        return [write(spans(source, values)) for source in sources]

    return {
        "title": str(message("site.network-title", network=network.name)),
        "labels": _labels(),
        **picked(network, "id", "name", "website", "aliases", "status"),
        "types": [
            {
                "name": kind.name,
                "url": kind.shape.fill({}, _slots(network, kind.shape.slots)),
                "currencies": kind.currencies,
                "needs": needs_of(network, kind),
                "can_use": can_use(network, kind),
                "by_tracker": ["click_id", *(role for role in FREE_ROLES if kind.takes(role))],
                "known": facts[f"types.{id}"],
            }
            for id, kind in network.types.items()
        ],
        "fields": [_field(network, name, facts) for name in network.fields],
        "macros": [
            {"name": fact.partition(".")[2], "macro": row["value"], "known": row}
            for fact, row in facts.items()
            if fact.startswith("macros.")
        ],
        "facts": [
            {"label": fact_label(fact), "value": fact_value(row), "known": row}
            for fact, row in facts.items()
            if is_other_fact(fact)
        ],
        "not_known": NOT_KNOWN,
        **{name: texts(getattr(network, name)) for name in ("steps", "verify", "pitfalls", "disagreements")},
        "trackers": [
            {
                "id": id,
                "name": catalog.trackers[id].name,
                "template": pair.builtin_template,
                "texts": texts((*pair.steps, *pair.network_steps, *pair.pitfalls)),
                "sources": [source_data(item, write) for item in pair.evidence],
            }
            for id, pair in network.trackers.items()
            if id in catalog.trackers
        ],
        "sources": [source_data(item, write) for item in network.evidence],
        "has_blank_parameter": any("<parameter>" in text for text in (*network.steps, *network.pitfalls)),
        "example": example(network),
    }


def _labels() -> dict[str, str]:
    codes = {
        "types": "show.types",
        "fields": "show.fields",
        "no_fields": "show.no-fields",
        "macros": "show.macros",
        "facts": "site.network-facts",
        "steps": "show.network-steps",
        "verify": "label.verify",
        "pitfalls": "label.watch-out",
        "disagreements": "show.disagreements",
        "trackers": "show.trackers",
        "sources": "label.sources",
        "example": "show.example",
        "blank_parameter": "show.blank-parameter",
    }
    return {name: str(message(code)) for name, code in codes.items()}


def _slots(network: Network, slots: Iterable[str]) -> dict[str, str]:
    """Return what is in a URL for each slot: its name, but for the scheme."""
    return {slot: f"<{slot}>" for slot in slots} | {"scheme": network.schemes[0]}


def _field(network: Network, name: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    field = network.fields[name]
    return {
        "name": name,
        "option": command_line(option_of(name), "VALUE"),
        **picked(field, "label", "placeholder", "default", "pattern", "values", "where"),
        "macro": ROLE_LABELS[field.macro] if field.macro else None,
        "known": facts[f"fields.{name}"],
    }


def source_data(item: Evidence, write: Callable[[Text], str]) -> dict[str, Any]:
    """Return one source: where it is, who says it, when it was read, and what it supports."""
    seen = write(spans(item.seen, {})) if item.seen else None
    supports = dict.fromkeys(map(fact_label, item.supports))
    return picked(item, "url", "by", "read") | {"seen": seen, "supports": list(supports)}
