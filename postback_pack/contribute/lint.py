"""Hold a trackers.yaml against all rules, and put its entries in order."""

from __future__ import annotations

import re
from datetime import date

from ..catalog.load import clashes
from ..catalog.model import Tracker
from ..catalog.node import Node, Path
from ..catalog.read import place_of, reporter
from ..catalog.read_trackers import read_entries
from ..catalog.rules import RULES
from ..catalog.yaml_reader import END_OF_DOCUMENT
from ..errors import Mistake, Place


def lint(text: str, file: str, month: str | None = None) -> list[Mistake]:
    """Return everything wrong with the text of a trackers.yaml, in the order of its lines.

    month: the current month, such as ``2026-11``; without it, today's.
    """
    found: list[Mistake] = []
    before: str | None = None
    trackers = []
    for _, node, tracker in read_entries(text, file, found):
        trackers.append(tracker)
        found += _entry_mistakes(tracker, node, month or date.today().strftime("%Y-%m"))
        if before is not None and tracker.id <= before:
            message = f"{tracker.id} stands behind {before}"
            found.append(
                Mistake(node.place, tracker.id, message, "sort the entries by id: lint --fix does it", "order")
            )
        before = max(before or "", tracker.id)
    return sorted([*found, *clashes(trackers)])


def _entry_mistakes(tracker: Tracker, node: Node, month: str) -> list[Mistake]:
    """Return the mistakes of one entry, without those that it exempts with a reason."""
    exempt = {exemption.ignore for exemption in tracker.lint}
    known = {rule.code for rule in RULES if not rule.to_load}
    found: list[Mistake] = []
    broken = set()
    for rule in RULES:
        for fault in rule.check(tracker, month):
            broken.add(rule.code)
            if rule.to_load or rule.code not in exempt:
                field = ".".join(map(str, (tracker.id, *fault.path)))
                place = place_of(node, fault.path)
                found.append(Mistake(place, field, fault.message, fault.mend, rule.code, rule.severity))
    report = reporter(found, "exemption")
    for index, exemption in enumerate(tracker.lint):
        path: Path = ("lint", index)
        if exemption.ignore not in known:
            mend = f"write one of {', '.join(sorted(known))}"
            report(
                place_of(node, path),
                (tracker.id, *path),
                f"{exemption.ignore} is no rule that an entry may break",
                mend,
            )
        elif exemption.ignore not in broken:
            report(
                place_of(node, path),
                (tracker.id, *path),
                f"the entry does not break {exemption.ignore}",
                "remove the exemption",
            )
    return found


ENTRY_START = re.compile(r"- id: *[\"']?([\w-]*)")
_TAIL = re.compile(r"^\.\.\.(?:[ \t].*)?\n(?:#.*\n|[ \t]*\n)*\Z", re.MULTILINE)


def is_end_of_document(line: str) -> bool:
    """Return whether a line is YAML's mark for the end of a document; nothing but comments may stand behind it."""
    return bool(END_OF_DOCUMENT.match(line))


def in_order(text: str, *, strip: bool = True) -> str:
    """Return the text with its entries sorted by id, one empty line between them, and no space at the ends of lines.

    A comment stays with the entry that it stands in, or before. An end of the document stays at the end.
    strip: False where the space at the end of a line is part of a value.
    """
    text = (re.sub(r"(?<![ \t])[ \t]+$", "", text, flags=re.MULTILINE) if strip else text).rstrip("\n") + "\n"
    ending = _TAIL.search(text)
    if ending:
        text = text[: ending.start()].rstrip("\n") + "\n"
    starts = [_with_comments(text, found.start()) for found in re.finditer("^- id: ", text, re.MULTILINE)]
    tail = ending[0] if ending else ""
    if not starts:
        return text + tail
    head = text[: starts[0]]
    first_entry = text.index("- id: ", starts[0])
    if not head:  # the comment at the top of the file belongs to the file
        head, starts[0] = text[:first_entry], first_entry
    entries = [text[start:end].strip("\n") for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    entries.sort(key=lambda entry: re.search(ENTRY_START.pattern, entry)[1])  # type: ignore[index]
    return (head.rstrip("\n") + "\n\n" if head.strip() else "") + "\n\n".join(entries) + "\n" + tail


def _with_comments(text: str, start: int) -> int:
    """Return where the comments begin that stand right before ``start``."""
    while start and text[before := text.rfind("\n", 0, start - 1) + 1] == "#":
        start = before
    return start


def says_the_same(text: str, other: str) -> bool:
    """Return whether two texts of a trackers.yaml have the same entries for any reader of YAML, in whatever order."""
    import yaml

    try:
        entries, others = (yaml.load(each, yaml.BaseLoader) for each in (text, other))
    except yaml.YAMLError:
        return False
    # A file of comments alone holds nothing.
    return sorted(map(repr, entries or ())) == sorted(map(repr, others or ()))


def github_annotation(mistake: Mistake) -> str:
    """Return a mistake as a workflow command of GitHub, which shows it beside the line."""

    def escaped(text: str) -> str:
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    def in_property(text: str) -> str:
        return escaped(text).replace(":", "%3A").replace(",", "%2C")

    place: Place = mistake.place
    where = f"file={in_property(place.file)},line={place.line},col={place.column},title={in_property(mistake.code)}"
    return f"::{mistake.severity} {where}::{escaped(f'{mistake.field}: {mistake.message}; {mistake.mend}')}"
