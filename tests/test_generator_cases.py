"""Both implementations of the rules run one table of cases: here Python, and the page's script in Node."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any

import pytest

from postback_pack import Catalog, InputError, build_setup
from postback_pack.data import data_folder
from postback_pack.site.generator_data import page_data
from tests.generator_cases import Case, cases, in_page

CASES = cases()
PROGRAM = """
const { data, texts, all } = JSON.parse(require("fs").readFileSync(0, "utf-8"));
const PostbackPack = new Function(`${process.argv[1]}; return PostbackPack`)();
const made = all.map((options) => {
    const one = PostbackPack.build(data, texts, options);
    const problems = one.problems.map(({ option, words }) => [option, words]);
    return problems.length ? { problems } : { type: one.type.id, url: one.url, link: one.link };
});
console.log(JSON.stringify(made));
"""


def test_the_table_is_long_enough() -> None:
    assert len(CASES) >= 60
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_python(catalog: Catalog, case: Case) -> None:
    wrong = case.expect.get("wrong")
    if wrong is None:
        setup = build_setup(catalog, **case.options)
        made = {"type": setup.type.id, "url": setup.postback_url, "link": setup.tracking_link}
        assert {name: made[name] for name in case.expect} == case.expect
        return
    with pytest.raises(InputError) as caught:
        build_setup(catalog, **case.options)
    assert_wrong(case, [[problem.option, problem.message] for problem in caught.value.problems])


def test_the_script_of_the_page(catalog: Catalog) -> None:
    node = shutil.which("node")
    if not node:
        pytest.skip("needs node: install the package nodejs")
    folder = data_folder() / "templates" / "site"
    given = {
        "data": page_data(catalog),
        "texts": json.loads((folder / "generator.texts.json").read_text(encoding="utf-8")),
        "all": [in_page(case.options) for case in CASES],
    }
    script = (folder / "generator_rules.js").read_text(encoding="utf-8")
    result = subprocess.run([node, "-e", PROGRAM, script], input=json.dumps(given), capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    for case, made in zip(CASES, json.loads(result.stdout), strict=True):
        assert_made(case, made)


def assert_made(case: Case, made: dict[str, Any]) -> None:
    """Hold that the script made what the case expects."""
    if "wrong" in case.expect:
        found = made.get("problems", [])
        assert_wrong(case, [[option.removeprefix("field."), words] for option, words in found])
    else:
        assert {name: made.get(name) for name in case.expect} == case.expect, (case, made)


def assert_wrong(case: Case, found: list[list[Any]]) -> None:
    """Hold that these are the problems, at their options and with the words that both sides share."""
    expected = case.expect["wrong"]
    assert [option for option, _ in found] == [option for option, _ in expected], (case, found)
    for (_, message), (_, words) in zip(found, expected, strict=True):
        assert words in message, case
