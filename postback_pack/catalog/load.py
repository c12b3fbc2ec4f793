"""The catalog: load trackers.yaml and templates/networks, and find a tracker or network by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from ..errors import CatalogError, InputError, Mistake, Place, Problem
from ..messages.message import Message, message
from ..paths import data_folder, is_installed
from ..text.characters import shown
from .compiled import read_compiled
from .limits import MOST_NETWORKS
from .model import Network, Tracker, plain_name, plain_names

if TYPE_CHECKING:
    from .networks import Networks


@dataclass(frozen=True)
class Catalog:
    """All trackers and networks by id, sorted."""

    trackers: Mapping[str, Tracker]
    networks: Mapping[str, Network]
    names: Mapping[str, str] = field(default_factory=dict)
    """Every name of a tracker, as it is compared, with the tracker's id; found out where it is not given."""

    def __post_init__(self) -> None:
        if not self.names:
            names = {name: tracker.id for tracker in self.trackers.values() for name in plain_names(tracker)}
            object.__setattr__(self, "names", MappingProxyType(names))

    def __repr__(self) -> str:
        return f"<Catalog of {len(self.trackers)} trackers and {len(self.networks)} networks>"

    @cached_property
    def all_networks(self) -> Networks:
        """The networks together, as a URL is compared with them."""
        # Only a check needs it; a render is not to wait for it.
        from .networks import Networks

        return Networks(self.networks.values())

    def tracker(self, name: str | Tracker) -> Tracker:
        """Return the tracker with this id, name or alias, in any case. Raises InputError with the nearest match.

        A tracker itself is returned as it is.
        """
        if isinstance(name, Tracker):
            return name
        if not isinstance(name, str):
            raise InputError.of("catalog.tracker-not-text", "tracker", shown(str(name)))
        id = self.names.get(plain_name(name))
        if id is not None:
            return self.trackers[id]
        ids = {
            known: tracker.id
            for tracker in self.trackers.values()
            for known in (tracker.id, tracker.name, *tracker.aliases)
        }
        raise InputError.of("catalog.no-tracker", "tracker", name=shown(name), hint=_nearest(name, ids))

    def network(self, name: str | Network) -> Network:
        """Return the network with this id, in any case. Raises InputError with the nearest match.

        A network itself is returned as it is.
        """
        if isinstance(name, Network):
            return name
        if not isinstance(name, str):
            raise InputError.of("catalog.network-not-text", "network", shown(str(name)))
        network = self.networks.get(name.casefold())
        if network is None:
            networks = {known: known for known in self.networks}
            hint = _nearest(name, networks)
            raise InputError.of("catalog.no-network", "network", name=shown(name), hint=hint, networks=[*networks])
        return network


def _nearest(name: str, ids: Mapping[str, str]) -> Message | None:
    from ..text.suggestions import nearest

    near = nearest(name, ids)
    return message("hint.near", near=ids[near]) if near else None


def load_catalog(*more: str | Path) -> Catalog:
    """Load the shipped catalog, and on top of it each file or folder of ``more``.

    A file is laid out like trackers.yaml, a folder like this project: trackers.yaml, templates/networks.
    Raises CatalogError with every mistake in all of them, InputError if there is no such file or folder.
    """
    shipped = data_folder()
    if not more and is_installed() and (compiled := read_compiled(shipped)):
        return Catalog(*compiled)
    return _read(shipped, [Path(path) for path in more])


def try_text(file: Path, text: str) -> None:
    """Raise CatalogError if no catalog could be loaded with this text in ``file``, which may not be there yet.

    The file is the shipped trackers.yaml, or a catalog on top of it.
    """
    shipped = data_folder()
    if file.exists() and file.samefile(shipped / "trackers.yaml"):
        _read(shipped, [], {shipped / "trackers.yaml": text})
    else:
        _read(shipped, [file], {file: text})


def files_of(catalog: Path) -> list[Path]:
    """Return the files that a catalog is read from."""
    if not catalog.is_dir():
        return [catalog]
    return [catalog / "trackers.yaml", *sorted(catalog.glob("templates/networks/*/*"))]


