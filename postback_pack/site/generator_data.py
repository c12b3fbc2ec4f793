"""What the generator page knows: shapes, patterns, codes, limits and texts, as plain data."""

from __future__ import annotations

from typing import Any

from ..catalog.limits import LONGEST_VALUE, PARAMETER
from ..catalog.load import Catalog
from ..catalog.model import FREE_ROLES, Network, Tracker
from ..catalog.network_parts import PostbackType
from ..catalog.shape import Slot
from ..catalog.tracker_parts import BLANKS
from ..rendering.tracker_data import picked
from ..setup.build import UNKNOWN
from ..setup.currency import CURRENCY_CODE, ISO_4217
from ..setup.network_values import UNRESERVED, source_of
from ..setup.options import option_list
from ..setup.overrides import EVENT_TOKEN
from ..setup.payout import AMOUNT, MISTYPED_AMOUNT, WHOLE
from ..text.characters import HIDDEN_CHARACTER
from ..text.macros import BRACKETED
from ..text.placeholders import IN_ANY_CASE, IN_CAPITALS, OWN_IN_ANY_CASE
from ..urls.campaign_url import INCOMING, LONGEST, REFUSED, START
from ..urls.cut import ESCAPED_AMPERSAND
from ..urls.hosts import SHORTENERS
from .generator_cases import Sentences, link_gaps, pair_data, special_currencies
from .generator_words import page_messages, script_codes

SPACES = r"\t-\r\x1c- \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
"""What Python takes for a space; a browser's own list is another one."""
_RULES = {
    "spaces": SPACES,
    "whole": WHOLE,
    "amount": AMOUNT,
    "mistyped_amount": MISTYPED_AMOUNT,
    "longest_value": LONGEST_VALUE,
    "event_token": EVENT_TOKEN,
    "unreserved": UNRESERVED,
    "parameter": PARAMETER,
    "currency_code": CURRENCY_CODE,
    "hidden": HIDDEN_CHARACTER,
    "refused": REFUSED.replace(r"\s", SPACES),
    "url_start": START,
    "escaped_ampersand": ESCAPED_AMPERSAND,
    "incoming": INCOMING,
    "shorteners": sorted(SHORTENERS),
    "longest_url": LONGEST,
    "bracketed": BRACKETED,
    "placeholder_any_case": IN_ANY_CASE,
    "placeholder_capitals": IN_CAPITALS,
    "own_placeholder_any_case": OWN_IN_ANY_CASE,
    "blanks": BLANKS,
}
"""The rules for input: patterns that mean the same in Python and in a browser."""


_OF_FIELD = ("label", "placeholder", "default", "pattern", "values", "macro")


def page_data(catalog: Catalog) -> dict[str, Any]:
    """Return everything that the page's script reads, ready for JSON."""
    sentences = Sentences()
    networks = [_network(catalog, network, sentences) for network in catalog.networks.values()]
    by_name = sorted(catalog.trackers.values(), key=lambda tracker: tracker.name.casefold())
    return {
        "networks": networks,
        "trackers": [_tracker(tracker) for tracker in by_name],
        "options": [{"name": option.name, "kind": option.kind, "help": option.help} for option in option_list()],
        "currencies": " ".join(sorted(ISO_4217)),
        "messages": page_messages([*script_codes(), *sentences.codes]),
        "unknown": UNKNOWN,
        "rules": _RULES,
        "sentences": sentences.pieces,
        "lines": sentences.lines,
        "cases": sentences.cases,
    }


def _network(catalog: Catalog, network: Network, sentences: Sentences) -> dict[str, Any]:
    return {
        **picked(network, "id", "name", "aliases"),
        "special_currencies": special_currencies(network),
        "takes_whole_amounts": network.payout.integer,
        "fields": [
            {"name": name, "source": source_of(network, field), **picked(field, *_OF_FIELD)}
            for name, field in network.fields.items()
        ],
        "link_limit_sources": [item.source for item in network.evidence_for("link_limit")],
        "placeholders": sorted(network.placeholders),
        **picked(network.click_in, "style", "macros", "link_limit"),
        "types": [_type(kind) for kind in network.types.values()],
        "trackers": {tracker.id: pair_data(network, tracker, sentences) for tracker in catalog.trackers.values()},
        **link_gaps(network, sentences),
    }


def _type(kind: PostbackType) -> dict[str, Any]:
    return {
        **picked(kind, "id", "name", "currencies"),
        "needed": kind.shape.needed,
        "takes": kind.shape.slots,
        "shape": [_part(part) for part in kind.shape.parts],
        "start": kind.shape.start,
        "currency_parameter": kind.shape.parameter_of("currency"),
        "payout_parameter": kind.shape.parameter_of("payout"),
    }


def _part(part: str | Slot) -> str | list[str]:
    """Return a part of a shape: text, [slot], or of an optional part [slot, text before it, text after it]."""
    if isinstance(part, str):
        return part
    return [part.name, part.before, part.after] if part.optional else [part.name]


def _tracker(tracker: Tracker) -> dict[str, Any]:
    into, out = tracker.click_in, tracker.postback_out
    return {
        **picked(tracker, "id", "name", "aliases", "kind", "postback_in"),
        **picked(into, "naming", "param", "slots", "example", "no_final_slash"),
        **picked(out, "delivery", "where", "macros", "own_click_id", "other", "callback"),
        "also": [[pair.param, pair.click_id] for pair in into.also],
        "free": {role: macro for role, macro in out.macros.items() if role in FREE_ROLES},
        "spellings": out.spellings.get("click_id", ()),
    }
