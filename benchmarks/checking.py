"""What `check` costs: by the length of what is pasted, by its parameters and by the number of networks, and against the standard library taking one URL apart.

    python benchmarks/checking.py

Run it in an environment in which the project is installed.
"""

from __future__ import annotations

import platform
import statistics
import time
from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

from postback_pack import Catalog, check, load_catalog
from postback_pack.setup.options import DEFAULT_NETWORK
from postback_pack.trial.test_call import call_of_url

URL = "https://www.pbterra.com/name/acme/at?subid_short={externalid}&atpay={payout}"
LINK = "https://trk.example/a?external_id=##SUB_ID_SHORT(action)##"
LENGTHS = (10, 100, 1000)
NUMBERS = (1_000, 2_000, 4_000, 8_000, 16_000)
PARAMETERS = {
    "postback, twice": (URL, "&subid_short={{externalid}}"),
    "postback, unknown": (URL, "&p{}=1"),
    "postback, &amp;": (URL, "&amp;p{}=1"),
    "link, right": (LINK, "&p{}=1"),
    "link, slots": (LINK, "&p{}=##PLACEMENT_ID##"),
    "link, misspelt": (LINK, "&p{}=##SUB_ID_SHORT(acton)##"),
}
"""What is pasted, and the parameter that is added to it again and again; all but a right link have a finding for each."""
UNKNOWN = "https://unknown.example/pb?cid={externalid}&sum={payout}"
WRONG = URL.replace("{externalid}", "{clickid}")
ONE_URL: dict[str, Callable[[Catalog], object]] = {
    "check, tracker binom": lambda catalog: check(catalog, URL, tracker="binom"),
    "check, guessed": lambda catalog: check(catalog, URL),
    "check, unknown address": lambda catalog: check(catalog, UNKNOWN),
    "check, guessed and corrected": lambda catalog: check(catalog, WRONG),
    "send": lambda catalog: call_of_url(catalog, URL, "click-1", "1.5"),
}
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
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return statistics.median(times)


def main() -> None:
    """Print all tables."""
    catalog = load_catalog()
    print(f"Python {platform.python_version()}, {platform.machine()}\n")
    print(f"{'pasted':<18}{'tracker':<10}" + "".join(f"{size:>8} KB" for size in LENGTHS) + "   1000 KB / 100 KB")
    for name, filling in FILLINGS.items():
        for tracker in ("binom", None):
            spent = [seconds(lambda: check(catalog, filling(size * 1000), tracker=tracker), 3) for size in LENGTHS]  # noqa: B023
            columns = "".join(f"{second:>9.3f} s" for second in spent)
            print(f"{name:<18}{tracker or 'guessed':<10}{columns}{spent[2] / spent[1]:>20.1f}")
    print(f"\n{'parameters':<18}{'tracker':<10}" + "".join(f"{n:>9}  " for n in NUMBERS) + "   8,000 / 4,000")
    for name, (url, parameter) in PARAMETERS.items():
        for tracker in ("keitaro" if url == LINK else "binom", None):
            texts = [url + "".join(parameter.format(count) for count in range(number)) for number in NUMBERS]
            spent = [seconds(lambda: check(catalog, text, tracker=tracker), 3) for text in texts]  # noqa: B023
            columns = "".join(f"{second:>9.3f} s" for second in spent)
            print(f"{name:<18}{tracker or 'guessed':<10}{columns}{spent[3] / spent[2]:>16.1f}")
    print()
    against = seconds(lambda: [parse_qsl(urlsplit(URL).query) for _ in range(100)], 21) / 100
    print(
        f"{'one URL':<30}{'ms':>6}   times parse_qsl ({against * 1e6:.1f} µs)   {len(catalog.networks)} networks / one"
    )
    alone = Catalog(catalog.trackers, {DEFAULT_NETWORK: catalog.networks[DEFAULT_NETWORK]})
    for name, work in ONE_URL.items():
        cost, alone_cost = (
            seconds(lambda: [work(of) for _ in range(20)], 21) / 20  # noqa: B023
            for of in (catalog, alone)
        )
        print(f"{name:<30}{cost * 1e3:>6.2f}{cost / against:>18.0f}{cost / alone_cost:>28.2f}")


if __name__ == "__main__":
    main()
