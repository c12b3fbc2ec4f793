"""The command ``preview``."""

from __future__ import annotations

from typing import Any

import click

from ..setup.options import SAMPLE_AMOUNT
from .arguments import catalog_option, complete_tracker, load
from .setup_options import setup_arguments, setup_options
from .terminal import print_error, print_screen


@click.command()
@click.argument("tracker", shell_complete=complete_tracker)
@click.option("--click-id", metavar="ID", required=True, help="A click ID as the network would send it.")
@click.option(
    "--amount", metavar="AMOUNT", help=f"What the tracker would fill in for the payout. {SAMPLE_AMOUNT} if omitted."
)
@setup_options
@catalog_option
def preview(tracker: str, click_id: str, amount: str | None, catalogs: tuple[str, ...], **options: Any) -> int:
    """Walk through one conversion for TRACKER with sample values, hop by hop. Nothing is sent.

    It takes the options of render. The exit status is 1 if the conversion would be lost: a macro or a placeholder is left.

    \b
    Example:
      postback-pack preview keitaro --account acme --click-id 123abc
    """
    from ..setup.build import build_setup
    from ..text.screen import whole_lines
    from ..trial.preview import journey_text
    from ..trial.preview import preview as play

    setup = build_setup(load(catalogs), tracker, **setup_arguments(options))
    journey = play(setup, click_id, amount)
    lines = journey_text(journey).split("\n")
    print_screen("\n".join(whole_lines(line) if "://" in line else line for line in lines))
    for problem in journey.problems:
        print_error(problem)
    return 1 if journey.problems else 0
