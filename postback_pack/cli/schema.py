"""The command ``schema``."""

from __future__ import annotations

import click

from .terminal import print_json


@click.command()
@click.argument("file", type=click.Choice(["trackers", "network"]), default="trackers")
def schema(file: str) -> None:
    """Print the JSON Schema of a catalog FILE, for editors: trackers (trackers.yaml) or network (network.yaml).

    \b
    Examples:
      postback-pack schema > trackers.schema.json
      postback-pack schema network > network.schema.json
    """
    from ..contribute.json_schema import catalog_schema

    print_json(catalog_schema(file))
