"""The snippets that run in a page, at Segment and behind Stripe, with stand-ins for what is around them."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from postback_pack import build_setup, load_catalog, render
from tests.conftest import mostly_long
from tests.snippet_runs import Code, Receiver, needs, output_of

CATALOG = load_catalog()
CLICK_IDS = ["CLICK-1", "aZ09-_.~/+%=?", "a*b%2Fc!()", "50%", "$1|x;y,z@[]^`\\"]
"""The last have every character that a click ID may have and a cookie or a URL would change."""
PAGE = """
const cookies = new Map();
const sent = [];
globalThis.document = {
  get cookie() { return [...cookies].map(([name, value]) => `${name}=${value}`).join('; '); },
  set cookie(text) { const [name, value] = text.split(';')[0].split('='); cookies.set(name, value); },
};
globalThis.location = { search: '?clickid=' + encodeURIComponent(CLICK) };
Object.defineProperty(globalThis, 'navigator', { value: { sendBeacon: (url, body) => sent.push(JSON.parse(body)) } });
globalThis.analytics = { track: (name, properties) => sent.push(properties) };
document.cookie = 'other=1';
"""
SHOPIFY = """
const cookies = {}, handlers = {}, sent = [];
globalThis.analytics = { subscribe: (name, handler) => { handlers[name] = handler; } };
globalThis.browser = { cookie: {
  set: async (text) => { const [name, value] = text.split(';')[0].split(/=(.*)/); cookies[name] = value; },
  get: async (name) => DECODES ? decodeURIComponent(cookies[name] ?? '') : cookies[name] ?? '',
} };
globalThis.fetch = async (url, options) => sent.push(JSON.parse(options.body));
"""


def code(tracker: str, **options: str) -> str:
    return render(build_setup(CATALOG, tracker, account="acme", **options), "code")  # type: ignore[arg-type]


def run_script(folder: Path, script: str) -> object:
    (folder / "page.mjs").write_text(script)
    return json.loads(output_of([needs("mjs"), "page.mjs"], folder))


@pytest.mark.parametrize("click_id", mostly_long(CLICK_IDS, 2))
def test_the_tags_hand_over_the_click_id_as_it_came(click_id: str, tmp_path: Path) -> None:
    tags = "\n".join(re.findall(r"<script>(.*?)</script>", code("gtm_web"), re.DOTALL))
    page = PAGE.replace("CLICK", json.dumps(click_id)) + tags + "\nconsole.log(JSON.stringify(sent));"
    assert run_script(tmp_path, page) == [{"order": "{{Order ID}}", "click": click_id}]


@pytest.mark.parametrize("click_id", mostly_long(CLICK_IDS, 2))
def test_the_page_for_segment_hands_over_the_click_id_as_it_came(click_id: str, tmp_path: Path) -> None:
    lines = re.findall(r"^//(?:   (.*))?$", code("segment").split("the law asks for it:\n")[1].split("\nconst ")[0], re.MULTILINE)  # fmt: skip
    page = PAGE.replace("CLICK", json.dumps(click_id)) + "\n".join(lines) + "\nconsole.log(JSON.stringify(sent));"
    assert run_script(tmp_path, page) == [{"order_id": "...", "clickid": click_id}]


@pytest.mark.parametrize("decodes", ["true", "false"])
@pytest.mark.parametrize("click_id", mostly_long(CLICK_IDS, 2))
def test_the_pixel_hands_over_the_click_id_as_it_came(click_id: str, decodes: str, tmp_path: Path) -> None:
    """Whether Shopify's cookie.get decodes is not known: both are right."""
    page = (
        SHOPIFY.replace("DECODES", decodes)
        + code("shopify")
        + f"""
await handlers.page_viewed({{ context: {{ document: {{ location: {{ search: '?clickid=' + encodeURIComponent({json.dumps(click_id)}) }} }} }} }});
await handlers.checkout_completed({{ data: {{ checkout: {{ order: {{ id: '7' }} }} }} }});
console.log(JSON.stringify(sent));"""
    )
    assert run_script(tmp_path, page) == [{"order": "7", "click": click_id}]


