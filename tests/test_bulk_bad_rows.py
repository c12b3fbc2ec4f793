"""Rows and headers of `bulk` that give no setup: each is named with its place, and the other rows are done."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postback_pack.cli import run
from postback_pack.text.characters import hidden_character
from tests.conftest import Result
from tests.test_bulk import rows_of

Cli = Callable[..., Result]
BAD = """tracker,account,payout,currency,http
keitaro,acme,1,,
keitro,acme,,,
keitaro,ac me,x,,
keitaro,acme,,ZZZ,maybe
,acme,,,
keitaro,acme
adsbridge,acme,,,
appsflyer,acme,,,
cake,acme,2,,
"""


def test_bad_rows_are_named_and_the_others_done(cli: Cli, tmp_path: Path) -> None:
    source, out, errors = tmp_path / "in.csv", tmp_path / "out.csv", tmp_path / "errors.txt"
    source.write_text(BAD)
    result = cli("bulk", str(source), "-o", str(out), "--errors", str(errors))
    assert result.status == 1
    assert [row["tracker"] for row in rows_of(out.read_text())] == ["keitaro", "cake"]
    told = errors.read_text().splitlines()
    assert [line.removeprefix(f"{source}:").split(": ")[:2] for line in told][:3] == [
        ["3", "tracker"],
        ["4", "account"] if "account" in told[1] else ["4", "payout"],
        ["4", "payout"] if "payout" in told[2] else ["4", "account"],
    ]
    assert "Did you mean keitaro?" in told[0]
    for line, help in (
        ("5", "Write yes or no"),
        ("6", "The tracker is missing"),
        ("7", "has 2 cells"),
        ("8", "is not known"),
        ("9", "no postback URL"),
    ):
        assert any(text.startswith(f"{source}:{line}: ") and help in text for text in told), line
    assert "7 rows give no setup." in result.err
    assert "--" not in errors.read_text()
    on_terminal = cli("bulk", str(source), "-o", str(out))
    assert on_terminal.err.count("Error: ") == len(told) + 1


def test_strict_stops_at_the_first(cli: Cli, tmp_path: Path) -> None:
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text(BAD)
    out.write_text("old")
    result = cli("bulk", str(source), "-o", str(out), "--strict")
    assert result.status == 1
    assert len(result.problems) == 2
    assert out.read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.csv"]
    assert cli("bulk", str(source), "-o", str(tmp_path / "folder"), "--strict").status == 1
    assert not (tmp_path / "folder").exists()


@pytest.mark.parametrize(
    ("text", "help"),
    [
        ("", "no header"),
        ("account\nacme\n", "no column tracker"),
        ("tracker,tracker\n", "appears twice"),
        ("tracker,acount\n", "Did you mean account?"),
        ("tracker,campaign-url\n", "Did you mean campaign_url?"),
    ],
)
def test_bad_headers(cli: Cli, tmp_path: Path, text: str, help: str) -> None:
    (tmp_path / "in.csv").write_text(text)
    result = cli("bulk", str(tmp_path / "in.csv"), "-o", str(tmp_path / "out.csv"))
    assert result.status == 2
    assert help in result.err
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize(
    ("name", "text", "named"),
    [
        ("in.csv", "publisher,tracker\nacme,binom\n", "not options: 'publisher'. Name"),
        ("in.csv", ",tracker,payout\n0,binom,1.5\n", "not options: ''. Name"),
        ("in.csv", "a1,b2,c3,d4,e5,f6,g7,h8,i9,j0,tracker\n,,,,,,,,,,binom\n", "'h8' and 2 more. Name"),
        ("in.jsonl", '{"tracker": "binom", "Publisher": "acme"}\n', "not options: 'Publisher'. Name"),
    ],
)
def test_a_table_whose_account_may_have_another_name_is_refused(
    cli: Cli, tmp_path: Path, name: str, text: str, named: str
) -> None:
    (tmp_path / name).write_text(text)
    result = cli("bulk", str(tmp_path / name), "-o", str(tmp_path / "out.csv"))
    assert result.status == 2
    assert len(result.problems) == 1
    assert named in result.err
    assert "account, payout or campaign_url" in result.err
    assert not (tmp_path / "out.csv").exists()


def test_a_table_of_trackers_alone_is_taken(cli: Cli, tmp_path: Path) -> None:
    for name, text in {"in.csv": "tracker,payout\nbinom,1.5\n", "in.jsonl": '{"tracker": "binom"}\n'}.items():
        (tmp_path / name).write_text(text)
        result = cli("bulk", str(tmp_path / name), "-o", "-")
        assert result.status == 0
        assert "/name/NAMEOFADVERTISER/" in result.out


def test_a_row_of_code_names_the_format_that_holds_it(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("tracker,account\nstripe,acme\n")
    result = cli("bulk", str(tmp_path / "in.csv"), "-o", "-")
    assert result.status == 1
    assert "Add --format text to the command" in result.err
    [row] = rows_of(cli("bulk", str(tmp_path / "in.csv"), "-o", "-", "--format", "text").out)
    assert "stripe" in row["setup"]


CELLS = st.one_of(
    st.sampled_from(
        [
            "keitaro",
            "cake",
            "adjust",
            "php",
            "acme",
            "1.5",
            "macro",
            "EUR",
            "yes",
            "https://trk.example/a",
            "all",
            "{x}",
            "",
        ]
    ),
    st.text(max_size=12),
    st.sampled_from(["=1", "\x1b[31m", "\u202e", "\x00", '"', ",", "\r\n", "##X##", "\ud800", "A" * 300]),
)
COLUMNS = ["tracker", "account", "payout", "currency", "campaign_url", "with", "http", "click_id_macro", "note"]


@given(
    st.lists(st.lists(CELLS, min_size=9, max_size=9), min_size=1, max_size=4), st.sampled_from(["out.csv", "out.jsonl"])
)
@settings(
    # Each example is a whole run.
    max_examples=max(1, settings().max_examples // 3),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_rows(tmp_path: Path, rows: list[list[str]], target: str) -> None:
    source, out, errors = tmp_path / "in.csv", tmp_path / target, tmp_path / "errors.txt"
    written = source.open("w", newline="", encoding="utf-8", errors="surrogateescape")
    with written as file, suppress(UnicodeEncodeError, csv.Error):
        csv.writer(file).writerows([COLUMNS, *rows])
    status = run(["bulk", str(source), "-o", str(out), "--errors", str(errors)])
    assert status in (0, 1, 2)
    if status < 2:
        told = errors.read_text(encoding="utf-8")
        assert not hidden_character(told.replace("\n", ""))
        assert "None" not in told
        lines = out.read_text(encoding="utf-8")
        found = [json.loads(line) for line in lines.splitlines()] if target == "out.jsonl" else rows_of(lines)
        assert len(found) <= len(rows)
        for row in found:
            assert not hidden_character(row["postback_url"] + row["tracking_link"])
            assert row["postback_url"].startswith(("https://www.pbterra.com/", "http://www.pbterra.com/"))
