"""The rules that an entry of trackers.yaml is held against. Each has a code; ``lint --rules`` lists them.

Some are needed for a setup that is not wrong: an entry that breaks one of them is not loaded. The
others are for contributors, and an entry can name an exception with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Literal, NamedTuple

from ..text.placeholders import is_placeholder, is_placeholder_anywhere
from .facts import facts
from .model import RESERVED_IDS, Network, Tracker
from .node import Path
from .text_rules import (
    MOST_PITFALLS,
    Fault,
    code_faults,
    name_faults,
    pitfall_faults,
    source_faults,
    step_faults,
    texts_of,
    unfilled_faults,
    unfinished_faults,
)

Severity = Literal["error", "warning"]

MOST_FIELDS = 6
SHORTEST_PARAMETER = 5
"""A shorter parameter of a network, such as ``c``, says nothing about whose it is."""
OLDEST_MONTHS = 18


class Rule(NamedTuple):
    """A rule for one entry. ``check`` takes the entry and the current month, such as ``2026-11``."""

    code: str
    about: str
    check: Callable[[Tracker, str], Iterator[Fault]]
    severity: Severity = "error"
    to_load: bool = False


def _evidence(tracker: Tracker, month: str) -> Iterator[Fault]:
    for fact in tracker.facts():
        if not tracker.evidence_for(fact):
            yield Fault(
                facts(Tracker)[fact].path, f"nothing in evidence supports {fact}", "add its source, or write null"
            )


def _reserved_ids(tracker: Tracker, month: str) -> Iterator[Fault]:
    if tracker.id in RESERVED_IDS:
        message = f"the id {tracker.id} is the name of another page of a site"
        yield Fault(("id",), message, f"choose another, such as {tracker.id}_1")


def _own_click_id(tracker: Tracker, month: str) -> Iterator[Fault]:
    macro = tracker.macro("click_id")
    if macro in tracker.postback_out.own_click_id:
        path = ("postback_out", "macros", "click_id")
        yield Fault(
            path,
            f"{macro} is listed as the tracker's own click ID",
            "give the macro of the network's click ID, or null",
        )


def _never_the_click_id(tracker: Tracker, month: str) -> Iterator[Fault]:
    for key in ("own_click_id", "other"):
        for index, macro in enumerate(getattr(tracker.postback_out, key)):
            if "click_id" in tracker.roles(macro) and macro != tracker.macro("click_id"):
                message = f"{macro} can carry the network's click ID, by also or spellings"
                yield Fault(("postback_out", key, index), message, "remove it here, or there")


def _param_in_macro(tracker: Tracker, month: str) -> Iterator[Fault]:
    if tracker.click_in.naming == "fixed":
        for role, macro in tracker.postback_out.macros.items():
            if "<param>" in macro:
                path = ("postback_out", "macros", role)
                yield Fault(path, "<param> stands in a macro, but the parameter is fixed", "write the name out")


def _snippet(tracker: Tracker, month: str) -> Iterator[Fault]:
    from ..paths import snippet_names

    name = tracker.postback_out.snippet
    if name not in (None, "table", *snippet_names()):
        mend = f"write table, or one of {', '.join(snippet_names())}"
        yield Fault(("postback_out", "snippet"), f"there is no snippet {name}", mend)


_NEEDED_BY = {"link_callback": ("callback",), "partner": ("instead",), "code": ("snippet",), "none": ("why", "instead")}


def _delivery(tracker: Tracker, month: str) -> Iterator[Fault]:
    out = tracker.postback_out
    for key in ("callback", "snippet", "why", "instead"):
        needed = key in _NEEDED_BY.get(out.delivery, ())
        if needed and not getattr(out, key):
            yield Fault(("postback_out",), f"the delivery {out.delivery} needs {key}", f"add {key}")
        elif not needed and getattr(out, key):
            yield Fault(
                ("postback_out", key), f"the delivery {out.delivery} has no {key}", "remove it, or change delivery"
            )


def _suggestion(tracker: Tracker, month: str) -> Iterator[Fault]:
    if tracker.click_in.naming == "chosen" and not tracker.click_in.param:
        yield Fault(("click_in",), "the user chooses the parameter's name, but there is no suggestion", "add param")


def _code_param(tracker: Tracker, month: str) -> Iterator[Fault]:
    if tracker.postback_out.delivery == "code" and not tracker.click_in.param:
        mend = "add param, such as clickid"
        yield Fault(("click_in",), "the code keeps the click ID under the parameter's name, and there is none", mend)


def _pairs(tracker: Tracker, month: str) -> Iterator[Fault]:
    for index, pair in enumerate(tracker.click_in.also):
        if not pair.blanks_agree:
            yield Fault(
                ("click_in", "also", index), "<n> or <name> stands in only one half of the pair", "write it in both"
            )


def _macros(tracker: Tracker) -> Iterator[tuple[Path, str]]:
    out = tracker.postback_out
    yield from ((("postback_out", "macros", role), macro) for role, macro in out.macros.items())
    yield from (
        (("click_in", "also", index, "click_id"), pair.click_id) for index, pair in enumerate(tracker.click_in.also)
    )
    for key in ("own_click_id", "other"):
        yield from ((("postback_out", key, index), macro) for index, macro in enumerate(getattr(out, key)))
    for role, macros in out.spellings.items():
        yield from ((("postback_out", "spellings", role, index), macro) for index, macro in enumerate(macros))


def _supported(tracker: Tracker, month: str) -> Iterator[Fault]:
    known = tracker.facts()
    for index, item in enumerate(tracker.evidence):
        for number, fact in enumerate(item.supports):
            if fact.startswith(("macros.", "sends.")) and fact not in known:
                path = ("evidence", index, "supports", number)
                yield Fault(path, f"the entry has no {fact}", "remove it, or add the fact")


def _own_or_other(tracker: Tracker, month: str) -> Iterator[Fault]:
    for index, macro in enumerate(tracker.postback_out.other):
        if macro in tracker.postback_out.own_click_id:
            path = ("postback_out", "other", index)
            yield Fault(path, f"{macro} is listed as the tracker's own click ID too", "remove it here, or there")


def _style(tracker: Tracker, month: str) -> Iterator[Fault]:
    if tracker.style and not any(_macros(tracker)):
        yield Fault(("style",), "the entry says how macros are written, but has none", "remove style")
    for path, macro in _macros(tracker):
        if not tracker.style:
            yield Fault(
                ("style",),
                f"{macro} is a macro, but the entry does not say how macros are written",
                'add style, such as ["{", "}"]',
            )
            return
        opening, closing = tracker.style
        if not macro.startswith(opening) or not macro.endswith(closing):
            yield Fault(path, f"{macro} is not written as {opening}...{closing}", "correct the macro, or the style")


def _remarks(tracker: Tracker, month: str) -> Iterator[Fault]:
    for path, macro in _macros(tracker):
        bare = macro.strip("{}[]<>#%$!()*") if macro else ""
        if is_placeholder(macro) or is_placeholder_anywhere(bare) or re.search(r"[a-z]+ [a-z]+ [a-z]+", macro):
            yield Fault(
                path,
                f"{macro} looks like a placeholder or a remark",
                "write the macro alone; remarks belong in pitfalls",
            )


def _where(tracker: Tracker, month: str) -> Iterator[Fault]:
    if tracker.postback_out.delivery in ("paste", "partner") and not tracker.postback_out.where:
        yield Fault(("postback_out",), "where is missing", "add the menu path to the postback field")


def _http_sources(tracker: Tracker, month: str) -> Iterator[Fault]:
    for index, item in enumerate(tracker.evidence):
        if item.url and item.url.startswith("http://"):
            yield Fault(
                ("evidence", index, "url"), "the source is an http address", "give its https address, if it has one"
            )


def _old_sources(tracker: Tracker, month: str) -> Iterator[Fault]:
    for index, item in enumerate(tracker.evidence):
        if _months(month) - _months(item.read) > OLDEST_MONTHS:
            mend = "read the page again and correct the month"
            yield Fault(("evidence", index, "read"), f"the source was read more than {OLDEST_MONTHS} months ago", mend)


def _future_sources(tracker: Tracker, month: str) -> Iterator[Fault]:
    for index, item in enumerate(tracker.evidence):
        if item.read > month:
            yield Fault(
                ("evidence", index, "read"),
                f"{item.read} is in the future",
                "write the month in which you read the page",
            )


def _months(month: str) -> int:
    year, number = month.split("-")
    return int(year) * 12 + int(number)


def _many_fields(tracker: Tracker, month: str) -> Iterator[Fault]:
    for index, item in enumerate(tracker.evidence):
        if len(item.supports) > MOST_FIELDS:
            message = f"one source supports {len(item.supports)} fields"
            yield Fault(
                ("evidence", index, "supports"),
                message,
                f"leave the {MOST_FIELDS} that it proves best, or give a reason",
            )


def _network_named(tracker: Tracker, month: str) -> Iterator[Fault]:
    """Yield each text that names a network: what is true of one network only belongs into that network's folder."""
    for path, text in texts_of(tracker):
        if path[0] == "disagreements":
            continue  # It is about sources, and a network can be one.
        for words in _network_words():
            if word := words.search(text):
                mend = "write <network> or `<network macro>`; what is true of one network only belongs into its folder"
                yield Fault(path, f"{word[0]} belongs to one network", mend)


