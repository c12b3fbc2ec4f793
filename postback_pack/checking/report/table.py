"""A check as rows of a table."""

from __future__ import annotations

from ..check import Check
from ..findings import worst
from .lines import kinds_of, sentences_of, to_paste, visible

COLUMNS = ("input", "verdict", "corrected", "what")


def check_rows(result: Check) -> list[tuple[str, str, str, str]]:
    """Return a row for each URL, with a cell for each of the columns; ``corrected`` is empty where nothing is known to change."""
    rows = []
    for url in result.urls:
        said = [
            str(sentence)
            for kind in kinds_of(url.findings)
            if kind.severity != "note"
            for sentence in sentences_of(kind)
        ]
        before, corrected = to_paste(url)
        if url.left or (before and corrected is None):
            said.append(str(before).removesuffix(":"))
        rows.append((url.text, worst(url.findings), corrected or "", visible(" ".join(said))))
    return rows
