"""The command ``show``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ..errors import InputError
from .arguments import catalog_option, complete_shown, default_network, format_option, load
from .terminal import print_json, print_screen

if TYPE_CHECKING:
    from ..catalog.load import Catalog
    from ..catalog.model import Network, Tracker

_WHICH = ("tracker", "network")


@click.command()
@click.argument("name", shell_complete=complete_shown)
@click.option("--as", "which", type=click.Choice(_WHICH), help="What NAME is, if a tracker and a network have it.")
@format_option("text", "json")
@catalog_option
def show(name: str, which: str | None, format: str, catalogs: tuple[str, ...]) -> None:
    """Show everything that the catalog holds about a tracker or a network: every fact with its grade and its sources.

    NAME is an id, a name or an alias. For a network it also shows an example command to copy.
    As text, a tracker's steps are filled in for the default network. As JSON, they are as in the catalog.

    \b
    Examples:
      postback-pack show keitaro
      postback-pack show mgid
      postback-pack show hasoffers --format json
    """
    from ..catalog.model import Tracker

    catalog = load(catalogs)
    found = _find(catalog, name, which)
    if isinstance(found, Tracker):
        _show_tracker(found, catalog, format)
    else:
        _show_network(found, format)


def _find(catalog: Catalog, name: str, which: str | None) -> Tracker | Network:
    """Return the tracker or network with this name. Raises InputError if there is none, and if there are both."""
    from ..catalog.model import plain_name
    from ..text.characters import shown

    plain = plain_name(name)
    tracker, network = catalog.names.get(plain), catalog.network_names.get(plain)
    if which == "tracker" or (which is None and tracker and not network):
        return catalog.tracker(name)
    if which == "network" or (network and not tracker) or name.casefold() in catalog.broken:
        return catalog.network(name)
    if tracker and network:
        at, by = catalog.networks[network].name, catalog.trackers[tracker].name
        raise InputError.of("show.both", "name", name=shown(name), tracker=by, network=at)
    from ..messages.message import message
    from ..text.suggestions import nearest

    entries: list[Tracker | Network] = [*catalog.trackers.values(), *catalog.networks.values()]
    ids = {known: entry.id for entry in entries for known in entry.names}
    near = nearest(name, ids)
    hint = message("hint.near", near=ids[near]) if near else None
    raise InputError.of("show.nothing", "name", name=shown(name), hint=hint)


def _show_tracker(tracker: Tracker, catalog: Catalog, format: str) -> None:
    if format == "json":
        from ..rendering.tracker_data import tracker_data

        print_json(tracker_data(tracker))
        return
    from ..rendering.tracker_text import tracker_screen

    print_screen(tracker_screen(tracker, default_network(catalog)))


def _show_network(network: Network, format: str) -> None:
    if format == "json":
        from ..rendering.network_data import shown_network_data

        print_json(shown_network_data(network))
        return
    from ..rendering.network_text import network_screen

    print_screen(network_screen(network))
