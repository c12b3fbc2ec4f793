"""`sources`: the state of the catalog, and a check of pages against a server on this machine."""

from __future__ import annotations

import json
import re
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from postback_pack import load_catalog
from postback_pack.contribute.fetch import is_public
from postback_pack.contribute.sources import check_sources, overview, overview_of_networks
from tests.conftest import MADE_UP, Result, mostly_long

Cli = Callable[..., Result]


def test_overview(cli: Cli) -> None:
    data = overview(load_catalog().trackers.values())
    assert data["click_id_macros"]["confirmed"] > data["click_id_macros"]["reported"]
    assert data["wanted"]["adsbridge"] == ["click-ID macro", "payout macro"]
    # A partner's integration sends these: what the macros are is wanted too, but an amount of either kind is enough.
    assert data["wanted"]["solar_engine"] == ["click-ID macro", "payout macro"]
    assert "airbridge" not in data["wanted"]
    assert "keitaro" not in data["wanted"]
    assert "prosper202" not in data["wanted"]
    text = cli("sources").out
    assert f"{data['confirmed_percent']}% are confirmed" in text
    assert "\nadsbridge " in text
    assert json.loads(cli("sources", "--format", "json").out)["wanted"] == data["wanted"]


def test_networks(cli: Cli) -> None:
    data = overview_of_networks(load_catalog(MADE_UP).networks.values())
    assert data["beacon"]["confirmed"] == [
        "types.event",
        "types.event.payout",
        "macros.click_id",
        "fields.account",
        "payout.means",
    ]
    assert data["beacon"]["reported"] == [
        "types.sale",
        "macros.placement",
        "fields.event",
        "link_limit",
        "other_hosts",
        "other_parameters",
    ]
    assert "macros.cost" in data["beacon"]["unknown"]
    assert data["beacon"]["wanted"] == ["where to find Zone"]
    assert data["tradewind"]["wanted"] == ["what the payout is", "currency of the payout", "where to find Partner code"]
    assert (data["beacon"]["oldest"], data["harbour"]["oldest"]) == ("2026-11", None)
    everything = cli("sources", "-C", str(MADE_UP))
    assert "\nadsbridge " in everything.out
    assert re.search(
        r"\nbeacon +2026-11 +5 +6 +page on the postback:\s+where\s+to\s+find\s+Zone,\s+4\s+reported\n", everything.out
    )
    assert "macros.placement" not in everything.out
    named = cli("sources", "-C", str(MADE_UP), "--network", "Beacon Ads", "--network", "harbour").out
    assert "adsbridge" not in named
    assert re.search("^beacon +macros.placement +reported$", named, re.MULTILINE)
    assert re.search("^harbour +types.hit +unknown$", named, re.MULTILINE)
    assert "types.event " not in named
    as_json = json.loads(cli("sources", "-C", str(MADE_UP), "--network", "beacon", "--format", "json").out)
    assert as_json["networks"] == {"beacon": data["beacon"]}
    assert cli("sources", "--network", "nope").status == 2


OPEN = """\
- id: halfway
  name: Halfway
  kind: tracker
  status: active
  style: ["{", "}"]
  click_in: {param: null, naming: fixed}
  postback_out: {delivery: paste, where: [x], macros: {click_id: "{a}", status: "{b}", txid: "{c}"}}
  steps: ["Paste the postback URL."]
  verify: ["Look."]
  evidence:
    - {url: "https://half.example/1", by: vendor, supports: [macros.click_id, style], read: 2026-10}
    - {url: "https://half.example/2", by: other, supports: [macros.status, macros.txid], read: 2025-02}
"""


