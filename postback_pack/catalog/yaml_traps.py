"""What to look for in a text before YAML reads it, or where YAML gave up: signs that it takes for something else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from ..errors import Place
from ..messages.message import message
from .limits import LONGEST_LINE
from .node import Path, Report

# YAML begins a new line at U+0085, U+2028 and U+2029 too, where nobody sees one.
_UNREADABLE = re.compile(
    f"^.{{{LONGEST_LINE + 1},}}|[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", re.MULTILINE
)
_QUOTED = re.compile(r"""\"[^\"]*\"|'[^']*'""")
_SWALLOWED = re.compile(r"[:,\[] +(?=#)")
"""Stands before an unquoted macro with # in a flow mapping or list: the bracket that would close it is gone with the comment."""


def is_unreadable(text: str, file: str, report: Report, path: Path, first: int) -> bool:
    """Report what must not be in the text, before YAML sees it; return whether there is any."""
    found = False
    line, counted = first, 0
    for hit in _UNREADABLE.finditer(text):
        found = True
        line, counted = line + text.count("\n", counted, hit.start()), hit.start()
        if len(hit[0]) > 1:
            said = message("mistake.form.long-line", most=f"{LONGEST_LINE:,}")
        elif hit[0] == "\t":
            # Readers of YAML differ in where they take a tab.
            said = message("mistake.form.tab")
        else:
            said = message("mistake.form.character", character=f"U+{ord(hit[0]):04X}")
        report(Place(file, line, hit.start() - text.rfind("\n", 0, hit.start())), path, said)
    return found


def swallowed(line: str) -> int | None:
    """Return where a macro begins that YAML takes for a comment, so that the bracket before it is never closed."""
    if " #" not in line:
        return None
    line = _QUOTED.sub(lambda found: "x" * len(found[0]), line)
    bracket = min((line.find(sign) for sign in "{[" if sign in line), default=len(line))
    return max((found.end() for found in _SWALLOWED.finditer(line) if found.start() > bracket), default=None)


def events(text: str, loader: Any) -> Iterator[Any]:
    """Yield the events of a text; what only libyaml takes, a ? in a plain value between brackets, is broken syntax."""
    brackets = 0
    for event in yaml.parse(text, Loader=loader):
        if isinstance(event, yaml.CollectionStartEvent):
            brackets += bool(brackets or event.flow_style)
        elif brackets and isinstance(event, yaml.CollectionEndEvent):
            brackets -= 1
        elif brackets and isinstance(event, yaml.ScalarEvent) and not event.style and "?" in event.value:
            mark: Any = event.start_mark
            raise yaml.MarkedYAMLError(problem="? in a plain value", problem_mark=mark)
        yield event
