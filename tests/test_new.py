"""`new` writes an entry that loads, sorted, with today's month, and nothing if it would not load."""

from __future__ import annotations

import os
import pty
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import yaml

import postback_pack
from postback_pack import build_setup, load_catalog
from postback_pack.contribute.lint import lint
from postback_pack.paths import data_folder
from tests.conftest import Result, mostly_long
from tests.installed import argv

Cli = Callable[..., Result]
KNOWN = ["--name", 'Beacon "9"', "--param", "ext", "--click-id-macro", "{!ext!}", "--payout-macro", "{!sum!}"]
SOURCE = ["--source", "https://beacon.example/docs", "--by", "vendor"]


def filled_in(file: Path) -> Path:
    """Finish the entries of a file, and nothing else."""
    file.write_text(file.read_text().replace("FILL IN: ", ""))
    return file


def test_it_writes_an_entry_that_loads_once_it_is_finished(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    result = cli("new", "beacon", *KNOWN, *SOURCE, "-o", str(file))
    assert result.status == 0
    assert "[where]" in result.out
    assert "[unfinished]" in result.out
    assert cli("new", "anchor", "-o", str(file)).status == 0, "another one is not finished either"
    catalog = load_catalog(filled_in(file))
    beacon = catalog.tracker("beacon")
    assert beacon.style == ("{!", "!}")
    assert beacon.grade("macros.payout") == "confirmed"
    assert beacon.evidence[0].read == date.today().strftime("%Y-%m")
    assert (
        build_setup(catalog, "beacon", account="acme").postback_url
        == "https://www.pbterra.com/name/acme/at?subid_short={!ext!}"
    )
    assert file.read_text().index("- id: anchor") < file.read_text().index("- id: beacon")
    assert {mistake.code for mistake in lint(file.read_text(), "mine.yaml")} == {"where"}


@pytest.mark.parametrize("command", [("render", "beacon"), ("show", "beacon"), ("list",), ("render", "keitaro")])
def test_an_unfinished_entry_is_an_error_with_the_places_that_are_left(
    cli: Cli, tmp_path: Path, command: tuple[str, ...]
) -> None:
    """Like any other mistake in a catalog it stops every command, so that nobody pastes what is not finished."""
    file = tmp_path / "mine.yaml"
    cli("new", "beacon", *KNOWN, *SOURCE, "-o", str(file))
    places = [
        f"{file}:{number}:{line.index('FILL IN')}:"
        for number, line in enumerate(file.read_text().splitlines(), 1)
        if "FILL IN" in line
    ]
    assert len(places) == 4
    result = cli(*command, "-C", str(file))
    assert (result.status, result.out) == (2, "")
    told = [line for line in result.err.splitlines() if "FILL IN" in line]
    assert [line.removeprefix("Error: ").split(" ")[0] for line in told] == places
    assert cli("lint", str(file)).out.count("[unfinished]") == 4
    assert cli(*command, "-C", str(filled_in(file))).status == 0


@pytest.mark.parametrize(
    ("arguments", "help"),
    [
        (["Beacon", *KNOWN, *SOURCE], "lowercase letters"),
        (["beacon", *KNOWN], "--source"),
        (["beacon", "--click-id-macro", "ext", *SOURCE], "signs around"),
        (["keitaro", *KNOWN, *SOURCE], "also belongs to keitaro"),
        (["beacon", "--kind", "boat"], "'tracker'"),
        (["beacon", "--name", "A\n- id: evil"], "one line"),
        (["beacon", "--param", "a: b", *SOURCE], "Only letters, digits"),
        (["beacon", "--source", "https://beacon.example/\n- id: evil"], "not the address of a page"),
        (["beacon", "--source", "beacon.example"], "not the address of a page"),
    ],
)
def test_what_would_not_load_is_not_written(cli: Cli, tmp_path: Path, arguments: list[str], help: str) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("# mine\n")
    result = cli("new", *arguments, "-o", str(file))
    assert result.status == 2
    assert help in result.err
    assert file.read_text() == "# mine\n"


@pytest.mark.parametrize("param", ["null", "yes", "10", "1.5", "-", "~", "a.b", "sub_id", "."])
@pytest.mark.parametrize("page", ["", "a:", "#", "?a=b&c", "a,b", "'a", "[a]", "*", "a\\"])
def test_what_is_given_is_what_yaml_reads(cli: Cli, param: str, page: str) -> None:
    source = f"https://beacon.example/{page}"
    result = cli("new", "beacon", "--param", param, "--source", source, "-o", "-")
    [entry] = yaml.safe_load(result.out)
    assert (entry["click_in"]["param"], entry["evidence"][0]["url"]) == (param, source)


@pytest.mark.parametrize("option", [["keitaro"], ["beacon", "--name", "Keitaro"]])
def test_what_is_taken_is_named_with_its_place(cli: Cli, tmp_path: Path, option: list[str]) -> None:
    """In the file as it is, not as it would be with the new entry."""
    lines = (data_folder() / "trackers.yaml").read_text(encoding="utf-8").splitlines()
    line = lines.index("- id: keitaro") + 1
    for output in ([], ["-o", str(tmp_path / "mine.yaml")]):
        result = cli("new", *option, *output)
        assert (result.status, len(result.problems)) == (2, 1)
        assert f"trackers.yaml:{line})" in result.err
    own = tmp_path / "mine.yaml"
    assert cli("new", "beacon", "-o", str(own)).status == 0
    before = own.read_bytes()
    # An unfinished entry, which no catalog has, is there all the same.
    assert f"'beacon' also belongs to beacon ({own}:3)" in cli("new", "beacon", "-o", str(own)).err
    assert own.read_bytes() == before


def test_a_file_that_cannot_be_read_stays_as_it_is(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_bytes(b"\xff\xfe\x00")
    result = cli("new", "beacon", "-o", str(file))
    assert (result.status, file.read_bytes()) == (2, b"\xff\xfe\x00")
    assert "not UTF-8" in result.err
    assert cli("new", "keitaro", "-o", str(tmp_path / "fresh.yaml")).status == 2
    assert not (tmp_path / "fresh.yaml").exists()


def test_it_prints(cli: Cli) -> None:
    assert cli("new", "beacon", "-o", "-").out.startswith("- id: beacon\n")


def test_it_asks_on_a_terminal(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    leader, follower = pty.openpty()
    program = subprocess.Popen(
        argv("new", "beacon", "-o", file),
        stdin=follower,
        stdout=follower,
        stderr=follower,
    )
    os.close(follower)
    os.write(leader, b"Beacon\n\next\n[ext]\n\nhttps://beacon.example/\n\n")
    assert program.wait(timeout=30) == 0
    os.close(leader)
    assert load_catalog(filled_in(file)).tracker("beacon").macro("click_id") == "[ext]"


ENTRIES = "# mine\n\n# about anchor\n- id: anchor   \n  name: Anchor{rest}\n\n\n- id: cable\n  name: Cable{rest}\n"
REST = """
  kind: tracker
  status: active
  click_in: {param: x, naming: chosen}
  postback_out: {delivery: paste, where: [Sources], macros: {click_id: null}}
  steps: ["Paste it."]
  verify: ["Look."]
  evidence: [{url: "https://mine.example/", by: vendor, supports: [steps, param, naming, where], read: 2026-11}]"""
THERE = ENTRIES.replace("{rest}", REST)


@pytest.mark.parametrize(
    ("mark", "end", "id", "last"),
    [
        (b"", b"\n", "aa", b""),
        (b"\xef\xbb\xbf", b"\r\n", "aa", b"...\n"),
        (b"\xef\xbb\xbf", b"\n", "beacon", b"\n\n"),
        (b"", b"\r", "beacon", b""),
        (b"", b"\r\n", "dune", b"\n\n"),
        (b"", b"\n", "dune", b"\n... # the end\n# really\n"),
        (b"\xef\xbb\xbf", b"\r", "dune", b"...\n"),
    ],
)
def test_nothing_else_in_the_file_changes(
    cli: Cli, tmp_path: Path, mark: bytes, end: bytes, id: str, last: bytes
) -> None:
    file = tmp_path / "mine.yaml"
    before = mark + (THERE.encode() + last).replace(b"\n", end)
    file.write_bytes(before)
    assert cli("new", "keitaro", "-o", str(file)).status == 2
    assert file.read_bytes() == before
    assert cli("new", id, "-o", str(file)).status == 0
    after = file.read_bytes()
    lines, found = before.split(end), after.split(end)
    assert b"\n" not in after.replace(end, b"")
    place = found.index(f"- id: {id}".encode())
    length = next(number for number, line in enumerate(found[place:]) if not line or line.startswith(b"..."))
    rest = found[:place] + found[place + length :]
    assert [line for line in rest if line] == [line for line in lines if line]
    assert after.count(end) - before.count(end) in (length, length + 1)
    entries = yaml.safe_load(after.replace(b"\r", b"\n"))
    assert [entry["id"] for entry in entries] == sorted(["anchor", "cable", id])
    assert load_catalog(filled_in(file)).tracker(id)
    assert (before[-len(last) :] if last else b"") in after


def test_into_mixed_line_ends(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    before = THERE.replace("name: Cable\n", "name: Cable\r\n").rstrip("\n")
    file.write_bytes(before.encode())
    assert cli("new", "dune", "-o", str(file)).status == 0
    assert file.read_bytes().startswith(before.encode() + b"\n\n- id: dune\n")


@pytest.mark.parametrize("count", mostly_long([3, 8], 1))
def test_many_at_once_lose_none(tmp_path: Path, count: int) -> None:
    file = tmp_path / "mine.yaml"
    ids = [f"beacon{number}" for number in range(count)]
    pipe = subprocess.PIPE
    running = [subprocess.Popen(argv("new", id, "-o", file), stdin=pipe, stdout=pipe, stderr=pipe) for id in ids]
    for process in running:
        _, err = process.communicate(timeout=60)
        assert (process.returncode, err) == (0, b"")
    assert [entry["id"] for entry in yaml.safe_load(file.read_text())] == ids
    assert os.listdir(tmp_path) == ["mine.yaml"]


@pytest.mark.parametrize("command", [["new", "beacon"], ["lint", "--fix"]])
def test_an_installed_package_is_not_edited(tmp_path: Path, command: list[str]) -> None:
    package = tmp_path / "postback_pack"
    shutil.copytree(Path(postback_pack.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(data_folder() / "templates", package / "_data" / "templates")
    # An entry out of order, so that there is something to put in order.
    text = (data_folder() / "trackers.yaml").read_text(encoding="utf-8") + "\n\n"
    (package / "_data" / "trackers.yaml").write_text(text, encoding="utf-8")
    run = [sys.executable, "-m", "postback_pack", *command]
    done = subprocess.run(run, cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (2, "")
    assert "is part of an installed package. Name " in done.stderr
    assert (package / "_data" / "trackers.yaml").read_text(encoding="utf-8") == text


def test_the_checkout_can_be_named(cli: Cli) -> None:
    """The shipped file is checked as itself, not as a catalog on top of itself."""
    file = data_folder() / "trackers.yaml"
    before = file.read_bytes()
    result = cli("new", "keitaro", "-o", str(file))
    assert result.status == 2
    assert len(result.problems) <= 4
    assert file.read_bytes() == before
