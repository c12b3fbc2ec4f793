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
    """Show every fact about TRACKER with its grade and its sources.

    \b
    Examples:
      postback-pack show keitaro
      postback-pack show hasoffers --format json
    """
    from ..catalog_view import tracker_data, tracker_text

    found = load(catalogs).tracker(tracker)
    if format == "json":
        import json

        print_result(json.dumps(tracker_data(found), ensure_ascii=False, indent=2))
    else:
        text = tracker_text(found)
        print_result(text, frozenset([text.partition("\n")[0]]))
