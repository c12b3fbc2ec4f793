"""Networks on the command line: `list --networks`, `show`, completion, missing fields, and the network of the environment."""

from __future__ import annotations

import html
import json
import re
import shlex
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import markdown
import pytest
from click.shell_completion import ShellComplete

from postback_pack import Catalog
from postback_pack.catalog.model import Network
from postback_pack.cli.app import app
from postback_pack.cli.completion import Bash
from postback_pack.rendering.network_data import shown_network_data
from postback_pack.rendering.network_text import network_text
from postback_pack.rendering.tracker_data import fact_label
from postback_pack.text.characters import width
from postback_pack.text.tables import fit_cells, text_table
from tests.conftest import MADE_UP, Result
from tests.test_list_and_show import leaves

Cli = Callable[..., Result]
VARIABLE = "POSTBACK_PACK_NETWORK"


@pytest.mark.parametrize("columns", [80, 100, 200])
def test_the_list_fits_the_terminal(cli: Cli, catalog: Catalog, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    header, *rows = cli("list", "--networks").out.splitlines()
    assert header.split() == ["id", "name", "types", "fields", "grade"]
    assert [row.split()[0] for row in rows] == sorted(catalog.networks)
    assert max(map(len, (header, *rows))) <= columns
    juicyads = next(row for row in rows if row.startswith("juicyads"))
    is_whole = "banner, popunder, banner_campaign, popunder_campaign" in juicyads
    assert is_whole == (columns == 200)
    # What does not fit ends after a whole name.
    assert re.search(r"  banner, (popunder, )?…  " if not is_whole else "popunder_campaign  ", juicyads)


def test_a_cell_is_shortened_between_names() -> None:
    rows = [["a", "one, two, three", "x" * 30], ["b", "日本, two, three", ""]]
    for widest in (80, 40, 34, 27):
        lines = text_table(["id", "names", "long"], fit_cells(["id", "names", "long"], rows, widest, (1, 2)))
        assert max(map(width, lines)) <= widest
        if widest == 34:
            assert lines[1:] == ["a   one, two, …   xxxxxxxxxxxxx…", "b   日本, two, …"]
    assert lines[1:] == ["a   one, …   xxxxxxxxxx…", "b   日本, …"]
    assert fit_cells(["id", "names", "long"], rows, 80, (1, 2)) == rows


def test_the_list_as_json_and_as_markdown_is_complete(cli: Cli, catalog: Catalog) -> None:
    data = json.loads(cli("list", "--networks", "--format", "json").out)
    assert data["schema_version"] == 1
    assert [row["id"] for row in data["networks"]] == list(catalog.networks)
    for row in data["networks"]:
        network = catalog.networks[row["id"]]
        assert (row["types"], row["fields"]) == ([*network.types], [*network.fields])
        assert row["click_id_macro"] == network.click_id_macro
        first = next(iter(network.types))
        grades = [network.grade(f"types.{first}"), network.grade("macros.click_id")]
        assert [*row["grades"].values()] == grades
        weaker = next(grade for grade in ("unknown", "reported", "confirmed") if grade in grades)
        assert row["grade"] == weaker
    page = markdown.markdown(cli("list", "--networks", "--format", "md").out, extensions=["tables"])
    assert page.count("<tr>") == len(catalog.networks) + 1
    assert "<td>banner, popunder, banner_campaign, popunder_campaign</td>" in html.unescape(page)


@pytest.mark.parametrize(
    ("macro", "expected"),
    [
        ("${SUBID}", {"propellerads": "click ID"}),
        ("{widget_id}", {"mgid": "placement"}),
        ("##PAYOUT##", {"adsterra": "incoming postbacks"}),
    ],
)
def test_the_list_finds_who_has_a_macro(cli: Cli, macro: str, expected: dict[str, str]) -> None:
    rows = json.loads(cli("list", "--networks", "--macro", macro, "--format", "json").out)["networks"]
    assert expected.items() <= {row["id"]: row["means"] for row in rows}.items()
    text = cli("list", "--networks", "--macro", macro).out
    assert all(id in text and meaning in text for id, meaning in expected.items())


def test_nobody_has_it(cli: Cli) -> None:
    near = cli("list", "--networks", "--macro", "widgetid")
    assert (near.status, near.out) == (0, "")
    assert near.err == "Warning: No network in the catalog has the macro 'widgetid'. Did you mean {widget_id}?\n"
    data = json.loads(cli("list", "--networks", "--macro", "{nobody}", "--format", "json").out)
    assert data == {"schema_version": 1, "networks": []}
    assert cli("list", "--networks", "--kind", "tracker") == (
        2,
        "",
        "Error: Networks have no kind. Leave --kind out, or --networks.\n",
    )


@pytest.mark.parametrize("name", ["mgid", "MGID", "Market Gid", "marketgid"])
def test_a_network_is_shown_by_any_name(cli: Cli, name: str) -> None:
    text = cli("show", name).out
    assert text.startswith("MGID (mgid)\nnetwork, status active, https://www.mgid.com\nalso called: MarketGid\n")
    assert "<parameter> is your tracker's link parameter for the click ID, such as\nexternal_id.\n" in text
    for line in (
        "  https://a.mgid.com/postback/<account>?c=<click_id>&e=<event>&r=<payout>",
        "  needs: event",
        "  can use: account, payout",
        "event: Event name, --field event=VALUE",
        "account: MGID Client ID, --account VALUE",
        "  where: Campaign > Conversion tracking > Tracking settings > Postback",
        "  macro: the status macro, if you write the word macro",
    ):
        assert line in text.splitlines()
    assert re.search(r"^  click_id +confirmed +\{click_id\} from \[1\]", text, re.MULTILINE)
    assert re.search(r"^  payout means +confirmed +revenue: what the conversion is worth to you", text, re.MULTILINE)
    assert text.endswith("\nExample\npostback-pack render keitaro --network mgid --field event=lead --payout macro\n")


def everyone(catalog: Catalog, with_made_up: Catalog) -> dict[str, Network]:
    return {**with_made_up.networks, **catalog.networks}


def test_show_leaves_no_key_of_a_network_out(catalog: Catalog, with_made_up: Catalog) -> None:
    words = {"price": "price: what you pay", "revenue": "revenue: what", "account": "that of your account"}
    for network in everyone(catalog, with_made_up).values():
        text, data = network_text(network), shown_network_data(network)
        for path, value in leaves(network):
            if "shape" in path:
                continue
            place: Any = data
            for key in path:
                place = place[int(key)] if isinstance(place, list) else place[key]
            assert place == value, path
            pieces = re.split(r"`|\*\*|<[a-z][a-zA-Z ]*>", str(value))
            if path[0] == "payout":
                pieces = ["whole amounts only"] if value is True else [words.get(str(value), str(value))]
            elif value is True:
                pieces = [f"{path[-1]}: yes"]
            elif path[-2:-1] == ("supports",):
                pieces = [fact_label(str(value))]
            elif path[-1] == "macro":
                pieces = [str(value).split("_")[0]]
            elif path[0] == "types" and path[-1] == "id":
                pieces = [f"\n{value}: "]
            assert all(piece in text for piece in pieces), (network.id, path)
        # Every name that a text fills in is filled in.
        assert set(re.findall(r"<[a-z][a-zA-Z ]*>", text[text.index("\nSteps at") :])) <= {"<parameter>"}


def test_json_of_a_network_says_what_its_types_need(cli: Cli) -> None:
    data = json.loads(cli("show", "propellerads", "--format", "json").out)
    assert data["schema_version"] == 1
    assert (data["types"]["postback"]["needs"], data["types"]["postback"]["can_use"]) == (
        ["aid", "tid"],
        ["pid", "payout", "goal"],
    )
    facts = {fact["fact"]: fact for fact in data["facts"]}
    assert facts["payout.currency"] == {"fact": "payout.currency", "value": None, "grade": "unknown", "sources": []}
    for name, fact in facts.items():
        assert all(name in data["evidence"][number - 1]["supports"] for number in fact["sources"])


def test_the_example_can_be_run(cli: Cli, catalog: Catalog, with_made_up: Catalog) -> None:
    for network in everyone(catalog, with_made_up).values():
        own = [] if network.id in catalog.networks else ["-C", str(MADE_UP)]
        program, *words = shlex.split(network_text(network).splitlines()[-1])
        result = cli(*words, *own)
        assert (program, result.status) == ("postback-pack", 0), network.id
        url = re.search(r"^https?://\S+\?\S+|^https?://\S*conv\S+", result.out, re.MULTILINE)
        assert url, network.id
        placeholders = [field.placeholder for field in network.fields.values() if field.placeholder]
        assert "placeholder" not in result.err
        assert not any(placeholder in url[0] for placeholder in placeholders)
        if next(iter(network.types.values())).takes("payout"):
            assert "--payout" in words


BOTH = """\
- id: mgid
  name: Mgid Tracker
  kind: tracker
  status: active
  style: ["{", "}"]
  click_in: {param: ext, naming: default}
  postback_out: {delivery: paste, where: [Sources], macros: {click_id: "{ext}"}}
  steps: ["Open it.", "Paste the postback URL.", "Copy it."]
  verify: ["Look."]
  evidence:
    - {url: "https://mine.example/", by: vendor, supports: [param, macros.click_id], read: 2026-10}
"""


def test_a_name_that_a_tracker_and_a_network_have(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(BOTH)
    own = ["-C", str(tmp_path / "mine.yaml")]
    error = "Error: A tracker and a network are called 'MGID'. Add --as tracker for Mgid Tracker, or --as network for MGID.\n"
    assert cli("show", "MGID", *own) == (2, "", error)
    assert cli("show", "MGID", "--as", "network", *own).out.startswith("MGID (mgid)\nnetwork,")
    assert cli("show", "MGID", "--as", "tracker", *own).out.startswith("Mgid Tracker (mgid)\nTracker,")
    assert "There is no tracker 'adsterra'" in cli("show", "adsterra", "--as", "tracker").err
    assert "There is no network 'keitaro'" in cli("show", "keitaro", "--as", "network").err


@pytest.mark.parametrize(("name", "near"), [("keitro", "keitaro"), ("propeler", "propellerads"), ("zzzz", "")])
def test_a_name_that_nobody_has(cli: Cli, name: str, near: str) -> None:
    result = cli("show", name)
    assert (result.status, result.out, len(result.problems)) == (2, "", 1)
    assert f"There is no tracker or network '{name}'." in result.err
    assert ("Did you mean " in result.err) == bool(near)
    assert f"{near}? " in result.err or not near


def test_a_broken_network_is_named_with_its_mistakes(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "templates" / "networks" / "mine"
    folder.mkdir(parents=True)
    (folder / "network.yaml").write_text("id: mine\n")
    result = cli("show", "mine", "-C", str(tmp_path))
    assert result.status == 2
    assert "network.yaml:1:1: mine.name" in result.err


COMPLETED = [
    (["render", "keitaro", "--network", "propeller"], ["propellerads"]),
    (["render", "keitaro", "--network", "propellerads", "--field", ""], ["aid=", "tid=", "pid=", "goal="]),
    (["render", "keitaro", "--network", "Propeller Ads", "--field", "T"], ["tid="]),
    (["render", "keitaro", "--network", "propellerads", "--field", "goal="], ["goal=1", "goal=2", "goal=3"]),
    (["preview", "keitaro", "--network", "mgid", "--field", "event="], ["event=macro"]),
    (["render", "keitaro", "--network", "mgid", "--field", "nothing="], []),
    (["render", "keitaro", "--field", ""], ["account="]),
    (
        ["render", "keitaro", "--network", "mgid", "--with", "c"],
        ["campaign", "creative", "cost", "country", "category"],
    ),
    (["render", "keitaro", "--with", "c"], ["campaign", "creative", "cost", "carrier"]),
    (["render", "keitaro", "--with", "a"], ["all"]),
    (["render", "keitaro", "--network", "mgid", "--with", "cost,ca"], ["cost,campaign", "cost,category"]),
    (["render", "keitaro", "--network", "nobody", "--with", ""], []),
    (["render", "keitaro", "--network", "rollerads", "--type", ""], ["postback", "old"]),
    (["show", "propeller"], ["propellerads"]),
    (["show", "kei"], ["keitaro"]),
    (["bulk", "a.csv", "--network", "mgi"], ["mgid"]),
    (["site", "public", "--network", "zero"], ["zeropark"]),
]


def completed(words: list[str]) -> list[str]:
    *before, incomplete = words
    return [item.value for item in ShellComplete(app, {}, "postback-pack", "").get_completions(before, incomplete)]


@pytest.mark.parametrize(("words", "offered"), COMPLETED, ids=lambda value: " ".join(value) or "nothing")
def test_completion(words: list[str], offered: list[str]) -> None:
    assert completed(words) == offered


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("render keitaro --network propellerads --field goal =", ["plain,1", "plain,2", "plain,3"]),
        ("render keitaro --network propellerads --field goal = 2", ["plain,2"]),
        ("render --field event = lead keitaro --network = mgid --with ca", ["plain,campaign", "plain,category"]),
        ("render keitaro --network = mgi", ["plain,mgid"]),
        ("render keitaro --network propellerads --field go", ["plain,goal="]),
    ],
)
def test_completion_in_bash_where_an_equals_sign_ends_a_word(
    monkeypatch: pytest.MonkeyPatch, words: str, offered: list[str]
) -> None:
    monkeypatch.setenv("COMP_WORDS", f"postback-pack {words}")
    monkeypatch.setenv("COMP_CWORD", str(len(words.split())))
    assert Bash(app, {}, "postback-pack", "").complete().split("\n") == offered
    assert "[[ $value == *= ]] && compopt -o nospace" in Bash.source_template


def test_completion_in_the_network_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "mgid")
    assert completed(["render", "keitaro", "--field", ""]) == ["event=", "account="]
    assert completed(["render", "keitaro", "--type", ""]) == ["postback"]
    monkeypatch.setenv(VARIABLE, "nobody")
    assert completed(["render", "keitaro", "--field", ""]) == []


