"""The generator: one page that makes URL, link and steps in the browser, from the catalog inside it."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from markupsafe import Markup

from ..catalog.load import Catalog
from ..setup.options import DEFAULT_NETWORK
from ..templating import environment
from .generator_data import page_data
from .generator_words import SCRIPTS, page_texts, site_file


def generator_page(catalog: Catalog, network: str = DEFAULT_NETWORK) -> str:
    """Return the generator page: HTML with style, script and data in it, which asks nobody for anything.

    network: the one that is chosen when the page opens.
    """
    style = site_file("generator.css")
    script = "".join(map(site_file, SCRIPTS))
    texts = page_texts()
    policy = f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'"
    # Style, script and data are ours, or written so that nothing in them can end their element.
    return (
        environment("site", {})
        .get_template("generator.html.j2")
        .render(
            texts=texts["page"],
            currencies=page_currencies(catalog),
            style=Markup(style),
            script=Markup(script),
            policy=Markup(f"{policy}; base-uri 'none'; form-action 'none'"),
            data=Markup(_json(page_data(catalog, network))),
            texts_data=Markup(_json(texts)),
        )
    )


def page_currencies(catalog: Catalog) -> list[str]:
    """Return the currencies to suggest first: those that a network names, then a few that are common."""
    named = {
        code for network in catalog.networks.values() for kind in network.types.values() for code in kind.currencies
    }
    return list(dict.fromkeys([*sorted(named), "EUR", "GBP", "INR", "BRL", "JPY"]))


def _hash(text: str) -> str:
    """Return what the Content-Security-Policy calls a script or style by: only this very text is run."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _json(data: Any) -> str:
    """Write data for a script element: without ``<`` nothing in it can end the element."""
    return json.dumps(data, separators=(",", ":")).replace("<", "\\u003c")
