"""How long it takes to embed the whole catalog: a page with a block for each tracker, against the same text written out.

    python benchmarks/embedding.py

Installs the project as a wheel, with MkDocs and Sphinx, into a fresh environment, and builds both sites in turn, each time
as a process of its own. In MkDocs the text is written out as Markdown, as a writer would have it, and as HTML, which is
passed through unread: the least that a page can cost. Needs pip and its registry. Run it in an environment in which the project is installed.
"""

from __future__ import annotations

import argparse
import platform
import shutil
import statistics
import subprocess
import tempfile
import textwrap
import time
import venv
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from postback_pack import build_setup, load_catalog, render
from postback_pack.rendering.diagram import diagram
from postback_pack.setup.build import Setup

ROOT = Path(__file__).parent.parent
COMMANDS = {
    "mkdocs": ["mkdocs", "build", "--quiet"],
    "sphinx": ["sphinx", "-q", "-W", "-E", "-b", "html", ".", "out"],
}
LIMIT = 1.2


class Case(NamedTuple):
    """What is put into the pages: a block, and what it is measured against."""

    tool: str
    against: str
    block: Callable[[Setup], str]
    written: Callable[[Setup], str]


def in_markdown(setup: Setup) -> str:
    return f"::: postback {setup.tracker.id}\n    :account: acme\n"


def in_rst(setup: Setup) -> str:
    return f".. postback:: {setup.tracker.id}\n   :account: acme\n"


def written_rst(setup: Setup) -> str:
    """Return all that the block puts in: the format rst leaves the picture out."""
    return f"{render(setup, 'rst', grades=False)}\n\n.. raw:: html\n\n{textwrap.indent(diagram(setup), '   ')}\n"


CASES = (
    Case("mkdocs", "md", in_markdown, lambda setup: render(setup, "md", picture=True, grades=False)),
    Case("mkdocs", "html", in_markdown, lambda setup: render(setup, "html", grades=False)),
    Case("sphinx", "rst", in_rst, written_rst),
)


def write_site(folder: Path, tool: str, pages: dict[str, str], extension: bool) -> None:
    """Write a page with each text, an index and the configuration."""
    if tool == "mkdocs":
        used = "[postback_pack]" if extension else "[]"
        settings = f"plugins: []\nmarkdown_extensions: {used}\ntheme: {{name: mkdocs, highlightjs: false}}\n"
        files = {f"docs/{name}.md": f"# {name}\n\n{text}\n" for name, text in pages.items()}
        files |= {"mkdocs.yml": f"site_name: Benchmark\n{settings}", "docs/index.md": "# Trackers\n"}
    else:
        used = '"postback_pack.sphinx"' if extension else ""
        toctree = textwrap.indent("\n".join(pages), "   ")
        files = {f"{name}.rst": f"{'#' * 40}\n{name}\n{'#' * 40}\n\n{text}\n" for name, text in pages.items()}
        files |= {
            "conf.py": f'project = "Benchmark"\nextensions = [{used}]\n',
            "index.rst": f"########\nTrackers\n########\n\n.. toctree::\n\n{toctree}\n",
        }
    (folder / "docs").mkdir(parents=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def seconds(command: list[str], folder: Path) -> float:
    for made in ("site", "out"):
        shutil.rmtree(folder / made, ignore_errors=True)
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True)
    return time.perf_counter() - start


def install(folder: Path) -> str:
    """Install the project as a wheel, with both tools; return the environment's Python."""
    venv.create(folder, with_pip=True)
    python = str(folder / "bin" / "python")
    wanted = [f"{ROOT}[markdown,sphinx]", "mkdocs>=1.6,<2"]
    subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", *wanted], check=True)
    return python


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="How long it takes to embed the whole catalog.")
    parser.add_argument("--rounds", type=int, default=11)
    rounds = parser.parse_args().rounds
    catalog = load_catalog()
    setups = {tracker: build_setup(catalog, tracker, account="acme") for tracker in catalog.trackers}
    system = f"Python {platform.python_version()}, {platform.machine()}"
    print(f"{system}, {len(setups)} pages with a block each, median of {rounds} pairs\n")
    with tempfile.TemporaryDirectory() as temporary:
        python = install(Path(temporary, "environment"))
        print(f"{'tool':<16}{'blocks':>10}{'against':>10}{'':>10}{'ratio':>8}")
        for number, case in enumerate(CASES):
            blocks, written = Path(temporary, f"{number}-blocks"), Path(temporary, f"{number}-written")
            write_site(blocks, case.tool, {name: case.block(setup) for name, setup in setups.items()}, True)
            write_site(written, case.tool, {name: case.written(setup) for name, setup in setups.items()}, False)
            command = [python, "-m", *COMMANDS[case.tool]]
            for warm_up in (blocks, written):
                seconds(command, warm_up)
            pairs = [(seconds(command, blocks), seconds(command, written)) for _ in range(rounds)]
            mine, theirs = map(statistics.median, zip(*pairs, strict=True))
            ratio = statistics.median(a / b for a, b in pairs)
            show = f"import importlib.metadata as m; print(m.version({case.tool!r}))"
            version = subprocess.run([python, "-c", show], check=True, capture_output=True, text=True).stdout.strip()
            row = f"{case.tool + ' ' + version:<16}{mine:>8.2f} s{case.against:>10}{theirs:>8.2f} s{ratio:>8.2f}"
            print(row + ("" if ratio <= LIMIT else f"   more than {LIMIT}"), flush=True)


if __name__ == "__main__":
    main()
