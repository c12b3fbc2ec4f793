"""The catalog: load trackers.yaml and templates/networks, and find a tracker or network by name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache
from operator import attrgetter
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from ..errors import CatalogError, InputError, Mistake, Place
from ..frozen import Frozen
from ..messages.message import Message, message
from ..paths import data_folder, is_installed
from ..text.characters import shown
from .clashes import clashes, mistake_of, names_twice, networks_twice, unknown_trackers
from .compiled import read_compiled
from .limits import MOST_NETWORKS
from .model import Network, Tracker, ids_by_name, plain_name

if TYPE_CHECKING:
    from .networks import Networks
    from .read_network import Pair


_LIST_NETWORKS = "postback-pack list --networks"


class Catalog(Frozen):
    """All trackers and networks by id, sorted."""

    trackers: Mapping[str, Tracker]
    """Every tracker by its id."""
    networks: Mapping[str, Network]
    """Every network by its id."""
    names: Mapping[str, str]
    """Every name of a tracker, as it is compared, with the tracker's id; found out where it is not given."""
    network_names: Mapping[str, str]
    """The same for networks."""
    broken: Mapping[str, tuple[Mistake, ...]]
    """By the name of its folder: the mistakes of each network that cannot be used. All others can."""

    def __init__(
        self,
        trackers: Mapping[str, Tracker],
        networks: Mapping[str, Network],
        names: Mapping[str, str] | None = None,
        network_names: Mapping[str, str] | None = None,
        broken: Mapping[str, tuple[Mistake, ...]] = MappingProxyType({}),
    ) -> None:
        names = ids_by_name(trackers.values()) if names is None else names
        network_names = ids_by_name(networks.values()) if network_names is None else network_names
        super().__init__(
            trackers=trackers,
            networks=networks,
            names=MappingProxyType(dict(names)),
            network_names=MappingProxyType(dict(network_names)),
            broken=broken,
        )

    def __repr__(self) -> str:
        return f"<Catalog of {len(self.trackers)} trackers and {len(self.networks)} networks>"

    @cached_property
    def all_networks(self) -> Networks:
        """The networks together, as a URL is compared with them."""
        # Only a check needs it; a render is not to wait for it.
        from .networks import Networks

        return Networks(self.networks.values(), self.trackers.values())

    def networks_named(self, name: str | Network | None) -> Networks:
        """Return the one network with this id, name or alias, or all if none is named. Raises InputError as ``network`` does."""
        return self.all_networks if name is None else self.all_networks.only(self.network(name))

    def tracker(self, name: str | Tracker) -> Tracker:
        """Return the tracker with this id, name or alias, in any case. A tracker itself is returned as it is.

        Raises:
            InputError: There is no such tracker. It names the nearest match.

        Examples:
            >>> from postback_pack import load_catalog
            >>> load_catalog().tracker("HasOffers")
            <Tracker tune: TUNE>
        """
        if isinstance(name, Tracker):
            return name
        if not isinstance(name, str):
            raise InputError.of("option.not-text", "tracker", shown(str(name)), example="'keitaro'")
        id = self.names.get(plain_name(name))
        if id is not None:
            return self.trackers[id]
        ids = {known: tracker.id for tracker in self.trackers.values() for known in tracker.names}
        network = self.network_names.get(plain_name(name))
        hint = _nearest(name, ids) if network is None else message("hint.is-network", name=self.networks[network].name)
        raise InputError.of("catalog.no-tracker", "tracker", name=shown(name), hint=hint)

    def network(self, name: str | Network) -> Network:
        """Return the network with this id, name or alias, in any case. A network itself is returned as it is.

        Raises:
            InputError: There is no such network. It names the nearest match.
            CatalogError: The network cannot be used. It has the mistakes in its folder.
        """
        if isinstance(name, Network):
            return name
        if not isinstance(name, str):
            raise InputError.of("option.not-text", "network", shown(str(name)), example="'adsterra'")
        network = self.networks.get(name.casefold())
        if network is not None:
            return network
        if mistakes := self.broken.get(name.casefold()):
            raise CatalogError(mistakes)
        id = self.network_names.get(plain_name(name))
        if id is not None:
            return self.networks[id]
        ids = {known: network.id for network in self.networks.values() for known in network.names}
        tracker = self.names.get(plain_name(name))
        hint = _nearest(name, ids) if tracker is None else message("hint.is-tracker", name=self.trackers[tracker].name)
        raise InputError.of("catalog.no-network", "network", name=shown(name), hint=hint, command=_LIST_NETWORKS)


def _nearest(name: str, ids: Mapping[str, str]) -> Message | None:
    from ..text.suggestions import nearest

    near = nearest(name, ids)
    return message("hint.near", near=ids[near]) if near else None


