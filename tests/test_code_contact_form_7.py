"""The snippet for Contact Form 7 in a stand-in for WordPress: which forms it reports, and how often."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from postback_pack import build_setup, load_catalog, render
from tests.snippet_runs import code_at, needs, output_of

STAND_IN = Path(__file__).parent / "wordpress_stand_in.php"
PAUSES = [10, 60, 360, 1440, 2880, 4320]
CALL = "/name/acme/at?subid_short=CLICK&atpay=1.5"


class Site(NamedTuple):
    """What is left after a scene."""

    calls: list[str]
    rows: list[str]
    planned: list[int | None]
    """In how many minutes each attempt was due; None: none was left."""


def play(folder: Path, scene: str, forms: str = "[]", **options: str) -> Site:
    """Let the snippet run with the scene, which is PHP and may fill ``$planned``."""
    php = needs("php")
    shutil.copy(STAND_IN, folder / "stand_in.php")
    code = code_at(80)("contact_form_7", **(options or {"payout": "1.5"}))
    assert code.count("const LOCAL_FORMS = [];") == 1
    (folder / "snippet.php").write_text(code.replace("_FORMS = [];", f"_FORMS = {forms};"), encoding="utf-8")
    (folder / "scene.php").write_text(
        "<?php error_reporting(E_ALL); set_error_handler(function ($code, $message) { throw new Error($message); });"
        "ini_set('error_log', 'php.log'); require 'stand_in.php'; require 'snippet.php'; $planned = [];"
        f"{scene}\n"
        "echo json_encode([$calls, array_values($wpdb->rows), $planned]);"
    )
    return Site(*json.loads(output_of([php, "scene.php"], folder)))


RUN_ALL = "while (($planned[] = run_next()) !== null);"


def test_a_lead_is_reported_once_and_not_in_the_visitors_request(tmp_path: Path) -> None:
    assert play(tmp_path, "send_form();").calls == []
    site = play(tmp_path, f"send_form(); send_form(); {RUN_ALL} send_form(); {RUN_ALL}")
    assert site.calls == [CALL]
    assert site.planned == [0, None, None]
    assert site.rows[0].startswith("sent ")


@pytest.mark.parametrize("click_id", ["null", "''", "'##SUB_ID_SHORT(action)##'", "'a b'"])
def test_a_form_without_a_click_id_is_not_a_lead(tmp_path: Path, click_id: str) -> None:
    assert play(tmp_path, f"send_form({click_id}); {RUN_ALL}") == Site([], [], [None])


def test_only_the_forms_that_are_named_count(tmp_path: Path) -> None:
    scene = f"send_form('A', 'Newsletter'); send_form('B', 'Offer'); {RUN_ALL}"
    assert play(tmp_path, scene, forms="['Offer']").calls == ["/name/acme/at?subid_short=B&atpay=1.5"]


def test_a_click_id_comes_back_as_it_was(tmp_path: Path) -> None:
    site = play(tmp_path, rf"send_form('a/b+c\\d%'); {RUN_ALL} send_form('sent'); {RUN_ALL}")
    assert site.calls == ["/name/acme/at?subid_short=a%2Fb%2Bc%5Cd%25&atpay=1.5", CALL.replace("CLICK", "sent")]


def test_a_form_has_no_amount(tmp_path: Path) -> None:
    assert play(tmp_path, f"send_form(); {RUN_ALL}", payout="macro").calls == ["/name/acme/at?subid_short=CLICK"]
    text = render(build_setup(load_catalog(), "contact_form_7", account="acme", payout="macro"))
    assert "There is no order value here, so the code reports no amount." in text
    assert "what your customer paid" not in text


def test_it_tries_again_for_days(tmp_path: Path) -> None:
    site = play(tmp_path, f"$answers = array_fill(0, 7, 0); send_form(); {RUN_ALL} send_form(); {RUN_ALL}")
    assert len(site.calls) == 7
    assert site.planned == [0, *PAUSES, None, None]
    assert site.rows == ["open CLICK"]
    lines = (tmp_path / "php.log").read_text().splitlines()
    assert [line.partition("] ")[2] for line in lines] == [
        f"Local: attempt {number} of a lead: timed out" for number in range(1, 8)
    ]


@pytest.mark.parametrize("answer", [500, 302, -1])
def test_an_attempt_that_failed_or_was_stopped_is_not_the_last(tmp_path: Path, answer: int) -> None:
    site = play(tmp_path, f"$answers = [{answer}]; send_form(); {RUN_ALL}")
    assert site.calls == [CALL, CALL]
    assert site.planned == [0, 10, None]
