"""Write a site into a folder: only what changed, each file whole, and nothing that somebody else put there."""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Collection, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import InputError, Problem
from ..files import Output, write_whole
from ..messages.message import message
from ..text.characters import shown

MANIFEST = ".postback-pack.json"
"""Lists the files that were written here, each with the hash of what was written; two while a run is under way."""
_NAME = re.compile(
    r"(?:trackers/|networks/)?[a-z_][a-z0-9_]*\.(?:html|md|json)|checker-[0-9a-f]+\.zip|pyodide-[0-9.]+/[A-Za-z_-]+(?:\.[a-z]+)+"
)
_HASH = re.compile("[0-9a-f]{64}")


class Written(NamedTuple):
    """What became of the files: names, sorted. ``kept`` are files of ours that somebody has changed since."""

    written: list[str]
    unchanged: list[str]
    removed: list[str]
    kept: list[str]


def write_site(folder: Path, pages: Mapping[str, str | bytes]) -> Written:
    """Write ``pages`` into ``folder``, which is made if need be, and remove those of an earlier run that are no longer there.

    Raises InputError, with every file, if one is in the way that is not as an earlier run wrote it; then nothing is written.
    """
    output = Output(folder, "directory")
    if folder.exists() and not folder.is_dir():
        raise output.refused("file.not-a-folder")
    contents = {name: page.encode() if isinstance(page, str) else page for name, page in pages.items()}
    before, after = _manifest(folder), {name: [_hash(content)] for name, content in contents.items()}
    either = {name: [*dict.fromkeys([*before.get(name, []), *after.get(name, [])])] for name in {*before, *after}}
    below = sorted({str(Path(name).parent) for name in either} - {"."})
    in_the_way = [
        Problem(message(fault, name=name), "directory") for name in below if (fault := _folder_fault(folder / name))
    ]
    if in_the_way:
        raise InputError(in_the_way)
    found = {name: _Found.at(folder / name) for name in either}
    in_the_way = [
        Problem(message(fault, name=name), "directory")
        for name in pages
        if (fault := _fault(found[name], name in before, either[name]))
    ]
    if in_the_way:
        raise InputError(in_the_way)
    with output.reported():
        folder.mkdir(parents=True, exist_ok=True)
    changed = [name for name in pages if found[name].hash not in after[name]]
    gone = [name for name in before if name not in pages and found[name].kind]
    kept = [name for name in gone if _fault(found[name], True, before[name])]
    # The list comes first: if the rest is cut short, the next run still knows which files are its own.
    _write_manifest(folder, either)
    for name in changed:
        with output.reported():
            (folder / name).parent.mkdir(exist_ok=True)
        write_whole(folder / name, contents[name], None, follow_links=False)
    removed = sorted(set(gone) - set(kept))
    for name in removed:
        (folder / name).unlink()
    for name in {str(Path(name).parent) for name in removed} - {"."}:
        with suppress(OSError):
            (folder / name).rmdir()  # it stays if anything is left in it
    _write_manifest(folder, after)
    return Written(sorted(changed), sorted(set(pages) - set(changed)), removed, sorted(kept))


class _Found(NamedTuple):
    """What is in the folder under a name: nothing, a file, or anything else, which is never opened."""

    kind: str
    hash: str = ""
    plain_hash: str = ""
    """The hash with the line ends that a page is written with: a checkout on another system has others."""

    @classmethod
    def at(cls, path: Path) -> _Found:
        try:
            mode = os.lstat(path).st_mode
            if not stat.S_ISREG(mode):
                return cls("link" if stat.S_ISLNK(mode) else "other")
            content = path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return cls("")
        except OSError:
            return cls("unreadable")
        return cls("file", _hash(content), _hash(content.replace(b"\r\n", b"\n")))


def _fault(found: _Found, is_known: bool, hashes: Collection[str]) -> str:
    """Return the code of what keeps a file from being replaced or removed, or nothing."""
    if found.kind == "link":
        return "site.taken-link"
    if found.kind in ("other", "unreadable"):
        return "site.taken-unreadable"
    if not found.kind or found.hash in hashes or found.plain_hash in hashes:
        return ""
    return "site.taken-changed" if is_known else "site.taken-foreign"


def _folder_fault(path: Path) -> str:
    """Return the code of what keeps pages from being written into a folder of the site, or nothing."""
    try:
        mode = os.lstat(path).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError:
        return "site.taken-unreadable"
    if stat.S_ISLNK(mode):
        return "site.taken-link"
    return "" if stat.S_ISDIR(mode) else "site.taken-unreadable"


def _write_manifest(folder: Path, hashes: Mapping[str, list[str]]) -> None:
    files = {name: of_file[0] if len(of_file) == 1 else of_file for name, of_file in sorted(hashes.items())}
    text = json.dumps({"files": files}, indent=1) + "\n"
    if _Found.at(folder / MANIFEST).hash != _hash(text.encode()):
        write_whole(folder / MANIFEST, text, None, follow_links=False)


def _manifest(folder: Path) -> dict[str, list[str]]:
    """Return the names that an earlier run wrote, each with the hashes of what it wrote."""
    path = folder / MANIFEST
    found = _Found.at(path)
    if not found.kind:
        return {}
    if found.kind == "unreadable":
        raise InputError.of("site.manifest-unreadable", "directory", path=shown(str(path)))
    try:
        listed: Any = json.loads(path.read_text(encoding="utf-8"))["files"] if found.kind == "file" else None
        files: dict[str, list[str]] = {name: [kept] if isinstance(kept, str) else kept for name, kept in listed.items()}
        is_ours = all(_NAME.fullmatch(name) and all(map(_HASH.fullmatch, kept)) for name, kept in files.items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        is_ours = False
    if not is_ours:
        raise InputError.of("site.manifest-foreign", "directory", path=shown(str(path)))
    return files


def _hash(content: bytes) -> str:
    return sha256(content).hexdigest()
