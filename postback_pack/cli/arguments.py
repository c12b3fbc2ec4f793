"""Arguments and options that several commands share."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from ..catalog.load import Catalog
    from ..messages.message import Message


class PathName(click.Path):
    """The name of a file or folder, as it was typed. ``pipe``: ``-`` may mean one; ``folder``: it may name a folder.

    A program takes an empty name for the folder that you are in, and drops a slash at the end.
    """

    def __init__(self, *, pipe: bool = False, folder: bool = False) -> None:
        super().__init__()
        self._pipe, self._folder = pipe, folder

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> str:
        """Return the name, or refuse it."""
        from ..messages.message import message

        if not value:
            self.fail(str(message("path.empty")), param, context)
        if value == "-" and not self._pipe:
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
    from ..messages.message import message

    return {
        message("file.of-catalog", path=str(file)): file for catalog in catalogs for file in files_of(Path(catalog))
    }


def refuse_to_edit_installed(code: str, option: str) -> None:
    """Refuse to change the shipped catalog where it belongs to an installed package: the next update would undo it."""
    from ..errors import InputError
    from ..paths import data_folder, is_installed

    if is_installed():
        raise InputError.of(code, option, "", folder=str(data_folder()))


def _load_for_completion(context: click.Context) -> Catalog | None:
    from ..errors import PostbackPackError

    try:
        return load(context.params.get("catalogs") or ())
    except PostbackPackError:
        return None


def _starting(with_text: str, offers: Iterable[tuple[str, str]]) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    return [CompletionItem(id, help=name) for id, name in offers if id.startswith(with_text.casefold())]


def complete_tracker(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the ids of the trackers, with their names."""
    catalog = _load_for_completion(context)
    return _starting(
        incomplete, ((tracker.id, tracker.name) for tracker in catalog.trackers.values()) if catalog else ()
    )


def complete_network(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the ids of the networks, with their names."""
    catalog = _load_for_completion(context)
    return _starting(
        incomplete, ((network.id, network.name) for network in catalog.networks.values()) if catalog else ()
    )


def complete_type(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the postback types of the network that is asked for."""
    catalog = _load_for_completion(context)
    network = catalog.networks.get(context.params.get("network") or "") if catalog else None
    return _starting(incomplete, ((kind.id, kind.name) for kind in network.types.values()) if network else ())
