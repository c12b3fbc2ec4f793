"""The questions of `postback-pack` alone, for every network: the answers lead to a command that prints a whole setup."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from typing import Any

import click
import pytest

from postback_pack import Catalog
from postback_pack.cli.asking import asked_arguments
from postback_pack.setup.network_values import sample_value
from tests.conftest import Result

Cli = Callable[..., Result]
Asked = Callable[..., list[str]]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, catalog: Catalog) -> Asked:
    """Return a function that gives the answers to prompts, and returns the command that they lead to."""

    def ask(*answers: tuple[str, str], known: Catalog = catalog) -> list[str]:
        monkeypatch.setattr("postback_pack.catalog.load.load_catalog", lambda *more: known)
        left: Iterator[tuple[str, str]] = iter(answers)

        def answer(prompt: str) -> str:
            expected, text = next(left)
            assert prompt == f"{expected}: "
            return text

        monkeypatch.setattr("builtins.input", answer)
        words = asked_arguments()
        assert [*left] == []
        return words

    return ask


def test_every_network_asks_for_what_it_needs(
    cli: Cli, asked: Any, catalog: Catalog, monkeypatch: pytest.MonkeyPatch, with_made_up: Catalog
) -> None:
    networks = {**with_made_up.networks, **catalog.networks}
    for network in networks.values():
        answers: dict[str, str] = {"Tracker": "keitaro", "Network": network.name, "Currency": "EUR"}
        for name, field in network.fields.items():
            answers[field.label] = sample_value(network, name) or ""
        answers["Payout"] = "2" if network.payout.integer else "macro"
        prompts: list[str] = []

        def answer(prompt: str, answers: dict[str, str] = answers, prompts: list[str] = prompts) -> str:
            prompts.append(prompt.removesuffix(": "))
            return answers[prompts[-1]]

        monkeypatch.setattr("postback_pack.catalog.load.load_catalog", lambda *more: with_made_up)
        monkeypatch.setattr("builtins.input", answer)
        words = asked_arguments()
        assert prompts[:2] == ["Tracker", "Network"]
        assert len({*prompts}) == len(prompts), network.id
        result = cli(*words, "--format", "url")
        assert result.status == 0, (network.id, words, result.err)
        assert "placeholder" not in result.err, network.id
        takes_payout = any(kind.takes("payout") for kind in network.types.values())
        assert ("Payout" in prompts) == ("--payout" in words) == takes_payout


def test_empty_answers_leave_everything_open(asked: Any) -> None:
    words = asked(("Tracker", "binom"), ("Network", ""), ("Advertiser username", ""), ("Payout", ""))
    assert words == ["render", "binom"]


def test_a_part_of_a_name_is_enough_where_only_one_has_it(asked: Any) -> None:
    trackers = [("Tracker", ""), ("Tracker", "flux"), ("Tracker", "zzzz"), ("Tracker", " HasOff ")]
    words = asked(*trackers, ("Network", "zero"), ("Postback ID", ""), ("Payout", "x"), ("Payout", ""))
    assert words == ["render", "tune", "--network", "zeropark"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, EOFError])
def test_a_question_can_be_left(monkeypatch: pytest.MonkeyPatch, catalog: Catalog, error: type[BaseException]) -> None:
    def left(prompt: str) -> str:
        raise error

    monkeypatch.setattr("postback_pack.catalog.load.load_catalog", lambda *more: catalog)
    monkeypatch.setattr("builtins.input", left)
    with pytest.raises(click.Abort):
        asked_arguments()


def test_without_readline_it_asks_all_the_same(asked: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "readline", None)
    words = asked(("Tracker", "voluum"), ("Network", ""), ("Advertiser username", "acme"), ("Payout", "1.5"))
    assert words == ["render", "voluum", "--account", "acme", "--payout", "1.5"]


def test_the_network_of_the_environment_is_the_default(asked: Any, monkeypatch: pytest.MonkeyPatch, cli: Cli) -> None:
    monkeypatch.setenv("POSTBACK_PACK_NETWORK", "mgid")
    words = asked(("Tracker", "voluum"), ("Network", ""), ("Event name", "lead"), ("Payout", ""))
    assert cli(*words, "--format", "url").out == "https://a.mgid.com/postback?c={externalid}&e=lead\n"
    words = asked(("Tracker", "voluum"), ("Network", "adsterra"), ("Advertiser username", "acme"), ("Payout", ""))
    assert re.match("https://www.pbterra.com/name/acme/", cli(*words, "--format", "url").out)
