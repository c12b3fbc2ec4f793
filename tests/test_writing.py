"""Where a result is written: what stays of the old file, what is refused, and what a signal leaves behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Result

Cli = Callable[..., Result]
PROGRAM = [sys.executable, "-m", "postback_pack"]
RENDER = ["render", "keitaro", "--account", "acme", "--format", "url"]
URL = "https://www.pbterra.com/name/acme/at?subid_short={external_id}\n"
TABLE = "tracker,account\nkeitaro,acme\n"


def until(happened: Callable[[], object]) -> None:
    end = time.monotonic() + 30
    while not happened():
        assert time.monotonic() < end, "it does not happen"
        time.sleep(0.02)


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
    command = f"umask 027; {' '.join([*PROGRAM, *RENDER])} -o {out}"
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
        assert result.err.endswith("': it is read-only; make it writable, or name another one\n")
    assert (file.read_text(), file.stat().st_mode & 0o777) == ("old", mode)
    assert sorted(os.listdir(tmp_path)) == ["in.csv", "link.csv", "out.csv"]


def test_a_read_only_folder_is_refused(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(TABLE)
    folder = tmp_path / "folder"
    folder.mkdir(mode=0o555)
    result = cli("bulk", str(tmp_path / "in.csv"), "-o", str(folder))
    assert (result.status, os.listdir(folder)) == (2, [])
    assert "it is read-only" in result.err


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
    assert "it cannot be written (" in result.err


def test_a_long_name(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / ("a" * 255)
    assert cli(*RENDER, "-o", str(file)).status == 0
    assert file.read_text() == URL


@pytest.mark.parametrize("output", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "/dev/fd/3", "LINK"])
def test_what_is_open_already_is_written_through(tmp_path: Path, output: str) -> None:
    (tmp_path / "link").symlink_to("/dev/stdout")
    program = " ".join([*PROGRAM, *RENDER, "-o", str(tmp_path / "link") if output == "LINK" else output])
    into_pipe = subprocess.run(["sh", "-c", f"{program} 3>&1 | cat"], capture_output=True, text=True, timeout=60)
    assert (into_pipe.stdout, into_pipe.stderr) == (URL, "")
    # What the shell has written before and writes afterwards stays.
    command = f"{{ echo before; {program} 3>&1; echo after; }} > {tmp_path / 'file'}"
    subprocess.run(["sh", "-c", command], check=True, timeout=60)
    assert (tmp_path / "file").read_text() == f"before\n{URL}after\n"


def test_bulk_into_a_pipe_by_name(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(TABLE + "nobody,acme\n")
    program = " ".join([*PROGRAM, "bulk", str(tmp_path / "in.csv"), "-o", "/dev/stdout", "--errors", "/dev/stderr"])
    done = subprocess.run(["sh", "-c", f"{program} | cat"], capture_output=True, text=True, timeout=60)
    assert done.stdout.startswith("tracker,account,postback_url,")
    assert "there is no tracker 'nobody'" in done.stderr
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


def test_an_open_file_that_is_not_there(cli: Cli) -> None:
    result = cli(*RENDER, "-o", "/dev/fd/987")
    assert result.status == 2
    assert "it cannot be written (Bad file descriptor)" in result.err


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("target", ["out.csv", "folder"])
def test_a_signal_leaves_nothing_behind(tmp_path: Path, number: int, target: str) -> None:
    command = [*PROGRAM, "bulk", "-", "-o", target, "--errors", "errors.txt"]
    with subprocess.Popen(command, cwd=tmp_path, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin
        process.stdin.write(b"tracker,account\n" + b"keitaro,acme\n" * 2_000)
        process.stdin.flush()
        until(lambda: len(os.listdir(tmp_path)) == 2)
        process.send_signal(number)
        # A terminal that closes sends more than one.
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (-number, b"")
    assert os.listdir(tmp_path) == []


def test_under_nohup_it_goes_on(tmp_path: Path) -> None:
    command = ["nohup", *PROGRAM, "bulk", "-", "-o", "out.csv"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=tmp_path, stdin=pipe, stdout=pipe, stderr=pipe) as process:
        assert process.stdin
        process.stdin.write(TABLE.encode())
        process.stdin.flush()
        until(lambda: os.listdir(tmp_path))
        process.send_signal(signal.SIGHUP)
        process.communicate(timeout=30)
    assert process.returncode == 0
    assert os.listdir(tmp_path) == ["out.csv"]


def test_terminated_while_it_listens() -> None:
    command = [*PROGRAM, "listen", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        assert "Listening on" in process.stderr.readline()
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (-signal.SIGTERM, "0 calls received.\n")


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
    assert result.err.startswith(f"Error: {option} '")
    assert result.err.endswith("': this is the same file as the input; name another one\n")
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
    assert "this is the same file as -o" in result.err
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
    command = ["sh", "-c", f"{' '.join(PROGRAM)} {script}"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert result.returncode == 2
    assert "this is the same file as" in result.stderr
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
    assert "a file of the catalog; name another one" in result.err
    assert cli(*words, "-C", str(tmp_path), "-o", str(tmp_path / "out.csv")).status == 0


def test_a_closed_standard_input() -> None:
    command = f"{' '.join(PROGRAM)} bulk - -o - <&-"
    result = subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=60)
    assert (result.returncode, result.stderr) == (2, "Error: standard input is closed; name a file\n")


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("render keitaro -o EMPTY", "the name is empty"),
        ("render keitaro -C EMPTY", "the name is empty"),
        ("bulk in.csv -o EMPTY", "the name is empty"),
        ("bulk EMPTY -o out.csv", "the name is empty"),
        ("bulk in.csv -o out.csv --errors EMPTY", "the name is empty"),
        ("site EMPTY", "the name is empty"),
        ("new mine -o EMPTY", "the name is empty"),
        ("lint --fix EMPTY", "the name is empty"),
        ("bulk in.csv -o - --errors -", "- is not for a pipe here"),
        ("site -", "- is not for a pipe here"),
        ("lint --fix -", "- is not for a pipe here"),
        ("render keitaro -C -", "- is not for a pipe here"),
        ("render keitaro -o in.csv/", "this ends in a slash"),
        ("bulk in.csv -o out.csv --errors in.csv/", "this ends in a slash"),
        ("new mine -o mine/", "this ends in a slash"),
        ("bulk in.csv -o other.csv/", "it is there already"),
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


def test_a_pipe_is_not_input_and_output(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Opening it would wait for ever."""
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe.csv")
    result = cli("bulk", "pipe.csv", "-o", "./pipe.csv")
    message = "Error: -o 'pipe.csv': this is the same file as the input; name another one"
    assert (result.status, result.problems) == (2, [message])


