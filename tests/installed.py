"""The package as a wheel installs it, made of what is tested: for what starts the program in a process of its own.

A checkout reads all its YAML each time, which takes most of the time of such a process. `tests/test_compiled.py` holds that
the catalog is the same, and that a checkout does not read what is compiled.
"""

from __future__ import annotations

import atexit
import compileall
import shutil
import sys
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import postback_pack
from postback_pack.catalog.compiled import FILE
from postback_pack.catalog.pack import compile_catalog
from postback_pack.paths import data_folder
from postback_pack.rendering.render import compiled_templates
from postback_pack.templating import COMPILED

packed_catalog = cache(lambda: compile_catalog(data_folder()))


def argv(*arguments: str | bytes | Path) -> list[Any]:
    """Return the command that starts the program with these arguments."""
    return [sys.executable, str(_started()), *arguments]


@cache
def _started() -> Path:
    """Return a folder that Python can start."""
    folder = Path(mkdtemp(prefix="postback-pack-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    install(folder)
    (folder / "__main__.py").write_text("from postback_pack.cli import main\n\nmain()\n", encoding="utf-8")
    compileall.compile_dir(folder / "postback_pack", quiet=2)
    return folder


def install(place: Path) -> Path:
    """Copy the package as a wheel would install it; return the folder that it is imported from."""
    package = place / "postback_pack"
    code = Path(postback_pack.__file__).parent
    shutil.copytree(code, package, ignore=shutil.ignore_patterns("_data", "__pycache__"))
    shutil.copytree(data_folder() / "templates", package / "_data" / "templates")
    shutil.copy(data_folder() / "trackers.yaml", package / "_data")
    (package / "_data" / FILE).write_bytes(packed_catalog())
    for name, template in compiled_templates().items():
        kept = package / "_data" / COMPILED / "setup" / name
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(template)
    return place
