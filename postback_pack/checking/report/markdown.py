"""A check as Markdown for a ticket: a block for each URL."""

from __future__ import annotations

from collections.abc import Iterator

from ...messages.message import Message
from ...rendering.writers import markdown_fence, write_markdown
from ...text.markup import Span
from ..agreeing import CheckedUrl
from ..check import Check
from .lines import kinds_of, labelled, shorten, to_paste, verdict_line, whose

_LONGEST_PASTED = 400


def check_markdown(result: Check, number: int | None = None) -> str:
    """Return a block for each URL: the verdict, the URL to paste as code, and the findings as a list."""
    return "\n\n".join(block for url in result.urls for block in _blocks(url, result, number))


def _blocks(url: CheckedUrl, result: Check, number: int | None) -> Iterator[str]:
    heading = _plain(verdict_line(url, result))
    yield f"### {heading}" if number is None else f"### {number}. {heading}"
    before, corrected = to_paste(url)
    if before:
        yield _plain(before)
    yield markdown_fence(shorten(url.url, _LONGEST_PASTED) if corrected is None else corrected)
    yield from (_plain(said) for said in whose(url, result))
    items = [f"- {_plain(text)} (`{kind.code}`)" for kind in kinds_of(url.findings) for text in labelled(kind)]
    if items:
        yield "\n".join(items)


def _plain(said: Message | str) -> str:
    return write_markdown((Span("plain", str(said)),))
