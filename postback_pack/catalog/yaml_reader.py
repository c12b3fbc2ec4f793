"""A strict YAML reader that knows the line and column of every value.

Plain YAML is a trap for macros: an unquoted ``##X##`` is a comment, ``{x}`` a mapping, ``[x]`` a
list. So a value is only what it looks like: quoted text, plain text, ``null``, ``true``, ``false``
or a whole number. Empty values, duplicate keys, anchors, aliases and tags are mistakes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import yaml

from ..errors import Place
from ..messages.message import Message, message
from ..text.characters import shown
from .limits import MOST_ENTRIES, MOST_VALUES, Allowance
from .node import EMPTY, Node, Path, Report
from .yaml_traps import events, is_unreadable, swallowed

_DEEPEST = 20
_TYPED: dict[str, object] = {"null": None, "true": True, "false": False}
_OTHER_NULLS_AND_FLAGS = re.compile(r"~|null|true|false|yes|no|on|off", re.IGNORECASE)
_WHOLE_NUMBER = re.compile(r"0|[1-9][0-9]{0,8}")
ENTRY_ID = re.compile(r"^(?:-|  ) *id: *[\"']?([^\s\"']+)", re.MULTILINE)
"""The ID of an entry, also of one that cannot be read."""
END_OF_DOCUMENT = re.compile(r"^\.\.\.(?=\s|$)", re.MULTILINE)
_LONGEST_QUOTED = 80


class _Unusable(Exception):
    """The rest of the text cannot be read; the mistake has been reported."""


def read_yaml(
    text: str, file: str, report: Report, path: Path = (), line: int = 1, values: Allowance | None = None
) -> Node | None:
    """Read one YAML document; ``line`` is where ``text`` starts in ``file``. None if it cannot be read."""
    if is_unreadable(text, file, report, path, line):
        return None
    values = values or Allowance(MOST_VALUES)
    before = values.left
    mistakes: list[tuple[Place, Path, Message]] = []
    # PyYAML has the fast reader only where it was built with libyaml.
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        node = _Reading(text, file, lambda *mistake: mistakes.append(mistake), line, values, loader).document(path)
    except yaml.MarkedYAMLError:
        # Versions of libyaml differ in where they give up, and they read ahead: 0.2.6 stops at 1,000 open brackets before it
        # hands over the first. Read in Python, a mistake has the same place and words on every machine.
        values.left = before
        reading = _Reading(text, file, report, line, values, yaml.SafeLoader)
        try:
            return reading.document(path)
        except yaml.MarkedYAMLError as error:
            reading.syntax_mistake(error, path)
            return None
    for mistake in mistakes:
        report(*mistake)
    return node


def read_yaml_entries(text: str, file: str, report: Report) -> Iterator[tuple[str, Node]]:
    """Yield a top-level list as (name, node), entry by entry, so that one broken entry does not hide the mistakes of the others."""
    starts = [found.start() for found in re.finditer(r"^-(?=[ \n])", text, re.MULTILINE)]
    head = text[: starts[0]] if starts else text
    if any(line.strip() and not line.startswith(("#", "---")) for line in head.splitlines()):
        report(Place(file, 1, 1), (), message("mistake.form.no-entries"))
        return
    if len(starts) > MOST_ENTRIES:
        place = Place(file, 1 + text.count("\n", 0, starts[MOST_ENTRIES]), 1)
        report(place, (), message("mistake.form.entries", most=f"{MOST_ENTRIES:,}"))
        return
    values = Allowance(MOST_VALUES)
    line = 1 + head.count("\n")
    for number, (start, end) in enumerate(pairwise([*starts, len(text)]), 1):
        chunk = text[start:end]
        found = ENTRY_ID.search(chunk)
        name = found[1] if found else f"entry {number}"
        ending = END_OF_DOCUMENT.search(chunk) if end < len(text) else None
        if ending:
            place = Place(file, line + chunk.count("\n", 0, ending.start()), 1)
            report(place, (name,), message("mistake.form.end"))
        node = read_yaml(chunk, file, report, (name,), line, values)
        line += chunk.count("\n")
        if node is not None:
            yield from ((name, entry) for entry in node.value)
        if values.left < 0:
            return


class _Reading:
    """One pass over the events of a YAML document."""

    def __init__(self, text: str, file: str, report: Report, line: int, values: Allowance, loader: Any) -> None:
        self.file, self.report, self.first_line, self.values = file, report, line, values
        self.lines = text.split("\n")
        self.events: Iterator[Any] = events(text, loader)

    def place(self, mark: Any) -> Place:
        return Place(self.file, self.first_line + mark.line, mark.column + 1)

    def document(self, path: Path) -> Node | None:
        node = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if node is not None:
                    self.report(self.place(event.start_mark), path, message("mistake.form.document"))
                    return None
                try:
                    node = self.node(next(self.events), path, 0)
                except _Unusable:
                    return None
        return node

    def node(self, event: Any, path: Path, depth: int) -> Node:
        place = self.place(event.start_mark)
        if depth > _DEEPEST:
            self.report(place, path, message("mistake.form.deep", most=_DEEPEST))
            raise _Unusable
        if not self.values.take():
            self.report(place, path, message("mistake.form.values", most=f"{MOST_VALUES:,}"))
            raise _Unusable
        is_alias = isinstance(event, yaml.AliasEvent)
        if sign := "*" if is_alias else "&" if event.anchor is not None else "!" if event.tag is not None else "":
            self.report(place, path, message("mistake.form.first-sign", sign=sign))
        if is_alias:
            return Node(None, place)
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(event, place, path, depth)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(event, place, path, depth)
        return self.scalar(event, place, path)

    def mapping(self, start: Any, place: Place, path: Path, depth: int) -> Node:
        values: dict[str, Node] = {}
        event = next(self.events)
        while not isinstance(event, yaml.MappingEndEvent):
            key = self.key(event, path, depth, start.flow_style)
            # An unquoted {x} is a mapping whose key has no value: the reader of texts names that better.
            following = next(self.events)
            is_plain = isinstance(following, yaml.ScalarEvent) and not following.style and following.anchor is None
            if start.flow_style and is_plain and not following.value:
                value = Node(EMPTY, self.place(event.start_mark))
            else:
                value = self.node(following, (*path, key), depth + 1)
            if key in values:
                self.report(self.place(event.start_mark), (*path, key), message("mistake.form.twice", name=shown(key)))
            values[key] = value
            event = next(self.events)
        return Node(values, place, flow_text=self.flow_text(start, event))

    def key(self, event: Any, path: Path, depth: int, in_flow: bool) -> str:
        if isinstance(event, yaml.ScalarEvent):
            return str(event.value)
        # In an unquoted {{x}} too: the reader of texts names that better.
        if not in_flow:
            self.report(self.place(event.start_mark), path, message("mistake.form.key-not-text"))
        if not isinstance(event, yaml.AliasEvent):
            self.node(event, path, depth + 1)
        return ""

    def sequence(self, start: Any, place: Place, path: Path, depth: int) -> Node:
        items: list[Node] = []
        event = next(self.events)
        while not isinstance(event, yaml.SequenceEndEvent):
            # The entries of a file come one by one, with the entry's id as the path.
            item_path = path if depth == 0 and path else (*path, len(items))
            items.append(self.node(event, item_path, depth + 1))
            event = next(self.events)
        return Node(items, place, flow_text=self.flow_text(start, event))

    def scalar(self, event: Any, place: Place, path: Path) -> Node:
        if event.style:
            return Node(event.value, place, quoted=True)
        word = event.value
        if not word:
            if event.anchor is None and event.tag is None:
                comment = self.comment_behind(event.start_mark)
                said = message("mistake.form.comment", comment=comment) if comment else message("mistake.form.empty")
                self.report(place, path, said)
            return Node(None, place)
        if word in _TYPED:
            return Node(_TYPED[word], place)
        if _OTHER_NULLS_AND_FLAGS.fullmatch(word):
            self.report(place, path, message("mistake.form.ambiguous", word=word))
        value = int(word) if _WHOLE_NUMBER.fullmatch(word) else word
        return Node(value, place, comment=self.comment_behind(event.end_mark))

    def comment_behind(self, mark: Any) -> str:
        rest = self.line_of(mark)[mark.column :].strip()
        return rest if rest.startswith("#") else ""

    def line_of(self, mark: Any) -> str:
        return self.lines[mark.line] if mark.line < len(self.lines) else ""

    def flow_text(self, start: Any, end: Any) -> str:
        """The text of an unquoted ``{x}`` or ``[x]`` on one line."""
        first, last = start.start_mark, end.end_mark
        if not start.flow_style or first.line != last.line or last.column - first.column > _LONGEST_QUOTED:
            return ""
        return str(self.lines[first.line][first.column : last.column])

    def syntax_mistake(self, error: yaml.MarkedYAMLError, path: Path) -> None:
        mark: Any = error.problem_mark or error.context_mark
        for number, text in enumerate(self.lines[: mark.line + 1]):
            if (start := swallowed(text)) is not None:
                place = Place(self.file, self.first_line + number, start + 1)
                self.report(place, path, message("mistake.form.comment", comment=text[start:]))
                return
        place, line = self.place(mark), self.line_of(mark)
        sign = line[mark.column : mark.column + 1]
        if "tag" in (error.problem or "") or "tag" in (error.context or ""):
            place, sign = place._replace(column=max(line.find("{!"), 0) + 1), "!"
        if sign and sign in "!%@`":
            self.report(place, path, message("mistake.form.first-sign", sign=sign))
        else:
            problem = (error.problem or "unknown syntax").replace("<", "").replace(">", "")
            self.report(place, path, message("mistake.form.syntax", problem=problem))
