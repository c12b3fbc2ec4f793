"""Read one folder of templates/networks: network.yaml and the URL template of each postback type."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path as File

from ..errors import Mistake, Place
from ..messages.message import message
from .facts import facts
from .fields import BAD
from .layout import NETWORK
from .model import FREE_ROLES, Network, PostbackType, TrackerAtNetwork
from .node import Fault
from .patterns import pattern_fault
from .read import place_of, read_text, reporter
from .rules import FILLED_IN, evidence_faults, places_to_fill, text_faults, texts_at
from .shape import Shape, ShapeError, read_shape
from .yaml_reader import read_yaml

_OWN_SLOTS = frozenset({"scheme", "click_id", "payout", "currency", *FREE_ROLES})
"""The values that every URL template can fill in, besides the fields of its network."""


def read_network(folder: File, shown_as: str, mistakes: list[Mistake], inside: File | None = None) -> Network | None:
    """Return the network in ``folder``, or None; what is wrong is added to ``mistakes``.

    ``shown_as``: how the folder is named in messages. ``inside``: the catalog that it has to be in, if it is somebody else's.
    """
    report = reporter(mistakes)
    before = len(mistakes)
    file = f"{shown_as}/network.yaml"
    node = read_yaml(read_text(folder / "network.yaml", file, mistakes, inside), file, report, (folder.name,))
    values = NETWORK.read(node, (folder.name,), report) if node is not None else BAD
    if node is None or values is BAD:
        return None
    slots = _OWN_SLOTS | values["fields"].keys()
    types = {}
    for name, type_values in values.pop("types").items():
        template = f"{shown_as}/{name}.url.j2"
        text = read_text(folder / f"{name}.url.j2", template, mistakes, inside)
        try:
            shape = read_shape(text, slots)
        except ShapeError as error:
            shape = Shape(parts=())
            mistakes.append(Mistake(Place(template, 1, error.column), "", error.said))
        types[name] = PostbackType(id=name, shape=shape, **type_values)
    network = Network(types=types, **values)
    for path, said in _broken_rules(network, folder.name):
        report(place_of(node, path), (folder.name, *path), said)
    return network if len(mistakes) == before else None


def _broken_rules(network: Network, folder: str) -> Iterator[Fault]:
    if network.id != folder:
        yield ("id",), message("mistake.form.network-id", id=network.id, folder=folder)
    if "click_id" not in network.click_in.macros:
        yield ("click_in", "macros"), message("mistake.form.network-click-id")
    for name in sorted(_OWN_SLOTS & network.fields.keys()):
        yield ("fields", name), message("mistake.form.field-name", name=name)
    known = FILLED_IN | network.fields.keys()
    for path, text in texts_at(network, "steps", "verify", "pitfalls"):
        yield from text_faults(path, text, known)
    for name, field in network.fields.items():
        if fault := pattern_fault(field.pattern):
            yield ("fields", name, "pattern"), fault
    for name, kind in network.types.items():
        slots = [need for need in ("payout", "currency") if need in kind.shape.slots]
        if kind.shape.parts and set(slots) != set(kind.needs):
            said = message("mistake.form.needs", type=name, slots=", ".join(slots), needs=", ".join(kind.needs))
            yield ("types", name), said
    for name, pair in network.trackers.items():
        yield from ((("trackers", name, *path), said) for path, said in evidence_faults(pair.evidence))
        for path, text in texts_at(pair, "steps", "network_steps", "pitfalls"):
            yield from text_faults(("trackers", name, *path), text, known)
        for fact, leaf in facts(TrackerAtNetwork).items():
            needed = leaf.evidence == "needed" and getattr(pair, fact)
            if needed and not any(fact in item.supports for item in pair.evidence):
                yield ("trackers", name, fact), message("mistake.evidence.none", fact=fact)
    yield from evidence_faults(network.evidence)
    yield from places_to_fill(network)
