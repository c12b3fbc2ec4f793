"""A page about a tracker: every form of its URL, the link, the steps, and how well each fact is known."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from ..catalog.load import Catalog
from ..catalog.model import Tracker
from ..rendering.diagram import diagram, path_of
from ..rendering.labels import labels
from ..rendering.setup_data import setup_data, warnings_but_placeholders
from ..rendering.tracker_data import fact_label, facts_of, picked
from ..rendering.tracker_text import fact_value
from ..rendering.writers import write_html
from ..setup.build import Setup
from .forms import forms, main_form
from .network_page import source_data
from .report_link import report_link


def tracker_page_data(catalog: Catalog, tracker: Tracker, network: str) -> dict[str, Any]:
    """Return what a page says about a tracker at a network, for a template."""
    main = main_form(catalog, tracker.id, network)
    found = [*forms(catalog, tracker.id, network)]
    data = setup_data(main, write_html, False)
    names, arrows = path_of(main)
    return {
        **picked(tracker, "id", "name", "kind", "website", "aliases", "status"),
        "network": picked(main.network, "id", "name"),
        "delivery": tracker.postback_out.delivery,
        "where": [tracker.name, *tracker.postback_out.where],
        "forms": [
            {"label": str(form.label), "type": form.setup.type.name, **_url(form.setup)}
            for form in found
            if form.setup.postback_url
        ],
        "setup": data,
        "labels": labels(main, data, write_html),
        "macros": _macros(main),
        "warnings": [str(warning) for about, warning in warnings_but_placeholders(main) if about == "url"],
        "way": Markup(diagram(main)),
        "path": [
            {"from": names[arrow.source], "to": names[arrow.target], "title": arrow.title, "carries": arrow.carries}
            for arrow in arrows
        ],
        "facts": [
            {
                "label": fact_label(row["fact"]),
                "value": fact_value(row),
                "is_code": row["value"] is not None and (row["fact"] == "param" or row["fact"].startswith("macros.")),
                "known": {"grade": row["grade"], "sources": row["sources"]},
            }
            for row in facts_of(tracker)
        ],
        "sources": [source_data(item, write_html) for item in tracker.evidence],
        "report": report_link(tracker),
        "networks": [picked(one, "id", "name") for one in catalog.networks.values()],
    }


def _url(setup: Setup) -> dict[str, Any]:
    return {"url": setup.postback_url, "macros": _macros(setup)}


def _macros(setup: Setup) -> list[str]:
    """Return the macros that can be in the URL and the link of a setup, to be marked."""
    payout = setup.payout.text if setup.payout and setup.payout.by_macro else None
    own = [setup.click_id.macro, payout, *setup.tracker.postback_out.macros.values()]
    return [macro for macro in (*own, *setup.network.click_in.macros.values()) if macro]
