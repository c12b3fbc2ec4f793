"""Read the text of a trackers.yaml into Trackers, and hold each entry against the rules of the catalog."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import Mistake
from .fields import BAD
from .layout import ENTRY
from .model import Tracker
from .node import Node
from .read import place_of, reporter
from .rules import broken_rules
from .yaml_reader import read_yaml_entries


def read_trackers(text: str, file: str, mistakes: list[Mistake]) -> list[Tracker]:
    """Return the trackers of one file; what is wrong is added to ``mistakes``."""
    trackers = []
    report = reporter(mistakes)
    for node, tracker in read_entries(text, file, mistakes):
        for path, said in broken_rules(tracker):
            report(place_of(node, path), (tracker.id, *path), said)
        trackers.append(tracker)
    return trackers


def read_entries(text: str, file: str, mistakes: list[Mistake]) -> Iterator[tuple[Node, Tracker]]:
    """Yield (node, tracker) for each entry whose every value can be read."""
    report = reporter(mistakes)
    for name, node in read_yaml_entries(text, file, report):
        values = ENTRY.read(node, (name,), report)
        if values is not BAD:
            yield node, Tracker(file=node.place.file, line=node.place.line, **values)
