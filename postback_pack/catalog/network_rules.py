"""The rules that a network's folder has to keep to be loaded, each fault with its place in network.yaml."""

from __future__ import annotations

from collections.abc import Iterator

from ..messages.message import message
from .facts import facts, facts_of_network
from .model import FREE_ROLES, Network
from .network_parts import RESERVED_FIELDS, TrackerAtNetwork
from .node import Fault, Node
from .patterns import pattern_fault
from .rules import FILLED_IN, evidence_faults, name_faults, places_to_fill, text_faults

SLOTS = frozenset({"scheme", "click_id", "payout", "currency", *FREE_ROLES})
"""What a template can have filled in, in addition to the fields of the network."""


def macro_faults(node: Node) -> Iterator[Fault]:
    """Yield what is wrong with the macros of the link as the file has them: one that is null is not among those of the network."""
    macros = node.value["click_in"].value["macros"].value
    if "click_id" not in macros:
        yield ("click_in", "macros"), message("mistake.form.network-click-id")
    for name, macro in macros.items():
        if macro.value is None and name != "click_id":
            yield ("click_in", "macros", name), message("mistake.form.network-macro-null", name=name)


def _field_faults(network: Network) -> Iterator[Fault]:
    """Yield what is wrong with the fields, and where they do not fit the templates."""
    needed = {slot for kind in network.types.values() for slot in kind.shape.needed}
    used = {slot for kind in network.types.values() for slot in kind.shape.slots}
    optional = {slot for kind in network.types.values() for slot in kind.shape.slots if slot not in kind.shape.needed}
    for name, field in network.fields.items():
        path = ("fields", name)
        if (field.pattern is None) == (not field.values):
            yield path, message("mistake.form.field-values", name=name)
        if field.pattern is not None and (fault := pattern_fault(field.pattern)):
            yield (*path, "pattern"), fault
        elif field.default and not field.takes(field.default):
            yield (*path, "default"), message("mistake.form.field-default", name=name, default=field.default)
        if field.statuses and field.macro != "status":
            yield (*path, "statuses"), message("mistake.form.field-statuses", name=name)
        for status, value in field.statuses.items():
            if value not in field.values:
                said = message("mistake.form.field-status", name=name, value=value, values=[*field.values])
                yield (*path, "statuses", status), said
        if field.placeholder is not None and field.default is not None:
            yield (*path, "default"), message("mistake.form.field-both", name=name)
        elif field.placeholder is None and field.default is None and name in needed:
            yield path, message("mistake.form.field-neither", name=name)
        elif field.default is not None and name in optional:
            yield (*path, "default"), message("mistake.form.field-optional", name=name)
        if network.types and name not in used:
            yield path, message("mistake.form.field-unused", name=name)


def broken_rules_of_network(network: Network, folder: str) -> Iterator[Fault]:
    """Yield what keeps a network from being loaded; ``folder`` is the name of its folder."""
    if network.id != folder:
        yield ("id",), message("mistake.form.network-id", id=network.id, folder=folder)
    yield from name_faults(network.id)
    for name in network.fields:
        if name in SLOTS:
            yield ("fields", name), message("mistake.form.field-name", name=name)
        elif name in RESERVED_FIELDS:
            yield ("fields", name), message("mistake.form.field-reserved", name=name)
    if all(kind.shape.parts for kind in network.types.values()):
        yield from _field_faults(network)
    known = FILLED_IN | set(network.fields)
    for key in ("steps", "verify", "pitfalls", "disagreements"):
        for index, text in enumerate(getattr(network, key)):
            yield from text_faults((key, index), text, known)
    named = {name for kind in network.types.values() if kind.shape.parts for name, _ in kind.shape.form.query}
    for name in sorted(set(network.other_parameters) - named if named else ()):
        said = message("mistake.form.no-parameter", name=name, known=sorted(named))
        yield ("other_parameters", name), said
    for name, pair in network.trackers.items():
        yield from ((("trackers", name, *path), said) for path, said in evidence_faults(pair.evidence))
        for key in ("steps", "network_steps", "pitfalls"):
            for index, text in enumerate(getattr(pair, key)):
                yield from text_faults(("trackers", name, key, index), text, known)
        for fact, leaf in facts(TrackerAtNetwork).items():
            needed = leaf.evidence == "needed" and getattr(pair, fact)
            if needed and not any(fact in item.supports for item in pair.evidence):
                yield ("trackers", name, fact), message("mistake.evidence.none", fact=fact)
    yield from evidence_faults(network.evidence)
    known_facts = facts_of_network(network)
    # Of a type whose template cannot be read, nobody knows what it has.
    unread = tuple(f"types.{id}" for id, kind in network.types.items() if not kind.shape.parts)
    for index, item in enumerate(network.evidence):
        for fact in item.supports:
            if fact not in known_facts and not fact.startswith(unread):
                yield ("evidence", index, "supports"), message("mistake.supports.network", fact=fact)
    yield from places_to_fill(network)