def test_fields_that_are_not_given_are_named_once_each(cli: Cli, catalog: Catalog) -> None:
    for network in catalog.networks.values():
        result = cli("render", "keitaro", "--network", network.id, "--format", "url")
        assert result.status == 0, network.id
        kind = network.types[
            json.loads(cli("render", "keitaro", "--network", network.id, "--format", "json").out)["type"]["id"]
        ]
        needed = [name for name in network.fields if name in kind.shape.needed]
        missing = [name for name in needed if network.fields[name].placeholder]
        others = [name for name in network.fields if name in kind.shape.slots and name not in missing]
        lines = [line for line in result.err.splitlines() if "--field" in line or "--account" in line]
        assert len(lines) == len(missing) + (1 if missing and others else 0)
        for name, line in zip(missing, lines, strict=False):
            field = network.fields[name]
            option = "--account" if name == "account" else f"--field {name}="
            assert line.startswith(f"Warning: {field.placeholder} is a placeholder. ")
            assert option in line
            assert " > ".join(field.where) in line
        if missing and others:
            assert all(f"({network.fields[name].label})" in lines[-1] for name in others)
            assert lines[-1].endswith(f" See `postback-pack show {network.id}`.")


@pytest.mark.parametrize(
    ("network", "said"),
    [
        ("mgid", "MGID has no field 'evnt'. Did you mean event? Use event or account."),
        ("taboola", "Taboola has no field 'evnt'. Use event."),
        ("evadav", "EvaDav has no field 'evnt': its URL needs no value of your own. Leave it out."),
    ],
)
def test_an_unknown_field_names_those_that_there_are(cli: Cli, network: str, said: str) -> None:
    result = cli("render", "keitaro", "--network", network, "--field", "evnt=1")
    assert result == (2, "", f"Error: {said}\n")


