"""The rules that an entry of a catalog has to keep to be loaded: broken, they would make a setup that is wrong.

Each check yields what breaks its rule, as a message ``mistake.RULE.…``. ``contribute/rules`` has those that only ``lint`` asks for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..frozen import Frozen
from ..messages.message import message
from ..text.markup import names_in
from .evidence import Evidence
from .facts import facts
from .model import RESERVED_IDS, Network, Tracker
from .node import Fault, Path

FILLED_IN = frozenset({"postback URL", "tracking link", "parameter", "slot", "network macro", "network", "account"})
"""The names between < and > that a text can have filled in, in addition to the fields of the network."""

UNFINISHED = "FILL IN"
"""What ``new`` leaves where a contributor has to go on."""

_NEEDED_BY = {"link_callback": ("callback",), "partner": ("instead",), "code": ("snippet",), "none": ("why", "instead")}


def broken_rules(tracker: Tracker) -> Iterator[Fault]:
    """Yield what keeps an entry of trackers.yaml from being loaded."""
    for check in _CHECKS:
        yield from check(tracker)
    for path, text in texts_of(tracker):
        yield from text_faults(path, text, FILLED_IN)
    yield from places_to_fill(tracker)
    yield from evidence_faults(tracker.evidence)


def _evidence(tracker: Tracker) -> Iterator[Fault]:
    for fact in tracker.facts():
        if not tracker.evidence_for(fact):
            yield facts(Tracker)[fact].path, message("mistake.evidence.none", fact=fact)


def _reserved_ids(tracker: Tracker) -> Iterator[Fault]:
    if tracker.id in RESERVED_IDS:
        yield ("id",), message("mistake.reserved-id.taken", id=tracker.id)


def _own_click_id(tracker: Tracker) -> Iterator[Fault]:
    macro = tracker.macro("click_id")
    if macro in tracker.postback_out.own_click_id:
        yield ("postback_out", "macros", "click_id"), message("mistake.own-click-id.used", macro=macro)


def _never_the_click_id(tracker: Tracker) -> Iterator[Fault]:
    for key in ("own_click_id", "other"):
        for index, macro in enumerate(getattr(tracker.postback_out, key)):
            if "click_id" in tracker.roles(macro) and macro != tracker.macro("click_id"):
                yield ("postback_out", key, index), message("mistake.never-click-id.carries", macro=macro)


def _param_in_macro(tracker: Tracker) -> Iterator[Fault]:
    if tracker.click_in.naming == "fixed":
        for role, macro in tracker.postback_out.macros.items():
            if "<param>" in macro:
                yield ("postback_out", "macros", role), message("mistake.fixed-param.blank")


def _delivery(tracker: Tracker) -> Iterator[Fault]:
    out = tracker.postback_out
    for key in ("callback", "snippet", "why", "instead"):
        is_needed, is_there = key in _NEEDED_BY.get(out.delivery, ()), bool(getattr(out, key))
        if is_needed and not is_there:
            yield ("postback_out",), message("mistake.delivery.missing", delivery=out.delivery, key=key)
        elif is_there and not is_needed:
            yield ("postback_out", key), message("mistake.delivery.extra", delivery=out.delivery, key=key)


def _snippet(tracker: Tracker) -> Iterator[Fault]:
    from ..paths import snippet_names

    name = tracker.postback_out.snippet
    if name not in (None, "table", *snippet_names()):
        yield ("postback_out", "snippet"), message("mistake.snippet.unknown", name=name, known=snippet_names())


def _suggestion(tracker: Tracker) -> Iterator[Fault]:
    if tracker.click_in.naming == "chosen" and not tracker.click_in.param:
        yield ("click_in",), message("mistake.suggestion.missing")


def _pairs(tracker: Tracker) -> Iterator[Fault]:
    for index, pair in enumerate(tracker.click_in.also):
        if not pair.blanks_agree:
            yield ("click_in", "also", index), message("mistake.pair.half")


_CHECKS = (_evidence, _reserved_ids, _own_click_id, _never_the_click_id, _param_in_macro, _delivery, _snippet, _suggestion, _pairs)  # fmt: skip


def text_faults(path: Path, text: str, known: Iterable[str]) -> Iterator[Fault]:
    """Yield each name between < and > in a text, outside code, that nothing fills in."""
    for name in sorted(names_in(text).difference(known)):
        yield path, message("mistake.unknown-name.text", name=name, known=sorted(known))


def places_to_fill(entry: Tracker | Network) -> Iterator[Fault]:
    """Yield each text of an entry in which ``new`` left something to fill in."""
    for path, text in _strings(entry, ()):
        if UNFINISHED in text:
            yield path, message("mistake.unfinished.left")


def evidence_faults(evidence: tuple[Evidence, ...]) -> Iterator[Fault]:
    """Yield each piece of evidence that has not exactly one of ``url`` and ``seen``."""
    for index, item in enumerate(evidence):
        if bool(item.url) == bool(item.seen):
            yield ("evidence", index), message("mistake.source.not-one")


def texts_of(tracker: Tracker) -> Iterator[tuple[Path, str]]:
    """Yield every text that is filled in before it is printed."""
    yield from texts_at(tracker, "steps", "verify", "pitfalls", "disagreements")
    for key in ("why", "instead"):
        if text := getattr(tracker.postback_out, key):
            yield ("postback_out", key), text


def texts_at(record: Frozen, *keys: str) -> Iterator[tuple[Path, str]]:
    """Yield every text of the lists that a record has at these keys."""
    return (((key, index), text) for key in keys for index, text in enumerate(getattr(record, key)))


def _strings(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    inner: Iterable[tuple[str | int, Any]] = ()
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Frozen):
        inner = ((name, getattr(value, name)) for name in value._fields)
    elif isinstance(value, Mapping):
        inner = value.items()
    elif isinstance(value, tuple):
        inner = enumerate(value)
    for key, item in inner:
        yield from _strings(item, (*path, key))
