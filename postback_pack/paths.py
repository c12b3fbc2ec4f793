"""Where trackers.yaml and templates/ are: inside the installed package, or beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

INSTALLED = "_data"
"""The folder of an installed package that has the data."""
_PACKAGE = Path(__file__).parent
_INSTALLED = _PACKAGE / INSTALLED


def snippet_names() -> list[str]:
    """Return the names of the snippets that an entry can have."""
    files = (data_folder() / "templates" / "snippets").glob("[a-z]*.j2")
    return sorted(file.name.removesuffix(".j2") for file in files)


def is_installed() -> bool:
    """Return whether the data is part of an installed package. Only there compiled data counts, and nobody edits it there."""
    return _INSTALLED.is_dir()


def data_folder() -> Path:
    """Return the folder that holds trackers.yaml and templates/."""
    return _INSTALLED if is_installed() else _PACKAGE.parent


def checksum(content: bytes | memoryview) -> bytes:
    """Return a sum over what was compiled, by which it knows itself. It finds what was damaged, not what was forged."""
    from zlib import crc32

    return b"%08x" % crc32(content)
