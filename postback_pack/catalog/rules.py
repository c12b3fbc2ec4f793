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
from .tracker_parts import TABLE

FILLED_IN = frozenset({"postback URL", "tracking link", "parameter", "slot", "network macro", "network", "account"})
"""The names between < and > that a text can have filled in, in addition to the fields of the network."""

UNFINISHED = "FILL IN"
"""What ``new`` leaves where a contributor has to go on."""

_NEEDED_BY = {"link_callback": ("callback",), "partner": ("instead",), "code": ("snippet",), "none": ("why", "instead")}


def broken_rules(tracker: Tracker) -> Iterator[Fault]:
    """Yield what keeps an entry of trackers.yaml from being loaded."""
    if tracker.id in RESERVED_IDS:
        yield ("id",), message("mistake.reserved-id.taken", id=tracker.id)
    for check in (_facts, _click_in, _click_id, _status_translation, _delivery):
        yield from check(tracker)
    for path, text in texts_of(tracker):
        yield from text_faults(path, text, filled_in_at(path))
    yield from places_to_fill(tracker)
    yield from evidence_faults(tracker.evidence)


def _facts(tracker: Tracker) -> Iterator[Fault]:
    for fact in tracker.facts():
        if not tracker.evidence_for(fact):
            yield facts(Tracker)[fact].path, message("mistake.evidence.none", fact=fact)


def _click_in(tracker: Tracker) -> Iterator[Fault]:
    if tracker.click_in.naming == "chosen" and not tracker.click_in.param:
        yield ("click_in",), message("mistake.suggestion.missing")
    for index, pair in enumerate(tracker.click_in.also):
        if not pair.blanks_agree:
            yield ("click_in", "also", index), message("mistake.pair.half")
    if tracker.click_in.naming == "fixed":
        for role, macro in tracker.postback_out.macros.items():
            if "<param>" in macro:
                yield ("postback_out", "macros", role), message("mistake.fixed-param.blank")


def _click_id(tracker: Tracker) -> Iterator[Fault]:
    out, click_id = tracker.postback_out, tracker.macro("click_id")
    if click_id in out.own_click_id:
        yield ("postback_out", "macros", "click_id"), message("mistake.own-click-id.used", macro=click_id)
    for path, macro in texts_at(out, "own_click_id", "other"):
        if "click_id" in tracker.roles(macro) and macro != click_id:
            yield ("postback_out", *path), message("mistake.never-click-id.carries", macro=macro)


def _status_translation(tracker: Tracker) -> Iterator[Fault]:
    translation = tracker.postback_out.status_translation
    if translation and "<pairs>" not in translation.macro:
        yield ("postback_out", "status_translation", "macro"), message("mistake.form.no-pairs")


def _delivery(tracker: Tracker) -> Iterator[Fault]:
    from ..paths import snippet_names

    out = tracker.postback_out
    if out.snippet not in (None, TABLE) and out.snippet not in snippet_names():
        said = message("mistake.snippet.unknown", name=out.snippet, known=snippet_names())
        yield ("postback_out", "snippet"), said
    for key in ("callback", "snippet", "why", "instead"):
        is_needed, is_there = key in _NEEDED_BY.get(out.delivery, ()), bool(getattr(out, key))
        if is_needed and not is_there:
            yield ("postback_out",), message("mistake.delivery.missing", delivery=out.delivery, key=key)
        elif is_there and not is_needed:
            yield ("postback_out", key), message("mistake.delivery.extra", delivery=out.delivery, key=key)


def filled_in_at(path: Path) -> frozenset[str]:
    """Return the names that a tracker's text at ``path`` can have filled in."""
    return FILLED_IN | {"template"} if path[0] == "template_steps" else FILLED_IN


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
    yield from texts_at(tracker, "steps", "template_steps", "verify", "pitfalls", "disagreements")
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
