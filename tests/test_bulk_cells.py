"""What a cell of `bulk` may hold: no formula comes out, no line end begins a row, and bytes that are no text are named."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from unicodedata import normalize

import pytest

from tests.conftest import Result
from tests.installed import argv
from tests.test_bulk import GOOD, rows_of

Cli = Callable[..., Result]


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


def test_what_is_no_text_is_a_bad_row(tmp_path: Path) -> None:
    data = b'tracker,account\nkeitaro,\xff\xfe\nkeitaro,a\x00b\n"keitaro,x\n'
    done = subprocess.run(argv("bulk", "-", "-o", "-"), input=data, capture_output=True, check=False, timeout=60)
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("target", ["out.csv", "out.jsonl", "out", "-"])
@pytest.mark.parametrize(
    ("bad", "told"),
    [
        (rb'{"tracker": "keitaro", "account": "\ud800", "note": "x"}', "'account' contains U+D800, which is half"),
        (rb'{"tracker": "keitaro", "account": "acme", "note": "a\udfffb"}', "'note' contains U+DFFF, which is half"),
        (rb'{"tracker": "\udc80", "account": "acme", "note": "x"}', "'tracker' contains the byte 0x80"),
        (b'{"tracker": "keitaro", "account": "acme", "note": "\xe4"}', "'note' contains the byte 0xE4, which"),
        (b'keitaro,acme,"M\xfcller"', "'note' contains the byte 0xFC, which"),
        (b"keitaro,acme,\xed\xa0\x80", "'note' contains the byte 0xED, which"),
        (b"keitaro,\xff,x", "'account' contains the byte 0xFF, which"),
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
    assert (result.status, result.problems) == (1, ["Error: 1 row gives no setup."])
    [line] = errors.read_text(encoding="utf-8").splitlines()
    assert line.startswith(f"{source}:{2 + len(header)}: ")
    assert told in line
    if target == "out":
        assert len(list((tmp_path / "out").iterdir())) == 2
        return
    text = result.out if target == "-" else Path(out).read_text(encoding="utf-8")
    is_json = text.startswith("{")
    rows = [json.loads(row) for row in text.splitlines()] if is_json else rows_of(text)
    assert [row["note"] for row in rows] == ["Müller 😀"] * 2


@pytest.mark.parametrize(
    "text", [b'{"tracker": "keitaro", "\\ud800": "x"}', b"tracker,\xc3\xb6,n\xf6te\nkeitaro,x,y\n"]
)
def test_a_column_whose_name_is_no_text(cli: Cli, tmp_path: Path, text: bytes) -> None:
    source = tmp_path / ("in.jsonl" if text.startswith(b"{") else "in.csv")
    source.write_bytes(text)
    result = cli("bulk", str(source), "-o", str(tmp_path / "out.csv"))
    assert result.status == 2
    assert "is not UTF-8 text. Save the file" in result.err
    assert not (tmp_path / "out.csv").exists()


def test_a_file_name_that_is_no_text(tmp_path: Path) -> None:
    source = os.fsencode(tmp_path) + b"/\xff.csv"
    Path(os.fsdecode(source)).write_text(GOOD + "nobody,acme,,\n")
    out, errors = os.fsencode(tmp_path) + b"/out-\xfe.csv", tmp_path / "errors.txt"
    command = argv("bulk", source, "-o", out, "--errors", errors)
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (1, "Error: 1 row gives no setup.\n")
    assert "\\udcff.csv:5: tracker: There is no tracker" in (tmp_path / "errors.txt").read_text(encoding="utf-8")
    assert b"out-\xfe.csv" in os.listdir(os.fsencode(tmp_path))


def test_the_time_of_many_columns_does_not_grow_faster_than_their_number(cli: Cli, tmp_path: Path) -> None:
    def seconds(columns: int) -> float:
        source = tmp_path / "in.csv"
        names = ",".join(f"column_{number}" for number in range(columns))
        source.write_text(f"tracker,account,{names}\nkeitaro,acme{',1' * columns}\n")
        start = time.process_time()
        assert cli("bulk", str(source), "-o", str(tmp_path / "out.csv")).status == 0
        return time.process_time() - start

    seconds(100)
    # Six times as many may take six times as long; what looks at every column for every column takes 36 times.
    assert seconds(6_000) < 12 * seconds(1_000) + 0.05
