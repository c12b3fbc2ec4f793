"""Golden files: one per tracker with its URLs and links of every type and one setup as text.

`pytest tests/test_golden.py --update-golden` writes them anew; read the difference before you commit it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from postback_pack import FORMATS, InputError, Setup, build_setup, load_catalog, render

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


def test_no_golden_file_is_left_over(pytestconfig: pytest.Config) -> None:
    for file in GOLDEN.glob("*.txt"):
        if pytestconfig.getoption("--update-golden") and file.stem not in CATALOG.trackers:
            file.unlink()
    assert {file.stem for file in GOLDEN.glob("*.txt")} == set(CATALOG.trackers)
