"""The JSON Schema and the reader agree, on the shipped files and on folders of good and bad examples, found automatically."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from postback_pack.catalog.read_trackers import read_trackers
from postback_pack.contribute.json_schema import catalog_schema
from postback_pack.errors import Mistake
from tests.conftest import MADE_UP, Result

ROOT = Path(__file__).parent.parent
EXAMPLES = Path(__file__).parent / "catalogs"
KEPT = {"trackers": ROOT / "trackers.schema.json", "network": ROOT / "templates" / "networks" / "network.schema.json"}


def fits(file: Path, schema: str) -> bool:
    data: Any = yaml.safe_load(file.read_text(encoding="utf-8"))
    return bool(jsonschema.Draft202012Validator(catalog_schema(schema)).is_valid(data))


def loads(file: Path) -> bool:
    mistakes: list[Mistake] = []
    read_trackers(file.read_text(encoding="utf-8"), file.name, mistakes)
    return not mistakes


@pytest.mark.parametrize("name", list(KEPT))
def test_it_is_a_schema_with_a_description_of_every_key(name: str) -> None:
    schema = catalog_schema(name)
    jsonschema.Draft202012Validator.check_schema(schema)

    def check(part: Any) -> None:
        if isinstance(part, dict):
            for value in part.get("properties", {}).values():
                assert value["description"]
            for value in part.values():
                check(value)
        elif isinstance(part, list):
            for value in part:
                check(value)

    check(schema)


@pytest.mark.parametrize("name", list(KEPT))
def test_the_kept_file_is_in_step(name: str, cli: Callable[..., Result]) -> None:
    assert json.loads(KEPT[name].read_text(encoding="utf-8")) == catalog_schema(name), (
        f"run: postback-pack schema {name} > {KEPT[name].name}"
    )
    assert cli("schema", name).out == KEPT[name].read_text(encoding="utf-8")


@pytest.mark.parametrize("file", sorted((EXAMPLES / "good").glob("*.yaml")), ids=lambda file: file.stem)
def test_good(file: Path) -> None:
    assert loads(file)
    assert fits(file, "trackers")


@pytest.mark.parametrize("file", sorted((EXAMPLES / "bad").glob("*.yaml")), ids=lambda file: file.stem)
def test_bad(file: Path) -> None:
    assert not loads(file)
    assert not fits(file, "trackers")


@pytest.mark.parametrize(
    ("file", "schema"),
    [
        (ROOT / "trackers.yaml", "trackers"),
        (MADE_UP / "trackers.yaml", "trackers"),
        (ROOT / "templates" / "networks" / "adsterra" / "network.yaml", "network"),
        (MADE_UP / "templates" / "networks" / "tradewind" / "network.yaml", "network"),
    ],
    ids=lambda value: value.name if isinstance(value, Path) else value,
)
def test_the_files_that_load_fit(file: Path, schema: str) -> None:
    assert fits(file, schema)


def test_editors_find_it() -> None:
    for name, file in (
        ("trackers", ROOT / "trackers.yaml"),
        ("network", ROOT / "templates" / "networks" / "adsterra" / "network.yaml"),
    ):
        modeline = file.read_text(encoding="utf-8").splitlines()[0]
        assert modeline.startswith("# yaml-language-server: $schema=")
        assert (file.parent / modeline.partition("=")[2]).resolve() == KEPT[name]
