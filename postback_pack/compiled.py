"""The shipped catalog, read beforehand: a wheel carries it beside trackers.yaml, so that a cold start reads no YAML.

It is JSON, so reading it runs nothing. The first line is a hash of the rest, which a file that was cut short does not have.
The second line names the files that the catalog was made from, each with its hash. Then comes one line for each entry, and
only the entry that is asked for is read. If anything does not fit, the YAML is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar, cast

from . import model, shape

if TYPE_CHECKING:
    from .model import Network, Tracker

FILE = "catalog.jsonl"
_Kept = TypeVar("_Kept")
_TUPLE, _SET = "", "set"


def _fields(kind: Any) -> tuple[str, ...]:
    """Return the names of the fields of a dataclass or a named tuple, which every other class has none of."""
    return tuple(getattr(kind, "__dataclass_fields__", ())) or getattr(kind, "_fields", ())


_CLASSES = {name: kept for module in (model, shape) for name, kept in vars(module).items() if _fields(kept)}
"""What an entry can be made of, besides plain data."""


class Packed(Mapping[str, _Kept], Generic[_Kept]):
    """Objects by id, each unpacked when it is first asked for."""

    def __init__(self, packed: Mapping[str, bytes]) -> None:
        from json import loads

        self._packed = packed
        self._unpacked: dict[str, _Kept] = {}
        self._loads: Callable[[bytes], Any] = loads

    def __getitem__(self, id: str) -> _Kept:
        kept = self._unpacked.get(id)
        if kept is None:
            kept = self._unpacked[id] = cast("_Kept", _unpacked(self._loads(self._packed[id])))
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


def read_compiled(folder: Path) -> Compiled | None:
    """Return the compiled catalog of a data folder, or None if there is none that was made from the files there."""
    try:
        content = (folder / FILE).read_bytes()
    except OSError:
        return None
    digest, _, rest = content.partition(b"\n")
    if digest != checksum(rest):
        return None
    from json import loads

    head, *entries = rest.split(b"\n")
    made = loads(head)
    if made["made_from"] != _fingerprint(folder):
        return None
    count = len(made["trackers"])
    trackers = dict(zip(made["trackers"], entries[:count], strict=True))
    networks = dict(zip(made["networks"], entries[count:], strict=True))
    return Compiled(Packed(trackers), Packed(networks), made["names"])


def compile_catalog(folder: Path) -> bytes:
    """Return the catalog of a data folder in packed form. Raises CatalogError as ``load_catalog`` does."""
    import json

    from .catalog import load_catalog, plain_names

    catalog = load_catalog()
    head = {
        "made_from": _fingerprint(folder),
        "trackers": list(catalog.trackers),
        "networks": list(catalog.networks),
        "names": {name: tracker.id for tracker in catalog.trackers.values() for name in sorted(plain_names(tracker))},
    }
    entries = [_packed(kept) for kept in (*catalog.trackers.values(), *catalog.networks.values())]
    rest = "\n".join(json.dumps(line, separators=(",", ":")) for line in (head, *entries)).encode()
    return checksum(rest) + b"\n" + rest


def checksum(content: bytes) -> bytes:
    """Return the hash by which Python knows its own compiled files. It finds what was damaged, not what was forged."""
    from _imp import source_hash

    return source_hash(_KEY, content).hex().encode()


def _packed(value: Any) -> Any:
    """Return a value as JSON has it: a list begins with what it is."""
    if type(value) is tuple:
        return [_TUPLE, *map(_packed, value)]
    if isinstance(value, frozenset):
        return [_SET, *map(_packed, sorted(value))]
    if isinstance(value, Mapping):
        return {key: _packed(kept) for key, kept in value.items()}
    if type(value).__name__ in _CLASSES:
        return [type(value).__name__, *(_packed(getattr(value, name)) for name in _fields(value))]
    if value is None or isinstance(value, (str, int)):
        return value
    raise TypeError(f"{type(value).__name__} cannot be packed")


def _unpacked(value: Any) -> Any:
    if isinstance(value, dict):
        return MappingProxyType({key: _unpacked(kept) for key, kept in value.items()})
    if not isinstance(value, list):
        return value
    kind, *rest = value
    values = [_unpacked(kept) if isinstance(kept, (list, dict)) else kept for kept in rest]
    if kind == _TUPLE:
        return tuple(values)
    if kind == _SET:
        return frozenset(values)
    made_by = _CLASSES[kind]
    if issubclass(made_by, tuple):
        return made_by(*values)
    made = made_by.__new__(made_by)
    # The entry was checked when it was packed. Its class is frozen, and __init__ is slow for that.
    vars(made).update(zip(_fields(made_by), values, strict=True))
    return made


def _fingerprint(folder: Path) -> list[list[str]]:
    """Return the hash of every file that the catalog is made from."""
    networks = folder / "templates" / "networks"
    files = [folder / "trackers.yaml", *sorted(path for path in networks.glob("*/*") if path.is_file())]
    return [[path.relative_to(folder).as_posix(), checksum(path.read_bytes()).decode()] for path in files]


_KEY = 1
