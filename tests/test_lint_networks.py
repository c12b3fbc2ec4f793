"""`lint` over folders of networks: every rule with its place, and every way to name what is to be checked."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from postback_pack.contribute.lint_networks import lint_networks
from postback_pack.contribute.network_rules import NEEDED_TO_LOAD, NETWORK_RULES
from postback_pack.contribute.targets import Target, targets_of
from postback_pack.paths import data_folder
from tests.conftest import Result

Cli = Callable[..., Result]
MONTH = "2026-11"
URL = "{{ scheme }}://in.quay.example/hit?cid={{ click_id }}&acc={{ account }}{% if payout %}&sum={{ payout }}{% endif %}\n"
RIGHT = """\
id: quay
name: Quay
fields:
  account: {label: Account ID, placeholder: ACCOUNTID, pattern: "[0-9]{1,9}", where: [Tools, Postback]}
payout: {means: revenue}
schemes: [https]
click_in:
  style: [["{", "}"]]
  macros: {click_id: "{clk}"}
types:
  hit: {name: Postback}
steps: ["Open **Tools** and copy the account.", "Paste the tracking link into **Target**."]
pitfalls: ["Mind `<account>`."]
trackers:
  keitaro:
    pitfalls: [Mind the status., Mind the offer.]
    evidence: [{seen: a guide, by: other, supports: [pitfalls], read: 2026-11}]
evidence:
  - {url: "https://quay.example/", by: vendor, supports: [types.hit, types.hit.payout, fields.account, payout.means, schemes, macros.click_id], read: 2026-11}
