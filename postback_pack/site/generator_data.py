"""What the generator page knows: shapes, patterns, codes, limits and texts, as plain data."""

from __future__ import annotations

from typing import Any

from ..catalog.limits import LONGEST_VALUE, PARAMETER
from ..catalog.load import Catalog
from ..catalog.model import FREE_ROLES, KIND_NAMES, ROLE_NAMES, Network, Tracker
from ..catalog.network_parts import PostbackType, TrackerAtNetwork
from ..catalog.shape import Slot
from ..catalog.tracker_parts import BLANKS
from ..messages.message import Message
from ..rendering.tracker_data import picked
from ..setup.build import UNKNOWN
from ..setup.currency import CURRENCY_CODE, ISO_4217
from ..setup.network_values import UNRESERVED, macro_for, source_of
from ..setup.options import DEFAULT_NETWORK, option_list
from ..setup.overrides import EVENT_TOKEN
from ..setup.payout import AMOUNT, MISTYPED_AMOUNT, WHOLE
from ..setup.snippets import in_letters
from ..text.characters import HIDDEN_CHARACTER
from ..text.macros import BRACKETED
from ..text.placeholders import IN_ANY_CASE, IN_CAPITALS, OWN_IN_ANY_CASE, PLAIN_WORDS
from ..urls.campaign_url import INCOMING, LONGEST, REFUSED, START
from ..urls.cut import ESCAPED_AMPERSAND
from ..urls.hosts import SHORTENERS
from .generator_cases import Cases, link_gaps, roles_data, special_currencies
from .generator_code import code_data, comments
from .generator_words import page_messages, script_codes
from .known_from import KnownFrom
from .report_link import report_link
from .sentences import Sentences

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
    "placeholder_plain_words": PLAIN_WORDS,
    "blanks": BLANKS,
}
"""The rules for input: patterns that mean the same in Python and in a browser."""


_OF_FIELD = ("label", "placeholder", "default", "pattern", "values", "macro")


def page_data(catalog: Catalog, network: str = DEFAULT_NETWORK) -> dict[str, Any]:
    """Return everything that the page's script reads, ready for JSON. ``network``: the one to begin with, or else the first."""
    sentences, sources = Sentences(), KnownFrom()
    trackers = sorted(catalog.trackers.values(), key=lambda tracker: tracker.name.casefold())
    networks = sorted(catalog.networks.values(), key=lambda network: network.name.casefold())
    cases = Cases(trackers, networks, sentences)
    tracker_data = [
        _tracker(tracker)
        | cases.of_tracker(tracker)
        | {"known": sources.of(tracker, _facts(tracker)), "report": report_link(tracker)}
        for tracker in trackers
    ]
    network_data = [
        _network(catalog, network, sentences)
        | {
            "cases": cases.of_network(network),
            "known": sources.of(network, map("macros.{}".format, network.click_in.macros)),
        }
        for network in networks
    ]
    named = {name: sentences.add([Message(f"label.network-{name}")])[0] for name in ("url", "payout", "macro")}
    return {
        "network": network if network in catalog.networks else networks[0].id,
        "networks": network_data,
        "trackers": tracker_data,
        "schemes": cases.of_schemes(),
        **roles_data(sentences),
        **link_gaps(networks[0], sentences),
        **code_data(catalog, sentences),
        "grades": named,
        "kind_names": KIND_NAMES,
        "role_names": ROLE_NAMES,
        "sources": sources.rows,
        "catalog": {"month": sources.newest(catalog)},
        "options": [{"name": option.name, "kind": option.kind, "help": option.help} for option in option_list()],
        "currencies": " ".join(sorted(ISO_4217)),
        "messages": page_messages([*script_codes(), *sentences.codes]),
        "unknown": UNKNOWN,
        "rules": _RULES,
        "free_roles": FREE_ROLES,
        "click_notes": sentences.rows("click_notes"),
        "columns": sentences.rows("columns"),
        "cases": sentences.rows("cases"),
        "sentences": sentences.pieces,
        "lines": sentences.lines,
    }


def _facts(tracker: Tracker) -> list[str]:
    """Return the facts about a tracker that can be in a URL."""
    macros = [f"macros.{role}" for role in tracker.postback_out.macros]
    return [*macros, "also"] if tracker.click_in.also else macros


def _network(catalog: Catalog, network: Network, sentences: Sentences) -> dict[str, Any]:
    return {
        **picked(network, "id", "name", "aliases", "schemes"),
        "special_currencies": special_currencies(network),
        "takes_whole_amounts": network.payout.integer,
        "payout_means": network.payout.means,
        "fields": [
            {"name": name, "source": source_of(network, field), **picked(field, *_OF_FIELD)}
            for name, field in network.fields.items()
        ],
        "link_limit_sources": [item.source for item in network.evidence_for("link_limit")],
        "placeholders": sorted(network.placeholders),
        **picked(network.click_in, "style", "macros", "link_limit"),
        "types": [_type(network, kind) for kind in network.types.values()],
        "macro_grade": network.grade("macros.click_id"),
        **{name: sentences.add(getattr(network, name)) for name in ("steps", "verify", "pitfalls")},
        "comments": comments(catalog, network),
        "letters": in_letters(network.id),
        "pairs": {
            tracker.id: said for tracker in catalog.trackers.values() if (said := _pair(network, tracker, sentences))
        },
    }


def _pair(network: Network, tracker: Tracker, sentences: Sentences) -> dict[str, Any]:
    """Return what a pair has of its own: texts, the name of the tracker's template, and macros made for the network's values."""
    pair = network.trackers.get(tracker.id, TrackerAtNetwork())
    texts = {name: getattr(pair, name) for name in ("steps", "network_steps", "pitfalls")}
    by_field = {name: (field, macro_for(tracker, field)) for name, field in network.fields.items() if field.macro}
    macros = {
        name: macro for name, (field, macro) in by_field.items() if field.macro and macro != tracker.macro(field.macro)
    }
    said: dict[str, Any] = {name: sentences.add(found) for name, found in texts.items() if found}
    return (
        said
        | ({"template": pair.builtin_template} if pair.builtin_template else {})
        | ({"macros": macros} if macros else {})
    )


def _type(network: Network, kind: PostbackType) -> dict[str, Any]:
    name = f"types.{kind.id}"
    has_own = network.evidence_for(f"{name}.payout")
    return {
        **picked(kind, "id", "name", "currencies"),
        "needed": kind.shape.needed,
        "takes": kind.shape.slots,
        "shape": [_part(part) for part in kind.shape.parts],
        "start": kind.shape.start,
        "currency_parameter": kind.shape.parameter_of("currency"),
        "payout_parameter": kind.shape.parameter_of("payout"),
        "grade": network.grade(name),
        "payout_grade": network.grade(f"{name}.payout") if has_own else None,
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
        "sends": out.sends.scheme,
        "snippet": out.snippet,
        "also": [[pair.param, pair.click_id] for pair in into.also],
        "free": {role: macro for role, macro in out.macros.items() if role in FREE_ROLES},
        "spellings": out.spellings.get("click_id", ()),
    }
