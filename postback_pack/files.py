"""Write a file or a folder whole or not at all. Nothing else in this package writes one.

What is written gets a name of its own first, and takes the place of the old in one step. So a full disk, Ctrl-C or a signal
leaves the old as it was, and nothing beside it.
"""

from __future__ import annotations

import io
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from .errors import InputError
from .text.characters import shown

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def write_whole(path: Path, content: str | bytes, option: str | None = "output", *, follow_links: bool = True) -> None:
    """Write a text, or bytes as they are, to ``path`` in one step, as ``whole_file`` does."""
    with whole_file(path, option, follow_links=follow_links) as file:
        if isinstance(content, str):
            file.write(content)
        else:
            file.buffer.write(content)  # type: ignore[attr-defined]


@contextmanager
def whole_file(path: Path, option: str | None = "output", *, follow_links: bool = True) -> Iterator[IO[str]]:
    """Give a file to write to, which takes the place of ``path`` at the end; after an error nothing has changed.

    The new file has the mode of the old, and its owner and group as far as this user may give them. A link stays, and what it
    leads to is written; with follow_links=False it is refused. What is not a plain file (a pipe, a device) is written directly.
    ``option`` names the file. Raises InputError if it cannot be written.
    """
    output = Output(path, option)
    before = output.status(follow_links)
    if before and stat.S_ISLNK(before.st_mode):
        raise output.refused("file.link")
    if before and stat.S_ISDIR(before.st_mode):
        raise output.refused("file.folder")
    own = own_descriptor(path) if follow_links else None
    if own is not None or (before and not stat.S_ISREG(before.st_mode)):
        # What is open already, a device or a pipe cannot be replaced.
        with output.reported():
            descriptor = os.open(path, os.O_WRONLY) if own is None else os.dup(own)
        with output.opened(descriptor) as file:
            yield file
        return
    target = Path(os.path.realpath(path)) if follow_links else path
    with output.replaced(target, before) as made:
        with output.reported():
            descriptor = os.open(made, _NEW, 0o600 if before else 0o666)
        with output.opened(descriptor) as file:
            yield file
            file.flush()
            with output.reported():
                os.fsync(descriptor)


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """Give a folder to write to, which gets the name ``path`` at the end; that one may only be there if it is empty.

    Raises InputError if it cannot be made.
    """
    output = Output(path, "output", replaces=True)
    target = Path(os.path.realpath(path))
    before = output.status(follow_links=True)
    with output.reported():
        taken = before and (not stat.S_ISDIR(before.st_mode) or any(target.iterdir()))
    if taken:
        raise output.refused("file.taken")
    if before and os.path.samestat(before, os.stat(os.curdir)):
        raise output.refused("file.here")
    with output.replaced(target, before) as made:
        with output.reported():
            made.mkdir()
        yield made


class Output:
    """What is to be written, as the user named it."""

    def __init__(self, path: Path, option: str | None, replaces: bool = False) -> None:
        self._path, self._option, self._replaces = path, option, replaces

    def refused(self, code: str, **values: str) -> InputError:
        """Return the error that names the output and the reason, a message of the group ``file``."""
        return InputError.of(code, self._option, path=shown(str(self._path)), **values)

    @contextmanager
    def reported(self) -> Iterator[None]:
        """Turn what the system says into an error that names the output."""
        try:
            yield
        except BrokenPipeError:
            # Whoever read from us has enough; that is no error.
            raise
        except OSError as error:
            code = "file.unchanged" if self._replaces else "file.unwritable"
            raise self.refused(code, error=str(error.strerror)) from error

    def opened(self, descriptor: int) -> IO[str]:
        """Return an open file as text, in which each failure to write names the output."""
        return io.TextIOWrapper(io.BufferedWriter(_Named(descriptor, self), 65_536), encoding="utf-8", newline="")

    def status(self, follow_links: bool) -> os.stat_result | None:
        """Return what the system knows about what is there now, or None if nothing is."""
        with self.reported():
            try:
                return os.stat(self._path, follow_symlinks=follow_links)
            except (FileNotFoundError, NotADirectoryError):
                return None
        return None

    @contextmanager
    def replaced(self, target: Path, before: os.stat_result | None) -> Iterator[Path]:
        """Give the path of a file or folder to make, which takes the place of ``target`` at the end; after an error it goes."""
        if not target.parent.is_dir():
            raise self.refused("file.no-folder")
        # The superuser may write everywhere, so for him the mode decides.
        if before and not (before.st_mode & 0o222 and os.access(target, os.W_OK)):
            raise self.refused("file.read-only")
        self._replaces = True
        # A name that nobody else has. It is known before the file is: a signal can come at any time.
        made = target.parent / f".postback-pack-{os.urandom(8).hex()}"
        try:
            yield made
            with self.reported():
                _take_over(made, before)
                _put(made, target)
        except BaseException:
            _remove(made)
            raise


class _Named(io.FileIO):
    """An open file that names itself where it cannot be written."""

    def __init__(self, descriptor: int, output: Output) -> None:
        super().__init__(descriptor, "wb")
        self._output = output

    def write(self, data: Any, /) -> int:
        with self._output.reported():
            return super().write(data)
        raise AssertionError("unreachable")


def _put(made: Path, target: Path) -> None:
    """Give a new file or folder the name of the one that it replaces."""
    try:
        os.replace(made, target)
    except PermissionError:
        if not (made.is_dir() and target.is_dir()):
            raise
        # Windows puts no folder in the place of another, not even of an empty one. One with something in it stays.
        target.rmdir()
        os.replace(made, target)


def _remove(made: Path) -> None:
    if made.is_dir():
        import shutil

        shutil.rmtree(made, ignore_errors=True)
    else:
        with suppress(OSError):
            made.unlink()


def _take_over(made: Path, before: os.stat_result | None) -> None:
    """Give a new file the owner, group and mode of the one that it is to replace."""
    if before is None:
        return
    mode = stat.S_IMODE(before.st_mode)
    if hasattr(os, "chown"):
        try:
            os.chown(made, before.st_uid, before.st_gid)
        except OSError:
            # Only the superuser gives files away. No program is to run as another user for that.
            mode &= 0o777
            try:
                os.chown(made, -1, before.st_gid)
            except OSError:
                # Another group gets no more than everybody.
                mode = mode & 0o707 | (mode & 0o007) << 3
    os.chmod(made, mode)


_DESCRIPTOR = re.compile(r"/(?:dev|proc/(self|thread-self|\d+))/fd/(\d+)")


def own_descriptor(path: Path) -> int | None:
    """Return the number of the open file that a path such as /dev/stdout or /dev/fd/3 stands for, or None.

    Opening such a path again would begin at the file's start, and fails for a socket.
    """
    name = os.path.join(os.path.realpath(path.parent), path.name)
    for _ in range(40):
        found = _DESCRIPTOR.fullmatch(name)
        if found and found[1] in (None, "self", "thread-self", str(os.getpid())):
            return int(found[2])
        try:
            link = os.path.join(os.path.dirname(name), os.readlink(name))
        except (OSError, ValueError):
            return None
        name = os.path.join(os.path.realpath(os.path.dirname(link)), os.path.basename(link))
    return None