@cache
def _network_words() -> tuple[re.Pattern[str], ...]:
    """Return a pattern for each shipped network, of the words that are its own."""
    from ..paths import data_folder
    from .read_network import read_network

    read = (read_network(folder, folder.name, []) for folder in sorted(data_folder().glob("templates/networks/*/")))
    return tuple(re.compile("|".join(map(_whole_word, _own_words(network)))) for network in read if network)


def _own_words(network: Network) -> Iterator[str]:
    yield network.name
    yield from network.click_in.macros.values()
    for kind in network.types.values():
        form = kind.shape.form
        yield form.host.removeprefix("www.")
        yield from (name for name, _ in form.query if len(name) >= SHORTEST_PARAMETER)


def _whole_word(text: str) -> str:
    """Return a pattern for a text that is not a part of a longer word."""
    return rf"(?<![A-Za-z0-9_]){re.escape(text)}(?![A-Za-z0-9_])"


RULES = (
    Rule("evidence", "every fact that needs evidence has some", _evidence, to_load=True),
    Rule("reserved-id", "the id is not the name of another page of a site", _reserved_ids, to_load=True),
    Rule("own-click-id", "the click-ID macro is not the tracker's own", _own_click_id, to_load=True),
    Rule("never-click-id", "own click IDs and others cannot carry the network's", _never_the_click_id, to_load=True),
    Rule("fixed-param", "a fixed parameter's name is written out in macros", _param_in_macro, to_load=True),
    Rule("delivery", "delivery and the keys that go with it agree", _delivery, to_load=True),
    Rule("snippet", "the snippet is one that there is", _snippet, to_load=True),
    Rule("suggestion", "where the user chooses a name, there is a suggestion", _suggestion, to_load=True),
    Rule("pair", "both halves of a pair have the same blank", _pairs, to_load=True),
    Rule("unknown-name", "every <name> in a text is one that is filled in", name_faults, to_load=True),
    Rule("unfinished", "nothing is left to fill in", unfinished_faults, to_load=True),
    Rule("source", "a piece of evidence has either url or seen", source_faults, to_load=True),
    Rule("supports", "evidence supports only what the entry has", _supported),
    Rule("style", "every macro is written wholly in the tracker's style, and a style has macros", _style),
    Rule("remark", "no placeholder or remark stands in a macro", _remarks),
    Rule("where", "the menu path to the postback field is there", _where),
    Rule("own-or-other", "no macro is both the tracker's own click ID and another one", _own_or_other),
    Rule("in-code", "macros and addresses in texts are in code", code_faults),
    Rule("code-param", "an entry with code has a parameter for the click ID", _code_param),
    Rule("unfilled", "no <name> is printed that nothing fills in, in code or in evidence", unfilled_faults),
    Rule("steps", "the steps can be followed: where, which URL, which parameter", step_faults),
    Rule("pitfalls", f"an entry has at most {MOST_PITFALLS} pitfalls", pitfall_faults),
    Rule("no-network", "no text names a network, its address, parameters or macros", _network_named),
    Rule("future-source", "no source was read in the future", _future_sources),
    Rule("http-source", "sources have https addresses", _http_sources, "warning"),
    Rule("old-source", f"sources were read in the last {OLDEST_MONTHS} months", _old_sources, "warning"),
    Rule("many-fields", f"one source supports at most {MOST_FIELDS} fields", _many_fields, "warning"),
)  # fmt: skip
