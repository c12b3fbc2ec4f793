"""Pages of the documentation that exist only in the built site: one for each tracker and network, the generator, the guide for contributors."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from postback_pack import Catalog, build_setup, load_catalog
from postback_pack.catalog.model import Network, Tracker
from postback_pack.rendering.setup_data import setup_data
from postback_pack.rendering.writers import markdown_fence, write_markdown
from postback_pack.setup.options import DEFAULT_NETWORK
from postback_pack.setup.payout import BY_MACRO
from postback_pack.site.forms import forms
from postback_pack.site.generator import generator_page
from postback_pack.site.pages import site_pages
from postback_pack.site.shell import NETWORKS
from postback_pack.text.markup import Span, markdown_link

_GUIDE = "contributing.md"
_TABLE = re.compile(r"^::: postback-table (\w+)$", re.MULTILINE)
_TABLE_OF_NETWORKS = re.compile(r"^(?=\| id \|)", re.MULTILINE)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages."""
    catalog = load_catalog()
    for tracker in catalog.trackers.values():
        text = "\n".join(_tracker_page(catalog, tracker)) + "\n"
        files.append(File.generated(config, f"trackers/{tracker.id}.md", content=text))
    pages = site_pages(catalog, "md", network=DEFAULT_NETWORK)
    for network in catalog.networks.values():
        _, _, text = pages[f"{NETWORKS}/{network.id}.md"].split("---\n", 2)
        files.append(File.generated(config, f"{NETWORKS}/{network.id}.md", content=f"# {_plain(network.name)}\n{text}"))
    guide = (Path(config.config_file_path).parent / "CONTRIBUTING.md").read_text(encoding="utf-8")
    files.append(File.generated(config, _GUIDE, content=guide.replace("](docs/", "](")))
    files.append(File.generated(config, "generator.html", content=generator_page(catalog)))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Make links lead to those pages: in a checkout there is nothing to link to yet, or it lies elsewhere."""
    if page.file.src_uri == "trackers.md":
        trackers = [*load_catalog().trackers.values()]

        def with_links(table: re.Match[str]) -> str:
            return f"{_links(one for one in trackers if one.kind == table[1])}\n\n{table[0]}"

        return _TABLE.sub(with_links, markdown)
    if page.file.src_uri == "networks.md":
        links = _links(load_catalog().networks.values())
        markdown = _TABLE_OF_NETWORKS.sub(lambda _: f"{links}\n\n", markdown)
    return markdown.replace("](../CONTRIBUTING.md", f"]({_GUIDE}")


def _links(entries: Iterable[Tracker | Network]) -> str:
    pages = [
        f"[{_plain(entry.name)}]({'trackers' if isinstance(entry, Tracker) else NETWORKS}/{entry.id}.md)"
        for entry in entries
    ]
    return f"Pages: {', '.join(pages)}."


def _plain(text: str) -> str:
    return write_markdown((Span("plain", text),))


def _tracker_page(catalog: Catalog, tracker: Tracker) -> Iterator[str]:
    found = [*forms(catalog, tracker.id, DEFAULT_NETWORK)]
    setup = found[0].setup if found else build_setup(catalog, tracker.id)
    yield f"# {_plain(tracker.name)}\n"
    yield f"The command `postback-pack render {tracker.id}` prints this for your own account, amount and campaign.\n"
    yield f"::: postback {tracker.id}"
    if setup.payout:
        yield f"    :payout: {BY_MACRO if setup.payout.by_macro else setup.payout.text}"
    others = [form for form in found[1:] if form.setup.postback_url]
    if others:
        yield "\n## Other forms of the URL"
    for form in others:
        yield f"\nWith {form.label}:\n\n{markdown_fence(form.setup.postback_url or '')}"
    yield "\n## Sources\n"
    for source in setup_data(setup, write_markdown, True)["sources"]:
        place = markdown_link(source["url"]) if source["url"] else source["seen"]
        about = _plain(", ".join(source["supports"]))
        yield f"- {place} ({source['by']}, read {source['read']}): {about}"
    yield "\n[How facts are graded](../facts.md). [Is something wrong?](../contributing.md)"
