"""Read the text of a trackers.yaml into Trackers, and hold each entry against the rules of the catalog."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .errors import Mistake, Place
from .fields import BAD
from .layout import ENTRY
from .model import Tracker
from .reading import FILLED_IN, evidence_faults, place_of, reporter, text_faults
from .strict_yaml import Path, read_yaml_entries


def read_trackers(text: str, file: str, mistakes: list[Mistake]) -> list[Tracker]:
    """Return the trackers of one file; what is wrong is added to ``mistakes``."""
    report = reporter(mistakes)
    trackers = []
    for name, node in read_yaml_entries(text, file, report):
        values = ENTRY.read(node, (name,), report)
        if values is BAD:
            continue
        tracker = _tracker(values, node.place)
        for path, message, mend in _broken_rules(tracker):
            report(place_of(node, path), (name, *path), message, mend)
        trackers.append(tracker)
    return trackers


def _tracker(values: dict[str, Any], place: Place) -> Tracker:
    style = values.pop("style", None)
    return Tracker(style=(style[0], style[1]) if style else None, file=place.file, line=place.line, **values)


_NEEDED_BY = {"link_callback": ("callback",), "partner": ("instead",), "code": ("snippet",), "none": ("why", "instead")}


def _broken_rules(tracker: Tracker) -> Iterator[tuple[Path, str, str]]:
    """Yield what is wrong with an entry whose every value can be read."""
    out = tracker.postback_out
    for fact in tracker.facts():
        if not tracker.evidence_for(fact):
            yield _path_of(fact), f"nothing in evidence supports {fact}", "add its source, or write null"
    for role, macro in out.macros.items():
        if role == "click_id" and macro in out.own_click_id:
            yield (
                ("postback_out", "macros", role),
                f"{macro} is listed as the tracker's own click ID",
                "give the macro of the network's click ID, or null",
            )
        if "<param>" in macro and tracker.click_in.naming == "fixed":
            yield (
                ("postback_out", "macros", role),
                "<param> stands in a macro, but the parameter is fixed",
                "write the name out",
            )
    for key in _NEEDED_BY.get(out.delivery, ()):
        if not getattr(out, key):
            yield ("postback_out",), f"the delivery {out.delivery} needs {key}", f"add {key}"
    if tracker.click_in.naming == "chosen" and not tracker.click_in.param:
        yield ("click_in",), "the user chooses the parameter's name, but there is no suggestion", "add param"
    for index, pair in enumerate(tracker.click_in.also):
        if not pair.blanks_agree:
            yield ("click_in", "also", index), "<n> or <name> stands in only one half of the pair", "write it in both"
    for key in ("steps", "verify", "pitfalls", "disagreements"):
        yield from text_faults((key,), getattr(tracker, key), FILLED_IN)
    yield from evidence_faults(tracker.evidence)


def _path_of(fact: str) -> Path:
    group, _, name = fact.partition(".")
    if fact in ("param", "slots", "also"):
        return ("click_in", fact)
    return ("postback_out", group, name) if name else ("postback_out", group)
