"""The errors a user can cause. Each holds every problem found, not just the first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from .messages.message import Message, Option, Words, command_line, message, python_words
from .text.characters import harmless

_LONGEST_TOLD = 500
"""Characters of a text from a file in a mistake."""


class PostbackPackError(Exception):
    """Base of all errors that this package raises on purpose. ``str()`` gives one line per problem."""


class Problem(NamedTuple):
    """One thing wrong with what the user asked for: the message, the option at fault, and what was given.

    Without ``given`` the sentence does not begin with the option. ``message`` says it in words of the command line,
    ``str()`` in words of Python.
    """

    said: Message
    place: Option | str | None = None
    given: str | None = None

    @classmethod
    def of(cls, code: str, place: Option | str | None = None, given: str | None = None, /, **values: Any) -> Problem:
        """Return a problem by the code of its message, the option at fault, what was given, the message's values."""
        return cls(message(code, **values), place, given)

    @property
    def option(self) -> str | None:
        """The option at fault without dashes (``campaign-url``), or the field of the network; None: none of them."""
        return self.place.name if isinstance(self.place, Option) else self.place

    @property
    def message(self) -> str:
        """What is wrong and what to do, in one line and in words of the command line."""
        return self.say(command_line)

    def say(self, words: Words) -> str:
        """Return the problem in the words of a front end, with the option and what was given in front."""
        text = self.text(words)
        if self.place is None or self.given is None:
            return text
        place = Option(self.place) if isinstance(self.place, str) else self.place
        return f"{harmless(words(place, self.given)).removesuffix(':')}: {text}"

    def text(self, words: Words) -> str:
        """Return the sentence alone, for who shows it beside what was given."""
        return harmless(self.said.say(words))

    def __str__(self) -> str:
        return self.say(python_words)


class InputError(PostbackPackError):
    """What was asked for cannot be done. ``str()`` gives one line per problem, in words of Python."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        """Every reason. Each has the ``option`` at fault, and a ``message`` in words of the command line."""
        super().__init__("\n".join(map(str, self.problems)))

    @classmethod
    def of(cls, code: str, place: Option | str | None = None, given: str | None = None, /, **values: Any) -> InputError:
        """Return an error with the one problem that ``Problem.of`` makes of this."""
        return cls([Problem.of(code, place, given, **values)])


@contextmanager
def collected(problems: list[Problem]) -> Iterator[None]:
    """Add the problems of an InputError to ``problems`` and go on, to report those that come after it too."""
    try:
        yield
    except InputError as error:
        problems += error.problems


class Place(NamedTuple):
    """A place in a file; line and column count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{harmless(self.file)}:{self.line}:{self.column}"


class Mistake(NamedTuple):
    """One mistake in a catalog file: where, in which field, and what is said about it."""

    place: Place
    field: str
    said: Message
    severity: str = "error"

    @property
    def code(self) -> str:
        """The rule that is broken; ``form`` stands for what cannot be read at all."""
        return self.said.code.split(".")[1]

    @property
    def message(self) -> str:
        """What is wrong."""
        return self._sentences()[0]

    @property
    def fix(self) -> str:
        """What to do about it."""
        return self._sentences()[1]

    def __str__(self) -> str:
        field = f"{self.field}: " if self.field else ""
        return f"{self.place}: {field}{self.message} {self.fix}"

    def _sentences(self) -> tuple[str, str]:
        values = ((name, brief(value) if isinstance(value, str) else value) for name, value in self.said.values)
        wrong, _, fix = str(Message(self.said.code, tuple(values))).partition("\n")
        return wrong, fix


def brief(text: str) -> str:
    """Return a text from a file for a message: nothing in it acts on a terminal, and it ends."""
    return harmless(text if len(text) <= _LONGEST_TOLD else text[:_LONGEST_TOLD] + "...")


class CatalogError(PostbackPackError):
    """A catalog cannot be used. ``str()`` gives one line per mistake, with its place and how to fix it."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(sorted(mistakes, key=lambda mistake: mistake.place))
        """Every mistake, in the order of the files' lines: its ``place``, ``field``, ``message`` and ``fix``."""
        count = len(self.mistakes)
        end = message("mistakes.one" if count == 1 else "mistakes.several", count=count)
        super().__init__("\n".join(map(str, (*self.mistakes, end))))
