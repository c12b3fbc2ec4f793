"""The options that describe a setup, for every command that takes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from .arguments import complete_network, complete_type

_OPTIONS = (
    click.option(
        "--account", metavar="NAME", help="Your account name at the network. Without it a placeholder stays in the URL."
    ),
    click.option(
        "--field",
        "fields",
        metavar="NAME=VALUE",
        multiple=True,
        help="Another value that the network's URL needs. Repeatable.",
    ),
    click.option(
        "--type",
        metavar="TYPE",
        shell_complete=complete_type,
        help="Postback type. Without it, it follows from payout and currency.",
    ),
    click.option(
        "--payout",
        metavar="macro|AMOUNT",
        help="Report a payout: filled in by the tracker (macro), or a fixed amount such as 1.5.",
    ),
    click.option("--currency", metavar="CODE", help="Currency of the payout, an ISO 4217 code such as EUR."),
    click.option(
        "--currency-code",
        metavar="CODE",
        help="A currency code that the network's support gave you, in place of --currency.",
    ),
    click.option("--campaign-url", metavar="URL", help="The tracker's campaign URL, to get the whole tracking link."),
    click.option(
        "--with",
        "with_macros",
        metavar="NAMES",
        default="",
        help="Further macros of the network for the link: placement,campaign,creative or all.",
    ),
    click.option("--http", is_flag=True, help="Begin the postback URL with http."),
    click.option(
        "--network",
        metavar="ID",
        default="adsterra",
        show_default=True,
        shell_complete=complete_network,
        help="The ad network.",
    ),
    click.option(
        "--click-id-macro",
        metavar="MACRO",
        help="The click-ID macro as you see it in your tracker, in place of the catalog's.",
    ),
    click.option("--payout-macro", metavar="MACRO", help="The payout macro as you see it in your tracker."),
    click.option(
        "--click-id-param", metavar="NAME", help="The link's parameter for the click ID, in place of the catalog's."
    ),
    click.option(
        "--event-token",
        "event_tokens",
        metavar="TOKEN",
        multiple=True,
        help="For Adjust: an event whose postback rides on the link; install is the install, and the default. Repeatable.",
    ),
)


def setup_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of a setup; it takes them as ``**options``."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def setup_arguments(options: dict[str, Any]) -> dict[str, Any]:
    """Return the options as the arguments of ``build_setup``."""
    return options | {"fields": _names_and_values(options["fields"])}


def _names_and_values(fields: tuple[str, ...]) -> dict[str, str]:
    result: dict[str, str] = {}
    for field in fields:
        name, equals, value = field.partition("=")
        if not equals:
            raise click.UsageError(f"--field {field!r}: write NAME=VALUE, such as account=acme.")
        if name in result:
            raise click.UsageError(f"--field {name}=... stands twice: drop one of them.")
        result[name] = value
    return result
