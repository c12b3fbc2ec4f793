"""JSON Schemas of the two catalog files, made from their layout, for editors."""

from __future__ import annotations

from ..catalog.fields import Kind, ListOf, Schema
from ..catalog.layout import ENTRY, NETWORK

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def catalog_schema(file: str) -> Schema:
    """Return the schema of ``trackers`` (trackers.yaml) or ``network`` (network.yaml)."""
    kind: Kind = ListOf(ENTRY) if file == "trackers" else NETWORK
    return {"$schema": _DIALECT, "title": f"postback-pack: {file}.yaml"} | kind.schema()
