"""Arguments and options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import InputError, PostbackPackError
from ..messages.message import Message, message

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from ..catalog.load import Catalog
    from ..catalog.model import Network, Tracker
    from ..catalog.network_parts import PostbackType


PIPE = "-"
"""In place of a file's name: standard input or output."""


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
        if value.endswith("/") and not self._folder:
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
        from ..messages.message import message
        from .terminal import print_warning

        for id in sorted(catalog.broken):
            print_warning(message("catalog.broken-network", network=id))
    return catalog


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
    offers: Callable[[Catalog, click.Context], Iterable[Tracker | Network | PostbackType]],
) -> Callable[[click.Context, click.Parameter, str], list[CompletionItem]]:
    """Return what offers the ids that begin as typed, with their names; none where the catalog cannot be loaded."""

    def complete(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        try:
            found = offers(load(context.params.get("catalogs") or ()), context)
        except PostbackPackError:
            return []
        return [
            CompletionItem(offer.id, help=offer.name) for offer in found if offer.id.startswith(incomplete.casefold())
        ]

    return complete


def _types(catalog: Catalog, context: click.Context) -> Iterable[PostbackType]:
    """Return the postback types of the network that is asked for."""
    network = catalog.networks.get(context.params.get("network") or "")
    return network.types.values() if network else ()


complete_tracker = _completing(lambda catalog, context: catalog.trackers.values())
complete_network = _completing(lambda catalog, context: catalog.networks.values())
complete_type = _completing(_types)


def network_option(help: str) -> Callable[[Any], Any]:
    """Return the option that names a network where it is not a part of a setup."""
    return click.option("--network", metavar="ID", shell_complete=complete_network, help=help)
