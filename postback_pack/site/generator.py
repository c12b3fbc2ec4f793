"""The start page: it makes URL, link and steps in the browser, from the catalog inside it, and has a tab that checks a URL."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from ..catalog.load import Catalog
from ..catalog.model import Tracker
from ..setup.options import DEFAULT_NETWORK
from .checker import PageChecker, checker_tab
from .generator_data import page_data
from .generator_words import SCRIPTS, page_texts
from .shell import as_json, write_page

STYLES = ("generator.css", "checker.css")


def generator_page(catalog: Catalog, network: str = DEFAULT_NETWORK, checker: PageChecker | None = None) -> str:
    """Return the start page: HTML with style, script and data in it, which asks nobody for anything.

    network: the one that is chosen when the page opens. checker: what lets it check URLs, from files beside it.
    """
    texts = page_texts()
    return write_page(
        "generator.html.j2",
        catalog,
        title=texts["page"]["title"],
        here="make",
        styles=STYLES,
        scripts=(*SCRIPTS, *(["checker.js"] if checker else [])),
        search=False,
        policy=checker.policy if checker else {},
        checker=checker_tab(checker),
        currencies=page_currencies(catalog),
        popular=popular_trackers(catalog),
        other=texts["other"],
        start_counts=texts["page"]["start_counts"].format(
            trackers=len(catalog.trackers), networks=len(catalog.networks)
        ),
        data=Markup(as_json(_without_usual(page_data(catalog, network)))),
        texts_data=Markup(as_json(texts)),
    )


def _without_usual(data: dict[str, Any]) -> dict[str, Any]:
    """Leave out of each tracker what is empty in most of them: ``read`` of the script adds it again, from ``usual``."""
    trackers = data["trackers"]
    usual = {
        key: value
        for key, value in trackers[0].items()
        if key != "aliases" and not value and 2 * sum(one[key] == value for one in trackers) > len(trackers)
    }
    leaner = [{key: value for key, value in one.items() if key not in usual or value != usual[key]} for one in trackers]
    return data | {"usual": usual, "trackers": leaner}


def popular_trackers(catalog: Catalog) -> list[Tracker]:
    """Return the trackers that are offered before anything is typed, and last the one for a tracker that is not listed."""
    return [catalog.trackers[id] for id in page_texts()["popular"] if id in catalog.trackers]


def page_currencies(catalog: Catalog) -> list[str]:
    """Return the currencies to suggest first: those that a network names, then a few that are common."""
    named = {
        code for network in catalog.networks.values() for kind in network.types.values() for code in kind.currencies
    }
    return list(dict.fromkeys([*sorted(named), "EUR", "GBP", "INR", "BRL", "JPY"]))
