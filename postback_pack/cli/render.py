"""The command ``render``."""

from __future__ import annotations

import click

from .arguments import catalog_option, complete_network, complete_tracker, complete_type, load
from .terminal import print_result, print_warning

_ABOUT = {"url": "url", "code": "url", "link": "link"}
"""What the warnings have to be about for the formats that print one thing."""
FORMATS = ("text", "md", "html", "rst", "json", "url", "link", "code")


@click.command()
@click.argument("tracker", shell_complete=complete_tracker)
@click.option(
    "--account", metavar="NAME", help="Your account name at the network. Without it a placeholder stays in the URL."
)
@click.option(
    "--field",
    "fields",
    metavar="NAME=VALUE",
    multiple=True,
    help="Another value that the network's URL needs. Repeatable.",
)
@click.option(
    "--type",
    metavar="TYPE",
    shell_complete=complete_type,
    help="Postback type. Without it, it follows from payout and currency.",
)
@click.option(
    "--payout",
    metavar="macro|AMOUNT",
    help="Report a payout: filled in by the tracker (macro), or a fixed amount such as 1.5.",
)
@click.option("--currency", metavar="CODE", help="Currency of the payout, an ISO 4217 code such as EUR.")
@click.option(
    "--currency-code",
    metavar="CODE",
    help="A currency code that the network's support gave you, in place of --currency.",
)
@click.option("--campaign-url", metavar="URL", help="The tracker's campaign URL, to get the whole tracking link.")
@click.option(
    "--with",
    "with_macros",
    metavar="NAMES",
    default="",
    help="Further macros of the network for the link: placement,campaign,creative or all.",
)
@click.option("--http", is_flag=True, help="Begin the postback URL with http.")
@click.option(
    "--network",
    metavar="ID",
    default="adsterra",
    show_default=True,
    shell_complete=complete_network,
    help="The ad network.",
)
@click.option(
    "--click-id-macro",
    metavar="MACRO",
    help="The click-ID macro as you see it in your tracker, in place of the catalog's.",
)
@click.option("--payout-macro", metavar="MACRO", help="The payout macro as you see it in your tracker.")
@click.option(
    "--click-id-param", metavar="NAME", help="The link's parameter for the click ID, in place of the catalog's."
)
@click.option(
    "--event-token",
    "event_tokens",
    metavar="TOKEN",
    multiple=True,
    help="For Adjust: an event whose postback rides on the link; install is the install, and the default. Repeatable.",
)
@click.option("--sources", is_flag=True, help="Add where each fact is known from.")
@click.option(
    "--format",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="url, link and code print that and nothing else.",
)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Write to a file instead of standard output.",
)
@catalog_option
def render(
    tracker: str,
    account: str | None,
    fields: tuple[str, ...],
    type: str | None,
    payout: str | None,
    currency: str | None,
    currency_code: str | None,
    campaign_url: str | None,
    with_macros: str,
    http: bool,
    network: str,
    click_id_macro: str | None,
    payout_macro: str | None,
    click_id_param: str | None,
    event_tokens: tuple[str, ...],
    sources: bool,
    format: str,
    output: str | None,
    catalogs: tuple[str, ...],
) -> None:
    """Print the postback URL, the tracking link and the steps for TRACKER.

    TRACKER is an id, a name or an alias from `postback-pack list`. Use custom for a tracker that is not listed.

    \b
    Examples:
      postback-pack render keitaro --account acme --payout macro
      postback-pack render binom --account acme --payout 1.5 --format url
      postback-pack render voluum --campaign-url https://trk.example/abc --format link
      postback-pack render custom --account acme --click-id-macro '{cid}'
    """
    from ..rendering import render as render_setup
    from ..setup import build_setup

    setup = build_setup(
        load(catalogs),
        tracker,
        network=network,
        account=account,
        fields=_names_and_values(fields),
        type=type,
        payout=payout,
        currency=currency,
        currency_code=currency_code,
        campaign_url=campaign_url,
        with_macros=with_macros,
        http=http,
        click_id_macro=click_id_macro,
        payout_macro=payout_macro,
        click_id_param=click_id_param,
        event_tokens=event_tokens,
    )
    text = render_setup(setup, format, sources=sources)
    if output is not None and output != "-":
        from pathlib import Path

        from ..files import write_whole

        write_whole(Path(output), text + "\n")
    else:
        print_result(
            text,
            frozenset(filter(None, (setup.postback_url, setup.tracking_link))) if format == "text" else frozenset(),
        )
    for about, warning in setup.warnings:
        if _ABOUT.get(format, about) == about:
            print_warning(warning)
    if format not in ("url", "link", "code"):
        for about in ("url", "link"):
            gap = setup.gaps.get(about)
            if gap and gap.what_to_do and not setup.code:
                print_warning(gap.what_to_do)
    if format == "link" and setup.link_is_example:
        print_warning("this link is an example: give your own with --campaign-url")


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