@pytest.mark.parametrize(
    ("status", "outcome"), [(200, "done"), (302, "Error"), (404, "Error"), (429, "RetryError"), (500, "RetryError")]
)
def test_segment_calls_once_and_follows_nothing(
    status: int, outcome: str, local: Code, receiver: Receiver, tmp_path: Path
) -> None:
    receiver.statuses = [status]
    event = {"event": "Order Completed", "properties": {"clickid": "a/b", "revenue": 24.9, "currency": "usd"}}
    script = f"""
class RetryError extends Error {{}}
{local("segment", payout="macro")}
const outcome = await onTrack({json.dumps(event)}, {{}}).then(() => 'done', (error) => error.constructor.name);
console.log(JSON.stringify(outcome));"""
    assert run_script(tmp_path, script) == outcome
    assert receiver.paths == ["/name/acme/at?subid_short=a%2Fb&atpay=24.9"]


PACKAGES = {
    "stripe": (
        "stripe",
        "export default class { webhooks = { constructEvent(body, signature) {"
        " if (signature !== 'good') throw new Error('bad'); return JSON.parse(body); } } }",
    ),
    "paddle": (
        "@paddle/paddle-node-sdk",
        "export class Paddle { webhooks = { async unmarshal(body, secret, signature) {"
        " if (signature !== 'good') throw new Error('bad'); return JSON.parse(body); } } }",
    ),
}
"""Stand-ins for the vendors' packages: an event signed ``good`` is genuine."""


@contextmanager
def endpoint(tracker: str, code: Code, folder: Path) -> Iterator[str]:
    """Run the endpoint for a vendor's webhooks; return its address."""
    name, package = PACKAGES[tracker]
    home = folder / "node_modules" / name
    home.mkdir(parents=True)
    (home / "package.json").write_text(json.dumps({"name": name, "type": "module", "exports": "./index.js"}))
    (home / "index.js").write_text(package)
    (folder / "endpoint.mjs").write_text(code(tracker, payout="macro"))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = os.environ | {"PORT": str(port), "STRIPE_SECRET_KEY": "x", "STRIPE_WEBHOOK_SECRET": "x"}
    with subprocess.Popen([needs("mjs"), "endpoint.mjs"], cwd=folder, env=environment) as process:
        try:
            for _ in range(200):
                try:
                    socket.create_connection(("127.0.0.1", port), timeout=5).close()
                    break
                except OSError:
                    time.sleep(0.05)
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()


def send_event(address: str, type: str, signature: str = "good", **session: object) -> int:
    event = {"type": type, "data": {"object": {"id": "cs_1", "client_reference_id": "CLICK", **session}}}
    return post(address, event, {"Stripe-Signature": signature})


