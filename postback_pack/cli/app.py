"""The commands of postback-pack, each imported when it is called. A command returns its exit status, or None for 0."""

from __future__ import annotations

from importlib import import_module

import click

from .. import __version__

COMMANDS = {
    "bulk": ("bulk", "Print a setup for every row of a table."),
    "check": ("check", "Find what is wrong with a URL, and what to paste instead."),
    "lint": ("lint", "Find what is wrong with catalog files."),
    "list": ("list_trackers", "List the trackers with their macros, or the ad networks."),
    "listen": ("listen", "Receive postbacks on this machine."),
    "new": ("new", "Add a tracker or a network to a catalog."),
    "preview": ("preview", "Walk through one conversion with sample values. Nothing is sent."),
    "render": ("render", "Print the postback URL, the tracking link and the steps."),
    "schema": ("schema", "Print the JSON Schema of a catalog file, or of JSON output."),
    "send": ("send", "Report one test conversion."),
    "show": ("show", "Show every fact about a tracker or a network with its sources."),
    "site": ("site", "Write the page that makes URLs, and one for every tracker."),
    "sources": ("sources", "Show how well each fact is sourced, and what is missing."),
}
"""Command -> the module that has it, and what the list of commands says of it."""


class Commands(click.Group):
    """Imports a command when it is called: the list of commands needs none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        return [*COMMANDS]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments; `help render` is `render --help`."""
        if args[:1] == ["help"]:
            args = ["--help"] if args[1:] == ["help"] else [*args[1:], "--help"]
        return super().parse_args(ctx, args)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, or None if there is none of this name."""
        if cmd_name not in COMMANDS:
            return None
        module, _ = COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(f".{module}", __package__), module)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command with its name and its arguments. Raises InputError for an unknown one, with the nearest name."""
        if args[0] not in COMMANDS and not ctx.resilient_parsing:
            from .unknown import unknown_command

            raise unknown_command(args, COMMANDS)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in COMMANDS.items()])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="postback-pack", message="%(prog)s %(version)s")
def app() -> None:
    """Print ready-to-paste postback URLs, tracking links and set-up steps.

    \b
    On a terminal, be asked for all that a setup needs:
      postback-pack
    Find your tracker:
      postback-pack list
      postback-pack list keit
    Get its setup, with your account and its payout macro:
      postback-pack render keitaro --account acme --payout macro
    Find out why a URL does not work:
      postback-pack check 'URL'
    Use another ad network than the default one, and see what it needs:
      postback-pack list --networks
      postback-pack show mgid
    See the source of each macro:
      postback-pack show keitaro
    See the options of a command:
      postback-pack help render
    """
