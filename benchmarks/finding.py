"""What it costs to find the URLs in what people paste: by the length of the text, against a plain regular expression, and in memory.

    python benchmarks/finding.py

Run it in an environment in which the project is installed.
"""

from __future__ import annotations

import platform
import random
import re
import statistics
import time
import tracemalloc
from collections.abc import Callable

from postback_pack.urls.extract import extract

LENGTHS = (10, 100, 1000)
URL = "https://www.pbterra.com/name/acme/at?subid_short={{externalid}}&atpay={}"
SIGNS = "abcdefghijklmnopqrstuvwxyz" * 4 + "ABCXYZ0123456789" + " " * 20 + "\n.,;:!?'\"`()<>[]{}|&=%/#*-_\\"
ROUNDS = 3


def random_text(size: int) -> str:
    """Return so many KB of random signs, with one URL in each of them."""
    made = random.Random(size)
    pieces = []
    for number in range(size):
        url = f" {URL.format(number)} "
        pieces += ["".join(made.choices(SIGNS, k=1000 - len(url))), url]
    return "".join(pieces)


TEXTS: dict[str, Callable[[int], str]] = {
    "random text, a URL in each KB": random_text,
    "one URL, again and again": lambda size: "http://a.b/ " * (size * 1000 // 12),
    "another URL each time": lambda size: "".join(f"http://a.b/{number:04} " for number in range(size * 1000 // 16)),
}


def plain(text: str) -> list[str]:
    """Find URLs as a line of a script would, with all marks and code around them."""
    return re.findall(r"https?://\S+", text)


def seconds(work: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return statistics.median(times)


def memory(text: str) -> float:
    """Return how many times the text's own memory is taken at the same time, at most."""
    tracemalloc.start()
    extract(text)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / len(text)


def main() -> None:
    """Print the table."""
    print(f"Python {platform.python_version()}, {platform.machine()}, median of {ROUNDS}\n")
    sizes = "".join(f"{size:>8} KB" for size in LENGTHS)
    print(f"{'text':<32}{sizes}   1000 KB / 100 KB   µs per URL   times re.findall   memory / text")
    for name, make in TEXTS.items():
        texts = [make(size) for size in LENGTHS]
        spent = [seconds(lambda: extract(text)) for text in texts]  # noqa: B023
        urls = len(plain(texts[-1]))
        columns = "".join(f"{second:>9.3f} s" for second in spent)
        times = spent[-1] / seconds(lambda: plain(texts[-1]))  # noqa: B023
        growth, each = spent[2] / spent[1], spent[2] / urls * 1e6
        print(f"{name:<32}{columns}{growth:>18.1f}{each:>13.0f}{times:>19.0f}{memory(texts[-1]):>16.1f}", flush=True)


if __name__ == "__main__":
    main()
