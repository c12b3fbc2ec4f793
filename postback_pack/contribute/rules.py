"""The rules that only ``lint`` holds an entry of trackers.yaml against. An entry may break one with a reason."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..catalog.model import Tracker
from ..catalog.node import Fault, Path
from ..catalog.rules import texts_at, texts_of
from ..catalog.tracker_parts import TABLE
from ..messages.message import message
from ..text.placeholders import is_placeholder_anywhere
from .own_words import words_of_networks
from .shared_rules import (
    MOST_PITFALLS,
    Check,
    future_sources,
    http_sources,
    in_code,
    is_remark,
    old_sources,
    unfilled,
)

FEWEST_STEPS = 3
MOST_FIELDS = 6


def _supported(tracker: Tracker, month: str) -> Iterator[Fault]:
    known = tracker.facts()
    for index, item in enumerate(tracker.evidence):
        for number, fact in enumerate(item.supports):
            if fact.startswith(("macros.", "sends.")) and fact not in known:
                yield ("evidence", index, "supports", number), message("mistake.supports.none", fact=fact)


def _macros(tracker: Tracker) -> Iterator[tuple[Path, str]]:
    out = tracker.postback_out
    yield from ((("postback_out", "macros", role), macro) for role, macro in out.macros.items())
    yield from ((("click_in", "also", at, "click_id"), pair.click_id) for at, pair in enumerate(tracker.click_in.also))
    yield from ((("postback_out", *path), macro) for path, macro in texts_at(out, "own_click_id", "other"))
    for role, macros in out.spellings.items():
        yield from ((("postback_out", "spellings", role, index), macro) for index, macro in enumerate(macros))


def _style(tracker: Tracker, month: str) -> Iterator[Fault]:
    macros = list(_macros(tracker))
    if tracker.style and not macros:
        yield ("style",), message("mistake.style.no-macros")
    elif macros and not tracker.style:
        yield ("style",), message("mistake.style.missing", macro=macros[0][1])
    elif tracker.style:
        opening, closing = tracker.style
        for path, macro in macros:
            if not macro.startswith(opening) or not macro.endswith(closing):
                yield path, message("mistake.style.other", macro=macro, opening=opening, closing=closing)


def _remarks(tracker: Tracker, month: str) -> Iterator[Fault]:
    for path, macro in _macros(tracker):
        # Networks have macros such as {CLICK_ID}; at a tracker that is what a guide leaves for its reader to replace.
        if is_remark(macro) or is_placeholder_anywhere(macro.strip("{}[]<>#%$!()*")):
            yield path, message("mistake.remark.found", macro=macro)


def _where(tracker: Tracker, month: str) -> Iterator[Fault]:
    if tracker.postback_out.delivery in ("paste", "partner") and not tracker.postback_out.where:
        yield ("postback_out",), message("mistake.where.missing")


def _own_or_other(tracker: Tracker, month: str) -> Iterator[Fault]:
    for index, macro in enumerate(tracker.postback_out.other):
        if macro in tracker.postback_out.own_click_id:
            yield ("postback_out", "other", index), message("mistake.own-or-other.both", macro=macro)


def _code_param(tracker: Tracker, month: str) -> Iterator[Fault]:
    if tracker.postback_out.delivery == "code" and not tracker.click_in.param:
        yield ("click_in",), message("mistake.code-param.missing")


def _steps(tracker: Tracker, month: str) -> Iterator[Fault]:
    out, steps = tracker.postback_out, " ".join(tracker.steps)
    path: Path = ("steps",)
    if len(tracker.steps) < FEWEST_STEPS:
        yield path, message("mistake.steps.few", count=len(tracker.steps), expected=FEWEST_STEPS)
    # Whoever cannot name the menu says so by an exemption from where; code has none.
    has_menu = not any(exemption.ignore == "where" for exemption in tracker.lint)
    if has_menu and (out.delivery != "code" or out.snippet == TABLE) and "**" not in steps:
        yield path, message("mistake.steps.no-label")
    if out.delivery == "paste" and "postback URL" not in steps:
        yield path, message("mistake.steps.no-url")
    if out.delivery != "link_callback" and not re.search("<parameter>|<network macro>|tracking link", steps):
        yield path, message("mistake.steps.no-click-id")


def _pitfalls(tracker: Tracker, month: str) -> Iterator[Fault]:
    if len(tracker.pitfalls) > MOST_PITFALLS:
        yield ("pitfalls",), message("mistake.pitfalls.many", count=len(tracker.pitfalls), most=MOST_PITFALLS)


def _network_named(tracker: Tracker, month: str) -> Iterator[Fault]:
    """Yield each text that names a network: what is true of one network only belongs in that network's folder."""
    for path, text in texts_of(tracker):
        if path[0] == "disagreements":
            continue  # It is about sources, and a network can be one.
        for word in words_of_networks(text):
            yield path, message("mistake.no-network.word", word=word)


def _many_fields(tracker: Tracker, month: str) -> Iterator[Fault]:
    """Yield each source that supports many facts; one that is named several times, for different words on it, is one source."""
    facts: dict[str, set[str]] = {}
    for index, item in enumerate(tracker.evidence):
        found = facts.setdefault(item.url or item.seen or "", set())
        is_known = len(found) > MOST_FIELDS
        found.update(item.supports)
        if len(found) > MOST_FIELDS and not is_known:
            said = message("mistake.many-fields.many", count=len(found), most=MOST_FIELDS)
            yield ("evidence", index, "supports"), said


RULES: dict[str, Check[Tracker]] = {
    "supports": _supported,
    "style": _style,
    "remark": _remarks,
    "where": _where,
    "own-or-other": _own_or_other,
    "in-code": in_code,
    "code-param": _code_param,
    "unfilled": unfilled,
    "steps": _steps,
    "pitfalls": _pitfalls,
    "no-network": _network_named,
    "future-source": future_sources,
    "http-source": http_sources,
    "old-source": old_sources,
    "many-fields": _many_fields,
}
