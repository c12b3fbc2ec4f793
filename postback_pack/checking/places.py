"""The places of many findings in one URL, merged, so that a part is compared with those near it only."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from ..urls.cut import Part
from .findings import Finding


class Places:
    """All characters of a URL that some finding is about."""

    def __init__(self, found: Iterable[Finding]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted((finding.start, finding.end) for finding in found if finding.start < finding.end):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(end, self._ends[-1])
            else:
                self._starts.append(start)
                self._ends.append(end)

    def outside(self, part: Part) -> str:
        """Return what is left of a part without these places."""
        pieces, start = [], part.start
        for index in range(bisect_right(self._ends, part.start), len(self._starts)):
            if self._starts[index] >= part.end:
                break
            pieces.append(part.text[start - part.start : max(self._starts[index] - part.start, 0)])
            start = self._ends[index]
        return "".join([*pieces, part.text[start - part.start :]])
