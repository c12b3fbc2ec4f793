"""Write a site into a folder: only what changed, each file whole, and nothing that somebody else put there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from ..characters import shown
from ..errors import InputError, Problem
from ..files import write_whole

MANIFEST = ".postback-pack.json"
"""Lists the files that were written here, each with the hash of what was written."""


class Written(NamedTuple):
    """What became of the files: names, sorted. ``kept`` are files of ours that somebody has changed since."""

    written: list[str]
    unchanged: list[str]
    removed: list[str]
    kept: list[str]


def write_site(folder: Path, pages: Mapping[str, str]) -> Written:
    """Write ``pages`` into ``folder``, which is made if need be, and remove those of an earlier run that are no longer there.

    Raises InputError, with every file, if one is in the way that was not written by an earlier run; then nothing is written.
    """
    if folder.exists() and not folder.is_dir():
        raise InputError([Problem(f"{shown(str(folder))} is a file: name a folder", "directory")])
    before = _manifest(folder)
    in_the_way = [
        Problem(
            f"{shown(str(folder / name))} was not written by postback-pack: move it, or choose another folder",
            "directory",
        )
        for name, text in pages.items()
        if name not in before and (folder / name).exists() and _hash_of(folder / name) != _hash(text)
    ]
    if in_the_way:
        raise InputError(in_the_way)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            [Problem(f"{shown(str(folder))}: this folder cannot be made ({error.strerror})", "directory")]
        ) from error
    changed = [name for name, text in pages.items() if _hash_of(folder / name) != _hash(text)]
    gone = [name for name in before if name not in pages and (folder / name).is_file()]
    kept = [name for name in gone if _hash_of(folder / name) != before[name]]
    # The list comes first: if the rest is cut short, the next run still knows which files are its own.
    _write_manifest(folder, before | {name: _hash(text) for name, text in pages.items()})
    for name in changed:
        write_whole(folder / name, pages[name])
    removed = sorted(set(gone) - set(kept))
    for name in removed:
        (folder / name).unlink()
    _write_manifest(folder, {name: _hash(text) for name, text in pages.items()})
    return Written(sorted(changed), sorted(set(pages) - set(changed)), removed, sorted(kept))


def _write_manifest(folder: Path, hashes: Mapping[str, str]) -> None:
    text = json.dumps({"files": dict(sorted(hashes.items()))}, indent=1) + "\n"
    if _hash_of(folder / MANIFEST) != _hash(text):
        write_whole(folder / MANIFEST, text)


def _manifest(folder: Path) -> dict[str, str]:
    path = folder / MANIFEST
    try:
        files = json.loads(path.read_text(encoding="utf-8"))["files"]
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError):
        files = None
    if not isinstance(files, dict) or not all(_is_plain_name(name) for name in files):
        raise InputError(
            [Problem(f"{shown(str(path))} is not what postback-pack wrote: remove it to start anew", "directory")]
        )
    return files


def _is_plain_name(name: object) -> bool:
    """Tell whether a name from the list can only be a file of this very folder."""
    return isinstance(name, str) and Path(name).name == name and name not in ("", ".", "..")


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _hash_of(path: Path) -> str | None:
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None
