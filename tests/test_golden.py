"""Golden files: one per tracker with its URLs and links of every type at the default network and one setup as text, and one
per network with its URLs and links of every type for three trackers.

`pytest tests/test_golden.py --update-golden` writes them anew; read the difference before you commit it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from postback_pack import FORMATS, InputError, Setup, build_setup, load_catalog, render
from postback_pack.catalog.model import Network
from postback_pack.catalog.network_parts import PostbackType

GOLDEN = Path(__file__).parent / "golden"
CATALOG = load_catalog()
TYPES = {
    "simple": {},
    "payout, fixed": {"payout": "1.5"},
    "payout, by macro": {"payout": "macro"},
    "currency, fixed": {"payout": "1.5", "currency": "EUR"},
    "currency, by macro": {"payout": "macro", "currency": "EUR"},
}
CODE = {"code": {}, "code with the order value": {"payout": "macro"}}
CAMPAIGN_URL = "https://trk.example/abc?lp=2"


def setup_of(tracker: str, **options: object) -> Setup:
    return build_setup(CATALOG, tracker, account="acme", campaign_url=CAMPAIGN_URL, **options)  # type: ignore[arg-type]


def one_line(setup: Setup, format: str) -> str:
    try:
        return render(setup, format)
    except InputError as error:
        return f"({error.problems[0].message})"


def page_of(tracker: str) -> Iterator[str]:
    if CATALOG.trackers[tracker].postback_out.snippet:
        yield from (f"{name}:\n{render(setup_of(tracker, **options), 'code')}\n" for name, options in CODE.items())
        yield render(build_setup(CATALOG, tracker, account="acme"), "text").partition(setup_of(tracker).code or "")[0]
        return
    for name, options in TYPES.items():
        yield f"{name}: {one_line(setup_of(tracker, **options), 'url')}"
    yield f"link: {one_line(setup_of(tracker), 'link')}"
    yield f"link with all slots: {one_line(setup_of(tracker, with_macros=['all']), 'link')}"
    yield ""
    yield render(build_setup(CATALOG, tracker, account="acme", payout="macro"), "text", sources=False)


def compare(file: Path, text: str, update: bool) -> None:
    if update:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == text, f"{file.name} has changed; look at it after --update-golden"


@pytest.mark.parametrize("tracker", CATALOG.trackers)
def test_tracker(tracker: str, pytestconfig: pytest.Config) -> None:
    compare(GOLDEN / f"{tracker}.txt", "\n".join(page_of(tracker)) + "\n", pytestconfig.getoption("--update-golden"))


TRACKERS_OF_A_NETWORK = ("keitaro", "tune", "swaarm")
"""One with templates and status, one with a currency too, and one that writes `#{...}`."""
VALUES = ("acme", "1", "0123456789abcdef0123456789abcdef", "11111111-2222-3333-4444-555555555555")


def values_of(network: Network, kind: PostbackType) -> dict[str, str]:
    """Return a value for each field of a type that takes one of ours."""
    fields = {name: field for name, field in network.fields.items() if kind.takes(name)}
    fitting = {
        name: [value for value in (*field.values, *VALUES) if field.takes(value)] for name, field in fields.items()
    }
    return {name: found[0] for name, found in fitting.items() if found}


def least_of(network: Network) -> dict[str, str]:
    """Return what of payout and currency has to be asked for so that there is a setup."""
    kinds = list(network.types.values())
    return {} if any(not kind.needs for kind in kinds) else next(asked_of(kinds[0]))[1]


def asked_of(kind: PostbackType) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield what of payout and currency a user can ask a type for."""
    if not kind.needs:
        yield "without payout", {}
    if kind.takes("payout") and "currency" not in kind.needs:
        yield "payout, fixed", {"payout": "2"}
        yield "payout, by macro", {"payout": "macro"}
    if kind.takes("currency"):
        yield "currency, fixed", {"payout": "2", "currency": "EUR"}
        yield "currency, by macro", {"payout": "macro", "currency": "macro"}


def page_of_network(network: Network) -> Iterator[str]:
    """Show each type without the user's values and with all of them, then the links, and one setup as text with its warnings."""
    for tracker in TRACKERS_OF_A_NETWORK:
        yield f"{tracker}\n{'-' * len(tracker)}"
        for id, kind in network.types.items():
            fields = values_of(network, kind)
            by_macro = {name: "macro" for name, field in network.fields.items() if field.macro and name in fields}
            yield f"{id}:"
            shown: dict[str, str] = {}
            for name, asked in asked_of(kind):
                url = url_at(network, tracker, id, {}, **asked)
                shown = asked if "://" in url else shown
                yield f"  {name}: {url}"
            if fields:
                yield f"  the same with every field: {url_at(network, tracker, id, fields, **shown)}"
            if by_macro:
                yield f"  the same with fields by macro: {url_at(network, tracker, id, fields | by_macro, **shown)}"
        link = {"network": network.id, "campaign_url": CAMPAIGN_URL, **least_of(network)}
        yield f"link: {one_line(build_setup(CATALOG, tracker, **link), 'link')}"  # type: ignore[arg-type]
        yield f"link with everything: {one_line(build_setup(CATALOG, tracker, with_macros=['all'], **link), 'link')}\n"  # type: ignore[arg-type]
    setup = build_setup(CATALOG, TRACKERS_OF_A_NETWORK[0], network=network.id, **least_of(network))  # type: ignore[arg-type]
    yield render(setup, "text", sources=False)
    yield from ("", *(f"Warning: {warning}" for _, warning in setup.warning_messages))


def url_at(network: Network, tracker: str, type: str, fields: dict[str, str], **payout: str) -> str:
    try:
        setup = build_setup(CATALOG, tracker, network=network.id, type=type, fields=fields, **payout)  # type: ignore[arg-type]
    except InputError as error:
        return f"({error.problems[0].message})"
    return one_line(setup, "url")


@pytest.mark.parametrize("network", CATALOG.networks)
def test_network(network: str, pytestconfig: pytest.Config) -> None:
    text = "\n".join(page_of_network(CATALOG.networks[network])) + "\n"
    compare(GOLDEN / "networks" / f"{network}.txt", text, pytestconfig.getoption("--update-golden"))


def first_of_each_delivery() -> dict[str, str]:
    """One tracker for each delivery: the one with the most to show."""
    chosen: dict[str, str] = {}
    for tracker in sorted(CATALOG.trackers.values(), key=lambda tracker: -len(tracker.facts())):
        chosen.setdefault(tracker.postback_out.delivery, tracker.id)
    return chosen


@pytest.mark.parametrize("format", [format for format in FORMATS if format not in ("url", "link", "code")])
@pytest.mark.parametrize("delivery", first_of_each_delivery())
def test_format(delivery: str, format: str, pytestconfig: pytest.Config) -> None:
    setup = build_setup(CATALOG, first_of_each_delivery()[delivery], account="acme", payout="macro")
    suffix = {"text": "txt"}.get(format, format)
    compare(
        GOLDEN / "formats" / f"{delivery}.{suffix}",
        render(setup, format, sources=True) + "\n",
        pytestconfig.getoption("--update-golden"),
    )


@pytest.mark.parametrize(("folder", "ids"), [(".", CATALOG.trackers), ("networks", CATALOG.networks)])
def test_no_golden_file_is_left_over(folder: str, ids: dict[str, object], pytestconfig: pytest.Config) -> None:
    for file in (GOLDEN / folder).glob("*.txt"):
        if pytestconfig.getoption("--update-golden") and file.stem not in ids:
            file.unlink()
    assert {file.stem for file in (GOLDEN / folder).glob("*.txt")} == set(ids)