def test_each_tracker_has_its_oldest_source_and_the_next_look_up(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "open.yaml"
    file.write_text(OPEN, encoding="utf-8")
    data = json.loads(cli("sources", "halfway", "-C", str(file), "--format", "json").out)["trackers"]["halfway"]
    assert data == {
        "confirmed": ["macros.click_id"],
        "reported": ["macros.status", "macros.txid"],
        "unknown": [],
        "wanted": ["parameter of the link", "payout macro"],
        "oldest": "2025-02",
        "look_up": {
            "page": "list of macros",
            "wanted": ["payout macro"],
            "reported": ["macros.status", "macros.txid"],
        },
    }
    text = cli("sources", "halfway", "-C", str(file)).out
    words = "list of macros: payout macro, 2 reported; also wanted: parameter of the link".replace(" ", r"\s+")
    row = rf"\nhalfway +2025-02 +1 +2 +{words}\n"
    assert re.search(row, text)
    assert re.search("^halfway +macros.status +reported$", text, re.MULTILINE)
    assert "macros.click_id" not in text
    everything = cli("sources", "-C", str(file)).out
    assert re.search(row, everything)
    assert max(map(len, everything.splitlines())) <= 80
    assert "macros.status" not in everything


def test_what_is_wanted_comes_before_what_is_only_reported(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "open.yaml"
    text = OPEN.replace('click_id: "{a}"', 'click_id: "{a}", payout: "{d}"')
    file.write_text(text.replace("macros.txid]", "macros.txid, macros.payout]"), encoding="utf-8")
    data = json.loads(cli("sources", "halfway", "-C", str(file), "--format", "json").out)["trackers"]["halfway"]
    assert len(data["reported"]) == 3
    assert data["look_up"] == {"page": "page on its links", "wanted": ["parameter of the link"], "reported": []}


def test_nothing_to_look_up(cli: Cli) -> None:
    """An entry that is confirmed throughout, and one that has no facts."""
    data = json.loads(cli("sources", "--format", "json").out)["trackers"]
    assert data["prosper202"]["look_up"] is None
    assert data["custom"]["look_up"] is None
    assert re.search("^prosper202 +2026-11 +14 +0 *$", cli("sources", "prosper202").out, re.MULTILINE)


def test_the_pages_of_a_network_are_checked(cli: Cli, server: str, tmp_path: Path) -> None:
    """Also those about the network with one tracker."""
    shutil.copytree(MADE_UP, tmp_path / "more")
    file = tmp_path / "more" / "templates" / "networks" / "beacon" / "network.yaml"
    text = (
        file.read_text(encoding="utf-8")
        .replace("${REF}", "{ext}")
        .replace("https://beacon.example/help", f"{server}/fine")
    )
    file.write_text(text.replace("https://beacon.example/keitaro", f"{server}/gone"), encoding="utf-8")
    result = cli("sources", "--check", "--allow-private", "--network", "beacon", "-C", str(tmp_path / "more"))
    assert (result.status, result.out) == (1, f"gone: {server}/gone: HTTP 404.\n1 fine, 1 gone\n")
    file.write_text(
        text.replace("{ext}", "{other}").replace("https://beacon.example/keitaro", f"{server}/moved"), encoding="utf-8"
    )
    result = cli("sources", "--check", "--allow-private", "--network", "beacon", "-C", str(tmp_path / "more"))
    assert f"changed: {server}/fine: Not on the page: {{other}}" in result.out


class Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        name = self.path.strip("/")
        if name == "moved":
            self.send_response(301)
            self.send_header("Location", "/fine")
            self.end_headers()
            return
        self.send_response({"gone": 404, "refused": 403, "broken": 500}.get(name, 200))
        self.end_headers()
        try:
            if name == "slow":
                for _ in range(400):
                    self.wfile.write(b".")
                    self.wfile.flush()
                    time.sleep(0.05)
            elif name == "huge":
                for _ in range(1_000):
                    self.wfile.write(b"x" * 100_000)
            elif name == "escaped":
                self.wfile.write(b"<code>&lt;cid&gt;</code>")
            else:
                self.wfile.write(b"nothing" if name == "changed" else b"take {ext} for the click ID")
        except OSError:
            pass  # whoever asked has heard enough

    def log_message(self, format: str, *args: object) -> None:
        """Be quiet."""


@pytest.fixture
def server() -> Iterator[str]:
    made = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=made.serve_forever, args=[0.02], daemon=True).start()
    yield f"http://127.0.0.1:{made.server_port}"
    made.shutdown()
    made.server_close()


ENTRY = """\
- id: page{number}
  name: Page {number}
  kind: tracker
  status: active
  style: ["{opening}", "{closing}"]
  click_in: {{param: ext, naming: chosen}}
  postback_out: {{delivery: paste, where: [x], macros: {{click_id: "{macro}"}}}}
  steps: ["Paste the postback URL."]
  verify: ["Look."]
  evidence: [{{url: "{url}", by: vendor, supports: [macros.click_id, style], read: 2026-11{more}}}]
"""


def entries(server: str, *names: str) -> str:
    text = ""
    for number, name in enumerate(names):
        macro = "<cid>" if name == "escaped" else "{ext}"
        more = ', text: "the click ID"' if name == "own" else ', text: "something else"' if name == "other" else ""
        text += ENTRY.format(
            number=number, opening=macro[0], closing=macro[-1], macro=macro, url=f"{server}/{name}", more=more
        )
    return text


def test_pages_that_play_up(server: str, tmp_path: Path) -> None:
    names = ["fine", "escaped", "own", "other", "moved", "gone", "refused", "broken", "slow", "huge", "changed"]
    file = tmp_path / "pages.yaml"
    file.write_text(entries(server, *names))
    trackers = [tracker for id, tracker in load_catalog(file).trackers.items() if id.startswith("page")]
    calls: list[int] = []
    start = time.monotonic()
    checked = check_sources(trackers, lambda: calls.append(1), pause=0, seconds=2, allow_private=True)
    assert time.monotonic() - start < 20
    assert len(calls) == len(names)
    assert {page.url.rpartition("/")[2]: page.state for page in checked} == {
        "fine": "fine",
        "escaped": "fine",
        "own": "fine",
        "other": "changed",
        "moved": "moved",
        "gone": "gone",
        "refused": "refused",
        "broken": "unreachable",
        "slow": "unreachable",
        "huge": "changed",
        "changed": "changed",
    }
    assert next(page.note for page in checked if page.state == "moved") == f"Now at {server}/fine"


def test_through_the_command_line(cli: Cli, server: str, tmp_path: Path) -> None:
    file = tmp_path / "pages.yaml"
    file.write_text(entries(server, "fine", "changed"))
    assert cli("sources", "--check", "--allow-private", "page0", "-C", str(file)).status == 0
    result = cli("sources", "--check", "--allow-private", "page0", "page1", "-C", str(file))
    assert result.status == 1
    assert result.out.splitlines()[0] == f"changed: {server}/changed: Not on the page: {{ext}}"
    data = json.loads(cli("sources", "--check", "--allow-private", "page1", "-C", str(file), "--format", "json").out)
    assert data["checked"][0]["state"] == "changed"


def test_nobody_there(tmp_path: Path) -> None:
    file = tmp_path / "pages.yaml"
    file.write_text(entries("http://127.0.0.1:9", "x"))
    tracker = load_catalog(file).tracker("page0")
    assert [page.state for page in check_sources([tracker], pause=0, allow_private=True)] == ["unreachable"]


def serve(answer: Callable[[socket.socket], None]) -> tuple[str, socket.socket]:
    """Answer every connection to a port of this machine by a function of its own; return the address and the socket."""
    listening = socket.create_server(("127.0.0.1", 0))

    def take() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listening.accept()
                threading.Thread(target=one, args=[connection], daemon=True).start()

    def one(connection: socket.socket) -> None:
        with suppress(OSError), connection:
            connection.recv(65_536)
            answer(connection)

    threading.Thread(target=take, daemon=True).start()
    return f"http://127.0.0.1:{listening.getsockname()[1]}", listening


def drip(start: bytes, again: bytes) -> Callable[[socket.socket], None]:
    def answer(connection: socket.socket) -> None:
        connection.sendall(start)
        for _ in range(4_000):
            connection.sendall(again)
            time.sleep(0.01)

    return answer


def flood(connection: socket.socket) -> None:
    while True:
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 1_000)


