"""The frame of every page of the site: its head with the policy, the header with search, tabs and theme, and the footer."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from ..catalog.load import Catalog
from ..catalog.model import KIND_NAMES, Network, Tracker
from ..templating import environment
from .generator_words import page_texts, site_file
from .wrapping import breakable

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment

TRACKERS, NETWORKS = "trackers", "networks"
"""The folders of the pages about trackers and about networks, and the names of the pages that list them."""
TOOL = "index.html"
STYLE, SCRIPT = "site.css", "site.js"
_EARLY = "early.js"
"""Runs before anything is painted: a dark page must not begin light."""

_COMMENT_OR_INDENT = re.compile(r"^ */\*(?s:.*?)\*/\n|^ *//.*\n|^ +", re.MULTILINE)
"""What a script or style has for those who read it: comments on lines of their own, and blanks in front of a line. No text spans lines."""


def write_page(template: str, catalog: Catalog, *, title: str, here: str, root: str = "", **given: Any) -> str:
    """Return a page of the site.

    here: the tab that is marked. root: the way to the start page, such as ``../``.
    given: what the template shows; of it ``styles`` and ``scripts`` are files beyond those that every page has, ``policy`` adds
    sources to the page's policy, and ``search`` is False where the page has the names to search in its own data.
    """
    styles = _shorter((STYLE, *given.pop("styles", ())))
    script = _shorter((SCRIPT, *given.pop("scripts", ())))
    early = site_file(_EARLY)
    policy = _policy([early, script], styles, given.pop("policy", {}))
    texts = page_texts()
    shared = {
        "texts": texts["page"],
        "words": texts["site"],
        "kind_names": KIND_NAMES,
        "title": title,
        "here": here,
        "root": root,
        "folders": {"trackers": TRACKERS, "networks": NETWORKS},
        "style": Markup(styles),
        "early": Markup(early),
        "script": Markup(script),
        "policy": Markup(policy),
        "names": Markup(as_json(_names(catalog))) if given.pop("search", True) else None,
        "site_words": Markup(as_json(texts["site"])),
    }
    # Style, script and data are ours, or written so that nothing in them can end their element.
    return _environment().get_template(template).render(shared | given) + "\n"


def _shorter(files: Iterable[str]) -> str:
    """Return scripts or styles as the page has them: without what is only for those who read the files."""
    return _COMMENT_OR_INDENT.sub("", "".join(map(site_file, files)))


@cache
def _environment() -> SandboxedEnvironment:
    return environment("site", {"breakable": breakable})


def _names(catalog: Catalog) -> list[list[str]]:
    """Return what the search in the header looks through: folder, ID, name, and the other names in one text."""
    entries: list[tuple[str, Iterable[Tracker | Network]]] = [
        (TRACKERS, catalog.trackers.values()),
        (NETWORKS, catalog.networks.values()),
    ]
    rows = [[folder, one.id, one.name, ", ".join(one.aliases)] for folder, found in entries for one in found]
    return sorted(rows, key=lambda row: row[2].casefold())


def _policy(scripts: Iterable[str], style: str, more: Mapping[str, str]) -> str:
    """Return the policy: only these scripts run, only this style counts, and nothing is loaded or sent."""
    rules = {
        "default-src": "'none'",
        "img-src": "data:",
        "script-src": " ".join(f"'{_hash(script)}'" for script in scripts),
        "style-src": f"'{_hash(style)}'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    for name, sources in more.items():
        rules[name] = f"{rules[name]} {sources}" if name in rules else sources
    return "; ".join(f"{name} {sources}" for name, sources in rules.items())


def _hash(text: str) -> str:
    """Return what the Content-Security-Policy calls a script or style by: only this very text is run."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def as_json(data: Any) -> str:
    """Write data for a script element: without ``<`` nothing in it can end the element."""
    return json.dumps(data, separators=(",", ":")).replace("<", "\\u003c")
