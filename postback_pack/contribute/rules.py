"""The rules that only ``lint`` holds an entry of trackers.yaml against. An entry may break one with a reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Literal

from ..catalog.model import Network, Tracker
from ..catalog.node import Fault, Path
from ..catalog.rules import FILLED_IN, texts_at, texts_of
from ..catalog.tracker_parts import TABLE
from ..messages.message import message
from ..text.markup import NAME, spans
from ..text.placeholders import is_placeholder, is_placeholder_anywhere

FEWEST_STEPS = 3
MOST_FIELDS = 6
MOST_PITFALLS = 4
"""Of more than these, a user reads none."""
SHORTEST_PARAMETER = 5
"""A shorter parameter of a network, such as ``c``, says nothing about whose it is."""
OLDEST_MONTHS = 18
_WARNINGS = ("http-source", "old-source", "many-fields")


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
        bare = macro.strip("{}[]<>#%$!()*")
        if is_placeholder(macro) or is_placeholder_anywhere(bare) or re.search(r"[a-z]+ [a-z]+ [a-z]+", macro):
            yield path, message("mistake.remark.found", macro=macro)


def _where(tracker: Tracker, month: str) -> Iterator[Fault]:
    if tracker.postback_out.delivery in ("paste", "partner") and not tracker.postback_out.where:
        yield ("postback_out",), message("mistake.where.missing")


def _own_or_other(tracker: Tracker, month: str) -> Iterator[Fault]:
    for index, macro in enumerate(tracker.postback_out.other):
        if macro in tracker.postback_out.own_click_id:
            yield ("postback_out", "other", index), message("mistake.own-or-other.both", macro=macro)


def _seen(tracker: Tracker) -> Iterator[tuple[Path, str]]:
    for index, item in enumerate(tracker.evidence):
        if item.seen:
            yield ("evidence", index, "seen"), item.seen


def _in_code(tracker: Tracker, month: str) -> Iterator[Fault]:
    for path, text in (*texts_of(tracker), *_seen(tracker)):
        found = spans(text, {})
        plain = "".join(span.text for span in found if span.kind == "plain")
        prose = plain + "".join(span.text for span in found if span.kind == "label")
        signs = re.search(r"[{}`*\[\]]|##|://", re.sub("<[a-zA-Z ]+>", "", plain))
        if signs or any(macro in prose for macro in tracker.listed_macros):
            yield path, message("mistake.in-code.plain")


def _code_param(tracker: Tracker, month: str) -> Iterator[Fault]:
    if tracker.postback_out.delivery == "code" and not tracker.click_in.param:
        yield ("click_in",), message("mistake.code-param.missing")


def _unfilled(tracker: Tracker, month: str) -> Iterator[Fault]:
    """Yield each <name> that a reader would see as it is: unknown in code, or any in evidence, which nothing fills in."""
    for path, text in texts_of(tracker):
        code = {name for span in spans(text, {}) if span.kind == "code" for name in _names(span.text)}
        for name in sorted(code - FILLED_IN):
            yield path, message("mistake.unfilled.code", name=name, known=sorted(FILLED_IN))
    for path, text in _seen(tracker):
        for name in sorted(_names(text)):
            yield path, message("mistake.unfilled.seen", name=name)


def _names(text: str) -> set[str]:
    return set(NAME.findall(text))


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
        for words in _network_words():
            if word := words.search(text):
                yield path, message("mistake.no-network.word", word=word[0])


@cache
def _network_words() -> tuple[re.Pattern[str], ...]:
    """Return a pattern for each shipped network, of the words that are its own."""
    from ..catalog.read_network import read_network
    from ..paths import data_folder

    read = (read_network(folder, folder.name, []) for folder in sorted(data_folder().glob("templates/networks/*/")))
    # A word is not a part of a longer one.
    words = ("|".join(map(re.escape, _own_words(network))) for network in read if network)
    return tuple(re.compile(rf"(?<![A-Za-z0-9_])(?:{any_of})(?![A-Za-z0-9_])") for any_of in words)


def _own_words(network: Network) -> Iterator[str]:
    yield network.name
    yield from network.click_in.macros.values()
    for kind in network.types.values():
        form = kind.shape.form
        yield form.host.removeprefix("www.")
        yield from (name for name, _ in form.query if len(name) >= SHORTEST_PARAMETER)


def _future_sources(tracker: Tracker, month: str) -> Iterator[Fault]:
    for index, item in enumerate(tracker.evidence):
        if item.read > month:
            yield ("evidence", index, "read"), message("mistake.future-source.month", month=item.read)


def _http_sources(tracker: Tracker, month: str) -> Iterator[Fault]:
    for index, item in enumerate(tracker.evidence):
        if item.url and item.url.startswith("http://"):
            yield ("evidence", index, "url"), message("mistake.http-source.http")


def _old_sources(tracker: Tracker, month: str) -> Iterator[Fault]:
    for index, item in enumerate(tracker.evidence):
        if _months(month) - _months(item.read) > OLDEST_MONTHS:
            yield ("evidence", index, "read"), message("mistake.old-source.old", most=OLDEST_MONTHS)


def _months(month: str) -> int:
    year, number = month.split("-")
    return int(year) * 12 + int(number)


def _many_fields(tracker: Tracker, month: str) -> Iterator[Fault]:
    for index, item in enumerate(tracker.evidence):
        if len(item.supports) > MOST_FIELDS:
            said = message("mistake.many-fields.many", count=len(item.supports), most=MOST_FIELDS)
            yield ("evidence", index, "supports"), said


RULES: dict[str, Callable[[Tracker, str], Iterator[Fault]]] = {
    "supports": _supported,
    "style": _style,
    "remark": _remarks,
    "where": _where,
    "own-or-other": _own_or_other,
    "in-code": _in_code,
    "code-param": _code_param,
    "unfilled": _unfilled,
    "steps": _steps,
    "pitfalls": _pitfalls,
    "no-network": _network_named,
    "future-source": _future_sources,
    "http-source": _http_sources,
    "old-source": _old_sources,
    "many-fields": _many_fields,
}
"""The check of each rule. It takes the entry and the current month, such as ``2026-11``."""


def severity_of(code: str) -> Literal["error", "warning"]:
    """Return how bad it is to break a rule."""
    return "warning" if code in _WARNINGS else "error"
