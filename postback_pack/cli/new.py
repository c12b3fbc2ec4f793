"""The command ``new``."""

from __future__ import annotations

import sys

import click

from ..catalog.evidence import SAYERS
from ..catalog.model import KINDS
from ..messages.message import message
from .arguments import PIPE, output_option, refuse_to_edit_installed
from .terminal import print_result


@click.command()
@click.argument("id")
@click.option("--name", help="The tracker's name, as its maker writes it.")
@click.option("--kind", type=click.Choice(KINDS), help="What sort of system it is.")
@click.option("--param", help="The link parameter that keeps the network's click ID.")
@click.option("--click-id-macro", metavar="MACRO", help="The macro that returns that click ID.")
@click.option("--payout-macro", metavar="MACRO", help="The macro for the payout.")
@click.option("--source", metavar="URL", help="The page that says so.")
@click.option("--by", type=click.Choice(SAYERS), help="Who says it: vendor is the tracker's own maker.")
@output_option("The catalog to add it to, or - to print it. The checkout's trackers.yaml if omitted.")
def new(id: str, output: str | None, **given: str | None) -> None:
    """Add an entry for the tracker ID to a catalog, with comments where you have to go on.

    On a terminal, it asks for what is not given. Leave an answer empty if you do not know it. No command takes the
    catalog until you have replaced every FILL IN.

    \b
    Examples:
      postback-pack new mytracker
      postback-pack new mytracker --name "My Tracker" --click-id-macro "{ext_id}" --source https://mytracker.example/docs -o mine.yaml
    """
    from datetime import date
    from pathlib import Path

    from ..contribute.new_entry import NewEntry, add_entry, entry_yaml
    from ..paths import data_folder

    if output is None:
        refuse_to_edit_installed("output")
    defaults = {"name": id.replace("_", " ").title(), "kind": "tracker", "by": "vendor"}
    entry = NewEntry(id, **{field: _answer(field, value, defaults.get(field, "")) for field, value in given.items()})
    month = date.today().strftime("%Y-%m")
    if output == PIPE:
        print_result(entry_yaml(entry, month).rstrip("\n"))
        return
    file = Path(output) if output is not None else data_folder() / "trackers.yaml"
    left = add_entry(entry, file, month)
    print_result(message("new.added", id=id, file=str(file)))
    for mistake in left:
        print_result(f"{mistake.severity}: {mistake} [{mistake.code}]")


def _answer(field: str, given: str | None, default: str) -> str:
    """Return what was given for a field of an entry, or else ask for it, on a terminal."""
    if given is not None or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return default if given is None else given
    question = message(f"new.ask-{field}", kinds=[*KINDS], sayers=[*SAYERS])
    return str(click.prompt(str(question), default=default, show_default=bool(default), err=True)).strip()
