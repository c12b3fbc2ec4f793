"""The command ``show``."""

from __future__ import annotations

import click

from .arguments import catalog_option, complete_tracker, format_option, load
from .terminal import print_json, print_result


@click.command()
@click.argument("tracker", shell_complete=complete_tracker)
@format_option("text", "json")
@catalog_option
def show(tracker: str, format: str, catalogs: tuple[str, ...]) -> None:
    """Show everything that the catalog holds about TRACKER: every fact with its grade and its sources.

    The text fills the steps in for the default network. JSON holds them as they are in the catalog.

    \b
    Examples:
      postback-pack show keitaro
      postback-pack show hasoffers --format json
    """
    catalog = load(catalogs)
    found = catalog.tracker(tracker)
    if format == "json":
        from ..rendering.tracker_data import tracker_data

        print_json(tracker_data(found))
    else:
        from ..rendering.tracker_text import tracker_text
        from ..setup.options import DEFAULT_NETWORK

        text = tracker_text(found, catalog.network(DEFAULT_NETWORK))
        print_result(text, text.split("\n")[:1])
