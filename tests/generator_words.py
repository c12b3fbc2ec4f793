"""What the page says where a message of Python names an option of the command line: the page names its own fields."""

from __future__ import annotations

import re
from typing import Any

from postback_pack.catalog.model import Network
from postback_pack.errors import Problem
from postback_pack.text.characters import shown
from postback_pack.urls.cut import ESCAPED_AMPERSAND

# Python's words, and what is in their place on the page. Everything else has to be the same.
_ON_THE_PAGE = {
    ", or the word macro to let the tracker fill it in": "",
    "--payout-macro and a fixed --payout exclude": "a payout macro and a fixed amount exclude",
    "--currency and --currency-code exclude": "a currency and a code from support exclude",
    "use --currency-code": "tick the box for it",
    "--click-id-param is": "the click-ID parameter is",
    " (add --payout macro, or an amount such as --payout 1.5)": "",
    "add --payout macro, or an amount such as --payout 1.5": "choose a fixed amount or the macro",
    " (add it, such as --currency EUR)": "",
    "or leave --type out": "or choose Automatic",
    "name the event with --event-token": "name the event under “Event tokens”",
    "--with all adds nothing": "“all” adds nothing",
}
_KEYS = {"event-token": "event_tokens", "with": "with_macros"}


def on_the_page(problem: Problem, options: dict[str, Any], network: Network) -> str:
    """Return the words of the page for a problem that Python found with these options."""
    words = _without_option(problem, options)
    for python, page in _ON_THE_PAGE.items():
        words = words.replace(python, page)
    if problem.option == "type":
        return _with_names({kind.id: kind.name for kind in network.types.values()}, words)
    return words


def warning_on_the_page(warning: str) -> str:
    """Return the words of the page for a warning of Python."""
    for python, page in _ON_THE_PAGE.items():
        warning = warning.replace(python, page)
    # The page names no sources.
    return re.sub(r" \(known from: .*\)$", "", warning)


def _without_option(problem: Problem, options: dict[str, Any]) -> str:
    """Cut off option and value: on the page, a problem is beside its field."""
    message, option = problem.message, problem.option or ""
    fields = options.get("fields", {}) | ({"account": options["account"]} if "account" in options else {})
    given = options.get(_KEYS.get(option, option.replace("-", "_")), fields.get(option))
    values = given if isinstance(given, list) else [given]
    if option == "campaign-url":
        # It is told of as it is read.
        values = [re.sub(ESCAPED_AMPERSAND, "&", given, flags=re.IGNORECASE)]
    for value in values if option == "with" else []:
        for name in (shown(value), value):
            if message.startswith(f"--with {name}: "):
                return _about_macro(value, message.removeprefix(f"--with {name}: "))
    starts = [f"--{option} {name}: " for value in values if value is not None for name in (shown(value), value)]
    starts += [f"--{option} install: ", f"--{option}: "]
    starts += [f"--field {option}={shown(value)}: " for value in values if value is not None]
    return next((message.removeprefix(start) for start in starts if message.startswith(start)), message)


def _about_macro(name: str, words: str) -> str:
    """Name the macro: the page has one place for all of them, and shows what can be chosen."""
    for known in (
        r"(it is not known which parameter of .* takes it); .*",
        r"(?:did you mean .*\? )?(.* has no such macro); .*",
    ):
        if found := re.fullmatch(known, words):
            return f"“{name}”: {found[1]}; leave it out"
    return words


def _with_names(names: dict[str, str], words: str) -> str:
    """Put the types' names where Python has their ids."""

    def named(found: re.Match[str]) -> str:
        return re.sub(r"\w+", lambda word: names.get(word[0], word[0]), found[0])

    words = re.sub(r"^.* has no postback type .*?: (did you mean .*\? )?", "there is no such postback type; ", words)
    words = re.sub(r"(?<=; )--type (.* fits)", lambda found: named(found).removeprefix("--type "), words)
    words = re.sub(r"(?<=choose) one with --type \((.*)\)$", r" \1", words)
    words = re.sub(r"^(no postback type of .*? takes) .*?(?=: )", r"\1 this", words)
    return re.sub(r"(?<=[:;] )(?:choose .*$|\w+(?= needs| takes| is not))", named, words)
