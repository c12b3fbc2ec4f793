"""The command ``site``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ..setup.options import option_list
from ..site import FORMATS, LAYOUTS, RAW_GUARDS
from .arguments import PathName, catalog_option, format_option, load
from .setup_options import click_option, given_view_options, view_arguments, view_options_but
from .terminal import print_result, print_warning


@click.command()
@click.argument("directory", type=PathName(folder=True))
@format_option(*FORMATS, help="html includes the page that makes and checks URLs.")
@click_option(next(option for option in option_list() if option.name == "network"))
@click.option(
    "--raw-guard",
    type=click.Choice(RAW_GUARDS),
    default=RAW_GUARDS[0],
    show_default=True,
    help="For md: keep Liquid from reading macros as its own code.",
)
@click.option(
    "--checker",
    type=PathName(folder=True),
    metavar="FOLDER",
    help="For html: let the page check URLs too. FOLDER is the unpacked npm package pyodide.",
)
@click.option(
    "--layout",
    type=click.Choice(LAYOUTS),
    default=LAYOUTS[0],
    show_default=True,
    help="For md: how pages are named and linked. hugo writes _index.md, and links to folders.",
)
@view_options_but("heading-level", "sources")
@catalog_option
def site(
    directory: str,
    format: str,
    network: str,
    raw_guard: str,
    checker: str | None,
    layout: str,
    catalogs: tuple[str, ...],
    **options: Any,
) -> None:
    """Write the page that makes URLs, a page for every tracker and network, and the catalog as JSON into DIRECTORY.

    Open index.html: it works offline, and can lie on any web server. The next run writes only what has changed, and removes only what an earlier run wrote.

    \b
    Examples:
      postback-pack site public
      postback-pack site public --network mgid
      postback-pack site public --checker package
      postback-pack site docs/trackers --format md
      postback-pack site content/trackers --format md --layout hugo
    """
    from ..errors import InputError, Problem, collected
    from ..messages.message import message
    from ..rendering.view import View, read_view

    view = view_arguments(options)
    problems: list[Problem] = []
    if format == "md":
        with collected(problems):
            read_view(View(format, **view))
    else:
        others = (("raw-guard", raw_guard != RAW_GUARDS[0]), ("layout", layout != LAYOUTS[0]))
        only_md = [*given_view_options(), *(name for name, is_given in others if is_given)]
        problems += [Problem.of("site.guard-format", name, "") for name in only_md]
    if checker is not None and format != "html":
        problems.append(Problem.of("checker.format", "checker", ""))
    if problems:
        raise InputError(problems)
    from ..site.pages import site_pages
    from ..site.writing import write_site

    catalog, beside = load(catalogs), None
    if checker is not None:
        from ..site.checker import make_checker

        beside = make_checker(Path(checker), catalog, catalog.network(network).id)
    pages = site_pages(catalog, format, network=network, raw_guard=raw_guard, layout=layout, view=view, checker=beside)
    done = write_site(Path(directory), {**pages, **(beside.files if beside else {})})
    written, unchanged, removed = len(done.written), len(done.unchanged), len(done.removed)
    print_result(message("site.done", written=written, unchanged=unchanged, removed=removed))
    for name in done.kept:
        print_warning(message("site.kept", name=name))
