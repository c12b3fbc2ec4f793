"""Names of files that are none, and what is open already: each is refused in one line."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Result
from tests.installed import argv
from tests.test_writing import RENDER, TABLE

Cli = Callable[..., Result]


def test_an_open_file_that_is_not_there(cli: Cli) -> None:
    result = cli(*RENDER, "-o", "/dev/fd/987")
    assert result.status == 2
    assert "cannot be written (Bad file descriptor)" in result.err


def test_a_closed_standard_input() -> None:
    command = f"{' '.join(argv())} bulk - -o - <&-"
    result = subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=60)
    assert (result.returncode, result.stderr) == (2, "Error: Standard input is closed. Name a file.\n")


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("render keitaro -o EMPTY", "The name is empty"),
        ("render keitaro -C EMPTY", "The name is empty"),
        ("bulk in.csv -o EMPTY", "The name is empty"),
        ("bulk EMPTY -o out.csv", "The name is empty"),
        ("bulk in.csv -o out.csv --errors EMPTY", "The name is empty"),
        ("site EMPTY", "The name is empty"),
        ("new mine -o EMPTY", "The name is empty"),
        ("lint --fix EMPTY", "The name is empty"),
        ("bulk in.csv -o - --errors -", "cannot be a pipe"),
        ("site -", "cannot be a pipe"),
        ("lint --fix -", "cannot be a pipe"),
        ("render keitaro -C -", "cannot be a pipe"),
        ("render keitaro -o in.csv/", "ends in a slash"),
        ("bulk in.csv -o out.csv --errors in.csv/", "ends in a slash"),
        ("new mine -o mine/", "ends in a slash"),
        ("bulk in.csv -o other.csv/", "is there already"),
    ],
)
def test_a_name_that_is_none(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, message: str
) -> None:
    """`site "$FOLDER"` without a value would fill the folder that you are in."""
    monkeypatch.chdir(tmp_path)
    for name in ("in.csv", "other.csv"):
        (tmp_path / name).write_text(TABLE)
    result = cli(*("" if word == "EMPTY" else word for word in command.split()))
    assert (result.status, len(result.problems)) == (2, 1)
    assert message in result.err
    assert sorted(os.listdir(tmp_path)) == ["in.csv", "other.csv"]
    assert (tmp_path / "in.csv").read_text() == (tmp_path / "other.csv").read_text() == TABLE


@pytest.mark.parametrize("command", ["new mine -o /dev/fd/3", "lint --fix /dev/fd/3"])
def test_what_is_open_already_is_not_edited(tmp_path: Path, command: str) -> None:
    """What is written to it comes after what is in it."""
    file = tmp_path / "mine.yaml"
    file.write_text("# mine\n")
    script = ["sh", "-c", f"{' '.join(argv())} {command} 3>> mine.yaml"]
    done = subprocess.run(script, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert (done.returncode, file.read_text()) == (2, "# mine\n")
    assert done.stderr == "Error: '/dev/fd/3' is open already. Name the file itself.\n"
