from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import markdown
import pytest

from postback_pack import Catalog, build_setup, load_catalog
from postback_pack.catalog.model import KIND_NAMES, KINDS, ROLE_LABELS, Tracker
from postback_pack.embedding.fragment import table_fragment
from postback_pack.rendering.network_data import network_data
from postback_pack.rendering.tracker_data import fact_label, tracker_data
from postback_pack.rendering.tracker_text import tracker_text
from postback_pack.site.generator_words import page_texts
from postback_pack.site.pages import site_pages
from postback_pack.text.characters import width
from postback_pack.text.markup import write_plain
from tests.conftest import MADE_UP, TESTS, Result
from tests.test_formats import read_html

Cli = Callable[..., Result]


def groups(text: str) -> tuple[str, dict[str, list[str]]]:
    """Return the titles of the list, and the lines of each kind."""
    header, *blocks = text.rstrip("\n").split("\n\n")
    return header, {block.split("\n")[0]: block.split("\n")[1:] for block in blocks}


def entries(rows: list[str]) -> list[str]:
    """Return the lines that begin with an ID; a long macro has a line of its own."""
    return [row for row in rows if not row.startswith(" ")]


def test_the_list_is_in_groups_by_kind(cli: Cli, catalog: Catalog) -> None:
    _, kinds = groups(cli("list").out)
    assert [*kinds] == [KIND_NAMES[kind] for kind in KINDS]
    for kind, rows in zip(KINDS, kinds.values(), strict=True):
        of_kind = sorted(id for id, tracker in catalog.trackers.items() if tracker.kind == kind)
        assert [row.split()[0] for row in entries(rows)] == of_kind


@pytest.mark.parametrize("columns", [40, 80, 132])
def test_the_list_is_aligned_and_fits(
    cli: Cli, catalog: Catalog, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    if columns != 80:
        # Without a terminal, it is 80.
        monkeypatch.setenv("COLUMNS", str(columns))
    header, kinds = groups(cli("list").out)
    titles = ["id", "name", "grade", "click-ID macro", "payout macro"]
    shown = [title for title in titles if f"  {title}" in header or title == "id"]
    assert shown == titles[: {40: 2, 80: 4}.get(columns, 5)]
    starts = [header.index(title) for title in shown]
    lines = [line for rows in kinds.values() for line in rows]
    for row in entries(lines):
        assert all(row.ljust(len(header))[start - 1] == " " for start in starts[1:])
    text = cli("list").out
    assert max(map(width, text.splitlines())) <= columns
    if columns >= 80:
        # No macro is ever cut off.
        for tracker in catalog.trackers.values():
            assert (tracker.macro("click_id") or "") in text
    cpvlab = next(row for row in lines if row.startswith("cpvlab"))
    assert "CPV Lab" in cpvlab
    if columns > 100:
        assert cpvlab[starts[2] :].split() == ["confirmed", "{!tscode!}", "{!revenue!}"]


def test_list_by_kind(cli: Cli) -> None:
    _, kinds = groups(cli("list", "--kind", "platform").out)
    assert [*kinds] == ["Affiliate platform"]
    assert {"cake", "tune"} <= {row.split()[0] for row in kinds["Affiliate platform"]}


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("volu", "voluum"),
        ("FLUX", "funnelflux_pro funnelflux_selfhosted"),
        ("cpv lab", "cpvlab"),
        ("google-tag", "gtm_server gtm_web"),
        ("hasoff", "tune"),
        ("flux --kind self_hosted", "funnelflux_selfhosted"),
        ("keitaro --macro {!tscode!}", ""),
        ("lab --macro {!tscode!}", "cpvlab"),
        ("--networks mark", "mgid"),
    ],
)
def test_list_finds_a_word_in_names(cli: Cli, catalog: Catalog, words: str, ids: str) -> None:
    result = cli("list", *words.split())
    known = {*catalog.trackers, *catalog.networks}
    assert [row.split()[0] for row in result.out.splitlines() if known & {row.partition("  ")[0]}] == ids.split()
    assert result.status == 0


