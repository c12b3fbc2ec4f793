"""The JSON that render and check print fits the schemas that are shipped: every key is required, and there are no others."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from postback_pack import Catalog, build_setup, render
from postback_pack.checking.check import check
from postback_pack.checking.report import check_data
from postback_pack.contribute.output_schema import output_schema
from postback_pack.setup.options import DEFAULT_NETWORK
from postback_pack.site.forms import forms
from tests.conftest import TESTS, Result, cases_in

GOLDEN = sorted((TESTS / "golden" / "formats").glob("*.json"))
SETUP = jsonschema.Draft202012Validator(output_schema("render"))
CHECK = jsonschema.Draft202012Validator(output_schema("check"))


def objects(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        if "properties" in schema:
            yield schema
        for part in schema.values():
            yield from objects(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from objects(part)


@pytest.mark.parametrize(("name", "optional"), [("render", {"sources"}), ("check", {"line"})])
def test_it_is_strict_and_says_what_each_key_is(cli: Callable[..., Result], name: str, optional: set[str]) -> None:
    schema = json.loads(cli("schema", name).out)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema == output_schema(name)
    for part in objects(schema):
        assert part["additionalProperties"] is False
        assert {*part["properties"]} - {*part["required"]} == (optional if part is schema else set())
        assert all(value["description"] for value in part["properties"].values())


@pytest.mark.parametrize("file", GOLDEN, ids=lambda file: file.stem)
def test_the_golden_files_fit(file: Path) -> None:
    SETUP.validate(json.loads(file.read_text(encoding="utf-8")))


def test_every_form_of_every_tracker_fits(catalog: Catalog) -> None:
    for tracker in catalog.trackers:
        for form in forms(catalog, tracker, DEFAULT_NETWORK):
            SETUP.validate(json.loads(render(form.setup, "json", sources=True)))


def test_every_network_fits(catalog: Catalog) -> None:
    for network in catalog.networks:
        SETUP.validate(json.loads(render(build_setup(catalog, "keitaro", network=network), "json")))


def test_every_case_of_check_fits(with_made_up: Catalog) -> None:
    for part in cases_in("check").values():
        for case in part["wrong"]:
            asked = {name: case.get(name) for name in ("tracker", "link", "network")}
            CHECK.validate(check_data(check(with_made_up, case["url"], **asked)))


def test_a_line_of_a_list_fits(cli: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"https://a.mgid.com/postback?c={clickid}\n")))
    data = json.loads(cli("check", "-", "--format", "json").out)
    assert data["line"] == 1
    CHECK.validate(data)


@pytest.mark.parametrize("change", [{"postback_url": 1}, {"extra": None}, {"type": {"id": "simple"}}])
def test_what_is_wrong_does_not_fit(catalog: Catalog, change: dict[str, Any]) -> None:
    data = json.loads(render(build_setup(catalog, "keitaro"), "json"))
    assert SETUP.is_valid(data)
    assert not SETUP.is_valid(data | change)
    assert not SETUP.is_valid({name: value for name, value in data.items() if name != "gaps"})
