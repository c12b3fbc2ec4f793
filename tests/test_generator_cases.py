"""Both implementations of the rules run one table of cases: here Python, and the page's script in Node."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest

from postback_pack import Catalog, InputError, build_setup, load_catalog
from postback_pack.catalog.limits import LONGEST_VALUE
from tests.conftest import TESTS
from tests.generator_cases import Case, cases, in_page, on_the_page, run_script

CASES = cases()
HOSTILE = load_catalog(TESTS / "catalogs" / "hostile_texts")


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
    network = catalog.networks[case.options["network"]]
    assert_wrong(case, [on_the_page(problem, network, case.options) for problem in caught.value.problems])


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
    [problem] = caught.value.problems
    assert made["problems"] == [on_the_page(problem, wide.networks[network.id], options)]


def some_hostile_options(dice: random.Random) -> dict[str, Any]:
    """Return options for the catalog of hostile texts, whose names are those of every object of JavaScript."""
    names = ["constructor", "toString", "valueOf", "hasOwnProperty", "__proto__", "placement", "all"]
    values = ["acme", "acme", "acme", "acme", "acme", "constructor", "a b", "CONSTRUCTOR", "", "toString", "\u00e9"]
    options: dict[str, Any] = {
        "tracker": dice.choice([*(name for name in HOSTILE.trackers if name.startswith("fiend")), "constructor"]),
        "network": "fiend",
        "fields": {name: dice.choice(values) for name in ("constructor", "account") if dice.random() < 0.6},
    }
    others: dict[str, list[Any]] = {
        "payout": ["1.5", "macro", "constructor"],
        "type": ["hit", "paid", "constructor", "toString"],
        "with_macros": [[name] for name in names],
        "click_id_macro": ["{x}", "[built]", "{constructor}", "constructor"],
        "click_id_param": ["cid", "x", "constructor", "__proto__"],
        "campaign_url": [f"https://trk.example/a?{name}=[cid]&b={name}" for name in names],
    }
    for name, choices in others.items():
        if dice.random() < 0.2:
            options[name] = dice.choice(choices)
    return options


def test_names_that_every_object_has_are_names_like_others() -> None:
    dice = random.Random(1)
    every = [some_hostile_options(dice) for _ in range(1_000)]
    taken = 0
    for options, made in zip(every, run_script(HOSTILE, [in_page(one) for one in every]), strict=True):
        try:
            setup = build_setup(HOSTILE, **options)
        except InputError as error:
            expected = [on_the_page(problem, HOSTILE.networks["fiend"], options) for problem in error.problems]
            assert made["problems"] == expected, options
            continue
        assert made["problems"] == [], options
        assert (made["url"], made["link"], made["code"]) == (setup.postback_url, setup.tracking_link, setup.code)
        assert made["missing"] == list(setup.missing_fields), options
        taken += 1
    assert taken > 150


def assert_made(case: Case, made: dict[str, Any]) -> None:
    """Hold that the script made what the case expects."""
    if "wrong" in case.expect:
        assert_wrong(case, made["problems"])
    else:
        assert {name: made.get(name) for name in case.expect} == case.expect, (case, made)


def assert_wrong(case: Case, found: list[list[Any]]) -> None:
    """Hold that these are the problems: the options and the codes that both sides share."""
    assert [[option, code] for option, code, _ in found] == case.expect["wrong"], case
