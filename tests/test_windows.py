"""What Windows lacks, or does in another way, as far as another system can play it: modules, signals, pipes, encodings, names."""

from __future__ import annotations

import errno
import io
import os
import pkgutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click
import pytest

import postback_pack
from postback_pack import cli as command_line
from postback_pack.cli import arguments, pasted
from tests.conftest import Result, mostly_long

Cli = Callable[..., Result]
URL = "https://www.pbterra.com/name/acme/at?subid_short={external_id}"
PROGRAM = [sys.executable, "-m", "postback_pack"]
ONLY_POSIX = ("fcntl", "grp", "posix", "pty", "pwd", "readline", "resource", "select", "syslog", "termios", "tty")
AS_ON_WINDOWS = f"""\
import os, signal, sys
import asyncio, subprocess, tempfile
for name in {ONLY_POSIX}:
    sys.modules[name] = None
for name in ("SIGHUP", "SIGKILL", "SIGALRM", "SIGQUIT", "SIGUSR1", "alarm"):
    if hasattr(signal, name):
        delattr(signal, name)
for name in ("chown", "fork", "getuid", "geteuid", "getgid", "mkfifo", "openpty", "forkpty", "killpg", "getpgid", "setsid"):
    if hasattr(os, name):
        delattr(os, name)
"""


def as_on_windows(program: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run a program in a Python that has nothing of what only POSIX has."""
    command = [sys.executable, "-c", AS_ON_WINDOWS + program, *arguments]
    return subprocess.run(command, capture_output=True, env=os.environ | environment, timeout=60)


def test_no_module_needs_what_only_posix_has() -> None:
    names = [module.name for module in pkgutil.walk_packages(postback_pack.__path__, "postback_pack.")]
    names.remove("postback_pack.__main__")
    program = f"import importlib\nfor name in {names}:\n    importlib.import_module(name)\nprint('all')"
    done = as_on_windows(program)
    assert (done.stdout, done.stderr) == (b"all\n", b"")


RUN = """
from postback_pack.cli import run
statuses = [run(words.split("|")) for words in sys.argv[1:]]
print(statuses)
"""


def test_the_commands_run_without_it(tmp_path: Path) -> None:
    table, out, mine = tmp_path / "in.csv", tmp_path / "out.csv", tmp_path / "mine.yaml"
    table.write_text("tracker,account\nkeitaro,acme\n")
    commands = [
        "render|keitaro|--account|acme|--format|url",
        f"render|keitaro|-o|{tmp_path / 'setup.txt'}",
        f"check|{URL}",
        "list|volu",
        "show|keitaro",
        f"bulk|{table}|-o|{out}",
        f"new|mine|-o|{mine}",
        "send|keitaro|--account|acme|--click-id|1|--to-local|http://127.0.0.1:9|--yes",
    ]
    done = as_on_windows(RUN, *commands)
    assert done.stdout.endswith(b"[0, 0, 0, 0, 0, 0, 0, 1]\n"), done
    assert b"Traceback" not in done.stderr
    assert URL in out.read_text()
    assert "FILL IN" in mine.read_text()


@pytest.mark.parametrize("encoding", mostly_long(["cp1252", "cp437", "cp932"], 1))
def test_a_pipe_with_few_letters_takes_everything(encoding: str) -> None:
    program = RUN + "run(['list', '--networks']); run(['show', 'branch']); run(['render', 'nobody\\u2028\\u4e2d'])"
    done = as_on_windows(program, "render|keitaro|--account|acme", PYTHONIOENCODING=encoding)
    assert URL.encode() in done.stdout
    assert b"${(last_attributed_touch_data.~click_id)!}" in done.stdout
    assert b"There is no tracker" in done.stderr
    assert b"Traceback" not in done.stderr


class Console(io.StringIO):
    """A console of Windows: it gives lines, of which some have been pasted already."""

    def __init__(self, *lines: str, later: int = 0) -> None:
        super().__init__("".join(lines))
        self.asked, self._later = 0, later

    def isatty(self) -> bool:
        return True

    def kbhit(self) -> bool:
        """Return whether a key waits; the first are there a moment later than asked."""
        self.asked += 1
        return self.asked > self._later and self.tell() < len(self.getvalue())


@pytest.fixture
def console(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Console]:
    def opened(*lines: str, later: int = 0) -> Console:
        made = Console(*lines, later=later)
        monkeypatch.setattr(sys, "stdin", made)
        monkeypatch.setitem(sys.modules, "termios", None)
        monkeypatch.setitem(sys.modules, "msvcrt", SimpleNamespace(kbhit=made.kbhit))
        return made

    return opened


def test_check_asks_at_a_console_of_windows(cli: Cli, console: Any) -> None:
    console(f"{URL}\n")
    result = cli("check", "--tracker", "keitaro")
    assert (result.status, result.out.split(":")[0]) == (0, "No problems found")
    assert result.err.startswith("Paste the URL, or any text with it, and press Enter:\n")


@pytest.mark.parametrize("later", [0, 3])
def test_lines_that_are_pasted_together_are_one_text(console: Any, later: int) -> None:
    text = f"Hi,\nmy URL is {URL}\n&atpay={{revenue}}\n"
    console(*text.splitlines(keepends=True), later=later)
    assert pasted.read_message() == text


def test_a_console_without_msvcrt_gives_one_line(console: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    console("one\n", "two\n")
    monkeypatch.setitem(sys.modules, "msvcrt", None)
    assert pasted.read_message() == "one\n"


def test_the_end_of_a_console_is_no_text(cli: Cli, console: Any) -> None:
    console("")
    assert cli("check").status == 130


def test_ctrl_c_at_a_console(cli: Cli, console: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(console("x\n"), "readline", interrupted)
    assert cli("check").status == 130
    with pytest.raises(click.Abort):
        pasted.read_message()


def test_a_closed_pipe_of_windows_is_no_error(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(*_: object, **__: object) -> None:
        raise OSError(errno.EINVAL, "Invalid argument")

    monkeypatch.setattr(click, "echo", closed)
    monkeypatch.setattr(os, "dup2", lambda *_: None)
    assert cli("list").status == 2
    monkeypatch.setattr(command_line, "ON_WINDOWS", True)
    assert cli("list") == (0, "", "")


def test_a_new_folder_takes_the_place_of_an_empty_one(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = os.replace

    def replace_on_windows(made: Any, target: Any) -> None:
        if os.path.isdir(target):
            raise PermissionError(errno.EACCES, "Access is denied")
        replace(made, target)

    monkeypatch.setattr(os, "replace", replace_on_windows)
    table, folder = tmp_path / "in.csv", tmp_path / "out"
    table.write_text("tracker,account\nkeitaro,acme\n")
    folder.mkdir()
    assert cli("bulk", str(table), "-o", str(folder)).status == 0
    assert os.listdir(folder) == ["0000002-keitaro.txt"]
    assert sorted(os.listdir(tmp_path)) == ["in.csv", "out"]


@pytest.mark.parametrize("name", ["out\\", "out/"])
def test_a_name_of_a_file_ends_in_no_separator_of_windows(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(arguments, "SEPARATORS", "\\/")
    result = cli("render", "keitaro", "-o", name)
    assert result.status == 2
    assert "ends in a slash" in result.err
    assert os.listdir(tmp_path) == []
