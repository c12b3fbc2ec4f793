"""Read one folder of templates/networks: network.yaml and the URL template of each postback type."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path as File
from typing import Any, NamedTuple

from ..errors import Mistake, Place
from .fields import BAD
from .layout import NETWORK
from .limits import MOST_NETWORKS
from .model import Network
from .network_parts import ACCOUNT, NetworkPayout, PostbackType
from .network_rules import SLOTS, broken_rules_of_network, macro_faults
from .node import Node
from .read import place_of, read_text, reporter
from .shape import Shape
from .template import ShapeError, read_shape
from .yaml_reader import read_yaml


class Pair(NamedTuple):
    """A tracker that a network names, and where."""

    network: str
    tracker: str
    place: Place


def read_network(
    folder: File, shown_as: str, mistakes: list[Mistake], inside: File | None = None, pairs: list[Pair] | None = None
) -> Network | None:
    """Return the network in ``folder``, or None; what is wrong is added to ``mistakes``.

    ``shown_as``: how the folder is named in messages. ``inside``: the catalog that it has to be in, if it is somebody else's.
    ``pairs``: a list to add the trackers to that the network names.
    """
    before = len(mistakes)
    read = read_with_places(folder, shown_as, mistakes, inside)
    if read is None:
        return None
    node, network = read
    if pairs is not None:
        pairs += pairs_of(network, node)
    return network if len(mistakes) == before else None


def read_with_places(
    folder: File, shown_as: str, mistakes: list[Mistake], inside: File | None = None
) -> tuple[Node, Network] | None:
    """Return the network in ``folder`` with the places of its values, also if it breaks rules; None if a value cannot be read."""
    report = reporter(mistakes)
    file = f"{shown_as}/network.yaml"
    node = read_yaml(read_text(folder / "network.yaml", file, mistakes, inside), file, report, (folder.name,))
    values = NETWORK.read(node, (folder.name,), report) if node is not None else BAD
    if node is None or values is BAD:
        return None
    slots = SLOTS | values["fields"].keys()
    types = {}
    for name, type_values in values.pop("types").items():
        template = f"{shown_as}/{name}.url.j2"
        before = len(mistakes)
        text = read_text(folder / f"{name}.url.j2", template, mistakes, inside)
        try:
            shape = read_shape(text, slots)
        except ShapeError as error:
            shape = Shape(parts=())
            if len(mistakes) == before:
                mistakes.append(Mistake(Place(template, 1, error.column), "", error.said))
        types[name] = _type(name, shape, type_values, values.get("payout", NetworkPayout()))
    network = Network(types=types, **values)
    for path, said in (*broken_rules_of_network(network, folder.name), *macro_faults(node)):
        report(place_of(node, path), (folder.name, *path), said)
    return node, network


def pairs_of(network: Network, node: Node) -> list[Pair]:
    """Return the trackers that a network names, each with its place."""
    return [Pair(network.id, id, place_of(node, ("trackers", id))) for id in network.trackers]


def read_shipped_network(folder: File, shown_as: str, mistakes: list[Mistake], pairs: list[Pair]) -> Network | None:
    """Do the same as ``read_network`` for a shipped network, but once for each state of its files: a process that loads many catalogs reads them all."""
    try:
        contents = tuple((file.name, file.read_bytes()) for file in sorted(folder.iterdir()) if file.is_file())
    except OSError:
        return read_network(folder, shown_as, mistakes, pairs=pairs)
    network, found, named = _read_once(folder, shown_as, contents)
    mistakes += found
    pairs += named
    return network


@lru_cache(maxsize=MOST_NETWORKS)
def _read_once(
    folder: File, shown_as: str, contents: tuple[tuple[str, bytes], ...]
) -> tuple[Network | None, tuple[Mistake, ...], tuple[Pair, ...]]:
    mistakes: list[Mistake] = []
    pairs: list[Pair] = []
    network = read_network(folder, shown_as, mistakes, pairs=pairs)
    return network, tuple(mistakes), tuple(pairs)


def _type(name: str, shape: Shape, values: dict[str, Any], payout: NetworkPayout) -> PostbackType:
    """Return a type. The only currency that the network takes is that of each type which reports a payout and has none of its own."""
    if payout.currency not in (None, ACCOUNT) and "payout" in shape.slots:
        values = {"currencies": (payout.currency,)} | values
    return PostbackType(id=name, shape=shape, **values)
