"""The command ``render``."""

from __future__ import annotations

from typing import Any

import click

from ..rendering import BARE, FORMATS
from .arguments import PathName, catalog_option, complete_tracker, load
from .setup_options import setup_arguments, setup_options
from .terminal import print_result, print_warning

_ABOUT = {"url": "url", "code": "url", "link": "link"}
"""What the warnings have to be about for the formats that print one thing."""


@click.command()
@click.argument("tracker", shell_complete=complete_tracker)
@setup_options
@click.option("--sources", is_flag=True, help="Add the source of each fact.")
@click.option(
    "--format",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="url, link and code print that alone.",
)
@click.option(
    "-o",
    "--output",
    type=PathName(pipe=True),
    metavar="FILE",
    help="Write to a file instead of standard output.",
)
@catalog_option
def render(
    tracker: str, sources: bool, format: str, output: str | None, catalogs: tuple[str, ...], **options: Any
) -> None:
    """Print the postback URL, the tracking link and the steps for TRACKER.

    TRACKER is an id, a name or an alias from `postback-pack list`. Use custom for a tracker that is not listed.

    \b
    Examples:
      postback-pack render keitaro --account acme --payout macro
      postback-pack render binom --account acme --payout 1.5 --format url
      postback-pack render voluum --campaign-url https://trk.example/abc --format link
      postback-pack render custom --account acme --click-id-macro '{cid}'
    """
    from ..messages.message import message
    from ..rendering.render import render as render_setup
    from ..setup.build import build_setup

    if output is not None and output != "-":
        from pathlib import Path

        from ..same_files import refuse_same
        from .arguments import catalog_files

        refuse_same({"output": Path(output)}, catalog_files(catalogs))
    setup = build_setup(load(catalogs), tracker, **setup_arguments(options))
    text = render_setup(setup, format, sources=sources)
    if output is not None and output != "-":
        from ..files import write_whole

        write_whole(Path(output), text + "\n")
    else:
        print_result(
            text,
            frozenset(filter(None, (setup.postback_url, setup.tracking_link))) if format == "text" else frozenset(),
        )
    for about, warning in setup.warning_messages:
        if _ABOUT.get(format, about) == about:
            print_warning(warning)
    if format not in BARE:
        for about in ("url", "link"):
            gap = setup.gaps.get(about)
            if gap and gap.advice and not setup.code:
                print_warning(gap.advice)
    if format == "link" and setup.link_is_example:
        print_warning(message("warning.example-link"))
