"""JSON Schemas of the two catalog files, for editors.

They are made from the layout that the program reads by, so a key is in them as soon as its class has it.
"""

from __future__ import annotations

from ..catalog.fields import Kind, ListOf, Schema
from ..catalog.layout import ENTRY, NETWORK

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def catalog_schema(file: str) -> Schema:
    """Return the schema of ``trackers`` (trackers.yaml) or ``network`` (network.yaml)."""
    kinds: dict[str, Kind] = {"trackers": ListOf(ENTRY), "network": NETWORK}
    head = {"$schema": DIALECT, "title": f"postback-pack: {file}.yaml"}
    return head | kinds[file].schema()
