from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import markdown
import pytest

from postback_pack import Catalog, build_setup, load_catalog
from postback_pack.catalog.model import ROLE_LABELS, Tracker
from postback_pack.embedding.fragment import table_fragment
from postback_pack.rendering.network_data import network_data
from postback_pack.rendering.tracker_data import fact_label, tracker_data
from postback_pack.rendering.tracker_text import tracker_text
from postback_pack.site.generator_words import page_texts
from postback_pack.site.pages import site_pages
from postback_pack.text.markup import write_plain
from tests.conftest import MADE_UP, TESTS, Result
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
    """The payout macro of redtrack and of voluum has another grade; the list is not about that one."""
    rows = {row["id"]: row for row in json.loads(cli("list", "--format", "json").out)["trackers"]}
    assert (rows["redtrack"]["grade"], rows["voluum"]["grade"], rows["custom"]["grade"]) == (
        "confirmed",
        "confirmed",
        "unknown",
    )
    for id, row in rows.items():
        if row["click_id_macro"] or row["delivery"] == "paste":
            assert row["grade"] == catalog.trackers[id].grade("macros.click_id")
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
    """The index of a site in both formats, and the table in other people's pages. On a web page they are more than a word."""
    files = {"html": "trackers.html", "md": "index.md"}
    index = {format: site_pages(catalog, format, network="adsterra")[file] for format, file in files.items()}
    for tracker, word in OFFERED:
        name = catalog.trackers[tracker].name
        words = page_texts()["site"][f"offers_{word.replace(' ', '_')}"]
        assert f'{name}</a><span class="soft">{words}</span>' in index["html"]
        assert re.search(rf"\[{name}\]\({tracker}\.md\) \| \w+ \|  \| {word} \|", index["md"])
        cells = table_fragment([catalog.trackers[tracker]]).iter("td")
        assert [cell.text for cell in cells][4] == word


def test_the_words_are_explained() -> None:
    page = (TESTS.parent / "docs" / "trackers.md").read_text(encoding="utf-8")
    assert all(f"| {word} |" in page for _, word in OFFERED)


def test_a_macro_without_its_signs_gets_the_nearest(cli: Cli) -> None:
    assert "Did you mean {externalId}, {externalid}" in cli("list", "--macro", "externalid").err


def test_nobody_writes_it(cli: Cli) -> None:
    assert cli("list", "--macro", "{nobody}") == (0, "", "Warning: No tracker in the catalog writes '{nobody}'.\n")
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


def leaves(value: object, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], object]]:
    """Yield every value of an entry that is not empty, with the keys that lead to it."""
    if is_dataclass(value):
        for field in fields(value):
            yield from leaves(getattr(value, field.name), (*path, field.name))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from leaves(item, (*path, key))
    elif isinstance(value, tuple | frozenset):
        for index, item in enumerate(sorted(value) if isinstance(value, frozenset) else value):
            yield from leaves(item, (*path, str(index)))
    elif value not in (None, "", False) or (path[-1] == "encoded" and value is False):
        yield path, value


WORDS: dict[tuple[str, ...], str] = {
    ("postback_out", "minor_units"): "amounts: in the currency's smallest unit",
    ("click_in", "no_final_slash"): "no slash at the end of the link",
    ("click_in", "shown_encoded"): "shows the link with encoded macros",
    ("replaces",): "replaces: the shipped entry",
    ("postback_out", "sends", "encoded"): "values are encoded",
}
"""What the text says for keys whose value is only yes or no."""
ALL_KEYS = """\
- id: keitaro
  replaces: true
  name: Mine
  kind: tracker
  status: unknown
  style: ["{", "}"]
  click_in: {param: ext, naming: default}
  postback_out:
    delivery: paste
    where: [Sources, Postback]
    macros: {click_id: "{ext}"}
    list: complete
    minor_units: true
    sends: {encoded: false}
    spellings: {click_id: ["{EXT}"]}
  steps: ["Open **Sources**.", "Paste <postback URL> and <tracking link> for `<account>`.", "Fill in `<slot>`."]
  verify: ["Look."]
  lint: [{ignore: old-source, reason: "The page is gone."}]
  evidence:
    - {url: "https://mine.example/", by: vendor, supports: [param, macros.click_id, spellings, sends.encoded], read: 2020-01, text: "in {ext}"}
"""
"""What no shipped entry has."""


