from __future__ import annotations

import json
import re
from collections.abc import Callable

import markdown
import pytest

from postback_pack import Catalog
from postback_pack.embedding.fragment import table_fragment
from postback_pack.site.pages import site_pages
from tests.conftest import TESTS, Result
from tests.test_formats import read_html

Cli = Callable[..., Result]


def test_list_is_an_aligned_table(cli: Cli, catalog: Catalog) -> None:
    header, *rows = cli("list").out.splitlines()
    assert header.split("  ")[0] == "id"
    titles = ["id", "name", "kind", "click-ID macro", "grade", "payout macro"]
    starts = [header.index(title) for title in titles]
    assert starts == sorted(starts)
    assert [row.split()[0] for row in rows] == sorted(catalog.trackers)
    for row in rows:
        assert all(row.ljust(len(header))[start - 1] == " " for start in starts[1:])
    cpvlab = next(row for row in rows if row.startswith("cpvlab"))
    assert cpvlab[starts[3] :].split() == ["{!tscode!}", "confirmed", "{!revenue!}"]


def test_list_by_kind(cli: Cli) -> None:
    rows = cli("list", "--kind", "platform").out.splitlines()[1:]
    assert {"cake", "tune"} <= {row.split()[0] for row in rows}
    assert all(" platform " in row for row in rows)


@pytest.mark.parametrize(
    ("macro", "expected"),
    [
        ("{!tscode!}", {"cpvlab": "click ID"}),
        ("{externalID}", {"bemob": "click ID"}),
        ("{sub_id_12}", {"keitaro": "click ID"}),
        ("{transaction_id}", {"tune": "transaction ID, own click ID"}),
        ("{subid}", {"keitaro": "own click ID"}),
        ("[[cpc]]", {"prosper202": "other"}),
    ],
)
def test_list_finds_who_writes_a_macro(cli: Cli, macro: str, expected: dict[str, str]) -> None:
    rows = json.loads(cli("list", "--macro", macro, "--format", "json").out)["trackers"]
    assert expected.items() <= {row["id"]: row["means"] for row in rows}.items()
    assert all(meaning in cli("list", "--macro", macro).out for meaning in expected.values())


def test_the_grade_is_the_click_id_macros(cli: Cli, catalog: Catalog) -> None:
    """Of redtrack, voluum and branch the payout macro has another grade; the list is not about that one."""
    rows = {row["id"]: row for row in json.loads(cli("list", "--format", "json").out)["trackers"]}
    assert (rows["redtrack"]["grade"], rows["voluum"]["grade"]) == ("confirmed", "confirmed")
    for id, row in rows.items():
        if row["click_id_macro"]:
            assert row["grade"] == catalog.trackers[id].grade("macros.click_id")
        elif row["delivery"] == "paste":
            assert row["grade"] == "unknown"
        else:
            assert row["grade"] is None


OFFERED = [
    ("php", "code"),
    ("stripe", "code"),
    ("zapier", "table"),
    ("solar_engine", "partner"),
    ("adjust", "link"),
    ("hyros", "no postback"),
]


@pytest.mark.parametrize(("tracker", "word"), OFFERED)
def test_without_a_macro_the_list_shows_what_the_entry_offers(cli: Cli, tracker: str, word: str) -> None:
    [header, *lines] = cli("list").out.splitlines()
    [row] = [line for line in lines if line.startswith(f"{tracker} ")]
    assert row[header.index("grade") : header.index("payout macro")].strip() == word
    assert f"| {word} |" in next(
        line
        for line in cli("list", "--format", "md").out.splitlines()
        if f"| {tracker.replace('_', '&#95;')} |" in line
    )
    [data] = [row for row in json.loads(cli("list", "--format", "json").out)["trackers"] if row["id"] == tracker]
    assert (data["grade"], data["offers"]) == (None, word)


def test_every_list_has_the_same_words(catalog: Catalog) -> None:
    """The index of a site in both formats, and the table in other people's pages."""
    index = {format: site_pages(catalog, format, network="adsterra")[f"index.{format}"] for format in ("html", "md")}
    for tracker, word in OFFERED:
        name = catalog.trackers[tracker].name
        assert re.search(rf"{name}</a></td><td>\w+</td><td></td><td>{word}</td>", index["html"])
        assert re.search(rf"\[{name}\]\({tracker}\.md\) \| \w+ \|  \| {word} \|", index["md"])
        cells = table_fragment([catalog.trackers[tracker]]).iter("td")
        assert [cell.text for cell in cells][4] == word


def test_the_words_are_explained() -> None:
    page = (TESTS.parent / "docs" / "trackers.md").read_text(encoding="utf-8")
    assert all(f"| {word} |" in page for _, word in OFFERED)


def test_a_macro_without_its_signs_gets_the_nearest(cli: Cli) -> None:
    assert "did you mean {externalId}, {externalid}" in cli("list", "--macro", "externalid").err


def test_nobody_writes_it(cli: Cli) -> None:
    assert cli("list", "--macro", "{nobody}") == (0, "", "Warning: no tracker in the catalog writes '{nobody}'\n")
    assert json.loads(cli("list", "--macro", "{nobody}", "--format", "json").out) == {
        "schema_version": 1,
        "trackers": [],
    }


def test_list_as_json(cli: Cli, catalog: Catalog) -> None:
    data = json.loads(cli("list", "--format", "json").out)
    assert data["schema_version"] == 1
    assert [row["id"] for row in data["trackers"]] == list(catalog.trackers)
    for row in data["trackers"]:
        assert row["click_id_macro"] == catalog.trackers[row["id"]].macro("click_id")


def test_list_as_markdown(cli: Cli, catalog: Catalog) -> None:
    page = read_html(markdown.markdown(cli("list", "--format", "md").out, extensions=["tables"]))
    assert page.tags.count("tr") == len(catalog.trackers) + 1
    for tracker in catalog.trackers.values():
        assert tracker.macro("click_id") in [*page.code, None]


def test_show_gives_every_fact_its_grade_and_sources(cli: Cli, catalog: Catalog) -> None:
    for id, tracker in catalog.trackers.items():
        data = json.loads(cli("show", id, "--format", "json").out)
        facts = {fact["fact"]: fact for fact in data["facts"]}
        assert set(tracker.facts()) <= set(facts)
        for name, fact in facts.items():
            if fact["grade"] == "unknown":
                assert fact["value"] is None
            else:
                assert fact["sources"], name
                assert all(name in data["evidence"][number - 1]["supports"] for number in fact["sources"])


def test_show_as_text(cli: Cli) -> None:
    text = cli("show", "HasOffers").out
    assert text.startswith("TUNE (tune)\n")
    row = next(line for line in text.splitlines() if line.startswith("click-ID macro"))
    assert "{aff_click_id}" in row
    assert "confirmed" in row
    number = row.split("[")[1].split("]")[0]
    assert f"\n[{number}] https://support.tune.com/" in text
    assert "not known" in cli("show", "adsbridge").out