def test_messages_are_not_written_into_the_table(tmp_path: Path) -> None:
    """Each would be a row more, and the run would have no end."""
    (tmp_path / "in.csv").write_text(TABLE + "nobody,acme\n")
    command = ["sh", "-c", f"{' '.join(PROGRAM)} bulk in.csv -o out.csv 2>> in.csv"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=60)
    assert (done.returncode, os.listdir(tmp_path)) == (2, ["in.csv"])
    message = "Error: standard error: this is the same file as the input; name another one\n"
    assert (tmp_path / "in.csv").read_text() == TABLE + "nobody,acme\n" + message


@pytest.mark.parametrize("command", ["new mine -o /dev/fd/3", "lint --fix /dev/fd/3"])
def test_what_is_open_already_is_not_edited(tmp_path: Path, command: str) -> None:
    """What is written to it comes after what is in it."""
    file = tmp_path / "mine.yaml"
    file.write_text("# mine\n")
    script = ["sh", "-c", f"{' '.join(PROGRAM)} {command} 3>> mine.yaml"]
    done = subprocess.run(script, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert (done.returncode, file.read_text()) == (2, "# mine\n")
    assert done.stderr == "Error: '/dev/fd/3': this is open already; name the file itself\n"


@pytest.mark.parametrize("target", ["out.csv", "out.jsonl", "folder"])
def test_what_cannot_be_written_ends_the_run(tmp_path: Path, target: str) -> None:
    """It is no fault of the row at hand: the rows after it would be written as if nothing were missing."""
    (tmp_path / "in.csv").write_text("tracker,account\n" + "keitaro,acme\n" * 3_000)
    blocks = 2 if target == "folder" else 64  # of 512 bytes
    command = f"ulimit -f {blocks}; {' '.join(PROGRAM)} bulk in.csv -o {target}"
    done = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    message = f"Error: -o {target!r}: it cannot be written (File too large); it is as it was\n"
    assert (done.returncode, done.stderr) == (2, message)
    assert os.listdir(tmp_path) == ["in.csv"]
