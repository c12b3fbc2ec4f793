"""The layout of trackers.yaml and network.yaml: every key, its kind and its meaning. The only declaration of it."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from .evidence import Evidence
from .fields import ABSENT, Choice, Field, Flag, ListOf, Macro, MapOf, Number, OrNull, Record, Text, Word
from .model import (
    ROLES,
    Callback,
    ClickIn,
    Exemption,
    NetworkClickIn,
    Pair,
    PostbackOut,
    Sends,
    TrackerAtNetwork,
    UserField,
)

MACRO = Macro()
TEXTS = ListOf(Text())
ID = Word("[a-z][a-z0-9_]{0,39}", "an id: small letters, digits and _")
WEB_PAGE = Word(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?([/?#][^\s<>\"]*)?", "a web address", "begin it with https://")
LINK_PARAMETER = Word(r"[A-Za-z0-9._~-]{1,64}", "the name of a URL parameter")
LINK_PARAMETERS = Word(
    r"[A-Za-z0-9._~<>-]{1,64}", "the name of a URL parameter, with <n> for a number or <name> for a word"
)
HOST = Word(r"[a-z0-9-]+(\.[a-z0-9-]+)+", "a host name")
STYLE = ListOf(MACRO, at_least=2, at_most=2)

FACTS = (
    "param", "naming", "slots", "also", "example", "no_final_slash",
    *(f"macros.{role}" for role in ROLES),
    "payout_means", "payout_currency", "minor_units", "own_click_id", "other", "list", "spellings", "style",
    "sends.method", "sends.encoded", "sends.scheme", "postback_in",
    "delivery", "where", "steps", "verify", "pitfalls", "disagreements", "instead",
)  # fmt: skip
"""What evidence in an entry of trackers.yaml can support."""

_NETWORK_FACT = Word(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)?", "a key of network.yaml, such as types.payout")


def _evidence(supports: Any) -> ListOf:
    return ListOf(
        Record(
            Evidence,
            {
                "url": Field(WEB_PAGE, "address of the page"),
                "seen": Field(
                    Text(), "what was seen and where, if no address is known; then a fact is at most reported"
                ),
                "text": Field(Text(), "words on the page, for sources --check; without them it looks for the macros"),
                "by": Field(
                    Choice(("vendor", "network", "other")),
                    "who says it: vendor (maker of the system that the fact is about), network or other",
                    True,
                ),
                "supports": Field(ListOf(supports, at_least=1), "the fields that it proves", True),
                "read": Field(
                    Word("20[0-9]{2}-(0[1-9]|1[0-2])", "a month, such as 2026-11"),
                    "the month in which the page was read",
                    True,
                ),
            },
        )
    )


def _postback_out(macros: dict[str, Any] | None = None, **values: Any) -> PostbackOut:
    macros = macros or {}
    known = {role: macro for role, macro in macros.items() if macro is not None and macro is not ABSENT}
    absent = frozenset(role for role, macro in macros.items() if macro is ABSENT)
    return PostbackOut(macros=MappingProxyType(known), absent=absent, **values)


CLICK_IN = Record(
    ClickIn,
    {
        "param": Field(
            OrNull(LINK_PARAMETER), "parameter of the tracking link in which the tracker keeps the network's click ID"
        ),
        "naming": Field(
            Choice(("fixed", "default", "chosen")),
            "fixed, default (may be renamed) or chosen (the user names it; param is our suggestion)",
            True,
        ),
        "slots": Field(MapOf(LINK_PARAMETER), "parameters for the network's other macros, such as {placement: source}"),
        "also": Field(
            ListOf(
                Record(
                    Pair,
                    {
                        "param": Field(LINK_PARAMETERS, "parameter of the link", True),
                        "click_id": Field(MACRO, "macro that reads it", True),
                    },
                )
            ),
            "other pairs that can carry the click ID; <n> is a number, <name> a word",
        ),
        "example": Field(OrNull(WEB_PAGE), "the shape of a campaign URL, without the click ID"),
        "no_final_slash": Field(Flag(), "true where its links fail if their path ends in a slash"),
    },
)

POSTBACK_OUT = Record(
    _postback_out,
    {
        "delivery": Field(
            Choice(("paste", "link_callback", "partner", "code", "none")),
            "paste (the URL goes into a field), link_callback (it rides on the tracker's link), partner (a built-in integration sends it),"
            " code (the site sends it) or none",
            True,
        ),
        "where": Field(TEXTS, "menu path to the field, outermost first"),
        "macros": Field(
            MapOf(Macro(gaps=("null", "absent")), keys=ROLES),
            "role -> macro in quotes, null (not known) or absent (known not to exist)",
            True,
        ),
        "payout_means": Field(
            Choice(("paid_to_network", "earned", "sale_value"), or_null=True), "what the payout macro counts"
        ),
        "payout_currency": Field(
            Choice(("USD", "account", "offer", "sale"), or_null=True), "currency of the payout macro"
        ),
        "minor_units": Field(Flag(), "true where amounts are in cents"),
        "own_click_id": Field(ListOf(MACRO), "the tracker's own click ID: never what the network needs"),
        "other": Field(ListOf(MACRO), "further macros, never the click ID"),
        "list": Field(Choice(("complete", "partial")), "whether all its macros are listed"),
        "spellings": Field(MapOf(ListOf(MACRO), keys=ROLES), "other right spellings"),
        "sends": Field(
            Record(
                Sends,
                {
                    "method": Field(Choice(("GET", "POST"), or_null=True), "HTTP method"),
                    "encoded": Field(Flag(or_null=True), "whether values are percent-encoded"),
                    "scheme": Field(Choice(("http",), or_null=True), "http if the tracker can send only http"),
                },
            ),
            "how the tracker sends the postback",
        ),
        "callback": Field(
            Record(
                Callback,
                {
                    "host": Field(HOST, "host on which the parameters stand without the prefix", True),
                    "prefix": Field(LINK_PARAMETER, "what the parameters begin with on any other host", True),
                    "install": Field(LINK_PARAMETER, "parameter for the postback of the install", True),
                    "event": Field(
                        LINK_PARAMETERS, "parameter for the postback of an event; <token> is the event's token", True
                    ),
                },
            ),
            "for link_callback: the parameters of the tracker's link that carry the postback",
        ),
        "snippet": Field(
            Word(r"table|[a-z][a-z0-9_]*\.[a-z]{2,4}", "table, or a file of templates/snippets"),
            "for code: the snippet, or table for a table of parameters",
        ),
        "why": Field(Text(), "for none: why the system cannot send a postback"),
        "instead": Field(Text(), "where there is nothing to paste: how it is done instead"),
    },
)

ENTRY = Record(
    dict,
    {
        "id": Field(ID, "the tracker's id, unique", True),
        "name": Field(Text(), "the tracker's name as its vendor writes it", True),
        "kind": Field(Choice(("tracker", "self_hosted", "platform", "mmp", "site")), "what sort of system it is", True),
        "status": Field(
            Choice(("active", "unknown")), "whether it is known to be sold; discontinued products are not listed", True
        ),
        "aliases": Field(TEXTS, "other names that users type"),
        "website": Field(OrNull(WEB_PAGE), "the vendor's site"),
        "style": Field(OrNull(STYLE), 'how its macros are written: ["{", "}"]'),
        "click_in": Field(CLICK_IN, "how the network's click ID gets in", True),
        "postback_out": Field(POSTBACK_OUT, "how a conversion is reported", True),
        "steps": Field(
            ListOf(Text(), at_least=1), "what to do in the tracker: menu path, field, what to switch on", True
        ),
        "verify": Field(ListOf(Text(), at_least=1), "how to see that it works", True),
        "pitfalls": Field(TEXTS, "what goes wrong"),
        "disagreements": Field(TEXTS, "where sources disagree, and whom the entry follows"),
        "evidence": Field(_evidence(Choice(FACTS)), "the sources", True),
        "postback_in": Field(
            ListOf(Word(r"[A-Za-z0-9._/-]{1,64}(\?[A-Za-z0-9_]{1,64})?", "a path, such as cf/cv?click_id")),
            "how the address ends that affiliate networks report to, with a parameter of it: the other direction, so that check knows it",
        ),
        "replaces": Field(
            Flag(), "true in a catalog of your own: the entry stands in place of the shipped one with its id"
        ),
        "lint": Field(
            ListOf(
                Record(
                    Exemption,
                    {
                        "ignore": Field(Word("[a-z-]+", "the code of a rule"), "code of the rule", True),
                        "reason": Field(Text(), "why the entry may break it", True),
                    },
                )
            ),
            "rules of lint that the entry may break",
        ),
    },
)

NETWORK = Record(
    dict,
    {
        "id": Field(ID, "the network's id, the name of its folder", True),
        "name": Field(Text(), "the network's name", True),
        "fields": Field(
            MapOf(
                Record(
                    UserField,
                    {
                        "label": Field(Text(), "what the network calls it", True),
                        "placeholder": Field(
                            Word("[A-Za-z0-9._~-]{1,64}", "a word that can stand in a URL"),
                            "what stands in the URL until it is filled in",
                            True,
                        ),
                        "pattern": Field(Text(), "regular expression for the whole value", True),
                        "where": Field(TEXTS, "menu path to where the user finds it"),
                        "other_placeholders": Field(TEXTS, "what stands there in the templates of other tools"),
                    },
                )
            ),
            "what the user must fill in",
            True,
        ),
        "schemes": Field(
            ListOf(Choice(("https", "http")), at_least=1), "allowed schemes; the first is the default", True
        ),
        "click_in": Field(
            Record(
                NetworkClickIn,
                {
                    "style": Field(STYLE, "how its macros are written", True),
                    "macros": Field(
                        MapOf(MACRO), "its macros for the tracking link: click_id, placement, campaign, creative", True
                    ),
                    "link_limit": Field(OrNull(Number()), "longest tracking link that it takes, in characters"),
                },
            ),
            "the network's own macros",
            True,
        ),
        "affiliate_macros": Field(
            ListOf(MACRO),
            "its macros where it is an affiliate network and reports to trackers: the other direction, so that check knows them",
        ),
        "types": Field(
            MapOf(
                Record(
                    dict,
                    {
                        "name": Field(Text(), "the network's name for this form", True),
                        "needs": Field(ListOf(Choice(("payout", "currency"))), "what the user has to give for it"),
                        "currencies": Field(
                            ListOf(Word("[A-Z0-9]{2,8}", "a currency code")), "the only currencies that it takes"
                        ),
                    },
                )
            ),
            "the forms of its postback URL; each has a <type>.url.j2 beside the file",
            True,
        ),
        "steps": Field(ListOf(Text(), at_least=1), "what to do at the network", True),
        "verify": Field(TEXTS, "how to see that it works"),
        "pitfalls": Field(TEXTS, "what goes wrong"),
        "trackers": Field(
            MapOf(
                Record(
                    TrackerAtNetwork,
                    {
                        "builtin_template": Field(Text(), "the tracker's own template for this network"),
                        "partner": Field(Flag(), "true where the tracker has the network as an integrated partner"),
                        "steps": Field(TEXTS, "steps that replace the tracker's own"),
                        "network_steps": Field(TEXTS, "steps at the network that replace its usual ones"),
                        "pitfalls": Field(TEXTS, "what goes wrong with just these two"),
                        "evidence": Field(
                            _evidence(Choice(("builtin_template", "partner", "steps", "network_steps", "pitfalls"))),
                            "the sources",
                        ),
                    },
                )
            ),
            "what is special about a tracker at this network",
        ),
        "evidence": Field(_evidence(_NETWORK_FACT), "the sources"),
    },
)
