"""Hold a trackers.yaml against all rules, and put its entries in order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

from ..catalog.clashes import clashes
from ..catalog.limits import MOST_BYTES
from ..catalog.model import Tracker
from ..catalog.node import Node
from ..catalog.node import Path as Keys
from ..catalog.read import keep_line_ends, place_of, read_text, text_of
from ..catalog.read_trackers import read_entries
from ..catalog.rules import broken_rules
from ..catalog.yaml_reader import ENTRY_ID
from ..errors import Mistake
from ..messages.message import Message, message, texts
from ..paths import data_folder
from .network_rules import NEEDED_TO_LOAD, NETWORK_RULES
from .rewrite import rewrite
from .rules import MOST_FIELDS, RULES
from .shared_rules import MOST_PITFALLS, OLDEST_MONTHS, AnyEntry, Check, severity_of


def lint(text: str, file: str, month: str | None = None) -> list[Mistake]:
    """Return everything wrong with the text of a trackers.yaml, in the order of its lines.

    month: the current month, such as ``2026-11``; without it, today's.
    """
    found: list[Mistake] = []
    before = ""
    trackers = []
    for node, tracker in read_entries(text, file, found):
        trackers.append(tracker)
        found += _entry_mistakes(tracker, node, month or this_month())
        if tracker.id <= before:
            found.append(Mistake(node.place, tracker.id, message("mistake.order.behind", id=tracker.id, before=before)))
        before = max(before, tracker.id)
    return sorted([*found, *clashes(trackers)], key=lambda mistake: (mistake.place, mistake.field, mistake.code))


def this_month() -> str:
    """Return the current month, such as ``2026-11``."""
    return date.today().strftime("%Y-%m")


def tracker_ids(texts: Iterable[str]) -> set[str]:
    """Return the IDs of the entries in some texts of a trackers.yaml and in the shipped one, also of those with mistakes."""
    shipped = read_text(data_folder() / "trackers.yaml", "trackers.yaml", [])
    return {found[1] for text in (shipped, *texts) for found in ENTRY_ID.finditer(text)}


def _entry_mistakes(tracker: Tracker, node: Node, month: str) -> Iterator[Mistake]:
    """Yield the mistakes of one entry, without those that it exempts with a reason."""
    for path, said in broken_rules(tracker):
        yield Mistake(place_of(node, path), ".".join(map(str, (tracker.id, *path))), said)
    yield from rule_mistakes(tracker, RULES, tracker.id, node, month)


def rule_mistakes(
    entry: AnyEntry, rules: Mapping[str, Check[AnyEntry]], name: str, node: Node, month: str
) -> Iterator[Mistake]:
    """Yield what breaks one of the rules that an entry may break with a reason, and reasons given for nothing."""
    exempt = {exemption.ignore for exemption in entry.lint}
    unneeded = set(exempt)

    def mistake(path: Keys, said: Message, severity: str = "error") -> Mistake:
        return Mistake(place_of(node, path), ".".join(map(str, (name, *path))), said, severity)

    for code, check in rules.items():
        for path, said in check(entry, month):
            unneeded.discard(code)
            if code not in exempt:
                yield mistake(path, said, severity_of(code))
    for index, exemption in enumerate(entry.lint):
        code = exemption.ignore
        if code not in rules:
            yield mistake(("lint", index), message("mistake.exemption.unknown", code=code, known=sorted(rules)))
        elif code in unneeded:
            yield mistake(("lint", index), message("mistake.exemption.unneeded", code=code))


def list_rules() -> list[list[str]]:
    """Return each rule: its code, its severity, what it holds for, whether that may break it, and what it asks for."""
    limits = {"old-source": OLDEST_MONTHS, "many-fields": MOST_FIELDS, "pitfalls": MOST_PITFALLS}
    for_networks = {*NETWORK_RULES, *NEEDED_TO_LOAD}
    rows = []
    for code in texts()["rule"]:
        about = str(message(f"rule.{code}", most=limits.get(code)))
        holds_for = "trackers, networks" if code in for_networks else "trackers"
        rows.append([code, severity_of(code), holds_for, "with a reason" if code in RULES else "no", about])
    return rows


ENTRY_START = re.compile(r"- id: *[\"']?([\w-]*)")
_TAIL = re.compile(r"^\.\.\.(?:[ \t].*)?\n(?:#.*\n|[ \t]*\n)*\Z", re.MULTILINE)


def in_order(text: str, *, strip: bool = True) -> str:
    """Return the text with its entries sorted by id, one empty line between them, and no space at the ends of lines.

    A comment stays with the entry that it is in, or before. An end of the document stays at the end.
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
    entries.sort(key=lambda entry: ENTRY_START.search(entry)[1])  # type: ignore[index]
    return (head.rstrip("\n") + "\n\n" if head.strip() else "") + "\n\n".join(entries) + "\n" + tail


def _with_comments(text: str, start: int) -> int:
    while start and text[before := text.rfind("\n", 0, start - 1) + 1] == "#":
        start = before
    return start


def put_in_order(path: Path, name: str) -> None:
    """Sort the entries of a file that can be read, and tidy up; its line ends stay."""

    def change(content: bytes | None) -> str | None:
        found: list[Mistake] = []
        text = text_of(content or b"", name, found)
        found += lint(text, name)
        if not text or any(mistake.code == "form" for mistake in found):
            # What cannot be read is not put in order.
            return None
        for fixed in (in_order(text), in_order(text, strip=False)):
            if fixed != text and says_the_same(text, fixed):
                return keep_line_ends(fixed, content or b"")
        return None

    rewrite(path, change, MOST_BYTES + 1)


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

    place = mistake.place
    where = f"file={in_property(place.file)},line={place.line},col={place.column},title={in_property(mistake.code)}"
    return f"::{mistake.severity} {where}::{escaped(f'{mistake.field}: {mistake.message} {mistake.fix}')}"
