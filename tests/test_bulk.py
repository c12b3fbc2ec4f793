"""`bulk`: every row as a setup of its own would be, bad rows named, and the output whole or not there."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postback_pack import Catalog, build_setup, load_catalog, render
from postback_pack.bulk.prepared import prepare
from postback_pack.bulk.printing import Printer, table_words
from postback_pack.cli import run
from postback_pack.text.characters import hidden_character
from tests.conftest import MADE_UP, Result
from tests.test_properties import accounts

Cli = Callable[..., Result]
CATALOG = load_catalog()
PROGRAM = [sys.executable, "-m", "postback_pack", "bulk"]
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
    assert "in the column event_token" in rows[1]["warnings"]


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


@pytest.mark.parametrize("tracker", ["adjust", "keitaro"])
def test_what_is_prepared_serves_many_accounts(catalog: Catalog, tracker: str) -> None:
    url = "https://app.adjust.com/abc"
    prepared = prepare(catalog, tracker, campaign_url=url, payout="1.5")
    for account in ("acme", "acme-2", "acme"):
        setup = build_setup(catalog, tracker, account=account, campaign_url=url, payout="1.5")
        assert prepared.urls({"account": account}) == (setup.postback_url, setup.tracking_link)
        assert prepared.setup({"account": account}) == setup


def test_through_a_pipe(source: Path) -> None:
    done = subprocess.run([*PROGRAM, "-", "-o", "-"], input=GOOD.encode(), capture_output=True, check=True, timeout=60)
    assert len(rows_of(done.stdout.decode())) == 3
    assert done.stderr == b""
    as_json = subprocess.run(
        [*PROGRAM, "-", "-o", "-"], input=b'{"tracker": "cake"}\n', capture_output=True, check=True, timeout=60
    )
    assert json.loads(as_json.stdout)["tracker"] == "cake"
    head = subprocess.run(
        f"{sys.executable} -m postback_pack bulk - -o - | head -1",
        shell=True,
        input=GOOD.encode() * 1,
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert head.stdout.startswith(b"tracker,account")
    assert head.stderr == b""


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
        ("5", "write yes or no"),
        ("6", "the cell is empty"),
        ("7", "has 2 cells"),
        ("8", "is not known"),
        ("9", "no postback URL"),
    ):
        assert any(text.startswith(f"{source}:{line}: ") and help in text for text in told), line
    assert "7 rows give no setup" in result.err
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
        ("tracker,tracker\n", "stands twice"),
        ("tracker,acount\n", "did you mean account?"),
        ("tracker,campaign-url\n", "did you mean campaign_url?"),
    ],
)
def test_bad_headers(cli: Cli, tmp_path: Path, text: str, help: str) -> None:
    (tmp_path / "in.csv").write_text(text)
    result = cli("bulk", str(tmp_path / "in.csv"), "-o", str(tmp_path / "out.csv"))
    assert result.status == 2
    assert help in result.err
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize(
    ("arguments", "help"),
    [
        (["nothing.csv", "-o", "-"], "cannot be read"),
        (["IN", "-o", "nowhere/out.csv"], "there is no folder 'nowhere'"),
        (["IN", "-o", "."], "it is there already"),
        (["IN"], "--output"),
        (["IN", "-o", "-", "--errors", "nowhere/x"], "there is no folder 'nowhere'"),
        (["IN", "-o", "/dev/full"], "cannot be written"),
    ],
)
def test_bad_arguments(cli: Cli, source: Path, arguments: list[str], help: str) -> None:
    result = cli("bulk", *(str(source) if word == "IN" else word for word in arguments))
    assert result.status == 2
    assert help in result.err


@pytest.mark.parametrize(
    "value",
    [
        "=1+1",
        "+1",
        "-1",
        "@x",
        "\t=1",
        "\n=1",
        "\r\n=1",
        " =1",
        "\u3000=1",
        "\uff1d1+1",
        "\uff0b1",
        "\uff0d1",
        "\uff20x",
        "\ufe661",
        '=HYPERLINK("http://x.example")',
    ],
)
def test_no_cell_is_a_formula(cli: Cli, tmp_path: Path, value: str) -> None:
    source = tmp_path / "in.csv"
    with source.open("w", newline="") as file:
        csv.writer(file).writerows([["tracker", "account", value], ["keitaro", "-acme", value]])
    [header, row] = csv.reader(io.StringIO(cli("bulk", str(source), "-o", "-").out))
    signs = [normalize("NFKC", cell.lstrip())[:1] for cell in (*header, *row)]
    assert not {"=", "+", "-", "@"} & set(signs)
    assert [cell for cell in row if cell.endswith(value)] == [f"'{value}"]
    assert "/name/-acme/at?" in row[3]


@pytest.mark.parametrize("value", ["\r=1", "x\r=1", "x\r\n=1", "x\n=1", 'x"\r=1'])
def test_no_line_end_in_a_cell_begins_a_row(cli: Cli, tmp_path: Path, value: str) -> None:
    source = tmp_path / "in.csv"
    with source.open("w", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows([["tracker", "note", "account"], ["keitaro", value, ""]])
    target = tmp_path / "out.csv"
    assert cli("bulk", str(source), "-o", str(target)).status == 0
    with target.open(newline="") as file:
        [_, row] = csv.reader(file)
    assert row[1].removeprefix("'") == value
    assert target.read_bytes().endswith(b"\n")
    assert not target.read_bytes().endswith(b"\r\n")


def test_other_columns_are_carried_along_with_a_warning(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("customer no,tracker,account\n7,keitaro,\n")
    result = cli("bulk", str(tmp_path / "in.csv"), "-o", "-")
    assert "the column 'customer no' is not an option" in result.err
    assert rows_of(result.out)[0]["customer no"] == "7"


@pytest.mark.parametrize(
    ("name", "text", "named"),
    [
        ("in.csv", "tracker,Advertiser,Offer URL\nbinom,acme,x\n", "'Advertiser' and 'Offer URL' are not options"),
        ("in.csv", "publisher,tracker\nacme,binom\n", "'publisher' is not an option"),
        ("in.csv", ",tracker,payout\n0,binom,1.5\n", "'' is not an option"),
        ("in.csv", "a1,b2,c3,d4,e5,f6,g7,h8,i9,j0,tracker\n,,,,,,,,,,binom\n", "'h8' and 2 more are not options"),
        ("in.jsonl", '{"tracker": "binom", "Advertiser": "acme"}\n', "'Advertiser' is not an option"),
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


def test_what_is_no_text_is_a_bad_row(tmp_path: Path) -> None:
    data = b'tracker,account\nkeitaro,\xff\xfe\nkeitaro,a\x00b\n"keitaro,x\n'
    done = subprocess.run([*PROGRAM, "-", "-o", "-"], input=data, capture_output=True, check=False, timeout=60)
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("target", ["out.csv", "out.jsonl", "out", "-"])
@pytest.mark.parametrize(
    ("bad", "told"),
    [
        (rb'{"tracker": "keitaro", "account": "\ud800", "note": "x"}', "account: U+D800 is half a character"),
        (rb'{"tracker": "keitaro", "account": "acme", "note": "a\udfffb"}', "note: U+DFFF is half a character"),
        (rb'{"tracker": "\udc80", "account": "acme", "note": "x"}', "tracker: "),
        (b'{"tracker": "keitaro", "account": "acme", "note": "\xe4"}', "note: the byte 0xE4 is not UTF-8"),
        (b'keitaro,acme,"M\xfcller"', "note: the byte 0xFC is not UTF-8"),
        (b"keitaro,acme,\xed\xa0\x80", "note: the byte 0xED is not UTF-8"),
        (b"keitaro,\xff,x", "account: the byte 0xFF is not UTF-8"),
    ],
)
def test_a_cell_that_is_no_text_is_a_bad_row(cli: Cli, tmp_path: Path, bad: bytes, told: str, target: str) -> None:
    """Neither the run ends there, nor is anything written that was not in the table."""
    as_json = bad.startswith(b"{")
    source, errors = tmp_path / ("in.jsonl" if as_json else "in.csv"), tmp_path / "errors.txt"
    header = [] if as_json else [b"tracker,account,note"]
    good = (
        rb'{"tracker": "keitaro", "account": "acme", "note": "M\u00fcller \ud83d\ude00"}'
        if as_json
        else "keitaro,acme,Müller 😀".encode()
    )
    source.write_bytes(b"\n".join([*header, good, bad, good, b""]))
    out = target if target == "-" else str(tmp_path / target)
    result = cli("bulk", str(source), "-o", out, "--errors", str(errors))
    assert (result.status, result.problems) == (1, ["Error: 1 row gives no setup"])
    [line] = errors.read_text(encoding="utf-8").splitlines()
    assert line.startswith(f"{source}:{2 + len(header)}: {told}")
    if target == "out":
        assert len(list((tmp_path / "out").iterdir())) == 2
        return
    text = result.out if target == "-" else Path(out).read_text(encoding="utf-8")
    is_json = text.startswith("{")
    rows = [json.loads(row) for row in text.splitlines()] if is_json else rows_of(text)
    assert [row["note"] for row in rows] == ["Müller 😀"] * 2


@pytest.mark.parametrize("text", [b'{"tracker": "keitaro", "\\ud800": "x"}', b"tracker,n\xf6te\nkeitaro,x\n"])
def test_a_column_whose_name_is_no_text(cli: Cli, tmp_path: Path, text: bytes) -> None:
    source = tmp_path / ("in.jsonl" if text.startswith(b"{") else "in.csv")
    source.write_bytes(text)
    result = cli("bulk", str(source), "-o", str(tmp_path / "out.csv"))
    assert result.status == 2
    assert "is not UTF-8 text; save the file as UTF-8" in result.err
    assert not (tmp_path / "out.csv").exists()


def test_a_file_name_that_is_no_text(tmp_path: Path) -> None:
    source = os.fsencode(tmp_path) + b"/\xff.csv"
    Path(os.fsdecode(source)).write_text(GOOD + "nobody,acme,,\n")
    command: list[str | bytes | Path] = [
        *PROGRAM,
        source,
        "-o",
        os.fsencode(tmp_path) + b"/out-\xfe.csv",
        "--errors",
        tmp_path / "errors.txt",
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (1, "Error: 1 row gives no setup\n")
    assert "\\udcff.csv:5: tracker: There is no tracker" in (tmp_path / "errors.txt").read_text(encoding="utf-8")
    assert b"out-\xfe.csv" in os.listdir(os.fsencode(tmp_path))


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
    st.lists(accounts, min_size=1, max_size=3),
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


@pytest.mark.parametrize("times", [2, pytest.param(6, marks=pytest.mark.long)])
@pytest.mark.parametrize("target", ["out.csv", "out"])
def test_killed_at_any_moment_the_output_is_whole_or_absent(tmp_path: Path, target: str, times: int) -> None:
    source, out = tmp_path / "in.csv", tmp_path / target
    count = 4_000 if target == "out.csv" else 300
    source.write_text("tracker,account\n" + "".join(f"keitaro,acme{number}\n" for number in range(count)))
    command = [*PROGRAM, str(source), "-o", str(out)]
    start = time.monotonic()
    subprocess.run(command, check=True, timeout=60)
    whole = time.monotonic() - start
    for seed in range(times):
        for left in (out,):
            if left.is_dir():
                for file in left.iterdir():
                    file.unlink()
                left.rmdir()
            else:
                left.unlink(missing_ok=True)
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        time.sleep(random.Random(seed).uniform(0.3, 1.05) * whole)
        process.send_signal(signal.SIGKILL)
        process.wait(20)
        if out.is_dir():
            assert len(list(out.iterdir())) == count
        elif out.exists():
            assert out.read_text().count("\n") == count + 1


def test_interrupted_nothing_is_left(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    process = subprocess.Popen([*PROGRAM, "-", "-o", str(out)], stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdin
    process.stdin.write(b"tracker,account\n" + b"keitaro,acme\n" * 20_000)
    process.stdin.flush()
    deadline = time.monotonic() + 20
    while not list(tmp_path.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert b"Traceback" not in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.long
def test_progress_shows_on_a_terminal_only(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("tracker,account\n" + "keitaro,acme\n" * 5_000)
    master, slave = pty.openpty()
    process = subprocess.Popen([*PROGRAM, str(source), "-o", str(tmp_path / "out.csv")], stderr=slave)
    os.close(slave)
    shown = b""
    while True:
        try:
            piece = os.read(master, 4096)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    os.close(master)
    assert process.wait(60) == 0
    assert b" a second" in shown
    assert b"%" in shown


def test_columns_that_are_carried_along_are_one_warning(cli: Cli, tmp_path: Path) -> None:
    names = ["note", *[f"column_{number}" for number in range(999)]]
    source = tmp_path / "in.csv"
    source.write_text(",".join(["tracker", "account", *names]) + "\nbinom,acme" + ",1" * 1000 + "\n")
    result = cli("bulk", str(source), "-o", str(tmp_path / "out.csv"))
    assert result.status == 0
    named = "'note', 'column_0', 'column_1', 'column_2', 'column_3' and 995 more"
    assert result.err.splitlines() == [f"Warning: the columns {named} are not options: they are carried along"]
    assert (tmp_path / "out.csv").read_text().count(",1") == 1000
