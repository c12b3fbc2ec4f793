"""Percent-encoding of what people paste: undone, however often it was done."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

_MOST_DECODINGS = 3


def decodings(text: str) -> Iterator[str]:
    """Yield ``text`` with its percent-encoding undone, once and over again: some systems encode what is encoded."""
    for _ in range(_MOST_DECODINGS):
        if "%" not in text:
            break
        text = unquote(text)
        yield text


def fully_decoded(text: str) -> str:
    """Undo percent-encoding, also where it was done more than once."""
    return [text, *decodings(text)][-1]
