"""What ``lint`` looks at: files of trackers, and folders of networks."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ..errors import InputError, Problem
from ..paths import data_folder
from ..text.characters import shown

_TEMPLATE = ".url.j2"


class Target(NamedTuple):
    """A file of trackers, or the folder of a network. ``name``: how it is named in messages.

    ``inside``: the folder that the files of a network must not lead out of; None for the shipped ones.
    """

    path: Path
    name: str
    is_network: bool
    inside: Path | None = None


def targets_of(paths: tuple[str, ...]) -> list[Target]:
    """Return what is to be checked, each once; without paths, all that is shipped.

    Raises InputError with every path at which there is nothing to check.
    """
    found: dict[Path, Target] = {}
    problems: list[Problem] = []
    for path in paths:
        try:
            # The same folder can come by its files, one after the other.
            found |= {target.path.resolve(): target for target in _targets_at(Path(path), path)}
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return [*found.values()] if paths else [*_in_catalog(data_folder(), "")]


def _targets_at(path: Path, name: str) -> Iterator[Target]:
    if path.is_dir():
        yield from _in_folder(path, name.rstrip("/") or name)
    elif not path.exists():
        raise InputError.of("catalog.no-file", "files", file=shown(name))
    elif not path.is_file():
        raise InputError.of("file.not-plain", "files", path=shown(name))
    elif path.name == "network.yaml" or path.name.endswith(_TEMPLATE):
        # Alone, neither says what the network is.
        yield _network(path.parent, str(path.parent))
    else:
        yield Target(path, name, is_network=False)


def _in_folder(path: Path, name: str) -> Iterator[Target]:
    if (path / "network.yaml").exists() or any(path.glob(f"*{_TEMPLATE}")):
        yield _network(path, name)
        return
    inner = [*_in_catalog(path, f"{name}/")]
    if not inner and path.name == "networks":
        inner = [*_networks_in(path, f"{name}/", path)]
    if not inner and (path / "networks").is_dir():
        inner = [*_networks_in(path / "networks", f"{name}/networks/", path)]
    if not inner:
        raise InputError.of("lint.nothing", "files", path=shown(name))
    yield from inner


def _in_catalog(path: Path, prefix: str) -> Iterator[Target]:
    file = path / "trackers.yaml"
    if file.exists():
        yield Target(file, f"{prefix}trackers.yaml", is_network=False)
    yield from networks_in(path, prefix)


def networks_in(catalog: Path, prefix: str = "") -> Iterator[Target]:
    """Return the folders of networks in a folder that is laid out like this project; without a prefix it is the shipped one."""
    inside = catalog if prefix else None
    return _networks_in(catalog / "templates" / "networks", f"{prefix}templates/networks/", inside)


def _networks_in(path: Path, prefix: str, inside: Path | None) -> Iterator[Target]:
    folders = sorted(path.glob("*/"))
    return (Target(folder, f"{prefix}{folder.name}", is_network=True, inside=inside) for folder in folders)


def _network(path: Path, name: str) -> Target:
    # The ID is compared with the folder's name, which "." does not show.
    folder = Path(os.path.abspath(path))
    networks, templates, catalog = folder.parent, folder.parent.parent, folder.parent.parent.parent
    is_in_catalog = (templates.name, networks.name) == ("templates", "networks")
    return Target(folder, name, is_network=True, inside=catalog if is_in_catalog else folder)
