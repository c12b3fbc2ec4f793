"""The table of cases that Python and the page's script both run: tests/cases/join.json and inputs.json."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from tests.conftest import TESTS

CASES_FOLDER = TESTS / "cases"


class Case(NamedTuple):
    """Options of build_setup, and what comes out: ``url`` and ``link``, or ``wrong`` as [option, words] pairs."""

    name: str
    options: dict[str, Any]
    expect: dict[str, Any]


def cases() -> list[Case]:
    """Return all cases of both files."""
    found = []
    for file in ("join.json", "inputs.json"):
        for case in json.loads((CASES_FOLDER / file).read_text(encoding="utf-8")):
            given = {name: _written_out(value) for name, value in case["options"].items()}
            options = {"tracker": "keitaro", "network": "adsterra"} | given
            found.append(Case(f"{file.removesuffix('.json')}: {case['name']}", options, case["expect"]))
    return found


def _written_out(value: Any) -> Any:
    """Return the text that ``{"start": ..., "repeat": ..., "times": ...}`` stands for."""
    return value["start"] + value["repeat"] * value["times"] if isinstance(value, dict) else value


def in_page(options: dict[str, Any]) -> dict[str, Any]:
    """Return the options of build_setup as the page's function takes them: the account is one of the fields."""
    rest = {name: value for name, value in options.items() if name != "account"}
    account = {"account": options["account"]} if "account" in options else {}
    return rest | {"fields": options.get("fields", {}) | account}
