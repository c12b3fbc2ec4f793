"""A check as text for a terminal: the verdict and the URL to paste, then each finding with its place, then what each part means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...messages.message import message
from ...text.characters import width
from ...text.tables import wrap
from ..agreeing import CheckedUrl
from ..check import Check
from ..findings import Finding, worst
from .lines import Kind, kinds_of, labelled, shorten, to_paste, verdict_line, visible, whose

_COLUMNS = 80
_INDENT = "  "
_BEFORE_PLACE = 16
"""How much of a long URL is shown before a place in it."""
_WIDEST_PART = 36
_MOST_PARTS = 20
_LONGEST_PASTED = 400
_COLOURS = {"error": "red", "warning": "yellow", "note": "green", "right": "green"}


def check_text(result: Check, number: int | None = None) -> str:
    """Return a check as text. With a number, it is one of many: a block that has no places, reasons or parts."""
    if number is not None:
        return "\n".join(line for url in result.urls for line in _block(url, result, number))
    heads = ["\n".join(_head(url, result)) for url in result.urls]
    about = [line for url in result.urls for said in whose(url, result) for line in wrap(str(said), _COLUMNS)]
    found = [_paragraph(kind, url.text) for url in result.urls for kind in kinds_of(url.findings)]
    parts = [_parts(url) for url in result.urls if url.parts]
    blocks = [*heads, "\n".join(about), *found, *parts]
    lines = "\n\n".join(block for block in blocks if block).split("\n")
    return "\n".join(line.rstrip() for line in lines)


def coloured_lines(result: Check, number: int | None = None) -> dict[str, str]:
    """Return the lines of the text that have a colour on a terminal: each verdict, and each URL to paste."""
    found: dict[str, str] = {}
    for url in result.urls:
        found |= dict.fromkeys(wrap(_numbered(url, result, number), _COLUMNS), _COLOURS[worst(url.findings)])
        if url.corrected is not None:
            found[visible(url.corrected)] = "green"
    return found


def _block(url: CheckedUrl, result: Check, number: int) -> Iterator[str]:
    """Yield the lines for one URL of many."""
    yield from _head(url, result, number)
    if url.corrected is None:
        yield shorten(url.url, _LONGEST_PASTED)
    for said in whose(url, result):
        yield from wrap(str(said), _COLUMNS)
    for kind in kinds_of(url.findings):
        yield from _sentences(kind)


def _head(url: CheckedUrl, result: Check, number: int | None = None) -> Iterator[str]:
    """Yield the verdict, and the URL to paste or why there is none."""
    yield from wrap(_numbered(url, result, number), _COLUMNS)
    before, corrected = to_paste(url)
    if before:
        yield from wrap(str(before), _COLUMNS)
    if corrected is not None:
        yield corrected


def _numbered(url: CheckedUrl, result: Check, number: int | None) -> str:
    line = str(verdict_line(url, result))
    return line if number is None else f"{number}. {line}"


def _sentences(kind: Kind) -> Iterator[str]:
    """Yield the sentences of a kind of findings, each on lines of its own, and its code behind the last."""
    *others, last = labelled(kind)
    for sentence in (*others, f"{last} [{kind.code}]"):
        yield from wrap(sentence, _COLUMNS)


def _paragraph(kind: Kind, text: str) -> str:
    """Return the sentences of a kind of findings, with its places in the URL and why it matters."""
    places = [finding for found in kind.places.values() for finding in found]
    why = wrap(kind.why, _COLUMNS - len(_INDENT))
    return "\n".join([*_sentences(kind), *_pointed(places, text), *(_INDENT + line for line in why)])


def _pointed(places: Sequence[Finding], text: str) -> list[str]:
    """Return the URL with a caret under each place; of a long one, what is around the first place."""
    room = _COLUMNS - len(_INDENT)
    start, end = 0, len(text)
    # Of a text as long as a book, not even the width is asked for.
    if len(text) > 2 * room or width(text) > room:
        room -= 2 * len("...")
        start = max(0, min(places[0].start - _BEFORE_PLACE, len(text) - room))
        end = min(len(text), start + room)
        while width(visible(text[start:end])) > room:
            end -= 1
    seen = visible(text[start:end])
    columns = [0]
    for letter in seen:
        columns.append(columns[-1] + width(letter))
    carets = [" "] * (columns[-1] + 1)
    for place in places:
        first, last = max(place.start, start) - start, min(place.end, end) - start
        if place.start <= end and first <= last:
            until = max(columns[last], columns[first] + 1)
            carets[columns[first] : until] = "^" * (until - columns[first])
    before = "..." if start else ""
    behind = "..." if end < len(text) else ""
    return [f"{_INDENT}{before}{seen}{behind}", f"{_INDENT}{' ' * len(before)}{''.join(carets).rstrip()}"]


def _parts(url: CheckedUrl) -> str:
    """Return what each part of the URL means, in two columns."""
    parts = [(shorten(part.text, _COLUMNS - len(_INDENT)), part.meaning) for part in url.parts[:_MOST_PARTS]]
    column = max((width(text) for text, _ in parts if width(text) <= _WIDEST_PART), default=0)
    hanging = _INDENT + " " * column + _INDENT
    lines = []
    for text, meaning in parts:
        told = [hanging + line for line in wrap(meaning, _COLUMNS - len(hanging))]
        if width(text) > column:
            lines.append(_INDENT + text)
        else:
            told[0] = f"{_INDENT}{text}{told[0][len(_INDENT) + width(text) :]}"
        lines += told
    if len(url.parts) > _MOST_PARTS:
        lines.append(f"{_INDENT}{message('report.more-parameters', count=len(url.parts) - _MOST_PARTS)}")
    return "\n".join(lines)
