"""preview, send and listen: as real processes, over real sockets, and only on this machine."""

from __future__ import annotations

import http.client
import json
import re
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from postback_pack import Catalog, build_setup
from postback_pack.model import URL_DELIVERIES, Sends
from postback_pack.trial.preview import preview
from tests.conftest import MADE_UP, Result

Cli = Callable[..., Result]
PROGRAM = [sys.executable, "-m", "postback_pack"]
RIGHT = "/name/acme/at?subid_short=abc123&atpay=1.5"


class Listener:
    """`postback-pack listen` in a process of its own."""

    def __init__(self, *arguments: str) -> None:
        command = [*PROGRAM, "listen", "--port", "0", *arguments]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert self.process.stderr
        self.port = int(re.search(r":(\d+) ", self.process.stderr.readline())[1])  # type: ignore[index]

    def get(self, target: str, connection: http.client.HTTPConnection | None = None) -> tuple[int, bytes]:
        own = connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        own.request("GET", target)
        answer = own.getresponse()
        body = answer.read()
        if connection is None:
            own.close()
        return answer.status, body

    def raw(self, data: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as client:
            client.sendall(data)
            received = b""
            while piece := client.recv(65_536):
                received += piece
        return received

    def stop(self) -> tuple[int, list[str], str]:
        self.process.send_signal(signal.SIGINT)
        out, err = self.process.communicate(timeout=20)
        return self.process.returncode, out.splitlines(), err


@contextmanager
def listener(*arguments: str) -> Iterator[Listener]:
    receiver = Listener(*arguments)
    try:
        yield receiver
    finally:
        receiver.process.kill()
        receiver.process.wait()
        for stream in filter(None, (receiver.process.stdout, receiver.process.stderr)):
            stream.close()


def run(*arguments: str, answer: str = "") -> Result:
    done = subprocess.run([*PROGRAM, *arguments], capture_output=True, text=True, input=answer, timeout=60, check=False)
    return Result(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("tracker", ["keitaro", "cake", "prosper202", "php"])
def test_the_whole_way(tracker: str) -> None:
    click_id, amount = "aZ09-_.~/+ %é&=#?", "2.50"
    options = [tracker, "--account", "acme", "--payout", "macro", "--currency", "EUR"]
    values = ["--click-id", click_id, "--amount", amount]
    if tracker != "php":
        url = run("render", *options, "--format", "url").out.strip()
        assert run("check", url, "--tracker", tracker).status == 0
    played = run("preview", *options, *values)
    assert played.status == 0, played.err
    with listener("--json", "--once") as receiver:
        sent = run("send", *options, *values, "--to-local", f"http://127.0.0.1:{receiver.port}")
        assert sent.status == 0, sent.err
        out, _ = receiver.process.communicate(timeout=20)
        assert receiver.process.returncode == 0
    call = json.loads(out)
    assert call["values"] == {"account": "acme", "currency": "EUR", "click_id": click_id, "payout": amount}
    assert (call["verdict"], call["network"], call["type"], call["method"]) == ("right", "adsterra", "currency", "GET")
    assert f"click ID: {click_id}" in played.out
    assert sent.out.splitlines()[0].partition("/code/")[2] == call["target"].partition("/code/")[2]
    assert call["target"].partition("/code/")[2] in played.out


def test_a_pasted_url_is_sent_with_the_values_in_it() -> None:
    url = "https://www.pbterra.com/name/acme/at?subid_short=[[c1]]&atpay=[[payout]]"
    with listener("--json", "--once") as receiver:
        arguments = ["--click-id", "x1", "--amount", "3", "--to-local", f"http://127.0.0.1:{receiver.port}"]
        assert run("send", url, *arguments).status == 0
        assert (
            json.loads(receiver.process.communicate(timeout=20)[0])["target"] == "/name/acme/at?subid_short=x1&atpay=3"
        )


CALLS = [
    ("/name/acme/at?subid_short=abc123", "right", None),
    (RIGHT, "right", None),
    ("/code/EUR/acme/at?subid_short=a%20b%2F%3D&atpay=1.5", "right", None),
    ("/name/acme/at", "error", "click-id-missing"),
    ("/name/acme/at?subid_short=", "error", "click-id-empty"),
    ("/name/acme/at?subid_short={externalid}", "error", "macro-not-replaced"),
    ("/name/acme/at?subid_short=%7Bexternalid%7D", "error", "macro-not-replaced"),
    ("/name/acme/at?subid_short=[[c1]]&atpay=1", "error", "macro-not-replaced"),
    ("/name/acme/at?subid_short=#s2#", "error", "macro-not-replaced"),
    ("/name/acme/at?subid_short=%23%23SUB_ID_SHORT(action)%23%23", "error", "macro-not-replaced"),
    ("/name/acme/at?subid_short=x&atpay={payout}", "error", "macro-not-replaced"),
    ("/name/acme/at?subid_short=x&atpay=0", "error", "payout-amount"),
    ("/name/acme/at?subid_short=x&atpay=1,5", "error", "payout-amount"),
    ("/name/acme/at?subid_short=CLICK_ID", "error", "placeholder"),
    ("/name/NAMEOFADVERTISER/at?subid_short=x2", "error", "placeholder"),
    ("/name/your_username/at?subid_short=x7", "error", "placeholder"),
    ("/name/undefined/at?subid_short=x8", "error", "placeholder"),
    ("/name/acme/at?subid_short=XXXXX", "error", "placeholder"),
    ("/name/acme/at?subid_short=x9&atpay=undefined", "error", "placeholder"),
    ("/name/acme/at?subid_short=[object%20Object]", "error", "click-id-empty"),
    ("/name/acme/at?subid_short=x10&source=null", "right", None),
    ("/name/acme/at?clickid=x3", "error", "wrong-parameter"),
    ("/name/acme/at?subid_short=x&subid_short=y", "error", "click-id-twice"),
    ("/code/EUR/acme/at?subid_short=x4", "error", "payout-missing"),
    ("/code/eur/acme/at?subid_short=x5&atpay=1", "error", "currency-code"),
    ("/name/acme?subid_short=x6", "error", "wrong-path"),
    ("/favicon.ico", "error", "wrong-path"),
    ("/name/acme/at?subid_short=abc123&atpay=1.5", "warning", "click-id-again"),
    ("/name/acme/at?subid_short=new&x=1", "right", None),
    ("/name/acme/at?subid_short=null", "error", "click-id-empty"),
    ("/name/acme/at?subid_short=%00%0a", "error", "character"),
    ("/name/acme/at?subid_short=a%20", "error", "character"),
]


def test_each_call_gets_its_verdict() -> None:
    with listener("--json") as receiver:
        for target, _, _ in CALLS[1:]:
            receiver.raw(f"GET {target} HTTP/1.0\r\n\r\n".encode())
        status, lines, err = receiver.stop()
    assert status == 130
    assert f"{len(CALLS) - 1} calls received." in err
    assert "Traceback" not in err
    for line, (target, verdict, code) in zip(lines, CALLS[1:], strict=True):
        call = json.loads(line)
        found = [finding["code"] for finding in call["findings"]]
        assert (call["target"], call["verdict"]) == (target, verdict), found
        assert code is None or code in found


def test_a_line_for_people(cli: Cli) -> None:
    with listener() as receiver:
        assert receiver.get(RIGHT) == (200, b"OK\n")
        receiver.raw(b"GET /name/\x1b[31m\xff/at?subid_short={x} HTTP/1.1\r\nConnection: close\r\n\r\n")
        _, lines, _ = receiver.stop()
    assert lines[0] == f"GET  right  {RIGHT}  (account acme, click_id abc123, payout 1.5)"
    assert "\x1b" not in lines[1]
    assert "macro-not-replaced" in lines[1]


MALFORMED = [
    (b"hello\r\n\r\n", b"400"),
    (b"GET / HTTP/9\r\n\r\n", b"400"),
    (b"\r\n\r\n", b"400"),
    (b"G3T / HTTP/1.1\r\n\r\n", b"400"),
    (b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\n\r\n", b"431"),
    (b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 5_000 + b"\r\n", b"431"),
    (b"POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n", b"413"),
    (b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", b"411"),
    (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", b"411"),
    (b"\xff\xfe\x00\r\n\r\n", b"400"),
]


def test_what_is_no_request_does_no_harm() -> None:
    with listener("--json") as receiver:
        for data, status in MALFORMED:
            assert receiver.raw(data).startswith(b"HTTP/1.1 " + status), data[:40]
        assert receiver.get(RIGHT)[0] == 200
        _, lines, err = receiver.stop()
    assert len(lines) == 1
    assert err.count("A request was refused: 4") == len(MALFORMED)
    assert "Traceback" not in err, err
    assert "exception" not in err.casefold(), err


def test_slow_and_silent_clients_do_not_block_others() -> None:
    with listener("--json") as receiver:
        clients = [socket.create_connection(("127.0.0.1", receiver.port)) for _ in range(100)]
        for client in clients:
            client.sendall(b"GET /name/acme/at?subid_short=x HT")
        start = time.monotonic()
        assert receiver.get(RIGHT)[0] == 200
        assert time.monotonic() - start < 5
        clients[0].settimeout(25)
        assert clients[0].recv(100) == b"", "a client that says no more is not let go"
        for client in clients:
            client.close()
        _, lines, err = receiver.stop()
    assert len(lines) == 1
    assert "Traceback" not in err


def test_a_flood_is_refused_and_outlived() -> None:
    with listener("--json") as receiver:
        clients = [socket.create_connection(("127.0.0.1", receiver.port)) for _ in range(400)]
        last = clients[-1]
        last.settimeout(20)
        last.sendall(b"GET / HTTP/1.1\r\n\r\n")
        assert last.recv(100).startswith(b"HTTP/1.1 503")
        for client in clients:
            client.close()
        time.sleep(0.5)
        assert receiver.get(RIGHT)[0] == 200
        receiver.stop()


def test_none_of_a_thousand_calls_is_lost() -> None:
    with listener("--json") as receiver:

        def fifty(worker: int) -> None:
            connection = http.client.HTTPConnection("127.0.0.1", receiver.port, timeout=60)
            for number in range(50):
                assert receiver.get(f"/name/acme/at?subid_short={worker}-{number}", connection) == (200, b"OK\n")
            connection.close()

        collected: list[str] = []
        assert receiver.process.stdout
        drain = threading.Thread(target=lambda: collected.extend(iter(receiver.process.stdout.readline, "")))  # type: ignore[union-attr]
        drain.start()
        with ThreadPoolExecutor(20) as pool:
            list(pool.map(fifty, range(20)))
        receiver.process.send_signal(signal.SIGINT)
        drain.join(20)
    ids = {json.loads(line)["values"]["click_id"] for line in collected}
    assert ids == {f"{worker}-{number}" for worker in range(20) for number in range(50)}
    assert len(collected) == 1000


def test_once_ends_with_the_verdict() -> None:
    with listener("--once") as receiver:
        receiver.get("/name/acme/at?subid_short={x}")
        assert receiver.process.wait(20) == 1
    with listener("--once") as receiver:
        receiver.raw(b"nonsense\r\n\r\n")
        receiver.get(RIGHT)
        assert receiver.process.wait(20) == 0


def test_once_is_one_call_also_with_many_waiting() -> None:
    with listener("--once", "--json") as receiver:
        clients = [socket.create_connection(("127.0.0.1", receiver.port)) for _ in range(30)]
        for client in clients:
            with suppress(OSError):
                client.sendall(f"GET {RIGHT} HTTP/1.1\r\n\r\n".encode())
        out, _ = receiver.process.communicate(timeout=20)
        for client in clients:
            client.close()
    assert len(out.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "help"),
    [
        (["--host", "0.0.0.0"], "--allow-remote"),
        (["--host", "::"], "--allow-remote"),
        (["--host", "example.example"], "--allow-remote"),
        (["--port", "70000"], "--port"),
        (["--port", "x"], "--port"),
    ],
)
def test_where_it_does_not_listen(cli: Cli, arguments: list[str], help: str) -> None:
    result = cli("listen", *arguments)
    assert result.status == 2
    assert help in result.err


def test_a_port_that_is_taken(cli: Cli) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = cli("listen", "--port", str(taken.getsockname()[1]))
    assert result.status == 2
    assert "choose another with --port" in result.err


def test_it_listens_elsewhere_when_told() -> None:
    with listener("--host", "0.0.0.0", "--allow-remote") as receiver:
        assert receiver.get(RIGHT)[0] == 200


def test_a_reader_who_has_enough_ends_it() -> None:
    with listener() as receiver:
        assert receiver.process.stdout
        receiver.process.stdout.close()
        for number in range(3):
            with suppress(OSError, http.client.HTTPException):
                receiver.get(f"/name/acme/at?subid_short={number}")
        assert receiver.process.wait(20) == 0
        assert receiver.process.stderr
        assert "Traceback" not in receiver.process.stderr.read()


# send


class Endpoint(BaseHTTPRequestHandler):
    """A network's endpoint: what it answers depends on the account in the path."""

    calls: list[str]

    def do_GET(self) -> None:
        self.server.calls.append(self.path)  # type: ignore[attr-defined]
        if "/moved" in self.path:
            self.send_response(302)
            self.send_header("Location", "/elsewhere")
            self.end_headers()
        elif "/broken" in self.path:
            self.send_error(500)
        elif "/garbage" in self.path:
            self.wfile.write(b"\x00\x01 nonsense\r\n\r\n")
        elif "/drip" in self.path:
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            for _ in range(200):
                try:
                    self.wfile.write(b"X: y\r\n")
                    self.wfile.flush()
                except OSError:
                    return
                time.sleep(0.2)
        else:
            body = b"accepted \x1b[31m" + b"x" * 100_000
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def endpoint(tmp_path: Path, certificate: Path | None = None) -> Iterator[tuple[Any, list[str]]]:
    """A server, and the options that add it as the network ``here``."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
    server.calls = []  # type: ignore[attr-defined]
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    folder = tmp_path / "templates" / "networks" / "here"
    folder.mkdir(parents=True)
    scheme = "https" if certificate else "http"
    (folder / "network.yaml").write_text(
        f"id: here\nname: Here\nschemes: [{scheme}]\nsteps: [Do it.]\nevidence: []\n"
        "fields: {account: {label: Account, placeholder: YOURS, pattern: '[a-z]+'}}\n"
        "click_in: {style: ['((', '))'], macros: {click_id: '((id))'}}\n"
        "types: {plain: {name: Plain}, paid: {name: Paid, needs: [payout]}}\n"
    )
    url = f"{{{{ scheme }}}}://127.0.0.1:{server.server_port}/{{{{ account }}}}/in?id={{{{ click_id }}}}"
    (folder / "plain.url.j2").write_text(url + "\n")
    (folder / "paid.url.j2").write_text(url + "&sum={{ payout }}\n")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server, ["-C", str(tmp_path), "--network", "here"]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_it_asks_before_it_sends(tmp_path: Path) -> None:
    with endpoint(tmp_path) as (server, options):
        command = ["send", "keitaro", *options, "--account", "acme", "--click-id", "a/b"]
        for answer in ("n\n", "\n", ""):
            refused = run(*command, answer=answer)
            assert refused.status == 130
            assert "conversion to Here" in refused.err
            assert "may be charged" in refused.err
            assert "cannot be taken back" in refused.err
            assert "invented click ID" in refused.err
        assert server.calls == []
        sent = run(*command, answer="y\n")
        assert sent.status == 0
        assert server.calls == ["/acme/in?id=a%2Fb"]
        lines = sent.out.splitlines()
        assert lines[0] == f"http://127.0.0.1:{server.server_port}/acme/in?id=a%2Fb"
        assert re.fullmatch(r"HTTP 200 OK after \d+\.\d\d s", lines[1])
        assert lines[2].startswith("accepted ")
        assert "\x1b" not in sent.out
        assert len(sent.out) < 6_000
        assert "does not prove a counted conversion" in sent.err
        pasted = [
            "send",
            "-C",
            str(tmp_path),
            f"http://127.0.0.1:{server.server_port}/acme/in?id={{external_id}}&sum={{revenue}}",
        ]
        assert run(*pasted, "--click-id", "x", "--amount", "2", "--yes").status == 0
        assert server.calls[-1] == "/acme/in?id=x&sum=2"


def test_answers_that_are_no_success(tmp_path: Path) -> None:
    with endpoint(tmp_path) as (server, options):
        for account, told in (("moved", "HTTP 302"), ("broken", "HTTP 500"), ("garbage", "no answer that can be read")):
            result = run("send", "keitaro", *options, "--account", account, "--click-id", "x", "--yes")
            assert result.status == 1
            assert told in result.out + result.err
            assert "Traceback" not in result.err
        assert not any("elsewhere" in call for call in server.calls), "a redirect was followed"
    closed = run("send", "keitaro", *options, "--account", "acme", "--click-id", "x", "--yes")
    assert closed.status == 1
    assert "refused" in closed.err


def test_it_waits_ten_seconds_at_most(tmp_path: Path) -> None:
    with endpoint(tmp_path) as (_, options):
        start = time.monotonic()
        result = run("send", "keitaro", *options, "--account", "drip", "--click-id", "x", "--yes")
        assert result.status == 1
        assert "within 10 seconds" in result.err
        assert time.monotonic() - start < 20


def test_the_certificate_is_verified(tmp_path: Path) -> None:
    key = tmp_path / "key.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1"]
    made += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(tmp_path / "cert.pem")]
    subprocess.run(made, check=True, capture_output=True)
    key.write_text(key.read_text() + (tmp_path / "cert.pem").read_text())
    with endpoint(tmp_path, key) as (server, options):
        result = run("send", "keitaro", *options, "--account", "acme", "--click-id", "x", "--yes")
        assert result.status == 1
        assert "certificate is not valid" in result.err
        assert server.calls == []


K = ["keitaro", "--account", "acme"]


@pytest.mark.parametrize(
    ("arguments", "help"),
    [
        (["keitaro", "--click-id", "x"], "NAMEOFADVERTISER is a placeholder"),
        ([*K, "--click-id", "{external_id}"], "a macro or a placeholder"),
        ([*K, "--click-id", ""], "it is empty"),
        ([*K, "--click-id", "a\nb"], "U+000A"),
        ([*K, "--click-id", "x" * 501], "too long"),
        ([*K, "--payout", "macro", "--click-id", "x"], "--amount is missing"),
        ([*K, "--payout", "macro", "--click-id", "x", "--amount", "0"], "above 0"),
        ([*K, "--payout", "2", "--click-id", "x", "--amount", "3"], "stands in the URL already"),
        ([*K, "--click-id", "x", "--amount", "3"], "reports no payout"),
        (["adsbridge", "--account", "acme", "--click-id", "x"], "not known"),
        (["appsflyer", "--account", "acme", "--click-id", "x"], "no postback URL"),
        (["https://trk.example/?a=1", "--click-id", "x"], "no postback URL of a network"),
        (["https://pbterra.com/name/acme/at?subid_short={x}", "--click-id", "x"], "no postback URL of a network"),
        (["https://www.pbterra.com/name/NAMEOFADVERTISER/at?subid_short={x}", "--click-id", "x"], "placeholder"),
        (["https://www.pbterra.com/name/acme/at?subid_short={!tscode!}&y={z}", "--click-id", "x"], "not written so"),
        (["https://www.pbterra.com/name/acme/at?subid_short=CLICK_ID", "--click-id", "x"], "placeholder"),
        (
            [
                "https://www.pbterra.com/name/acme/at?subid_short={!subid!}&atpay={!revenue!}",
                "--click-id",
                "x",
                "--amount",
                "1",
            ],
            "not sent",
        ),
        (["https://www.pbterra.com/name/acme/at?subid_short=%7Bexternal_id%7D", "--click-id", "x"], "percent-encoded"),
        (["https://www.pbterra.com/name/acme/at?subid_short={!tscode!}#x", "--click-id", "x"], "nothing from #"),
        (["https://www.pbterra.com/name/acme/at?subid_short={x}", "--click-id", "x", "--account", "acme"], "--account"),
        ([*K, "--click-id", "x", "--to-local", "http://trk.example"], "--to-local"),
        ([*K, "--click-id", "x", "--to-local", "https://127.0.0.1:1"], "--to-local"),
        ([*K, "--click-id", "x", "--to-local", "127.0.0.1:1"], "--to-local"),
    ],
)
def test_what_is_not_sent(cli: Cli, arguments: list[str], help: str) -> None:
    # None of these may reach the question: whatever is asked here would be answered by an end of file.
    result = cli("send", *arguments)
    assert result.status == 2
    assert help in result.err
    assert "Traceback" not in result.err


# preview


def test_every_tracker_arrives(catalog: Catalog) -> None:
    for tracker in catalog.trackers.values():
        out = tracker.postback_out
        if out.delivery not in (*URL_DELIVERIES, "code") or (out.delivery == "paste" and not tracker.macro("click_id")):
            continue
        for payout in (None, "1.25", "macro"):
            if (
                payout == "macro"
                and out.delivery != "code"
                and not (tracker.macro("payout") or tracker.macro("payout_usd"))
            ):
                continue
            journey = preview(
                build_setup(catalog, tracker.id, account="acme", payout=payout),
                "Id-1",
                "7.5" if payout == "macro" else None,
            )
            assert journey.problems == (), tracker.id
            expected = {"account": "acme", "click_id": "Id-1"} | (
                {"payout": "7.5" if payout == "macro" else payout} if payout else {}
            )
            assert dict(journey.call.values) == expected, tracker.id


def test_an_unknown_encoding_is_named(cli: Cli) -> None:
    told = "percent-encodes the values is not known"
    assert told in cli("preview", "voluum", "--account", "acme", "--click-id", "a b").out
    assert told not in cli("preview", "voluum", "--account", "acme", "--click-id", "ab").out
    assert told not in cli("preview", "keitaro", "--account", "acme", "--click-id", "a b").out


def test_values_go_as_the_tracker_sends_them(catalog: Catalog) -> None:
    setup = build_setup(catalog, "keitaro", account="acme")
    out = replace(setup.tracker.postback_out, sends=Sends(encoded=False))
    raw = preview(replace(setup, tracker=replace(setup.tracker, postback_out=out)), "a+b")
    assert raw.sent.endswith("subid_short=a+b")
    assert preview(setup, "a+b").sent.endswith("subid_short=a%2Bb")


def test_it_fails_where_a_macro_stays(cli: Cli) -> None:
    result = cli("preview", *K, "--click-id", "x", "--campaign-url", "https://trk.example/?c=##COST##")
    assert result.status == 1
    assert "##COST##" in result.err
    assert cli("preview", "keitaro", "--click-id", "x").status == 1


def test_the_made_up_network_plays_too(cli: Cli) -> None:
    options = ["--network", "tradewind", "--account", "acme", "--field", "key=ABCD1234", "--payout", "macro"]
    result = cli("preview", "keitaro", "-C", str(MADE_UP), *options, "--click-id", "x")
    assert result.status == 0
    assert "token=x&worth=1.5&order=sample-txid" in result.out


@pytest.mark.parametrize(
    ("arguments", "status", "help"),
    [
        ([*K], 2, "--click-id"),
        ([*K, "--click-id", "x", "--amount", "2"], 2, "reports no payout"),
        ([*K, "--click-id", "x", "--payout", "2", "--amount", "3"], 2, "fixed at 2"),
        ([*K, "--click-id", "x", "--payout", "macro", "--amount", "-1"], 2, "above 0"),
        (["hyros", "--click-id", "x"], 2, "cannot send"),
        (["adsbridge", "--click-id", "x"], 2, "not known"),
    ],
)
def test_bad_input_of_preview(cli: Cli, arguments: list[str], status: int, help: str) -> None:
    result = cli("preview", *arguments)
    assert result.status == status
    assert help in result.err
