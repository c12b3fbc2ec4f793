"""The command ``new``."""

from __future__ import annotations

import sys

import click

from ..catalog.evidence import SAYERS
from ..catalog.model import KINDS
from ..errors import InputError, Mistake
from ..messages.message import message
from .arguments import PIPE, output_option, refuse_to_edit_installed
from .terminal import print_lines, print_result

_OF_TRACKERS = ("kind", "param", "payout_macro")
_OF_NETWORKS = ("url",)


@click.command()
@click.argument("id")
@click.option("--network", is_flag=True, help="ID is that of a network: write its folder, templates/networks/ID.")
@click.option("--name", help="The name, as its maker writes it.")
@click.option("--kind", type=click.Choice(KINDS), help="The kind of system.")
@click.option("--param", help="The link parameter that keeps the network's click ID.")
@click.option("--url", metavar="URL", help="With --network: its postback URL, as its page or your account shows it.")
@click.option(
    "--click-id-macro",
    metavar="MACRO",
    help="The macro that returns that click ID. With --network: the network's macro for it, in the tracking link.",
)
@click.option("--payout-macro", metavar="MACRO", help="The macro for the payout.")
@click.option("--source", metavar="URL", help="The page that says so.")
@click.option(
    "--by", type=click.Choice(SAYERS), help="Who says it: vendor is the maker of the tracker, or the network."
)
@output_option("The catalog to add it to, with --network a folder, or - to print it. The checkout's own if omitted.")
def new(id: str, network: bool, output: str | None, **given: str | None) -> None:
    """Add an entry for the tracker ID to a catalog, or the folder of the network ID, with comments that say what to fill in.

    On a terminal, it asks for what is not given. Leave an answer empty if you do not know it. No command accepts the
    catalog until you have replaced every FILL IN.

    \b
    Examples:
      postback-pack new mytracker
      postback-pack new mytracker --click-id-macro "{ext_id}" -o mine.yaml
      postback-pack new mynet --network --url "https://pb.example/?c={click_id}"
    """
    if output is None:
        refuse_to_edit_installed("output")
    defaults = {"name": id.replace("_", " ").title(), "kind": "tracker", "by": "vendor"}
    others = _OF_TRACKERS if network else _OF_NETWORKS
    if wrong := [field for field in others if given[field] is not None]:
        code = "new.for-tracker" if network else "new.for-network"
        raise InputError.of(code, wrong[0].replace("_", "-"))
    fields = {field: value for field, value in given.items() if field not in others}
    answers = {field: _answer(field, value, defaults.get(field, ""), network) for field, value in fields.items()}
    if network:
        _add_network(id, answers, output)
    else:
        _add_tracker(id, answers, output)


def _add_tracker(id: str, answers: dict[str, str], output: str | None) -> None:
    from pathlib import Path

    from ..contribute.lint import this_month
    from ..contribute.new_entry import NewEntry, add_entry, entry_yaml
    from ..paths import data_folder

    entry = NewEntry(id, **answers)
    if output == PIPE:
        print_result(entry_yaml(entry, this_month()).rstrip("\n"))
        return
    file = Path(output) if output is not None else data_folder() / "trackers.yaml"
    left = add_entry(entry, file, this_month())
    print_lines(message("new.added", id=id, file=str(file)))
    _print_left(left)


def _add_network(id: str, answers: dict[str, str], output: str | None) -> None:
    from pathlib import Path

    from ..catalog.load import load_catalog
    from ..contribute.lint import this_month
    from ..contribute.new_network import NewNetwork, add_network, network_files
    from ..paths import data_folder

    network, catalog = NewNetwork(id, **answers), load_catalog()
    if output == PIPE:
        files = network_files(network, catalog, this_month())
        print_result("\n".join(f"# {name}\n{text}" for name, text in files.items()).rstrip("\n"))
        return
    folder = Path(output) if output is not None else data_folder()
    target, left = add_network(network, catalog, folder, this_month())
    print_lines(message("new.network-added", id=id, folder=str(target)))
    _print_left(left)


def _print_left(left: list[Mistake]) -> None:
    for mistake in left:
        print_lines(f"{mistake.severity}: {mistake} [{mistake.code}]", mistake.severity)


def _answer(field: str, given: str | None, default: str, network: bool) -> str:
    """Return what was given for a field of an entry, or else ask for it, on a terminal."""
    if given is not None or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return default if given is None else given
    asked = "network_macro" if network and field == "click_id_macro" else field
    question = message(f"new.ask-{asked}", kinds=[*KINDS], sayers=[*SAYERS])
    return str(click.prompt(str(question), default=default, show_default=bool(default), err=True)).strip()
