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

    @property
    def python_options(self) -> dict[str, Any]:
        """The options, as keywords of build_setup besides the tracker."""
        return {name: value for name, value in self.options.items() if name != "tracker"}


def cases() -> list[Case]:
    """Return all cases of both files."""
    found = []
    for file in ("join.json", "inputs.json"):
        for case in json.loads((CASES_FOLDER / file).read_text(encoding="utf-8")):
            options = {"tracker": "keitaro", "network": "adsterra"} | case["options"]
            found.append(Case(f"{file.removesuffix('.json')}: {case['name']}", options, case["expect"]))
    return found
