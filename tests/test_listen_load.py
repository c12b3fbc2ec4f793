"""`listen` with many clients, slow ones, and a flood: no call is lost, and nobody waits for another."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from postback_pack import load_catalog
from postback_pack.trial.http_head import MOST_BODY_BYTES
from postback_pack.trial.received import CallReader
from postback_pack.trial.server import MOST_HEAD_BYTES
from tests.receiver import RIGHT, listener


@pytest.mark.parametrize("sign", ["?", "&", "=", "%", "#", "{", "a=1&", "subid_short=x&"])
def test_a_long_target_holds_up_nobody(sign: str) -> None:
    reader = CallReader([load_catalog().networks["adsterra"]])
    began = time.process_time()
    reader.read(
        "/name/acme/at?" + sign * (MOST_HEAD_BYTES // len(sign)), sign.encode() * (MOST_BODY_BYTES // len(sign))
    )
    assert time.process_time() - began < 2


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
