"""The command ``new``."""

from __future__ import annotations

import sys

import click

from ..catalog.model import KINDS
from .arguments import PathName
from .terminal import print_result


@click.command()
@click.argument("id")
@click.option("--name", help="The tracker's name, as its maker writes it.")
@click.option("--kind", type=click.Choice(KINDS), help="What sort of system it is.")
@click.option("--param", help="The link's parameter in which it keeps the network's click ID.")
@click.option("--click-id-macro", metavar="MACRO", help="The macro that gives that click ID back.")
@click.option("--payout-macro", metavar="MACRO", help="The macro for the payout.")
@click.option("--source", metavar="URL", help="The page that says so.")
@click.option(
    "--by", type=click.Choice(["vendor", "network", "other"]), help="Who says it: vendor is the tracker's own maker."
)
@click.option(
    "-o",
    "--output",
    type=PathName(pipe=True),
    metavar="FILE",
    help="The catalog to add it to; the checkout's trackers.yaml without it. - prints it.",
)
def new(
    id: str,
    name: str | None,
    kind: str | None,
    param: str | None,
    click_id_macro: str | None,
    payout_macro: str | None,
    source: str | None,
    by: str | None,
    output: str | None,
) -> None:
    """Add an entry for the tracker ID to a catalog, with comments where you have to go on.

    On a terminal it asks for what is not given. An empty answer means: not known. No command takes the catalog
    until you have replaced every FILL IN.

    \b
    Examples:
      postback-pack new mytracker
      postback-pack new mytracker --name "My Tracker" --click-id-macro "{ext_id}" --source https://mytracker.example/docs -o mine.yaml
    """
    from datetime import date
    from pathlib import Path

    from ..catalog.limits import MOST_BYTES
    from ..catalog.load import try_text
    from ..catalog.read import text_of
    from ..contribute.lint import lint
    from ..contribute.new_entry import NewEntry, added, written
    from ..contribute.rewrite import rewrite
    from ..errors import CatalogError, InputError, Mistake, Problem
    from ..paths import data_folder
    from .arguments import refuse_to_edit_installed

    if output is None:
        refuse_to_edit_installed(
            "-o", "name a catalog of your own, such as -o mine.yaml, or - to print the entry", "output"
        )
    asks = sys.stdin.isatty() and sys.stderr.isatty()
    entry = NewEntry(
        id=id,
        name=_given(name, "Name", asks, id.replace("_", " ").title()),
        kind=_given(kind, f"Kind ({', '.join(KINDS)})", asks, "tracker"),
        param=_given(param, "Parameter of the link for the click ID", asks),
        click_id_macro=_given(click_id_macro, "Click-ID macro", asks),
        payout_macro=_given(payout_macro, "Payout macro", asks),
        source=_given(source, "Address of the page that says so", asks),
        by=_given(by, "Who says it (vendor, network, other)", asks, "vendor"),
    )
    text = written(entry, date.today().strftime("%Y-%m"))
    if output == "-":
        print_result(text.rstrip("\n"))
        return
    file = Path(output) if output is not None else data_folder() / "trackers.yaml"
    after = ""

    def change(content: bytes | None) -> str:
        nonlocal after
        mistakes: list[Mistake] = []
        text_of(content or b"", str(file), mistakes)
        if mistakes:
            raise CatalogError(mistakes)
        before = "# A catalog of trackers.\n" if content is None else content.decode()
        changed = added(before, text, id)
        after = text_of(changed.encode(), str(file), mistakes)
        try:
            try_text(file, after)
        except CatalogError as error:
            # What is left to fill in, here or in another new entry, is told below.
            wrong = [mistake for mistake in error.mistakes if mistake.code != "unfinished"]
            if wrong:
                raise InputError([Problem(line) for line in str(CatalogError(wrong)).splitlines()]) from error
        return changed

    rewrite(file, change, MOST_BYTES + 1)
    print_result(
        f"{file}: {id} added. Fill in what is left there; until then the file cannot be used. Check it with: postback-pack lint"
        + (f" {file}" if output else "")
    )
    for mistake in lint(after, str(file)):
        if mistake.field.startswith(id):
            print_result(f"{mistake.severity}: {mistake} [{mistake.code}]")


def _given(value: str | None, question: str, asks: bool, default: str = "") -> str:
    if value is not None:
        return value
    return (
        str(click.prompt(question, default=default, show_default=bool(default), err=True)).strip() if asks else default
    )
