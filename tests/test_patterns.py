"""The regular expressions of networks: none that is taken is slow."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postback_pack import InputError, build_setup, load_catalog
from postback_pack.options import LONGEST_VALUE
from postback_pack.patterns import pattern_fault
from tests.conftest import MADE_UP


@pytest.mark.parametrize("pattern", ["(a+)+", "(a|a)*", "(a|aa)+b", "([a-z]+)*", "(a?){30}a{30}", "a?" * 25 + "a" * 25, ".*.*.*x", "(?:a*)*", "(a)\\1", "((a|b)c){2,}", "(?P<x>a)(?P=x)", "(?x)a", "a" * 301, "[[a]", "(" * 100, "a{99999999999999}", "(a", "*", "[^]a]*[^]a]*[^]a]*x", "\\", "a**"])  # fmt: skip
def test_a_pattern_that_could_take_long_or_is_none(pattern: str) -> None:
    assert pattern_fault(pattern)


@pytest.mark.parametrize("pattern", [r"(?!\.{1,2}$)[A-Za-z0-9._~-]{1,64}", "[a-z0-9-]{1,32}", "[A-Z0-9]{8}", "[0-9]+", "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", "[a-z]+(-[a-z]+)?", "a|b|c", r"\(\w+\)", "[(a+)+]{1,9}", "[]a]+"])  # fmt: skip
def test_a_pattern_as_networks_have_it(pattern: str) -> None:
    assert pattern_fault(pattern) is None


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
