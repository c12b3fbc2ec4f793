"""The HTML pages of a site: the tool, a page per tracker and network, and a page that lists each of both."""

from __future__ import annotations

from collections.abc import Iterator

from ..catalog.load import Catalog
from ..catalog.model import KINDS, Network, Tracker
from ..messages.message import message
from ..rendering.network_data import network_summary
from ..rendering.tracker_data import summary
from ..rendering.writers import write_html
from .checker import PageChecker
from .generator import generator_page, popular_trackers
from .generator_words import page_texts
from .network_page import network_page_data
from .report_link import report_link
from .shell import NETWORKS, TOOL, TRACKERS, write_page
from .tracker_page import tracker_page_data


def html_pages(catalog: Catalog, network: str, checker: PageChecker | None = None) -> dict[str, str]:
    """Return every HTML page of a site by its file name. ``network``: the one that pages about trackers show."""
    return dict(_pages(catalog, network, checker))


def _pages(catalog: Catalog, network: str, checker: PageChecker | None) -> Iterator[tuple[str, str]]:
    words = page_texts()["site"]
    popular = popular_trackers(catalog)
    yield TOOL, generator_page(catalog, network, checker)
    rows = [summary(tracker) for tracker in sorted(catalog.trackers.values(), key=_name)]
    kinds = [(kind, [row for row in rows if row["kind"] == kind]) for kind in KINDS]
    title = words["trackers"]
    yield f"{TRACKERS}.html", write_page("trackers.html.j2", catalog, title=title, here=TRACKERS, kinds=kinds)
    networks = [
        network_summary(one) | {"types": [kind.name for kind in one.types.values()]}
        for one in sorted(catalog.networks.values(), key=_name)
    ]
    title = words["networks"]
    yield f"{NETWORKS}.html", write_page("networks.html.j2", catalog, title=title, here=NETWORKS, rows=networks)
    for tracker in catalog.trackers.values():
        data = tracker_page_data(catalog, tracker, network)
        title = str(message("site.title", tracker=tracker.name, network=catalog.networks[network].name))
        about = {"title": title, "here": TRACKERS, "root": "../"}
        yield f"{TRACKERS}/{tracker.id}.html", write_page("tracker.html.j2", catalog, **about, page=data)
    for one in catalog.networks.values():
        data = network_page_data(catalog, one, write_html) | {"popular": popular, "report": report_link(one)}
        about = {"title": data["title"], "here": NETWORKS, "root": "../"}
        yield f"{NETWORKS}/{one.id}.html", write_page("network.html.j2", catalog, **about, page=data)


def _name(entry: Tracker | Network) -> str:
    return entry.name.casefold()
