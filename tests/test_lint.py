"""`lint`: rules with codes, exemptions with reasons, and order without losing comments."""

from __future__ import annotations

import json
import random
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from postback_pack import load_catalog
from postback_pack.contribute.lint import in_order, lint
from postback_pack.contribute.network_rules import NETWORK_RULES
from postback_pack.contribute.rules import RULES
from postback_pack.messages.message import texts
from postback_pack.paths import data_folder
from tests.conftest import Result
from tests.test_broken_catalogs import RIGHT as LOADABLE

Cli = Callable[..., Result]
MONTH = "2026-11"
STEPS = '["Paste it.", "Open **Sources** and paste the postback URL.", "Set `<parameter>`, and save."]'
RIGHT = LOADABLE.replace("    delivery: paste\n", "    delivery: paste\n    where: [Sources]\n").replace(
    '["Paste it."]', STEPS
)
SEEN = RIGHT.replace('url: "https://mine.example/"', 'seen: "a page"')
SHIPPED = (data_folder() / "trackers.yaml").read_text(encoding="utf-8")

NO_MACROS = RIGHT.replace('"{ext}"', "null").replace('    own_click_id: ["{own}"]\n', "")
NO_MACROS = NO_MACROS.replace(", macros.click_id, own_click_id", "")
OTHER = RIGHT.replace('["{own}"]', '["{own}"]\n    other: ["{1}", "{own}"]').replace(
    ", own_click_id]", ", own_click_id, other]"
)

CODE = """
- id: mine
  name: Mine
  kind: site
  status: active
  click_in: {param: ext, naming: chosen}
  postback_out: {delivery: code, snippet: php.php, macros: {}}
  steps: ["Keep `<parameter>` in a cookie.", "Call the network.", "Copy the link."]
  verify: ["Look."]
  evidence: []
"""

CASES = [
    ("order", RIGHT.replace("mine", "zebra") + RIGHT, "16:3"),
    ("unique", RIGHT + RIGHT.replace("id: mine", "id: yours"), "16:1"),
    ("style", RIGHT.replace('"{ext}"', '"[ext]"'), "10:24"),
    ("style", RIGHT.replace('  style: ["{", "}"]\n', ""), "1:3"),
    ("style", RIGHT.replace('"{own}"', '"{own}x"'), "11:20"),
    ("remark", RIGHT.replace('"{ext}"', '"{the one you chose}"'), "10:24"),
    ("remark", RIGHT.replace('"{own}"', '"CLICK_ID"'), "11:20"),
    ("where", RIGHT.replace("    where: [Sources]\n", ""), "8:5"),
    ("remark", RIGHT.replace('"{own}"', '"{YOUR_CLICK_ID}"'), "11:20"),
    ("supports", RIGHT.replace("own_click_id]", "own_click_id, macros.txid]"), None),
    ("unfinished", RIGHT.replace("Look.", "FILL IN: where the log is."), "13:12"),
    ("unfinished", RIGHT.replace("name: Mine", 'name: "FILL IN: the name"'), "2:9"),
    ("in-code", RIGHT.replace("Paste it.", "Paste {it}."), "12:11"),
    ("in-code", SEEN.replace("a page", "a page with {it}"), "15:14"),
    ("in-code", RIGHT.replace('"{', '"-').replace('}"', '-"').replace("Paste it.", "Paste -ext-."), "12:11"),
    ("in-code", RIGHT.replace('"{', '"-').replace('}"', '-"').replace("Paste it.", "Press **-own-**."), "12:11"),
    ("unfilled", RIGHT.replace("Paste it.", "Paste `x=<paramter>`."), "12:11"),
    ("unfilled", SEEN.replace("a page", "a page of <network>"), "15:14"),
    ("own-or-other", OTHER, "12:20"),
    ("style", NO_MACROS, "5:10"),
    ("code-param", CODE.replace("param: ext, naming: chosen", "param: null, naming: fixed"), "6:13"),
    ("steps", RIGHT.replace('"Paste it.", ', ""), "12:10"),
    ("steps", RIGHT.replace("**Sources**", "Sources"), "12:10"),
    ("steps", RIGHT.replace("the postback URL", "it"), "12:10"),
    ("steps", RIGHT.replace("`<parameter>`", "it"), "12:10"),
    ("pitfalls", RIGHT + "  pitfalls: [Mind a., Mind b., Mind c., Mind d., Mind e.]\n", "16:13"),
    ("no-network", RIGHT.replace("Paste it.", "Paste it for Adsterra."), "12:11"),
    ("no-network", RIGHT.replace("Paste it.", "Paste `https://www.pbterra.com/name/x`."), "12:11"),
    ("no-network", RIGHT.replace("Look.", "Look for `subid_short=`."), "13:12"),
    ("no-network", RIGHT + '  pitfalls: ["Never change `##SUB_ID_SHORT(action)##`."]\n', "16:14"),
    ("no-network", RIGHT.replace("Look.", "Look for `visitor=${TRACKING_ID}`."), "13:12"),
    ("no-network", RIGHT.replace("Look.", "Look for calls of `trc.taboola.com`."), "13:12"),
    ("in-code", RIGHT.replace("Look.", "Look at https://mine.example/."), "13:12"),
    ("future-source", RIGHT.replace("2026-11}", "2027-01}"), None),
    ("old-source", RIGHT.replace("2026-11}", "2025-04}"), None),
    ("http-source", RIGHT.replace("https://mine", "http://mine"), None),
    ("many-fields", RIGHT.replace("supports: [param,", "supports: [param, naming, steps, verify, style, where,"), None),
    (
        "many-fields",
        RIGHT
        + '    - {url: "https://mine.example/", by: vendor, supports: [naming, steps, verify, style], read: 2026-11}\n',
        "16:60",
    ),
    ("exemption", RIGHT + "  lint: [{ignore: style, reason: x}]\n", "16:10"),
    ("exemption", RIGHT + "  lint: [{ignore: evidence, reason: x}]\n", "16:10"),
    ("exemption", RIGHT + "  lint: [{ignore: nonsense, reason: x}]\n", "16:10"),
    ("evidence", RIGHT.replace(", own_click_id]", "]"), None),
    (
        "never-click-id",
        RIGHT.replace('"{own}"]', '"{own}", "{two}"]\n    spellings: {click_id: ["{two}"]}'),
        "11:29",
    ),
    ("form", RIGHT.replace("kind: tracker", "kind: traker"), "3:9"),
]


