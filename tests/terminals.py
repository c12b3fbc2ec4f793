"""A terminal of any size, for tests: a program runs in it, keys are typed, and what it shows is read."""

from __future__ import annotations

import os
import re
import select
import subprocess
import sys
from collections.abc import Sequence
from types import TracebackType

import pytest

PROGRAM = [sys.executable, "-m", "postback_pack"]
SECONDS = 60


class Terminal:
    """A program in a terminal with so many columns and rows; 0 columns: of no known size."""

    def __init__(self, *arguments: str, columns: int = 80, rows: int = 24, **environment: str) -> None:
        fcntl, pty, struct, termios = (pytest.importorskip(name) for name in ("fcntl", "pty", "struct", "termios"))
        self._screen, terminal = pty.openpty()
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        own = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES", "NO_COLOR")}
        self.process = subprocess.Popen(
            [*PROGRAM, *arguments],
            stdin=terminal,
            stdout=terminal,
            stderr=terminal,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
            env=own | {"TERM": "xterm"} | environment,
        )
        os.close(terminal)
        self.raw, self._seen = "", 0

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.kill()
        self.process.wait(SECONDS)
        os.close(self._screen)

    def wait_for(self, text: str) -> None:
        """Read until a text is on the screen that has not been waited for yet."""
        while text not in plain(self.raw[self._seen :]):
            piece = self._read()
            assert piece, f"{text!r} never comes: {self.text!r}"
            self.raw += piece
        self._seen = len(self.raw)

    def type(self, keys: str) -> None:
        """Type some keys."""
        os.write(self._screen, keys.encode())

    def ended(self) -> int:
        """Read until the program ends, and return its exit status."""
        while piece := self._read():
            self.raw += piece
        return self.process.wait(SECONDS)

    def leave(self, key: str) -> int:
        """Type Ctrl-C or Ctrl-D until the program ends, and return its exit status.

        Once is not always enough: a signal that comes in the moment before Python waits for a line is only seen after it.
        """
        for _ in range(SECONDS):
            self.type(key)
            while select.select([self._screen], [], [], 1)[0]:
                piece = self._read()
                if not piece:
                    return self.process.wait(SECONDS)
                self.raw += piece
        raise AssertionError(f"it does not end: {self.text!r}")

    def _read(self) -> str:
        assert select.select([self._screen], [], [], SECONDS)[0], f"nothing more comes: {self.text!r}"
        try:
            return os.read(self._screen, 65_536).decode(errors="replace")
        except OSError:  # how Linux shows that the other side has been closed
            return ""

    @property
    def text(self) -> str:
        """What it has shown, without colours."""
        return plain(self.raw)


def plain(raw: str) -> str:
    """Return what a terminal got without colours and other sequences."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\x07", "", raw).replace("\r", "")


def shown_in(*arguments: str, columns: int = 80, rows: int = 24, **environment: str) -> Terminal:
    """Run a command in a terminal up to its end."""
    with Terminal(*arguments, columns=columns, rows=rows, **environment) as terminal:
        terminal.ended()
    return terminal


def last_screen(text: str, columns: int = 80, rows: int = 24) -> Sequence[str]:
    """Return the rows that a terminal shows when the shell's prompt is back, which takes the last one."""
    lines = text.removesuffix("\n").split("\n")
    shown = [line[start : start + columns] for line in lines for start in range(0, max(len(line), 1), columns)]
    return shown[1 - rows :]
