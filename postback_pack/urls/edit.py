"""Edits that mend a URL: fill a parameter, append one, take one out; and a URL with edits made."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from .cut import CutUrl, Parameter


def filled(parameter: Parameter, value: str) -> Edit:
    """Return the edit that gives a parameter another value."""
    return Edit(parameter.name.end, parameter.end, f"={value}")


def appended(url: CutUrl, parameter: str) -> Edit:
    """Return the edit that adds a parameter at the end of the query."""
    query = url.query
    joint = "?" if not query.text else "" if query.text[-1] in "?&" else "&"
    return Edit(query.end, query.end, joint + parameter)


def removed(url: CutUrl, parameter: Parameter) -> Edit:
    """Return the edit that takes a parameter out, with the sign that joins it to its neighbour."""
    if parameter.end < url.query.end:
        return Edit(parameter.start, parameter.end + 1, "")
    return Edit(parameter.start - 1, parameter.end, "")


def mended(text: str, edits: Iterable[Edit]) -> str:
    """Return ``text`` with the edits made; of two that meet only the one that starts first."""
    pieces: list[str] = []
    start, end = -1, 0
    for edit in sorted(edits, key=lambda edit: edit[:2]):
        if edit.start >= end and edit.start != start:
            pieces += [text[end : edit.start], edit.text]
            start, end = edit.start, edit.end
    return "".join([*pieces, text[end:]])


class Edit(NamedTuple):
    """A change that mends something: ``text`` in place of what stands from ``start`` to ``end``."""

    start: int
    end: int
    text: str

    @property
    def value(self) -> str:
        """The text without the sign that `filled` puts before a value."""
        return self.text.removeprefix("=")
