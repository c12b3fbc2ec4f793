"""Edits of a URL: fill a parameter, append one, remove one; and the text with edits made."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from .cut import CutUrl, Parameter


class Edit(NamedTuple):
    """A change in a URL: ``text`` in place of what is between ``start`` and ``end``."""

    start: int
    end: int
    text: str

    @property
    def value(self) -> str:
        """The text without the sign that `fill` puts before a value."""
        return self.text.removeprefix("=")


def fill(parameter: Parameter, value: str) -> Edit:
    """Return the edit that gives a parameter another value."""
    return Edit(parameter.name.end, parameter.end, f"={value}")


def append(url: CutUrl, parameter: str) -> Edit:
    """Return the edit that adds a parameter at the end of the query; a ? there was meant to be its joint."""
    query = url.query
    joint = "?" if not query.text else "" if query.text[-1] in "?&" else "&"
    return Edit(query.end, query.end, joint + parameter)


def remove(url: CutUrl, parameter: Parameter) -> Edit:
    """Return the edit that takes a parameter out, with the sign that joins it to its neighbour."""
    if parameter.end < url.query.end:
        return Edit(parameter.start, parameter.end + 1, "")
    return Edit(parameter.start - 1, parameter.end, "")


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Return ``text`` with the edits made; of two that meet only the one that starts first."""
    pieces: list[str] = []
    start, end = -1, 0
    for edit in sorted(edits, key=lambda edit: edit[:2]):
        if edit.start >= end and edit.start != start:
            pieces += [text[end : edit.start], edit.text]
            start, end = edit.start, edit.end
    return "".join([*pieces, text[end:]])
