"""Both implementations of the rules run one table of cases: here Python, and the page's script in Node."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from postback_pack import Catalog, InputError, build_setup
from postback_pack.options import LONGEST_VALUE
from tests.generator_cases import Case, cases, in_page, run_script

CASES = cases()


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
    for case, made in zip(CASES, run_script(catalog, [in_page(case.options) for case in CASES]), strict=True):
        assert_made(case, made)


@pytest.mark.parametrize("length", [LONGEST_VALUE, LONGEST_VALUE + 1])
def test_a_field_is_limited_whatever_its_pattern_takes(catalog: Catalog, length: int) -> None:
    network = catalog.networks["adsterra"]
    fields = {name: replace(field, pattern="[a-z]+") for name, field in network.fields.items()}
    wide = Catalog(catalog.trackers, {network.id: replace(network, fields=fields)})
    options: dict[str, Any] = {"tracker": "keitaro", "network": network.id, "account": "a" * length}
    [made] = run_script(wide, [in_page(options)])
    assert bool(made["problems"]) == (length > LONGEST_VALUE)
    if not made["problems"]:
        assert made["url"] == build_setup(wide, **options).postback_url
        return
    with pytest.raises(InputError) as caught:
        build_setup(wide, **options)
    [[_, words]] = made["problems"]
    assert str(caught.value).endswith(words)


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
