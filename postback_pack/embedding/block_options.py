"""The options of a block, the same for every docs tool: names and texts -> a setup, or all problems at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from ..catalog.load import Catalog
from ..catalog.model import KINDS, ROLE_LABELS, Tracker
from ..errors import InputError, Problem, collected
from ..messages.message import Option, command_line, message
from ..rendering.view import View, read_view, view_options
from ..setup.build import Setup, build_setup
from ..setup.options import About, option_list, read_pairs, read_switch
from ..text.characters import shown
from ..text.suggestions import near_hint, nearest

SETUP_OPTIONS = {option.name: option for option in (*option_list(), *view_options())}
"""The options of a block with a setup: those of `render`."""
TABLE_OPTIONS = ("kind",)

_BETWEEN_PAIRS = r"[\s,]+(?=[A-Za-z_][A-Za-z0-9_-]*=)"
"""A value of a field can have blanks and commas: the next field begins at its name."""


Given = Iterable[tuple[str, str]]
"""Names and values as they are in the block; a name can be there twice by mistake."""
Defaults = Mapping[str, Any]
"""Options of every block of a project that does not give them itself: names, with texts, numbers, yes or no, or lists."""
NO_DEFAULTS: Defaults = MappingProxyType({})
_OF_BLOCKS = {"grades": "no"}
"""How a block shows a setup, other than `render`: grades are for who decides, not for who sets it up."""


def block_words(option: Option, value: str) -> str:
    """Write an option as in a block: ``:payout: 1.5``, ``:field: event=sale``."""
    if option.is_field:
        return f":field: {option.name}={value or '…'}"
    if option.name not in SETUP_OPTIONS and option.name not in TABLE_OPTIONS:
        return command_line(option, value)
    return f":{option.name}: {value}".strip()


class Asked(NamedTuple):
    """What a block asks for: a setup, and how to show it."""

    setup: Setup
    view: View


def block_setup(catalog: Catalog, tracker: str, options: Given, defaults: Defaults = NO_DEFAULTS) -> Asked:
    """Return the setup that a block asks for, and how to show it.

    ``field``, ``with``, ``event-token`` and ``parts`` take several values, with commas or blanks between them.
    Raises InputError with every problem.
    """
    problems: list[Problem] = []
    given = {
        **_OF_BLOCKS,
        **_check_names(_texts(defaults, problems), tuple(SETUP_OPTIONS), problems),
        **_check_names(options, tuple(SETUP_OPTIONS), problems),
    }
    if not tracker:
        raise InputError([Problem(message("option.no-tracker"), "tracker"), *problems])
    of_setup: dict[str, Any] = {}
    of_view: dict[str, Any] = {}
    for name, text in given.items():
        option = SETUP_OPTIONS[name]
        faults: list[Problem] = []
        value = _read(option, text, faults)
        problems += faults
        if not faults:
            (of_view if option in view_options() else of_setup)[option.argument] = value
    view = View("html", **of_view)
    with collected(problems):
        read_view(view)
    with collected(problems):
        setup = build_setup(catalog, tracker, **of_setup)
    if problems:
        raise InputError(problems)
    return Asked(setup, view)


def _texts(defaults: Defaults, problems: list[Problem]) -> Given:
    """Yield options of a project as a block would write them."""
    if not isinstance(defaults, Mapping):
        problems.append(Problem(message("block.options"), "options", shown(str(defaults))))
        return
    for name, value in defaults.items():
        option = SETUP_OPTIONS.get(str(name))
        if value is True:
            yield str(name), ""
        elif value is not False or option is None or option.kind != "flag":
            yield str(name), ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _read(option: About, text: str, problems: list[Problem]) -> Any:
    if option.kind == "flag":
        if text:
            problems.append(Problem(message("block.flag"), option.name, shown(text)))
        return True
    if option.kind == "switch":
        return read_switch(text or "yes", option, problems)
    if not text:
        problems.append(Problem(message("block.no-value"), option.name, ""))
    if option.kind == "pairs":
        return read_pairs(re.split(_BETWEEN_PAIRS, text.strip(" \t,")), problems)
    return re.findall(r"[^\s,]+", text) if option.kind == "words" else text


def block_trackers(catalog: Catalog, argument: str, options: Given) -> list[Tracker]:
    """Return the trackers for a table: all, or those of the kind that is behind its name or given as an option.

    Raises InputError for an unknown kind or option.
    """
    problems: list[Problem] = []
    given = _check_names(options, TABLE_OPTIONS, problems)
    if argument and "kind" in given:
        problems.append(Problem(message("block.kind-twice", kind=shown(argument)), "kind"))
    kind = argument or given.get("kind")
    if kind == "":
        problems.append(Problem(message("block.no-value"), "kind", ""))
    elif kind is not None and kind not in KINDS:
        fault = message("block.no-kind", kind=shown(kind), hint=near_hint(kind, KINDS), kinds=KINDS)
        problems.append(Problem(fault, "kind"))
    if problems:
        raise InputError(problems)
    return [tracker for tracker in catalog.trackers.values() if kind is None or tracker.kind == kind]


def macro(catalog: Catalog, text: str) -> str:
    """Return the macro that ``text`` names as ``tracker.role``, such as ``keitaro.click_id``.

    Raises InputError, with the option ``macro`` for all but an unknown tracker; a macro that nobody knows is one too.
    """
    name, _, role = text.strip().rpartition(".")
    if not name:
        raise InputError.of("block.no-macro", "macro", text=shown(text))
    tracker = catalog.tracker(name)
    if role not in ROLE_LABELS:
        roles = [*ROLE_LABELS]
        raise InputError.of("block.no-role", "macro", role=shown(role), hint=near_hint(role, roles), roles=roles)
    known = tracker.macro(role)
    if known is None:
        code = "block.macro-absent" if role in tracker.postback_out.absent else "block.macro-unknown"
        raise InputError.of(code, "macro", tracker=tracker.name, role=ROLE_LABELS[role])
    return known


def _check_names(options: Given, known: tuple[str, ...], problems: list[Problem]) -> dict[str, str]:
    """Return the options that exist, each once; report the others with the nearest name."""
    given: dict[str, str] = {}
    for name, value in options:
        if name not in known:
            near = nearest(name, known)
            code = "block.no-option-near" if near else "block.no-option"
            names = [Option(right) for right in ([near] if near else known)]
            problems.append(Problem(message(code, name=name, options=names), name))
        elif name in given:
            problems.append(Problem(message("option.field-twice", field=Option(name)), name))
        else:
            given[name] = value.strip()
    return given


def subject(problem: Problem) -> str:
    """Return what a problem is about: ``catalog``, ``tracker``, ``option`` (its name), ``macro`` or ``value``."""
    if problem.option in ("catalog", "tracker", "macro"):
        return problem.option
    return "option" if problem.said.code.startswith("block.no-option") else "value"