@pytest.mark.parametrize(("code", "text", "place"), CASES, ids=[code for code, *_ in CASES])
def test_a_rule(code: str, text: str, place: str | None) -> None:
    assert lint(RIGHT, "mine.yaml", MONTH) == [], "the pattern is not clean"
    found = [mistake for mistake in lint(text, "mine.yaml", MONTH) if mistake.code == code]
    assert found
    if place:
        assert f"{found[0].place.line}:{found[0].place.column}" == place


@pytest.mark.parametrize(
    "text",
    [
        CODE,
        RIGHT.replace("**Sources**", "Sources").replace("    where: [Sources]\n", "")
        + "  lint: [{ignore: where, reason: The menu is in no page.}]\n",
        RIGHT + '  disagreements: ["Adsterra\'s guide says otherwise."]\n',
        SEEN.replace("a page", "a guide of Adsterra"),
        RIGHT.replace("Paste it.", "Adsterras and `my_atpay` are other words."),
        RIGHT.replace(
            "Paste it.", "Report the payout and its currency by the action of the advertiser, as `payout={payout}`."
        ),
        RIGHT.replace(
            "Paste it.", "Not `{click_id}`, `{clickid}`, `[clickid]`, `{campaign_id}` or `{country}`: `click_id=` is."
        ),
    ],
    ids=[
        "code has no menu",
        "the menu is not known",
        "a source",
        "something seen",
        "other words",
        "general words",
        "macros of many",
    ],
)
def test_what_is_no_fault(text: str) -> None:
    assert lint(text, "mine.yaml", MONTH) == []


def test_every_rule_has_a_case_or_is_needed_to_load() -> None:
    tested = {code for code, *_ in CASES}
    assert set(RULES) <= tested


def test_every_mistake_belongs_to_a_rule_and_says_how_to_fix_it() -> None:
    mistakes = texts()["mistake"]
    assert {name.partition(".")[0] for name in mistakes} == set(texts()["rule"])
    assert [name for name, text in mistakes.items() if text.count("\n") != 1] == []


@pytest.mark.parametrize("code", RULES)
def test_an_exemption_with_a_reason(code: str) -> None:
    text = next(text for case, text, _ in CASES if case == code)
    exempt = text + f'  lint: [{{ignore: {code}, reason: "so"}}]\n'
    assert [mistake.code for mistake in lint(exempt, "mine.yaml", MONTH)] == []


def test_the_shipped_catalog_is_clean(cli: Cli) -> None:
    assert lint(SHIPPED, "trackers.yaml", MONTH) == []
    assert all(exemption.reason for tracker in load_catalog().trackers.values() for exemption in tracker.lint)


def test_the_shipped_catalog_is_in_order() -> None:
    assert in_order(SHIPPED) == SHIPPED


def test_order_keeps_every_line() -> None:
    entries = re.split(r"\n(?=- id: )", SHIPPED)
    head, rest = entries[0], [f"# about {number}\n{entry}" for number, entry in enumerate(entries[1:])]
    shuffled = rest[:]
    random.Random(1).shuffle(shuffled)
    assert in_order("\n".join([head, *shuffled])).split() == in_order("\n".join([head, *rest])).split()
    assert sorted(in_order("\n".join([head, *shuffled])).split()) == sorted("\n".join([head, *rest]).split())


