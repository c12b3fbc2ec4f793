"""The command ``sources``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from ..messages.message import message
from .arguments import catalog_option, complete_network, complete_tracker, format_option, load
from .terminal import print_json, print_lines, print_result, print_screen

if TYPE_CHECKING:
    from ..catalog.model import Network, Tracker
    from ..contribute.sources import Checked


@click.command()
@click.argument("trackers", nargs=-1, shell_complete=complete_tracker)
@click.option(
    "--network",
    "networks",
    multiple=True,
    metavar="NETWORK",
    shell_complete=complete_network,
    help="Show this network's facts one by one. Repeatable.",
)
@click.option(
    "--check", is_flag=True, help="Fetch each page and look for what it is the source of. Needs the internet."
)
@click.option(
    "--allow-private", is_flag=True, help="With --check: also fetch pages on this machine and in your own network."
)
@format_option("text", "json")
@catalog_option
def sources(
    trackers: tuple[str, ...],
    networks: tuple[str, ...],
    check: bool,
    allow_private: bool,
    format: str,
    catalogs: tuple[str, ...],
) -> int:
    """Show how well each fact of the catalog, or of some TRACKERS and networks, is sourced, and what is missing.

    One more look-up is the page of the maker that would close most of what is open. For those that you name, each fact
    that is not confirmed is listed.

    With --check, the exit status is 1 if a page is gone, has changed or cannot be reached.

    \b
    Examples:
      postback-pack sources
      postback-pack sources --network mynetwork
      postback-pack sources --check keitaro
    """
    from ..contribute.sources import WARNINGS, overview, overview_of_networks
    from ..rendering.tracker_data import SCHEMA_VERSION

    if allow_private and not check:
        raise click.UsageError(str(message("sources.private-alone")))
    catalog = load(catalogs)
    chosen = [catalog.tracker(name) for name in trackers]
    chosen_networks = [catalog.network(name) for name in networks]
    if not chosen and not chosen_networks:
        chosen, chosen_networks = list(catalog.trackers.values()), list(catalog.networks.values())
    checked = _check([*chosen, *chosen_networks], allow_private) if check else []
    about_trackers, about_networks = overview(chosen), overview_of_networks(chosen_networks)
    if format == "json":
        data = {"schema_version": SCHEMA_VERSION} | about_trackers | {"networks": about_networks}
        print_json(data | ({"checked": [vars(page) for page in checked]} if check else {}))
    elif check:
        for page in checked:
            if page.state != "fine":
                print_lines(f"{page.state}: {page.url}: {page.note}")
        states = [page.state for page in checked]
        print_result(", ".join(f"{states.count(state)} {state}" for state in sorted(set(states))))
    else:
        if chosen:
            _print_overview(about_trackers)
            _print_entries("tracker", about_trackers["trackers"], one_by_one=bool(trackers))
        if chosen and chosen_networks:
            print_result("")
        if chosen_networks:
            _print_entries("network", about_networks, one_by_one=bool(networks))
    return 1 if any(page.state not in ("fine", *WARNINGS) for page in checked) else 0


def _check(entries: list[Tracker | Network], allow_private: bool) -> list[Checked]:
    from ..contribute.sources import check_sources, pages

    progress: Any = click.progressbar(length=len(pages(entries)), label="pages", file=sys.stderr)
    with progress as bar:
        return check_sources(entries, lambda: bar.update(1), allow_private=allow_private)


def _print_entries(what: str, data: dict[str, dict[str, Any]], *, one_by_one: bool) -> None:
    """Print how well entries are known; ``one_by_one``: also each fact that is not confirmed."""
    from ..contribute.look_ups import look_up_text
    from ..text.screen import hanging_table, heading

    rows = [
        [
            id,
            found["oldest"] or "",
            *(str(len(found[grade])) for grade in ("confirmed", "reported")),
            look_up_text(found),
        ]
        for id, found in data.items()
    ]
    columns = [what, "oldest", "confirmed", "reported", str(message("sources.column-look-up"))]
    header, *lines = hanging_table([columns, *rows])
    print_screen("\n".join([heading(header), *lines]))
    if one_by_one:
        facts = [
            [id, fact, grade]
            for id, found in data.items()
            for grade in ("unknown", "reported")
            for fact in found[grade]
        ]
        header, *lines = hanging_table([[what, "fact", "grade"], *facts])
        print_screen("\n".join(["", heading(header), *lines]))


def _print_overview(data: dict[str, Any]) -> None:
    grades = ", ".join(f"{count} {grade}" for grade, count in data["click_id_macros"].items())
    print_screen(message("sources.grades", grades=grades, percent=data["confirmed_percent"]))
    counts = ", ".join(f"{count} {by}" for by, count in sorted(data["sources"].items()))
    print_screen(message("sources.by", counts=counts))
    months = ", ".join(f"{month} ({count})" for month, count in data["months"].items())
    print_screen(message("sources.months", months=months))
    print_screen("")
