"""A check as rows of a table."""

from __future__ import annotations

from ..agreeing import CheckedUrl
from ..check import Check
from ..findings import worst
from .lines import kinds_of, sentences_of, to_paste, visible

COLUMNS = ("input", "verdict", "corrected", "what")
_LONGEST_ROW = 2_000
"""A longer text, or one of several lines, is not repeated in a cell: the URL that was found in it is."""


def check_rows(result: Check) -> list[tuple[str, str, str, str]]:
    """Return a row for each URL, with a cell for each of the columns; ``corrected`` is empty where nothing is known to change."""
    rows = []
    for url in result.urls:
        _, corrected = to_paste(url)
        is_row = len(url.text) <= _LONGEST_ROW and "\n" not in url.text
        what = visible(" ".join(what_of(url)))
        rows.append((url.text if is_row else url.url, worst(url.findings), corrected or "", what))
    return rows


def what_of(url: CheckedUrl) -> list[str]:
    """Return what is wrong with a URL, in sentences, and what is left to do."""
    said = [
        str(sentence) for kind in kinds_of(url.findings) if kind.severity != "note" for sentence in sentences_of(kind)
    ]
    before, corrected = to_paste(url)
    if url.left or (before and corrected is None):
        said.append(str(before).removesuffix(":"))
    return said
