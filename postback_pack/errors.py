"""The errors a user can cause. Each holds every problem found, not just the first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from .text.characters import harmless

DASHES = r"(?<![\w'-])--"
"""Begins an option of the command line in a sentence."""
_QUOTED = r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\""
_ARGUMENTS = {"with": "with_macros", "event-token": "event_tokens", "field": "fields"}


class PostbackPackError(Exception):
    """Base of all errors that this package raises on purpose. ``str()`` gives one line per problem."""


class Problem(NamedTuple):
    """One thing wrong with what the user asked for.

    ``option`` is the option at fault without dashes (``campaign-url``), or None; ``message`` says
    what was wrong and what to do, in one line and in words of the command line. ``str()`` says it in words of Python.
    """

    message: str
    option: str | None = None

    def __str__(self) -> str:
        return python_words(self.message)


def python_words(sentence: str) -> str:
    """Return a sentence about options of the command line in words of keyword arguments: ``--payout 1.5`` is ``payout=1.5``."""
    sentence = re.sub(r"\bwith (?=--field |--[a-z-]+(?:[;,]| \(|$))", "with the argument ", sentence)
    sentence = re.sub(rf"{DASHES}field ([a-z_]+)=(?:\.\.\.)?({_QUOTED})?", _field, sentence)
    with_value = rf"^--([a-z-]+) ({_QUOTED}|\S+)(?=: )|{DASHES}([a-z-]+) (macro|all|[0-9.]*[0-9]|EUR|NAME|code|url|{_QUOTED})(?![\w-])"
    sentence = re.sub(with_value, lambda found: _argument(found[1] or found[3], found[2] or found[4]), sentence)
    return re.sub(rf"{DASHES}([a-z-]+)", lambda found: _argument(found[1], ""), sentence)


def _field(found: re.Match[str]) -> str:
    value = f"={found[2]}" if found[2] else ""
    return f'fields["{found[1]}"]{value}'


def _argument(option: str, value: str) -> str:
    name = _ARGUMENTS.get(option, option.replace("-", "_"))
    is_text = re.fullmatch(rf"{_QUOTED}|-?[0-9.]+|True|False|nan|-?inf", value) is None
    return f"{name}={value!r}" if value and is_text else f"{name}={value}" if value else name


class InputError(PostbackPackError):
    """The user's options cannot be turned into a setup. ``problems`` holds every reason."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        # A message can name what the user gave, and a block of a page can be given by anybody.
        self.problems = tuple(Problem(harmless(problem.message), problem.option) for problem in problems)
        super().__init__("\n".join(map(str, self.problems)))


class Place(NamedTuple):
    """A place in a file; line and column count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{harmless(self.file)}:{self.line}:{self.column}"


class Mistake(NamedTuple):
    """One mistake in a catalog file: where, in which field, what is wrong, and how to mend it.

    ``code`` is that of the rule that is broken; ``form`` stands for what cannot be read at all.
    """

    place: Place
    field: str
    message: str
    mend: str
    code: str = "form"
    severity: str = "error"

    def __str__(self) -> str:
        field = f"{self.field}: " if self.field else ""
        return f"{self.place}: {field}{self.message}; {self.mend}"


class CatalogError(PostbackPackError):
    """A catalog cannot be used. ``mistakes`` holds all of them, in the order of the files' lines."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(sorted(mistakes, key=lambda mistake: mistake.place))
        count = len(self.mistakes)
        lines = [str(mistake) for mistake in self.mistakes]
        super().__init__("\n".join([*lines, f"{count} {'mistake' if count == 1 else 'mistakes'} found"]))
