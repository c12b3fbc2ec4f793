"""How fast the commands start, as ratios in one run, from the installed wheel.

    python benchmarks/startup.py

Builds the wheel, installs it into a fresh environment, and times whole processes in turn with what
they are measured against. Needs pip and its registry, for the build.
"""

from __future__ import annotations

import argparse
import platform
import re
import statistics
import subprocess
import tempfile
import time
import venv
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
RENDER = ["render", "keitaro", "--account", "acme", "--payout", "macro"]
COPIES = 60


def install(folder: Path) -> Path:
    """Install the project as a wheel; return the environment's bin folder."""
    venv.create(folder, with_pip=True)
    subprocess.run([folder / "bin" / "pip", "install", "-q", "--disable-pip-version-check", str(ROOT)], check=True)
    return folder / "bin"


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
    with tempfile.TemporaryDirectory() as folder:
        bin = install(Path(folder))
        program, python = str(bin / "postback-pack"), str(bin / "python")
        [catalog] = Path(folder).glob("lib/python*/site-packages/postback_pack/_data/trackers.yaml")
        shipped = catalog.read_text(encoding="utf-8")
        heavy, light = [python, "-c", "import click, jinja2"], [python, "-c", "import click"]
        cases = [
            ("render", RENDER, heavy),
            ("render --format url", [*RENDER, "--format", "url"], heavy),
            ("list", ["list"], light),
            ("--help", ["--help"], light),
        ]
        print(
            f"Python {platform.python_version()}, {platform.machine()}, median of {given} pairs, a fifth of that for the copies\n"
        )
        print(f"{'command':<22}{'catalog':<12}{'ms':>7}{'against':>26}{'ms':>7}{'ratio':>8}")
        for name, text in (("shipped", shipped), (f"{COPIES} copies", "\n".join(copied(shipped)))):
            catalog.write_text(text, encoding="utf-8")
            rounds = given if text is shipped else max(3, given // 5)
            for label, command, against in cases:
                mine, theirs, times = ratio([program, *command], against, rounds)
                print(f"{label:<22}{name:<12}{mine:>7.0f}{against[-1]:>26}{theirs:>7.0f}{times:>8.2f}", flush=True)


if __name__ == "__main__":
    main()
