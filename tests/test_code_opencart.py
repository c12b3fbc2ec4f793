"""The code for OpenCart in a stand-in for a shop of version 3 or 4, with real calls to this machine: which orders it reports, and how often."""

from __future__ import annotations

import json
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from postback_pack import Catalog, build_setup, load_catalog, render
from tests.snippet_runs import Receiver, code_at, needs, output_of, running_receiver

STAND_IN = Path(__file__).parent / "opencart_stand_in.php"
PAUSES = [10, 60, 360, 1440, 2880, 4320]
CALL = "/name/acme/at?subid_short=CLICK&atpay=24.90"
PENDING, PROCESSING, SHIPPED, COMPLETE, REFUNDED = 1, 2, 3, 5, 11
ORDER_EVENTS = {
    3: ("checkout/order/addOrder", "checkout/order/addOrderHistory", "checkout/order/editOrder"),
    4: ("checkout/order.addOrder", "checkout/order.addHistory", "checkout/order.editOrder"),
}


class Shop:
    """A shop of one version. Each request to it is a process of its own; the orders are kept here."""

    def __init__(self, folder: Path, version: int, receiver: Receiver) -> None:
        self.folder, self.version, self.receiver = folder, version, receiver
        self.added, self.changed, self.edited = ORDER_EVENTS[version]
        self.orders: dict[str, dict[str, Any]] = {}
        shutil.copy(STAND_IN, folder / "stand_in.php")
        code = code_at(receiver.server_address[1])("opencart", payout="macro")
        (folder / "snippet.php").write_text(code, encoding="utf-8")

    def request(self, *events: list[Any], route: str = "", click_id: str | None = "CLICK", **get: str) -> Any:
        """Let OpenCart call the code for these events; return the page and the log."""
        request = {
            "version": self.version,
            "get": {"route": route, **get},
            "cookie": {} if click_id is None else {"local_click_id": click_id},
            "orders": self.orders,
            "events": events,
        }
        (self.folder / "request.json").write_text(json.dumps(request))
        command = [needs("php"), "-d", "error_reporting=-1", "stand_in.php"]
        return json.loads(output_of(["sh", "-c", '"$0" "$@" < request.json', *command], self.folder))

    def order(
        self, id: int = 7, method: str = "card", total: str = "24.9000", currency: str = "USD", **request: Any
    ) -> None:
        """Make an order, as the checkout does."""
        paid_by = {"payment_code": method} if self.version == 3 else {"payment_method": {"code": f"{method}.{method}"}}
        values = {"total": total, "currency_code": currency, "currency_value": request.pop("rate", "1.00000000")}
        self.orders[str(id)] = {"order_status_id": "0", **values, **paid_by}
        self.request([self.added, [{}], id], **request)

    def status(self, status: int, id: int = 7) -> Any:
        self.orders[str(id)]["order_status_id"] = str(status)
        return self.request([self.changed, [id, status], None], click_id=None)["log"]

    def visit(self) -> Any:
        return self.request(["common/header", [], None], click_id=None)["log"]

    def wait(self) -> int | None:
        """Let the pause until the next attempt pass; return its minutes."""
        with closing(sqlite3.connect(self.folder / "shop.sqlite")) as database, database:
            [(due,)] = database.execute("SELECT due FROM oc_local_conversion").fetchall()
            database.execute("UPDATE oc_local_conversion SET due = ? WHERE due > 0", [int(time.time())])
        return round((due - time.time()) / 60) if due else None

    @property
    def calls(self) -> list[str]:
        return self.receiver.paths


@cache
def missing_in_php() -> set[str]:
    return {"curl", "sqlite3"} - set(output_of([needs("php"), "-m"], STAND_IN.parent).split())


@pytest.fixture(params=[4, pytest.param(3, marks=pytest.mark.long)])
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shop]:
    if missing_in_php():
        pytest.skip(f"needs PHP with {missing_in_php()}: install php-curl and php-sqlite3")
    with running_receiver() as receiver:
        shop = Shop(tmp_path, request.param, receiver)
        assert shop.request([])["page"] == "localconversions: installed"
        yield shop


def test_it_is_installed_once(shop: Shop) -> None:
    shop.request([])
    with closing(sqlite3.connect(shop.folder / "shop.sqlite")) as database:
        events = database.execute("SELECT `trigger`, action, status FROM oc_event").fetchall()
    assert len(events) == 4
    assert {(action, status) for _, action, status in events} == {("event/localconversions", 1)}


