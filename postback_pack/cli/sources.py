"""The command ``sources``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from ..messages.message import message
from .arguments import catalog_option, complete_tracker, format_option, load
from .terminal import print_json, print_result

if TYPE_CHECKING:
    from ..catalog.model import Tracker
    from ..contribute.sources import Checked


@click.command()
@click.argument("trackers", nargs=-1, shell_complete=complete_tracker)
@click.option(
    "--check", is_flag=True, help="Fetch each page and look for what it is the source of. Needs the internet."
)
@click.option(
    "--allow-private", is_flag=True, help="With --check: also fetch pages on this machine and in your own network."
)
@format_option("text", "json")
@catalog_option
def sources(trackers: tuple[str, ...], check: bool, allow_private: bool, format: str, catalogs: tuple[str, ...]) -> int:
    """Show how well each fact of the catalog, or of some TRACKERS, is sourced, and what is missing.

    With --check, the exit status is 1 if a page is gone, has changed or cannot be reached.

    \b
    Examples:
      postback-pack sources
      postback-pack sources --check keitaro
    """
    from ..contribute.sources import WARNINGS, overview
    from ..rendering.tracker_data import SCHEMA_VERSION

    if allow_private and not check:
        raise click.UsageError(str(message("sources.private-alone")))
    catalog = load(catalogs)
    chosen = [catalog.tracker(name) for name in trackers] or list(catalog.trackers.values())
    checked = _check(chosen, allow_private) if check else []
    data: dict[str, Any] = {"schema_version": SCHEMA_VERSION} | overview(chosen)
    if format == "json":
        print_json(data | ({"checked": [vars(page) for page in checked]} if check else {}))
    elif check:
        for page in checked:
            if page.state != "fine":
                print_result(f"{page.state}: {page.url}: {page.note}")
        states = [page.state for page in checked]
        print_result(", ".join(f"{states.count(state)} {state}" for state in sorted(set(states))))
    else:
        _print_overview(data)
    return 1 if any(page.state not in ("fine", *WARNINGS) for page in checked) else 0


def _check(trackers: list[Tracker], allow_private: bool) -> list[Checked]:
    from ..contribute.sources import check_sources, pages

    progress: Any = click.progressbar(length=len(pages(trackers)), label="pages", file=sys.stderr)
    with progress as bar:
        return check_sources(trackers, lambda: bar.update(1), allow_private=allow_private)


def _print_overview(data: dict[str, Any]) -> None:
    from ..text.tables import text_table

    grades = ", ".join(f"{count} {grade}" for grade, count in data["click_id_macros"].items())
    print_result(message("sources.grades", grades=grades, percent=data["confirmed_percent"]))
    counts = ", ".join(f"{count} {by}" for by, count in sorted(data["sources"].items()))
    print_result(message("sources.by", counts=counts))
    months = ", ".join(f"{month} ({count})" for month, count in data["months"].items())
    print_result(message("sources.months", months=months))
    rows = [[id, ", ".join(missing)] for id, missing in data["wanted"].items()]
    print_result("\n".join(["", *text_table(["tracker", "wanted"], rows)]))
