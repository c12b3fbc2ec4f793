"""Read what somebody pastes: at a prompt, or from a pipe."""

from __future__ import annotations

import codecs
import io
import os
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from typing import IO

import click

from ..errors import InputError
from ..messages.message import message
from ..text.characters import harmless, width
from .terminal import print_note

_PATIENCE = 0.1
"""How many seconds after Enter more may come: a long text arrives in pieces."""
_MOST_AT_ONCE = 65_536
_BACKSPACE, _ERASE_LINE, _END = "\x7f\b", "\x15", "\x04"


def read_message() -> str:
    """Return the text on standard input, all of it as one message; on a terminal, ask for it.

    Raises InputError if there is none.
    """
    if sys.stdin is None:
        raise InputError.of("pasted.nothing", "url")
    if sys.stdin.isatty():
        return _typed()
    with _as_text(sys.stdin.buffer) as text:
        return text.read()


def read_lines() -> Iterator[tuple[int, str]]:
    """Yield the lines of standard input as they come, with their numbers."""
    if sys.stdin is not None:
        yield from enumerate(_as_text(sys.stdin.buffer), start=1)


def _as_text(pipe: IO[bytes]) -> io.TextIOWrapper:
    """Return a pipe read in its encoding, which its first bytes show: UTF-16, or else UTF-8."""
    buffer = pipe if isinstance(pipe, io.BufferedReader) else io.BufferedReader(pipe)  # type: ignore[type-var]
    return io.TextIOWrapper(buffer, encoding=_encoding(buffer.peek(4)[:4]), errors="replace")


def _encoding(first: bytes) -> str:
    if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    # Without a mark, every second byte of ASCII is zero.
    if len(first) == 4 and first[1] == first[3] == 0 and first[0] and first[2]:
        return "utf-16-le"
    if len(first) == 4 and first[0] == first[2] == 0 and first[1] and first[3]:
        return "utf-16-be"
    return "utf-8-sig"


def _typed() -> str:
    """Ask for a text at a terminal, and return what is typed or pasted up to an Enter with nothing behind it.

    Raises Abort if somebody has enough.
    """
    try:
        text = _typed_keys()
    except KeyboardInterrupt:
        raise click.Abort from None
    if text is None:
        raise click.Abort
    return text


def _typed_keys() -> str | None:
    """Ask, and return what is typed; None: the input ended before anything was."""
    try:
        import termios
    except ImportError:
        print_note(message("pasted.ask"))
        return _typed_lines()
    terminal = sys.stdin.fileno()
    before, keys = termios.tcgetattr(terminal), termios.tcgetattr(terminal)
    # Line by line, a terminal takes no more than 4,096 characters of a line.
    keys[3] &= ~(termios.ICANON | termios.ECHO)
    keys[6][termios.VMIN], keys[6][termios.VTIME] = 1, 0
    try:
        termios.tcsetattr(terminal, termios.TCSADRAIN, keys)
        print_note(message("pasted.ask"))
        return _until_enter(terminal)
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)


def _typed_lines() -> str | None:
    """Read lines where a terminal gives no single keys, as on Windows: one, and those that were pasted with it."""
    text = sys.stdin.readline()
    if not text:
        return None
    while _more_comes():
        text += sys.stdin.readline()
    return text


def _more_comes() -> bool:
    """Return whether there are more keys in a console of Windows, now or in a moment."""
    try:
        console = import_module("msvcrt")
    except ImportError:
        return False
    end = time.monotonic() + _PATIENCE
    while not console.kbhit():
        if time.monotonic() > end:
            return False
        time.sleep(_PATIENCE / 10)
    return True


def _until_enter(terminal: int) -> str | None:
    """Read from a terminal that passes on every key, and show what is typed; None: its end came before anything else."""
    import select

    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    typed: list[str] = []
    while piece := os.read(terminal, _MOST_AT_ONCE):
        shown = ""
        for key in decoder.decode(piece):
            if key in _BACKSPACE:
                shown += _erase(typed, 1)
            elif key == _ERASE_LINE:
                shown += _erase(typed, len(typed))
            elif key != _END:
                typed.append("\n" if key == "\r" else key)
                shown += "\n" if typed[-1] == "\n" else harmless(key)
        click.echo(shown, nl=False, err=True)
        is_over = piece.endswith((_END.encode(), b"\n", b"\r"))
        if is_over and not select.select([terminal], [], [], _PATIENCE)[0]:
            break
    return "".join(typed) if typed else None


def _erase(typed: list[str], most: int) -> str:
    """Take back so many characters of the last line; return what takes them off the screen."""
    shown = ""
    for _ in range(most):
        if not typed or typed[-1] == "\n":
            break
        shown += "\b \b" * width(harmless(typed.pop()))
    return shown
