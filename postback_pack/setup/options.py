"""The options of a setup, one field each: the command line, blocks, tables, the page and Python's arguments follow from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cache, update_wrapper
from inspect import signature
from typing import TYPE_CHECKING, Any, Concatenate, Literal, NamedTuple, ParamSpec, TypeVar, cast

from ..errors import Problem
from ..messages.message import ARGUMENTS, Option
from ..text.characters import shown

if TYPE_CHECKING:
    from decimal import Decimal

    from ..catalog.model import Network, Tracker

DEFAULT_NETWORK = "adsterra"
SAMPLE_AMOUNT = "1.5"
"""An amount, where the user gives none; for a network that takes only whole ones there is another."""
SAMPLE_WHOLE_AMOUNT = "2"
INSTALL = "install"
"""The event token that means the install itself."""

_YES, _NO = ("yes", "true", "1", "on"), ("no", "false", "0", "off")

Kind = Literal["text", "flag", "switch", "words", "pairs"]
"""What an option takes: one text, nothing, yes or no, several words, or several NAME=VALUE."""


class About(NamedTuple):
    """What a front end needs to know of an option. ``name`` has no dashes, ``argument`` is its name in Python.

    ``metavar`` stands for its value in help texts; ``repeatable``: the command line takes it several times.
    """

    name: str
    argument: str
    default: Any
    help: str
    metavar: str
    kind: Kind
    repeatable: bool


def declare(help: str, metavar: str = "", kind: Kind = "text", *, default: Any = None, repeatable: bool = False) -> Any:
    """Return a field that is an option, with what a front end needs to know of it."""
    about = {"default": default, "help": help, "metavar": metavar, "kind": kind, "repeatable": repeatable}
    # A mutable default is made again each time.
    return field(default_factory=dict, metadata=about) if kind == "pairs" else field(default=default, metadata=about)


@dataclass(frozen=True, kw_only=True)
class Options:
    """What a user can ask for, as it was given: ``setup.request`` checks it.

    ``tracker``: its id, name or alias, or as it is in the catalog.
    """

    tracker: str | Tracker = field(kw_only=False)
    account: str | None = declare(
        "Your account, as it is in the network's URL: a username or an ID. Without it the URL keeps a placeholder.",
        "NAME",
    )
    fields: Mapping[str, str] = declare(
        "Another value that the network's URL needs. Repeatable.", "NAME=VALUE", "pairs", default={}, repeatable=True
    )
    type: str | None = declare("Postback type. Without it, it follows from payout and currency.", "TYPE")
    payout: str | float | Decimal | None = declare(
        "Report a payout: filled in by the tracker (macro), or a fixed amount such as 1.5.", "macro|AMOUNT"
    )
    currency: str | None = declare("Currency of the payout, an ISO 4217 code such as EUR.", "CODE")
    currency_code: str | None = declare(
        "A currency code that the network's support gave you, in place of --currency.", "CODE"
    )
    campaign_url: str | None = declare("The tracker's campaign URL, to get the whole tracking link.", "URL")
    with_macros: str | Iterable[str] = declare(
        "Other macros of the network for the link: placement,campaign,creative or all.", "NAMES", "words", default=()
    )
    http: bool = declare("Begin the postback URL with http.", kind="flag", default=False)
    https: bool = declare(
        "Begin the postback URL with https, where the network's default is http.", kind="flag", default=False
    )
    network: str | Network = declare("The ad network.", "ID", default=DEFAULT_NETWORK)
    click_id_macro: str | None = declare(
        "The click-ID macro as your tracker shows it, in place of the catalog's.", "MACRO"
    )
    payout_macro: str | None = declare("The payout macro as your tracker shows it.", "MACRO")
    click_id_param: str | None = declare("The link's parameter for the click ID, in place of the catalog's.", "NAME")
    event_tokens: str | Iterable[str] = declare(
        "For Adjust: an event whose postback the link carries. install means the app install (the default). Repeatable.",
        "TOKEN",
        "words",
        default=(),
        repeatable=True,
    )


@cache
def options_of(record: type[Any]) -> tuple[About, ...]:
    """Return the options that a record declares, in the order of the help."""
    names = {argument: name for name, argument in ARGUMENTS.items()}
    return tuple(
        About(names.get(item.name, item.name.replace("_", "-")), item.name, **item.metadata)
        for item in fields(record)
        if item.metadata
    )


def option_list() -> tuple[About, ...]:
    """Return all options of a setup, in the order of the help."""
    return options_of(Options)


def read_switch(text: str, option: About, problems: list[Problem]) -> bool:
    """Return what a cell or a block says: yes or no, in one of the words for it; report any other."""
    word = text.casefold()
    if word not in (*_YES, *_NO):
        problems.append(Problem.of("option.switch", option.name, shown(text)))
    return word in _YES


def read_pairs(words: Iterable[str], problems: list[Problem]) -> dict[str, str]:
    """Return the fields that words such as ``account=acme`` give; report each word that is not one, or says it again."""
    result: dict[str, str] = {}
    for word in words:
        field, equals, content = word.partition("=")
        if not equals:
            problems.append(Problem.of("option.pair", "field", shown(word)))
        elif field in result:
            problems.append(Problem.of("option.field-twice", "field", field=Option(field, is_field=True)))
        result[field] = content
    return result


_Given = ParamSpec("_Given")
_First = TypeVar("_First")
_Record = TypeVar("_Record")
_Result = TypeVar("_Result")


def taking(
    record: Callable[_Given, _Record],
) -> Callable[[Callable[[_First, _Record], _Result]], Callable[Concatenate[_First, _Given], _Result]]:
    """Let a function of something and a record of options take the options as arguments, with their types."""

    def decorate(function: Callable[[_First, _Record], _Result]) -> Callable[Concatenate[_First, _Given], _Result]:
        own, options = signature(function), signature(record)
        first = next(iter(own.parameters.values()))
        call: Any = function

        def taking_options(*args: Any, **given: Any) -> _Result:
            # It can be named too: build_setup(catalog=…).
            values = (given.pop(first.name), *args) if first.name in given else args
            result: _Result = call(*values[:1], record(*values[1:], **given))
            return result

        made: Any = update_wrapper(taking_options, function)
        made.__signature__ = own.replace(parameters=[first, *options.parameters.values()])
        return cast("Callable[Concatenate[_First, _Given], _Result]", made)

    return decorate