@pytest.fixture(scope="module")
def everyone(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Tracker]:
    file = tmp_path_factory.mktemp("keys") / "mine.yaml"
    file.write_text(ALL_KEYS, encoding="utf-8")
    return {**load_catalog(MADE_UP).trackers, "mine": load_catalog(file).tracker("keitaro")}


def test_show_leaves_no_key_out(everyone: dict[str, Tracker], catalog: Catalog) -> None:
    network = catalog.network("adsterra")
    seen = set()
    for tracker in everyone.values():
        data = tracker_data(tracker)
        text = tracker_text(tracker, network)
        for path, value in leaves(tracker):
            seen.add(path[0] if path[0] != "postback_out" else path[1])
            place: Any = data["source"] if path[0] in ("file", "line") else data
            for key in path:
                place = place[int(key)] if isinstance(place, list) else place[key]
            assert place == value, path
            if isinstance(value, bool):
                assert WORDS[path] in text
                continue
            pieces = re.split(r"`|\*\*|<[a-z][a-zA-Z ]*>", str(value)) if path[0] in TEXTS_OF else [str(value)]
            if path[0] == "evidence" and path[2] == "supports":
                pieces = [fact_label(str(value))]
            elif path[:2] == ("postback_out", "absent"):
                assert re.search(f"^{ROLE_LABELS[str(value)]} +absent", text, re.MULTILINE)
                continue
            elif path[-1] in ("why", "instead", "seen"):
                pieces = str(value).split("`")
            assert all(piece in text for piece in pieces), path
    assert {"callback", "snippet", "why", "instead", "minor_units", "replaces", "lint", "absent"} <= seen


TEXTS_OF = ("steps", "template_steps", "verify", "pitfalls", "disagreements")


def test_show_fills_the_texts_in_as_render_does(catalog: Catalog) -> None:
    network = catalog.network("adsterra")
    for id, tracker in catalog.trackers.items():
        lines = tracker_text(tracker, network).splitlines()
        setup = build_setup(catalog, id)
        own = len(tracker.verify), len(tracker.pitfalls)
        texts = [*setup.verify[: own[0]], *setup.pitfalls[: own[1]]]
        if not (id in network.trackers and network.trackers[id].steps):
            texts += setup.tracker_steps
        for text in texts:
            assert f"- {write_plain(text)}" in lines
        body = "\n".join(line for line in lines if line.startswith("- "))
        assert not re.search(r"<[a-z ]+>|the place for|the parameter for the click ID=", body)


def test_blanks_in_macros_are_explained(cli: Cli) -> None:
    assert "\n<param> is the link parameter, such as external_id.\n" in cli("show", "mytracker").out
    assert "\n<n> is a number.\n" in cli("show", "keitaro").out
    assert "\n<token> is the event's token.\n" in cli("show", "adjust").out
    assert "\n<" not in cli("show", "voluum").out


def test_json_has_the_whole_network_too(catalog: Catalog) -> None:
    network = catalog.network("adsterra")
    data = network_data(network)
    assert data["steps"] == list(network.steps)
    assert data["trackers"]["keitaro"]["builtin_template"] == network.trackers["keitaro"].builtin_template
    assert data["types"]["simple"]["url"] == "<scheme>://www.pbterra.com/name/<account>/at?subid_short=<click_id>"


def test_show_as_text(cli: Cli) -> None:
    text = cli("show", "HasOffers").out
    assert text.startswith("TUNE (tune)\n")
    row = next(line for line in text.splitlines() if line.startswith("click-ID macro"))
    assert "{aff_click_id}" in row
    assert "confirmed" in row
    number = row.split("[")[1].split("]")[0]
    assert f"\n[{number}] https://support.tune.com/" in text
    assert "not known" in cli("show", "adsbridge").out
    for needs_none in ("php", "hyros", "appsflyer"):
        assert not re.search("macro +not known", cli("show", needs_none).out)
