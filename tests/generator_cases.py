"""The table of cases that Python and the page's script both run: tests/cases/join.json and inputs.json."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any, NamedTuple

import pytest

from postback_pack import Catalog
from postback_pack.catalog.model import Network
from postback_pack.errors import Problem
from postback_pack.messages.message import Message, Option, message
from postback_pack.site.generator_data import page_data
from postback_pack.site.generator_words import page_texts, page_words, site_file
from tests.conftest import TESTS

CASES_FOLDER = TESTS / "cases"
PROGRAM = """
const { data, texts, all } = JSON.parse(require("fs").readFileSync(0, "utf-8"));
const PostbackPack = new Function(`${process.argv[1]}; return PostbackPack`)();
let said;
data.messages = new Proxy(data.messages, { get: (messages, code) => (said.add(code), messages[code]) });
const made = all.map((options) => {
    said = new Set();
    const one = PostbackPack.build(data, texts, options);
    const problems = one.problems.map(({ option, code, words }) => [option.replace("field.", ""), code, words]);
    const warnings = (one.warnings ?? []).map(({ about, code, sentence }) => [about, code, sentence]);
    const missing = (one.missing ?? []).map((field) => field.name);
    const made = { problems, type: one.type?.id, said: [...said], url: one.url, link: one.link, code: one.code, urlWithoutPayout: one.urlWithoutPayout, warnings, missing };
    if (problems.length) return made;
    const plain = (lines) => lines.map((line) => line.map(([, text]) => text).join(""));
    return {
        ...made,
        notes: plain([...one.amount.notes, ...one.notes]).sort(),
        steps: plain([...one.steps.tracker, ...one.steps.network, ...one.verify, ...one.pitfalls]),
        gaps: Object.fromEntries(["url", "link"].map((name) => [name, plain(one.gaps[name].map(({ why }) => why)).join(" ")])),
        grades: plain([...one.grades.url, ...one.grades.link]),
    };
});
console.log(JSON.stringify(made));
"""


QUOTE = "'"


class Case(NamedTuple):
    """Options of build_setup, and what comes out: ``url`` and ``link``, or ``wrong`` as [option, code of the message] pairs."""

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


def run_script(
    catalog: Catalog, every: list[dict[str, Any]], data: dict[str, Any] | None = None
) -> list[dict[str, Any]]:
    """Run the rules of the page's script in Node, once for each of these options; ``data``: that of the page, if it is at hand."""
    node = shutil.which("node")
    if not node:
        pytest.skip("needs node: install the package nodejs")
    given = json.dumps({"data": data or page_data(catalog), "texts": page_texts(), "all": every})
    program = [node, "-e", PROGRAM, site_file("generator_rules.js")]
    result = subprocess.run(program, input=given, capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, result.stderr
    made: list[dict[str, Any]] = json.loads(result.stdout)
    return made


def on_the_page(problem: Problem, network: Network, options: dict[str, Any]) -> list[Any]:
    """Return what the page makes of a problem that Python found: its field, its code and its sentence."""
    said = _with_names(problem.said, {kind.id: f"“{kind.name}”" for kind in network.types.values()})
    # The page has all types and macros in a list, and guesses none.
    if said.code == "type.unknown":
        said = message(said.code, **{**dict(said.values), "type": f"“{options['type']}”", "hint": None})
    if said.code == "with.no-macro":
        said = message(said.code, **{**dict(said.values), "hint": None})
    # It has one place for all macros, and names each.
    name = f"“{str(problem.given).strip(QUOTE)}”: " if problem.option == "with" else ""
    return [problem.option, said.code, name + said.say(page_words)]


def _with_names(said: Message, names: dict[str, str]) -> Message:
    """Put the names of postback types where Python has their ids."""

    def named(name: str, value: Any) -> Any:
        if isinstance(value, Message):
            return _with_names(value, names)
        if isinstance(value, tuple) and not isinstance(value, Option):
            return tuple(named(name, one) for one in value)
        return names.get(value, value) if name in ("type", "types") else value

    return Message(said.code, tuple((name, named(name, value)) for name, value in said.values))
