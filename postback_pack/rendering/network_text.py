"""One network as text for a terminal: every key of its folder, each fact with its grade and sources, and an example to copy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from ..catalog.facts import in_words, leaves
from ..catalog.keys import keys_of
from ..catalog.model import FREE_ROLES, ROLE_LABELS, Network
from ..catalog.network_parts import ACCOUNT, NetworkClickIn, PostbackType, TrackerAtNetwork, UserField
from ..messages.message import command_line, message
from ..setup.build import UNKNOWN, macro_span
from ..setup.network_values import option_of
from ..text.markup import Span, spans
from ..text.screen import (
    CODE,
    END,
    HANGING,
    fact_lines,
    heading,
    mark_macros,
    url_line,
    whole_lines,
    without_marks,
    write_screen,
)
from .network_data import can_use, example, needs_of, network_facts
from .tracker_data import fact_label
from .tracker_text import cited, source_lines

NOT_KNOWN = "not known"
_TITLES = {"aliases": "also called", "style": "macros look like", "builtin_template": "template"}
"""Keys whose line has another title than their own label."""
_OWN_WORDS: dict[str, Callable[[Any], str]] = {
    "aliases": ", ".join,
    "style": lambda style: " or ".join("name".join(pair) for pair in style),
    "default": lambda default: default or str(message("show.empty")),
    "macro": lambda role: str(message("show.field-macro", role=ROLE_LABELS[role])),
    "where": " > ".join,
    "partner": lambda is_partner: "yes",
}
"""Keys whose value has words of its own."""
_IN_HEADING = frozenset({"id", "name", "label", "status", "website"})
_TEXTS = ("steps", "verify", "pitfalls", "disagreements")
_WITH_FACTS = ("types", "fields", "macros", "payout")
"""Keys that have a part of their own, or rows in a table."""


def network_text(network: Network) -> str:
    """Return everything that the catalog holds about a network."""
    return without_marks(network_screen(network))


def network_screen(network: Network) -> str:
    """Return the same as marked text for a terminal."""
    facts = {row["fact"]: row for row in network_facts(network)}
    parts = [
        [*_head(network, facts)],
        [*_types(network, facts)],
        [*_fields(network, facts)],
        _macros(network, facts),
        _other_facts(facts),
        *_texts(network),
        [*_trackers(network)],
        _sources(network),
        [heading(str(message("show.example"))), url_line(example(network))],
    ]
    return "\n\n".join("\n".join(part) for part in parts if part)


def text_values(network: Network) -> Mapping[str, Span]:
    """Return what the texts fill in, as long as there is no tracker and the user has given nothing."""
    names = ("postback URL", "tracking link", "parameter", "payout")
    return {
        **{name: Span("plain", field.label) for name, field in network.fields.items()},
        **{name: Span("plain", UNKNOWN[name]) for name in names},
        "network": Span("plain", network.name),
        "network macro": macro_span(network),
        "parameter": Span("plain", "<parameter>"),
        "slot": Span("plain", "<parameter>"),
        "tracker name": Span("plain", "your tracker"),
    }


def _head(network: Network, facts: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is not a fact with a grade of its own."""
    yield heading(f"{network.name} ({network.id})")
    yield f"network, status {network.status}" + (f", {network.website}" if network.website else "")
    shown = {*_TEXTS, *_WITH_FACTS, *facts, "click_in", "trackers", "evidence"}
    for leaf in (*leaves(Network), *leaves(NetworkClickIn, ("click_in",))):
        name, value = leaf.path[-1], leaf.value(network)
        if name not in shown and name not in _IN_HEADING and value != leaf.default:
            yield f"{_TITLES.get(name, leaf.label)}: {HANGING}{_words(name, value)}{cited(network.evidence, name)}"


def _words(name: str, value: Any) -> str:
    return _OWN_WORDS[name](value) if name in _OWN_WORDS else in_words(value)


def _lines(record: Any, kind: Any) -> Iterator[str]:
    """Yield a line for each key of a record that has a value."""
    for name, declared in keys_of(kind).items():
        value = getattr(record, name)
        if name not in _IN_HEADING and value != getattr(kind, name, None):
            label = _TITLES.get(name, declared.key.label or name.replace("_", " "))
            yield f"  {label}: {HANGING}{_words(name, value)}"


def _grade(row: Mapping[str, Any]) -> str:
    """Return how well a fact is known, and the numbers of its sources: ``confirmed [1] [3]``."""
    return " ".join([row["grade"], *(f"[{number}]" for number in row["sources"])])