OF_A_ROW = ["id", "name", "kind", "status", "aliases", "delivery", "offers", "click_id_macro", "grade", "payout_macro"]


def test_a_word_works_with_every_format(cli: Cli) -> None:
    result = json.loads(cli("list", "hasoff", "--format", "json").out)
    assert [[row["id"], *row] for row in result["trackers"]] == [["tune", *OF_A_ROW]]
    assert "| TUNE |" in cli("list", "hasoff", "--format", "md").out
    assert "| MGID |" in cli("list", "market", "--networks", "--format", "md").out
    assert json.loads(cli("list", "zzz", "--format", "json").out)["trackers"] == []


def test_a_name_that_no_column_has_is_shown(cli: Cli) -> None:
    assert "tune  TUNE (HasOffers)" in cli("list", "hasoff").out
    assert "mgid  MGID (MarketGid)" in cli("list", "market", "--networks").out
    assert "(" not in cli("list", "voluum").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("kietaro", "No tracker has 'kietaro' in its ID, name or other names. Did you mean Keitaro? For a tracker that is not listed, use custom."),
        ("zzz", "No tracker has 'zzz' in its ID, name or other names. For a tracker that is not listed, use custom."),
        ("zzz --networks", "No network has 'zzz' in its ID, name or other names."),
        ("mgid", "No tracker has 'mgid' in its name, but a network has. Add --networks."),
        ("keitaro --networks", "No network has 'keitaro' in its name, but a tracker has. Omit --networks."),
        ("keitaro --kind mmp", "None of those with 'keitaro' in their name fit the other options."),
        ("taboola --networks --macro {zzz}", "None of those with 'taboola' in their name fit the other options."),
    ],
)  # fmt: skip
def test_a_word_that_no_name_has(cli: Cli, words: str, said: str) -> None:
    assert cli("list", *words.split()) == (0, "", f"Warning: {said}\n")


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
    assert row[header.index("grade") :].strip() == word
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
                assert re.search(f"^  {ROLE_LABELS[str(value)]} +[a-z]+ +absent", text, re.MULTILINE)
                continue
            elif path == ("postback_out", "list"):
                assert ("list of macros: " in text) == bool(tracker.style)
                continue
            elif path[-1] in ("why", "instead", "seen"):
                pieces = str(value).split("`")
            if path == ("kind",):
                pieces = [KIND_NAMES[str(value)]]
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
    row = next(line for line in text.splitlines() if line.startswith("  click-ID macro"))
    assert "{aff_click_id}" in row
    assert "confirmed" in row
    number = row.split("[")[1].split("]")[0]
    assert re.search(rf"^\[{number}\] vendor, .*\n(    .*\n)*? *https://support.tune.com/", text, re.MULTILINE)
    assert "not known" in cli("show", "adsbridge").out
    for needs_none in ("php", "hyros", "appsflyer"):
        assert not re.search("macro +not known", cli("show", needs_none).out)


def test_show_names_the_sources_next_to_what_they_support(cli: Cli) -> None:
    """Each number of the list of sources is behind everything that the source supports, also what has no grade."""
    text = cli("show", "keitaro").out
    assert re.search(r"^macros look like: \{name\} \[1\]$", text, re.MULTILINE)
    assert re.search(r"^Steps, for Adsterra \[4\] \[5\] \[7\]$", text, re.MULTILINE)
    assert re.search(r"^Where sources disagree \[9\] \[10\]$", text, re.MULTILINE)
    assert re.search(r"^  payout macro +confirmed  \{revenue\} from \[1\] \[2\]$", text, re.MULTILINE)
    catalog = load_catalog()
    for tracker in catalog.trackers.values():
        before, _, _ = tracker_text(tracker, catalog.network("adsterra")).partition("\nSources\n")
        for number in range(1, len(tracker.evidence) + 1):
            assert f"[{number}]" in before, (tracker.id, number)
    text = cli("show", "mgid").out
    assert re.search(r"^Steps at the network \[2\]$", text, re.MULTILINE)
    assert re.search(r"^orbitra\n  template: marketgid.com \[1\]\n  pitfalls: \[2\]$", text, re.MULTILINE)