ROWS: Mapping[str, str] = {
    "keitaro --network propellerads --field aid=1 --field tid=2 --payout macro --format url": "http://ad.propellerads.com/conversion.php?aid=1&pid=&tid=2&visitor_id={external_id}&payout={revenue}",
    "voluum --network propellerads --campaign-url https://trk.example/abc --format link": "https://trk.example/abc?external_id=${SUBID}",
    "bemob --network mgid --field event=lead --format url": "https://a.mgid.com/postback?c={externalId}&e=lead",
    "bemob --network mgid --field event=lead --payout macro --format url": "https://a.mgid.com/postback?c={externalId}&e=lead&r={payout}",
    "voluum --network taboola --field event=purchase --payout macro --currency USD --format url": "https://trc.taboola.com/actions-handler/log/3/s2s-action?click-id={externalid}&name=purchase&revenue={payout}&currency=USD",
    "keitaro --network taboola --field event=purchase --payout macro --currency USD --format url": "https://trc.taboola.com/actions-handler/log/3/s2s-action?click-id={external_id}&name=purchase&revenue={revenue}&currency=USD&orderid={tid}",
    "binom --network zeropark --field account=11111111-2222-3333-4444-555555555555 --payout macro --format url": "http://zp-postback.com/zppostback/11111111-2222-3333-4444-555555555555?cid={externalid}&payout={payout}",
}


