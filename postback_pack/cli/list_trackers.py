"""The command ``list``."""

from __future__ import annotations

import click

from ..catalog.model import KINDS
from .arguments import catalog_option, format_option, load
from .terminal import print_json, print_result, print_warning


@click.command("list")
@click.option("--kind", type=click.Choice(KINDS), help="Only trackers of this kind.")
@click.option("--macro", metavar="MACRO", help="Only trackers that write this macro, and what it means there.")
@format_option("text", "json", "md")
@catalog_option
def list_trackers(kind: str | None, macro: str | None, format: str, catalogs: tuple[str, ...]) -> None:
    """List the trackers with their macros.

    The grade says how well the click-ID macro is known. A tracker that needs no such macro shows what its entry offers:
    code, a table of values, a partner integration, or a link that carries the postback.

    \b
    Examples:
      postback-pack list
      postback-pack list --kind platform
      postback-pack list --macro '{!tscode!}'
    """
    from ..rendering.tracker_data import LIST_COLUMNS, MACRO_COLUMNS, SCHEMA_VERSION, list_cells, list_rows

    trackers = load(catalogs).trackers.values()
    rows = list_rows(trackers, kind, macro)
    if format == "json":
        print_json({"schema_version": SCHEMA_VERSION, "trackers": rows})
        return
    if not rows:
        from ..messages.message import message
        from ..rendering.tracker_data import nearest_macros
        from ..text.characters import shown

        if macro is None:
            print_warning(message("list.no-kind", kind=kind))
            return
        near = nearest_macros(trackers, macro)
        hint = message("hint.near", near=near) if near else None
        print_warning(message("list.no-macro", macro=shown(macro), hint=hint))
        return
    columns = {key: title for key, title in LIST_COLUMNS.items() if key in rows[0]}
    cells = [list(list_cells(row).values()) for row in rows]
    if format == "md":
        from ..rendering.tables import markdown_table

        macros = {index for index, key in enumerate(columns) if key in MACRO_COLUMNS}
        print_result("\n".join(markdown_table(list(columns.values()), cells, macros)))
    else:
        from ..text.tables import text_table

        lines = text_table(list(columns.values()), cells)
        print_result("\n".join(lines), lines[:1])
