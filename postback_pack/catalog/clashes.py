"""What entries of a catalog say of each other that cannot be: one ID or name for two, and trackers that are not there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from ..errors import Mistake, Place
from ..messages.message import Message, message
from ..text.characters import shown
from .model import Network, Tracker, plain_names

if TYPE_CHECKING:
    from .read_network import Pair


def mistake_of(tracker: Tracker, said: Message) -> Mistake:
    """Return a mistake at the beginning of a tracker's entry."""
    return Mistake(Place(tracker.file, tracker.line, 1), tracker.id, said)


def networks_twice(networks: list[Network]) -> Iterator[Mistake]:
    """Yield each network whose ID another one has."""
    ids = [network.id for network in networks]
    for id in ids:
        if ids.count(id) > 1:
            yield Mistake(Place(_file_of(id), 1, 1), id, message("mistake.form.network-twice"))


def names_twice(networks: list[Network]) -> Iterator[tuple[str, Mistake]]:
    """Yield each network that can be asked for by a name that one before it has, by its ID."""
    owners: dict[str, Network] = {}
    for network in networks:
        for name in sorted(plain_names(network)):
            owner = owners.setdefault(name, network)
            if owner is not network:
                said = message("mistake.unique.taken", name=name, owner=owner.id, file=_file_of(owner.id), line=1)
                yield network.id, Mistake(Place(_file_of(network.id), 1, 1), network.id, said)


def _file_of(network: str) -> str:
    return f"templates/networks/{network}/network.yaml"


def unknown_trackers(pairs: Iterable[Pair], known: Collection[str]) -> Iterator[tuple[str, Mistake]]:
    """Yield each tracker that a network names and the catalog does not have, with the network's ID."""
    from ..text.suggestions import near_hint

    for pair in pairs:
        if pair.tracker not in known:
            said = message("mistake.form.no-tracker", tracker=shown(pair.tracker), hint=near_hint(pair.tracker, known))
            yield pair.network, Mistake(pair.place, f"{pair.network}.trackers.{pair.tracker}", said)


def clashes(trackers: list[Tracker]) -> Iterator[Mistake]:
    """Yield each tracker that can be asked for by a name that another one has."""
    owners: dict[str, Tracker] = {}
    for tracker in trackers:
        for name in sorted(plain_names(tracker)):
            owner = owners.setdefault(name, tracker)
            if owner is not tracker:
                said = message("mistake.unique.taken", name=name, owner=owner.id, file=owner.file, line=owner.line)
                yield mistake_of(tracker, said)
