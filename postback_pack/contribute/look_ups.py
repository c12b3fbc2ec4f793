"""What is known of one entry, what is its oldest source, and which page of its maker would close most of what is open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from ..catalog.model import ROLE_LABELS, URL_DELIVERIES, Network, Tracker
from ..messages.message import Message, message
from .network_rules import facts_to_prove
from .shared_rules import Entry, evidence_of

Page = Literal["macros", "link", "link-macros", "postback"]
"""A page that makers have: of a tracker the first two, of a network the last two."""
WITH_MACROS = (*URL_DELIVERIES, "partner")
"""The deliveries in which macros are sent. Where a partner enters the postback there are some too, even if users need none of them."""
_ABOUT_LINK = ("param", "slots", "also", "no_final_slash", "shown_encoded")


def knowledge_of(entry: Entry) -> dict[str, Any]:
    """Return an entry's facts by grade, what is wanted, the month of its oldest source, and the next look-up, as plain data."""
    facts = facts_to_prove(entry) if isinstance(entry, Network) else entry.facts()
    by_grade: dict[str, list[str]] = {"confirmed": [], "reported": [], "unknown": []}
    for fact in facts:
        by_grade[entry.grade(fact)].append(fact)
    wanted = dict(_wanted_of_network(entry) if isinstance(entry, Network) else wanted_of_tracker(entry))
    return {
        **by_grade,
        "wanted": [str(what) for what in wanted.values()],
        "oldest": min((item.read for _, item in evidence_of(entry)), default=None),
        "look_up": _look_up(entry, wanted, by_grade["reported"]),
    }


def _look_up(entry: Entry, wanted: Mapping[str, object], reported: Sequence[str]) -> dict[str, Any] | None:
    """Return the page of the maker that would close most: what is wanted weighs more than what is only reported."""
    pages: dict[Page, tuple[list[str], list[str]]] = {}
    for fact, what in wanted.items():
        pages.setdefault(_page_of(entry, fact), ([], []))[0].append(str(what))
    for fact in reported:
        pages.setdefault(_page_of(entry, fact), ([], []))[1].append(fact)
    if not pages:
        return None
    page, (missing, doubtful) = max(pages.items(), key=lambda item: (len(item[1][0]), len(item[1][1])))
    return {"page": str(message(f"sources.page-{page}")), "wanted": missing, "reported": doubtful}


def _page_of(entry: Entry, fact: str) -> Page:
    if isinstance(entry, Network):
        return "link-macros" if fact.partition(".")[0] in ("macros", "link_limit") else "postback"
    return "link" if fact in _ABOUT_LINK else "macros"


def look_up_text(found: Mapping[str, Any]) -> str:
    """Return the look-up in a few words: the page, what it would close, and what is wanted that it would not."""
    look_up = found["look_up"]
    if look_up is None:
        return ""
    closes = [*look_up["wanted"]]
    if count := len(look_up["reported"]):
        closes.append(str(message("sources.reported", count=count)))
    text = f"{look_up['page']}: {', '.join(closes)}"
    others = [what for what in found["wanted"] if what not in look_up["wanted"]]
    return f"{text}; {message('sources.also-wanted')}: {', '.join(others)}" if others else text


def wanted_of_tracker(tracker: Tracker) -> Iterator[tuple[str, str]]:
    """Yield what a setup needs and no source was found for, by its fact."""
    out = tracker.postback_out
    if tracker.id == "custom" or out.delivery not in WITH_MACROS:
        return
    if tracker.click_in.param is None and not out.callback:
        yield "param", "parameter of the link"
    known = {
        "click_id": tracker.macro("click_id") or out.callback,
        "payout": tracker.macro("payout")
        or tracker.macro("payout_usd")
        or (out.delivery == "partner" and tracker.macro("sale_amount")),
    }
    for role, way in known.items():
        if not way and role not in out.absent:
            yield f"macros.{role}", ROLE_LABELS[role]


def _wanted_of_network(network: Network) -> Iterator[tuple[str, Message]]:
    if network.click_id_macro is None:
        yield "macros.click_id", message("sources.want-click-id")
    if any(kind.takes("payout") for kind in network.types.values()):
        if network.payout.means is None:
            yield "payout.means", message("sources.want-means")
        if network.payout.currency is None and not any(kind.takes("currency") for kind in network.types.values()):
            yield "payout.currency", message("sources.want-currency")
    given = [field for field in network.fields.values() if field.default is None and not field.values]
    if labels := [field.label for field in given if not field.where]:
        yield "fields", message("sources.want-where", labels=labels)
