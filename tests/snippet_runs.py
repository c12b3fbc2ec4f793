"""What the tests of the snippets share: a network on this machine, and the programs that run the code."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from postback_pack import Catalog, build_setup, load_catalog, render
from postback_pack.data import data_folder

PROGRAMS = {
    "php": ("php", "php-cli"),
    "mjs": ("node", "nodejs"),
    "js": ("node", "nodejs"),
    "html": ("node", "nodejs"),
    "py": ("python3", ""),
}


def needs(ending: str) -> str:
    """Return the program for a snippet's language, or skip the test and name the package."""
    program, package = PROGRAMS[ending]
    found = sys.executable if ending == "py" else shutil.which(program)
    if not found:
        pytest.skip(f"needs {program}: install the package {package}")
    return found


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
    thread = threading.Thread(target=server.serve_forever, args=[0.02])
    thread.start()
    yield server
    server.shutdown()
    thread.join(20)
    server.server_close()


def local_catalog(port: int, folder: Path) -> Catalog:
    """Return a catalog with a network like Adsterra on this machine, ``local``, written into the folder."""
    source = data_folder() / "templates" / "networks" / "adsterra"
    network = folder / "catalog" / "templates" / "networks" / "local"
    network.mkdir(parents=True)
    for file in source.iterdir():
        text = file.read_text(encoding="utf-8").replace("www.pbterra.com", f"127.0.0.1:{port}")
        (network / file.name).write_text(text.replace("id: adsterra", "id: local"), encoding="utf-8")
    return load_catalog(folder / "catalog")


def code_of(catalog: Catalog, tracker: str, **options: str) -> str:
    """Return the snippet that reports to the network ``local``."""
    setup = build_setup(catalog, tracker, network="local", account="acme", http=True, **options)  # type: ignore[arg-type]
    return render(setup, "code")


def output_of(command: list[str], folder: Path, **environment: str) -> str:
    """Run a program in the folder; return what it printed."""
    result = subprocess.run(command, cwd=folder, env=environment or None, capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, result.stderr + result.stdout
    return result.stdout.strip()
