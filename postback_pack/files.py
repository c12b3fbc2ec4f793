"""Write a file or a folder whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from .characters import shown
from .errors import InputError, Problem


def write_whole(path: Path, text: str) -> None:
    """Write ``text`` to ``path`` in one step: the old content stays until the new one is complete.

    Raises InputError if it cannot be written; then nothing has changed.
    """
    with whole_file(path) as file, _as_input_error(path):
        file.write(text)


@contextmanager
def whole_file(path: Path) -> Iterator[IO[str]]:
    """Give a file to write to, which takes the place of ``path`` at the end; after an error nothing has changed.

    Raises InputError if it cannot be written.
    """
    target = Path(os.path.realpath(path))
    if target.is_dir():
        raise _refused(path, "this is a folder; name a file in it")
    _check_parent(path, target)
    if target.exists() and not target.is_file():
        # A device or a pipe cannot be replaced.
        with _as_input_error(path), target.open("w", encoding="utf-8", newline="") as file:
            yield file
        return
    from tempfile import mkstemp

    mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
    with _as_input_error(path):
        descriptor, name = mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with open(descriptor, "w", encoding="utf-8", newline="") as file:
            yield file
            with _as_input_error(path):
                file.flush()
                os.fsync(descriptor)
        with _as_input_error(path):
            os.chmod(name, mode)
            os.replace(name, target)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(name)
        raise


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """Give a folder to write to, which gets the name ``path`` at the end; that one may only be there if it is empty.

    Raises InputError if it cannot be made.
    """
    import shutil
    from tempfile import mkdtemp

    _check_parent(path, path)
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise _refused(path, "it is there already; name a new folder, or empty this one")
    with _as_input_error(path):
        made = Path(mkdtemp(dir=path.parent, prefix=f".{path.name}."))
    try:
        made.chmod(0o777 & ~_umask())
        yield made
        with _as_input_error(path):
            made.rename(path)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise


def _check_parent(path: Path, target: Path) -> None:
    if not target.parent.is_dir():
        raise _refused(path, f"there is no folder {shown(target.parent.name or str(target.parent))}; create it first")


def _refused(path: Path, reason: str) -> InputError:
    return InputError([Problem(f"-o {shown(str(path))}: {reason}", "output")])


@contextmanager
def _as_input_error(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _refused(path, f"it cannot be written ({error.strerror}); nothing has changed") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
