"""The command line in bad surroundings: no locale, strange paths, nothing writable, pipes closed, disks full, Ctrl-C."""

from __future__ import annotations

import os
import resource
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import postback_pack
from postback_pack.paths import data_folder
from tests.conftest import MADE_UP, mostly_long
from tests.installed import argv

RENDER = ["render", "keitaro", "--account", "acme", "--format", "url"]
URL = "https://www.pbterra.com/name/acme/at?subid_short={external_id}\n"
NO_LOCALE = {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
STRANGE = "a b é 中 'q' \"d\" $x #1 %41"


def process(*arguments: str | Path, **more: object) -> subprocess.CompletedProcess[str]:
    environment = os.environ | more.pop("environment", {})  # type: ignore[operator]
    options = {"capture_output": True, "text": True, "encoding": "utf-8", "errors": "surrogateescape"} | more
    return subprocess.run(argv(*arguments), env=environment, timeout=60, **options)  # type: ignore[call-overload,no-any-return]


@pytest.fixture
def wide(tmp_path: Path) -> Path:
    """A catalog with letters that ASCII has not, in a folder with such a name."""
    folder = tmp_path / STRANGE
    shutil.copytree(MADE_UP, folder)
    file = folder / "trackers.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("name: Tidepool", "name: 潮池 é"), encoding="utf-8")
    return folder


@pytest.mark.parametrize("format", mostly_long(["text", "html", "md", "rst", "json"], 1))
def test_without_a_locale(wide: Path, format: str) -> None:
    command: list[str | Path] = ["render", "tidepool", "--account", "acme", "--format", format, "-C", wide]
    result = process(*command, environment=NO_LOCALE)
    assert "潮池 é" in result.stdout
    assert (result.stdout, result.returncode) == (process(*command).stdout, 0)
    assert process(*command, "-o", wide / "out", environment=NO_LOCALE).returncode == 0
    assert (wide / "out").read_text(encoding="utf-8") == result.stdout


@pytest.mark.parametrize("name", ["latin-1", "ascii"])
def test_an_output_without_some_letters(wide: Path, name: str) -> None:
    result = process("list", "-C", wide, environment={"PYTHONIOENCODING": name}, encoding="latin-1")
    assert result.returncode == 0
    assert ("\\u6f6e\\u6c60 é" in result.stdout) == (name == "latin-1")


def test_arguments_without_a_locale(tmp_path: Path) -> None:
    for value in (b"\xff\xfe", "é".encode(), b"\xed\xa0\x80"):
        result = subprocess.run(argv("render", value, b"--account", value, b"-C", value, b"-o", value), capture_output=True, env=os.environ | NO_LOCALE, timeout=60)  # fmt: skip
        assert result.returncode == 2
        assert result.stderr.startswith(b"Error: ")
        assert b"Traceback" not in result.stderr


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy as installed, in a folder with a strange name, that nobody may write to."""
    place = tmp_path_factory.mktemp("installed") / STRANGE
    package = place / "postback_pack"
    shutil.copytree(Path(postback_pack.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(data_folder() / "templates", package / "_data" / "templates")
    shutil.copy(data_folder() / "trackers.yaml", package / "_data")
    for path in [place, *place.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    return place


@pytest.mark.parametrize("arguments", mostly_long({" ".join(words): words for words in (RENDER, ["list"], ["lint"], ["check", "x"], ["render", "bemob", "--format", "html"], ["preview", "keitaro", "--click-id", "1"])}, 2))  # fmt: skip
def test_installed_read_only_in_a_strange_folder(installed: Path, tmp_path: Path, arguments: list[str]) -> None:
    before = sorted(str(path) for path in installed.rglob("*"))
    # Root may write everywhere, so it is also seen that nothing new is there.
    result = process(*arguments, cwd=installed, environment={"PYTHONDONTWRITEBYTECODE": "1"} | NO_LOCALE)
    assert "Traceback" not in result.stderr
    assert result.stdout == process(*arguments, cwd=tmp_path).stdout
    assert sorted(str(path) for path in installed.rglob("*")) == before


def test_a_folder_that_cannot_be_written_to(tmp_path: Path) -> None:
    result = process(*RENDER, "-o", "/proc/x")
    assert result.returncode == 2
    assert result.stderr.startswith("Error: '/proc/x' cannot be written (")


@pytest.mark.parametrize("command", mostly_long(["list", "render keitaro --account acme --format html", "show keitaro", "sources", "schema trackers", "lint --rules", "--help"], 2))  # fmt: skip
def test_a_pipe_that_closes_after_one_line(command: str) -> None:
    script = f"{' '.join(argv())} {command} | head -1; exit ${{PIPESTATUS[0]}}"
    result = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=60)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.count("\n") == 1


def test_a_pipe_of_urls_that_closes() -> None:
    script = f"yes https://x.example/ | head -100000 | {' '.join(argv())} check - | head -1; exit ${{PIPESTATUS[2]}}"
    result = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=60)
    assert (result.returncode, result.stderr) == (0, "")


def test_a_full_disk(tmp_path: Path) -> None:
    result = process(*RENDER, "-o", "/dev/full")
    assert result.returncode == 2
    assert "No space left on device" in result.stderr
    file = tmp_path / "setup.html"
    file.write_text("old")

    def full() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))

    result = process("render", "keitaro", "--format", "html", "-o", file, preexec_fn=full)
    assert result.returncode == 2
    assert "cannot be written (File too large). It is as it was" in result.stderr
    assert file.read_text() == "old"
    assert os.listdir(tmp_path) == ["setup.html"]


@pytest.mark.long
def test_a_full_disk_under_a_site(tmp_path: Path) -> None:
    def full() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))

    result = process("site", tmp_path / "site", preexec_fn=full)
    assert result.returncode == 2
    assert "Traceback" not in result.stderr
    assert os.listdir(tmp_path / "site") == []


@pytest.mark.parametrize(
    ("command", "line"),
    [(["check", "-"], "https://www.pbterra.com/name/acme/at?subid_short={clickid}\n"), (["listen", "--port", "0"], "")],
)
def test_ctrl_c_while_it_waits(tmp_path: Path, command: list[str], line: str) -> None:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with subprocess.Popen(argv(*command), text=True, cwd=tmp_path, **pipes) as program:  # type: ignore[call-overload]
        program.stdin.write(line)
        program.stdin.flush()
        assert program.stdout.readline()
        program.send_signal(signal.SIGINT)
        rest, _ = program.communicate(timeout=30)
    assert program.returncode == 130
    assert "Traceback" not in rest


@pytest.mark.parametrize("file", mostly_long([2, 1, 30], 1))
def test_ctrl_c_leaves_no_partial_file(tmp_path: Path, file: int) -> None:
    """While the nth file of a site is written: all files that there are, are whole, and the next run goes on."""
    program = (
        "import itertools, os, signal; from postback_pack import cli\n"
        "count = itertools.count(1)\n"
        f"os.fsync = lambda number: next(count) == {file} and os.kill(os.getpid(), signal.SIGINT)\n"
        "raise SystemExit(cli.run(['site', 'site']))"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=tmp_path, timeout=60)
    assert (result.returncode, result.stdout, result.stderr) == (130, "", "")
    written = [path for path in (tmp_path / "site").rglob("*") if path.is_file()]
    assert len(written) == file - 1
    assert all(path.read_text(encoding="utf-8").endswith("\n") for path in written)
    assert process("site", "site", cwd=tmp_path).returncode == 0


def test_ctrl_c_during_a_write_keeps_the_old_file(tmp_path: Path) -> None:
    file = tmp_path / "old"
    file.write_text("old")
    program = (
        "import os, signal; from pathlib import Path; from postback_pack import cli, files\n"
        "os.fsync = lambda number: os.kill(os.getpid(), signal.SIGINT)\n"
        f"raise SystemExit(cli.run(['render', 'keitaro', '-o', {str(file)!r}]))"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert (result.returncode, result.stderr) == (130, "")
    assert (file.read_text(), os.listdir(tmp_path)) == ("old", ["old"])


@pytest.mark.long
@pytest.mark.timeout(300)
def test_the_tests_pass_where_signals_are_ignored() -> None:
    """A shell script starts what ends in & so, nohup what it starts, and some runners of CI everything."""
    files = [
        str(Path(__file__).with_name(name))
        for name in ("test_surroundings.py", "test_bulk_interrupted.py", "test_listen.py", "test_signals.py")
    ]
    which = "ctrl_c or interrupted or each_call or signal_leaves or nohup"
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-p", "no:cacheprovider", *files, "-k", which]
    script = f"trap '' INT HUP; {shlex.join(command)}"
    result = subprocess.run(["sh", "-c", script], capture_output=True, text=True, timeout=280)
    assert result.returncode == 0, result.stdout
