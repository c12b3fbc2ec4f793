"""Write docs/keys.md from the layout that the program reads, and docs/wanted.md from the catalog."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from postback_pack import Catalog
from postback_pack.contribute.json_schema import catalog_schema
from postback_pack.contribute.sources import overview, overview_of_networks
from postback_pack.rendering.tables import markdown_table


def format_page() -> str:
    """Return the reference of every key of both catalog files, as Markdown."""
    lines = [
        "# Every key of the catalog",
        "",
        '[Catalog format](catalog.md) has an example of each. A key without "yes" can be left out.',
        "",
    ]
    for file, title in (("trackers", "trackers.yaml"), ("network", "network.yaml")):
        schema = catalog_schema(file)
        rows = list(schema_rows(schema["items"] if file == "trackers" else schema, ""))
        lines += [f"## {title}", "", *markdown_table(["key", "required", "values", "meaning"], rows, {0, 2}), ""]
    return "\n".join(lines)


def schema_rows(schema: dict[str, Any], prefix: str) -> Iterator[list[str]]:
    """Yield a row for each key of a JSON Schema: its name, whether it is required, its values and its meaning."""
    for name, value in schema["properties"].items():
        yield [prefix + name, "yes" if name in schema["required"] else "", _values(value), value["description"]]
        # What can be null is described like what it is otherwise.
        inner, mark = value["anyOf"][0] if "anyOf" in value else value, ""
        while "items" in inner or "propertyNames" in inner:
            key, sign = ("items", "[]") if "items" in inner else ("additionalProperties", ".*")
            inner, mark = inner[key], mark + sign
        if "properties" in inner:
            yield from schema_rows(inner, f"{prefix}{name}{mark}.")


def _values(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return " | ".join("null" if word is None else str(word) for word in schema["enum"])
    if "anyOf" in schema:
        return " | ".join(_values(part) for part in schema["anyOf"])
    if "const" in schema:
        return str(schema["const"])
    kind = schema.get("type", "")
    return " | ".join(kind) if isinstance(kind, list) else str(kind)


def wanted_page(catalog: Catalog) -> str:
    """Return what no source was found for, as Markdown."""
    data = overview(catalog.trackers.values())
    grades = data["click_id_macros"]
    rows = [[catalog.trackers[id].name, ", ".join(missing)] for id, missing in data["wanted"].items()]
    lines = [
        "# What is wanted",
        "",
        f"{grades['confirmed']} click-ID macros of trackers with a postback URL are confirmed by their makers,"
        f" {grades['reported']} are reported by others, and {grades['unknown']} are not known.",
        "",
        "We have no source for these. If you know a page that says it, or see it in your account, please [add it](../CONTRIBUTING.md).",
        "",
    ]
    networks = overview_of_networks(catalog.networks.values())
    of_networks = [
        [catalog.networks[id].name, ", ".join(found["wanted"])] for id, found in networks.items() if found["wanted"]
    ]
    lines += [*markdown_table(["tracker", "wanted"], rows, set()), ""]
    return "\n".join([*lines, *markdown_table(["network", "wanted"], of_networks, set()), ""])
