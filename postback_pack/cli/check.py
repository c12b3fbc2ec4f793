"""The command ``check``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from ..errors import InputError
from ..messages.message import Option, message
from .arguments import PIPE, catalog_option, complete_tracker, default_network, format_option, load, network_option
from .terminal import print_json, print_result, print_warning

if TYPE_CHECKING:
    from ..catalog.load import Catalog
    from ..catalog.model import Network


@click.command()
@click.argument("url")
@click.option(
    "--tracker",
    metavar="ID",
    shell_complete=complete_tracker,
    help="The tracker this URL belongs to. Guessed from the macros if omitted.",
)
@network_option("The network this URL belongs to. Its address or macros show it if omitted.")
@click.option(
    "--link", metavar="URL", help="The tracking link that goes with the postback URL, to check the two together."
)
@click.option(
    "--to", metavar="TRACKER", shell_complete=complete_tracker, help="Print the same postback URL for another tracker."
)
@format_option("text", "json")
@catalog_option
def check(
    url: str,
    tracker: str | None,
    network: str | None,
    link: str | None,
    to: str | None,
    format: str,
    catalogs: tuple[str, ...],
) -> int:
    """Find what is wrong with URL, a postback URL or a tracking link, and what to paste instead.

    Put the URL in single quotes; otherwise the shell cuts it at &. With - each line of the input is a URL and gets a verdict.
    The exit status is 1 if there is an error.

    \b
    Examples:
      postback-pack check 'URL'
      postback-pack check 'URL' --tracker keitaro --link 'TRACKING LINK'
      postback-pack check 'URL' --network mgid
      postback-pack check 'URL' --to binom
      postback-pack check - < urls.txt
    """
    catalog = load(catalogs)
    # It is offered for a link without a macro, and never decides whose URL it is.
    default = default_network(catalog) if network is None else None
    if url == PIPE:
        _refuse("check-options.lines-alone", link=link, to=to)
        return _check_lines(catalog, tracker, network, default, format)
    if to is not None:
        _refuse("check-options.to-alone", link=link, format=None if format == "text" else format)
        _print_translated(catalog, url, tracker, network, to)
        return 0
    from ..checking.check import check as check_url
    from ..checking.report import check_data, check_text

    result = check_url(catalog, url, tracker=tracker, link=link, network=network, default_network=default)
    if format == "json":
        print_json(check_data(result), only_ascii=True)
    else:
        print_result(check_text(result), [checked.corrected for checked in result.urls])
    return 1 if result.verdict == "error" else 0


def _refuse(code: str, **options: str | None) -> None:
    given = [Option(name) for name, value in options.items() if value is not None]
    if given:
        raise InputError.of(code, given[0].name, options=given)


def _check_lines(
    catalog: Catalog, tracker: str | None, network: str | None, default: Network | None, format: str
) -> int:
    """Print a verdict for each line of the input as it comes; return the exit status."""
    import json

    from ..checking.check import check as check_url
    from ..checking.report import check_data, verdict_line

    status = 0
    for number, line in enumerate(sys.stdin.buffer, start=1):
        url = line.decode("utf-8-sig", "replace").strip()
        if not url:
            continue
        result = check_url(catalog, url, tracker=tracker, network=network, default_network=default)
        data = {"line": number} | check_data(result)
        print_result(json.dumps(data) if format == "json" else f"{number}: {verdict_line(result)}")
        status = 1 if result.verdict == "error" else status
    return status


def _print_translated(catalog: Catalog, url: str, tracker: str | None, network: str | None, to: str) -> None:
    from ..checking.translate import translate
    from ..rendering.setup_data import warnings_but_placeholders
    from ..text.markup import write_plain

    setup = translate(catalog, url, to, tracker=tracker, network=network)
    if setup.postback_url is None:
        # What to do about it are options of render.
        why = write_plain(setup.gaps["url"].why)
        raise InputError.of("check-options.no-url", "to", setup.tracker.id, why=why, tracker=setup.tracker.id)
    print_result(setup.postback_url)
    for name in setup.missing_fields:
        field = setup.network.fields[name]
        print_warning(message("check-options.replace", placeholder=field.ungiven, label=field.label))
    for about, warning in warnings_but_placeholders(setup):
        if about == "url":
            print_warning(warning)
