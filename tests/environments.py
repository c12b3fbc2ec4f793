"""Environments of other projects' tools: those in Python have this project's wheel in them, those from npm stand alone."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
TOOLS = {
    "mkdocs": ["mkdocs>=1.6,<2", "mkdocs-material>=9.5", "mkdocstrings[python]"],
    "properdocs": ["properdocs>=1.6", "properdocs-theme-mkdocs", "mkdocstrings[python]", "pymdown-extensions"],
    # 0.0.74 and later need a package of theirs that is not to be had everywhere.
    "zensical": ["zensical>=0.0.70", "mkdocstrings[python]"],
    "markdown": ["pymdown-extensions"],
    "sphinx": ["sphinx>=8", "myst-parser>=4"],
    "docs": tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]["docs"],
}

NPM_TOOLS = {
    # With its own Node: Docusaurus wants a newer one than Debian's. @docusaurus/faster halves the time of a build.
    "docusaurus": ["node@22", "@docusaurus/core@3", "@docusaurus/preset-classic@3", "@docusaurus/faster@3", "react@19", "react-dom@19"],
}  # fmt: skip


def run(*command: str, folder: Path | None = None, status: int | None = 0) -> str:
    """Run a command; return what it said. It has to end with ``status``, or with any but 0 if that is None."""
    result = subprocess.run(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=600
    )
    assert result.returncode == status if status is not None else result.returncode != 0, result.stdout
    return result.stdout


class Environments:
    """The tools' environments in a folder that all workers share."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.state = _state_of_the_project()

    def python(self, tool: str) -> str:
        """Return the interpreter of a tool's environment; the first who asks makes it, or brings it up to date."""
        home = self.folder / tool
        python, made = str(home / "bin" / "python"), home / "made"
        with self._locked(tool):
            if not made.exists():
                shutil.rmtree(home, ignore_errors=True)
                run(sys.executable, "-m", "venv", str(home))
                run(
                    python,
                    "-m",
                    "pip",
                    "install",
                    "-q",
                    "-c",
                    str(ROOT / "constraints.txt"),
                    f"{self._wheel()}[markdown]",
                    *TOOLS[tool],
                )
            elif made.read_text(encoding="utf-8") != self.state:
                run(python, "-m", "pip", "install", "-q", "--force-reinstall", "--no-deps", str(self._wheel()))
            made.write_text(self.state, encoding="utf-8")
        return python

    def npm(self, tool: str) -> Path:
        """Return the folder of a tool's packages from npm, ``node_modules``; the first who asks installs them."""
        home = self.folder / tool
        with self._locked(tool):
            if not (home / "made").exists():
                shutil.rmtree(home, ignore_errors=True)
                home.mkdir()
                quiet = ("--silent", "--no-audit", "--no-fund")
                run("npm", "install", *quiet, "--prefix", str(home), *NPM_TOOLS[tool])
                (home / "made").touch()
        return home / "node_modules"

    def _wheel(self) -> Path:
        with self._locked("wheel"):
            folder = self.folder / "wheels" / self.state
            if not list(folder.glob("*.whl")):
                run(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(folder), str(ROOT))
            return next(folder.glob("*.whl"))

    @contextmanager
    def _locked(self, name: str) -> Iterator[None]:
        with (self.folder / f"{name}.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _state_of_the_project() -> str:
    digest = hashlib.sha256()
    files = [
        ROOT / "constraints.txt",
        ROOT / "pyproject.toml",
        ROOT / "trackers.yaml",
        *ROOT.glob("templates/**/*"),
        *ROOT.glob("postback_pack/**/*"),
    ]
    for file in sorted(file for file in files if file.is_file() and file.suffix != ".pyc"):
        digest.update(file.relative_to(ROOT).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]
