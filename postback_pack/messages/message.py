"""A sentence by its code in ``en.json``, with what is filled in; each front end says it in its own words.

A text names values between braces. ``{--payout}`` is an option, which the command line, Python, a block, a table and the
page each write in their own way; ``{--payout:1.5}`` is an option with a value. ``{names:or}`` joins a list with that word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple

_NOTHING = "\0"
"""In place of a sentence that is left out, with the blank behind it."""
ARGUMENTS = {"with": "with_macros", "event-token": "event_tokens", "field": "fields"}
"""The options whose argument in Python has another name: what stands for one value there is a list."""


class Option(NamedTuple):
    """An option that a sentence names, without dashes. ``is_field``: it is a field of the network, given by its name."""

    name: str
    is_field: bool = False


Words = Callable[[Option, str], str]
"""How a front end writes an option, with its value or with an empty text."""


def command_line(option: Option, value: str) -> str:
    """Write an option as on the command line: ``--payout 1.5``, ``--field event=sale``."""
    if option.is_field:
        return f"--field {option.name}={value or '…'}"
    return f"--{option.name} {value}".strip()


def python_words(option: Option, value: str) -> str:
    """Write an option as an argument in Python: ``payout=1.5``, ``fields["event"]='sale'``."""
    is_code = re.fullmatch(r"['\"].*|-?[0-9.]+|True|False|nan|-?inf", value) is not None
    argument = ARGUMENTS.get(option.name, option.name.replace("-", "_"))
    name = f'fields["{option.name}"]' if option.is_field else argument
    return f"{name}={value if is_code else repr(value)}" if value else name


class Message(NamedTuple):
    """A sentence: its code, such as ``payout.not-an-amount``, and its values by name."""

    code: str
    values: tuple[tuple[str, Any], ...] = ()

    def __str__(self) -> str:
        return self.say(command_line)

    def say(self, words: Words) -> str:
        """Return the sentence with options in a front end's words."""
        text = _fill(text_of(self.code), dict(self.values), words)
        return text.replace(f"{_NOTHING} ", "").replace(_NOTHING, "").strip()


def message(code: str, /, **values: Any) -> Message:
    """Return a message. A value is text, a number, an ``Option``, another message, or a list of these."""
    plain = ((name, tuple(value) if isinstance(value, list) else value) for name, value in values.items())
    return Message(code, tuple(plain))


def sentences(*found: Message) -> Message:
    """Return several messages as one."""
    return found[0] if len(found) == 1 else message("join.sentences", found=found)


def text_of(code: str) -> str:
    """Return the text of a message, before anything is filled in. Raises KeyError for an unknown code."""
    group, _, name = code.partition(".")
    text: str = texts()[group][name]
    return text


@cache
def texts() -> dict[str, dict[str, str]]:
    """Return the catalogue of messages: group -> name -> text."""
    import json
    from pathlib import Path

    catalogue: dict[str, dict[str, str]] = json.loads(Path(__file__).with_name("en.json").read_bytes())
    return catalogue


def _fill(text: str, values: Mapping[str, Any], words: Words) -> str:
    """Fill in one text; the part after the colon of a name may name values too."""
    from string import Formatter

    filled = ""
    for literal, name, form, _ in Formatter().parse(text):
        filled += literal
        if name is not None:
            value = Option(name[2:]) if name.startswith("--") else values[name]
            filled += _say(value, _fill(form or "", values, words), words)
    return filled


def _say(value: Any, form: str, words: Words) -> str:
    if isinstance(value, Option):
        return words(value, form)
    if isinstance(value, Message):
        return value.say(words)
    if isinstance(value, tuple):
        return _join([_say(item, "", words) for item in value], form)
    return _NOTHING if value is None else str(value)


def _join(items: list[str], word: str) -> str:
    """Join items for a sentence: ``a``, ``a or b``, ``a, b or c``; without a word, with blanks."""
    if len(items) < 2 or not word:
        return " ".join(items)
    last = texts()["join"][word]
    return f"{', '.join(items[:-1])} {last} {items[-1]}"
