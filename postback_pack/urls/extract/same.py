"""A URL that a text has more than once, as where a link shows the URL to which it leads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import unquote

from ...messages.message import message
from .found import Found

_BETWEEN = re.compile(
    r"[.,;:!?)\"'`\u200b\ufeff]{0,9}(?:\]\(<?|[\"'][^<>]{0,200}>\s{0,3}|&(?:quot|#39);[^<>]{0,200}?&gt;\s{0,3}|\|)"
)
"""What is between the two URLs of a link: of Markdown, of HTML as code or as text, of a chat program."""
_MARKS = ".,;:!?)\"'`\u200b\ufeff"
"""Marks that one of the two may have at its end, and the other not: in text, they are not the URL's own."""


def merged(text: str, found: Sequence[Found]) -> tuple[Found, ...]:
    """Return each URL once. Of a link that shows another URL than it leads to, neither is certain."""
    kept: list[Found] = []
    seen: set[str] = set()
    for one in found:
        before = kept[-1] if kept else None
        if before and one.start - before.end < 300 and _BETWEEN.fullmatch(text, before.end, one.start):
            kept.pop()
            kept += _of_link(before, one)
        elif one.url not in seen:
            kept.append(one)
        seen.add(one.url)
    return tuple(kept)


def _of_link(first: Found, second: Found) -> tuple[Found, ...]:
    """Return the URL of a link that shows one and leads to one."""
    link = second.how[:1] if second.how and second.how[0].code == "extract.markdown" else first.how[:1]
    shorter, longer = sorted((unquote(first.url), unquote(second.url)), key=len)
    if longer.startswith(shorter) and not longer[len(shorter) :].strip(_MARKS):
        # One of the two may be percent-encoded by an editor: the other one is as it was written.
        right = min(first, second, key=lambda one: (one.url.count("%"), len(one.url)))
        return (replace(right, how=(*link, *right.how[1:])),)
    for shown, target in ((first, second), (second, first)):
        if any(said.code == "extract.shortened" for said in shown.how) and target.url.startswith(shown.url):
            return (target,)
    said = message("extract.two-urls")
    return tuple(replace(one, how=(*one.how, said), is_certain=False) for one in (first, second))
