"""`check FILE.csv`: a verdict and the URL to paste beside each row, written elsewhere than to the table."""

from __future__ import annotations

import io
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.conftest import Result
from tests.installed import argv
from tests.test_bulk import rows_of

Cli = Callable[..., Result]
RIGHT = "https://www.pbterra.com/name/acme/at?subid_short={externalid}"
WRONG = "https://www.pbterra.com/name/acme/at?subid_short={clickid}&amount=1.5"
CORRECTED = RIGHT + "&atpay=1.5"
LINK = "https://trk.example/a?external_id=##SUB_ID_SHORT(action)##"
WRONG_LINK = "https://trk.example/a?external_id=##SUB_ID(action)##"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "urls.csv"
    path.write_text(f"Client;Tracker;Postback\n1;binom;{RIGHT}\n2;Binom;{WRONG}\n3;;\n")
    return path


def test_a_column_of_urls(cli: Cli, source: Path, tmp_path: Path) -> None:
    before = source.read_bytes()
    result = cli("check", str(source), "--column", "url=postback")
    assert (result.status, result.err) == (1, "")
    rows = rows_of(result.out)
    assert [*rows[0]] == ["Client", "Tracker", "Postback", "verdict", "corrected", "what"]
    assert [(row["Client"], row["verdict"], row["corrected"]) for row in rows] == [
        ("1", "right", ""),
        ("2", "error", CORRECTED),
        ("3", "", ""),
    ]
    assert "{clickid} is Binom's own click ID" in rows[1]["what"]
    assert "atpay" in rows[1]["what"]
    out = tmp_path / "out.csv"
    assert cli("check", str(source), "--column", "url=Postback", "-o", str(out)) == (1, "", "")
    assert out.read_text() == result.out
    assert source.read_bytes() == before


def test_a_table_of_right_urls_is_status_0(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "urls.csv").write_text(f"URL,tracker\n{RIGHT},binom\n")
    assert cli("check", str(tmp_path / "urls.csv")).status == 0


