"""preview: each hop of one conversion, with sample values."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from postback_pack import Catalog, build_setup, load_catalog
from postback_pack.catalog.model import URL_DELIVERIES
from postback_pack.catalog.tracker_parts import Sends
from postback_pack.text.characters import hidden_character
from postback_pack.text.placeholders import is_placeholder
from postback_pack.trial.preview import preview
from tests.conftest import MADE_UP, Result

Cli = Callable[..., Result]
K = ["keitaro", "--account", "acme"]


def test_every_tracker_arrives(catalog: Catalog) -> None:
    for tracker in catalog.trackers.values():
        out = tracker.postback_out
        if out.delivery not in (*URL_DELIVERIES, "code") or (out.delivery == "paste" and not tracker.macro("click_id")):
            continue
        for payout in (None, "1.25", "macro"):
            if (
                payout == "macro"
                and out.delivery != "code"
                and not (tracker.macro("payout") or tracker.macro("payout_usd"))
            ):
                continue
            journey = preview(
                build_setup(catalog, tracker.id, account="acme", payout=payout),
                "Id-1",
                "7.5" if payout == "macro" else None,
            )
            assert journey.problems == (), tracker.id
            expected = {"account": "acme", "click_id": "Id-1"} | (
                {"payout": "7.5" if payout == "macro" else payout} if payout else {}
            )
            assert journey.call
            assert dict(journey.call.values) == expected, tracker.id


CODE = [
    tracker.id
    for tracker in load_catalog().trackers.values()
    if tracker.postback_out.delivery == "code" and tracker.postback_out.snippet != "table"
]


LOST = ["a&b", "a b", 'a"b', "a'b", "a<b", "caf\u00e9", "y" * 256, "a#b"]


@pytest.mark.parametrize("tracker", CODE)
def test_an_id_that_the_code_refuses_is_lost(catalog: Catalog, tracker: str) -> None:
    setup = build_setup(catalog, tracker, account="acme")
    for click_id in LOST:
        journey = preview(setup, click_id)
        assert (journey.sent, journey.call, len(journey.problems)) == (None, None, 1)
        assert "neither keeps nor sends" in journey.problems[0]
    assert preview(setup, "aZ09-_.~/+%=?!$()*,:;@[]^`|\\").problems == ()


@pytest.mark.parametrize(("tracker", "longest"), [("php", 255), ("stripe", 200)])
def test_how_long_an_id_may_be(catalog: Catalog, tracker: str, longest: int) -> None:
    setup = build_setup(catalog, tracker, account="acme")
    assert preview(setup, "y" * longest).problems == ()
    assert f"takes click IDs of up to {longest} ASCII characters" in preview(setup, "y" * (longest + 1)).problems[0]


def test_it_says_that_nothing_is_kept(cli: Cli) -> None:
    result = cli("preview", "php", "--account", "acme", "--click-id", "a&b")
    assert (result.status, len(result.problems)) == (1, 1)
    assert "The code for PHP neither keeps nor sends 'a&b'" in result.err
    assert "Your site keeps nothing, and sends nothing" in result.out
    assert "pbterra" not in result.out


def test_a_table_has_no_code_that_refuses_an_id(cli: Cli) -> None:
    assert cli("preview", "n8n", "--account", "acme", "--click-id", "a&b").status == 0


PROGRAMS = {
    "php": ["php", "-r", "include 'snippet.php'; foreach (file('ids') as $id) echo (int) adsterra_is_click_id(json_decode($id));"],
    "python": [sys.executable, "-c", "import json, snippet; [print(int(snippet.is_click_id(json.loads(id))), end='') for id in open('ids')]"],
    "ruby": ["ruby", "-r", "json", "-e", "require './snippet'; File.foreach('ids') { |id| print ADSTERRAPostback.click_id?(JSON.parse(id)) ? 1 : 0 }"],
    "node": ["node", "--input-type=module", "-e", """
        import { readFileSync } from 'node:fs';
        const { isClickId } = await import(process.cwd() + '/snippet.mjs');
        for (const id of readFileSync('ids', 'utf8').trim().split('\\n')) process.stdout.write(isClickId(JSON.parse(id)) ? '1' : '0');
    """],
}  # fmt: skip


@pytest.mark.parametrize("tracker", PROGRAMS)
def test_preview_and_the_code_take_the_same_ids(catalog: Catalog, tracker: str, tmp_path: Path) -> None:
    setup = build_setup(catalog, tracker, account="acme")
    program, *arguments = PROGRAMS[tracker]
    if not shutil.which(program):
        pytest.skip(f"needs {program}")
    ids = [chr(number) for number in range(33, 400)] + [
        f"a{chr(number)}b" for number in range(32, 400) if number != 127
    ]
    ids = [id for id in ids if id.strip() and not hidden_character(id) and not is_placeholder(id)]
    ids += ["y" * length for length in (254, 255, 256, 257, 499)]
    for name in ("snippet.php", "snippet.mjs", "snippet.py", "snippet.rb"):
        (tmp_path / name).write_text(str(setup.code))
    (tmp_path / "ids").write_text("\n".join(map(json.dumps, ids)))
    ran = subprocess.run([program, *arguments], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True)
    taken = "".join("0" if preview(setup, id).problems else "1" for id in ids)
    assert ran.stdout == taken


def test_an_unknown_encoding_is_named(cli: Cli) -> None:
    told = "could not confirm whether"
    assert told in cli("preview", "voluum", "--account", "acme", "--click-id", "a b").out
    assert told not in cli("preview", "voluum", "--account", "acme", "--click-id", "ab").out
    assert told not in cli("preview", "keitaro", "--account", "acme", "--click-id", "a b").out


def test_values_go_as_the_tracker_sends_them(catalog: Catalog) -> None:
    setup = build_setup(catalog, "keitaro", account="acme")
    out = replace(setup.tracker.postback_out, sends=Sends(encoded=False))
    raw = preview(replace(setup, tracker=replace(setup.tracker, postback_out=out)), "a+b")
    assert str(raw.sent).endswith("subid_short=a+b")
    assert any("'a+b' or as 'a b'" in line for line in raw.hops[-1].lines)
    assert str(preview(setup, "a+b").sent).endswith("subid_short=a%2Bb")


def test_it_fails_where_a_macro_stays(cli: Cli) -> None:
    result = cli("preview", *K, "--click-id", "x", "--campaign-url", "https://trk.example/?c=##COST##")
    assert result.status == 1
    assert "##COST##" in result.err
    assert cli("preview", "keitaro", "--click-id", "x").status == 1


def test_the_made_up_network_plays_too(cli: Cli) -> None:
    options = ["--network", "tradewind", "--account", "acme", "--field", "key=ABCD1234", "--payout", "macro"]
    result = cli("preview", "keitaro", "-C", str(MADE_UP), *options, "--click-id", "x")
    assert result.status == 0
    assert "token=x&worth=1.5&order=sample-txid" in result.out


@pytest.mark.parametrize(
    ("arguments", "status", "help"),
    [
        ([*K], 2, "--click-id"),
        ([*K, "--click-id", "x", "--amount", "2"], 2, "reports no payout"),
        ([*K, "--click-id", "x", "--payout", "2", "--amount", "3"], 2, "a fixed amount"),
        ([*K, "--click-id", "x", "--payout", "macro", "--amount", "-1"], 2, "above 0"),
        (["hyros", "--click-id", "x"], 2, "cannot send"),
        (["adsbridge", "--click-id", "x"], 2, "not known"),
    ],
)
def test_bad_input_of_preview(cli: Cli, arguments: list[str], status: int, help: str) -> None:
    result = cli("preview", *arguments)
    assert result.status == status
    assert help in result.err
