"""The shipped catalog, read beforehand: a wheel carries it beside trackers.yaml, so that a cold start reads no YAML.

Each entry is kept apart, so that only the one that is asked for is unpacked. It counts only as long as it was made from
exactly the files beside it; otherwise, and in a checkout, the YAML is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar, cast

if TYPE_CHECKING:
    from .model import Network, Tracker

FILE = "catalog.bin"
_Kept = TypeVar("_Kept")


class Packed(Mapping[str, _Kept], Generic[_Kept]):
    """Objects by id, each unpacked when it is first asked for."""

    def __init__(self, packed: Mapping[str, bytes]) -> None:
        from _pickle import loads

        self._packed = packed
        self._unpacked: dict[str, _Kept] = {}
        self._loads: Callable[[bytes], Any] = loads

    def __getitem__(self, id: str) -> _Kept:
        kept = self._unpacked.get(id)
        if kept is None:
            kept = self._unpacked[id] = cast("_Kept", self._loads(self._packed[id]))
        return kept

    def __contains__(self, id: object) -> bool:
        return id in self._packed

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)


class Compiled(NamedTuple):
    """A catalog in packed form; ``names`` leads from every name as it is compared to the tracker's id."""

    trackers: Packed[Tracker]
    networks: Packed[Network]
    names: Mapping[str, str]


def frozen(values: dict[str, object]) -> Mapping[str, object]:
    """Return a mapping that cannot be changed: packed data names this function, for the type itself cannot be packed."""
    return MappingProxyType(values)


def read_compiled(folder: Path) -> Compiled | None:
    """Return the compiled catalog of a data folder, or None if there is none that was made from the files there."""
    try:
        content = (folder / FILE).read_bytes()
    except OSError:
        return None
    from _pickle import loads

    made = loads(content)
    if made["made_from"] != _fingerprint(folder):
        return None
    return Compiled(Packed(made["trackers"]), Packed(made["networks"]), made["names"])


def compile_catalog(folder: Path) -> bytes:
    """Return the catalog of a data folder in packed form. Raises CatalogError as ``load_catalog`` does."""
    import copyreg
    import pickle

    from .catalog import load_catalog, plain_names

    copyreg.pickle(MappingProxyType, lambda proxy: (frozen, (dict(proxy),)))  # type: ignore[arg-type,return-value]
    catalog = load_catalog()

    def packed(objects: Mapping[str, object]) -> dict[str, bytes]:
        return {id: pickle.dumps(kept, protocol=5) for id, kept in objects.items()}

    made = {
        "made_from": _fingerprint(folder),
        "trackers": packed(catalog.trackers),
        "networks": packed(catalog.networks),
        "names": {name: tracker.id for tracker in catalog.trackers.values() for name in sorted(plain_names(tracker))},
    }
    return pickle.dumps(made, protocol=5)


def _fingerprint(folder: Path) -> list[tuple[str, bytes]]:
    """Return the hash of every file that the catalog is made from: the one by which Python knows its own compiled files."""
    from _imp import source_hash

    networks = folder / "templates" / "networks"
    files = [folder / "trackers.yaml", *sorted(path for path in networks.glob("*/*") if path.is_file())]
    return [(path.name, source_hash(_KEY, path.read_bytes())) for path in files]


_KEY = 1
