"""Put the catalog and the templates into the wheel in compiled form, so that a cold start reads no YAML and compiles nothing."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledCatalog(BuildHookInterface[Any]):
    """Compiles what the checkout, or the sdist, has from which the wheel is built."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add it to the wheel; an editable install reads the files themselves."""
        if self.target_name != "wheel" or version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root))
        try:
            from postback_pack.catalog.compiled import FILE
            from postback_pack.catalog.pack import compile_catalog
            from postback_pack.rendering.render import compiled_templates
            from postback_pack.templating import COMPILED

            made = {FILE: compile_catalog(root)}
            made |= {f"{COMPILED}/setup/{name}": code for name, code in compiled_templates().items()}
        finally:
            sys.path.remove(str(root))
        folder = Path(mkdtemp())
        for name, content in made.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            build_data["force_include"][str(path)] = f"postback_pack/_data/{name}"
