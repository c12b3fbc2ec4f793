"""The command line: it parses and prints, and leaves the work to the package.

Exit status: 0 done, 1 findings of severity error or failed rows, 2 usage or bad input, 130 interrupted. A process that is
told to end (SIGTERM, SIGHUP) cleans up as after Ctrl-C, and then ends by that signal.
"""

from __future__ import annotations

import errno
import io
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import click

PROGRAM = "postback-pack"
ON_WINDOWS = os.name == "nt"
_COMPLETE = "_POSTBACK_PACK_COMPLETE"


def main() -> None:
    """Run the command line and end the process with its exit status."""
    import signal

    received: list[int] = []

    def stop(number: int, frame: object) -> None:
        # A second one would cut the clean-up short; a terminal that closes sends two.
        if not received:
            received.append(number)
            raise KeyboardInterrupt

    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        # What is ignored already stays so, as under nohup.
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, stop)
    status = run(sys.argv[1:])
    if received:
        signal.signal(received[0], signal.SIG_DFL)
        os.kill(os.getpid(), received[0])
    sys.exit(status)


def run(arguments: list[str]) -> int:
    """Run one command; return its exit status. Bad input ends in one line per problem, never in a traceback."""
    try:
        return _run(arguments)
    except KeyboardInterrupt:
        return 130


def _run(arguments: list[str]) -> int:
    import click

    from .app import app

    # Python has no stream where it was started with a closed one; then nobody wants to read.
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: SIM115 (it stays open as long as the process)
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: SIM115 (it stays open as long as the process)
    _write_any_letter()
    try:
        if _COMPLETE in os.environ:
            from .completion import use

            use()
            app.main(arguments, prog_name=PROGRAM, complete_var=_COMPLETE)
        status = _asked(app) if not arguments and _is_terminal() else _invoke(app, arguments or ["--help"])
        sys.stdout.flush()
        return status
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.exceptions.Abort:
        # Somebody left a prompt, and that of the shell is to begin a line.
        if sys.stderr.isatty():
            with suppress(OSError):
                click.echo(err=True)
        return 130
    except Exception as error:
        if _is_closed_pipe(error):
            # Whoever read from us has enough, as in `postback-pack list | head -1`.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        from .terminal import print_error

        for line in _failure(error).splitlines():
            print_error(line)
        return 2


def _invoke(app: click.Group, arguments: list[str]) -> int:
    """Run a command; return its exit status."""
    with app.make_context(PROGRAM, arguments) as context:
        status: int | None = app.invoke(context)
    return status or 0


def _asked(app: click.Group) -> int:
    """Ask for a setup, print it, and show the command that prints it without asking."""
    from ..messages.message import message
    from ..text.screen import whole_lines
    from .asking import as_command, asked_arguments
    from .terminal import print_screen

    arguments = asked_arguments()
    print_screen("")
    status = _invoke(app, arguments)
    print_screen(f"\n{message('ask.command')}\n{whole_lines(as_command(PROGRAM, arguments))}")
    return status


def _is_terminal() -> bool:
    """Return whether somebody can be asked, and sees what is printed."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))


def _is_closed_pipe(error: Exception) -> bool:
    """Return whether nobody reads what is written any more. Windows has no error of its own for it."""
    if isinstance(error, BrokenPipeError):
        return True
    return ON_WINDOWS and isinstance(error, OSError) and error.filename is None and error.errno == errno.EINVAL


def _failure(error: Exception) -> str:
    """Return why a run failed, one line per problem; raise what is a mistake of ours. A run that ends well imports none of this."""
    import click

    from ..errors import InputError, PostbackPackError
    from ..messages.message import message
    from ..text.characters import shown

    if isinstance(error, click.UsageError):
        command = error.ctx.command_path if error.ctx else PROGRAM
        return str(message("command.usage", problem=" ".join(error.format_message().split()), command=command))
    if isinstance(error, click.ClickException):
        return error.message
    if isinstance(error, InputError):
        return "\n".join(problem.message for problem in error.problems)
    if isinstance(error, PostbackPackError):
        return str(error)
    if not isinstance(error, OSError):
        raise error
    why = error.strerror or str(error)
    if error.filename:
        return str(message("file.failed", path=shown(str(error.filename)), error=why))
    return str(message("file.output-failed", error=why))


def _write_any_letter() -> None:
    """Let the output take every letter: one that the locale does not have must not stop a run."""
    if not isinstance(sys.stdout, io.TextIOWrapper):
        return
    encoding = sys.stdout.encoding.lower()
    # ASCII means no locale at all, as under LANG=C.
    if encoding in ("ascii", "us-ascii", "ansi_x3.4-1968"):
        sys.stdout.reconfigure(encoding="utf-8")
    elif encoding not in ("utf-8", "utf8"):
        sys.stdout.reconfigure(errors="backslashreplace")
