"""A result is never written over an input, and two results never to one file, by whatever names the files are given."""

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


def link_to(path: Path, name: str) -> Path:
    link = path.parent / name
    link.symlink_to(path.name)
    return link


def hard_link_to(path: Path, name: str) -> Path:
    link = path.parent / name
    link.hardlink_to(path)
    return link


SAME: dict[str, Callable[[Path], str]] = {
    "itself": str,
    "another way": lambda path: str(path.parent / "folder" / ".." / path.name),
    "a link": lambda path: str(link_to(path, f"link-{path.name}")),
    "a hard link": lambda path: str(hard_link_to(path, f"hard-{path.name}")),
}


@pytest.mark.parametrize("way", SAME)
@pytest.mark.parametrize("option", ["-o", "--errors"])
def test_bulk_never_writes_over_its_input(cli: Cli, tmp_path: Path, option: str, way: str) -> None:
    (tmp_path / "folder").mkdir()
    source = tmp_path / "in.csv"
    source.write_text(TABLE + "nobody,acme\n")
    named = SAME[way](source)
    outputs = {"-o": str(tmp_path / "out.csv"), "--errors": str(tmp_path / "errors.txt")} | {option: named}
    before = sorted(os.listdir(tmp_path))
    result = cli("bulk", str(source), *(word for pair in outputs.items() for word in pair))
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith(f"Error: --{'output' if option == '-o' else 'errors'} '")
    assert result.err.endswith("': This is the same file as the input. Name another one.\n")
    assert source.read_text() == TABLE + "nobody,acme\n"
    assert sorted(os.listdir(tmp_path)) == before


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("way", SAME)
def test_bulk_never_writes_two_things_to_one_file(cli: Cli, tmp_path: Path, way: str, there: bool) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "in.csv").write_text(TABLE)
    out = tmp_path / "out.csv"
    if there:
        out.write_text("old")
    elif way == "a hard link":
        pytest.skip("what is not there has no second name")
    result = cli("bulk", str(tmp_path / "in.csv"), "-o", str(out), "--errors", SAME[way](out))
    assert (result.status, result.out) == (2, "")
    assert "This is the same file as --output." in result.err
    assert (out.read_text() if there else out.exists()) == ("old" if there else False)


@pytest.mark.parametrize("other", ["OUT.csv", "Out.CSV"])
def test_names_that_some_disks_take_for_one(cli: Cli, tmp_path: Path, other: str) -> None:
    (tmp_path / "in.csv").write_text(TABLE)
    files = ["-o", str(tmp_path / "out.csv"), "--errors", str(tmp_path / other)]
    assert cli("bulk", str(tmp_path / "in.csv"), *files).status == 2
    assert os.listdir(tmp_path) == ["in.csv"]


@pytest.mark.parametrize(
    "script",
    ["bulk - -o in.csv < in.csv", "bulk in.csv -o - >> in.csv", "bulk - --errors in.csv -o - < in.csv", "bulk in.csv -o /dev/stdout >> in.csv", "bulk in.csv -o - --errors out.csv > out.csv"],
)  # fmt: skip
def test_what_the_shell_opened_is_compared_too(tmp_path: Path, script: str) -> None:
    (tmp_path / "in.csv").write_text(TABLE)
    command = ["sh", "-c", f"{' '.join(argv())} {script}"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert result.returncode == 2
    assert "the same file as" in result.stderr
    assert (tmp_path / "in.csv").read_text() == TABLE


def test_two_outputs_may_go_to_one_device(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(TABLE)
    assert cli("bulk", str(tmp_path / "in.csv"), "-o", "/dev/null", "--errors", "/dev/null").status == 0


@pytest.mark.parametrize("command", [RENDER, ["bulk", "IN"]], ids=["render", "bulk"])
@pytest.mark.parametrize("as_folder", [True, False])
def test_a_catalog_is_an_input_too(cli: Cli, tmp_path: Path, command: list[str], as_folder: bool) -> None:
    catalog, source = tmp_path / "trackers.yaml", tmp_path / "in.csv"
    catalog.write_text("# none\n")
    source.write_text(TABLE)
    words = [str(source) if word == "IN" else word for word in command]
    result = cli(*words, "-C", str(tmp_path if as_folder else catalog), "-o", str(catalog))
    assert (result.status, catalog.read_text()) == (2, "# none\n")
    assert "a file of the catalog. Name another one" in result.err
    assert cli(*words, "-C", str(tmp_path), "-o", str(tmp_path / "out.csv")).status == 0


def test_a_pipe_is_not_input_and_output(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Opening it would wait for ever."""
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe.csv")
    result = cli("bulk", "pipe.csv", "-o", "./pipe.csv")
    message = "Error: --output 'pipe.csv': This is the same file as the input. Name another one."
    assert (result.status, result.problems) == (2, [message])


def test_messages_are_not_written_into_the_table(tmp_path: Path) -> None:
    """Each would be a row more, and the run would have no end."""
    (tmp_path / "in.csv").write_text(TABLE + "nobody,acme\n")
    command = ["sh", "-c", f"{' '.join(argv())} bulk in.csv -o out.csv 2>> in.csv"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=60)
    assert (done.returncode, os.listdir(tmp_path)) == (2, ["in.csv"])
    message = "Error: Standard error goes to the same file as the input. Name another one.\n"
    assert (tmp_path / "in.csv").read_text() == TABLE + "nobody,acme\n" + message
