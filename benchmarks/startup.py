"""How fast the commands start, as ratios in one run, from the installed wheel.

    python benchmarks/startup.py

Builds the wheel, installs it into a fresh environment, and times whole processes in turn with what
they are measured against. Another wheel has a catalog of 600 entries and more, and another one only
one network. Needs pip and its registry, for the build.
"""

from __future__ import annotations

import argparse
import platform
import re
import shutil
import statistics
import subprocess
import tempfile
import time
import venv
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
RENDER = ["render", "keitaro", "--account", "acme", "--payout", "macro"]
COPIES = 8
PARTS = ("postback_pack", "templates", "trackers.yaml", "pyproject.toml", "hatch_build.py", "README.md", "LICENSE")


def install(folder: Path, project: Path) -> Path:
    """Install a project as a wheel; return the environment's bin folder."""
    venv.create(folder, with_pip=True)
    pip: list[str | Path] = [folder / "bin" / "pip", "install", "-q", "--disable-pip-version-check"]
    subprocess.run([*pip, str(project), "jinja2-cli[yaml]"], check=True, stderr=subprocess.DEVNULL)
    return folder / "bin"


def copy_of_project(folder: Path) -> Path:
    """Copy what a wheel is made of."""
    folder.mkdir()
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, folder / part)
        else:
            shutil.copy(ROOT / part, folder / part)
    return folder


def with_one_network(folder: Path) -> Path:
    """Return a copy of the project that has the default network alone."""
    options = (copy_of_project(folder) / "postback_pack" / "setup" / "options.py").read_text(encoding="utf-8")
    [default] = re.findall(r'^DEFAULT_NETWORK = "(\w+)"$', options, re.MULTILINE)
    for network in (folder / "templates" / "networks").iterdir():
        if network.is_dir() and network.name != default:
            shutil.rmtree(network)
    return folder


def with_many_entries(folder: Path) -> Path:
    """Return a copy of the project whose catalog has many times as many entries."""
    copy_of_project(folder)
    catalog = folder / "trackers.yaml"
    entries = [
        entry for text in copied(catalog.read_text(encoding="utf-8")) for entry in re.split(r"\n(?=- id: )", text)
    ]
    head = entries.pop(0)
    catalog.write_text("\n".join([head, *sorted(entry.strip("\n") for entry in entries)]) + "\n", encoding="utf-8")
    return folder


def for_jinja2_cli(folder: Path, program: str) -> list[str]:
    """Return the command that renders the same text from the same entry with the public jinja2-cli."""
    data, template = folder / "data.yaml", folder / "setup.j2"
    data.write_text("entries:\n" + (ROOT / "trackers.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    text = subprocess.run([program, *RENDER], check=True, capture_output=True, text=True).stdout
    assert "{external_id}" in text
    body = text.replace("{external_id}", "{{ entry.postback_out.macros.click_id }}").replace(
        "{revenue}", "{{ entry.postback_out.macros.payout }}"
    )
    template.write_text("{% for entry in entries if entry.id == 'keitaro' %}" + body + "{% endfor %}", encoding="utf-8")
    return [str(folder / "bin" / "jinja2"), str(template), str(data), "--format=yaml"]


def seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def ratio(command: list[str], against: list[str], rounds: int) -> tuple[float, float, float]:
    """Run both in turn; return both medians in milliseconds, and the median of the ratios."""
    for warm_up in (command, against):
        seconds(warm_up)
    pairs = [(seconds(command), seconds(against)) for _ in range(rounds)]
    mine, theirs = zip(*pairs, strict=True)
    return statistics.median(mine) * 1000, statistics.median(theirs) * 1000, statistics.median(a / b for a, b in pairs)


def copied(catalog: str) -> Iterator[str]:
    """Yield the catalog, and copies of its entries under other names."""
    yield catalog
    entries = catalog[catalog.index("\n- id: ") + 1 :]
    for number in range(1, COPIES):
        copy = re.sub(r"^(- id: \w+|  name: .*\S)$", rf"\g<1>_{number}", entries, flags=re.MULTILINE)
        yield re.sub(r"^  aliases: .*\n", "", copy, flags=re.MULTILINE)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="How fast the commands start.")
    parser.add_argument("--rounds", type=int, default=21)
    given = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bin, large = install(folder / "shipped", ROOT), install(folder / "large", with_many_entries(folder / "project"))
        small = str(install(folder / "small", with_one_network(folder / "one")) / "postback-pack")
        program, python = str(bin / "postback-pack"), str(bin / "python")
        heavy, light = [python, "-c", "import click, jinja2"], [python, "-c", "import click"]
        cases = [
            ("render", [program, *RENDER], "import click, jinja2", heavy, 1.25),
            ("render --format url", [program, *RENDER, "--format", "url"], "import click, jinja2", heavy, 1.0),
            ("render", [program, *RENDER], "jinja2-cli", for_jinja2_cli(folder / "shipped", program), 0.75),
            ("--help", [program, "--help"], "import click", light, 1.2),
            ("list", [program, "list"], "import click", light, 1.5),
            (
                "render, 600 entries",
                [str(large / "postback-pack"), *RENDER],
                "the shipped catalog",
                [program, *RENDER],
                1.3,
            ),
            ("render", [program, *RENDER], "one network", [small, *RENDER], 1.03),
            ("list", [program, "list"], "one network", [small, "list"], 1.0),
        ]
        print(f"Python {platform.python_version()}, {platform.machine()}, median of {given} pairs\n")
        print(f"{'command':<22}{'ms':>7}  {'against':<22}{'ms':>7}{'ratio':>8}{'aim':>8}")
        for label, command, what, against, aim in cases:
            mine, theirs, times = ratio(command, against, given)
            print(f"{label:<22}{mine:>7.0f}  {what:<22}{theirs:>7.0f}{times:>8.2f}{aim:>8.2f}", flush=True)


if __name__ == "__main__":
    main()
