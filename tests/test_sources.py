"""`sources`: the state of the catalog, and a check of pages against a server on this machine."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from postback_pack import load_catalog, sources
from postback_pack.sources import check_sources, overview
from tests.conftest import Result

Cli = Callable[..., Result]


def test_overview(cli: Cli) -> None:
    data = overview(load_catalog().trackers.values())
    assert data["click_id_macros"]["confirmed"] > data["click_id_macros"]["reported"]
    assert data["wanted"]["adsbridge"] == ["click-ID macro", "payout macro"]
    assert "keitaro" not in data["wanted"]
    assert "prosper202" not in data["wanted"]
    text = cli("sources").out
    assert f"{data['confirmed_percent']} % are confirmed" in text
    assert "\nadsbridge " in text
    assert json.loads(cli("sources", "--format", "json").out)["wanted"] == data["wanted"]


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
                for _ in range(100):
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


def test_pages_that_play_up(server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "_SECONDS", 1)
    names = ["fine", "escaped", "own", "other", "moved", "gone", "refused", "broken", "slow", "huge", "changed"]
    file = tmp_path / "pages.yaml"
    file.write_text(entries(server, *names))
    trackers = [tracker for id, tracker in load_catalog(file).trackers.items() if id.startswith("page")]
    calls: list[int] = []
    start = time.monotonic()
    checked = check_sources(trackers, lambda: calls.append(1), pause=0)
    assert time.monotonic() - start < 15
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
    assert next(page.note for page in checked if page.state == "moved") == f"now at {server}/fine"


def test_through_the_command_line(cli: Cli, server: str, tmp_path: Path) -> None:
    file = tmp_path / "pages.yaml"
    file.write_text(entries(server, "fine", "changed"))
    assert cli("sources", "--check", "page0", "-C", str(file)).status == 0
    result = cli("sources", "--check", "page0", "page1", "-C", str(file))
    assert result.status == 1
    assert result.out.splitlines()[0] == f"changed: {server}/changed (not on the page: {{ext}})"
    data = json.loads(cli("sources", "--check", "page1", "-C", str(file), "--format", "json").out)
    assert data["checked"][0]["state"] == "changed"


def test_nobody_there(tmp_path: Path) -> None:
    file = tmp_path / "pages.yaml"
    file.write_text(entries("http://127.0.0.1:9", "x"))
    tracker = load_catalog(file).tracker("page0")
    assert [page.state for page in check_sources([tracker], pause=0)] == ["unreachable"]