def _read(shipped: Path, more: list[Path], texts: Mapping[Path, str] = MappingProxyType({})) -> Catalog:
    """Read the catalogs' own files, checked through and through; ``texts`` count in place of what is in a file."""
    from .read import read_text
    from .read_network import read_network
    from .read_trackers import read_trackers

    mistakes: list[Mistake] = []
    trackers: list[Tracker] = []
    networks: list[Network] = []

    for path in (shipped, *more):
        # What is installed can be links into a store; a folder from somebody else is not to lead anywhere.
        inside = path if path != shipped and path.is_dir() else None
        prefix = "" if path == shipped else f"{path}/"
        if not path.exists() and path not in texts:
            raise InputError(
                [Problem(f"there is no file or folder {shown(str(path))} to load a catalog from", "catalog")]
            )
        file = path / "trackers.yaml" if path.is_dir() else path
        if file.exists() or file in texts:
            name = f"{prefix}trackers.yaml" if path.is_dir() else str(path)
            text = texts[file] if file in texts else read_text(file, name, mistakes, inside)
            if path == shipped:
                kept, wrong = _shipped_trackers(text, name)
                added, mistakes = list(kept), [*mistakes, *wrong]
            else:
                added = read_trackers(text, name, mistakes)
            mistakes += _replacing_nothing(added, trackers)
            replaced = {tracker.id for tracker in added if tracker.replaces}
            trackers = [tracker for tracker in trackers if tracker.id not in replaced] + added
        folders = sorted(path.glob("templates/networks/*/"))
        if len(folders) > MOST_NETWORKS:
            place = Place(f"{prefix}templates/networks", 1, 1)
            mistakes.append(Mistake(place, "", f"there are more than {MOST_NETWORKS} folders", "take several catalogs"))
        for folder in folders[:MOST_NETWORKS]:
            network = read_network(folder, f"{prefix}templates/networks/{folder.name}", mistakes, inside)
            networks += [network] if network else []
    mistakes += clashes(trackers)
    mistakes += _networks_twice(networks)
    if mistakes:
        raise CatalogError(mistakes)
    return Catalog(
        MappingProxyType({tracker.id: tracker for tracker in sorted(trackers, key=lambda tracker: tracker.id)}),
        MappingProxyType({network.id: network for network in sorted(networks, key=lambda network: network.id)}),
    )


@lru_cache(maxsize=1)
def _shipped_trackers(text: str, name: str) -> tuple[tuple[Tracker, ...], tuple[Mistake, ...]]:
    """Read the shipped trackers, once for each text: they take longer than all catalogs on top of them."""
    from .read_trackers import read_trackers

    mistakes: list[Mistake] = []
    return tuple(read_trackers(text, name, mistakes)), tuple(mistakes)


def _replacing_nothing(added: list[Tracker], before: list[Tracker]) -> Iterator[Mistake]:
    known = {tracker.id for tracker in before}
    for tracker in added:
        if tracker.replaces and tracker.id not in known:
            place = Place(tracker.file, tracker.line, 1)
            yield Mistake(place, tracker.id, "replaces is true, but no catalog below has this id", "remove replaces")


def _networks_twice(networks: list[Network]) -> Iterator[Mistake]:
    ids = [network.id for network in networks]
    for network in networks:
        if ids.count(network.id) > 1:
            place = Place(f"templates/networks/{network.id}/network.yaml", 1, 1)
            yield Mistake(place, network.id, "two folders have this network", "give one of them another id")


def clashes(trackers: list[Tracker]) -> Iterator[Mistake]:
    """Yield each tracker that can be asked for by a name that another one has."""
    owners: dict[str, Tracker] = {}
    for tracker in trackers:
        for name in sorted(plain_names(tracker)):
            owner = owners.setdefault(name, tracker)
            if owner is not tracker:
                place = Place(tracker.file, tracker.line, 1)
                message = f"the id, name or alias {name} also belongs to {owner.id} ({owner.file}:{owner.line})"
                yield Mistake(place, tracker.id, message, "give it another one", "unique")
