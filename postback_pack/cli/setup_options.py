"""The options that describe a setup, for every command that takes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from ..errors import InputError, Problem
from ..setup.options import About, option_list, read_pairs
from .arguments import (
    NETWORK_VARIABLE,
    complete_field,
    complete_link_macros,
    complete_network,
    complete_type,
)

_COMPLETE = {
    "field": complete_field,
    "network": complete_network,
    "type": complete_type,
    "with": complete_link_macros,
}


def click_option(option: About) -> Callable[..., Any]:
    """Return an option as click takes it. Several words in one text are taken apart where they are checked."""
    if option.kind == "flag":
        return click.option(f"--{option.name}", is_flag=True, help=option.help)
    return click.option(
        f"--{option.name}",
        option.argument,
        metavar=option.metavar,
        multiple=option.repeatable,
        default=option.default or None,
        show_default=bool(option.default),
        envvar=NETWORK_VARIABLE if option.name == "network" else None,
        show_envvar=option.name == "network",
        shell_complete=_COMPLETE.get(option.name),
        help=option.help,
    )


def setup_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of a setup; it takes them as ``**options``."""
    for option in reversed(option_list()):
        command = click_option(option)(command)
    return command


def setup_arguments(options: dict[str, Any]) -> dict[str, Any]:
    """Return the options as the arguments of ``build_setup``. Raises InputError for what is not NAME=VALUE."""
    problems: list[Problem] = []
    pairs = {option.argument for option in option_list() if option.kind == "pairs"}
    given = {name: value for name, value in options.items() if value is not None}
    arguments = {name: read_pairs(value, problems) if name in pairs else value for name, value in given.items()}
    if problems:
        raise InputError(problems)
    return arguments
