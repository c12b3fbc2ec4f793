"""Print to the terminal: colours only there, and none where NO_COLOR is set."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from contextlib import suppress
from typing import Any

import click

from ..text.characters import harmless


def allowed_colour() -> bool | None:
    """Return False where NO_COLOR forbids colours; None lets click look whether there is a terminal."""
    return False if os.environ.get("NO_COLOR") else None


def print_result(text: object, emphasised: Collection[str | None] = (), coloured: Mapping[str, str] = {}) -> None:
    """Print a result on standard output; whole lines that are in ``emphasised`` are set off by colour.

    ``coloured``: lines that have a colour of their own.
    """
    # Nothing that acts on a terminal gets this far; if it ever does, it is stopped here. A tab is in code.
    lines = ["\t".join(map(harmless, line.split("\t"))) for line in str(text).split("\n")]
    colours = {line: coloured.get(line) or ("green" if line in emphasised else None) for line in lines}
    lines = [click.style(line, fg=colours[line], bold=True) if colours[line] else line for line in lines]
    click.echo("\n".join(lines), color=allowed_colour())


def print_json(data: Any, *, only_ascii: bool = False) -> None:
    """Print data as indented JSON on standard output."""
    import json

    print_result(json.dumps(data, ensure_ascii=only_ascii, indent=2))


def print_warning(message: object) -> None:
    """Print a warning on standard error."""
    _print_labelled("Warning: ", "yellow", message)


def print_note(message: object) -> None:
    """Print what is neither result nor warning on standard error."""
    with suppress(OSError):
        click.echo(harmless(str(message)), err=True)


def print_error(message: object) -> None:
    """Print an error on standard error."""
    _print_labelled("Error: ", "red", message)


def _print_labelled(label: str, colour: str, message: object) -> None:
    # Where standard error is closed or full there is nobody to tell; the result and the exit status still count.
    with suppress(OSError):
        click.echo(click.style(label, fg=colour, bold=True) + harmless(str(message)), err=True, color=allowed_colour())
