"""What `check` costs: by the length of what is pasted, by its parameters and by the networks, and against the standard library taking one URL apart.

    python benchmarks/checking.py

Run it in an environment in which the project is installed.
"""

from __future__ import annotations

import platform
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

from postback_pack import Catalog, check, load_catalog
from postback_pack.catalog.shape import Shape, Slot
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
WRONG = URL.replace("{externalid}", "{clickid}")
ONE_URL: dict[str, Callable[[Catalog], object]] = {
    "check, tracker binom": lambda catalog: check(catalog, URL, tracker="binom"),
    "check, guessed": lambda catalog: check(catalog, URL),
    "check, guessed and corrected": lambda catalog: check(catalog, WRONG),
    "send": lambda catalog: call_of_url(catalog, URL, "click-1", "1.5"),
}
MORE_NETWORKS = 25
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
    print(f"{'one URL':<30}{'ms':>6}   times parse_qsl ({against * 1e6:.1f} µs)   with {MORE_NETWORKS} more networks")
    many = with_networks(catalog, MORE_NETWORKS)
    for name, work in ONE_URL.items():
        few_cost, many_cost = (
            seconds(lambda: [work(of) for _ in range(20)], 21) / 20  # noqa: B023
            for of in (catalog, many)
        )
        print(f"{name:<30}{few_cost * 1e3:>6.2f}{few_cost / against:>18.0f}{many_cost / few_cost:>34.2f}")


def with_networks(catalog: Catalog, number: int) -> Catalog:
    """Return the catalog with made-up networks, each with a host, a path and a click-ID parameter of its own."""
    networks = dict(catalog.networks)
    for one in range(number):
        types = {}
        for id, kind in catalog.networks["adsterra"].types.items():
            parts = (part if isinstance(part, Slot) else renamed(part, one) for part in kind.shape.parts)
            types[id] = replace(kind, shape=Shape(parts=tuple(parts)))
        networks[f"net{one}"] = replace(catalog.networks["adsterra"], id=f"net{one}", types=types)
    return Catalog(catalog.trackers, networks)


def renamed(part: str, one: int) -> str:
    return part.replace("www.", f"network-{one}.").replace("/at", f"/at-{one}").replace("subid", f"subid{one}")


if __name__ == "__main__":
    main()
