"""The command line: it parses and prints, and leaves the work to the package.

Exit status: 0 done, 1 findings of severity error or failed rows, 2 usage or bad input, 130 interrupted.
"""

from __future__ import annotations

import os
import sys

from ..errors import PostbackPackError
from .terminal import print_error

PROGRAM = "postback-pack"


def main() -> None:
    """Run the command line and end the process with its exit status."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command; return its exit status. Bad input ends in one line per problem, never in a traceback."""
    import click

    from .app import app

    try:
        status = app.main(arguments or ["--help"], prog_name=PROGRAM, standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Abort:
        return 130
    except KeyboardInterrupt:
        return 130
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else PROGRAM
        advice = " For a tracker's setup: postback-pack render TRACKER." if "No such command" in error.message else ""
        print_error(f"{_one_line(error.format_message())}{advice} See {command} --help.")
        return 2
    except (PostbackPackError, click.ClickException) as error:
        for line in (error.message if isinstance(error, click.ClickException) else str(error)).splitlines():
            print_error(line)
        return 2
    except BrokenPipeError:
        # Whoever read from us has enough, as in `postback-pack list | head -1`.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        print_error(f"the output cannot be written: {error.strerror}")
        return 2
    return status if isinstance(status, int) else 0


def _one_line(message: str) -> str:
    return " ".join(message.split())
