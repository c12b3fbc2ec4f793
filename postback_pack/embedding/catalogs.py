"""Load a catalog once for many pages, and say which files a block was made from."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from ..catalog.load import Catalog, files_of, load_catalog
from ..catalog.model import plain_name
from ..paths import data_folder
from ..setup.build import Setup

STYLE_SHEET = "postback-pack.css"


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
    files = [file for path in _catalogs(paths) for file in files_of(path) if file.is_file()]
    return _load(paths, tuple(map(_state, files)))


@lru_cache(maxsize=4)
def _load(paths: tuple[str, ...], state: tuple[object, ...]) -> Catalog:
    return load_catalog(*paths)


def _state(file: Path) -> tuple[str, int, int]:
    found = file.stat()
    return str(file), found.st_mtime_ns, found.st_size


def tracker_files(paths: Iterable[str]) -> list[Path]:
    """Return every file that can hold trackers: an own catalog can replace an entry of the one below."""
    return [files_of(path)[0] for path in _catalogs(paths)]


def network_files(paths: tuple[str, ...], name: str) -> list[Path]:
    """Return the files of the folder of a network that is asked for by any of its names; a broken one has only its ID."""
    id = load_cached(paths).network_names.get(plain_name(name), name.casefold())
    return [file for path in _catalogs(paths) for file in files_of(path)[1:] if file.parent.name == id]


def style_sheet() -> Path:
    """Return the file with a style for blocks, alone in its folder."""
    return data_folder() / "templates" / "blocks" / STYLE_SHEET


def template_files(setup: Setup) -> list[Path]:
    """Return the templates that the text of a setup is made with."""
    templates = data_folder() / "templates"
    # A snippet is put together from the parts beside it, whose names begin with an underscore.
    names = ("_*", f"{setup.tracker.postback_out.snippet}.j2") if setup.code else ()
    snippets = [file for name in names for file in sorted((templates / "snippets").glob(name))]
    return [*sorted((templates / "setup").glob("*.html.j2")), *snippets]


def _catalogs(paths: Iterable[str]) -> list[Path]:
    return [data_folder(), *map(Path, paths)]
