"""The options of a block, the same for every docs tool: names and texts -> a setup, or all problems at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ..catalog.load import Catalog
from ..catalog.model import ROLE_LABELS, Tracker
from ..errors import DASHES, InputError, Problem
from ..setup.build import Setup, build_setup
from ..text.characters import listed, shown
from ..text.suggestions import nearest

KINDS = ("tracker", "self_hosted", "platform", "mmp", "site")
"""The kinds of trackers that a table can be narrowed to."""

TABLE_OPTIONS = ("kind",)

Options = Iterable[tuple[str, str]]
"""Names and values as they stand in the block; a name can stand there twice by mistake."""


def _text(name: str, value: str, problems: list[Problem]) -> str:
    if not value:
        problems.append(Problem(f":{name}: has no value", name))
    return value


def _flag(name: str, value: str, problems: list[Problem]) -> bool:
    if value:
        problems.append(
            Problem(f":{name}: {shown(value)}: this option takes no value; leave it out to turn it off", name)
        )
    return True


def _words(name: str, value: str, problems: list[Problem]) -> list[str]:
    _text(name, value, problems)
    return re.findall(r"[^\s,]+", value)


def _fields(name: str, value: str, problems: list[Problem]) -> dict[str, str]:
    result: dict[str, str] = {}
    for word in _words(name, value, problems):
        field, equals, content = word.partition("=")
        if not equals:
            problems.append(Problem(f":{name}: {shown(word)}: write NAME=VALUE, such as account=acme", name))
        elif field in result:
            problems.append(Problem(f":{name}: {field}=... stands twice: drop one of them", name))
        result[field] = content
    return result


_READ: Mapping[str, tuple[str, Callable[[str, str, list[Problem]], Any]]] = {
    "account": ("account", _text),
    "field": ("fields", _fields),
    "type": ("type", _text),
    "payout": ("payout", _text),
    "currency": ("currency", _text),
    "currency-code": ("currency_code", _text),
    "campaign-url": ("campaign_url", _text),
    "with": ("with_macros", _words),
    "http": ("http", _flag),
    "network": ("network", _text),
    "click-id-macro": ("click_id_macro", _text),
    "payout-macro": ("payout_macro", _text),
    "click-id-param": ("click_id_param", _text),
    "event-token": ("event_tokens", _words),
}
"""The options of `render` by name: the argument of ``build_setup`` that each is, and how its text is read."""

SETUP_OPTIONS = tuple(_READ)
"""The options of a block with a setup."""


def block_setup(catalog: Catalog, tracker: str, options: Options) -> Setup:
    """Return the setup that a block asks for.

    ``field``, ``with`` and ``event-token`` take several values, with commas or blanks between them.
    Raises InputError with every problem; each names its option as it is written in a block.
    """
    problems: list[Problem] = []
    given = check_names(options, SETUP_OPTIONS, problems)
    if not tracker:
        raise InputError([Problem("no tracker is named: write its id, such as keitaro", "tracker"), *problems])
    arguments: dict[str, Any] = {}
    for name, value in given.items():
        argument, read = _READ[name]
        faults: list[Problem] = []
        content = read(name, value, faults)
        problems += faults
        if not faults:
            arguments[argument] = content
    setup = None
    try:
        setup = build_setup(catalog, tracker, **arguments)
    except InputError as error:
        problems += (in_block_words(problem) for problem in error.problems)
    if problems or setup is None:
        raise InputError(problems)
    return setup


def block_trackers(catalog: Catalog, argument: str, options: Options) -> list[Tracker]:
    """Return the trackers for a table: all, or those of the kind that stands behind its name or as an option.

    Raises InputError for an unknown kind or option.
    """
    problems: list[Problem] = []
    given = check_names(options, TABLE_OPTIONS, problems)
    if argument and "kind" in given:
        problems.append(Problem(f"the kind stands twice, as {shown(argument)} and as :kind:; drop one of them", "kind"))
    kind = argument or given.get("kind")
    if kind == "":
        problems.append(Problem(":kind: has no value", "kind"))
    elif kind is not None and kind not in KINDS:
        problems.append(Problem(f"there is no kind {shown(kind)}: {_meant(kind, KINDS)}choose {listed(KINDS)}", "kind"))
    if problems:
        raise InputError(problems)
    return [tracker for tracker in catalog.trackers.values() if kind is None or tracker.kind == kind]


def macro(catalog: Catalog, text: str) -> str:
    """Return the macro that ``text`` names as ``tracker.role``, such as ``keitaro.click_id``.

    Raises InputError, with the option ``macro`` for all but an unknown tracker; a macro that nobody knows is one too.
    """
    name, _, role = text.strip().rpartition(".")
    if not name:
        raise InputError([Problem(f"{shown(text)} is no macro: write tracker.role, such as keitaro.click_id", "macro")])
    tracker = catalog.tracker(name)
    if role not in ROLE_LABELS:
        hint = f"{_meant(role, ROLE_LABELS)}choose {listed(tuple(ROLE_LABELS))}"
        raise InputError([Problem(f"there is no role {shown(role)}: {hint}", "macro")])
    known = tracker.macro(role)
    if known is None:
        absent = role in tracker.postback_out.absent
        gap = (
            f"{tracker.name} has no {ROLE_LABELS[role]}"
            if absent
            else f"the {ROLE_LABELS[role]} of {tracker.name} is not known"
        )
        raise InputError([Problem(gap, "macro")])
    return known


def check_names(options: Options, known: tuple[str, ...], problems: list[Problem]) -> dict[str, str]:
    """Return the options that exist, each once; report the others with the nearest name."""
    given: dict[str, str] = {}
    for name, value in options:
        if name not in known:
            near = nearest(name, known)
            advice = (
                f"did you mean :{near}:?" if near else f"there are {listed([f':{right}:' for right in known], 'and')}"
            )
            problems.append(Problem(f"there is no option {name}: {advice}", name))
        elif name in given:
            problems.append(Problem(f":{name}: stands twice: drop one of them", name))
        else:
            given[name] = value.strip()
    return given


def in_block_words(problem: Problem) -> Problem:
    """Return a problem of ``build_setup`` with its options written as in a block, not as on the command line."""
    return Problem(block_words(problem.message), problem.option)


def block_words(sentence: str) -> str:
    """Return a sentence about options of the command line in the words of a block: ``--payout`` becomes ``:payout:``."""
    names = "|".join(sorted(SETUP_OPTIONS, key=len, reverse=True))
    return re.sub(rf"{DASHES}({names})(?![\w-])", r":\1:", sentence)


def subject(problem: Problem) -> str:
    """Return what a problem is about: ``tracker``, ``option`` (its name), ``macro`` or ``value``."""
    if problem.option in ("tracker", "macro"):
        return problem.option
    known = (*SETUP_OPTIONS, *TABLE_OPTIONS)
    return "option" if problem.option not in known and problem.message.startswith("there is no option") else "value"


def _meant(wrong: str, right: Iterable[str]) -> str:
    near = nearest(wrong, right)
    return f"did you mean {near}? " if near else ""
