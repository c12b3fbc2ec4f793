"""Where trackers.yaml and templates/ are: inside the installed package, or beside it in a checkout."""

from __future__ import annotations

from pathlib import Path


def snippet_names() -> list[str]:
    """Return the names of the snippets that an entry can have."""
    files = (data_folder() / "templates" / "snippets").glob("[a-z]*.j2")
    return sorted(file.name.removesuffix(".j2") for file in files)


def data_folder() -> Path:
    """Return the folder that holds trackers.yaml and templates/."""
    package = Path(__file__).parent
    installed = package / "_data"
    return installed if installed.is_dir() else package.parent
