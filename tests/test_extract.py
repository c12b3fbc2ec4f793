"""Finding URLs in what people paste, kind by kind: tests/cases/extract.yaml."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from postback_pack.urls.extract import extract
from tests.conftest import TESTS

CASES: dict[str, list[dict[str, Any]]] = yaml.safe_load((TESTS / "cases" / "extract.yaml").read_text(encoding="utf-8"))


def cases() -> Iterator[Any]:
    for kind, part in CASES.items():
        for number, case in enumerate(part):
            yield pytest.param(case, id=f"{kind}-{number}")


@pytest.mark.parametrize("case", [*cases()])
def test_the_urls_of_a_text(case: dict[str, Any]) -> None:
    text = case["text"]
    found = extract(text)
    assert [one.url for one in found] == case.get("urls", [text])
    assert [number for number, one in enumerate(found) if not one.is_certain] == case.get("uncertain", [])
    for one in found:
        assert len(one.places) == len(one.url) + 1
        assert 0 <= one.start <= one.end <= len(text)
    for one in found[:1]:
        assert [said.code.removeprefix("extract.") for said in one.how] == case.get("how", [])
        assert one.kind == case.get("kind", "url")
        assert one.is_alone == case.get("alone", False)
        assert one.is_cut == case.get("cut", False)
        assert one.decodings == case.get("decodings", 0)
        assert (one.language or "" if one.is_code else None) == case.get("language")
        if "label" in case:
            assert one.label == case["label"]
