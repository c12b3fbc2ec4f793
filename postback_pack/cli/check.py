"""The command ``check``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ..errors import InputError
from ..messages.message import Option, message
from .arguments import (
    PIPE,
    catalog_option,
    complete_tracker,
    default_network,
    format_option,
    load,
    network_option,
    output_option,
)
from .check_table import check_table, is_table
from .pasted import read_lines, read_message
from .table_files import column_option
from .terminal import print_result, print_warning

if TYPE_CHECKING:
    from ..catalog.load import Catalog
    from ..catalog.model import Network


@click.command()
@click.argument("urls", metavar="URL", nargs=-1)
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
@column_option("For a table: the column that has the url, its link, the tracker or the network. Repeatable.")
@output_option("For a table: where to write it, with the verdicts. Standard output if omitted.")
@format_option("text", "reply", "md", "csv", "json", help="How to print the result. reply is an answer to send.")
@catalog_option
def check(
    urls: tuple[str, ...],
    tracker: str | None,
    network: str | None,
    link: str | None,
    to: str | None,
    mapping: tuple[str, ...],
    output: str | None,
    format: str,
    catalogs: tuple[str, ...],
) -> int:
    """Find what is wrong with URL, a postback URL or a tracking link, and what to paste instead.

    Without URL you are asked for it, and no shell can cut it at &. URL may also be a text that has it, such as a message,
    HTML, JSON or the line of a log. A postback URL and its tracking link are checked together.

    A pipe is read as one text. With - each line of the input is a text of its own.
    The exit status is 1 if there is an error.

    If URL is the name of a table that is there, such as urls.csv, each row gets a verdict, the URL to paste instead and what is wrong.
    The URLs are in the column url, or in the one that --column url=COLUMN names.

    \b
    Examples:
      postback-pack check
      postback-pack check 'URL' --tracker keitaro --link 'TRACKING LINK'
      postback-pack check 'URL' --network mgid
      postback-pack check 'URL' --to binom
      postback-pack check 'URL' --format reply
      pbpaste | postback-pack check
      Get-Clipboard | postback-pack check
      postback-pack check - --format csv < urls.txt
      postback-pack check urls.csv --column url=Postback -o checked.csv
    """
    catalog = load(catalogs)
    # It is offered for a link without a macro, and never decides whose URL it is.
    default = default_network(catalog) if network is None else None
    if is_table(source := " ".join(urls), mapping):
        _refuse("check-table.alone", link=link, to=to)
        if format in ("reply", "md"):
            raise InputError.of("check-table.format", "format", format)
        target, as_json = output or PIPE, format == "json"
        return check_table(catalog, source, mapping, tracker, network, default, target, catalogs, as_json=as_json)
    _refuse("check-table.only", output=output)
    if urls == (PIPE,):
        _refuse("check-options.lines-alone", link=link, to=to)
        return _check_lines(catalog, tracker, network, default, format)
    if to is not None:
        _refuse("check-options.to-alone", link=link, format=None if format == "text" else format)
        _print_translated(catalog, " ".join(_texts(urls)), tracker, network, to)
        return 0
    from ..checking.check import check as check_url
    from ..checking.check import check_all
    from .check_results import print_checks

    texts = _texts(urls)
    if link is None:
        return print_checks(check_all(catalog, texts, tracker, network=network, default_network=default), format)
    url = " ".join(texts)
    return print_checks([check_url(catalog, url, tracker, link=link, network=network, default_network=default)], format)


def _texts(urls: tuple[str, ...]) -> list[str]:
    """Return the texts to look for URLs in: each argument by itself, or the words of one text without quotes around it."""
    from ..urls.extract import extract

    if not urls:
        return [read_message()]
    return [*urls] if all(map(extract, urls)) else [" ".join(urls)]


def _refuse(code: str, **options: str | None) -> None:
    given = [Option(name) for name, value in options.items() if value is not None]
    if given:
        raise InputError.of(code, given[0].name, options=given)


def _check_lines(
    catalog: Catalog, tracker: str | None, network: str | None, default: Network | None, format: str
) -> int:
    """Print what is found in each line of the input as it comes; return the exit status."""
    from ..checking.check import check_all
    from .check_results import print_lines

    results = (
        (number, result)
        for number, line in read_lines()
        if _has_url(line)
        for result in check_all(catalog, [line], tracker, network=network, default_network=default)
    )
    status = print_lines(results, format)
    if status is None:
        raise InputError.of("pasted.no-url")
    return status


def _has_url(line: str) -> bool:
    """Return whether a line of a list has a URL; a heading, a comment or the name of a host has none."""
    from ..urls.extract import extract

    found = extract(line)
    return bool(found) and found[0].kind != "host"


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