def test_fix_writes_the_file(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(
        "# mine\n\n"
        + RIGHT.replace("mine", "zebra").replace("Mine", "Zebra")
        + "\n\n\n# about mine\n"
        + RIGHT.replace("kind:", "kind: ").replace("tracker\n", "tracker  \n")
    )
    result = cli("lint", "--fix", str(file))
    assert (result.status, result.out) == (0, "Errors: 0. Warnings: 0.\n")
    text = file.read_text()
    assert text.startswith("# mine\n\n# about mine\n- id: mine\n")
    assert "  \n" not in text
    assert "\n\n- id: zebra\n" in text


ZEBRA = RIGHT.replace("mine", "zebra").replace("Mine", "Zebra")


@pytest.mark.parametrize(("mark", "end"), [(b"", b"\n"), (b"", b"\r"), (b"\xef\xbb\xbf", b"\r\n")])
@pytest.mark.parametrize("last", ["", "...\n", "... # the end\n# really\n", "...\n\n\n"])
def test_fix_keeps_line_ends_and_the_end_of_the_document(
    cli: Cli, tmp_path: Path, mark: bytes, end: bytes, last: str
) -> None:
    file = tmp_path / "mine.yaml"
    file.write_bytes(mark + f"# mine\n\n{ZEBRA}\n{RIGHT}{last}".encode().replace(b"\n", end))
    assert cli("lint", "--fix", str(file)).out == "Errors: 0. Warnings: 0.\n"
    fixed = file.read_bytes()
    assert fixed == mark + f"# mine\n\n{RIGHT}\n{ZEBRA}{last.rstrip()}".rstrip().encode().replace(b"\n", end) + end
    assert [entry["id"] for entry in yaml.safe_load(fixed.replace(b"\r", b"\n"))] == ["mine", "zebra"]


def test_an_end_of_the_document_in_the_middle(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    text = f"{RIGHT}...\n{ZEBRA}"
    file.write_text(text)
    result = cli("lint", "--fix", str(file))
    assert result.status == 1
    assert f'{file}:16:1: mine: YAML ends at this line, but entries follow. Remove the "..." line. [form]' in result.out
    assert file.read_text() == text


@pytest.mark.parametrize("step", ["|-\n      Paste  ", '"Paste   "'])
def test_fix_changes_no_value(cli: Cli, tmp_path: Path, step: str) -> None:
    file = tmp_path / "mine.yaml"
    text = ZEBRA + "\n" + LOADABLE.replace("steps: [", "steps:\n    - " + step + "\n    - ").replace('it."]', 'it."')
    file.write_text(text)
    before = yaml.safe_load(text)
    cli("lint", "--fix", str(file))
    assert yaml.safe_load(file.read_text()) == before[::-1]


def test_output(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(RIGHT.replace("kind: tracker", "kind: traker").replace("https://mine", "http://mine"))
    text = cli("lint", str(file))
    assert text.status == 1
    assert text.out.splitlines()[0].startswith(f"error: {file}:3:9: mine.kind: ")
    assert text.out.splitlines()[-1] == "Errors: 1. Warnings: 0."
    data = json.loads(cli("lint", str(file), "--format", "json").out)
    assert data["findings"][0]["place"] == {"file": str(file), "line": 3, "column": 9}
    assert cli("lint", str(file), "--format", "github").out.startswith(
        f"::error file={file},line=3,col=9,title=form::mine.kind: "
    )
    file.write_text(RIGHT.replace("https://mine", "http://mine"))
    warned = cli("lint", str(file))
    assert (warned.status, warned.out.splitlines()[-1]) == (0, "Errors: 0. Warnings: 1.")


@pytest.mark.parametrize("text", ["# x\n", "", "---\n", "#\n" * 60_000], ids=["x", "empty", "start", "long"])
def test_fix_takes_a_file_without_entries(cli: Cli, tmp_path: Path, text: str) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(text)
    began = time.process_time()
    result = cli("lint", "--fix", str(file))
    assert time.process_time() - began < 10
    assert (result.status, result.err) == (0, "")
    assert file.read_text().strip() == text.strip()


def test_what_cannot_be_read_is_not_put_in_order(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    for content in (
        b"- id: b\n  name: x   \n---\n- id: a\n",
        RIGHT.encode() + b"  \xff\n",
        b"- id: z\n\n\n- id: a\n  x: {y}\n",
    ):
        file.write_bytes(content)
        assert cli("lint", "--fix", str(file)).status == 1
        assert file.read_bytes() == content


def test_a_folder_is_its_catalog(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "trackers.yaml").write_text(RIGHT)
    assert cli("lint", str(tmp_path)).status == 0


def test_rules_are_listed(cli: Cli) -> None:
    listed = cli("lint", "--rules").out
    assert all(re.search(rf"^{code} .*with a reason", listed, re.MULTILINE) for code in RULES)
    assert re.search("^form +error +trackers, networks +no\\n    Every value", listed, re.MULTILINE)
    assert re.search("^own-click-id +error +trackers +no\\n    The click-ID", listed, re.MULTILINE)
    assert all(re.search(rf"^{code} +[a-z]+ +trackers, networks +with", listed, re.MULTILINE) for code in NETWORK_RULES)


def test_what_is_not_a_file(cli: Cli) -> None:
    result = cli("lint", "/dev/null")
    assert (result.status, result.out) == (2, "")
    assert "not a plain file" in result.err


def test_a_file_that_is_not_there(cli: Cli) -> None:
    result = cli("lint", "nowhere.yaml")
    assert (result.status, result.out, len(result.problems)) == (2, "", 1)
