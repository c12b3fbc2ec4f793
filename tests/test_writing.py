"""Where a result is written: what stays of the old file, which links and pipes are written through, what is refused."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Result, mostly_long
from tests.installed import argv

Cli = Callable[..., Result]
RENDER = ["render", "keitaro", "--account", "acme", "--format", "url"]
URL = "https://www.pbterra.com/name/acme/at?subid_short={external_id}\n"
TABLE = "tracker,account\nkeitaro,acme\n"


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o200, 0o777])
def test_a_file_keeps_its_mode(cli: Cli, tmp_path: Path, mode: int) -> None:
    file = tmp_path / "out"
    file.write_text("old")
    file.chmod(mode)
    assert cli(*RENDER, "-o", str(file)).status == 0
    assert (file.read_text() if os.geteuid() == 0 or mode & 0o400 else URL) == URL
    assert file.stat().st_mode & 0o7777 == mode


@pytest.mark.skipif(os.geteuid() != 0, reason="only the superuser gives files away")
def test_a_file_keeps_its_owner_and_group(cli: Cli, tmp_path: Path) -> None:
    file, folder = tmp_path / "out", tmp_path / "folder"
    file.write_text("old")
    folder.mkdir()
    for path in (file, folder):
        os.chown(path, 12345, 23456)
        path.chmod(0o750)
    assert cli(*RENDER, "-o", str(file)).status == 0
    (tmp_path / "in.csv").write_text(TABLE)
    assert cli("bulk", str(tmp_path / "in.csv"), "-o", str(folder)).status == 0
    assert len(list(folder.iterdir())) == 1
    for path in (file, folder):
        kept = path.stat()
        assert (kept.st_uid, kept.st_gid, kept.st_mode & 0o7777) == (12345, 23456, 0o750)


@pytest.mark.skipif(os.geteuid() != 0, reason="another user's file is needed")
def test_without_the_right_to_give_it_away_a_group_gets_no_more_than_everybody(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    for folder in tmp_path.parents[:3]:
        folder.chmod(folder.stat().st_mode | 0o055)
    file = tmp_path / "out"
    file.write_text("old")
    os.chown(file, 12345, 23456)
    file.chmod(0o662)
    program = (
        "import os; from pathlib import Path; from postback_pack import cli, files\n"
        "os.setgroups([]); os.setgid(54321); os.setuid(54321)\n"
        f"files.write_whole(Path({str(file)!r}), 'new')"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
    kept = file.stat()
    assert (file.read_text(), kept.st_uid, kept.st_gid, kept.st_mode & 0o777) == ("new", 54321, 54321, 0o622)


def test_a_new_file_has_the_mode_that_the_shell_would_give_it(tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = f"umask 027; {' '.join(argv(*RENDER))} -o {out}"
    subprocess.run(["sh", "-c", command], check=True, timeout=60)
    assert out.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("mode", [0o444, 0o400, 0o555])
@pytest.mark.parametrize("by_link", [False, True])
def test_a_read_only_file_is_refused(cli: Cli, tmp_path: Path, mode: int, by_link: bool) -> None:
    file, link, source = tmp_path / "out.csv", tmp_path / "link.csv", tmp_path / "in.csv"
    file.write_text("old")
    file.chmod(mode)
    link.symlink_to(file)
    source.write_text(TABLE)
    named = str(link if by_link else file)
    for command in ([*RENDER, "-o", named], ["bulk", str(source), "-o", named]):
        result = cli(*command)
        assert (result.status, result.out) == (2, "")
        assert result.err.endswith(" is read-only. Make it writable, or name another one.\n")
    assert (file.read_text(), file.stat().st_mode & 0o777) == ("old", mode)
    assert sorted(os.listdir(tmp_path)) == ["in.csv", "link.csv", "out.csv"]


def test_a_read_only_folder_is_refused(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(TABLE)
    folder = tmp_path / "folder"
    folder.mkdir(mode=0o555)
    result = cli("bulk", str(tmp_path / "in.csv"), "-o", str(folder))
    assert (result.status, os.listdir(folder)) == (2, [])
    assert "is read-only" in result.err


@pytest.mark.parametrize("there", [True, False])
def test_a_link_stays_and_what_it_leads_to_is_written(cli: Cli, tmp_path: Path, there: bool) -> None:
    (tmp_path / "elsewhere").mkdir()
    target, link = tmp_path / "elsewhere" / "target", tmp_path / "link"
    if there:
        target.write_text("old")
    link.symlink_to("elsewhere/target")
    assert cli(*RENDER, "-o", str(link)).status == 0
    assert (os.readlink(link), target.read_text()) == ("elsewhere/target", URL)
    assert os.listdir(target.parent) == ["target"]


def test_a_link_to_a_folder_stays(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(TABLE)
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("folder")
    assert cli("bulk", str(tmp_path / "in.csv"), "-o", str(tmp_path / "link")).status == 0
    assert os.readlink(tmp_path / "link") == "folder"
    assert os.listdir(tmp_path / "folder") == ["0000002-keitaro.txt"]


def test_links_in_a_circle(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    result = cli(*RENDER, "-o", str(tmp_path / "a"))
    assert result.status == 2
    assert " cannot be written (" in result.err


def test_a_long_name(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / ("a" * 255)
    assert cli(*RENDER, "-o", str(file)).status == 0
    assert file.read_text() == URL


@pytest.mark.parametrize("output", mostly_long(["/dev/stdout", "LINK", "/dev/fd/1", "/proc/self/fd/1", "/dev/fd/3"], 2))
def test_what_is_open_already_is_written_through(tmp_path: Path, output: str) -> None:
    (tmp_path / "link").symlink_to("/dev/stdout")
    program = " ".join(argv(*RENDER, "-o", str(tmp_path / "link") if output == "LINK" else output))
    into_pipe = subprocess.run(["sh", "-c", f"{program} 3>&1 | cat"], capture_output=True, text=True, timeout=60)
    assert (into_pipe.stdout, into_pipe.stderr) == (URL, "")
    # What the shell has written before and writes afterwards stays.
    command = f"{{ echo before; {program} 3>&1; echo after; }} > {tmp_path / 'file'}"
    subprocess.run(["sh", "-c", command], check=True, timeout=60)
    assert (tmp_path / "file").read_text() == f"before\n{URL}after\n"


def test_bulk_into_a_pipe_by_name(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(TABLE + "nobody,acme\n")
    program = " ".join(argv("bulk", str(tmp_path / "in.csv"), "-o", "/dev/stdout", "--errors", "/dev/stderr"))
    done = subprocess.run(["sh", "-c", f"{program} | cat"], capture_output=True, text=True, timeout=60)
    assert done.stdout.startswith("tracker,account,postback_url,")
    assert "There is no tracker 'nobody'" in done.stderr
    closed = subprocess.run(["sh", "-c", f"{program} | true"], capture_output=True, text=True, timeout=60)
    assert "Traceback" not in closed.stderr


def test_a_named_pipe_and_a_device_are_written_through(cli: Cli, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", pipe], stdout=subprocess.PIPE, text=True) as reader:
        assert cli(*RENDER, "-o", str(pipe)).status == 0
        assert reader.communicate(timeout=30)[0] == URL
    assert pipe.is_fifo()
    assert cli(*RENDER, "-o", "/dev/null").status == 0
    assert os.listdir(tmp_path) == ["pipe"]


@pytest.mark.parametrize("target", mostly_long(["out.csv", "out.jsonl", "folder"], 1))
def test_what_cannot_be_written_ends_the_run(tmp_path: Path, target: str) -> None:
    """It is no fault of the row at hand: the rows after it would be written as if nothing were missing."""
    (tmp_path / "in.csv").write_text("tracker,account\n" + "keitaro,acme\n" * 3_000)
    blocks = 2 if target == "folder" else 64  # of 512 bytes
    command = f"ulimit -f {blocks}; {' '.join(argv())} bulk in.csv -o {target}"
    done = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    message = f"Error: {target!r} cannot be written (File too large). It is as it was before.\n"
    assert (done.returncode, done.stderr) == (2, message)
    assert os.listdir(tmp_path) == ["in.csv"]
