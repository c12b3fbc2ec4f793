"""Write a file whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from .characters import shown
from .errors import InputError, Problem


def write_whole(path: Path, text: str) -> None:
    """Write ``text`` to ``path`` in one step: the old content stays until the new one is complete.

    Raises InputError if it cannot be written; then nothing has changed.
    """
    target = Path(os.path.realpath(path))
    if target.is_dir() or not target.parent.is_dir():
        reason = (
            "this is a folder; name a file in it"
            if target.is_dir()
            else f"there is no folder {shown(target.parent.name or str(target.parent))}; create it first"
        )
        raise InputError([Problem(f"-o {shown(str(path))}: {reason}", "output")])
    try:
        if target.exists() and not target.is_file():
            target.write_text(text, encoding="utf-8")  # a device or a pipe cannot be replaced
        else:
            _replace(target, text)
    except OSError as error:
        raise InputError(
            [Problem(f"-o {shown(str(path))}: it cannot be written ({error.strerror}); nothing has changed", "output")]
        ) from error


def _replace(target: Path, text: str) -> None:
    from tempfile import NamedTemporaryFile

    mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
    with NamedTemporaryFile(
        "w", encoding="utf-8", newline="", dir=target.parent, prefix=f".{target.name}.", delete=False
    ) as file:
        try:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
            os.chmod(file.name, mode)
            os.replace(file.name, target)
        except BaseException:
            os.unlink(file.name)
            raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