def test_the_corrected_urls_are_right(cli: Cli, source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    cli("check", str(source), "--column", "url=Postback", "-o", str(out))
    assert cli("check", str(out), "--column", "url=corrected").status == 0


@pytest.mark.parametrize(
    ("columns", "row", "verdict", "corrected"),
    [
        # A link is checked only where its column is named: what is called link may be any link.
        ([], {"url": RIGHT, "link": "https://acme.example/"}, "right", {"corrected": ""}),
        (["link=link"], {"url": RIGHT, "link": WRONG_LINK}, "error", {"corrected": "", "corrected_link": LINK}),
        (["link=link"], {"url": WRONG, "link": LINK}, "error", {"corrected": CORRECTED, "corrected_link": ""}),
        (["link=link"], {"url": WRONG_LINK, "link": RIGHT}, "error", {"corrected": LINK, "corrected_link": ""}),
        (["link=link"], {"url": "", "link": WRONG_LINK}, "error", {"corrected": "", "corrected_link": LINK}),
        (["link=link"], {"url": RIGHT, "link": ""}, "right", {"corrected": "", "corrected_link": ""}),
    ],
)
def test_a_column_of_links(
    cli: Cli, tmp_path: Path, columns: list[str], row: dict[str, str], verdict: str, corrected: dict[str, str]
) -> None:
    (tmp_path / "rows.json").write_text(json.dumps([{"tracker": "binom", **row}]))
    mapping = [word for column in columns for word in ("--column", column)]
    [found] = map(json.loads, cli("check", str(tmp_path / "rows.json"), *mapping).out.splitlines())
    assert found["verdict"] == verdict
    assert {name: text for name, text in found.items() if name.startswith("corrected")} == corrected


def test_tracker_and_network_are_those_of_the_row(cli: Cli, tmp_path: Path) -> None:
    """Those of the command are for the rows that name none."""
    path = tmp_path / "urls.csv"
    path.write_text(
        "url,tracker,which\n"
        "https://mgid.example/postback?c={externalId}&e=lead,bemob,mgid\n"
        f"{RIGHT},,adsterra\n"
        f"{RIGHT},keitaro,\n"
    )
    mapping = ["--column", "network=which", "--tracker", "binom"]
    rows = rows_of(cli("check", str(path), *mapping).out)
    assert rows[0]["corrected"] == "https://a.mgid.com/postback?c={externalId}&e=lead"
    assert [row["verdict"] for row in rows] == ["error", "right", "error"]
    assert "{external_id}" in rows[2]["corrected"]


def test_rows_that_cannot_be_checked_are_named(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "urls.csv"
    path.write_text(f"url,tracker,pair\n{RIGHT},binmo,\n{RIGHT}\n{RIGHT},binom,{RIGHT}\n{RIGHT},binom,\n")
    result = cli("check", str(path), "--column", "link=pair")
    assert result.status == 1
    assert [line.partition(" There")[0] for line in result.problems[:2]] == [
        f"Error: {path}:2:",
        f"Error: {path}:3: This row has 1 cells, but the header has 3.",
    ]
    assert result.problems[2].startswith(f"Error: {path}:4: ")
    assert result.problems[3:] == ["Error: Rows that were not checked: 3."]
    rows = rows_of(result.out)
    assert [row["verdict"] for row in rows] == ["", "", "right"]
    assert "Did you mean binom?" in rows[0]["what"]


def test_cells_are_no_formulas(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "urls.csv").write_text(f'=1+1,url,+x\n@x,{RIGHT},"\t=1"\n-1,"=HYPERLINK(1)",\n')
    out = cli("check", str(tmp_path / "urls.csv"), "--tracker", "binom").out
    assert [line.split(",")[0] for line in out.splitlines()] == ["'=1+1", "'@x", "'-1"]
    assert "'=HYPERLINK(1)" in out
    assert "'\t=1" in out


def test_any_form_of_table(cli: Cli, tmp_path: Path) -> None:
    book, data = Workbook(), io.BytesIO()
    for cells in ([None, "Postbacks"], [None, "Address"], [None, WRONG]):
        book.worksheets[0].append(cells)
    book.save(data)
    text = f"Titles\nNo.;Address;\n1;{WRONG};\n"
    for name, content in {
        "urls.xlsx": data.getvalue(),
        "urls.tsv": text.replace(";", "\t").encode("utf-16"),
        "URLS.CSV": text.encode("cp1252"),
        "urls.json": json.dumps([{"Address": WRONG}]).encode(),
    }.items():
        (tmp_path / name).write_bytes(content)
        result = cli(
            "check",
            str(tmp_path / name),
            "--column",
            "url=address",
            "--tracker",
            "binom",
            "-o",
            str(tmp_path / "o.csv"),
        )
        assert result.status == 1, name
        [row] = rows_of((tmp_path / "o.csv").read_text())
        assert row["corrected"] == CORRECTED, name


def test_a_table_through_a_pipe(source: Path) -> None:
    command = argv("check", "-", "--column", "url=Postback", "--format", "json")
    done = subprocess.run(command, input=source.read_bytes(), capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (1, b"")
    assert [json.loads(line)["verdict"] for line in done.stdout.splitlines()] == ["right", "error", ""]


@pytest.mark.parametrize(
    ("arguments", "help"),
    [
        (["IN"], "There is no column url. Name the column that has the URLs: --column url=COLUMN."),
        (["IN"], "The columns are 'Client', 'Tracker' and 'Postback'."),
        (["IN", "--column", "url=Address"], "'Address': There is no column with this name."),
        (["IN", "--column", "url=Postback", "--column", "payout=Client"], "'payout': There is no option or field"),
        (["IN", "--column", "url"], "Write NAME=COLUMN"),
        (["IN", "--column", "url=Postback", "--link", LINK], "Leave out --link"),
        (["IN", "--column", "url=Postback", "--to", "keitaro"], "Leave out --to"),
        (["IN", "--column", "url=Postback", "-o", "IN"], "This is the same file as the input"),
        (["IN", "--column", "url=Postback", "-o", "out.xlsx"], "Name a .csv file"),
        (["missing.csv", "--column", "url=Postback"], "'missing.csv' is not a table. Name a file that is there"),
        ([RIGHT, "--column", "url=Postback"], "is not a table"),
        ([RIGHT, "-o", "out.csv"], "--output is for a table"),
    ],
)
def test_bad_arguments(cli: Cli, source: Path, arguments: list[str], help: str) -> None:
    before = source.read_bytes()
    result = cli("check", *(str(source) if word == "IN" else word for word in arguments))
    assert (result.status, result.out) == (2, "")
    assert help in result.err
    assert source.read_bytes() == before


def test_a_name_that_is_no_file_is_a_url(cli: Cli) -> None:
    """So is a file whose name ends otherwise: a URL without a scheme may be called like one."""
    result = cli("check", "trk.example/a.csv")
    assert result.status == 1
    assert "wrong-scheme" in result.out
