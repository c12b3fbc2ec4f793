"""How fast `bulk` is, against a bare loop over a compiled template, and how much memory it needs.

    python benchmarks/bulk.py

Run it in an environment in which the project is installed. Linux only, for the memory.
"""

from __future__ import annotations

import csv
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from jinja2 import Environment

from postback_pack import build_setup, load_catalog
from postback_pack.catalog.load import Catalog
from postback_pack.rendering.labels import labels
from postback_pack.rendering.render import template_of
from postback_pack.rendering.setup_data import setup_data
from postback_pack.text.markup import write_plain

TRACKERS = ("keitaro", "binom", "voluum", "cake", "prosper202", "bemob", "everflow", "tune", "cpvlab", "redtrack")
ROUNDS = 5


def write_rows(path: Path, rows: int) -> None:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["tracker", "account", "payout"])
        writer.writerows((TRACKERS[number % len(TRACKERS)], f"account{number}", "1.5") for number in range(rows))


def bare_urls(source: Path, target: Path, catalog: Catalog) -> None:
    """Read the CSV, render a compiled template with the row's values, write the CSV."""
    template = Environment().from_string(
        "https://www.pbterra.com/name/{{ account }}/at?subid_short={{ click_id }}&atpay={{ payout }}"
    )
    macros = {id: tracker.macro("click_id") for id, tracker in catalog.trackers.items()}
    with source.open(newline="") as rows, target.open("w", newline="") as file:
        reader, writer = csv.reader(rows), csv.writer(file, lineterminator="\n")
        writer.writerow([*next(reader), "postback_url", "tracking_link", "warnings"])
        for tracker, account, payout in reader:
            url = template.render(account=account, click_id=macros[tracker], payout=payout)
            writer.writerow([tracker, account, payout, url, "", ""])


def bare_texts(source: Path, target: Path, catalog: Catalog) -> None:
    """The same with the template of a whole setup, and data that is made once for each tracker."""
    template = template_of("text")
    setups = {id: build_setup(catalog, id, account="acme", payout="1.5") for id in TRACKERS}
    data = {id: setup_data(setup, write_plain, False) for id, setup in setups.items()}
    for id, of_setup in data.items():
        of_setup["labels"] = labels(setups[id], of_setup, write_plain)
    with source.open(newline="") as rows, target.open("w", newline="") as file:
        reader, writer = csv.reader(rows), csv.writer(file, lineterminator="\n")
        writer.writerow([*next(reader), "postback_url", "tracking_link", "setup", "warnings"])
        for tracker, account, payout in reader:
            url = f"https://www.pbterra.com/name/{account}/at?subid_short={data[tracker]['click_id']['macro']}&atpay={payout}"
            text = template.render(data[tracker] | {"postback_url": url, "fields": {"account": account}})
            writer.writerow([tracker, account, payout, url, "", text, ""])


def rows_per_second(work: Callable[[], object], rows: int) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return rows / statistics.median(times)


def memory(rows: int, folder: Path) -> float:
    """Return the peak memory of a whole run, in MB."""
    source = folder / f"{rows}.csv"
    write_rows(source, rows)
    command = [sys.executable, "-m", "postback_pack", "bulk", str(source), "-o", str(folder / "out.csv")]
    program = f"import resource, subprocess; subprocess.run({command!r}, check=True); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    return int(done.stdout) / 1024


def seconds_of_columns(columns: int, folder: Path) -> float:
    """Return what one row takes whose table has so many columns that are not options."""
    source = folder / "columns.csv"
    names, cells = (f"column_{number}" for number in range(columns)), "1" * columns
    with source.open("w", newline="") as file:
        csv.writer(file).writerows([["tracker", "account", *names], ["keitaro", "acme", *cells]])
    command = [sys.executable, "-m", "postback_pack", "bulk", str(source), "-o", str(folder / "out.csv")]
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    """Print the table."""
    from postback_pack.cli import run

    catalog = load_catalog()
    print(f"Python {platform.python_version()}, {platform.machine()}, {ROUNDS} rounds, one core\n")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source, target = folder / "in.csv", folder / "out.csv"
        for what, rows, bare, options in (
            ("URL only", 50_000, bare_urls, []),
            ("whole setup as text", 3_000, bare_texts, ["--format", "text"]),
        ):
            write_rows(source, rows)
            mine = rows_per_second(lambda: run(["bulk", str(source), "-o", str(target), *options]), rows)  # noqa: B023
            theirs = rows_per_second(lambda: bare(source, target, catalog), rows)  # noqa: B023
            print(f"{what:<22}{mine:>10.0f} rows/s   bare loop {theirs:>10.0f} rows/s   ratio {mine / theirs:.2f}")
        half, whole = seconds_of_columns(20_000, folder), seconds_of_columns(40_000, folder)
        print(f"a table of 20,000 columns {half:.2f} s, of 40,000 {whole:.2f} s, ratio {whole / half:.2f}")
        few, many = memory(10_000, folder), memory(1_000_000, folder)
        print(f"peak memory: {few:.1f} MB at 10,000 rows, {many:.1f} MB at 1,000,000 rows, ratio {many / few:.2f}")


if __name__ == "__main__":
    main()
