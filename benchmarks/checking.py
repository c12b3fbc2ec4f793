"""What `check` costs: by the length of what is pasted, and against taking one URL apart with the standard library.

    python benchmarks/checking.py

Run it in an environment in which the project is installed.
"""

from __future__ import annotations

import platform
import statistics
import time
from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

from postback_pack import check, load_catalog

URL = "https://www.pbterra.com/name/acme/at?subid_short={externalid}&atpay={payout}"
LENGTHS = (10, 100, 1000)
FILLINGS: dict[str, Callable[[int], str]] = {
    "one value": lambda size: URL + "x" * size,
    "many parameters": lambda size: URL + "&a={b}" * (size // 6),
    "open braces": lambda size: URL + "{" * size,
    "hash signs": lambda size: "https://trk.example/a?external_id=" + "##SUB_ID_" * (size // 9),
    "spaces": lambda size: URL + " x" * (size // 2),
}


def seconds(work: Callable[[], object], rounds: int) -> float:
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    """Print both tables."""
    catalog = load_catalog()
    print(f"Python {platform.python_version()}, {platform.machine()}\n")
    print(f"{'pasted':<18}{'tracker':<10}" + "".join(f"{size:>8} KB" for size in LENGTHS) + "   1000 KB / 100 KB")
    for name, filling in FILLINGS.items():
        for tracker in ("binom", None):
            spent = [seconds(lambda: check(catalog, filling(size * 1000), tracker=tracker), 3) for size in LENGTHS]  # noqa: B023
            columns = "".join(f"{second:>9.3f} s" for second in spent)
            print(f"{name:<18}{tracker or 'guessed':<10}{columns}{spent[2] / spent[1]:>20.1f}")
    print()
    against = seconds(lambda: [parse_qsl(urlsplit(URL).query) for _ in range(100)], 21) / 100
    for tracker in ("binom", None):
        mine = seconds(lambda: [check(catalog, URL, tracker=tracker) for _ in range(20)], 21) / 20  # noqa: B023
        print(
            f"one URL, tracker {tracker or 'guessed'}: {mine * 1e6:.0f} µs, {mine / against:.0f} times parse_qsl ({against * 1e6:.1f} µs)"
        )


if __name__ == "__main__":
    main()
