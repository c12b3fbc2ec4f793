"""The web form of the documentation, called over a socket as browsers call it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from tests.test_formats import read_html

serving = pytest.importorskip("werkzeug.serving", reason="needs Flask: pip install -e . --group web")
EXAMPLES = Path(__file__).parent.parent / "docs" / "examples"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    sys.path.insert(0, str(EXAMPLES))
    try:
        from web_form import app
    finally:
        sys.path.remove(str(EXAMPLES))
    server = serving.make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(10)
    server.server_close()


def get(address: str, **values: str) -> str:
    with urlopen(f"{address}/?{urlencode(values)}", timeout=30) as answer:
        return str(answer.read().decode())


def post(address: str, data: Any) -> tuple[int, Any]:
    request = Request(f"{address}/check", json.dumps(data).encode(), {"Content-Type": "application/json"})
    try:
        with urlopen(request, timeout=30) as answer:
            return answer.status, json.load(answer)
    except HTTPError as error:
        with error:
            return error.code, json.load(error)


def test_the_form_comes_empty_and_then_with_the_setup(address: str) -> None:
    assert "pbterra" not in get(address)
    page = read_html(get(address, tracker="Keitaro", account="acme", payout="macro"))
    assert "https://www.pbterra.com/name/acme/at?subid_short={external_id}&atpay={revenue}" in page.code


@pytest.mark.parametrize("name", ["tracker", "account", "payout"])
def test_what_cannot_be_used_is_said_and_stays_text(address: str, name: str) -> None:
    page = get(address, **{"tracker": "keitaro", name: '"><script>alert(1)</script>'})
    assert '<p role="alert">' in page
    assert "<script" not in page


def test_it_checks_a_url(address: str) -> None:
    status, answer = post(address, {"url": "https://a.mgid.com/postback?c={clickid}&e=lead", "tracker": "binom"})
    assert status == 200
    assert answer["verdict"] == "error"
    assert answer["corrected"] == ["https://a.mgid.com/postback?c={externalid}&e=lead"]
    assert [finding["code"] for finding in answer["findings"]] == ["own-click-id"]


@pytest.mark.parametrize("asked", [{"url": "hello"}, {"url": "https://a.mgid.com/postback", "tracker": "keitarro"}])
def test_a_bad_question_gets_every_problem(address: str, asked: dict[str, str]) -> None:
    status, answer = post(address, asked)
    assert status == 400
    assert len(answer["problems"]) == 1


def test_the_page_shows_the_program_that_runs_here() -> None:
    program = (EXAMPLES / "web_form.py").read_text(encoding="utf-8")
    assert f"```python\n{program}```\n" in (EXAMPLES.parent / "web.md").read_text(encoding="utf-8")
