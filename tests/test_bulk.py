"""`bulk`: every row as a setup of its own would be, bad rows named, and the output whole or not there."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postback_pack import Catalog, build_setup, load_catalog, render
from postback_pack.bulk.prepared import prepare
from postback_pack.bulk.printing import Printer, table_words
from tests.conftest import MADE_UP, Result
from tests.installed import argv
from tests.test_properties import accounts

Cli = Callable[..., Result]
CATALOG = load_catalog()
GOOD = "tracker,account,payout,currency\nkeitaro,acme,macro,\ncake,acme-2,1.5,EUR\nHasOffers,Acme,,\n"


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "accounts.csv"
    path.write_text(GOOD)
    return path


def test_csv_to_csv(cli: Cli, source: Path, tmp_path: Path) -> None:
    assert cli("bulk", str(source), "-o", str(tmp_path / "out.csv")) == (0, "", "")
    rows = rows_of((tmp_path / "out.csv").read_text())
    assert [row["postback_url"] for row in rows] == [
        "https://www.pbterra.com/name/acme/at?subid_short={external_id}&atpay={revenue}",
        "https://www.pbterra.com/code/EUR/acme-2/at?subid_short=#s2#&atpay=1.5",
        "https://www.pbterra.com/name/Acme/at?subid_short={aff_click_id}",
    ]
    assert [row["tracker"] for row in rows] == ["keitaro", "cake", "HasOffers"]
    assert {row["tracking_link"] for row in rows} == {""}, "an example is no link"


def test_a_link_for_a_campaign_url(cli: Cli, tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text(
        "tracker,account,campaign_url,with,http\nkeitaro,acme,https://trk.example/a?b=1,placement creative,yes\n"
    )
    [row] = rows_of(cli("bulk", str(source), "-o", "-").out)
    options = {"account": "acme", "campaign_url": "https://trk.example/a?b=1", "with_macros": ["placement", "creative"]}
    setup = build_setup(load_catalog(), "keitaro", http=True, **options)  # type: ignore[arg-type]
    assert (row["postback_url"], row["tracking_link"]) == (setup.postback_url, setup.tracking_link)


@pytest.mark.parametrize("format", ["text", "md", "html", "rst", "json"])
def test_one_file_a_row(cli: Cli, catalog: Catalog, source: Path, tmp_path: Path, format: str) -> None:
    out = tmp_path / "setups"
    assert cli("bulk", str(source), "-o", str(out), "--format", format).status == 0
    suffix = {"text": "txt"}.get(format, format)
    assert sorted(path.name for path in out.iterdir()) == [
        f"0000002-keitaro.{suffix}",
        f"0000003-cake.{suffix}",
        f"0000004-HasOffers.{suffix}",
    ]
    expected = render(build_setup(catalog, "cake", account="acme-2", payout="1.5", currency="EUR"), format) + "\n"
    assert (out / f"0000003-cake.{suffix}").read_text(encoding="utf-8") == expected


def test_json_lines(cli: Cli, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text(
        '{"tracker": "keitaro", "account": "acme", "payout": 1.5, "with": ["placement"], "http": true, "id": "=7"}\n\n{"tracker": "cake"}\n{"x": 1}\n[]\nno\n'
    )
    result = cli("bulk", str(source), "-o", str(tmp_path / "out.jsonl"))
    assert result.status == 1
    first, second = map(json.loads, (tmp_path / "out.jsonl").read_text().splitlines())
    assert first["postback_url"] == "http://www.pbterra.com/name/acme/at?subid_short={external_id}&atpay=1.5"
    assert first["id"] == "=7"
    assert "placeholder" in second["warnings"]
    assert [line.split(": ")[1].rpartition(":")[2] for line in result.problems[:3]] == ["4", "5", "6"]


def test_a_warning_names_columns_not_options(cli: Cli, tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("tracker,campaign_url,payout\nkeitaro,,1.5\nadjust,https://acme.example/a,macro\nphp,,\n")
    rows = rows_of(cli("bulk", str(source), "-o", "-", "--format", "json").out)
    for row in rows:
        assert "NAMEOFADVERTISER is a placeholder" in row["warnings"]
        assert "in the column account" in row["warnings"]
        assert "--" not in row["warnings"]
    assert "the column event_token" in rows[1]["warnings"]


def test_a_tracker_whose_link_carries_the_postback(cli: Cli, catalog: Catalog, tmp_path: Path) -> None:
    long = "https://app.adjust.com/a?x=" + "y" * 850
    accounts = ["acme", "acme-2", "a" * 64]
    source = tmp_path / "in.csv"
    source.write_text("tracker,account,campaign_url\n" + "".join(f"adjust,{name},{long}\n" for name in accounts))
    for row, account in zip(rows_of(cli("bulk", str(source), "-o", "-").out), accounts, strict=True):
        setup = build_setup(catalog, "adjust", account=account, campaign_url=long)
        assert (row["postback_url"], row["tracking_link"]) == (setup.postback_url, setup.tracking_link)
        assert row["warnings"] == " | ".join(warning.say(table_words) for _, warning in setup.warning_messages)
    assert "characters" in row["warnings"]


@pytest.mark.parametrize("url", ["https://app.adjust.com/abc", None])
@pytest.mark.parametrize("tracker", ["adjust", "keitaro"])
def test_what_is_prepared_serves_many_accounts(catalog: Catalog, tracker: str, url: str | None) -> None:
    prepared = prepare(catalog, tracker, campaign_url=url, payout="1.5")
    for account in ("acme", "acme-2", "acme"):
        setup = build_setup(catalog, tracker, account=account, campaign_url=url, payout="1.5")
        assert prepared.urls({"account": account}) == (setup.postback_url, setup.tracking_link if url else None)
        assert prepared.setup({"account": account}) == setup


def test_through_a_pipe(source: Path) -> None:
    done = subprocess.run(
        argv("bulk", "-", "-o", "-"), input=GOOD.encode(), capture_output=True, check=True, timeout=60
    )
    assert len(rows_of(done.stdout.decode())) == 3
    assert done.stderr == b""
    as_json = subprocess.run(
        argv("bulk", "-", "-o", "-"), input=b'{"tracker": "cake"}\n', capture_output=True, check=True, timeout=60
    )
    assert json.loads(as_json.stdout)["tracker"] == "cake"
    head = subprocess.run(
        f"{' '.join(argv())} bulk - -o - | head -1",
        shell=True,
        input=GOOD.encode() * 1,
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert head.stdout.startswith(b"tracker,account")
    assert head.stderr == b""


@pytest.mark.parametrize(
    ("arguments", "help"),
    [
        (["nothing.csv", "-o", "-"], "cannot be read"),
        (["IN", "-o", "nowhere/out.csv"], "does not exist. Create it first"),
        (["IN", "-o", "."], "is there already"),
        (["IN"], "--output"),
        (["IN", "-o", "-", "--errors", "nowhere/x"], "does not exist. Create it first"),
        (["IN", "-o", "/dev/full"], "cannot be written"),
    ],
)
def test_bad_arguments(cli: Cli, source: Path, arguments: list[str], help: str) -> None:
    result = cli("bulk", *(str(source) if word == "IN" else word for word in arguments))
    assert result.status == 2
    assert help in result.err


def test_other_columns_are_carried_along_with_a_warning(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("customer no,tracker,account\n7,keitaro,\n")
    result = cli("bulk", str(tmp_path / "in.csv"), "-o", "-")
    assert "copied to the output unchanged: 'customer no'." in result.err
    assert rows_of(result.out)[0]["customer no"] == "7"


def test_the_made_up_network(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(
        "tracker,network,account,key\nkeitaro,tradewind,acme,ABCD1234\nkeitaro,tradewind,acme,short\n"
    )
    result = cli("bulk", "-C", str(MADE_UP), str(tmp_path / "in.csv"), "-o", "-", "--format", "text")
    assert result.status == 1
    [row] = rows_of(result.out)
    assert row["postback_url"] == "http://in.tradewind.example/acme/event?key=ABCD1234&token={external_id}"
    assert row["postback_url"] in row["setup"]


@given(
    st.sampled_from(
        [
            tracker.id
            for tracker in CATALOG.trackers.values()
            if tracker.postback_out.delivery in ("paste", "code", "link_callback") and tracker.macro("click_id")
        ]
    ),
    st.sampled_from(["text", "md", "html", "rst", "json"]),
    st.lists(accounts, min_size=2, max_size=4),
    st.sampled_from(["", "1.5"]),
)
@settings(max_examples=max(1, settings().max_examples // 2))
def test_a_row_equals_a_setup_of_its_own(tracker: str, format: str, names: list[str], payout: str) -> None:
    printer = Printer(CATALOG, ["tracker", "account", "payout"], format)
    for name in (*names, ""):
        setup = build_setup(CATALOG, tracker, account=name or None, payout=payout or None)
        printed = printer.print([tracker, name, payout])
        assert printed.setup == render(setup, format)
        assert printed.postback_url == (setup.postback_url or "")


def test_columns_that_are_carried_along_are_one_warning(cli: Cli, tmp_path: Path) -> None:
    names = ["note", *[f"column_{number}" for number in range(999)]]
    source = tmp_path / "in.csv"
    source.write_text(",".join(["tracker", "account", *names]) + "\nbinom,acme" + ",1" * 1000 + "\n")
    result = cli("bulk", str(source), "-o", str(tmp_path / "out.csv"))
    assert result.status == 0
    named = "'note', 'column_0', 'column_1', 'column_2', 'column_3', 'column_4', 'column_5', 'column_6' and 992 more"
    assert result.err.splitlines() == [
        f"Warning: These columns are not options, so they are copied to the output unchanged: {named}."
    ]
    assert (tmp_path / "out.csv").read_text().count(",1") == 1000