def test_its_name_is_letters_only() -> None:
    """OpenCart 4 makes the file's name from the class's name, with an underscore before each digit."""
    network = replace(load_catalog().networks["adsterra"], id="net_2go")
    catalog = Catalog(load_catalog().trackers, {"net_2go": network})
    text = render(build_setup(catalog, "opencart", network="net_2go", account="acme"), "code")
    assert "catalog/controller/event/netcgoconversions.php" in text
    assert "class ControllerEventnetcgoconversions extends" in text


def test_an_order_is_reported_once_when_it_is_paid(shop: Shop) -> None:
    shop.order()
    shop.status(PENDING)
    shop.visit()
    assert shop.calls == []
    assert shop.status(PROCESSING) == ["Local: order 7 is reported"]
    assert shop.status(COMPLETE) == shop.visit() == []
    assert shop.calls == [CALL]


def test_cash_on_delivery_is_paid_when_the_order_is_complete(shop: Shop) -> None:
    shop.order(method="cod")
    shop.status(PROCESSING)
    shop.status(SHIPPED)
    assert shop.calls == []
    shop.status(COMPLETE)
    assert shop.calls == [CALL]


def test_an_order_without_a_click_id_is_not_reported(shop: Shop) -> None:
    for id, click_id in enumerate([None, "", "##SUB_ID_SHORT(action)##", "a b"]):
        shop.order(id, click_id=click_id)
        shop.status(PROCESSING, id)
    assert shop.calls == []


def test_an_order_that_the_shop_makes_by_hand_is_not_the_visitors(shop: Shop) -> None:
    shop.order(route="api/order")
    shop.status(PROCESSING)
    assert shop.calls == []


def test_the_last_click_before_the_order_counts(shop: Shop) -> None:
    shop.order()
    shop.request([shop.edited, [7, {}], None], click_id=r"a/b+c%\d")
    shop.status(PROCESSING)
    shop.request([shop.edited, [7, {}], None], click_id="LATER")
    assert shop.calls == ["/name/acme/at?subid_short=a%2Fb%2Bc%25%5Cd&atpay=24.90"]


def test_the_amount_is_what_the_buyer_pays(shop: Shop) -> None:
    for id, (total, currency, rate) in enumerate(
        [("131.2000", "EUR", "0.78460002"), ("2499.0000", "JPY", "1"), ("2.4990", "KWD", "1"), ("0.0000", "USD", "1")]
    ):
        shop.order(id, total=total, currency=currency, rate=rate)
        shop.status(COMPLETE, id)
    assert [call.split("?")[0] for call in shop.calls] == [*(f"/code/{code}/acme/at" for code in ("EUR", "JPY", "KWD")), "/name/acme/at"]  # fmt: skip
    assert [call.split("&")[1:] for call in shop.calls] == [["atpay=102.94"], ["atpay=2499"], ["atpay=2.499"], []]


def test_it_tries_again_for_days_when_somebody_visits_the_shop(shop: Shop) -> None:
    shop.receiver.statuses[:] = [500, 302, 404, 500, 500, 500, 500]
    shop.order()
    log, pauses = shop.status(PROCESSING), []
    assert shop.visit() == shop.status(COMPLETE) == []
    while (pause := shop.wait()) is not None:
        pauses.append(pause)
        log += shop.visit()
    assert pauses == PAUSES
    assert [line.split(":")[1:] for line in log[:3]] == [[f" order 7, attempt {n}", f" HTTP {code}"] for n, code in ((1, 500), (2, 302), (3, 404))]  # fmt: skip
    assert len(log) == len(shop.calls) == 7
    assert "That was the last attempt" in log[-1]
    assert shop.visit() == []
    assert shop.status(COMPLETE) == ["Local: order 7 is reported"]


def test_a_fault_does_not_keep_a_buyer_from_buying(shop: Shop) -> None:
    with closing(sqlite3.connect(shop.folder / "shop.sqlite")) as database, database:
        database.execute("DROP TABLE oc_local_conversion")
    shop.orders["7"] = {"order_status_id": "2"}
    faults = [shop.request(event)["log"] for event in ([shop.added, [{}], 7], [shop.changed, [7, 2], None])]
    assert [line.split(":")[0] for log in faults for line in log] == ["localconversions"] * 2
    assert "no such table" in faults[0][0]


def test_an_order_that_is_refunded_is_not_reported(shop: Shop) -> None:
    shop.receiver.statuses[:] = [500]
    shop.order()
    shop.status(PROCESSING)
    shop.status(REFUNDED)
    shop.wait()
    shop.visit()
    assert len(shop.calls) == 1
    shop.status(PROCESSING)
    assert len(shop.calls) == 2
