"""The checker of the page: Python for the browser from the npm package `pyodide`, each file known by its hash, and this package in a zip."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from markupsafe import Markup

from ..catalog.compiled import FILE
from ..catalog.load import Catalog
from ..catalog.model import Network, Tracker
from ..catalog.pack import pack_catalog
from ..errors import InputError, Problem
from ..paths import INSTALLED
from ..text.characters import shown
from .checker_answer import LABELS
from .checker_examples import examples
from .generator_words import site_file
from .shell import as_json

_PACKAGE = Path(__file__).parent.parent
_LAYERS = ("messages", "text", "catalog", "urls", "setup", "rendering", "checking")
"""The packages that a check needs: the highest, and all below it."""
_SITE = ("__init__.py", "checker_answer.py")
_NO_FILES = Path("nowhere")
_OPTION = "checker"
_NOTICE = "pyodide.licence.txt"


class PageChecker(NamedTuple):
    """The files to put beside the page, and what its script has to know of them."""

    files: Mapping[str, bytes]
    data: dict[str, Any]

    @property
    def policy(self) -> dict[str, str]:
        """What the page may do with it: start a worker that is text of its own, run WebAssembly, and read files beside it."""
        return {"script-src": "'wasm-unsafe-eval'", "worker-src": "blob:", "connect-src": "'self'"}


def checker_tab(checker: PageChecker | None) -> dict[str, Any]:
    """Return what the template of the tab shows; without a checker, how to check a URL otherwise."""
    return {
        "texts": checker_texts(),
        "data": Markup(as_json(checker.data)) if checker else None,
        "examples": [*checker.data["examples"]] if checker else [],
        "command": "postback-pack check",
        "publish": f"postback-pack site DIRECTORY --{_OPTION} FOLDER",
    }


@cache
def pinned() -> dict[str, Any]:
    """Return the version of the npm package `pyodide` that the page takes, and the hash of each file that it needs."""
    found: dict[str, Any] = json.loads(Path(__file__).with_name("checker_files.json").read_bytes())
    return found


def make_checker(folder: Path, catalog: Catalog, network: str) -> PageChecker:
    """Return the checker for a catalog, made of the unpacked npm package `pyodide`; ``network`` is the default.

    Raises InputError with everything that is wrong in the folder.
    """
    package, version = pinned()["package"], pinned()["version"]
    contents = _pyodide(folder)
    # Names that change with the content: no browser or host ever puts an old file to a new page.
    beside = f"{package}-{version}/"
    packed = package_zip(catalog)
    zip_name = f"checker-{sha256(packed).hexdigest()[:16]}.zip"
    notice = site_file(_NOTICE).replace("{version}", version)
    files = {f"{beside}{name}": content for name, content in contents.items()} | {zip_name: packed}
    sizes = {name: len(content) for name, content in files.items()}
    texts = checker_texts()
    data = {
        "files": sizes,
        "package": zip_name,
        "network": network,
        "worker": site_file("checker_worker.js"),
        "texts": texts,
        "examples": examples(catalog, network, texts),
        "trackers": _names(catalog.trackers.values()),
        "networks": _names(catalog.networks.values()),
    }
    return PageChecker(files | {f"{beside}LICENSE.txt": notice.encode()}, data)


def checker_texts() -> dict[str, str]:
    """Return the words of the tab that checks a URL; what sentences of a check mention has the same name there."""
    named = {"tracker": str(LABELS["tracker"]), "network": str(LABELS["network"]), "copy_json": str(LABELS["format"])}
    found: dict[str, str] = json.loads(site_file("checker.texts.json"))
    return found | named


def _names(entries: Iterable[Tracker] | Iterable[Network]) -> dict[str, str]:
    """Return the names to choose from, by ID."""
    return {one.id: one.name for one in sorted(entries, key=lambda one: one.name.casefold())}


def _pyodide(folder: Path) -> dict[str, bytes]:
    """Return the needed files of the unpacked npm package. Raises InputError with all that are missing or not as they should be."""
    wanted = pinned()
    package, version, given = wanted["package"], wanted["version"], shown(str(folder))
    if not folder.is_dir():
        raise InputError.of("checker.no-folder", _OPTION, given, package=package, version=version)
    name, found = _package(folder / "package.json")
    if name != package:
        raise InputError.of("checker.not-the-package", _OPTION, given, package=package, version=version)
    if found != version:
        found = shown(str(found))
        raise InputError.of("checker.version", _OPTION, given, package=package, version=version, found=found)
    contents = {name: _content(folder / name) for name in wanted["files"]}
    problems = []
    for name, hash in wanted["files"].items():
        content = contents[name]
        if content is None:
            problems.append(Problem.of("checker.no-file", _OPTION, given, name=name, package=package, version=version))
        elif sha256(content).hexdigest() != hash:
            problems.append(
                Problem.of("checker.changed-file", _OPTION, given, name=name, package=package, version=version)
            )
    if problems:
        raise InputError(problems)
    return {name: content for name, content in contents.items() if content is not None}


def _package(file: Path) -> tuple[Any, Any]:
    """Return the name and version in a package.json, or nothing where it has none."""
    try:
        found = json.loads(_content(file) or b"{}")
        return found["name"], found["version"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None, None


def _content(file: Path) -> bytes | None:
    try:
        return file.read_bytes() if file.is_file() else None
    except OSError:
        return None


def package_zip(catalog: Catalog) -> bytes:
    """Return what of this package checks URLs, with a catalog, as a zip: the same for the same content."""
    made = io.BytesIO()
    with ZipFile(made, "w") as file:
        for name, content in sorted(_members(catalog)):
            about = ZipInfo(f"{_PACKAGE.name}/{name}")
            about.external_attr = 0o644 << 16
            file.writestr(about, content, ZIP_DEFLATED, 9)
    return made.getvalue()


def _members(catalog: Catalog) -> Iterator[tuple[str, bytes]]:
    files = [*_PACKAGE.glob("*.py"), *(_PACKAGE / "site" / name for name in _SITE)]
    files += [file for layer in _LAYERS for pattern in ("*.py", "*.json") for file in (_PACKAGE / layer).rglob(pattern)]
    for file in files:
        yield file.relative_to(_PACKAGE).as_posix(), file.read_bytes()
    yield f"{INSTALLED}/{FILE}", pack_catalog(catalog, _NO_FILES)