"""

CASES = [
    ("form", "means: revenue", "means: profit", "5:17"),
    ("form", "  keitaro:", "  keitarro:", "16:5"),
    ("form", "id: quay", "id: key", "1:5"),
    ("unique", "name: Quay", "name: Adsterra", "2:7"),
    ("unique", "name: Quay", "name: Quay\naliases: [Quai, Propeller Ads]", "3:17"),
    ("unknown-name", "copy the account", "copy <acount>", "12:9"),
    ("unknown-name", "copy the account", "copy <account_2>", "12:9"),
    ("unfinished", "copy the account", "FILL IN", "12:9"),
    ("source", 'url: "https://quay.example/", ', "", "19:5"),
    ("supports", "schemes, macros.click_id]", "schemes, macros.click_id, macros.cost]", "19:58"),
    ("evidence", "types.hit, ", "", "11:8"),
    ("evidence", "types.hit.payout, ", "", "11:8"),
    ("evidence", ", macros.click_id]", "]", "9:22"),
    ("evidence", "fields.account, ", "", "4:12"),
    ("evidence", "{means: revenue}", "{means: revenue, currency: account}", "5:36"),
    ("evidence", "schemes: [https]", "other_hosts: [old.quay.example]\nschemes: [https]", "6:14"),
    ("evidence", 'click_id: "{clk}"}', 'click_id: "{clk}"}\n  link_limit: 900', "10:15"),
    ("style", '"{clk}"', '"[clk]"', "9:22"),
    ("style", "schemes: [https]", 'schemes: [https]\naffiliate_macros: ["##PAID##"]', "7:20"),
    ("remark", '"{clk}"', '"{your click ID}"', "9:22"),
    ("where", ", where: [Tools, Postback]", "", "4:12"),
    ("in-code", "Mind the offer.", '"Mind {offer}."', "16:34"),
    ("in-code", "a guide", '"a guide with {clk}"', "17:23"),
    ("in-code", "copy the account", "copy https://quay.example/", "12:9"),
    ("unfilled", "`<account>`", "`<acount>`", "13:12"),
    ("steps", '"Open **Tools** and copy the account.", ', "", "12:8"),
    ("steps", "**Tools** and copy the account.\", \"Paste the tracking link into **Target**", "it.\", \"Paste the tracking link", "12:8"),
    ("steps", "the tracking link into", "it into", "12:8"),
    ("pitfalls", "Mind the offer.", "Mind the offer., Mind the rest., Mind all.", "16:15"),
    ("pitfalls", '"Mind `<account>`."', "Mind a., Mind b., Mind c., Mind d., Mind e.", "13:11"),
    ("future-source", "macros.click_id], read: 2026-11", "macros.click_id], read: 2026-12", "19:151"),
    ("future-source", "[pitfalls], read: 2026-11", "[pitfalls], read: 2026-12", "17:71"),
    ("http-source", "https://quay", "http://quay", "19:11"),
    ("old-source", "macros.click_id], read: 2026-11", "macros.click_id], read: 2025-04", "19:151"),
    ("exemption", "schemes: [https]", "schemes: [https]\nlint: [{ignore: style, reason: so}]", "7:8"),
    ("exemption", "schemes: [https]", "schemes: [https]\nlint: [{ignore: evidence, reason: so}]", "7:8"),
]  # fmt: skip


def folder_with(place: Path, text: str = RIGHT, url: str = URL) -> Path:
    folder = place / "quay"
    folder.mkdir(parents=True)
    (folder / "network.yaml").write_text(text, encoding="utf-8")
    (folder / "hit.url.j2").write_text(url, encoding="utf-8")
    return folder


def lint(folder: Path) -> list[tuple[str, str]]:
    target = Target(folder, folder.name, is_network=True, inside=folder)
    mistakes = lint_networks([target], {"keitaro"}, MONTH)
    return [(mistake.code, f"{mistake.place.line}:{mistake.place.column}") for mistake in mistakes]


def test_the_pattern_is_clean(tmp_path: Path) -> None:
    assert lint(folder_with(tmp_path)) == []


@pytest.mark.parametrize(("code", "old", "new", "place"), CASES)
def test_a_rule(tmp_path: Path, code: str, old: str, new: str, place: str) -> None:
    assert RIGHT.count(old) == 1
    assert (code, place) in lint(folder_with(tmp_path, RIGHT.replace(old, new)))


def test_every_rule_has_a_case() -> None:
    assert {code for code, *_ in CASES} == {*NETWORK_RULES, *NEEDED_TO_LOAD}


@pytest.mark.parametrize("code", NETWORK_RULES)
def test_an_exemption_with_a_reason(tmp_path: Path, code: str) -> None:
    _, old, new, _ = next(case for case in CASES if case[0] == code)
    text = RIGHT.replace(old, new) + f"lint: [{{ignore: {code}, reason: so}}]\n"
    assert lint(folder_with(tmp_path, text)) == []


@pytest.mark.parametrize(
    ("url", "place"),
    [
        (URL.replace("{{ click_id }}", "x"), "1:1"),
        (URL.replace("{{ account }}", "{{ acount }}"), "1:59"),
        (URL.replace("{{ payout }}", "{{ payout|e }}"), "1:72"),
    ],
)
def test_a_template_has_its_place_and_hides_no_other_mistake(tmp_path: Path, url: str, place: str) -> None:
    found = lint(folder_with(tmp_path, RIGHT.replace('"{clk}"', '"[clk]"'), url))
    assert ("form", place) in found
    assert ("style", "9:22") in found


def test_a_template_that_is_missing_is_one_mistake(tmp_path: Path) -> None:
    folder = folder_with(tmp_path)
    (folder / "hit.url.j2").unlink()
    assert [code for code, _ in lint(folder)] == ["form"]


def test_the_url_of_a_type_covers_what_is_always_in_it(tmp_path: Path) -> None:
    text = RIGHT.replace("types.hit.payout, ", "")
    assert lint(folder_with(tmp_path, text, URL.replace("{% if payout %}", "").replace("{% endif %}", ""))) == []


def test_no_click_id_macro_is_no_mistake(tmp_path: Path) -> None:
    text = RIGHT.replace('"{clk}"', "null").replace(", macros.click_id]", "]")
    assert lint(folder_with(tmp_path, text)) == []


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("", ["trackers.yaml", "templates/networks/quay"]),
        ("templates", ["networks/quay"]),
        ("templates/networks", ["quay"]),
        ("templates/networks/quay", [""]),
        ("templates/networks/quay/network.yaml", [""]),
        ("templates/networks/quay/hit.url.j2", [""]),
        ("trackers.yaml", [""]),
    ],
)
def test_what_is_named(cli: Cli, tmp_path: Path, path: str, names: list[str]) -> None:
    folder_with(tmp_path / "templates" / "networks", RIGHT.replace("name: Quay", "name: Quay\nage: 3"))
    (tmp_path / "trackers.yaml").write_text("- id: x\n", encoding="utf-8")
    named = tmp_path / path
    result = cli("lint", str(named), "--format", "json")
    files = {finding["place"]["file"] for finding in json.loads(result.out)["findings"]}
    start = named.parent if named.suffix in (".yaml", ".j2") and "quay" in path else named
    expected = {str(start / name) if name else str(start) for name in names}
    assert result.status == 1
    assert {file.removesuffix("/network.yaml") for file in files} == expected


def test_what_is_named_twice_is_checked_once(tmp_path: Path) -> None:
    folder = folder_with(tmp_path)
    paths = [str(folder / "network.yaml"), str(folder / "hit.url.j2"), f"{folder}/", str(tmp_path / "quay")]
    assert len(targets_of(tuple(paths))) == 1


def test_the_folder_that_you_are_in(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder_with(tmp_path))
    for path in (".", "network.yaml", "hit.url.j2", "../quay"):
        assert cli("lint", path) == (0, "Errors: 0. Warnings: 0.\n", "")


def test_nothing_to_check_is_an_error_for_each(cli: Cli, tmp_path: Path) -> None:
    result = cli("lint", str(tmp_path), str(tmp_path / "nowhere"), str(tmp_path / "quay" / "network.yaml"))
    assert (result.status, result.out, len(result.problems)) == (2, "", 3)


def test_a_tracker_of_the_same_catalog_can_be_named(cli: Cli, tmp_path: Path) -> None:
    folder_with(tmp_path / "templates" / "networks", RIGHT.replace("  keitaro:", "  mine:"))
    assert "There is no tracker 'mine'" in cli("lint", str(tmp_path)).out
    # An entry that cannot be read is not missed a second time.
    (tmp_path / "trackers.yaml").write_text("- id: mine\n", encoding="utf-8")
    assert "There is no tracker 'mine'" not in cli("lint", str(tmp_path)).out


def test_a_file_that_leads_out_of_the_catalog(cli: Cli, tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "mine" / "templates" / "networks")
    (folder / "hit.url.j2").rename(tmp_path / "hit.url.j2")
    (folder / "hit.url.j2").symlink_to(tmp_path / "hit.url.j2")
    for path in (folder, tmp_path / "mine"):
        assert "a link that leads out of the folder" in cli("lint", str(path)).out


def test_everything_that_is_shipped_is_clean_and_is_checked_without_a_path(cli: Cli) -> None:
    assert cli("lint") == (0, "Errors: 0. Warnings: 0.\n", "")
    assert len([target for target in targets_of(()) if target.is_network]) >= 30


def test_a_copy_of_a_shipped_network_has_its_names(cli: Cli, tmp_path: Path) -> None:
    shutil.copytree(data_folder() / "templates" / "networks" / "adsterra", tmp_path / "adsterra")
    result = cli("lint", str(tmp_path / "adsterra"))
    assert "network.yaml:3:5: adsterra.id: The ID, name or alias adsterra also belongs to adsterra" in result.out
