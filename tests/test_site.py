"""`site`: the files that it writes, and those that it leaves alone."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from postback_pack import Catalog, build_setup
from tests.conftest import MADE_UP, Result
from tests.test_formats import outside_code, read_html

Cli = Callable[..., Result]
OWN = """
- id: zz_mine
  name: Mine
  kind: tracker
  status: active
  style: ["{", "}"]
  click_in: {param: x, naming: chosen}
  postback_out: {delivery: paste, where: [Sources], macros: {click_id: "{NAME}"}}
  steps: ["Paste it."]
  verify: ["Look."]
  evidence: [{url: "https://mine.example/", by: vendor, supports: [macros.click_id], read: 2026-11}]
"""


def files(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


@pytest.mark.parametrize("format", ["html", "md", "json"])
def test_a_page_for_every_tracker(cli: Cli, catalog: Catalog, tmp_path: Path, format: str) -> None:
    assert cli("site", str(tmp_path / "site"), "--format", format).status == 0
    written = files(tmp_path / "site")
    pages = {f"{tracker}.{format}" for tracker in catalog.trackers}
    assert pages | {f"index.{format}", "catalog.json", ".postback-pack.json"} <= set(written)
    for tracker in catalog.trackers.values():
        if tracker.postback_out.delivery == "paste" and tracker.macro("click_id"):
            url = build_setup(catalog, tracker.id).postback_url
            page = written[f"{tracker.id}.{format}"]
            assert url in (read_html(page).code if format == "html" else page) or format == "json", tracker.id
            assert f"{tracker.id}.{format}" in written[f"index.{format}"] or format == "json"
    data = json.loads(written["catalog.json"])
    assert data["schema_version"] == 1
    assert [entry["id"] for entry in data["trackers"]] == list(catalog.trackers)
    assert data["trackers"][0]["source"] == {"file": "trackers.yaml", "line": catalog.trackers["adjust"].line}
    assert (
        data["networks"][0]["types"]["simple"]["url"]
        == "<scheme>://www.pbterra.com/name/<account>/at?subid_short=<click_id>"
    )


def test_html_allows_no_style_but_its_own(cli: Cli, tmp_path: Path) -> None:
    cli("site", str(tmp_path))
    for name in ("keitaro.html", "index.html"):
        page = (tmp_path / name).read_text(encoding="utf-8")
        [style] = re.findall("<style>(.*?)</style>", page, re.DOTALL)
        digest = b64encode(sha256(style.encode()).digest()).decode()
        assert f"content=\"default-src 'none'; style-src 'sha256-{digest}'\"" in page.replace("&#39;", "'")
        assert "<script" not in page
        assert not re.search(r"(src|href)=\"(?!https?://|[a-z0-9_]+\.html)", page)


@pytest.mark.parametrize("tracker", ["goaffpro", "n8n", "branch", "prosper202"])
def test_markdown_is_safe_for_mdx_and_liquid(cli: Cli, tmp_path: Path, tracker: str) -> None:
    cli("site", str(tmp_path), "--format", "md", "--raw-guard", "jekyll")
    page = (tmp_path / f"{tracker}.md").read_text(encoding="utf-8")
    assert page.startswith("---\ntitle: ")
    front, body = page.split("\n---\n")
    assert "{" not in front
    assert body.lstrip("\n").startswith("{% raw %}\n")
    assert body.endswith("\n{% endraw %}\n")
    assert "{" not in outside_code(body.replace("{% raw %}", "").replace("{% endraw %}", ""))


def test_run_again_only_what_changed_is_written(cli: Cli, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(OWN.replace("NAME", "cid"))
    site = tmp_path / "site"
    assert " 0 unchanged, 0 removed" in cli("site", str(site), "-C", str(own)).out
    before = {path: path.stat().st_mtime_ns for path in site.iterdir()}
    again = cli("site", str(site), "-C", str(own))
    assert again.out.startswith("0 written")
    assert {path: path.stat().st_mtime_ns for path in site.iterdir()} == before
    own.write_text(OWN.replace("NAME", "cid2"))
    cli("site", str(site), "-C", str(own))
    changed = {path.name for path in site.iterdir() if path.stat().st_mtime_ns != before[path]}
    assert {"zz_mine.html", "index.html", "catalog.json", ".postback-pack.json"} <= changed
    assert changed <= {"zz_mine.html", "index.html", "catalog.json", ".postback-pack.json", "generator.html"}


def test_only_its_own_files_are_removed(cli: Cli, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(OWN.replace("NAME", "cid"))
    site = tmp_path / "site"
    cli("site", str(site), "-C", str(own))
    (site / "notes.html").write_text("mine")
    assert "1 removed" in cli("site", str(site)).out
    assert not (site / "zz_mine.html").exists()
    assert (site / "notes.html").read_text() == "mine"
    cli("site", str(site), "-C", str(own))
    (site / "zz_mine.html").write_text("changed by hand")
    kept = cli("site", str(site))
    assert "somebody has changed it" in kept.err
    assert (site / "zz_mine.html").read_text() == "changed by hand"


def test_a_file_of_somebody_else_is_in_the_way(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("mine")
    (tmp_path / "binom.html").write_text("mine too")
    result = cli("site", str(tmp_path))
    assert result.status == 2
    assert len(result.problems) == 2
    assert files(tmp_path) == {"index.html": "mine", "binom.html": "mine too"}


@pytest.mark.parametrize("text", ["{", "[]", '{"files": {"../x": "1"}}', '{"files": {"a/b": "1"}}', '{"files": []}'])
def test_a_list_of_files_that_is_not_ours(cli: Cli, tmp_path: Path, text: str) -> None:
    (tmp_path / ".postback-pack.json").write_text(text)
    result = cli("site", str(tmp_path))
    assert result.status == 2
    assert "remove it to start anew" in result.err


def test_the_made_up_network(cli: Cli, tmp_path: Path) -> None:
    assert cli("site", str(tmp_path), "-C", str(MADE_UP), "--network", "tradewind", "--format", "md").status == 0
    page = (tmp_path / "keitaro.md").read_text(encoding="utf-8")
    assert "http://in.tradewind.example/PARTNERCODE/event?key=SECRETKEY&token={external_id}" in page
    assert "pbterra" not in page


@pytest.mark.parametrize(
    ("arguments", "help"),
    [
        (["x", "--network", "adstera"], "did you mean adsterra?"),
        (["x", "--raw-guard", "jekyll"], "--format md"),
        (["x", "--format", "pdf"], "pdf"),
        ([__file__], "is a file: name a folder"),
    ],
)
def test_bad_input(cli: Cli, tmp_path: Path, arguments: list[str], help: str) -> None:
    result = cli("site", *arguments)
    assert result.status == 2
    assert help in result.err
