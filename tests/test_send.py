"""send: real processes and sockets, only on this machine."""

from __future__ import annotations

import json
import re
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from postback_pack import Catalog, InputError, build_setup
from postback_pack.text.characters import shown
from postback_pack.trial import client as sending
from postback_pack.trial.test_call import call_of_setup, local_url
from tests.conftest import Result, mostly_long
from tests.receiver import listener, run

Cli = Callable[..., Result]


@pytest.mark.parametrize(
    ("tracker", "click_id"),
    [
        *((tracker, "aZ09-_.~/+ %é&=#?") for tracker in ("keitaro", "cake", "prosper202", "n8n")),
        ("php", "aZ09-_.~/+%=?!$()*,:;@[]^`|"),
    ],
)
def test_the_whole_way(cli: Cli, tracker: str, click_id: str) -> None:
    amount = "2.50"
    options = [tracker, "--account", "acme", "--payout", "macro", "--currency", "EUR"]
    values = ["--click-id", click_id, "--amount", amount]
    if tracker not in ("php", "n8n"):
        url = cli("render", *options, "--format", "url").out.strip()
        assert cli("check", url, "--tracker", tracker).status == 0
    played = cli("preview", *options, *values)
    assert played.status == 0, played.err
    with listener("--json", "--once") as receiver:
        sent = cli("send", *options, *values, "--to-local", f"http://127.0.0.1:{receiver.port}")
        assert sent.status == 0, sent.err
        out, _ = receiver.process.communicate(timeout=20)
        assert receiver.process.returncode == 0
    call = json.loads(out)
    assert call["values"] == {"account": "acme", "currency": "EUR", "click_id": click_id, "payout": amount}
    assert (call["verdict"], call["network"], call["type"], call["method"]) == ("right", "adsterra", "currency", "GET")
    assert f"click ID: {click_id}" in played.out
    assert sent.out.splitlines()[0].partition("/code/")[2] == call["target"].partition("/code/")[2]
    assert call["target"].partition("/code/")[2] in played.out


def test_a_pasted_url_of_a_named_network_is_sent(cli: Cli) -> None:
    url = "https://a.mgid.com/postback?c={externalid}&e=lead"
    with listener("--json", "--once", "--network", "mgid") as receiver:
        arguments = ["--network", "mgid", "--click-id", "x1", "--to-local", f"http://127.0.0.1:{receiver.port}"]
        assert cli("send", url, *arguments).status == 0
        call = json.loads(receiver.process.communicate(timeout=20)[0])
    assert (call["network"], call["target"]) == ("mgid", "/postback?c=x1&e=lead")
    refused = cli("send", url, "--network", "taboola", "--click-id", "x1", "--yes")
    assert (refused.status, refused.out) == (2, "")
    assert "This is not a postback URL of a network in the catalog" in refused.err


def test_a_pasted_url_is_sent_with_the_values_in_it(cli: Cli) -> None:
    url = "https://www.pbterra.com/name/acme/at?subid_short=[[c1]]&atpay=[[payout]]"
    with listener("--json", "--once") as receiver:
        arguments = ["--click-id", "x1", "--amount", "3", "--to-local", f"http://127.0.0.1:{receiver.port}"]
        assert cli("send", url, *arguments).status == 0
        assert (
            json.loads(receiver.process.communicate(timeout=20)[0])["target"] == "/name/acme/at?subid_short=x1&atpay=3"
        )


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
        "click_in: {style: [['((', '))']], macros: {click_id: '((id))'}}\n"
        "types: {plain: {name: Plain}, paid: {name: Paid}}\n"
    )
    url = f"{{{{ scheme }}}}://127.0.0.1:{server.server_port}/{{{{ account }}}}/in?id={{{{ click_id }}}}"
    (folder / "plain.url.j2").write_text(url + "\n")
    (folder / "paid.url.j2").write_text(url + "&sum={{ payout }}\n")
    thread = threading.Thread(target=server.serve_forever, args=[0.02])
    thread.start()
    try:
        yield server, ["-C", str(tmp_path), "--network", "here"]
    finally:
        server.shutdown()
        thread.join(20)
        server.server_close()


