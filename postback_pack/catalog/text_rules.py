"""The rules for the texts of an entry: what they may name, what has to be in code, what is left to fill in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ..frozen import Frozen
from ..text.markup import names_in, spans
from .evidence import Evidence
from .model import Network, Tracker
from .node import Path

FILLED_IN = frozenset({"postback URL", "tracking link", "parameter", "slot", "network macro", "network", "account"})
"""The names between < and > that a text can have filled in, besides the fields of the network."""

UNFINISHED = "FILL IN"
"""What ``new`` leaves where a contributor has to go on."""

FEWEST_STEPS = 3
MOST_PITFALLS = 4
"""Of more than these, a user reads none."""


class Fault(NamedTuple):
    """What breaks a rule: the keys that lead there, what is wrong, how to mend it."""

    path: Path
    message: str
    mend: str


def name_faults(tracker: Tracker, month: str) -> Iterator[Fault]:
    """Yield each <name> outside code that nothing fills in."""
    for path, text in texts_of(tracker):
        yield from text_faults(path, text, FILLED_IN)


def text_faults(path: Path, text: str, known: frozenset[str]) -> Iterator[Fault]:
    """Yield each name between < and > in a text that nothing fills in."""
    for name in sorted(names_in(text) - known):
        yield Fault(path, f"nothing fills in <{name}>", _mend_name(known))


def _mend_name(known: frozenset[str]) -> str:
    return f"write one of {', '.join(sorted(known))}, or write it in capitals without < and >"


def unfilled_faults(tracker: Tracker, month: str) -> Iterator[Fault]:
    """Yield each <name> that a reader would see as it is: unknown in code, or any in evidence, which nothing fills in."""
    for path, text in texts_of(tracker):
        code = {name for span in spans(text, {}) if span.kind == "code" for name in _names(span.text)}
        for name in sorted(code - FILLED_IN):
            yield Fault(path, f"nothing fills in <{name}>", _mend_name(FILLED_IN))
    for path, text in _seen(tracker):
        for name in sorted(_names(text)):
            yield Fault(path, f"nothing fills in <{name}>", "write it in capitals without < and >")


def _names(text: str) -> set[str]:
    return set(re.findall("<([a-z][a-zA-Z ]*)>", text))


def code_faults(tracker: Tracker, month: str) -> Iterator[Fault]:
    """Yield each text with a macro or an address outside code."""
    for path, text in (*texts_of(tracker), *_seen(tracker)):
        found = spans(text, {})
        plain = "".join(span.text for span in found if span.kind == "plain")
        prose = plain + "".join(span.text for span in found if span.kind == "label")
        signs = re.search(r"[{}`*\[\]]|##|://", re.sub("<[a-zA-Z ]+>", "", plain))
        if signs or any(macro in prose for macro in tracker.listed_macros):
            yield Fault(path, "a macro or an address is outside code", "put it between backticks")


def unfinished_faults(tracker: Tracker, month: str) -> Iterator[Fault]:
    """Yield each place of an entry that ``new`` left to fill in."""
    yield from places_to_fill(tracker)


def places_to_fill(entry: Tracker | Network) -> Iterator[Fault]:
    """Yield each text of an entry in which something is left to fill in."""
    for path, text in _strings(entry, ()):
        if UNFINISHED in text:
            mend = "write what it asks for, from your own knowledge or a source"
            yield Fault(path, f"{UNFINISHED} is left: the entry is not finished", mend)


def _strings(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Frozen):
        for name in value._fields:
            yield from _strings(getattr(value, name), (*path, name))
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from _strings(item, (*path, name))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _strings(item, (*path, index))


def step_faults(tracker: Tracker, month: str) -> Iterator[Fault]:
    """Yield what keeps the steps from being followed."""
    out, steps = tracker.postback_out, " ".join(tracker.steps)
    path: Path = ("steps",)
    if len(tracker.steps) < FEWEST_STEPS:
        message = f"expected at least {FEWEST_STEPS} steps, found {len(tracker.steps)}"
        yield Fault(path, message, "say where to go, what to paste, and where the link is copied")
    # Whoever cannot name the menu says so by an exemption from where; code has none.
    has_menu = not any(exemption.ignore == "where" for exemption in tracker.lint)
    if has_menu and (out.delivery != "code" or out.snippet == "table") and "**" not in steps:
        yield Fault(path, "no step names a label of the interface", "put its words between ** and **, as in **Save**")
    if out.delivery == "paste" and "postback URL" not in steps:
        yield Fault(path, "no step says where the postback URL goes", 'write "postback URL" in the step that pastes it')
    if out.delivery != "link_callback" and not re.search("<parameter>|<network macro>|tracking link", steps):
        mend = "name `<parameter>`, `<network macro>` or the tracking link in the step that sets it up"
        yield Fault(path, "no step says how the click ID gets in", mend)


def pitfall_faults(tracker: Tracker, month: str) -> Iterator[Fault]:
    """Yield an entry that warns of so much that nobody reads it."""
    if len(tracker.pitfalls) > MOST_PITFALLS:
        message = f"expected at most {MOST_PITFALLS} pitfalls, found {len(tracker.pitfalls)}"
        yield Fault(("pitfalls",), message, "keep what loses money or time; move doubts about sources to disagreements")


def source_faults(tracker: Tracker, month: str) -> Iterator[Fault]:
    """Yield the evidence of an entry that has not exactly one source."""
    yield from evidence_faults(tracker.evidence)


def evidence_faults(evidence: tuple[Evidence, ...]) -> Iterator[Fault]:
    """Yield each piece of evidence that has not exactly one of ``url`` and ``seen``."""
    for index, item in enumerate(evidence):
        if bool(item.url) == bool(item.seen):
            mend = "give the page's url, or seen where no address is known"
            yield Fault(("evidence", index), "evidence has either url or seen", mend)


def texts_of(tracker: Tracker) -> Iterator[tuple[Path, str]]:
    """Yield every text that is filled in before it is printed."""
    for key in ("steps", "verify", "pitfalls", "disagreements"):
        yield from (((key, index), text) for index, text in enumerate(getattr(tracker, key)))
    for key in ("why", "instead"):
        if text := getattr(tracker.postback_out, key):
            yield ("postback_out", key), text


def _seen(tracker: Tracker) -> Iterator[tuple[Path, str]]:
    for index, item in enumerate(tracker.evidence):
        if item.seen:
            yield ("evidence", index, "seen"), item.seen
