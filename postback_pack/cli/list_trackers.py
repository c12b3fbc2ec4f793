"""The command ``list``."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from ..catalog.model import KINDS, called, is_part
from ..errors import InputError
from ..messages.message import Message, message
from ..text.characters import shown
from .arguments import catalog_option, complete_shown, format_option, load
from .terminal import columns, print_json, print_result, print_screen, print_warning

if TYPE_CHECKING:
    from ..catalog.load import Catalog
    from ..catalog.model import Network, Tracker


@click.command("list")
@click.argument("words", metavar="[WORD]", nargs=-1, shell_complete=complete_shown)
@click.option("--kind", type=click.Choice(KINDS), help="Only trackers of this kind.")
@click.option("--macro", metavar="MACRO", help="Only those that write this macro, and what it means there.")
@click.option("--networks", is_flag=True, help="List the ad networks instead.")
@format_option("text", "json", "md")
@catalog_option
def list_trackers(
    words: tuple[str, ...],
    kind: str | None,
    macro: str | None,
    networks: bool,
    format: str,
    catalogs: tuple[str, ...],
) -> None:
    """List the trackers with their macros, or the ad networks with their fields.

    With WORD, only those that have it in their ID, name or another name.

    The grade says how well the click-ID macro is known. A tracker that needs no such macro shows what its entry offers:
    code, a table of values, a partner integration, or a link that carries the postback. The grade of a network is that of its click-ID
    macro or of its postback URL, whichever is known less well. As text, the payout macro is left out where the terminal is too
    narrow, and long cells are shortened. Macros never are.

    \b
    Examples:
      postback-pack list
      postback-pack list volu
      postback-pack list --kind platform
      postback-pack list --macro '{!tscode!}'
      postback-pack list --networks
    """
    catalog, word = load(catalogs), " ".join(words)
    if networks:
        if kind is not None:
            raise InputError.of("list.kind-of-networks", "kind")
        _list_networks(catalog, word, macro, format)
    else:
        _list_trackers(catalog, word, kind, macro, format)


def _list_trackers(catalog: Catalog, word: str, kind: str | None, macro: str | None, format: str) -> None:
    from ..rendering.tracker_data import LIST_COLUMNS, MACRO_COLUMNS, list_cells, list_rows, nearest_macros

    found = called(catalog.trackers.values(), word)
    rows = list_rows(found, kind, macro)
    if format == "json":
        _print_rows("trackers", rows)
    elif rows and format == "md":
        titles = {key: title for key, title in LIST_COLUMNS.items() if key in rows[0]}
        _print_markdown(titles, [list(list_cells(row).values()) for row in rows], MACRO_COLUMNS)
    elif rows:
        from ..rendering.list_text import tracker_list

        print_screen(tracker_list(_with_reason(rows, word), columns()))
    elif not found:
        print_warning(_nobody_is_called(False, word, catalog))
    elif word:
        print_warning(message("list.none-of-found", word=shown(word)))
    elif macro is None:
        print_warning(message("list.no-kind", kind=kind))
    else:
        known = (tracker.macro(role) for tracker in catalog.trackers.values() for role in ("click_id", "payout"))
        print_warning(message("list.no-macro", macro=shown(macro), hint=_near(nearest_macros(known, macro))))


def _list_networks(catalog: Catalog, word: str, macro: str | None, format: str) -> None:
    from ..rendering.network_data import NETWORK_COLUMNS, network_cells, network_rows
    from ..rendering.tracker_data import nearest_macros

    networks = catalog.networks.values()
    found = called(networks, word)
    rows = network_rows(found, macro)
    if format == "json":
        _print_rows("networks", rows)
    elif rows and format == "md":
        titles = {key: title for key, title in NETWORK_COLUMNS.items() if key in rows[0]}
        _print_markdown(titles, [list(network_cells(row).values()) for row in rows], ())
    elif rows:
        from ..rendering.list_text import network_list

        print_screen(network_list(_with_reason(rows, word), columns()))
    elif not found:
        print_warning(_nobody_is_called(True, word, catalog))
    elif word:
        print_warning(message("list.none-of-found", word=shown(word)))
    elif macro is not None:
        hint = _near(nearest_macros((own for at in networks for own in at.click_in.macros.values()), macro))
        print_warning(message("list.no-network-macro", macro=shown(macro), hint=hint))


def _with_reason(rows: list[dict[str, Any]], word: str) -> list[dict[str, Any]]:
    """Return the rows, with the alias that has the word where neither ID nor name has it."""
    for row in rows:
        if not (is_part(word, row["id"]) or is_part(word, row["name"])):
            row["found_by"] = next(alias for alias in row["aliases"] if is_part(word, alias))
    return rows


def _nobody_is_called(networks: bool, word: str, catalog: Catalog) -> Message:
    """Say that there is none, with the nearest name; or that it is on the other list."""
    from ..text.suggestions import near_hint

    lists: list[list[Tracker | Network]] = [[*catalog.trackers.values()], [*catalog.networks.values()]]
    here, there = reversed(lists) if networks else lists
    if called(there, word):
        return message("list.is-tracker" if networks else "list.is-network", word=shown(word))
    hint = near_hint(word, [name for entry in here for name in entry.names])
    return message("list.no-network" if networks else "list.no-tracker", word=shown(word), hint=hint)


def _near(macros: list[str]) -> Message | None:
    return message("hint.near", near=macros) if macros else None


def _print_rows(name: str, rows: list[dict[str, Any]]) -> None:
    from ..rendering.tracker_data import SCHEMA_VERSION

    print_json({"schema_version": SCHEMA_VERSION, name: rows})


def _print_markdown(titles: Mapping[str, str], rows: Sequence[Sequence[str]], macros: Collection[str]) -> None:
    """Print rows as a table. ``titles``: the title of each column by its key; those of ``macros`` hold macros."""
    from ..rendering.tables import markdown_table

    code = {index for index, key in enumerate(titles) if key in macros}
    print_result("\n".join(markdown_table([*titles.values()], rows, code)))
