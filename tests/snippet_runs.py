"""What the tests of the snippets share: a network on this machine, and the programs that run the code."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from postback_pack import Catalog, build_setup, load_catalog, render
from postback_pack.paths import data_folder

Code = Callable[..., str]
PROGRAMS = {
    "php": ("php", "php-cli"),
    "mjs": ("node", "nodejs"),
    "js": ("node", "nodejs"),
    "html": ("node", "nodejs"),
    "py": ("python3", ""),
    "rb": ("ruby", "ruby"),
    "go": ("go", "golang-go"),
    "java": ("javac", "default-jdk-headless"),
}
FILES = {
    "php": ("snippet.php", "call.php"),
    "node": ("snippet.mjs", "call.mjs"),
    "python": ("snippet.py", "call.py"),
    "ruby": ("snippet.rb", "call.rb"),
    "go": ("postback/postback.go", "call.go"),
    "java": ("Postback.java", "Call.java"),
}
"""The snippets for servers: the file of each, and of the program that uses it. Those of Go and Java are compiled, which takes seconds."""
COMPILED = ("go", "java")
LANGUAGES = pytest.mark.parametrize(
    "language", [pytest.param(name, marks=[pytest.mark.compiled] if name in COMPILED else []) for name in FILES]
)
"""The languages that compile run with `-m compiled`."""


def needs(ending: str) -> str:
    """Return the program for a snippet's language, or skip the test and name the package."""
    program, package = PROGRAMS[ending]
    found = sys.executable if ending == "py" else shutil.which(program)
    if not found:
        pytest.skip(f"needs {program}: install the package {package}")
    return found


def write_program(language: str, folder: Path, code: str, program: str) -> list[str]:
    """Write a snippet and a program that uses it, and compile them where that is needed; return the command that runs the program."""
    name, caller = FILES[language]
    command = needs(caller.rpartition(".")[2])
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(code, encoding="utf-8")
    (folder / caller).write_text(program, encoding="utf-8")
    if language == "go":
        (folder / "go.mod").write_text("module example\n\ngo 1.19\n")
        output_of([command, "build", "-o", "call", "call.go"], folder, **os.environ | {"GOTOOLCHAIN": "local"})
        return [str(folder / "call")]
    if language == "java":
        output_of([command, "-encoding", "UTF-8", "-Xlint:all", "-Werror", name, caller], folder)
        return [command.removesuffix("c"), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", ".", "Call"]
    return [command, caller]


class Receiver(ThreadingHTTPServer):
    """Plays the network: keeps every path, and answers with the statuses that are waiting, then with 200."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.paths: list[str] = []
        self.statuses: list[int] = []


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_GET(self) -> None:
        self.server.paths.append(self.path)
        self.send_response(self.server.statuses.pop(0) if self.server.statuses else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Be quiet."""


@contextmanager
def running_receiver() -> Iterator[Receiver]:
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield server
    server.shutdown()
    thread.join(20)
    server.server_close()


@cache
def _local_catalog() -> Catalog:
    """Return a catalog with a network like Adsterra, ``local``; its address is filled in later, as reading a catalog takes long."""
    source = data_folder() / "templates" / "networks" / "adsterra"
    with TemporaryDirectory() as folder:
        network = Path(folder) / "templates" / "networks" / "local"
        network.mkdir(parents=True)
        for file in source.iterdir():
            text = file.read_text(encoding="utf-8").replace("www.pbterra.com", "local.example")
            text = text.replace("id: adsterra", "id: local").replace("name: Adsterra", "name: Local")
            (network / file.name).write_text(text, encoding="utf-8")
        return load_catalog(folder)


def code_at(port: int) -> Code:
    """Return the function that returns the snippet of a tracker, which reports to this port of this machine."""

    def code(tracker: str, **options: str) -> str:
        setup = build_setup(_local_catalog(), tracker, network="local", account="acme", http=True, **options)  # type: ignore[arg-type]
        return render(setup, "code").replace("local.example", f"127.0.0.1:{port}")

    return code


def output_of(command: list[str], folder: Path, **environment: str) -> str:
    """Run a program in the folder; return what it printed."""
    result = subprocess.run(command, cwd=folder, env=environment or None, capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, result.stderr + result.stdout
    return result.stdout.strip()
