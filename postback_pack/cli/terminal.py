"""Print to the terminal: wrapped to its width, and with colours only there, none where NO_COLOR is set."""

from __future__ import annotations

import os
import re
import sys
from contextlib import suppress
from typing import IO, Any

import click

from ..text.characters import harmless
from ..text.screen import CODE, END, ERROR, HEADING, LABEL, RIGHT, URL, WARNING, split_mark, without_marks, wrap_screen

_COLUMNS_ELSEWHERE = 80
"""How wide text is where no terminal says it: in a pipe or a file."""
_RESET = "\x1b[0m"
_OF_LINE: dict[str, dict[str, Any]] = {
    HEADING: {"bold": True},
    URL: {"fg": "green", "bold": True},
    ERROR: {"fg": "red"},
    WARNING: {"fg": "yellow"},
    RIGHT: {"fg": "green"},
}
"""How a line with such a mark looks."""
_OF_SEVERITY = {"error": ERROR, "warning": WARNING}
_WITHIN: dict[str, str] = {CODE: "\x1b[36m", LABEL: "\x1b[1m", END: _RESET}


def allowed_colour() -> bool | None:
    """Return False where NO_COLOR forbids colours; None lets click look whether there is a terminal."""
    return False if os.environ.get("NO_COLOR") else None


def columns(stream: IO[str] | None = None) -> int:
    """Return how wide the terminal is that a stream, or else the output, goes to; what COLUMNS says comes first."""
    given = os.environ.get("COLUMNS", "")
    if given.isascii() and given.isdigit() and int(given):
        return int(given)
    with suppress(AttributeError, ValueError, OSError):
        return os.get_terminal_size((stream or sys.stdout).fileno()).columns or _COLUMNS_ELSEWHERE
    return _COLUMNS_ELSEWHERE


def for_file(text: str) -> str:
    """Return marked text as it is in a file: as in a pipe."""
    return without_marks(wrap_screen(text, _COLUMNS_ELSEWHERE))


def print_screen(text: object) -> None:
    """Print marked text on standard output, wrapped to the terminal."""
    wrapped = wrap_screen(str(text), columns())
    click.echo("\n".join(map(_styled, wrapped.split("\n"))), color=allowed_colour())


def print_lines(text: object, severity: str = "") -> None:
    """Print findings or sentences. On a terminal they are wrapped, and coloured as their severity; for a program, each stays one line."""
    marked = "\n".join(_OF_SEVERITY.get(severity, "") + line for line in str(text).split("\n"))
    if sys.stdout.isatty():
        print_screen(marked)
    else:
        print_result(without_marks(marked))


def _styled(line: str) -> str:
    """Return a line as a terminal shows it. Nothing but these marks acts on one."""
    mark, rest = split_mark(line)
    if style := _OF_LINE.get(mark):
        return click.style(_visible(without_marks(rest)), **style)
    pieces = re.split(f"([{CODE}{LABEL}{END}])", rest)
    return "".join(_WITHIN.get(piece) or _visible(without_marks(piece)) for piece in pieces)


def _visible(text: str) -> str:
    """Return a line in which nothing acts on a terminal. A tab is in code."""
    return "\t".join(map(harmless, text.split("\t")))


def print_result(text: object) -> None:
    """Print a result on standard output, its lines as they are."""
    # Nothing that acts on a terminal gets this far; if it ever does, it is stopped here.
    click.echo("\n".join(map(_visible, str(text).split("\n"))), color=allowed_colour())


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
        click.echo(_fitted(harmless(str(message))), err=True)


def print_error(message: object) -> None:
    """Print an error on standard error."""
    _print_labelled("Error: ", "red", message)


def _print_labelled(label: str, colour: str, message: object) -> None:
    first, *others = _fitted(label + harmless(str(message))).split("\n")
    first = click.style(label, fg=colour, bold=True) + first[len(label) :]
    # Where standard error is closed or full there is nobody to tell; the result and the exit status still count.
    with suppress(OSError):
        click.echo("\n".join([first, *others]), err=True, color=allowed_colour())


def _fitted(text: str) -> str:
    """Return a message wrapped for the terminal. For a program, it stays one line."""
    return wrap_screen(text, columns(sys.stderr)) if sys.stderr.isatty() else text
