"""A key of the catalog is one field: a field that is added to a copy of the package is found wherever keys are."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
TRACKER_FIELDS = """
    retries: Annotated[int | None, Key("how often it tries again", label="tries again", evidence="needed")] = None
    note: Annotated[str | None, Key("what to know before")] = None
    queue: Annotated[Literal["memory", "disk"] | None, Key("where it keeps what waits", null=True)] = None
"""
NETWORK_FIELDS = """
    regions: Annotated[tuple[Literal["eu", "us"], ...], Key("where its servers are")] = ()
"""
ENTRY = """\
- id: mine
  name: Mine
  kind: tracker
  status: active
  style: ["{", "}"]
  click_in: {param: ext, naming: default}
  postback_out:
    delivery: paste
    where: [Sources]
    macros: {click_id: "{ext}"}
    retries: 5
    note: "Ask <network> for `a key` first."
    queue: disk
  steps: ["Open it.", "Paste the postback URL.", "Set `<parameter>`."]
  verify: ["Look."]
  evidence:
    - {url: "https://mine.example/", by: vendor, supports: [param, macros.click_id, retries], read: 2026-10}
"""
FIELD_OF_NETWORK = """
    hint: Annotated[str | None, Key("what helps to find it")] = None
"""
PROGRAM = """\
import json, sys
from pathlib import Path
from postback_pack import CatalogError, load_catalog
from postback_pack.contribute.json_schema import catalog_schema
from keys_page import format_page
from postback_pack.rendering.network_data import network_data
from postback_pack.rendering.network_text import network_text
from postback_pack.rendering.tracker_data import tracker_data
from postback_pack.rendering.tracker_text import tracker_text

def mistakes(old, new):
    Path("wrong.yaml").write_text(text.replace(old, new))
    try:
        load_catalog("wrong.yaml")
    except CatalogError as error:
        return [str(mistake) for mistake in error.mistakes]

text = Path("mine.yaml").read_text()
catalog = load_catalog("mine.yaml")
mine, network = catalog.tracker("mine"), catalog.network("adsterra")
print(json.dumps({
    "text": tracker_text(mine, network),
    "data": tracker_data(mine),
    "network": network_data(network),
    "network text": network_text(network),
    "schema": catalog_schema("trackers")["items"]["properties"],
    "network schema": catalog_schema("network")["properties"],
    "page": format_page(),
    "wrong kind": mistakes("retries: 5", "retries: five"),
    "wrong word": mistakes("queue: disk", "queue: disc"),
    "no evidence": mistakes(", retries]", "]"),
}))
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("copy")
    shutil.copytree(ROOT / "postback_pack", folder / "postback_pack", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "templates", folder / "templates")
    shutil.copy(ROOT / "trackers.yaml", folder)
    shutil.copy(ROOT / "tests" / "keys_page.py", folder)
    for file, before, fields in (
        ("tracker_parts.py", "    @classmethod\n    def from_keys(", TRACKER_FIELDS),
        ("model.py", "    @property\n    def click_id_macro(", NETWORK_FIELDS),
        ("network_parts.py", "    def takes(self, value: str)", FIELD_OF_NETWORK),
    ):
        path = folder / "postback_pack" / "catalog" / file
        path.write_text(path.read_text(encoding="utf-8").replace(before, f"{fields}\n{before}", 1))
    network = folder / "templates" / "networks" / "adsterra" / "network.yaml"
    text = network.read_text(encoding="utf-8")
    text = text.replace(
        "    label: Advertiser username\n", "    label: Advertiser username\n    hint: under the menu\n"
    )
    network.write_text(text + "\nregions: [eu]\n", encoding="utf-8")
    (folder / "mine.yaml").write_text(ENTRY, encoding="utf-8")
    run = [sys.executable, "-c", PROGRAM]
    return json.loads(subprocess.run(run, cwd=folder, capture_output=True, text=True, check=True, timeout=60).stdout)


def test_the_reader_holds_values_against_it(found: Any) -> None:
    assert len(found["wrong kind"]) == len(found["wrong word"]) == len(found["no evidence"]) == 1
    assert "wrong.yaml:11:14: mine.postback_out.retries: " in found["wrong kind"][0]
    assert "Did you mean disk?" in found["wrong word"][0]
    assert "wrong.yaml:11:14: mine.postback_out.retries: " in found["no evidence"][0]


def test_the_schema_has_it(found: Any) -> None:
    keys = found["schema"]["postback_out"]["properties"]
    assert keys["retries"] == {"type": "integer", "minimum": 1, "description": "how often it tries again"}
    assert keys["queue"]["enum"] == ["memory", "disk", None]
    assert "retries" in found["schema"]["evidence"]["items"]["properties"]["supports"]["items"]["enum"]
    assert found["network schema"]["regions"]["items"] == {"enum": ["eu", "us"]}


@pytest.mark.parametrize("about", ["how often it tries again", "where it keeps what waits", "where its servers are"])
def test_the_page_of_keys_has_it(found: Any, about: str) -> None:
    assert f"| {about} |" in found["page"]


def test_show_has_it(found: Any) -> None:
    lines = [line.split() for line in found["text"].splitlines()]
    assert ["tries", "again", "confirmed", "5", "from", "[1]"] in lines
    assert "\nnote: Ask Adsterra for a key first.\nqueue: disk\n" in found["text"]
    assert (
        "[1] vendor, read 2026-10: parameter of the link, click-ID macro, tries again\n    https://mine.example/"
        in found["text"]
    )


def test_show_of_a_network_has_it(found: Any) -> None:
    assert "\nregions: eu\n" in found["network text"]
    assert "\n  hint: under the menu\n" in found["network text"]


def test_json_has_it(found: Any) -> None:
    out = found["data"]["postback_out"]
    assert (out["retries"], out["note"], out["queue"]) == (5, "Ask <network> for `a key` first.", "disk")
    assert {"fact": "retries", "value": "5", "grade": "confirmed", "sources": [1]} in found["data"]["facts"]
    assert found["network"]["regions"] == ["eu"]