ENDLESS: dict[str, Callable[[socket.socket], None]] = {
    "a header that drips": drip(b"HTTP/1.1 200 OK\r\nX: ", b"x"),
    "headers that drip": drip(b"HTTP/1.1 200 OK\r\n", b"A"),
    "a status that drips": drip(b"HTTP/1.1 200 ", b"O"),
    "Continue that drips": drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "Continue without end": flood,
    "a body that drips": drip(b"HTTP/1.1 200 OK\r\n\r\n", b"x"),
    "chunks that drip": drip(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    "a redirect with a body that drips": drip(b"HTTP/1.1 302 Found\r\nLocation: /x\r\n", b"x"),
    "nothing": lambda connection: time.sleep(40),
}


@pytest.mark.parametrize(
    "of",
    mostly_long([("Continue without end", "http"), ("nothing", "https"), *((kind, "http") for kind in ENDLESS)], 2),
    ids=" ".join,
)
def test_a_page_without_end(tmp_path: Path, of: tuple[str, str]) -> None:
    kind, scheme = of
    address, listening = serve(ENDLESS[kind])
    file = tmp_path / "pages.yaml"
    file.write_text(entries(address.replace("http", scheme), "x"))
    with listening:
        start = time.monotonic()
        [page] = check_sources([load_catalog(file).tracker("page0")], pause=0, seconds=0.2, allow_private=True)
        assert time.monotonic() - start < 15
    # A newer Python (3.14.10 does) itself gives up after a hundred answers that only say to go on.
    notes = {"No complete answer within 0.2 seconds."} | (
        {"got more than 100 interim responses"} if kind == "Continue without end" else set()
    )
    assert page.state == "unreachable"
    assert page.note in notes
    end = time.monotonic() + 10
    while any(thread.name == "page" for thread in threading.enumerate()):
        assert time.monotonic() < end, "a thread goes on reading"
        time.sleep(0.02)


def redirect_to(location: str) -> Callable[[socket.socket], None]:
    answer = f"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n"
    return lambda connection: connection.sendall(answer.encode("latin-1"))


@pytest.mark.parametrize(
    ("location", "note"),
    [
        ("http://127.0.0.2:PORT/", "127.0.0.2 is a private address (127.0.0.2)"),
        ("http://localhost:PORT/", "localhost is a private address ("),
        ("http://2130706433:PORT/", "2130706433 is a private address (127.0.0.1)"),
        ("http://127.1:PORT/", "127.1 is a private address (127.0.0.1)"),
        ("http://127.0.0.%31:PORT/", "127.0.0.1 is a private address (127.0.0.1)"),
        ("http://[::1]:PORT/", "::1 is a private address (::1)"),
        ("http://[::ffff:127.0.0.1]:PORT/", "::ffff:127.0.0.1 is a private address (::ffff:127.0.0.1)"),
        ("http://169.254.169.254/latest/meta-data", "169.254.169.254 is a private address (169.254.169.254)"),
        ("//10.0.0.1/", "10.0.0.1 is a private address (10.0.0.1)"),
        ("http://0.0.0.0:PORT/", "0.0.0.0 is a private address (0.0.0.0)"),
        ("ftp://127.0.0.1/", "This leads to 'ftp://127.0.0.1/', but only http and https are fetched."),
        ("file:///etc/passwd", "This leads to 'file:///etc/passwd', but only http and https are fetched."),
        ("data:,x", "This leads to 'data:,x', but only http and https are fetched."),
        ("/again", "More than 10 redirects"),
        ("http://[::1", "Invalid IPv6 URL"),
    ],
)
def test_a_redirect_that_is_not_followed(tmp_path: Path, location: str, note: str) -> None:
    asked: list[bytes] = []
    inner, inner_socket = serve(lambda connection: asked.append(b"x"))
    address, listening = serve(redirect_to(location.replace("PORT", inner.rpartition(":")[2])))
    file = tmp_path / "pages.yaml"
    file.write_text(entries(address, "x"))
    with listening, inner_socket:
        [page] = check_sources([load_catalog(file).tracker("page0")], pause=0, allow_private=True)
    assert page.state == "unreachable"
    assert page.note.startswith(note)
    assert asked == []


@pytest.mark.parametrize("url", ["http://127.0.0.1:PORT/x", "http://localhost:PORT/x"])
def test_a_private_page_only_if_the_user_says_so(cli: Cli, server: str, tmp_path: Path, url: str) -> None:
    """By a name that leads there too."""
    file = tmp_path / "pages.yaml"
    file.write_text(entries("NAME", "x").replace("NAME/x", url.replace("PORT", server.rpartition(":")[2])))
    result = cli("sources", "--check", "page0", "-C", str(file))
    assert result.status == 1
    assert " is a private address (" in result.out


def test_a_proxy_of_the_user_is_called(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bytes] = []

    def answer(connection: socket.socket) -> None:
        asked.append(b"")
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n{ext}")

    proxy, listening = serve(answer)
    monkeypatch.setenv("http_proxy", proxy)
    monkeypatch.delenv("no_proxy", raising=False)
    names = ["docs.example", "10.0.0.1", "0x7f.1", "2130706433", "intranet", "x.local"]
    file = tmp_path / "pages.yaml"
    file.write_text(
        "".join(
            entries(f"http://{name}", "x").replace("page0", f"page{n}").replace("Page 0", f"Page {n}")
            for n, name in enumerate(names)
        )
    )
    with listening:
        result = cli("sources", "--check", *(f"page{n}" for n in range(len(names))), "-C", str(file))
    assert len(asked) == 1
    assert result.out.splitlines()[-1] == "1 fine, 5 unreachable"


def test_allow_private_is_for_check(cli: Cli) -> None:
    assert cli("sources", "--allow-private").status == 2


@pytest.mark.parametrize(
    ("address", "expected"),
    [("8.8.8.8", True), ("2606:4700::1111", True), ("64:ff9b::808:808", True), ("64:ff9b::7f00:1", False), ("2002:7f00:1::", False), ("::7f00:1", False), ("fe80::1%eth0", False), ("fd00::1", False), ("100.64.0.1", False), ("224.0.0.1", False), ("192.168.1.1", False), ("::ffff:10.0.0.1", False)],
)  # fmt: skip
def test_which_addresses_are_of_the_internet(address: str, expected: bool) -> None:
    assert is_public(address) == expected
