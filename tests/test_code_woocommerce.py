"""The WooCommerce snippet in a stand-in for the shop: when it reports, how often, and what the shop's owner sees."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.snippet_runs import code_at, needs, output_of

STAND_IN = Path(__file__).parent / "wordpress_stand_in.php"
PAUSES = [10, 60, 360, 1440, 2880, 4320]


class Shop(NamedTuple):
    """What is left after a scene."""

    calls: list[str]
    notes: list[str]
    log: list[str]
    planned: list[int | None]
    """In how many minutes each action that ran was due; None: no action was left."""


def play(folder: Path, scene: str) -> Shop:
    """Let the snippet run with the scene, which is PHP and may fill ``$planned``."""
    php = needs("php")
    shutil.copy(STAND_IN, folder / "stand_in.php")
    (folder / "snippet.php").write_text(code_at(80)("woocommerce", payout="macro"), encoding="utf-8")
    (folder / "scene.php").write_text(
        "<?php error_reporting(E_ALL); set_error_handler(function ($code, $message) { throw new Error($message); });"
        "require 'stand_in.php'; require 'snippet.php'; $planned = [];"
        f"{scene}\n"
        "$notes = array_merge(...array_values(array_map(fn ($order) => $order->notes, $orders)));"
        "echo json_encode([$calls, $notes, $log, $planned]);"
    )
    return Shop(*json.loads(output_of([php, "scene.php"], folder)))


RUN_ALL = "while (($planned[] = run_next()) !== null);"


@pytest.mark.parametrize(
    ("method", "moments", "reported"),
    [
        ("card", "$order->payment_complete();", True),
        ("card", "$order->payment_complete(); $order->update_status('completed'); $order->payment_complete();", True),
        ("bacs", "$order->update_status('on-hold');", False),
        ("bacs", "$order->update_status('on-hold'); $order->update_status('processing');", True),
        ("cod", "$order->update_status('processing');", False),
        ("cod", "$order->update_status('on-hold'); $order->update_status('processing');", False),
        ("cod", "$order->update_status('processing'); $order->update_status('completed');", True),
        ("courier", "$order->update_status('processing');", False),
        ("courier", "$order->update_status('processing'); $order->update_status('completed');", True),
        ("card", "$order->update_status('failed');", False),
        ("card", "$order->payment_complete(); $order->update_status('cancelled');", False),
        ("card", "$order->payment_complete(); $order->update_status('refunded');", False),
    ],
)
def test_an_order_is_reported_once_when_it_is_paid(tmp_path: Path, method: str, moments: str, reported: bool) -> None:
    shop = play(tmp_path, f"$order = new Order(7, '{method}'); {moments} {RUN_ALL}")
    assert shop.calls == ["/name/acme/at?subid_short=CLICK&atpay=24.90"] * reported
    assert shop.notes == ["Conversion reported to Local."] * reported
    assert shop.log == []


def test_the_buyer_never_waits(tmp_path: Path) -> None:
    shop = play(tmp_path, "$order = new Order(7); $order->payment_complete(); $order->update_status('completed');")
    assert shop.calls == []


@pytest.mark.parametrize("click_id", ["null", "''", "'##SUB_ID_SHORT(action)##'", "'a b'"])
def test_an_order_without_a_click_id_is_not_reported(tmp_path: Path, click_id: str) -> None:
    scene = f"$order = new Order(7, clickId: {click_id}); $order->payment_complete(); {RUN_ALL}"
    assert play(tmp_path, scene) == Shop([], [], [], [None])


def test_a_click_id_comes_back_as_it_was(tmp_path: Path) -> None:
    shop = play(tmp_path, r"$order = new Order(7, clickId: 'a/b+c\\d%'); $order->payment_complete(); run_next();")
    assert shop.calls == ["/name/acme/at?subid_short=a%2Fb%2Bc%5Cd%25&atpay=24.90"]


@pytest.mark.parametrize(
    ("total", "currency", "end"),
    [
        ("2.499", "KWD", "/code/KWD/acme/at?subid_short=CLICK&atpay=2.499"),
        ("2499", "JPY", "/code/JPY/acme/at?subid_short=CLICK&atpay=2499"),
        ("0.00", "USD", "/name/acme/at?subid_short=CLICK"),
    ],
)
def test_the_amount_is_the_orders_to_the_last_decimal(tmp_path: Path, total: str, currency: str, end: str) -> None:
    scene = f"$order = new Order(7, 'card', '{total}', '{currency}'); $order->payment_complete(); run_next();"
    assert play(tmp_path, scene).calls == [end]


def test_it_tries_again_for_days(tmp_path: Path) -> None:
    scene = f"$answers = array_fill(0, 7, 0); $order = new Order(7); $order->payment_complete(); {RUN_ALL}"
    shop = play(tmp_path, scene)
    assert len(shop.calls) == 7
    assert shop.planned == [0, *PAUSES, None]
    assert shop.log == [f"local-conversions: Order 7, attempt {number}: timed out" for number in range(1, 8)]
    assert len(shop.notes) == 1
    assert "did not take the conversion: timed out" in shop.notes[0]


def test_after_the_last_attempt_a_change_of_status_starts_anew(tmp_path: Path) -> None:
    scene = (
        f"$answers = array_fill(0, 7, 500); $order = new Order(7); $order->payment_complete(); {RUN_ALL}"
        f"$order->update_status('completed'); $answers = [404]; {RUN_ALL}"
    )
    shop = play(tmp_path, scene)
    assert len(shop.calls) == 9
    assert shop.planned == [0, *PAUSES, None, 0, 10, None]
    assert shop.log[-1].endswith("attempt 1: HTTP 404")
    assert shop.notes[-1] == "Conversion reported to Local."


def test_an_attempt_that_was_stopped_is_not_the_last(tmp_path: Path) -> None:
    scene = "$answers = [-1]; $order = new Order(7); $order->payment_complete(); $planned[] = run_next();"
    waiting = scene + "$planned[] = run_next();"
    assert play(tmp_path, waiting).calls == ["/name/acme/at?subid_short=CLICK&atpay=24.90"]
    later = "$wpdb->rows['local_order_7'] = (string) (time() - 301); $planned[] = run_next(); $planned[] = run_next();"
    shop = play(tmp_path, scene + later)
    assert len(shop.calls) == 2
    assert shop.planned == [0, 10, None]


def test_an_order_that_another_process_is_reporting_is_looked_at_again(tmp_path: Path) -> None:
    scene = "$order = new Order(7); $wpdb->rows['local_order_7'] = (string) time(); $order->payment_complete();"
    shop = play(tmp_path, scene + "$planned[] = run_next(); unset($wpdb->rows['local_order_7']);" + RUN_ALL)
    assert len(shop.calls) == 1
    assert shop.planned == [0, 10, None]
