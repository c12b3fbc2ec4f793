"""The command ``render``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import InputError, Problem, collected
from ..rendering import BARE, FORMATS
from .arguments import PIPE, catalog_files, catalog_option, complete_tracker, format_option, load, output_option
from .setup_options import setup_arguments, setup_options, view_arguments, view_options_but
from .terminal import for_file, print_note, print_result, print_screen, print_warning

if TYPE_CHECKING:
    from ..setup.build import Setup

_ABOUT = {"url": "url", "code": "url", "link": "link"}
"""What the warnings have to be about for the formats that print one thing."""


@click.command()
@click.argument("tracker", shell_complete=complete_tracker)
@setup_options
@format_option(*FORMATS, help="url, link and code print only that part. md, html and rst are documents.")
@view_options_but()
@output_option("Write to a file instead of standard output.")
@catalog_option
def render(tracker: str, format: str, output: str | None, catalogs: tuple[str, ...], **options: Any) -> None:
    """Print the postback URL, the tracking link and the steps for TRACKER.

    TRACKER is an id, a name or an alias from `postback-pack list`. Use custom for a tracker that is not listed.

    \b
    Examples:
      postback-pack render keitaro --account acme --payout macro
      postback-pack render binom --account acme --payout 1.5 --format url
      postback-pack render voluum --campaign-url https://trk.example/abc
      postback-pack render custom --account acme --click-id-macro '{cid}'
    """
    from ..messages.message import message
    from ..rendering.render import render as render_setup
    from ..rendering.render import render_screen
    from ..rendering.view import View, read_view
    from ..setup.build import build_setup

    file = Path(output) if output and output != PIPE else None
    if file:
        from ..same_files import refuse_same

        refuse_same({"output": file}, catalog_files(catalogs))
    view = view_arguments(options)
    problems: list[Problem] = []
    with collected(problems):
        read_view(View(format, **view))
    with collected(problems):
        setup = build_setup(load(catalogs), tracker, **setup_arguments(options))
    if problems:
        raise InputError(problems)
    is_text = format == "text"
    text = render_screen(setup, **view) if is_text else render_setup(setup, format, **view)
    if file:
        from ..files import write_whole

        write_whole(file, (for_file(text) if is_text else text) + "\n")
    elif is_text:
        print_screen(text)
    else:
        print_result(text)
    for about, warning in setup.warning_messages:
        if _ABOUT.get(format, about) == about:
            print_warning(warning)
    if format != "link":
        _name_other_fields(setup)
    if format not in BARE and not setup.code:
        for about in ("url", "link"):
            if (gap := setup.gaps.get(about)) and gap.advice:
                print_warning(gap.advice)
    if format == "link" and setup.link_is_example:
        print_warning(message("warning.example-link"))


def _name_other_fields(setup: Setup) -> None:
    """Name the fields that may be given too, where one that the URL needs is not given: then nobody has seen them yet."""
    from ..messages.message import message
    from ..setup.network_values import option_of

    network, slots = setup.network, setup.type.shape.slots
    named = {*setup.missing_fields, *setup.fields}
    others = [
        message("field.other", option=option_of(name), label=field.label)
        for name, field in network.fields.items()
        if name in slots and name not in named
    ]
    if setup.missing_fields and others:
        print_note(message("field.others", network=network.name, fields=others, id=network.id))
