"""The command ``schema``."""

from __future__ import annotations

import click

from .terminal import print_json

_CATALOG = ("trackers", "network")
_OUTPUTS = ("render", "check")


@click.command()
@click.argument("name", type=click.Choice([*_CATALOG, *_OUTPUTS]), default="trackers")
def schema(name: str) -> None:
    """Print the JSON Schema of a catalog file, or of what a command prints with --format json.

    trackers and network are the schemas of trackers.yaml and of a network.yaml, for editors. render and check are those of the
    commands, for programs that read what they print.

    \b
    Examples:
      postback-pack schema > trackers.schema.json
      postback-pack schema network > network.schema.json
      postback-pack schema check > check.schema.json
    """
    if name in _CATALOG:
        from ..contribute.json_schema import catalog_schema

        print_json(catalog_schema(name))
    else:
        from ..contribute.output_schema import output_schema

        print_json(output_schema(name))
