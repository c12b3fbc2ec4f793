"""How a setup is shown in a document: what can be asked for, one field each, and what a writer is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from ..errors import InputError, Problem
from ..setup.options import About, declare, options_of
from ..text.characters import shown
from ..text.suggestions import near_hint

PARTS = ("title", "url", "link", "code", "tracker-steps", "network-steps", "verify", "watch-out")
"""The parts of a setup in the order in which they are shown. Picture, grades and sources have options of their own."""
NO_ADMONITIONS = "none"
HTML_ADMONITIONS = "mkdocs"
"""How MkDocs and Sphinx mark a note in a finished page; the others exist only in Markdown."""
ADMONITIONS = (NO_ADMONITIONS, HTML_ADMONITIONS, "docusaurus", "github")
"""Whose way of marking notes and warnings is used."""
_LEVEL = 2
_LEVELS = range(1, 6)
"""A part has a heading one level below the title, and there are six levels."""
_DOCUMENTS = ("md", "html", "rst")
_TAKEN_BY = {
    "parts": _DOCUMENTS,
    "heading_level": _DOCUMENTS,
    "picture": ("md", "html"),
    "admonitions": ("md", "html"),
    "grades": _DOCUMENTS,
}
"""The formats that an option is for."""


@dataclass(frozen=True, kw_only=True)
class View:
    """How to show a setup, as it was asked for: ``read_view`` checks it. ``format``: one of FORMATS."""

    format: str = field(default="text", kw_only=False)
    parts: str | Iterable[str] = declare(
        f"For documents: show only these parts of {','.join(PARTS)}.", "NAMES", "words", default=()
    )
    heading_level: int | str = declare(
        "For documents: the level of the first heading, 1 to 5.", "LEVEL", default=_LEVEL
    )
    picture: bool | None = declare(
        "For md and html: draw the path of a conversion. On for html, unless parts are named. Docusaurus shows it in md, Hugo leaves it out.",
        kind="switch",
    )
    admonitions: str = declare(
        f"For md and html: mark notes and warnings in the way of a tool: {', '.join(ADMONITIONS)}.",
        "TOOL",
        default=NO_ADMONITIONS,
    )
    grades: bool | None = declare(
        "For documents: say how well the macros are known. On, unless parts are named.", kind="switch"
    )
    sources: bool = declare("Add the source of each fact.", kind="flag", default=False)


class Shown(NamedTuple):
    """What a writer shows. ``named`` are the parts that were asked for by name: if there is none of it, the page says why."""

    parts: frozenset[str]
    named: frozenset[str]
    level: int
    picture: bool
    admonitions: str
    grades: bool
    sources: bool

    @property
    def level_of_parts(self) -> int:
        """The level of the headings below the title, or in its place."""
        return self.level + 1 if "title" in self.parts else self.level


def view_options() -> tuple[About, ...]:
    """Return all options of a view, in the order of the help."""
    return options_of(View)


def read_view(view: View) -> Shown:
    """Return what to show. Raises InputError with everything that is wrong with the view."""
    problems = [*_wrong_format(view)]
    parts = _parts(view.parts, problems)
    level = _level(view.heading_level, problems)
    if view.admonitions not in ADMONITIONS:
        wrong = str(view.admonitions)
        hint = near_hint(wrong, ADMONITIONS)
        problems.append(Problem.of("view.no-admonitions", "admonitions", shown(wrong), hint=hint, tools=ADMONITIONS))
    elif view.format == "html" and view.admonitions not in (NO_ADMONITIONS, HTML_ADMONITIONS):
        known = (NO_ADMONITIONS, HTML_ADMONITIONS)
        problems.append(Problem.of("view.only-markdown", "admonitions", view.admonitions, tools=known))
    if problems:
        raise InputError(problems)
    picture = view.format == "html" and not parts if view.picture is None else view.picture
    grades = not parts if view.grades is None else view.grades
    return Shown(frozenset(parts or PARTS), frozenset(parts), level, picture, view.admonitions, grades, view.sources)


def _wrong_format(view: View) -> Iterator[Problem]:
    for option in view_options():
        formats = _TAKEN_BY.get(option.argument)
        asked = getattr(view, option.argument) not in (option.default, str(option.default))
        if asked and formats and view.format not in formats:
            yield Problem.of("view.format", option.name, "", formats=formats)


def _parts(names: str | Iterable[str], problems: list[Problem]) -> list[str]:
    given = names.replace(",", " ").split() or [names] if isinstance(names, str) else [*map(str, names)]
    for name in given:
        if name not in PARTS:
            hint = near_hint(name, PARTS)
            problems.append(Problem.of("view.no-part", "parts", shown(name), hint=hint, parts=PARTS))
    return given


def _level(level: int | str, problems: list[Problem]) -> int:
    text = str(level).strip()
    if text in map(str, _LEVELS):
        return int(text)
    problems.append(Problem.of("view.no-level", "heading-level", shown(text), first=_LEVELS[0], last=_LEVELS[-1]))
    return _LEVEL