def test_it_asks_before_it_sends(cli: Cli, tmp_path: Path) -> None:
    with endpoint(tmp_path) as (server, options):
        command = ["send", "keitaro", *options, "--account", "acme", "--click-id", "a/b"]
        for answer in ("n\n", "\n", ""):
            refused = run(*command, answer=answer)
            assert refused.status == 130
            assert "conversion to Here" in refused.err
            assert "may be charged" in refused.err
            assert "cannot take it back" in refused.err
            assert "an invented one" in refused.err
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
        assert "only means that" in sent.err
        pasted = [
            "send",
            "-C",
            str(tmp_path),
            f"http://127.0.0.1:{server.server_port}/acme/in?id={{external_id}}&sum={{revenue}}",
        ]
        assert cli(*pasted, "--click-id", "x", "--amount", "2", "--yes").status == 0
        assert server.calls[-1] == "/acme/in?id=x&sum=2"


def test_answers_that_are_no_success(cli: Cli, tmp_path: Path) -> None:
    with endpoint(tmp_path) as (server, options):
        for account, told in (("moved", "HTTP 302"), ("broken", "HTTP 500"), ("garbage", "answer cannot be read")):
            result = cli("send", "keitaro", *options, "--account", account, "--click-id", "x", "--yes")
            assert result.status == 1
            assert told in result.out + result.err
            assert "Traceback" not in result.err
        assert not any("elsewhere" in call for call in server.calls), "a redirect was followed"
    closed = cli("send", "keitaro", *options, "--account", "acme", "--click-id", "x", "--yes")
    assert closed.status == 1
    assert "refused" in closed.err


def test_a_server_that_drips_is_not_waited_for(tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "SECONDS", 1)
    with endpoint(tmp_path) as (_, options):
        start = time.monotonic()
        result = cli("send", "keitaro", *options, "--account", "drip", "--click-id", "x", "--yes")
        assert result.status == 1
        assert "No answer within 1 seconds" in result.err
        assert time.monotonic() - start < 10


def test_the_certificate_is_verified(cli: Cli, tmp_path: Path) -> None:
    key = tmp_path / "key.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1"]
    made += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(tmp_path / "cert.pem")]
    subprocess.run(made, check=True, capture_output=True)
    key.write_text(key.read_text() + (tmp_path / "cert.pem").read_text())
    with endpoint(tmp_path, key) as (server, options):
        result = cli("send", "keitaro", *options, "--account", "acme", "--click-id", "x", "--yes")
        assert result.status == 1
        assert "certificate is not valid" in result.err
        assert server.calls == []


K = ["keitaro", "--account", "acme"]


@pytest.mark.parametrize(
    ("arguments", "help"),
    [
        (["keitaro", "--click-id", "x"], "NAMEOFADVERTISER is a placeholder"),
        ([*K, "--click-id", "{external_id}"], "a macro or a placeholder"),
        ([*K, "--click-id", ""], "is empty"),
        ([*K, "--click-id", "a\nb"], "U+000A"),
        ([*K, "--click-id", "x" * 501], "more than 500"),
        ([*K, "--payout", "macro", "--click-id", "x"], "such as --amount 1.5"),
        ([*K, "--payout", "macro", "--click-id", "x", "--amount", "0"], "above 0"),
        ([*K, "--payout", "2", "--click-id", "x", "--amount", "3"], "a fixed amount"),
        ([*K, "--click-id", "x", "--amount", "3"], "reports no payout"),
        (["adsbridge", "--account", "acme", "--click-id", "x"], "not known"),
        (["appsflyer", "--account", "acme", "--click-id", "x"], "no postback URL"),
        (["https://trk.example/?a=1", "--click-id", "x"], "not a postback URL of a network"),
        (["https://pbterra.com/name/acme/at?subid_short={x}", "--click-id", "x"], "not a postback URL of a network"),
        (["https://www.pbterra.com/name/NAMEOFADVERTISER/at?subid_short={x}", "--click-id", "x"], "placeholder"),
        (
            ["https://www.pbterra.com/name/acme/at?subid_short={!tscode!}&y={z}", "--click-id", "x"],
            "not written like a macro",
        ),
        (["https://www.pbterra.com/name/acme/at?subid_short=CLICK_ID", "--click-id", "x"], "placeholder"),
        (
            [
                "https://www.pbterra.com/name/acme/at?subid_short={!subid!}&atpay={!revenue!}",
                "--click-id",
                "x",
                "--amount",
                "1",
            ],
            "Not sent",
        ),
        (["https://www.pbterra.com/name/acme/at?subid_short=%7Bexternal_id%7D", "--click-id", "x"], "percent-encoded"),
        (["https://www.pbterra.com/name/acme/at?subid_short={!tscode!}#x", "--click-id", "x"], "Nothing from #"),
        (["https://www.pbterra.com/name/acme/at?subid_short={x}", "--click-id", "x", "--account", "acme"], "--account"),
        ([*K, "--click-id", "x", "--to-local", "http://trk.example"], "--to-local"),
        ([*K, "--click-id", "x", "--to-local", "https://127.0.0.1:1"], "--to-local"),
        ([*K, "--click-id", "x", "--to-local", "127.0.0.1:1"], "--to-local"),
        (["php", "--account", "acme", "--click-id", "a&b"], "The code for PHP neither keeps nor sends 'a&b'"),
        (["python", "--account", "acme", "--click-id", "y" * 256], "neither keeps nor sends"),
    ],
)
def test_what_is_not_sent(cli: Cli, arguments: list[str], help: str) -> None:
    # None of these may reach the question: whatever is asked here would be answered by an end of file.
    result = cli("send", *arguments)
    assert result.status == 2
    assert help in result.err
    assert "Traceback" not in result.err


