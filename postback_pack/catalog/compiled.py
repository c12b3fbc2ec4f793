"""The shipped catalog, read beforehand: a wheel carries it beside trackers.yaml, so that a cold start reads no YAML.

It is JSON, so reading it runs nothing. The first line is a hash of the rest, which a file that was cut short does not have.
The second line has a hash of the files that the catalog was made from. Then comes one line for each entry, and only the entry
that is asked for is read. If anything does not fit, the YAML is read.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar, cast

from ..paths import checksum
from . import evidence, model, network_parts, shape, tracker_parts

if TYPE_CHECKING:
    from .model import Network, Tracker

FILE = "catalog.jsonl"
_Kept = TypeVar("_Kept")
_KIND, _VALUES = "", "values"
"""The keys by which an object of JSON says what it is made into; without them it is a mapping."""


_MODULES = (model, network_parts, tracker_parts, evidence, shape)
_CLASSES = {name: kind for module in _MODULES for name, kind in vars(module).items() if getattr(kind, "_fields", ())}
"""What an entry can be made of, in addition to plain data: records and named tuples, by their names."""


class Packed(Mapping[str, _Kept], Generic[_Kept]):
    """Objects by id, each unpacked when it is first asked for."""

    def __init__(self, packed: Mapping[str, bytes]) -> None:
        self._packed = packed
        self._unpacked: dict[str, _Kept] = {}
        self._read = _reader()

    def __getitem__(self, id: str) -> _Kept:
        kept = self._unpacked.get(id)
        if kept is None:
            kept = self._unpacked[id] = cast("_Kept", self._read(self._packed[id].decode())[0])
        return kept

    def __contains__(self, id: object) -> bool:
        return id in self._packed

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)


class Compiled(NamedTuple):
    """A catalog in packed form; ``names`` and ``network_names`` lead from every name as it is compared to the id."""

    trackers: Packed[Tracker]
    networks: Packed[Network]
    names: Mapping[str, str]
    network_names: Mapping[str, str]


def read_compiled(folder: Path) -> Compiled | None:
    """Return the compiled catalog of a data folder, or None if there is none that was made from the files there."""
    try:
        content = (folder / FILE).read_bytes()
    except OSError:
        return None
    digest, *lines = content.split(b"\n")
    if not lines or digest != checksum(memoryview(content)[len(digest) + 1 :]):
        return None
    head, *entries = lines
    made, _ = _reader()(head.decode())
    # Another version of this package can have made it, even from the very same files.
    if made["made_from"] != _fingerprint(folder) or made["classes"] != _classes():
        return None
    count = len(made["trackers"])
    trackers = dict(zip(made["trackers"], entries[:count], strict=True))
    networks = dict(zip(made["networks"], entries[count:], strict=True))
    return Compiled(Packed(trackers), Packed(networks), made["names"], made["network_names"])


def _unpacked(packed: dict[str, Any]) -> Any:
    """Return what an object of JSON is made into. The reader of JSON calls it for the innermost first."""
    kind = packed.pop(_KIND, None)
    for name, value in packed.items():
        if type(value) is list:
            packed[name] = tuple(value)
    if kind is None:
        return MappingProxyType(packed)
    if kind == "tuple":
        return packed[_VALUES]
    if kind == "frozenset":
        return frozenset(packed[_VALUES])
    return _CLASSES[kind](**packed)


@cache
def _reader() -> Callable[[str], tuple[Any, int]]:
    from json import JSONDecoder

    return JSONDecoder(object_hook=_unpacked).raw_decode


def _classes() -> dict[str, tuple[str, ...]]:
    return {name: kind._fields for name, kind in _CLASSES.items()}


def _fingerprint(folder: Path) -> str:
    """Return a sum over every file that the catalog is made from, with its name.

    Every cold start needs it, and each network has a few files: so it keeps off what paths and buffers cost.
    """
    files = {"": f"{folder}/trackers.yaml"}
    networks = f"{folder}/templates/networks"
    for network in _names_in(networks):
        of_network = f"{networks}/{network}"
        files |= {f"{network}/{name}": f"{of_network}/{name}" for name in _names_in(of_network)}
    sums = []
    for name, path in sorted(files.items()):
        with suppress(OSError), open(path, "rb", buffering=0) as file:
            sums.append(f"{name} {checksum(file.readall()).decode()}")
    return checksum("\n".join(sums).encode()).decode()


def _names_in(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []
