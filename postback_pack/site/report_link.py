"""Where a wrong fact is reported: the form of the repository that the site is built from, with what the catalog says filled in."""

from __future__ import annotations

import os
import re
from urllib.parse import quote

from ..catalog.model import Network, Tracker

_REPOSITORY = re.compile(r"[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+")


def report_link(entry: Tracker | Network) -> str | None:
    """Return the address of the form for a tracker or a network, or None where no repository is known.

    GITHUB_REPOSITORY, such as owner/name, is set where GitHub builds a site.
    """
    repository = os.environ.get("GITHUB_REPOSITORY", "")
    if not _REPOSITORY.fullmatch(repository):
        return None
    kind = "tracker" if isinstance(entry, Tracker) else "network"
    answers = {"template": f"{kind}.yml", "title": f"{kind.title()}: {entry.name}", "name": entry.name}
    if isinstance(entry, Tracker):
        known = {
            "kind": entry.kind,
            "param": entry.click_in.param,
            "click_id": entry.macro("click_id"),
            "payout": entry.macro("payout"),
        }
    else:
        known = {"click_in": entry.click_id_macro}
    answers |= {name: value for name, value in known.items() if value}
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in answers.items())
    server = os.environ.get("GITHUB_SERVER_URL", "https://github.com")
    return f"{server}/{repository}/issues/new?{query}"
