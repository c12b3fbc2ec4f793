"""Hold folders of networks against all rules: each for itself, then their names and the trackers that they name."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ..catalog.clashes import unknown_trackers
from ..catalog.limits import MOST_NETWORKS
from ..catalog.model import Network, plain_name
from ..catalog.node import Node
from ..catalog.read import place_of
from ..catalog.read_network import pairs_of, read_with_places
from ..errors import CatalogError, Mistake, Place
from ..messages.message import Message, message
from ..paths import data_folder
from .lint import rule_mistakes, this_month
from .network_rules import NETWORK_RULES, without_evidence
from .targets import Target, networks_in


class _Read(NamedTuple):
    target: Target
    node: Node
    network: Network


def lint_networks(targets: list[Target], trackers: Collection[str], month: str | None = None) -> list[Mistake]:
    """Return everything wrong with the folders of networks, folder by folder.

    trackers: the IDs of those that a network can name. month: as for ``lint``.
    """
    found: list[Mistake] = []
    read = [one for target in targets[:MOST_NETWORKS] if (one := _read(target, found))]
    if len(targets) > MOST_NETWORKS:
        place = Place(targets[MOST_NETWORKS].name, 1, 1)
        found.append(Mistake(place, "", message("mistake.form.folders", most=MOST_NETWORKS)))
    for target, node, network in read:
        name = target.path.name
        for path, said in without_evidence(network):
            found.append(_mistake(node, name, path, said))
        found += rule_mistakes(network, NETWORK_RULES, name, node, month or this_month())
        found += (mistake for _, mistake in unknown_trackers(pairs_of(network, node), trackers))
    found += _names_twice(read)
    return sorted(found, key=lambda mistake: (mistake.place, mistake.field, mistake.code))


def _read(target: Target, mistakes: list[Mistake]) -> _Read | None:
    found: list[Mistake] = []
    try:
        read = read_with_places(target.path, target.name, found, target.inside)
    except CatalogError as too_many:
        read, found = None, [*too_many.mistakes]
    mistakes += found
    return _Read(target, *read) if read else None


@cache
def _shipped(folder: Path) -> tuple[_Read, ...]:
    return tuple(one for target in networks_in(folder) if (one := _read(target, [])))


def _mistake(node: Node, name: str, path: tuple[str | int, ...], said: Message) -> Mistake:
    return Mistake(place_of(node, path), ".".join(map(str, (name, *path))), said)


def _names_twice(read: list[_Read]) -> Iterator[Mistake]:
    """Yield each name of a network that another one has, of those that are read or of the shipped ones."""
    folders = {one.target.path.resolve() for one in read}
    others = [one for one in _shipped(data_folder()) if one.target.path.resolve() not in folders]
    owners: dict[str, _Read] = {}
    for one in (*others, *read):
        for path, name in _names(one.network):
            owner = owners.setdefault(plain_name(name), one)
            if owner is not one:
                file, line = owner.node.place.file, owner.node.place.line
                said = message("mistake.unique.taken", name=name, owner=owner.network.id, file=file, line=line)
                yield _mistake(one.node, one.target.path.name, path, said)


def _names(network: Network) -> Iterator[tuple[tuple[str | int, ...], str]]:
    yield ("id",), network.id
    yield ("name",), network.name
    yield from ((("aliases", index), alias) for index, alias in enumerate(network.aliases))
