"""Change a file that other runs of this program may be changing too."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ..files import Output, own_descriptor, write_whole

_SECONDS_TO_WAIT = 30
"""For another run of this program that changes a file in the same folder."""


def rewrite(path: Path, change: Callable[[bytes | None], str | None], most: int) -> None:
    """Change a file: ``change`` gets what is in it, or None if there is none, and returns the new text, or None to leave it.

    Other runs of this program wait meanwhile, so that no change is lost. At most ``most`` bytes are read.
    Raises InputError if the file cannot be read or written, or if another program has changed it meanwhile.
    """
    output = Output(path, None)
    if own_descriptor(path) is not None:
        # What is written there comes after what is in the file, not in its place.
        raise output.refused("file.open")
    with _alone(path, output):
        before = _content(path, most, output)
        text = change(before)
        if text is None or text.encode() == before:
            return
        if _content(path, most, output) != before:
            raise output.refused("file.changed")
        write_whole(path, text, None)


def _content(path: Path, most: int, output: Output) -> bytes | None:
    status = output.status(follow_links=True)
    if status is None:
        return None
    if not stat.S_ISREG(status.st_mode):
        raise output.refused("file.not-plain")
    try:
        with path.open("rb") as file:
            return file.read(most)
    except OSError as error:
        raise output.refused("file.unreadable", error=str(error.strerror)) from error


@contextmanager
def _alone(path: Path, output: Output) -> Iterator[None]:
    """Wait until no other run of this program changes a file in the same folder, and keep others waiting.

    The lock is on the folder: the file is replaced, and may not be there yet. It ends with the process.
    """
    try:
        import fcntl

        descriptor = os.open(os.path.dirname(os.path.realpath(path)), os.O_RDONLY)
    except (ImportError, OSError):
        # Without locks the comparison before the write is what is left.
        yield
        return
    end = time.monotonic() + _SECONDS_TO_WAIT
    try:
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > end:
                    raise output.refused("file.busy") from None
                time.sleep(0.02)
            except OSError:
                break
        yield
    finally:
        os.close(descriptor)
