"""Load a catalog once for many pages, and say which files a block was made from."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from ..catalog.load import Catalog, load_catalog
from ..paths import data_folder
from ..setup.build import Setup


def as_paths(value: object) -> tuple[str, ...]:
    """Return the paths that a configuration gives: none, one, or a list of them."""
    if not value:
        return ()
    several = value if isinstance(value, list | tuple) else (value,)
    return tuple(os.fspath(path) for path in several)


def load_cached(paths: tuple[str, ...]) -> Catalog:
    """Return the shipped catalog with ``paths`` on top; it is read again only when one of the files has changed.

    Raises CatalogError and InputError as ``load_catalog`` does.
    """
    return _load(paths, tuple(_state(file) for file in _all_files(paths)))


@lru_cache(maxsize=4)
def _load(paths: tuple[str, ...], state: tuple[object, ...]) -> Catalog:
    return load_catalog(*paths)


def _state(file: Path) -> tuple[str, int, int]:
    found = file.stat()
    return str(file), found.st_mtime_ns, found.st_size


def tracker_files(paths: Iterable[str]) -> list[Path]:
    """Return every file that can hold trackers: an own catalog can replace an entry of the one below."""
    return [path / "trackers.yaml" if path.is_dir() else path for path in _sources(paths)]


def network_files(paths: Iterable[str], network: str) -> list[Path]:
    """Return the files of one network's folder."""
    folders = [folder / network for folder in _networks(paths)]
    return [file for folder in folders if folder.is_dir() for file in sorted(folder.iterdir())]


def template_files(setup: Setup) -> list[Path]:
    """Return the templates that the text of a setup is made with."""
    templates = data_folder() / "templates"
    snippet = setup.tracker.postback_out.snippet
    # A snippet is put together from the parts beside it, whose names begin with an underscore.
    parts = sorted((templates / "snippets").glob("_*")) if setup.code else []
    own = sorted((templates / "snippets").glob(f"{snippet}.j2")) if setup.code and snippet else []
    return [*sorted((templates / "setup").glob("*.html.j2")), *parts, *own]


def _all_files(paths: tuple[str, ...]) -> list[Path]:
    files = [*tracker_files(paths), *(file for folder in _networks(paths) for file in sorted(folder.glob("*/*")))]
    return [file for file in files if file.is_file()]


def _networks(paths: Iterable[str]) -> list[Path]:
    return [path / "templates" / "networks" for path in _sources(paths)]


def _sources(paths: Iterable[str]) -> list[Path]:
    return [data_folder(), *map(Path, paths)]
