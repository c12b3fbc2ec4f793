"""Every sentence is in the catalogue of messages once, is used, and is filled in with what it names."""

from __future__ import annotations

import ast
import json
import re
from functools import cache
from itertools import chain
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

import postback_pack
from postback_pack.checking.findings import codes
from postback_pack.messages.message import Message, Option, command_line, message, python_words, texts

ROOT = Path(postback_pack.__file__).parent
TEXTS = {f"{group}.{name}": text for group, names in texts().items() for name, text in names.items()}
SLOTS = re.compile(r"<[a-z][a-zA-Z ]*>")
"""What a setup fills in when the text has become spans."""

MAKES_MESSAGES = re.compile(r"^(message|report|(InputError|Problem)\.of)$|(found|value|self)\.(error|warn|note)$")
"""What is called with a code and the values of its message."""


def names_in(text: str) -> set[str]:
    """Return the values that a text names, also inside the value of an option."""
    found = [(name, spec or "") for _, name, spec, _ in Formatter().parse(text) if name is not None]
    return {name for name, _ in found if not name.startswith("--")} | set(
        chain.from_iterable(names_in(spec) for _, spec in found)
    )


@cache
def uses() -> frozenset[tuple[str, str]]:
    """Return each text between quotes in the package that may be a code, or the beginning of one, with its module."""
    found = set()
    for file in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr) and node.values and isinstance(node.values[0], ast.Constant):
                found.add((f"{node.values[0].value!s}*", file.name))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add((node.value, file.name))
    return frozenset(found)


def test_every_text_is_used() -> None:
    whole = {code for code, _ in uses()}
    beginnings = tuple(code.removesuffix("*") for code in whole if re.fullmatch(r"[a-z-]+\.[\w-]*\*", code))
    unused = [code for code in TEXTS if code not in whole and not code.startswith(beginnings)]
    # The title of a finding, and why it matters, are looked up by the finding's code.
    named = {f"{code}.{name}" for code in codes() for name in ("title", "why")}
    assert [code for code in unused if not code.startswith("join.") and code not in named] == []


def test_every_code_has_a_text() -> None:
    made = set()
    for file in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                maker = ast.unparse(node.func)
                if MAKES_MESSAGES.search(maker) and isinstance(node.args[0].value, str):
                    made.add((node.args[0].value, frozenset(key.arg for key in node.keywords if key.arg), file.name))
    assert [(code, file) for code, _, file in made if code not in TEXTS] == []
    # What stands between < and > is filled in later, by the setup.
    wrong = [(code, file) for code, given, file in made if not names_in(TEXTS[code]) <= given]
    assert wrong == []


@pytest.mark.parametrize("code", [code for code in TEXTS if not code.startswith("join.")])
def test_a_text_is_a_sentence_that_can_be_filled_in(code: str) -> None:
    text = TEXTS[code]
    assert text == text.strip()
    assert "  " not in text
    said = message(code, **dict.fromkeys(names_in(text), "x")).say(python_words)
    assert "--" not in said.replace("`xn--`", "")
    assert SLOTS.sub("", said)


def test_no_group_and_no_name_is_there_twice() -> None:
    """JSON lets the last one win, so that a merge could lose messages unseen."""

    def no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        assert len({key for key, _ in pairs}) == len(pairs), [key for key, _ in pairs]
        return dict(pairs)

    json.loads((ROOT / "messages" / "en.json").read_bytes(), object_pairs_hook=no_key_twice)


def test_no_text_is_written_twice() -> None:
    twice = {text for text in TEXTS.values() if list(TEXTS.values()).count(text) > 1}
    assert twice == set()


def test_a_message_says_options_in_the_words_of_a_front_end() -> None:
    said = message("currency.without-payout", currency="EUR")
    assert "--payout macro" in said.say(command_line)
    assert "payout='macro'" in said.say(python_words)
    assert 'fields["event"]' in python_words(Option("event", is_field=True), "")


def test_a_list_and_a_sentence_that_is_left_out() -> None:
    said = message("type.unknown", network="N", type="t", hint=None, types=["a", "b", "c"])
    assert str(said) == "N has no postback type t. Choose a, b or c."
    assert isinstance(said, Message)
