"""The errors a user can cause. Each holds every problem found, not just the first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from .characters import harmless


class PostbackPackError(Exception):
    """Base of all errors that this package raises on purpose. ``str()`` gives one line per problem."""


class Problem(NamedTuple):
    """One thing wrong with what the user asked for.

    ``option`` is the option at fault without dashes (``campaign-url``), or None; ``message`` says
    what was wrong and what to do, in one line.
    """

    message: str
    option: str | None = None

    def __str__(self) -> str:
        return self.message


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
