"""The verdict on each call that `listen` receives, in a process and over a socket of its own."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Callable
from contextlib import suppress

from postback_pack.trial.received import CallReader
from tests.conftest import MADE_UP, Result, cases_in
from tests.network_setups import setups_of, shipped
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


def test_a_call_shows_its_network_by_path_and_click_id() -> None:
    """One call of every network and type for a receiver with all networks: it is that network's, or all are named that it may be."""
    catalog = shipped()
    reader, in_doubt = CallReader(catalog.all_networks), set()
    for network in catalog.networks.values():
        for setup in setups_of(network, catalog.tracker("binom")):
            target = re.sub(r"^[a-z]+://[^/?]*", "", setup.postback_url or "")
            call = reader.read(target)
            assert CallReader(catalog.networks_named(network)).read(target).network is network
            if call.network is None:
                assert network.name in call.findings[0].message
                assert "Name the network with --network NAME" in call.findings[0].message
                in_doubt.add(network.id)
            else:
                assert call.network is network
    # Another network has the same path and parameters, or would take the fixed ones as a value.
    assert in_doubt == {"clickadilla", "onclicka", "ppcmate"}


def test_a_network_that_is_named_reads_every_call() -> None:
    with listener("--json", "--network", "onclicka") as receiver:
        receiver.raw(b"GET /in/postbacks/?token=abc&click_id=x1 HTTP/1.0\r\n\r\n")
        receiver.raw(b"GET /favicon.ico HTTP/1.0\r\n\r\n")
        _, lines, _ = receiver.stop()
    first, second = map(json.loads, lines)
    assert (first["network"], first["values"]["click_id"]) == ("onclicka", "x1")
    assert (second["network"], second["verdict"]) == (None, "error")


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


PASTED = [case for case in cases_in("pasted") if case["command"] == "listen"]


def test_calls_that_people_asked_about() -> None:
    """Each is as in a log: a request line, or a method, a target and a body."""
    assert len(PASTED) == 3
    with listener("keitaro", "--json", "--account", "acme") as receiver:
        for case in PASTED:
            method, target = case["input"].split()[:2]
            body = case["input"].partition(" with the body ")[2]
            receiver.raw(f"{method} {target} HTTP/1.0\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
        _, lines, _ = receiver.stop()
    for line, case in zip(lines, PASTED, strict=True):
        call, right = json.loads(line), case["right"]
        found = {finding["code"] for finding in call["findings"]}
        verdict = right["verdict"]
        assert call["verdict"] in (verdict if isinstance(verdict, list) else [verdict])
        assert {*right.get("codes", ())} <= found
        assert "values-in-body" in found or " with the body " not in case["input"]


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


def test_a_line_for_people(cli: Cli) -> None:
    with listener() as receiver:
        assert receiver.get(RIGHT) == (200, b"OK\n")
        receiver.raw(b"GET /name/\x1b[31m\xff/at?subid_short={x} HTTP/1.1\r\nConnection: close\r\n\r\n")
        _, lines, _ = receiver.stop()
    assert lines[0] == f"GET  right  {RIGHT}  (account acme, click_id abc123, payout 1.5)"
    assert "\x1b" not in lines[1]
    assert "macro-not-replaced" in lines[1]


BODIES = [
    ("", b"subid_short=abc&atpay=1.5", ["click-id-missing", "values-in-body"], "atpay and subid_short in its body"),
    ("", b'{"subid_short" : "abc", "n": {"atpay":1.5}}', ["click-id-missing", "values-in-body"], "atpay and subid_short"),
    ("", b'--x\r\nContent-Disposition: form-data; name="subid_short"\r\n\r\nabc\r\n--x--', ["click-id-missing", "values-in-body"], "subid_short in its body"),
    ("", b"clickid=abc", ["click-id-missing", "values-in-body"], "clickid in its body, but Adsterra reads the URL"),
    ("?subid_short=p1", b"atpay=1.5", ["values-in-body"], "atpay in its body"),
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


def test_once_ends_with_the_verdict() -> None:
    with listener("--once") as receiver:
        receiver.get("/name/acme/at?subid_short={x}")
        assert receiver.process.wait(20) == 1
    with listener("--once") as receiver:
        receiver.raw(b"nonsense\r\n\r\n")
        receiver.get(RIGHT)
        assert receiver.process.wait(20) == 0


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
