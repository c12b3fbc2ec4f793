"""Put the catalog into the wheel in packed form, so that a cold start reads no YAML."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledCatalog(BuildHookInterface[Any]):
    """Compiles the catalog of the checkout, or of the sdist, that the wheel is built from."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the packed catalog to the wheel; an editable install reads the YAML itself."""
        if self.target_name != "wheel" or version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root))
        try:
            from postback_pack.compiled import FILE, compile_catalog

            packed = Path(mkdtemp()) / FILE
            packed.write_bytes(compile_catalog(root))
        finally:
            sys.path.remove(str(root))
        build_data["force_include"][str(packed)] = f"postback_pack/_data/{FILE}"
