"""Write docs/commands.md from what every command's --help is made from.

Not from its text: click lays that out in another way with each version.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from itertools import groupby

import click

from postback_pack.cli.app import COMMANDS, Commands, app
from postback_pack.rendering.tables import markdown_table


def commands_page() -> str:
    """Return the page: for each command its help, its arguments and its options."""
    assert isinstance(app, Commands)
    context = click.Context(app, info_name="postback-pack")
    lines = [
        "# Commands",
        "",
        "This page is generated from `--help`. `postback-pack --help` lists the commands, `postback-pack COMMAND --help` describes one.",
        "",
        *_help(app),
        "| command | what it does |",
        "| --- | --- |",
        *(f"| [{name}](#{name}) | {about} |" for name, (_, about) in COMMANDS.items()),
        "",
        *markdown_table(["option", "", "meaning"], [*_options(app, context)], {0, 1}),
        "",
    ]
    for name in COMMANDS:
        command = app.get_command(context, name)
        assert command is not None
        lines += [f"## {name}", "", "```text", _usage(name, command), "```", "", *_help(command)]
        options = [*_options(command, context)]
        lines += [*markdown_table(["option", "", "meaning"], options, {0, 1}), ""] if options else []
    return "\n".join(lines).rstrip() + "\n"


def _usage(name: str, command: click.Command) -> str:
    arguments = [parameter for parameter in command.params if isinstance(parameter, click.Argument)]
    return " ".join([f"postback-pack {name} [OPTIONS]", *map(_argument, arguments)])


def _argument(argument: click.Argument) -> str:
    name = argument.metavar or (argument.name or "").upper()
    if isinstance(argument.type, click.Choice):
        name = "|".join(argument.type.choices)
    if argument.nargs == -1:
        name += "..."
    return name if argument.required else f"[{name}]"


def _help(command: click.Command) -> Iterator[str]:
    for paragraph in inspect.cleandoc(command.help or "").split("\n\n"):
        # click takes a paragraph that begins with this sign as laid out by hand.
        if paragraph.startswith("\b\n"):
            yield from _by_hand(paragraph.splitlines()[1:])
        else:
            yield from (paragraph, "")


def _by_hand(lines: list[str]) -> Iterator[str]:
    for indented, group in groupby(lines, lambda line: line.startswith(" ")):
        part = [line.strip() for line in group]
        yield from ["```sh", *part, "```", ""] if indented else [*part, ""]


def _options(command: click.Command, context: click.Context) -> Iterator[list[str]]:
    for option in command.params:
        if isinstance(option, click.Option) and option.help != "Show this message and exit.":
            notes = [option.help or ""]
            if option.required:
                notes.append("It has to be given.")
            if option.show_default and option.default is not None:
                variable = f"the environment variable {option.envvar}, or else " if option.show_envvar else ""
                notes.append(f"Without it: {variable}{option.default}.")
            yield [", ".join((*option.opts, *option.secondary_opts)), _value(option), " ".join(filter(None, notes))]


def _value(option: click.Option) -> str:
    if option.is_flag:
        return ""
    if isinstance(option.type, click.Choice):
        return "|".join(option.type.choices)
    return option.metavar or {"integer range": "NUMBER"}.get(option.type.name, option.type.name.upper())