def post(address: str, event: object, headers: dict[str, str]) -> int:
    request = urllib.request.Request(address, json.dumps(event).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        # Python 3.14 warns of one that nobody closes.
        with error:
            return error.code


def test_stripe_reports_a_session_when_it_is_paid(local: Code, receiver: Receiver, tmp_path: Path) -> None:
    paid: dict[str, Any] = {"payment_status": "paid", "amount_total": 2499, "currency": "kwd"}
    with endpoint("stripe", local, tmp_path) as address:
        assert send_event(address, "checkout.session.completed", "bad", **paid) == 400
        assert send_event(address, "checkout.session.completed", payment_status="unpaid") == 200
        assert receiver.paths == []
        for _ in range(2):
            assert send_event(address, "checkout.session.async_payment_succeeded", **paid) == 200
    assert receiver.paths == ["/code/KWD/acme/at?subid_short=CLICK&atpay=2.499"]
    steps = " ".join(CATALOG.trackers["stripe"].steps)
    assert "`checkout.session.completed`" in steps
    assert "`checkout.session.async_payment_succeeded`" in steps


def test_paddle_reports_a_purchase_once(local: Code, receiver: Receiver, tmp_path: Path) -> None:
    purchase: dict[str, Any] = {
        "id": "txn_1",
        "origin": "web",
        "customData": {"clickId": "a/b"},
        "currencyCode": "EUR",
        "details": {"totals": {"grandTotal": "2499"}},
    }
    others: list[dict[str, Any]] = [
        {"origin": "subscription_recurring"},
        {"origin": "subscription_update"},
        {"details": {"totals": {"grandTotal": "0"}}},
        {"details": None},
        {"customData": None},
        {"customData": {"clickId": "{clickid}"}},
    ]
    with endpoint("paddle", local, tmp_path) as address:

        def send(type: str, signature: str = "good", **changes: object) -> int:
            return post(address, {"eventType": type, "data": purchase | changes}, {"Paddle-Signature": signature})

        assert send("transaction.completed", "bad") == 400
        assert send("transaction.created") == 200
        for number, changes in enumerate(others):
            assert send("transaction.completed", id=f"txn_other_{number}", **changes) == 200
        assert receiver.paths == []
        for _ in range(2):
            assert send("transaction.completed") == 200
        yen: dict[str, Any] = {"currencyCode": "JPY", "details": {"totals": {"grandTotal": "2499"}}}
        assert send("transaction.completed", id="txn_2", **yen) == 200
        assert send("transaction.completed", id="txn_3", currencyCode="HUF") == 200
        receiver.statuses = [500, 500, 500]
        assert send("transaction.completed", id="txn_4") == 500
        assert send("transaction.completed", id="txn_4") == 200
    calls = ["/code/EUR/acme/at?subid_short=a%2Fb&atpay=24.99", "/code/JPY/acme/at?subid_short=a%2Fb&atpay=2499"]
    assert receiver.paths == [*calls, "/name/acme/at?subid_short=a%2Fb", *[calls[0]] * 4]
    assert "`transaction.completed`" in " ".join(CATALOG.trackers["paddle"].steps)


@pytest.mark.parametrize("tracker", PACKAGES)
def test_an_endpoint_reads_no_body_without_end(tracker: str, local: Code, tmp_path: Path) -> None:
    with endpoint(tracker, local, tmp_path) as address:
        port = int(address.rpartition(":")[2].strip("/"))
        taken = 0
        with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
            connection.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n")
            try:
                while taken < 50_000_000:
                    connection.sendall(b"x" * 100_000)
                    taken += 100_000
            except OSError:
                pass
        assert taken < 50_000_000
        assert post(address, {"data": {"object": {}}}, {"Stripe-Signature": "good", "Paddle-Signature": "good"}) == 200


def test_paddle_gets_only_what_is_a_click_id(tmp_path: Path) -> None:
    whole = code("paddle")
    rule = re.search(r"export function isClickId.*?\n}\n", whole, re.DOTALL)
    assert rule
    script = (
        rule[0]
        + whole[whole.index("const PARAMETER") :]
        + """
const at = (cookie) => customData({ headers: { cookie } }) ?? null;
console.log(JSON.stringify([at('adsterra_click_id=a%2Fb'), at('adsterra_click_id=%7Bclickid%7D'), at(undefined)]));"""
    )
    assert run_script(tmp_path, script) == [{"clickId": "a/b"}, None, None]


def test_stripe_gets_only_what_it_takes(tmp_path: Path) -> None:
    whole = code("stripe")
    part = whole[whole.index("const PARAMETER") :]
    rule = re.search(r"export function isClickId.*?\n}\n", whole, re.DOTALL)
    assert rule
    script = (
        rule[0]
        + part
        + """
const at = (clickId) => ({ headers: { cookie: 'adsterra_click_id=' + encodeURIComponent(clickId) } });
const ids = ['Ab-_9', 'x'.repeat(200), 'x'.repeat(201), 'a/b', '{clickid}', ''];
const link = 'https://buy.stripe.example/1';
console.log(JSON.stringify([
  ids.map((id) => clientReference(at(id)) ?? null),
  ids.map((id) => withClickId(link, at(id)) !== link),
  withClickId(link, at('A')), withClickId(link + '?x=1', at('A')),
  clientReference({ headers: {} }) ?? null,
]));"""
    )
    assert run_script(tmp_path, script) == [
        ["Ab-_9", "x" * 200, None, "a/b", None, None],
        [True, True, False, False, False, False],
        "https://buy.stripe.example/1?client_reference_id=A",
        "https://buy.stripe.example/1?x=1&client_reference_id=A",
        None,
    ]


@pytest.mark.parametrize(
    "tracker",
    ["php", "python", "node", "go", "java", "ruby", "stripe", "paddle", "cloudflare_workers", "gtm_web", "segment"],
)
def test_it_says_that_the_cookie_needs_https(tracker: str) -> None:
    entry = CATALOG.trackers[tracker]
    assert "https" in " ".join([*entry.steps, *entry.pitfalls])
    assert "http site" in code(tracker)
