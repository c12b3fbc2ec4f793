"""Text for a screen: it knows what is a heading, a URL or a macro, and is wrapped to any width without breaking one.

What a piece of text is, is marked with control characters. No text of a catalog or a user can hold one: all of them are refused
where they come in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from .characters import width

if TYPE_CHECKING:
    from .markup import Text

HEADING, URL, WHOLE, ERROR, WARNING, RIGHT = "\x01", "\x02", "\x03", "\x04", "\x05", "\x06"
"""In front of a line: what it is. A URL and a WHOLE line are never wrapped."""
HANGING = "\x0e"
"""Within a line: where its next lines begin, and nothing in front of it is wrapped. Without it, that is behind `- ` or `1. `."""
CODE, LABEL, END = "\x0f", "\x10", "\x11"
"""Around a macro or a command, which stays in one piece, and around what a button or a field is called."""

_OF_LINES = frozenset((HEADING, URL, WHOLE, ERROR, WARNING, RIGHT))
_NO_MARKS = dict.fromkeys(map(ord, (*_OF_LINES, HANGING, CODE, LABEL, END)))
_WORD = re.compile(rf"(?:{CODE}[^{END}]*{END}|\{{[^{{}}{CODE}]*\}}|`[^`{CODE}]*`|\S)+")
"""A word is as long as there is no blank in it outside of macros, braces and backticks."""
_NARROWEST_COLUMN, _FURTHER_LEFT = 24, 4
"""Lines hang so far to the right only where that leaves them this much room; else they begin here."""
_NARROWEST = 20
"""No terminal is taken to be narrower: a word in a line is better than none."""


def heading(text: str) -> str:
    """Return a line that is a heading."""
    return HEADING + text


def url_line(text: str) -> str:
    """Return a line that is a URL to copy."""
    return URL + text


def whole_lines(text: str) -> str:
    """Return lines that are never wrapped, such as code."""
    return "\n".join(WHOLE + line for line in text.split("\n"))


def write_screen(text: Text) -> str:
    """Write spans with marks around macros and labels."""
    marks = {"code": (CODE, END), "label": (LABEL, END), "plain": ("", "")}
    return "".join(f"{marks[span.kind][0]}{span.text}{marks[span.kind][1]}" for span in text)


def mark_macros(text: str, styles: Iterable[tuple[str, str]]) -> str:
    """Return a line of values with marks around the macros in it, which are written in one of these styles."""
    pairs = "|".join(f"{re.escape(before)}.+?{re.escape(behind)}" for before, behind in styles if before and behind)
    return re.sub(pairs, lambda macro: f"{CODE}{macro[0]}{END}", text) if pairs else text


def hanging_table(rows: Sequence[Sequence[str]], indent: str = "") -> list[str]:
    """Return the lines of a table whose last column takes what room there is."""
    columns = [*zip(*(row[:-1] for row in rows), strict=True)]
    widths = [max(map(width, column)) for column in columns]
    lines = []
    for *cells, last in rows:
        padded = [cell + " " * (most - width(cell)) for cell, most in zip(cells, widths, strict=True)]
        lines.append(indent + "  ".join([*padded, HANGING]) + last)
    return lines


def fact_lines(head: str, rows: Sequence[tuple[str, str, str, Sequence[int]]]) -> list[str]:
    """Return facts as lines: what each is called, its grade, its value and the numbers of its sources."""
    cells = []
    for name, grade, value, sources in rows:
        numbers = "".join(f" [{number}]" for number in sources)
        cells.append([name, grade, f"{value} from{numbers}" if numbers else value])
    return [heading(head), *hanging_table(cells, "  ")]


def without_marks(text: str) -> str:
    """Return marked text as plain text, with its lines as long as they are."""
    return text.translate(_NO_MARKS)


def split_mark(line: str) -> tuple[str, str]:
    """Return the mark in front of a line, if any, and the rest of the line."""
    return (line[0], line[1:]) if line[:1] in _OF_LINES else ("", line)


def wrap_screen(text: str, columns: int) -> str:
    """Return marked text in lines of at most so many columns. Each line keeps its mark; what cannot be broken may be longer."""
    return "\n".join(wrapped for line in text.split("\n") for wrapped in _wrap_line(line, max(columns, _NARROWEST)))


def _wrap_line(line: str, columns: int) -> Iterator[str]:
    mark, rest = split_mark(line)
    if mark in (URL, WHOLE) and mark:
        yield line
        return
    before, has_mark, words = rest.partition(HANGING)
    if not has_mark:
        end = _end_of_bullet(rest)
        before, words = rest[:end], rest[end:]
    yield from (mark + wrapped for wrapped in _filled(before, _WORD.findall(words), columns))


def _end_of_bullet(line: str) -> int:
    """Return where a line's text begins: behind the blanks and ``- ``, ``1. `` or ``[1] ``."""
    bare = line.lstrip(" ")
    bullet = bare[: bare.find(" ") + 1]
    number = bullet.removesuffix(". ").removesuffix("] ").removeprefix("[")
    is_bullet = bullet == "- " or (number.isdigit() and bullet in (f"{number}. ", f"[{number}] "))
    return len(line) - len(bare) + (len(bullet) if is_bullet else 0)


def _filled(before: str, words: Iterable[str], columns: int) -> Iterator[str]:
    """Yield lines with so many words as fit behind ``before``, and below it."""
    used = _width(before)
    hanging = used
    if columns - used < min(_NARROWEST_COLUMN, columns // 2):
        hanging = _FURTHER_LEFT
    if used > columns:
        before = re.sub(r"(?<=\S) {3,}", "  ", before)
        used = _width(before)
    line, is_empty = before, True
    for word in words:
        needed = _width(word) + (not is_empty)
        if used + needed > columns and (line.strip() or not is_empty):
            yield line.rstrip()
            # What is too long for its column begins further to the left, and if need be at the edge.
            needed = _width(word)
            used = next((left for left in (hanging, _FURTHER_LEFT) if left + needed <= columns), 0)
            line, is_empty = " " * used, True
        elif used + needed > columns:
            used, line = 0, ""
        line += word if is_empty else f" {word}"
        used += needed
        is_empty = False
    yield line.rstrip()


def _width(text: str) -> int:
    return width(without_marks(text))
