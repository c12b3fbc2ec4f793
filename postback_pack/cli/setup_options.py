"""The options that describe a setup, for every command that takes them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

import click

from ..errors import InputError, Problem
from ..rendering.view import view_options
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
    if option.kind == "switch":
        return click.option(f"--{option.name}/--no-{option.name}", default=option.default, help=option.help)
    return click.option(
        f"--{option.name}",
        option.argument,
        type=str,
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
    return setup_options_but()(command)


def setup_options_but(*left_out: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return what gives a command the options of a setup without those with these names."""
    return _giving(option_list(), left_out)


def view_options_but(*left_out: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return what gives a command the options of a view without those with these names."""
    return _giving(view_options(), left_out)


def _giving(options: Iterable[About], left_out: Collection[str]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def give(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed([*options]):
            if option.name not in left_out:
                command = click_option(option)(command)
        return command

    return give


def given_setup_options() -> list[str]:
    """Return the names of the options of a setup that are on the command line, in the order of the alphabet."""
    return _given(option_list())


def given_view_options() -> list[str]:
    """Return the names of the options of a view that are on the command line, in the order of the alphabet."""
    return _given(view_options())


def _given(options: Iterable[About]) -> list[str]:
    context = click.get_current_context()
    sources = {option.name: context.get_parameter_source(option.argument) for option in options}
    return sorted(name for name, source in sources.items() if source == click.core.ParameterSource.COMMANDLINE)


def view_arguments(options: dict[str, Any]) -> dict[str, Any]:
    """Take the options of a view out of ``options``; return those that are not the default, as arguments of ``View``."""
    taken = {option.argument: (options.pop(option.argument, None), option.default) for option in view_options()}
    return {name: value for name, (value, default) in taken.items() if value not in (None, default, str(default))}


def setup_arguments(options: dict[str, Any]) -> dict[str, Any]:
    """Return the options as the arguments of ``build_setup``. Raises InputError for what is not NAME=VALUE."""
    problems: list[Problem] = []
    pairs = {option.argument for option in option_list() if option.kind == "pairs"}
    given = {name: value for name, value in options.items() if value is not None}
    arguments = {name: read_pairs(value, problems) if name in pairs else value for name, value in given.items()}
    if problems:
        raise InputError(problems)
    return arguments
