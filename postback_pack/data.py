"""Where trackers.yaml and templates/ are: inside the installed package, or beside it in a checkout."""

from __future__ import annotations

from pathlib import Path


def data_folder() -> Path:
    """Return the folder that holds trackers.yaml and templates/."""
    package = Path(__file__).parent
    installed = package / "_data"
    return installed if installed.is_dir() else package.parent