@pytest.mark.parametrize("words", ROWS)
def test_these_commands_print_exactly_this(cli: Cli, words: str) -> None:
    result = cli("render", *words.split())
    assert (result.status, result.out) == (0, f"{ROWS[words]}\n")


MGID_URL = "https://a.mgid.com/postback?c={external_id}&e=lead\n"


def test_the_environment_names_the_default_network(cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(VARIABLE, "MarketGid")
    assert cli("render", "keitaro", "--field", "event=lead", "--format", "url").out == MGID_URL
    explicit = cli("render", "keitaro", "--network", "adsterra", "--account", "acme", "--format", "url").out
    assert explicit == "https://www.pbterra.com/name/acme/at?subid_short={external_id}\n"
    assert "e=lead" in cli("preview", "keitaro", "--field", "event=lead", "--click-id", "1").out
    assert "\nSteps, for MGID [4] [5] [7]\n" in cli("show", "keitaro").out
    (tmp_path / "in.csv").write_text("tracker,event,network\nkeitaro,lead,\nkeitaro,,evadav\n")
    rows = cli("bulk", str(tmp_path / "in.csv"), "-o", "-").out.splitlines()
    assert MGID_URL.strip() in rows[1]
    assert "https://evadav.com/" in rows[2]
    monkeypatch.setenv(VARIABLE, "")
    assert "pbterra.com" in cli("render", "keitaro", "--format", "url").out


EMPTY = "https://trk.example/abc?external_id="


@pytest.mark.parametrize(
    ("url", "more", "network"),
    [
        (EMPTY, [], "mgid"),
        (EMPTY, ["--network", "taboola"], "taboola"),
        ("https://trk.example/abc?external_id=${SUBID}", [], None),
        ("https://www.pbterra.com/name/acme/at?subid_short={external_id}", [], "adsterra"),
        ("https://postback.example/pb?c={external_id}&e=lead", [], None),
    ],
)
def test_check_offers_the_network_of_the_environment_and_never_decides_by_it(
    cli: Cli, catalog: Catalog, monkeypatch: pytest.MonkeyPatch, url: str, more: list[str], network: str | None
) -> None:
    without = cli("check", url, "--tracker", "keitaro", *more)
    monkeypatch.setenv(VARIABLE, "mgid")
    checked = cli("check", url, "--tracker", "keitaro", *more)
    if url == EMPTY and not more:
        assert "so it is checked for Adsterra." in without.words
        assert "so it is checked for MGID." in checked.words
    else:
        assert checked == without
    if url == EMPTY and network:
        assert f"\n{EMPTY}{catalog.networks[network].click_id_macro}\n" in checked.out
    monkeypatch.setenv(VARIABLE, "mgdi")
    assert cli("check", url, "--tracker", "keitaro", *more).status == (checked.status if more else 2)


@pytest.mark.parametrize(
    "words",
    [
        ["render", "keitaro"],
        ["check", EMPTY],
        ["preview", "keitaro", "--click-id", "1"],
        ["show", "keitaro"],
        ["bulk", "IN", "-o", "-"],
        ["site", "OUT"],
    ],
    ids=lambda words: str(words[0]),
)
def test_an_unknown_network_in_the_environment(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: list[str]
) -> None:
    monkeypatch.setenv(VARIABLE, "mgdi")
    (tmp_path / "in.csv").write_text("tracker\nkeitaro\n")
    places = {"IN": str(tmp_path / "in.csv"), "OUT": str(tmp_path / "out")}
    error = (
        "Error: The environment variable POSTBACK_PACK_NETWORK is wrong. There is no network 'mgdi'. Did you mean mgid? "
        "`postback-pack list --networks` shows all.\n"
    )
    assert cli(*(places.get(word, word) for word in words)) == (2, "", error)
    assert [*tmp_path.iterdir()] == [tmp_path / "in.csv"]


@pytest.mark.parametrize(
    "words", [["list"], ["list", "--networks"], ["show", "mgid"], ["render", "keitaro", "--network", "mgid"]]
)
def test_what_needs_no_default_network_ignores_the_environment(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.setenv(VARIABLE, "mgdi")
    assert cli(*words).status == 0


def test_bulk_takes_several_networks_each_with_its_fields(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(
        "tracker,network,account,event,aid,tid,payout\n"
        "keitaro,,acme,,,,\n"
        "bemob,mgid,,lead,,,macro\n"
        "keitaro,PropellerAds,,,1,2,\n"
        "keitaro,evadav,,,,,\n"
    )
    result = cli("bulk", str(tmp_path / "in.csv"), "-o", "-", "--format", "text")
    assert (result.status, result.err) == (0, "")
    for url in (
        "https://www.pbterra.com/name/acme/at?subid_short={external_id}",
        "https://a.mgid.com/postback?c={externalId}&e=lead&r={payout}",
        "http://ad.propellerads.com/conversion.php?aid=1&pid=&tid=2&visitor_id={external_id}",
        "https://evadav.com/phpb?click_id={external_id}",
    ):
        assert url in result.out


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("keitaro,,acme,lead", "event: 'lead': Adsterra has no field 'event'. Use account."),
        ("keitaro,taboola,acme,lead", "account: 'acme': Taboola has no field 'account'. Use event."),
        ("keitaro,evadav,acme,", "account: 'acme': EvaDav has no field 'account': its URL needs no value of your own. Leave it out."),
        ("keitaro,mgid,,a b", "event: 'a b': The Event name cannot contain"),
        ("keitaro,mgdi,,lead", "network: There is no network 'mgdi'. Did you mean mgid?"),
    ],
)  # fmt: skip
def test_bulk_names_the_column_that_does_not_fit_the_network(cli: Cli, tmp_path: Path, row: str, said: str) -> None:
    (tmp_path / "in.csv").write_text(f"tracker,network,account,event\n{row}\nkeitaro,,acme,\n")
    result = cli("bulk", str(tmp_path / "in.csv"), "-o", str(tmp_path / "out.csv"))
    assert result.status == 1
    assert f"in.csv:2: {said}" in result.err
    assert len(result.problems) == 2
    assert "name/acme/at" in (tmp_path / "out.csv").read_text()


def test_bulk_reports_every_wrong_column_at_once(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("tracker,network,account,event,aid,payout\nkeitaro,mgid,a b,lead,1,x\n")
    result = cli("bulk", str(tmp_path / "in.csv"), "-o", "-")
    places = [line.split("in.csv:2: ")[1].split(":")[0] for line in result.problems[:-1]]
    assert sorted(places) == ["account", "aid", "payout"]


def test_bulk_without_a_column_network_has_one_network(cli: Cli, tmp_path: Path) -> None:
    """Then a column that only other networks know is the user's own."""
    (tmp_path / "in.csv").write_text("tracker,account,state,id\nkeitaro,acme,summer,7\n")
    result = cli("bulk", str(tmp_path / "in.csv"), "-o", "-")
    assert result.status == 0
    assert "copied to the output unchanged: 'state' and 'id'." in result.err
    assert "keitaro,acme,summer,7,https://www.pbterra.com/name/acme/" in result.out
    (tmp_path / "mgid.csv").write_text("tracker,event\nkeitaro,lead\n")
    assert MGID_URL.strip() in cli("bulk", str(tmp_path / "mgid.csv"), "-o", "-", "--network", "mgid").out
    (tmp_path / "none.csv").write_text("tracker,no\nkeitaro,7\n")
    refused = cli("bulk", str(tmp_path / "none.csv"), "-o", "-", "--network", "mgid")
    assert refused.status == 2
    assert "There is no column account, and these columns are not options: 'no'." in refused.err
    assert cli("bulk", str(tmp_path / "none.csv"), "-o", "-", "--network", "evadav").status == 0


def test_a_network_in_a_trackers_place_is_named_as_one(cli: Cli) -> None:
    assert "Adsterra is an ad network, not a tracker." in cli("render", "adsterra").err
    assert "Adsterra is an ad network, not a tracker." in cli("sources", "Adsterra").err
    assert "Voluum is a tracker, not an ad network." in cli("render", "keitaro", "--network", "voluum").err
