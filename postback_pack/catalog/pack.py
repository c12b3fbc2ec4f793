"""Pack the catalog for a wheel."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import CatalogError
from ..paths import checksum
from .compiled import _CLASSES, _KIND, _VALUES, _classes, _fingerprint

if TYPE_CHECKING:
    from .load import Catalog


def compile_catalog(folder: Path) -> bytes:
    """Return the catalog of a data folder in packed form. Raises CatalogError as ``load_catalog`` does."""
    from .load import load_catalog

    catalog = load_catalog()
    if catalog.broken:
        raise CatalogError(mistake for found in catalog.broken.values() for mistake in found)
    return pack_catalog(catalog, folder)


def pack_catalog(catalog: Catalog, folder: Path) -> bytes:
    """Return a catalog in packed form, for a data folder with these files; a folder that is not there stands for one without any."""
    import json

    from .model import ids_by_name

    head = {
        "made_from": _fingerprint(folder),
        "classes": _classes(),
        "trackers": list(catalog.trackers),
        "networks": list(catalog.networks),
        "names": ids_by_name(catalog.trackers.values()),
        "network_names": ids_by_name(catalog.networks.values()),
    }
    entries = [_packed(kept) for kept in (*catalog.trackers.values(), *catalog.networks.values())]
    rest = "\n".join(json.dumps(line, separators=(",", ":")) for line in (head, *entries)).encode()
    return checksum(rest) + b"\n" + rest


def _packed(value: Any, in_list: bool = False) -> Any:
    """Return a value as JSON has it. Fields that are as their class has them without being told are left out."""
    if type(value) is tuple:
        values = [_packed(kept, in_list=True) for kept in value]
        return {_KIND: "tuple", _VALUES: values} if in_list else values
    if isinstance(value, frozenset):
        return {_KIND: "frozenset", _VALUES: [_packed(kept, in_list=True) for kept in sorted(value)]}
    if isinstance(value, Mapping) and _KIND not in value:
        return {key: _packed(kept) for key, kept in value.items()}
    if type(value).__name__ in _CLASSES:
        usual = getattr(value, "_defaults", None) or getattr(value, "_field_defaults", {})
        fields = {name: getattr(value, name) for name in value._fields}
        told = {name: _packed(kept) for name, kept in fields.items() if name not in usual or usual[name] != kept}
        return {_KIND: type(value).__name__} | told
    if value is None or isinstance(value, (str, int)):
        return value
    raise TypeError(f"{type(value).__name__} cannot be packed")