def load_catalog(*more: str | Path) -> Catalog:
    """Load the shipped catalog, and on top of it each file or folder of ``more``.

    Args:
        more: Files like trackers.yaml, or folders with a trackers.yaml and templates/networks.

    Returns:
        The catalog. A network whose folder has mistakes cannot be used; ``Catalog.broken`` has them.

    Raises:
        CatalogError: A catalog cannot be read. It has every mistake in all of them.
        InputError: There is no such file or folder.

    Examples:
        >>> from postback_pack import load_catalog
        >>> load_catalog().network("MGID")
        <Network mgid: MGID>
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
    """Return the files that a catalog is read from, the one with the trackers first."""
    if not catalog.is_dir():
        return [catalog]
    return [catalog / "trackers.yaml", *sorted(catalog.glob("templates/networks/*/*"))]


def _read(shipped: Path, more: list[Path], texts: Mapping[Path, str] = MappingProxyType({})) -> Catalog:
    """Read the catalogs' own files, checked through and through; ``texts`` count in place of what is in a file."""
    reading = _Reading(texts)
    reading.add(shipped, "", None)
    for path in more:
        if not path.exists() and path not in texts:
            raise InputError.of("catalog.no-file", "catalog", file=shown(str(path)))
        # What is installed can be links into a store; a folder from somebody else is not to lead anywhere.
        reading.add(path, f"{path}/", path if path.is_dir() else None)
    return reading.catalog()


def _trackers_in(text: str, name: str) -> tuple[tuple[Tracker, ...], tuple[Mistake, ...]]:
    from .read_trackers import read_trackers

    mistakes: list[Mistake] = []
    return tuple(read_trackers(text, name, mistakes)), tuple(mistakes)


_shipped_trackers = lru_cache(maxsize=1)(_trackers_in)
"""Reads the shipped trackers, once for each text: they take longer than all catalogs on top of them."""


class _Reading:
    """Catalogs that are read one on top of the other, with every mistake in them."""

    def __init__(self, texts: Mapping[Path, str]) -> None:
        self._texts = texts
        self._trackers: list[Tracker] = []
        self._networks: list[Network] = []
        self._mistakes: list[Mistake] = []
        self._broken: dict[str, tuple[Mistake, ...]] = {}
        self._pairs: list[Pair] = []
        """The trackers that networks name, with the place of each."""

    def add(self, path: Path, prefix: str, inside: Path | None) -> None:
        """Add a file of trackers, or a folder with such a file and with networks.

        ``prefix`` begins the names of its files in messages; ``inside``: the folder that they must not lead out of.
        """
        from .read import read_text

        file, name = (path / "trackers.yaml", f"{prefix}trackers.yaml") if path.is_dir() else (path, str(path))
        if file.exists() or file in self._texts:
            text = self._texts[file] if file in self._texts else read_text(file, name, self._mistakes, inside)
            added, mistakes = (_trackers_in if prefix else _shipped_trackers)(text, name)
            replaced = {tracker.id: tracker for tracker in added if tracker.replaces}
            missing = replaced.keys() - {tracker.id for tracker in self._trackers}
            self._mistakes += mistakes
            self._mistakes += [mistake_of(replaced[id], message("mistake.form.replaces")) for id in missing]
            self._trackers = [*(tracker for tracker in self._trackers if tracker.id not in replaced), *added]
        self._add_networks(sorted(path.glob("templates/networks/*/")), f"{prefix}templates/networks", inside)

    def _add_networks(self, folders: list[Path], name: str, inside: Path | None) -> None:
        from .read_network import read_network, read_shipped_network

        if len(folders) > MOST_NETWORKS:
            said = message("mistake.form.folders", most=MOST_NETWORKS)
            self._mistakes.append(Mistake(Place(name, 1, 1), "", said))
        for folder in folders[:MOST_NETWORKS]:
            mistakes: list[Mistake] = []
            try:
                shown_as = f"{name}/{folder.name}"
                if inside is None:
                    network = read_shipped_network(folder, shown_as, mistakes, self._pairs)
                else:
                    network = read_network(folder, shown_as, mistakes, inside, self._pairs)
            except CatalogError as too_many:
                network, mistakes = None, [*too_many.mistakes]
            if network:
                self._networks.append(network)
            if mistakes:
                self._broken[folder.name] = tuple(mistakes)

    def catalog(self) -> Catalog:
        """Return the catalog. Raises CatalogError if there is any mistake that spoils more than one network."""
        mistakes = [*self._mistakes, *clashes(self._trackers), *networks_twice(self._networks)]
        if not mistakes:
            # A tracker that could not be read would be missed a second time.
            self._break_networks()
        if mistakes or not self._networks:
            raise CatalogError([*mistakes, *(mistake for found in self._broken.values() for mistake in found)])
        by_id = attrgetter("id")
        return Catalog(
            MappingProxyType({tracker.id: tracker for tracker in sorted(self._trackers, key=by_id)}),
            MappingProxyType({network.id: network for network in sorted(self._networks, key=by_id)}),
            broken=MappingProxyType(self._broken),
        )

    def _break_networks(self) -> None:
        """Count a network as broken if it names a tracker that the catalog does not have, or has the name of one before it."""
        trackers = {tracker.id for tracker in self._trackers}
        for id, mistake in (*unknown_trackers(self._pairs, trackers), *names_twice(self._networks)):
            self._broken[id] = (*self._broken.get(id, ()), mistake)
        self._networks = [network for network in self._networks if network.id not in self._broken]
