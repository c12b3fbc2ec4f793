"""The snippets for servers among hostile neighbours: their folder, their locks, and a network that never ends its answer."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import mostly_long
from tests.snippet_runs import COMPILED, FILES, LANGUAGES, Code, Receiver, needs, output_of, write_program

# A program per language that reports each order of ORDERS, all at once where the language can, and prints how often it was told yes.
REPORT = {
    "php": "<?php require 'snippet.php'; $yes = 0; foreach (ORDERS as $order) { $yes += local_report($order, 'A'); } echo $yes;",
    "node": "import { report } from './snippet.mjs'; const all = await Promise.all(ORDERS.map((order) => report(order, 'A'))); console.log(all.filter(Boolean).length);",
    "python": "from concurrent.futures import ThreadPoolExecutor\nfrom snippet import report\nwith ThreadPoolExecutor(20) as pool:\n    print(sum(pool.map(lambda order: report(order, 'A'), ORDERS)))",
    "ruby": "require_relative 'snippet'\nputs ORDERS.map { |order| Thread.new { LOCALPostback.report(order, 'A') } }.count(&:value)",
    "go": """package main
import ("example/postback"; "fmt")
func main() {
	answers, yes := make(chan bool), 0
	orders := []string{ORDERS}
	for _, order := range orders { go func(order string) { answers <- postback.Report(order, "A") }(order) }
	for range orders { if <-answers { yes++ } }
	fmt.Print(yes)
}""",
    "java": 'public class Call { public static void main(String[] given) { System.out.print(java.util.stream.Stream.of(ORDERS).parallel().filter(order -> Postback.report(order, "A")).count()); } }',
}
CALL = {
    "php": "<?php require 'snippet.php'; $start = microtime(true); echo local_call('URL') ? 'yes' : 'no', ' ', microtime(true) - $start;",
    "node": "import { call } from './snippet.mjs'; const start = Date.now(); const yes = await call('URL'); console.log(yes ? 'yes' : 'no', (Date.now() - start) / 1000); process.exit();",
    "python": "import time\nfrom snippet import call\nstart = time.monotonic()\nprint('yes' if call('URL') else 'no', time.monotonic() - start)",
    "ruby": "require_relative 'snippet'\nstart = Time.now\nputs (LOCALPostback.send(:call, 'URL') ? 'yes' : 'no') + \" #{Time.now - start}\"",
    "go": """package main
