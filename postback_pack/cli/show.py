"""The command ``show``."""

from __future__ import annotations

import click

from .arguments import catalog_option, complete_tracker, load
from .terminal import print_result


@click.command()
@click.argument("tracker", shell_complete=complete_tracker)
@click.option("--format", type=click.Choice(["text", "json"]), default="text", show_default=True)
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
        import json

        from ..rendering.tracker_data import tracker_data

        print_result(json.dumps(tracker_data(found), ensure_ascii=False, indent=2))
    else:
        from ..rendering.tracker_text import tracker_text
        from ..setup.options import DEFAULT_NETWORK

        text = tracker_text(found, catalog.network(DEFAULT_NETWORK))
        print_result(text, frozenset([text.partition("\n")[0]]))
