"""The regular expressions of networks: none that is taken is slow."""

from __future__ import annotations

import random
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postback_pack import InputError, build_setup, load_catalog
from postback_pack.catalog.limits import LONGEST_VALUE
from postback_pack.catalog.patterns import pattern_fault
from tests.conftest import MADE_UP
from tests.node import run_node


@pytest.mark.parametrize("pattern", ["(a+)+", "(a|a)*", "(a|aa)+b", "([a-z]+)*", "(a?){30}a{30}", "a?" * 25 + "a" * 25, ".*.*.*x", "(?:a*)*", "(a)\\1", "((a|b)c){2,}", "(?P<x>a)(?P=x)", "(?x)a", "a" * 301, "[[a]", "(" * 100, "a{99999999999999}", "(a", "*", "[^]a]*[^]a]*[^]a]*x", "\\", "a**"])  # fmt: skip
def test_a_pattern_that_could_take_long_or_is_none(pattern: str) -> None:
    assert pattern_fault(pattern)


@pytest.mark.parametrize("pattern", [r"(?!\.{1,2}$)[A-Za-z0-9._~-]{1,64}", "[a-z0-9-]{1,32}", "[A-Z0-9]{8}", "[0-9]+", "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", "[a-z]+(-[a-z]+)?", "a|b|c", r"\(\w+\)", "[(a+)+]{1,9}", r"[\]a]+", "[a-z-]+", r"\d{1,3}(?:\.\d\d)?", "a??b", "[ -~]{1,9}"])  # fmt: skip
def test_a_pattern_as_networks_have_it(pattern: str) -> None:
    assert pattern_fault(pattern) is None


@pytest.mark.parametrize("pattern", ["[^](a+)+b", "[]a]+", "[]", "[^]", "[a-z]{1,5}+", "a++", "a?+", "a{,3}", "a{", "a}", "a]", "\\-", "\\s", "\\b", "[\\s]", "[[a]]", "(?<=a)b", "(?<!a)b", "(?=a)*b", "(?!a){2}", "^*", "|*", "*a", "(?i)a", "(?>a)", "(?i:a)", "\\x61", "\\u0061", "\\cA", "\\p{L}", "é+", "a\\Z", "a\tb", "(?#x)"])  # fmt: skip
def test_a_pattern_that_javascript_reads_otherwise(pattern: str) -> None:
    fault = pattern_fault(pattern)
    assert fault
    assert fault.code == "mistake.form.pattern-alike"


def test_javascript_reads_every_pattern_that_is_taken_alike() -> None:
    signs = [*"aB1-_. ~/&'^$|()", "[ab]", "[^a-]", "[^^]", "[\\]x]", "(?:", "(?=", "(?!", "*", "+", "?", "??", "+?", "{2}", "{1,3}", "{2,}", "\\w", "\\D", "[\\w-]", "\\.", "[", "]", "{", "}", "\\-", "[^]", "++", "\\s", "\\b"]  # fmt: skip
    chosen = random.Random(1)
    tried = ("".join(chosen.choices(signs, k=chosen.randint(1, 7))) for _ in range(20_000))
    patterns = [pattern for pattern in tried if pattern_fault(pattern) is None]
    values = [
        "",
        "a",
        "aa",
        "ab",
        "aB1",
        "-",
        "a-b",
        "^",
        "]x",
        "1.5",
        "a b",
        "a/b",
        "~&'",
        "_a",
        "éa",
        "\N{GRINNING FACE}",
        "aaaaaa",
        "xyz",
    ]
    program = """
        const [patterns, values] = given;
        const wholes = patterns.map((pattern) => ["", "u"].map((flags) => new RegExp(`^(?:${pattern})$`, flags)));
        console.log(JSON.stringify(wholes.map(([plain, unicode]) =>
          values.map((value) => [plain, unicode].map((whole) => Number(whole.test(value))).join("")))));
    """
    answered = run_node(program, [patterns, values])
    assert len(patterns) > 2_000
    for pattern, answers in zip(patterns, answered, strict=True):
        for value, (_, unicode) in zip(values, answers, strict=True):
            assert bool(re.fullmatch(pattern, value, re.ASCII)) == (unicode == "1"), (pattern, value)


@given(st.lists(st.sampled_from(["a", "b", "[ab]", ".", "(", "(?:", "(?=", "(?!", ")", "|", "*", "+", "?", "*?", "++", "{2}", "{1,9}", "{,3}", "{2,}", "\\w", "\\)", "[^]a]", "\\1", "$"]), max_size=14).map("".join))  # fmt: skip
def test_no_pattern_that_is_taken_is_slow(pattern: str) -> None:
    if pattern_fault(pattern):
        return
    for value in ("a" * LONGEST_VALUE, "a" * (LONGEST_VALUE - 1) + "!", "ab" * (LONGEST_VALUE // 2)):
        started = time.perf_counter()
        re.fullmatch(pattern, value)
        assert time.perf_counter() - started < 2


def test_a_long_value_is_refused_before_the_pattern_is_asked() -> None:
    with pytest.raises(InputError, match="does not look like"):
        build_setup(load_catalog(MADE_UP), "keitaro", network="tradewind", account="a" * (LONGEST_VALUE + 1))