import ("example/postback"; "fmt"; "time")
func main() { start := time.Now(); yes := postback.Call("URL"); fmt.Print(map[bool]string{true: "yes", false: "no"}[yes], " ", time.Since(start).Seconds()) }""",
    "java": 'public class Call { public static void main(String[] given) throws Exception { long start = System.nanoTime(); boolean yes = Postback.call("URL"); System.out.print((yes ? "yes " : "no ") + (System.nanoTime() - start) / 1e9); } }',
}
OPENED = {
    "node": ("\nasync function call(", "\nexport async function call("),
    "go": (" call(", " Call("),
    "java": ("private static boolean call(", "static boolean call("),
}
"""What makes a program see the function that calls the URL."""
SHORTER = {"node": ("LONGEST_CALL = 10_000", "LONGEST_CALL = 1_000"), "go": ("10 * time.Second", "1 * time.Second"), "java": ("ofSeconds(10)", "ofSeconds(1)")}  # fmt: skip
FEW_LANGUAGES = pytest.mark.parametrize(
    "language",
    [
        pytest.param(name, marks=[pytest.mark.compiled] if name in COMPILED else [pytest.mark.long] if number else [])
        for number, name in enumerate(FILES)
    ],
)
"""For what waits, or makes a certificate, in each language."""


def write(language: str, code: Code, folder: Path, program: str) -> list[str]:
    """Write the snippet and a program that uses it; return the command that runs the program."""
    needs(FILES[language][1].rpartition(".")[2])
    return write_program(language, folder, code(language), program)


def write_call(language: str, code: Code, folder: Path, url: str, shorter: tuple[str, str] = ("", "")) -> list[str]:
    """Write the snippet and a program that calls the URL once."""
    needs(FILES[language][1].rpartition(".")[2])
    text = code(language).replace(*shorter) if shorter[0] else code(language)
    return write_program(
        language,
        folder,
        text.replace(*OPENED.get(language, ("", ""))) if language in OPENED else text,
        CALL[language].replace("URL", url),
    )


def orders(language: str, names: list[str]) -> str:
    written = json.dumps(names)
    return REPORT[language].replace("ORDERS", written[1:-1] if language in COMPILED else written)


@LANGUAGES
def test_the_folder_is_beside_the_code_and_nobody_elses(
    language: str, local: Code, receiver: Receiver, tmp_path: Path
) -> None:
    command = write(language, local, tmp_path, orders(language, ["1"]))
    assert output_of(command, tmp_path) == "1"
    assert (tmp_path / "local-sent").stat().st_mode & 0o777 == 0o700
    assert [file.name for file in (tmp_path / "local-sent").iterdir()] == [hashlib.sha256(b"1").hexdigest()]


def dangling_link(folder: Path) -> None:
    folder.symlink_to(folder.with_name("elsewhere"))


def link_to_a_folder(folder: Path) -> None:
    folder.with_name("elsewhere").mkdir(mode=0o700)
    folder.symlink_to(folder.with_name("elsewhere"))


def writable_by_others(folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o777)


def of_another_user(folder: Path) -> None:
    folder.mkdir(mode=0o700)
    if os.geteuid() != 0:
        pytest.skip("only root can give a folder away")
    os.chown(folder, 12345, 12345)


def in_no_folder(folder: Path) -> None:
    folder.parent.rmdir()


@LANGUAGES
@pytest.mark.parametrize(
    "make", [dangling_link, link_to_a_folder, Path.touch, writable_by_others, of_another_user, in_no_folder]
)
def test_a_folder_that_others_could_fill_is_refused(
    language: str, make: Callable[[Path], None], local: Code, receiver: Receiver, tmp_path: Path
) -> None:
    command = write(language, local, tmp_path, orders(language, ["order-1"]))
    folder = tmp_path / "state" / "sent"
    folder.parent.mkdir()
    make(folder)
    result = subprocess.run(
        command,
        cwd=tmp_path,
        env=os.environ | {"LOCAL_SENT": str(folder)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (result.returncode, result.stdout.strip(), receiver.paths) == (0, "0", [])
    assert f"{folder}" in result.stderr
    assert "order-1 is not reported" in result.stderr
    assert not (tmp_path / "state" / "elsewhere").exists() or not [*(tmp_path / "state" / "elsewhere").iterdir()]


@LANGUAGES
def test_a_lock_that_was_left_is_taken_over_by_one(
    language: str, local: Code, receiver: Receiver, tmp_path: Path
) -> None:
    names = [f"order-{number}" for number in range(8)]
    command = write(language, local, tmp_path, orders(language, names * 4))
    folder = tmp_path / "local-sent"
    folder.mkdir(mode=0o700)
    for name in names:
        lock = folder / f"{hashlib.sha256(name.encode()).hexdigest()}.lock0"
        lock.touch()
        os.utime(lock, (time.time() - 3600,) * 2)
    processes = [subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE) for _ in range(3)]
    for process in processes:
        process.communicate(timeout=100)
    assert len(receiver.paths) == len(names)


DRIPPING = {
    "headers": (b"HTTP/1.1 100 Continue\r\n", b"X: x\r\n"),
    "silent": (b"", b""),
    "one byte": (b"", b"H"),
    "status": (b"HTTP/1.1 2", b"0"),
    "continue": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
}
"""What a server says at once, and then ten times a second."""


class Dripping:
    """A server whose answer never ends: ``start``, then ``piece`` again and again."""

    def __init__(self, start: bytes, piece: bytes) -> None:
        self.start, self.piece = start, piece
        self.ended = threading.Event()
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.socket.settimeout(20)
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()

    def serve(self) -> None:
        connection, _ = self.socket.accept()
        with connection, self.socket:
            connection.settimeout(20)
            connection.recv(9999)
            try:
                connection.sendall(self.start)
                while not self.ended.wait(0.1):
                    connection.sendall(self.piece)
            except OSError:
                return

    def end(self) -> None:
        self.ended.set()
        self.thread.join(20)


@FEW_LANGUAGES
@pytest.mark.parametrize("server_says", mostly_long(DRIPPING, 1))
def test_a_call_ends_in_time(language: str, server_says: tuple[bytes, bytes], local: Code, tmp_path: Path) -> None:
    start, piece = server_says
    server = Dripping(start, piece)
    url = f"http://127.0.0.1:{server.socket.getsockname()[1]}/"
    shorter = SHORTER.get(language, ("LONGEST_CALL = 10", "LONGEST_CALL = 1"))
    assert local(language).count(shorter[0]) == 1
    command = write_call(language, local, tmp_path, url, shorter)
    try:
        answer, seconds = output_of(command, tmp_path).split()
    finally:
        server.end()
    assert answer == "no"
    assert float(seconds) < 3


@FEW_LANGUAGES
def test_https_with_a_certificate(language: str, local: Code, tmp_path: Path) -> None:
    """Each language takes a certificate that it can check, and no other."""
    openssl = shutil.which("openssl")
    if not openssl:
        pytest.skip("needs openssl")
    make = "req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost"
    subprocess.run([openssl, *make.split()], cwd=tmp_path, check=True, capture_output=True, timeout=60)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    serve = f"s_server -accept 127.0.0.1:{port} -key key.pem -cert cert.pem -www"
    with subprocess.Popen([openssl, *serve.split()], cwd=tmp_path, stdout=subprocess.DEVNULL) as server:
        try:
            wait_for(port)
            command = write_call(language, local, tmp_path, f"https://localhost:{port}/")
            assert output_of(command, tmp_path).startswith("no")
            certificate, store = str(tmp_path / "cert.pem"), str(tmp_path / "store")
            if language == "java":
                output_of(["keytool", "-importcert", "-noprompt", "-file", certificate, "-keystore", store, "-storepass", "secret"], tmp_path)  # fmt: skip
            trusting = os.environ | {"SSL_CERT_FILE": certificate, "NODE_EXTRA_CA_CERTS": certificate}
            trusting["JAVA_TOOL_OPTIONS"] = (
                f"-Djavax.net.ssl.trustStore={store} -Djavax.net.ssl.trustStorePassword=secret"
            )
            assert output_of(command, tmp_path, **trusting).startswith("yes")
        finally:
            server.terminate()


def wait_for(port: int) -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the server does not answer")
