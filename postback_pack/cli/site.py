"""The command ``site``."""

from __future__ import annotations

from pathlib import Path

import click

from .arguments import PathName, catalog_option, complete_network, load
from .terminal import print_result, print_warning

FORMATS = ("html", "md", "json")


@click.command()
@click.argument("directory", type=PathName(folder=True))
@click.option(
    "--format", type=click.Choice(FORMATS), default="html", show_default=True, help="html includes the generator page."
)
@click.option(
    "--network",
    metavar="ID",
    default="adsterra",
    show_default=True,
    shell_complete=complete_network,
    help="The ad network.",
)
@click.option(
    "--raw-guard",
    type=click.Choice(["none", "jekyll"]),
    default="none",
    show_default=True,
    help="For md: keep Liquid from reading macros as its own code.",
)
@catalog_option
def site(directory: str, format: str, network: str, raw_guard: str, catalogs: tuple[str, ...]) -> None:
    """Write a page for every tracker, an index and the whole catalog as JSON into DIRECTORY.

    Run again, it writes only what has changed, and removes only what it wrote itself.

    \b
    Examples:
      postback-pack site public
      postback-pack site docs/trackers --format md
    """
    if raw_guard != "none" and format != "md":
        raise click.UsageError("--raw-guard is for --format md.")
    from ..site.pages import site_pages
    from ..site.writing import write_site

    done = write_site(Path(directory), site_pages(load(catalogs), format, network=network, raw_guard=raw_guard))
    print_result(f"{len(done.written)} written, {len(done.unchanged)} unchanged, {len(done.removed)} removed")
    for name in done.kept:
        print_warning(f"{name} is no longer made, but somebody has changed it: it stays")
