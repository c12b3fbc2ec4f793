"""listen: real processes and sockets, only on this machine."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postback_pack import load_catalog
from postback_pack.trial.http_head import MOST_BODY_BYTES, Refused, read_head
from postback_pack.trial.reach import reach
from postback_pack.trial.received import CallReader
from postback_pack.trial.server import MOST_HEAD_BYTES
from tests.conftest import MADE_UP, Result
from tests.receiver import RIGHT, listener

Cli = Callable[..., Result]

CALLS = [
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
    ("/name/acme/at?subid_short=x20&atpay=", "error", "payout-amount"),
    ("/name/acme/at?subid_short=x21&atpay", "error", "payout-amount"),
    ("/name/acme/at?atpay=&subid_short=x22", "error", "payout-amount"),
    ("/code/EUR/acme/at?subid_short=x23&atpay=", "error", "payout-amount"),
    ("/name/acme/at?subid_short=x24&atpay=%20", "error", "payout-amount"),
    ("/name/acme/at?subid_short=x25&atpay=+", "error", "payout-amount"),
    ("/name/acme/at?subid_short=x26&atpay=%09%00", "error", "payout-amount"),
    ("/name/acme/at?subid_short=x27&atpay=+1.5", "error", "payout-amount"),
    ("/name/acme/at?subid_short=x28&atpay=null", "error", "placeholder"),
    ("/name/acme/at?subid_short=x29&atpay=1&atpay=2", "error", "payout-amount"),
    ("/name/acme/at?subid_short=x30&atpay=1&atpay=", "error", "payout-amount"),
    ("/name/acme/at?subid_short=x31&amount=", "error", "payout-amount"),
    ("/name/acme/at?subid_short=a+b&atpay=1", "warning", "plus-sign"),
    ("/name/acme/at?subid_short=a%2Bc&atpay=1", "right", None),
    ("/name/acme+x/at?subid_short=x32", "error", "wrong-field"),
    ("/name/acme/at?subid_short=x33&x=1+1", "right", None),
    ("/name/acme/at?subid_short=x34 y", "error", "character"),
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
        for target, _, _ in CALLS:
            receiver.raw(f"GET {target} HTTP/1.0\r\n\r\n".encode())
        status, lines, err = receiver.stop()
    assert status == 130
    assert f"{len(CALLS)} calls received." in err
    assert "Traceback" not in err
    for line, (target, verdict, code) in zip(lines, CALLS, strict=True):
        call = json.loads(line)
        found = [finding["code"] for finding in call["findings"]]
        assert (call["target"], call["verdict"]) == (target, verdict), found
        assert code is None or code in found


OF_ANOTHER_NETWORK = [
    ("order=t1&worth=1", "right", []),
    ("order={transaction_id}&worth=1", "error", ["macro-not-replaced"]),
    ("order=%7Btransaction_id%7D&worth=1", "error", ["macro-not-replaced"]),
    ("order=undefined&worth=1", "error", ["placeholder"]),
    ("order=t1&worth=", "error", ["payout-amount"]),
    ("order=first+sale&worth=1", "note", ["plus-sign"]),
]


def test_every_value_that_the_network_reads_is_judged() -> None:
    with listener("--json", "-C", str(MADE_UP)) as receiver:
        for number, (query, _, _) in enumerate(OF_ANOTHER_NETWORK):
            receiver.get(f"/acme/event?key=ABCD1234&token=x{number}&{query}")
        _, lines, _ = receiver.stop()
    for line, (query, verdict, codes) in zip(lines, OF_ANOTHER_NETWORK, strict=True):
        call = json.loads(line)
        assert call["network"] == "tradewind"
        assert (call["verdict"], [finding["code"] for finding in call["findings"]]) == (verdict, codes), query


@pytest.mark.parametrize("sign", ["?", "&", "=", "%", "#", "{", "a=1&", "subid_short=x&"])
def test_a_long_target_holds_up_nobody(sign: str) -> None:
    reader = CallReader([load_catalog().networks["adsterra"]])
    began = time.perf_counter()
    reader.read(
        "/name/acme/at?" + sign * (MOST_HEAD_BYTES // len(sign)), sign.encode() * (MOST_BODY_BYTES // len(sign))
    )
    assert time.perf_counter() - began < 2


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
    (b"GET /a\rX: y HTTP/1.1\r\n\r\n", b"400"),
    (b"GET / HTTP/1.1\n\n", b"400"),
    (b"GET / HTTP/1.1 \r\n\r\n", b"400"),
    (b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\n\r\n", b"431"),
    (b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 5_000 + b"\r\n", b"431"),
    (b"POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n", b"413"),
    (b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", b"400"),
    (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", b"411"),
    (b"\xff\xfe\x00\r\n\r\n", b"400"),
]


BODY = b"GET /name/acme/at?subid_short=hidden HTTP/1.1\r\n\r\n"
LENGTH = f"Content-Length: {len(BODY)}\r\n".encode()
TWO_READINGS = [
    LENGTH + LENGTH,
    b"Content-Length: 0\r\n" + LENGTH,
    LENGTH + b"content-length: 0\r\n",
    LENGTH + b"CONTENT-LENGTH:0\r\n",
    LENGTH + b"Transfer-Encoding: chunked\r\n",
    b"Transfer-Encoding: identity\r\n" + LENGTH,
    LENGTH + b"Transfer-Encoding : chunked\r\n",
    LENGTH + b"Transfer-Encoding\t: chunked\r\n",
    LENGTH + b"X: y\r\n Content-Length: 0\r\n",
    LENGTH + b"X: y\r\n\tfolded\r\n",
    b" " + LENGTH,
    LENGTH.replace(b"Content", b"\xc7\xbfontent"),
    LENGTH.replace(b"\r\n", b"\n"),
    b"X: y\n" + LENGTH,
    b"X: y\r" + LENGTH,
    b"X: y\r\r\n" + LENGTH,
    b"X: y\x00\r\n" + LENGTH,
    b"X\r\n" + LENGTH,
    b": y\r\n" + LENGTH,
    b"\n" + LENGTH,
    *(
        b"Content-Length: " + value + b"\r\n"
        for value in [
            *[
                b"",
                b"00",
                b"0000000000%d" % len(BODY),
                b"0%d" % len(BODY),
                b"+%d" % len(BODY),
                b"-0",
                b"%d, 0" % len(BODY),
            ],
            *[b"%d,%d" % (len(BODY), len(BODY)), b"0x10", b"1e1", b"1.0", b"1_0", b"5 0", b"'5'", b"five", b"\xd9\xa5"],
            *[b"\xc2\xa05", b"\x0b5", b"5\x0c", b"5;q=1"],
        ]
    ),
]


def test_no_body_is_read_as_a_request() -> None:
    with listener("--json") as receiver:
        for headers in TWO_READINGS:
            answer = receiver.raw(b"POST /name/acme/at HTTP/1.1\r\n" + headers + b"\r\n" + BODY)
            assert answer.startswith(b"HTTP/1.1 400 "), headers
            assert answer.count(b"HTTP/1.1 ") == 1, headers
            assert b"Connection: close\r\n" in answer
        for method in (b"POST", b"PUT", b"post"):
            answer = receiver.raw(method + b" /name/acme/at?subid_short=seen HTTP/1.1\r\n\r\n" + BODY)
            assert answer.startswith(b"HTTP/1.1 200 ")
            assert answer.count(b"HTTP/1.1 ") == 1, "what follows a POST without a length is not a request"
        _, lines, err = receiver.stop()
    assert [json.loads(line)["values"].get("click_id") for line in lines] == ["seen"] * 3
    assert "hidden" not in err
    assert "A request was refused: 400 Bad Request: Content-Length appears more than once" in err
    assert "Traceback" not in err


def test_requests_one_after_the_other_on_a_connection() -> None:
    post = b"POST /name/acme/at?subid_short=first HTTP/1.1\r\n" + LENGTH + b"\r\n" + BODY
    get = b"GET /name/acme/at?subid_short=second HTTP/1.1\r\nConnection: keep-alive, close\r\n\r\n"
    with listener("--json") as receiver:
        answer = receiver.raw(post + get + BODY)
        assert answer.count(b"HTTP/1.1 200 ") == 2
        _, lines, _ = receiver.stop()
    assert [json.loads(line)["values"]["click_id"] for line in lines] == ["first", "second"]


@pytest.mark.often
@given(
    st.lists(
        st.one_of(
            st.binary(max_size=12),
            st.sampled_from([b"Content-Length: 5", b"Content-Length:5", b"CONTENT-length: 0", b"Content-Length: 05"]),
            st.sampled_from([b"Transfer-Encoding: chunked", b" Content-Length: 1", b"Content-Length : 2", b"X: y"]),
        ),
        max_size=5,
    ),
    st.sampled_from([b"\r\n", b"\r\n", b"\n", b"\r\r\n"]),
)
def test_a_head_has_one_reading_or_is_refused(fields: list[bytes], end: bytes) -> None:
    text = b"POST / HTTP/1.1\r\n" + end.join([*fields, b""])
    lines = [*text.splitlines(keepends=True), b"\r\n"]
    try:
        head = read_head(lines)
    except Refused as refused:
        assert refused.status[:3] in ("400", "411", "413")
        return
    names = [line.partition(b":")[0].strip().lower() for line in lines]
    lengths = [
        line.partition(b":")[2].strip() for line, name in zip(lines, names, strict=True) if name == b"content-length"
    ]
    assert b"transfer-encoding" not in names
    assert lengths in ([], [str(head.length).encode()])
    assert head.keeps_open == bool(lengths)
    assert all(line.endswith(b"\r\n") and line.count(b"\r") == 1 for line in lines)


BODIES = [
    ("", b"subid_short=abc&atpay=1.5", ["click-id-missing", "values-in-body"], "atpay and subid_short are in the body"),
    ("", b'{"subid_short" : "abc", "n": {"atpay":1.5}}', ["click-id-missing", "values-in-body"], "atpay and subid_short"),
    ("", b'--x\r\nContent-Disposition: form-data; name="subid_short"\r\n\r\nabc\r\n--x--', ["click-id-missing", "values-in-body"], "subid_short is in"),
    ("", b"clickid=abc", ["click-id-missing", "values-in-body"], "clickid is in the body, but Adsterra reads the URL"),
    ("?subid_short=p1", b"atpay=1.5", ["values-in-body"], "atpay is in the body"),
    ("?subid_short=p2&atpay=1", b"subid_short=p2&atpay=1", [], ""),
    ("?subid_short=p3", b'{"price": 3, "amount": 4}', [], ""),
    ("", b"", ["click-id-missing"], ""),
    ("", b"\xff\x00" * 500, ["click-id-missing"], ""),
    ("", b"a" * 65_536, ["click-id-missing"], ""),
]  # fmt: skip


def test_values_in_the_body_are_pointed_out() -> None:
    with listener("--json") as receiver:
        for query, body, _, _ in BODIES:
            request = f"POST /name/acme/at{query} HTTP/1.1\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
            assert receiver.raw(request.encode() + body).startswith(b"HTTP/1.1 200 ")
        _, lines, _ = receiver.stop()
    for line, (query, body, codes, message) in zip(lines, BODIES, strict=True):
        findings = json.loads(line)["findings"]
        assert [finding["code"] for finding in findings] == codes, (query, body[:40])
        assert message in (findings[-1]["message"] if findings else "")


def test_both_readings_of_a_plus_are_named() -> None:
    with listener() as receiver:
        receiver.get("/name/acme/at?subid_short=a+b&atpay=1")
        _, lines, _ = receiver.stop()
    assert lines[0].startswith("GET  warning  ")
    assert "Adsterra may read subid_short as 'a+b' or as 'a b'" in lines[0]


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


def test_slow_clients_do_not_block_others() -> None:
    with listener("--json") as receiver:
        clients = [socket.create_connection(("127.0.0.1", receiver.port)) for _ in range(100)]
        for client in clients:
            client.sendall(b"GET /name/acme/at?subid_short=x HT")
        start = time.monotonic()
        assert receiver.get(RIGHT)[0] == 200
        assert time.monotonic() - start < 5
        for client in clients:
            client.close()
        _, lines, err = receiver.stop()
    assert len(lines) == 1
    assert "Traceback" not in err


@pytest.mark.long
def test_a_client_that_says_no_more_is_let_go() -> None:
    starts = [b"", b"GET /name/acme/at?subid_short=x HT", b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nab"]
    with listener("--json") as receiver:
        clients = [socket.create_connection(("127.0.0.1", receiver.port), timeout=25) for _ in starts]
        for client, start in zip(clients, starts, strict=True):
            client.sendall(start)
        for client in clients:
            assert client.recv(100) == b""
            client.close()
        _, lines, _ = receiver.stop()
    assert lines == []


def test_a_flood_is_refused_and_outlived() -> None:
    with listener("--json") as receiver:
        clients = [socket.create_connection(("127.0.0.1", receiver.port)) for _ in range(400)]
        last = clients[-1]
        last.settimeout(20)
        last.sendall(b"GET / HTTP/1.1\r\n\r\n")
        assert last.recv(100).startswith(b"HTTP/1.1 503")
        for client in clients:
            client.close()
        end = time.monotonic() + 20
        while receiver.get(RIGHT)[0] != 200:
            assert time.monotonic() < end, "it does not recover"
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
        (["--host", "a..b", "--allow-remote"], "give one with --host"),
        (["--host", "203.0.113.5", "--allow-remote"], "not an address of this machine; give one with --host"),
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


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "only programs on this machine can reach it"),
        (["--host", "[127.0.0.1]"], "only programs on this machine can reach it"),
        (["--host", "0.0.0.0", "--allow-remote"], "other machines can reach it unless a firewall blocks this port"),
    ],
)
def test_it_says_who_can_reach_it(arguments: list[str], told: str) -> None:
    with listener(*arguments) as receiver:
        assert receiver.get(RIGHT)[0] == 200
    assert told in receiver.begins
    assert ("a tracker in the cloud cannot" in receiver.begins) == ("--allow-remote" not in arguments)


@pytest.mark.parametrize(
    ("addresses", "told"),
    [
        (["127.0.0.1", "::1"], "only programs on this machine"),
        (["192.168.1.7"], "machines in the same network"),
        (["fe80::1"], "machines in the same network"),
        (["100.64.0.9"], "machines in the same network"),
        (["127.0.0.1", "192.168.1.7"], "machines in the same network"),
        (["11.22.33.44"], "also a tracker in the cloud"),
        (["2a00::1", "::1"], "also a tracker in the cloud"),
        (["0.0.0.0", "::"], "on every address of this machine"),
    ],
)
def test_who_can_reach_an_address(addresses: list[str], told: str) -> None:
    assert told in reach(addresses)


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