NOT_LOCAL = [
    *[
        "http://[::1",
        "http://[::1]x",
        "http://::1:80",
        "http://[::1]:",
        "http://[::2]:80",
        "http://[v1.x]:80",
        "http://[]:80",
    ],
    *[
        "http://127.0.0.1:",
        "http://127.0.0.1:0",
        "http://127.0.0.1:65536",
        "http://127.0.0.1:99999",
        "http://127.0.0.1:abc",
    ],
    *["http://127.0.0.1:-1", "http://127.0.0.1:8 0", "http://127.0.0.1:+80", "http://127.0.0.1:\u0668\u0660"],
    *[
        "http://user@127.0.0.1:80",
        "http://user:pass@127.0.0.1",
        "http://127.0.0.1:80#x",
        "http://127.0.0.1:80?",
        "http://127.0.0.1:80/a",
    ],
    *[
        "http://127.0.0.1\n:80",
        "http://127.0.0.1\t:80",
        "http://\uff11\uff12\uff17.0.0.1:80",
        "http://127.0.0.1%00:80",
        "\udcff",
    ],
    *[
        "",
        " ",
        "http://",
        "http:",
        "http:127.0.0.1",
        "//127.0.0.1:80",
        "127.0.0.1",
        "localhost:80",
        "ftp://127.0.0.1:80",
        "[",
    ],
    *[
        "http://127.0.0.1.nip.example:80",
        "http://2130706433:80",
        "http://127.1:80",
        "http://localhost.:80",
        "http://0.0.0.0:80",
    ],
]


@pytest.mark.parametrize("address", NOT_LOCAL)
def test_a_malformed_local_address_is_refused(catalog: Catalog, address: str) -> None:
    call = call_of_setup(build_setup(catalog, "keitaro", account="acme"), "x", None)
    expected = (
        f"to_local={shown(address)}: Give the address of a receiver on this machine, such as http://127.0.0.1:8787."
    )
    with pytest.raises(InputError) as raised:
        local_url(call, address)
    assert str(raised.value) == expected


@pytest.mark.parametrize("address", ["http://[::1", "http://127.0.0.1:99999", "", "http://127.0.0.1\n:80"])
def test_a_malformed_local_address_is_one_line(cli: Cli, address: str) -> None:
    result = cli("send", *K, "--click-id", "x", "--to-local", address)
    assert (result.status, result.out, len(result.err.splitlines())) == (2, "", 1)
    assert result.err.startswith("Error: --to-local ")


@pytest.mark.parametrize(
    "form",
    mostly_long([" HTTP://LOCALHOST:{}/ ", "http://127.0.0.1:{}", "HTTP://LOCALHOST:{}/", " http://localhost:{} "], 1),
)
def test_local_addresses_may_be_written_so(cli: Cli, form: str) -> None:
    with listener("--json", "--once") as receiver:
        assert cli("send", *K, "--click-id", "x", "--to-local", form.format(receiver.port)).status == 0
        out, _ = receiver.process.communicate(timeout=20)
    assert json.loads(out)["values"]["click_id"] == "x"