def _types(network: Network, facts: Mapping[str, Any]) -> Iterator[str]:
    yield heading(str(message("show.types")))
    for id, kind in network.types.items():
        yield f"{id}: {kind.name}"
        slots = {slot: f"<{slot}>" for slot in kind.shape.slots} | {"scheme": network.schemes[0]}
        yield whole_lines(f"  {kind.shape.fill({}, slots)}")
        yield from _lines(kind, PostbackType)
        for label, slots_of in (
            ("needs", needs_of(network, kind)),
            ("can use", can_use(network, kind)),
            ("filled in by the tracker", ["click_id", *(role for role in FREE_ROLES if kind.takes(role))]),
        ):
            if slots_of:
                yield f"  {label}: {HANGING}{', '.join(slots_of)}"
        yield f"  grade: {_grade(facts[f'types.{id}'])}"
        for slot in kind.shape.slots:
            if (row := facts.get(f"types.{id}.{slot}")) and row["sources"]:
                yield f"  grade of {slot}: {_grade(row)}"


def _fields(network: Network, facts: Mapping[str, Any]) -> Iterator[str]:
    if not network.fields:
        yield str(message("show.no-fields"))
        return
    yield heading(str(message("show.fields")))
    for name, field in network.fields.items():
        yield f"{name}: {field.label}, {CODE}{command_line(option_of(name), 'VALUE')}{END}"
        yield from _lines(field, UserField)
        yield f"  grade: {_grade(facts[f'fields.{name}'])}"


def _macros(network: Network, facts: Mapping[str, Any]) -> list[str]:
    rows = [
        (name, row["grade"], mark_macros(row["value"] or NOT_KNOWN, network.click_in.style), row["sources"])
        for fact, row in facts.items()
        for part, _, name in [fact.partition(".")]
        if part == "macros"
    ]
    return fact_lines(str(message("show.macros")), rows)


_PAYOUT_WORDS = {
    ("payout.means", "price"): "show.price",
    ("payout.means", "revenue"): "show.revenue",
    ("payout.currency", ACCOUNT): "show.account-currency",
    ("payout.integer", "True"): "show.whole",
}


def _other_facts(facts: Mapping[str, Any]) -> list[str]:
    """Return the facts that have no part of their own."""
    rows = [
        (fact_label(fact), row["grade"], fact_value(row), row["sources"])
        for fact, row in facts.items()
        if is_other_fact(fact)
    ]
    return fact_lines(str(message("show.facts")), rows)


def is_other_fact(fact: str) -> bool:
    """Return whether a fact has no part of its own on a page about the network."""
    return fact.partition(".")[0] not in (*_TEXTS, "types", "fields", "macros")


def fact_value(row: Mapping[str, Any]) -> str:
    """Return the value of such a fact in words."""
    code = _PAYOUT_WORDS.get((row["fact"], row["value"]))
    return str(message(code)) if code else row["value"] or NOT_KNOWN


def _texts(network: Network) -> Iterator[list[str]]:
    for name, title, texts in (
        ("steps", message("show.network-steps"), network.steps),
        ("verify", message("label.verify"), network.verify),
        ("pitfalls", message("show.pitfalls"), network.pitfalls),
        ("disagreements", message("show.disagreements"), network.disagreements),
    ):
        if texts:
            lines = [*_bullets(network, texts)]
            blank = [str(message("show.blank-parameter"))] if any("<parameter>" in line for line in lines) else []
            yield [heading(f"{title}{cited(network.evidence, name)}"), *lines, *blank]


def _bullets(network: Network, texts: Iterable[str]) -> Iterator[str]:
    values = text_values(network)
    yield from (f"- {write_screen(spans(text, values))}" for text in texts)


def _trackers(network: Network) -> Iterator[str]:
    if network.trackers:
        yield heading(str(message("show.trackers")))
    for id, pair in network.trackers.items():
        yield id
        for name, declared in keys_of(TrackerAtNetwork).items():
            value = getattr(pair, name)
            label = _TITLES.get(name, declared.key.label or name.replace("_", " "))
            if name == "evidence" or value == getattr(TrackerAtNetwork, name):
                continue
            if isinstance(value, tuple):
                yield f"  {label}:{cited(pair.evidence, name)}"
                yield from (f"  {line}" for line in _bullets(network, value))
            else:
                yield f"  {label}: {HANGING}{_words(name, value)}{cited(pair.evidence, name)}"
        yield from (f"  {line}" for line in source_lines(pair.evidence))


def _sources(network: Network) -> list[str]:
    lines = [*source_lines(network.evidence)]
    return [heading(str(message("label.sources"))), *lines] if lines else []
