"""Arguments and options that several commands share."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from ..errors import InputError, PostbackPackError, Problem
from ..messages.message import Message, message

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from ..catalog.load import Catalog
    from ..catalog.model import Network


PIPE = "-"
"""In place of a file's name: standard input or output."""
SEPARATORS = f"{os.sep}{os.altsep or ''}"
"""What a name of a folder can end in."""
NETWORK_VARIABLE = "POSTBACK_PACK_NETWORK"
"""The environment variable that names the network for which commands are meant without --network."""


class PathName(click.Path):
    """The name of a file or folder, as it was typed. ``pipe``: ``-`` may mean one; ``folder``: it may name a folder.

    A program takes an empty name for the folder that you are in, and drops a slash at the end.
    """

    def __init__(self, *, pipe: bool = False, folder: bool = False) -> None:
        super().__init__()
        self._pipe, self._folder = pipe, folder

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> str:
        """Return the name, or refuse it."""
        if not value:
            self.fail(str(message("path.empty")), param, context)
        if value == PIPE and not self._pipe:
            self.fail(str(message("path.not-a-pipe")), param, context)
        if value[-1] in SEPARATORS and not self._folder:
            self.fail(str(message("path.slash")), param, context)
        return str(value)


catalog_option = click.option(
    "-C",
    "--catalog",
    "catalogs",
    type=PathName(folder=True),
    multiple=True,
    metavar="PATH",
    help="Add your own catalog on top: a file like trackers.yaml, or a folder with trackers.yaml and templates/networks. Repeatable.",
)


def format_option(*formats: str, help: str = "How to print the result.") -> Callable[[Any], Any]:
    """Return the option for the format of what is printed; the first one is the default."""
    return click.option("--format", type=click.Choice(formats), default=formats[0], show_default=True, help=help)


def output_option(help: str) -> Callable[[Any], Any]:
    """Return the option for a file to write to."""
    return click.option("-o", "--output", type=PathName(pipe=True), metavar="FILE", help=help)


def load(catalogs: tuple[str, ...]) -> Catalog:
    """Load the shipped catalog and the user's own."""
    from ..catalog.load import load_catalog

    catalog = load_catalog(*catalogs)
    if catalog.broken:
        from .terminal import print_warning

        for id in sorted(catalog.broken):
            print_warning(message("catalog.broken-network", network=id))
    context = click.get_current_context(silent=True)
    if context and context.get_parameter_source("network") is ParameterSource.ENVIRONMENT:
        # A network that is not there is the variable's fault, not that of an option which nobody gave.
        default_network(catalog)
    return catalog


def default_network(catalog: Catalog) -> Network:
    """Return the network of a command that names none: that of the environment, or else the one that this package was made for.

    Raises InputError if the environment names none.
    """
    from ..setup.options import DEFAULT_NETWORK

    try:
        return catalog.network(os.environ.get(NETWORK_VARIABLE) or DEFAULT_NETWORK)
    except InputError as error:
        raise InputError(
            Problem.of("command.variable", variable=NETWORK_VARIABLE, problem=problem.said)
            for problem in error.problems
        ) from error


def catalog_files(catalogs: tuple[str, ...]) -> dict[Message, Path | int]:
    """Return the files of the user's own catalogs, for ``refuse_same``."""
    from ..catalog.load import files_of

    return {
        message("file.of-catalog", path=str(file)): file for catalog in catalogs for file in files_of(Path(catalog))
    }


def refuse_to_edit_installed(option: str) -> None:
    """Refuse to change the shipped catalog where it belongs to an installed package: the next update would undo it."""
    from ..paths import data_folder, is_installed

    if is_installed():
        raise InputError.of("installed.catalog", option, "", folder=str(data_folder()))


def _completing(
    offers: Callable[[Catalog, click.Context, str], Iterable[tuple[str, str]]],
) -> Callable[[click.Context, click.Parameter, str], list[CompletionItem]]:
    """Return what offers the words that begin as typed, each with its meaning; none where the catalog cannot be loaded."""

    def complete(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        try:
            found = [*offers(load(context.params.get("catalogs") or ()), context, incomplete)]
        except PostbackPackError:
            return []
        typed = incomplete.casefold()
        return [CompletionItem(word, help=about) for word, about in found if word.casefold().startswith(typed)]

    return complete


def _ids(*kinds: str) -> Callable[[Catalog, click.Context, str], Iterable[tuple[str, str]]]:
    """Return what offers the ids of trackers, networks or both."""
    return lambda catalog, context, typed: (
        (entry.id, entry.name) for kind in kinds for entry in getattr(catalog, kind).values()
    )


def _network_of(catalog: Catalog, context: click.Context) -> Network:
    """Return the network that is asked for, by any of its names."""
    return catalog.network(context.params.get("network") or default_network(catalog))


def _types(catalog: Catalog, context: click.Context, typed: str) -> Iterable[tuple[str, str]]:
    return ((kind.id, kind.name) for kind in _network_of(catalog, context).types.values())


def _fields(catalog: Catalog, context: click.Context, typed: str) -> Iterable[tuple[str, str]]:
    """Yield ``NAME=`` for each field of the network, and behind it the values that are known."""
    name, equals, _ = typed.partition("=")
    fields = _network_of(catalog, context).fields
    if not equals:
        yield from ((f"{id}=", field.label) for id, field in fields.items())
    elif name in fields:
        yield from ((f"{name}={value}", about) for value, about in fields[name].values.items())
        if fields[name].macro:
            yield f"{name}=macro", str(message("complete.macro"))


def _link_macros(catalog: Catalog, context: click.Context, typed: str) -> Iterable[tuple[str, str]]:
    """Yield the network's macros for the link; of several names with commas between them, the last is completed."""
    before = typed[: typed.rfind(",") + 1]
    macros = _network_of(catalog, context).click_in.macros
    yield from ((f"{before}{name}", macro) for name, macro in macros.items() if name != "click_id")
    if not before:
        yield "all", str(message("complete.all"))


complete_tracker = _completing(_ids("trackers"))
complete_network = _completing(_ids("networks"))
complete_shown = _completing(_ids("trackers", "networks"))
complete_type = _completing(_types)
complete_field = _completing(_fields)
complete_link_macros = _completing(_link_macros)


def network_option(help: str) -> Callable[[Any], Any]:
    """Return the option that names a network where it is not a part of a setup."""
    return click.option("--network", metavar="ID", shell_complete=complete_network, help=help)
