"""Write docs/commands.md from what every command's --help is made from.

Not from its text: click lays that out in another way with each version.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from itertools import groupby

import click

from postback_pack.cli.app import COMMANDS, Commands, app
from postback_pack.rendering.tables import markdown_table
from postback_pack.setup.options import option_list


def commands_page() -> str:
    """Return the page: for each command its help, its arguments and its options. Those that many share are there once."""
    assert isinstance(app, Commands)
    context = click.Context(app, info_name="postback-pack")
    commands = {name: app.get_command(context, name) for name in COMMANDS}
    options = {name: [*_options(command, context)] for name, command in commands.items() if command}
    lines = [
        "# Commands",
        "",
        "`postback-pack --help` lists the commands, `postback-pack COMMAND --help` describes one. This page has the same.",
        "",
        *_help(app),
        "| command | what it does |",
        "| --- | --- |",
        *(f"| [{name}](#{name}) | {about} |" for name, (_, about) in COMMANDS.items()),
        "",
        *_table([*_options(app, context)]),
    ]
    shared = {title: [row for row in options[first] if _is(row, names)] for title, (first, names) in SHARED.items()}
    for title, rows in shared.items():
        takers = [name for name in COMMANDS if _taken(options[name], rows)]
        lines += [f"## {title}", "", f"They belong to {_joined([f'[{name}](#{name})' for name in takers])}.", ""]
        lines += _table(rows)
    for name, command in commands.items():
        assert command is not None
        lines += [f"## {name}", "", "```text", _usage(name, command), "```", "", *_help(command)]
        also = [title for title, rows in shared.items() if _taken(options[name], rows)]
        elsewhere = [row for title in also for row in shared[title]]
        lines += _table([row for row in options[name] if row not in elsewhere])
        for title in also:
            without = [f"`{row[0]}`" for row in shared[title] if row not in options[name]]
            but = f", except {_joined(without)}" if without else ""
            lines += [f"It also takes the [{_small(title)}](#{_anchor(title)}){but}.", ""]
    return "\n".join(lines).rstrip() + "\n"


SHARED = {
    "Options of a setup": ("render", tuple(f"--{option.name}" for option in option_list())),
    "Option for your own catalog": ("render", ("-C, --catalog",)),
}
"""Options that are described once: a command that has them, and their names."""


def _is(row: list[str], names: Sequence[str]) -> bool:
    return row[0] in names


def _taken(options: list[list[str]], rows: list[list[str]]) -> bool:
    """Return whether a command has most of these options: it has few by chance."""
    return 2 * sum(row in options for row in rows) > len(rows)


def _joined(words: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _small(title: str) -> str:
    return title[0].lower() + title[1:]


def _anchor(title: str) -> str:
    return title.lower().replace(" ", "-")


def _table(rows: list[list[str]]) -> list[str]:
    return [*markdown_table(["option", "", "meaning"], rows, {0, 1}), ""] if rows else []


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
