"""The table of cases that Python and the page's script both run: tests/cases/join.json and inputs.json."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any, NamedTuple

import pytest

from postback_pack import Catalog
from postback_pack.paths import data_folder
from postback_pack.site.generator_data import page_data
from tests.conftest import TESTS

CASES_FOLDER = TESTS / "cases"
PROGRAM = """
const { data, texts, all } = JSON.parse(require("fs").readFileSync(0, "utf-8"));
const PostbackPack = new Function(`${process.argv[1]}; return PostbackPack`)();
const made = all.map((options) => {
    const one = PostbackPack.build(data, texts, options);
    const problems = one.problems.map(({ option, words }) => [option, words]);
    const warnings = (one.warnings ?? []).map(({ about, sentence }) => [about, sentence]);
    const missing = (one.missing ?? []).map((field) => field.name);
    return { problems, type: one.type?.id, url: one.url, link: one.link, code: one.code, urlWithoutPayout: one.urlWithoutPayout, warnings, missing };
});
console.log(JSON.stringify(made));
"""


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


def run_script(catalog: Catalog, every: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Run the rules of the page's script in Node, once for each of these options."""
    node = shutil.which("node")
    if not node:
        pytest.skip("needs node: install the package nodejs")
    folder = data_folder() / "templates" / "site"
    texts = json.loads((folder / "generator.texts.json").read_text(encoding="utf-8"))
    given = json.dumps({"data": page_data(catalog), "texts": texts, "all": every})
    script = (folder / "generator_rules.js").read_text(encoding="utf-8")
    result = subprocess.run([node, "-e", PROGRAM, script], input=given, capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, result.stderr
    made: list[dict[str, Any]] = json.loads(result.stdout)
    return made
