"""The pages of a site as texts by file name: nothing is written here."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from ..catalog.load import Catalog
from ..catalog.model import Tracker
from ..errors import InputError
from ..messages.message import Message, message
from ..rendering.network_data import network_cells, network_data, network_rows, shown_network_data
from ..rendering.render import render
from ..rendering.tracker_data import SCHEMA_VERSION, list_cells, list_rows, tracker_data
from ..rendering.writers import markdown_cell, markdown_fence, write_markdown
from ..templating import environment
from ..text.markup import Span, markdown_link
from .checker import PageChecker
from .forms import main_form, other_forms
from .html_pages import html_pages
from .network_page import network_page_data
from .shell import NETWORKS

_GUARDS = {"jekyll": ("{% raw %}", "{% endraw %}")}
_MD_LAYOUTS = {"files": ("index.md", ".md"), "hugo": ("_index.md", "/")}
"""What the index is called, and how a link to a page ends. Hugo publishes no other page beside index.md, and follows no link to a file."""
CATALOG = "catalog.json"


def site_pages(
    catalog: Catalog,
    format: str,
    *,
    network: str,
    raw_guard: str = "none",
    layout: str = "files",
    view: Mapping[str, Any] | None = None,
    checker: PageChecker | None = None,
) -> dict[str, str]:
    """Return every page of a site by its file name.

    format: one of FORMATS. raw_guard: one of RAW_GUARDS; ``jekyll`` keeps Liquid from reading macros as its own code.
    layout: one of LAYOUTS. view: how pages of Markdown show a setup, as arguments of ``View``.
    checker: for html, what lets the page check URLs; its files are to be written too.
    Raises InputError for an unknown network or a wrong view, and for a text that would end the guard.
    """
    at = catalog.network(network).id
    if format == "html":
        pages = html_pages(catalog, at, checker)
    elif format == "md":
        pages = _md_pages(catalog, at, layout, {"sources": True, **(view or {})})
    else:
        pages = _json_pages(catalog, at)
    if raw_guard != "none":
        pages = {name: _guarded(name, text, *_GUARDS[raw_guard]) for name, text in pages.items()}
    return pages | {CATALOG: _json(catalog_data(catalog))}


def catalog_data(catalog: Catalog) -> dict[str, Any]:
    """Return the whole catalog as plain data, each tracker with its source line."""
    return {
        "schema_version": SCHEMA_VERSION,
        "trackers": [tracker_data(tracker) for tracker in catalog.trackers.values()],
        "networks": [network_data(network) for network in catalog.networks.values()],
    }


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _json_pages(catalog: Catalog, network: str) -> dict[str, str]:
    pages = {
        f"{tracker}.json": render(main_form(catalog, tracker, network), "json", sources=True) + "\n"
        for tracker in catalog.trackers
    }
    pages |= {f"{NETWORKS}/{at.id}.json": _json(shown_network_data(at)) for at in catalog.networks.values()}
    index = {
        "schema_version": SCHEMA_VERSION,
        "network": network,
        "trackers": list_rows(catalog.trackers.values()),
        "networks": network_rows(catalog.networks.values()),
    }
    return pages | {"index.json": _json(index)}


def _md_pages(catalog: Catalog, network: str, layout: str, view: Mapping[str, Any]) -> dict[str, str]:
    pages = {
        f"{tracker.id}.md": _with_title(_title(catalog, tracker, network), _md_body(catalog, tracker, network, view))
        for tracker in catalog.trackers.values()
    }
    about = environment("site", _markdown_filters()).get_template("network.md.j2")
    for at in catalog.networks.values():
        data = network_page_data(catalog, at, write_markdown)
        pages[f"{NETWORKS}/{at.id}.md"] = _with_title(data["title"], [about.render(data).strip("\n")])
    title = message("site.index-title", network=catalog.networks[network].name)
    index, link = _MD_LAYOUTS[layout]
    return pages | {index: _with_title(title, _md_index(catalog, link))}


def _markdown_filters() -> dict[str, Callable[[str], str]]:
    return {
        "plain": lambda text: write_markdown((Span("plain", text),)),
        "cell": markdown_cell,
        "markdown_fence": markdown_fence,
        "markdown_link": markdown_link,
    }


def _with_title(title: Message | str, lines: Iterable[str]) -> str:
    return "\n".join(["---", f"title: {json.dumps(str(title), ensure_ascii=False)}", "---", "", *lines, ""])


def _md_body(catalog: Catalog, tracker: Tracker, network: str, view: Mapping[str, Any]) -> Iterator[str]:
    yield render(main_form(catalog, tracker.id, network), "md", **view)
    pasted = other_forms(catalog, tracker.id, network)
    if pasted:
        yield f"\n### {message('site.other-forms')}"
        for form in pasted:
            yield f"\n{form.label}\n\n{markdown_fence(form.setup.postback_url or '')}"


def _title(catalog: Catalog, tracker: Tracker, network: str) -> Message:
    return message("site.title", tracker=tracker.name, network=catalog.networks[network].name)


def _md_index(catalog: Catalog, link: str) -> Iterator[str]:
    yield "| tracker | kind | click-ID macro | grade |"
    yield "|---|---|---|---|"
    for row in list_rows(catalog.trackers.values()):
        macro = markdown_cell(row["click_id_macro"]) if row["click_id_macro"] else ""
        name = write_markdown((Span("plain", row["name"]),))
        yield f"| [{name}]({row['id']}{link}) | {row['kind']} | {macro} | {list_cells(row)['grade']} |"
    yield from ("", f"## {message('site.networks')}", "", "| network | types | fields | grade |", "|---|---|---|---|")
    for row in network_rows(catalog.networks.values()):
        cells = {name: write_markdown((Span("plain", text),)) for name, text in network_cells(row).items()}
        yield f"| [{cells['name']}]({NETWORKS}/{row['id']}{link}) | {cells['types']} | {cells['fields']} | {cells['grade']} |"


def _guarded(name: str, text: str, opening: str, closing: str) -> str:
    if not name.endswith(".md"):
        return text
    if closing.strip("{}% ") in text:
        raise InputError.of("site.guard", "raw-guard", "", name=name, word=closing.strip("{}% "))
    front, mark, body = text.partition("\n---\n")
    return f"{front}{mark}\n{opening}\n{body.strip()}\n{closing}\n"
