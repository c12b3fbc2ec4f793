"""A check as text for a terminal: the verdict and the URL to paste, then each finding with its place, then what each part means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...messages.message import message
from ...text.characters import width
from ...text.screen import ERROR, HANGING, RIGHT, WARNING, url_line, whole_lines, without_marks, wrap_screen
from ..agreeing import CheckedUrl
from ..check import Check
from ..findings import Finding, worst
from .lines import Kind, kinds_of, labelled, shorten, to_paste, verdict_line, visible, whose

COLUMNS = 80
_INDENT = "  "
_BEFORE_PLACE = 16
"""How much of a long URL is shown before a place in it."""
_WIDEST_PART = 36
_MOST_PARTS = 20
_LONGEST_PASTED = 400
_MARKS = {"error": ERROR, "warning": WARNING, "note": RIGHT, "right": RIGHT}


def check_text(result: Check, number: int | None = None) -> str:
    """Return a check as text in lines of 80 columns. With a number, it is one of many: a block that has no places, reasons or parts."""
    return without_marks(wrap_screen(check_screen(result, COLUMNS, number), COLUMNS))


def check_screen(result: Check, columns: int, number: int | None = None) -> str:
    """Return the same as marked text for a terminal of so many columns."""
    if number is not None:
        return "\n".join(line for url in result.urls for line in _block(url, result, number))
    heads = ["\n".join(_head(url, result)) for url in result.urls]
    about = [str(said) for url in result.urls for said in whose(url, result)]
    found = [_paragraph(kind, url.text, columns) for url in result.urls for kind in kinds_of(url.findings)]
    parts = [_parts(url, columns) for url in result.urls if url.parts]
    return "\n\n".join(block for block in (*heads, "\n".join(about), *found, *parts) if block)


def _block(url: CheckedUrl, result: Check, number: int) -> Iterator[str]:
    """Yield the lines for one URL of many."""
    yield from _head(url, result, number)
    if url.corrected is None:
        yield from _whole(shorten(url.url, _LONGEST_PASTED))
    yield from map(str, whose(url, result))
    for kind in kinds_of(url.findings):
        yield from _sentences(kind)


def _head(url: CheckedUrl, result: Check, number: int | None = None) -> Iterator[str]:
    """Yield the verdict, and the URL to paste or why there is none."""
    line = str(verdict_line(url, result))
    yield _MARKS[worst(url.findings)] + (line if number is None else f"{number}. {HANGING}{line}")
    before, corrected = to_paste(url)
    if before:
        yield str(before)
    if corrected is not None:
        yield url_line(corrected)


def _whole(text: str) -> list[str]:
    return whole_lines(text).split("\n")


def _sentences(kind: Kind) -> Iterator[str]:
    """Yield the sentences of a kind of findings, each on lines of its own, and its code behind the last."""
    *others, last = labelled(kind)
    for sentence in (*others, f"{last} [{kind.code}]"):
        yield _MARKS[kind.severity] + sentence


def _paragraph(kind: Kind, text: str, columns: int) -> str:
    """Return the sentences of a kind of findings, with its places in the URL and why it matters."""
    places = [finding for found in kind.places.values() for finding in found]
    seen, carets = _pointed(places, text, columns)
    return "\n".join([*_sentences(kind), *_whole(seen), _MARKS[kind.severity] + carets + HANGING, _INDENT + kind.why])


def _pointed(places: Sequence[Finding], text: str, columns: int) -> tuple[str, str]:
    """Return the URL, and a line with a caret under each place; of a long one, what is around the first place."""
    room = columns - len(_INDENT)
    start, end = 0, len(text)
    # Of a text as long as a book, not even the width is asked for.
    if len(text) > 2 * room or width(text) > room:
        room -= 2 * len("...")
        start = max(0, min(places[0].start - _BEFORE_PLACE, len(text) - room))
        end = min(len(text), start + room)
        while width(visible(text[start:end])) > room:
            end -= 1
    seen = visible(text[start:end])
    ends = [0]
    for letter in seen:
        ends.append(ends[-1] + width(letter))
    carets = [" "] * (ends[-1] + 1)
    for place in places:
        first, last = max(place.start, start) - start, min(place.end, end) - start
        if place.start <= end and first <= last:
            until = max(ends[last], ends[first] + 1)
            carets[ends[first] : until] = "^" * (until - ends[first])
    before = "..." if start else ""
    behind = "..." if end < len(text) else ""
    return f"{_INDENT}{before}{seen}{behind}", f"{_INDENT}{' ' * len(before)}{''.join(carets).rstrip()}"


def _parts(url: CheckedUrl, columns: int) -> str:
    """Return what each part of the URL means, in two columns."""
    parts = [(shorten(part.text, columns - len(_INDENT)), part.meaning) for part in url.parts[:_MOST_PARTS]]
    column = max((width(text) for text, _ in parts if width(text) <= _WIDEST_PART), default=0)
    lines = []
    for text, meaning in parts:
        blanks = " " * (column - width(text))
        if width(text) > column:
            lines += _whole(_INDENT + text)
            text, blanks = "", " " * column
        lines.append(f"{_INDENT}{text}{blanks}{_INDENT}{HANGING}{meaning}")
    if len(url.parts) > _MOST_PARTS:
        lines.append(f"{_INDENT}{message('report.more-parameters', count=len(url.parts) - _MOST_PARTS)}")
    return "\n".join(lines)
