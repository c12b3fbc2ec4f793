"""The command ``list``."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import click

from ..catalog.model import KINDS
from ..errors import InputError
from ..messages.message import Message, message
from ..text.characters import shown
from .arguments import catalog_option, format_option, load
from .terminal import print_json, print_result, print_warning


@click.command("list")
@click.option("--kind", type=click.Choice(KINDS), help="Only trackers of this kind.")
@click.option("--macro", metavar="MACRO", help="Only those that write this macro, and what it means there.")
@click.option("--networks", is_flag=True, help="List the ad networks instead.")
@format_option("text", "json", "md")
@catalog_option
def list_trackers(kind: str | None, macro: str | None, networks: bool, format: str, catalogs: tuple[str, ...]) -> None:
    """List the trackers with their macros, or the ad networks with their fields.

    The grade says how well the click-ID macro is known. A tracker that needs no such macro shows what its entry offers:
    code, a table of values, a partner integration, or a link that carries the postback. The grade of a network is that of its click-ID
    macro or of its postback URL, whichever is known less well. As text, long cells of networks are shortened to the terminal's width.

    \b
    Examples:
      postback-pack list
      postback-pack list --kind platform
      postback-pack list --macro '{!tscode!}'
      postback-pack list --networks
    """
    if networks:
        if kind is not None:
            raise InputError.of("list.kind-of-networks", "kind")
        _list_networks(macro, format, catalogs)
        return
    from ..rendering.tracker_data import LIST_COLUMNS, MACRO_COLUMNS, list_cells, list_rows, nearest_macros

    trackers = load(catalogs).trackers.values()
    rows = list_rows(trackers, kind, macro)
    if format == "json":
        _print_rows("trackers", rows)
    elif rows:
        columns = {key: title for key, title in LIST_COLUMNS.items() if key in rows[0]}
        cells = [list(list_cells(row).values()) for row in rows]
        _print_table(columns, cells, format, MACRO_COLUMNS)
    elif macro is None:
        print_warning(message("list.no-kind", kind=kind))
    else:
        known = (tracker.macro(role) for tracker in trackers for role in ("click_id", "payout"))
        hint = _near(nearest_macros(known, macro))
        print_warning(message("list.no-macro", macro=shown(macro), hint=hint))


def _list_networks(macro: str | None, format: str, catalogs: tuple[str, ...]) -> None:
    from ..rendering.network_data import NETWORK_COLUMNS, network_cells, network_rows
    from ..rendering.tracker_data import nearest_macros

    networks = load(catalogs).networks.values()
    rows = network_rows(networks, macro)
    if format == "json":
        _print_rows("networks", rows)
    elif rows:
        columns = {key: title for key, title in NETWORK_COLUMNS.items() if key in rows[0]}
        cells = [list(network_cells(row).values()) for row in rows]
        _print_table(columns, cells, format, (), flexible=("name", "types", "fields", "means"))
    elif macro is not None:
        hint = _near(nearest_macros((own for at in networks for own in at.click_in.macros.values()), macro))
        print_warning(message("list.no-network-macro", macro=shown(macro), hint=hint))


def _near(macros: list[str]) -> Message | None:
    return message("hint.near", near=macros) if macros else None


def _print_rows(name: str, rows: list[dict[str, Any]]) -> None:
    from ..rendering.tracker_data import SCHEMA_VERSION

    print_json({"schema_version": SCHEMA_VERSION, name: rows})


def _print_table(
    columns: Mapping[str, str],
    rows: Sequence[Sequence[str]],
    format: str,
    macros: Collection[str],
    flexible: Collection[str] = (),
) -> None:
    """Print rows as Markdown or as aligned text. ``columns``: the title of each by its key; ``macros`` hold macros.

    As text, the cells of ``flexible`` columns are shortened where a line would not fit into the terminal.
    """
    header = list(columns.values())
    if format == "md":
        from ..rendering.tables import markdown_table

        code = {index for index, key in enumerate(columns) if key in macros}
        print_result("\n".join(markdown_table(header, rows, code)))
        return
    from ..text.tables import fit_cells, text_table

    if flexible:
        from shutil import get_terminal_size

        giving_way = [index for index, key in enumerate(columns) if key in flexible]
        rows = fit_cells(header, rows, get_terminal_size().columns, giving_way)
    lines = text_table(header, rows)
    print_result("\n".join(lines), lines[:1])
