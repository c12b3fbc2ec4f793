"""The generator page as a file, for a browser."""

from __future__ import annotations

from pathlib import Path

from postback_pack import Catalog
from postback_pack.site.generator import generator_page


def written(catalog: Catalog, folder: Path) -> Path:
    """Write the page for a catalog and return its file."""
    file = folder / "index.html"
    file.write_text(generator_page(catalog), encoding="utf-8")
    return file
