"""Undo, step by step, how a URL is written at its place."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from typing import NamedTuple

from ...messages.message import Message, message
from . import undo
from .begin import Anchor
from .end import end_of
from .masks import mask
from .program import Program
from .redirect import unwrapped
from .traced import Traced

_MOST_REDIRECTS = 4
_ENCODED = re.compile("https?%3A%2F%2F", re.IGNORECASE)


class Written(NamedTuple):
    """A URL as it is meant, what was done to reach it, whether that is certain, and how often it was decoded."""

    url: Traced
    how: tuple[Message, ...]
    is_certain: bool
    decodings: int


def read(
    text: str,
    anchor: Anchor,
    end: int,
    breaks: Iterable[tuple[int, int]],
    *,
    is_html: bool,
    is_mail: bool,
    is_alone: bool,
) -> Written:
    """Return the URL between two places as it is meant. ``is_html``: it is in HTML, so codes such as ``&amp;`` are its signs.

    Codes of HTML in a URL that is alone stay: they are a fault of the URL.
    """
    url, how = undo.join_lines(Traced.of(text, anchor.start, end), breaks)
    is_certain = True
    if is_mail:
        url, said = undo.undo_quoted_printable(url)
        how += said
        is_certain = bool(said) or is_alone or not undo.may_be_quoted_printable(url.text)
    if "\\" in url.text:
        url, said = undo.undo_escapes(url)
        how += said
    if re.search(r"\^[&%^{?=]", url.text):
        url, said = undo.undo_carets(url)
        how += said
    if is_html and not is_alone and "&" in url.text:
        url, said = undo.undo_entities(url)
        how += said
    url, said = undo.undo_defanging(url)
    how += said
    decodings = anchor.decodings
    if decodings:
        decoded = undo.undo_percent(url, decodings)
        url, is_certain = decoded or url, is_certain and decoded is not None
        if not is_alone:
            # What closes a quotation or a bracket was encoded too.
            url = url.cut(0, end_of(mask(url.text), url.text.find("//") + 2, len(url.text), is_quoted=False).trimmed)
        how.append(message("extract.decoded") if decodings == 1 else message("extract.decoded-again", count=decodings))
    for _ in range(_MOST_REDIRECTS):
        inner = unwrapped(url)
        if inner is None:
            break
        url, is_certain = inner.url, is_certain and inner.is_certain
        how.append(message("extract.redirect", host=inner.host))
        if _ENCODED.match(url.text) and (decoded := undo.undo_percent(url, 1)):
            url = decoded
    return Written(url, tuple(how), is_certain, decodings)


def read_program(text: str, built: Program) -> tuple[Traced, bool]:
    """Return the URL that a program builds, with each expression in braces, and whether it has one."""
    pieces: list[Traced] = []
    for start, end, is_expression in built.pieces:
        piece = Traced.of(text, start, end)
        if is_expression:
            pieces.append(Traced(f"{{{piece.text}}}", array("L", [start, *piece.places[:-1], end, end])))
        else:
            pieces.append(undo.undo_escapes(piece)[0])
    return Traced.joined(pieces), any(is_expression for _, _, is_expression in built.pieces)
