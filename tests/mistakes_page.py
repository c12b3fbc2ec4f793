"""Write docs/mistakes.md from the cases that check is tested with."""

from __future__ import annotations

from typing import Any

from postback_pack import Catalog, load_catalog
from postback_pack.checking.check import check
from postback_pack.checking.findings import CALL_CODES, codes
from postback_pack.checking.report import visible
from postback_pack.messages.message import text_of
from tests.conftest import MADE_UP, cases_in

_SHOWN = 3


def mistakes_page() -> str:
    """Return the page: for each code what it is, why it loses conversions, and cases with the URL to paste instead."""
    catalog = load_catalog(MADE_UP)
    cases: dict[str, dict[str, Any]] = cases_in("check")
    lines = [
        "# Common mistakes",
        "",
        "This page lists what `postback-pack check` finds, by code. It is generated from `tests/cases/check.yaml`, which the tests run.",
        "`pytest tests/test_docs.py --update-golden` updates it. An **error** loses conversions, a **warning** is worth a look, a **note** is for",
        "information.",
        "",
    ]
    for code in (code for code in codes() if code not in CALL_CODES):
        part = cases[code]
        title, why = text_of(f"{code}.title"), text_of(f"{code}.why")
        lines += [f"## {code}", "", f"{title} ({part['severity']}). {why}", ""]
        # What only a made-up tracker does is not a common mistake.
        shown = [text for case in part["wrong"] if (text := _case(catalog, case, code))][:_SHOWN]
        if shown:
            lines += ["```text", "\n\n".join(shown), "```", ""]
    return "\n".join(lines).rstrip() + "\n"


def _case(catalog: Catalog, case: dict[str, Any], code: str) -> str:
    result = check(
        catalog, case["url"], tracker=case.get("tracker"), link=case.get("link"), network=case.get("network")
    )
    message = next((finding.message for finding in result.findings if finding.code == code), None)
    if message is None or case.get("tracker") in ("tidepool", "wreck"):
        return ""
    rows = {
        catalog.tracker(case["tracker"]).name if "tracker" in case else "(no tracker named)": "",
        "network:": catalog.network(case["network"]).name if "network" in case else None,
        "pasted:": case["url"],
        "with:": case.get("link"),
        "it says:": message,
        "paste:": case.get("right"),
    }
    return "\n".join(f"{name:<9}{visible(text)}".rstrip() for name, text in rows.items() if text is not None)
