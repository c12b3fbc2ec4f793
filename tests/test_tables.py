"""`bulk` reads tables as people have them: any separator, encoding and header, JSON and workbooks."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from postback_pack import load_catalog
from postback_pack.bulk.columns import COLUMNS, TRACKER
from postback_pack.cli import run
from tests.conftest import Result, cases_in, mostly_long
from tests.installed import argv
from tests.test_bulk import rows_of

Cli = Callable[..., Result]
CASES: list[dict[str, Any]] = cases_in("tables")
BINOM = "https://www.pbterra.com/name/acme/at?subid_short={externalid}"
LINE_ENDS = {"crlf": "\r\n", "cr": "\r"}


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_a_table(cli: Cli, tmp_path: Path, case: dict[str, Any]) -> None:
    source, out = tmp_path / case.get("name", "in.csv"), tmp_path / "out.csv"
    source.write_bytes(_file(case))
    result = cli("bulk", str(source), "-o", str(out), *case.get("arguments", ()))
    assert result.status == case.get("exit", 0), result.err
    for text in case.get("says", ()):
        assert text in result.err
    assert result.err == "" or "says" in case
    assert out.exists() == (result.status != 2)
    if "urls" in case:
        rows = rows_of(out.read_text(encoding="utf-8"))
        assert [row["postback_url"] for row in rows] == case["urls"]
        assert [row["tracking_link"] for row in rows if row["tracking_link"]] == case.get("links", [])
    # An input is never written to.
    assert source.read_bytes() == _file(case) or "cells" in case


def _file(case: dict[str, Any]) -> bytes:
    if "cells" in case:
        return _workbook(case["cells"])
    text: str = case["text"].replace("\n", LINE_ENDS.get(case.get("newline", ""), "\n"))
    return text.encode(case.get("encoding", "utf-8"))


def _workbook(*sheets: list[list[Any]]) -> bytes:
    book, found = Workbook(), io.BytesIO()
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    book.remove(book.worksheets[0])
    book.save(found)
    return found.getvalue()


def test_what_is_read_comes_out_as_utf_8(cli: Cli, tmp_path: Path) -> None:
    """Letters stay as they are, whatever the encoding; a line that is UTF-8 in a file that is not stays too."""
    text = "tracker,account,note\nbinom,acme,Müller €\n"
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252"):
        (tmp_path / "in.csv").write_bytes(text.encode(encoding))
        [row] = rows_of(cli("bulk", str(tmp_path / "in.csv"), "-o", "-").out)
        assert row["note"] == "Müller €", encoding
    (tmp_path / "in.csv").write_bytes(text.encode("cp1252") + "binom,acme,größer\n".encode())
    rows = rows_of(cli("bulk", str(tmp_path / "in.csv"), "-o", "-").out)
    assert [row["note"] for row in rows] == ["Müller €", "größer"]


def test_a_byte_that_windows_does_not_have_is_a_bad_row(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_bytes(b"tracker,account,note\nbinom,acme,\x81\nbinom,acme,\xfc\n")
    result = cli("bulk", str(tmp_path / "in.csv"), "-o", "-")
    assert result.status == 1
    assert "the byte 0x81" in result.err
    assert [row["note"] for row in rows_of(result.out)] == ["ü"]


@pytest.mark.parametrize("end", ["utf-16-le", "utf-16-be"])
def test_utf_16_that_is_cut_off_is_one_error(cli: Cli, tmp_path: Path, end: str) -> None:
    whole = "\ufefftracker,account\nbinom,acme\n".encode(end)
    half = "\ud800".encode(end, "surrogatepass")
    (tmp_path / "in.csv").write_bytes(whole[:-3])
    result = cli("bulk", str(tmp_path / "in.csv"), "-o", str(tmp_path / "out.csv"))
    assert (result.status, len(result.problems)) == (2, 1)
    assert "not complete UTF-16" in result.err
    (tmp_path / "in.csv").write_bytes(whole[:-2] + half + whole[-2:])
    result = cli("bulk", str(tmp_path / "in.csv"), "-o", str(tmp_path / "out.csv"))
    assert result.status == 1
    assert "U+D800, which is half a character" in result.err


def test_a_value_far_below_a_column_without_a_name_is_a_bad_row(cli: Cli, tmp_path: Path) -> None:
    """The column has no values where the table begins, so it is left out; nothing of it is lost without a word."""
    (tmp_path / "in.csv").write_text("tracker,,account\n" + "binom,,acme\n" * 50 + "binom,x,acme\n")
    result = cli("bulk", str(tmp_path / "in.csv"), "-o", str(tmp_path / "out.csv"))
    assert result.status == 1
    assert "in.csv:52: There are values in columns without a name: 2." in result.err
    assert len(rows_of((tmp_path / "out.csv").read_text())) == 50


def test_the_columns_come_out_under_their_own_names(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("Titles\nTRACKER;Advertiser;;No.\nbinom;acme;;7\n")
    out = cli("bulk", str(tmp_path / "in.csv"), "-o", "-", "--column", "account=Advertiser").out
    assert out.splitlines() == [
        "TRACKER,Advertiser,No.,postback_url,tracking_link,warnings",
        f"binom,acme,7,{BINOM},,",
    ]
    assert (
        cli("bulk", str(tmp_path / "in.csv"), "-o", str(tmp_path / "out"), "--column", "account=advertiser").status == 0
    )
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["0000003-binom.txt"]


@pytest.mark.parametrize("kind", mostly_long(["workbook", "utf-16", "json"], 1))
def test_any_form_comes_through_a_pipe(kind: str) -> None:
    data = {
        "workbook": _workbook([["tracker", "account"], ["binom", "acme"]]),
        "utf-16": "sep=;\r\ntracker;account\r\nbinom;acme\r\n".encode("utf-16"),
        "json": b'[\n{"tracker": "binom", "account": "acme"}\n]',
    }[kind]
    done = subprocess.run(argv("bulk", "-", "-o", "-"), input=data, capture_output=True, check=True, timeout=60)
    assert BINOM.encode() in done.stdout
    assert done.stderr == b""


def test_rows_come_out_before_the_table_ends() -> None:
    """Neither the search for the header nor the encoding reads all of it, so memory does not grow with the rows."""
    command = argv("bulk", "-", "-o", "-")
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdin
        assert process.stdout
        # The pipe takes all of it at once, but what comes out is more than a program keeps back.
        process.stdin.write(b"Title\ntracker;account;note;\n" + "binom;acme;ü;\n".encode("cp1252") * 600)
        process.stdin.flush()
        assert process.stdout.readline() == b"tracker,account,note,postback_url,tracking_link,warnings\n"
        assert process.stdout.readline().decode() == f"binom,acme,ü,{BINOM},,\n"
        process.stdin.close()
        assert process.stdout.read().count(b"\n") == 599
        assert process.wait(60) == 0


def test_a_workbook_without_the_library_says_what_to_install(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in.xlsx").write_bytes(_workbook([["tracker", "account"], ["binom", "acme"]]))
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    result = cli("bulk", str(tmp_path / "in.xlsx"), "-o", str(tmp_path / "out.csv"))
    assert result.status == 2
    assert "its extra [xlsx], or run: pip install openpyxl" in result.err
    assert "CSV" in result.err


def test_the_library_is_only_imported_for_a_workbook(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("tracker,account\nbinom,acme\n")
    program = "import sys; from postback_pack.cli import run; run(['bulk', sys.argv[1], '-o', '-']); assert 'openpyxl' not in sys.modules"
    subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "in.csv")], check=True, capture_output=True, timeout=60
    )


def test_the_first_sheet_with_values_is_read(cli: Cli, tmp_path: Path) -> None:
    rows = [["tracker", "account"], ["binom", "acme"]]
    (tmp_path / "in.xlsx").write_bytes(_workbook([], rows, [["tracker"], ["keitaro"]]))
    result = cli("bulk", str(tmp_path / "in.xlsx"), "-o", "-")
    assert [row["postback_url"] for row in rows_of(result.out)] == [BINOM]
    assert result.err == "Warning: Only the sheet 'Sheet2' is read.\n"


def test_a_workbook_as_a_spreadsheet_shows_it(cli: Cli, tmp_path: Path) -> None:
    """A hidden sheet is not read, an ID keeps the zeros of its format, and a date is not a number."""
    from datetime import date

    book = Workbook()
    book.worksheets[0].append(["tracker"])
    book.worksheets[0].sheet_state = "hidden"
    sheet = book.create_sheet()
    sheet.append(["tracker", "account", "since"])
    sheet.append(["binom", 42, date(2026, 5, 1)])
    sheet["B2"].number_format = "00000"
    book.save(tmp_path / "in.xlsx")
    [row] = rows_of(cli("bulk", str(tmp_path / "in.xlsx"), "-o", "-").out)
    assert (row["account"], row["since"][:10]) == ("00042", "2026-05-01")


def test_a_workbook_of_another_program(cli: Cli, tmp_path: Path) -> None:
    """Its size may be written wrong, and a formula has the value that was stored with it."""
    whole = io.BytesIO(_workbook([["tracker", "account"], ["binom", "=B9"]]))
    with zipfile.ZipFile(tmp_path / "in.xlsx", "w") as target, zipfile.ZipFile(whole) as book:
        for name in book.namelist():
            text = book.read(name)
            if name.endswith("sheet1.xml"):
                assert b'<dimension ref="A1:B2"' in text
                assert b"<v/>" in text or b"<v />" in text
                text = (
                    text.replace(b'ref="A1:B2"', b'ref="A1"').replace(b"<v />", b"<v/>").replace(b"<v/>", b"<v>7</v>")
                )
            target.writestr(name, text)
    [row] = rows_of(cli("bulk", str(tmp_path / "in.xlsx"), "-o", "-").out)
    assert row["postback_url"] == BINOM.replace("acme", "7")


@pytest.mark.parametrize("kind", ["not-a-zip", "no-workbook", "cut-off", "old"])
def test_a_broken_workbook_is_one_error(cli: Cli, tmp_path: Path, kind: str) -> None:
    whole = _workbook([["tracker", "account"], *[["binom", "acme"]] * 100])
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as target, zipfile.ZipFile(io.BytesIO(whole)) as book:
        for name in book.namelist() if kind == "cut-off" else ["xl/styles.xml"]:
            data = book.read(name)
            target.writestr(name, data[:-60] if "sheet1" in name else data)
    found = {"not-a-zip": b"PK\x03\x04" + b"x" * 99, "old": b"\xd0\xcf\x11\xe0" + b"x" * 99}.get(kind, made.getvalue())
    (tmp_path / "in.xlsx").write_bytes(found)
    result = cli("bulk", str(tmp_path / "in.xlsx"), "-o", str(tmp_path / "out.csv"))
    assert (result.status, len(result.problems)) == (2, 1)
    assert "Save the sheet as CSV" in result.err
    assert not (tmp_path / "out.csv").exists()


def test_a_workbook_is_not_written(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("tracker,account\nbinom,acme\n")
    result = cli("bulk", str(tmp_path / "in.csv"), "-o", str(tmp_path / "out.xlsx"))
    assert (result.status, len(result.problems)) == (2, 1)
    assert "Name a .csv file" in result.err


def test_each_other_name_means_one_option_that_there_is(cli: Cli, tmp_path: Path) -> None:
    """Every word of the list is proposed for its option, so none is there twice, and none is shadowed."""
    path = Path(__file__).parent.parent / "postback_pack" / "bulk" / "columns.json"
    synonyms: dict[str, dict[str, list[str]]] = json.loads(path.read_bytes())
    assert {*synonyms} <= {TRACKER, *COLUMNS, *load_catalog().network("adsterra").fields}
    found = {name: [*words["surely"], *words["maybe"]] for name, words in synonyms.items()}
    words = [*chain.from_iterable(found.values())]
    assert len(words) == len({*words})
    for name, names in found.items():
        for word in names:
            heading = word.title()
            with (tmp_path / "in.csv").open("w", newline="") as file:
                csv.writer(file).writerows([[heading, "x"], ["", ""]])
            result = cli("bulk", str(tmp_path / "in.csv"), "-o", "-")
            assert f"Did you mean {name}?" in result.err, word


TABLES = st.one_of(
    st.binary(max_size=60),
    st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.tuples(
        st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252"]),
        st.sampled_from(["", "Title\n", "sep=;\n", "\n;;\n", '"', "[", "{"]),
        st.sampled_from([",", ";", "\t", "|"]),
        st.lists(st.sampled_from(["tracker", "Account", "payout", "", "Advertiser", "network", "x"]), max_size=5),
        st.lists(st.sampled_from(["binom", "acme", "1,5", "", "ü", '"', "\r\n", "mgid", "\x00"]), max_size=12),
    ).map(lambda made: (made[1] + made[2].join(made[3]) + "\n" + made[2].join(made[4])).encode(made[0])),
)


@pytest.mark.often
@given(TABLES, st.binary(max_size=3), st.sampled_from(["in.csv", "in.json", "in.jsonl", "in.xlsx"]))
@settings(
    # Each example is two whole runs.
    max_examples=max(1, settings().max_examples // 6),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_file_is_a_table_or_an_error(tmp_path: Path, data: bytes, end: bytes, name: str) -> None:
    source, out = tmp_path / name, tmp_path / "out.csv"
    source.write_bytes(data + end)
    out.unlink(missing_ok=True)
    assert run(["bulk", str(source), "-o", str(out), "--decimal", "comma"]) in (0, 1, 2)
    assert run(["check", str(source), "--column", "url=account", "-o", str(out)]) in (0, 1, 2)
    assert source.read_bytes() == data + end
