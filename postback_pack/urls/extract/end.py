"""Where a URL ends in a text: at what cannot be in it, outside its macros. Blanks and line ends may be inside it."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from ...text.characters import HIDDEN_CHARACTER
from .masks import MASK, is_broken

_ANYWHERE = r"\s+|\\+[nrt]|\\+u(?:00a0|00ab|00bb|20[0-3][0-9a-f]|30[01][0-9a-f]|ff0[1289c]|ff1b|feff)"
_STOP = re.compile(
    rf"""(?xi) {_ANYWHERE} | ["`<\u00ab\u00bb\u2018\u2019\u201c-\u201f\u2039\u203a\u3001\u3002\uff08\uff09\uff0c\uff1b\uff01\u3008-\u3011\uff62-\uff64\uff1c\uff1e\u060c\u061b\u061f\u2026] | (?:[\u2013-\u2015\u2022\u2190-\u2bff\U0001f000-\U0001faff] | (?<={MASK})(?=[^\x00-\x7f\uff00-\uffef])[^\W\d_])(?![^\s&=?/]{{0,99}}[&=?/\uff06]\S)
    | (?<!-)> | --> | \\+["'`] | \^["'](?=\s|$) | '(?=[\s,;.)+\]}}|]|$)(?![,;.)+\]}}|][^\s"'`]{{0,99}}[?&][\w.-]{{1,60}}=) | (?<={MASK})'(?=[^\W\d_]{{1,8}}(?:[\s.,;!?)]|$)) | \]\( | \[/[a-z]{{1,9}}\] | \|(?=[\s|]|$) | \|(?=[A-Za-z])(?<={MASK}\|)
    | &(?:amp;|\#0{{0,3}}38;|\#x0{{0,3}}26;){{0,3}}(?:quot|gt|lt|nbsp|apos|\#0{{0,3}}(?:34|39|60|62|160|10|13)|\#x0{{0,3}}(?:22|27|3c|3e|a0|a|d));
    | (?<={MASK})[,;](?=[A-Za-z][^,;|&=/?{MASK}\n]*(?:[,;\n]|$)) | (?<=[{MASK}\w)%\#*])[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"""
)
"""What ends a URL in other text. Inside quotation marks only a blank does."""
_SIGN_BEHIND = re.compile(rf"\\?[&=?]\S|[\w.~-]{{1,60}}={MASK}")
_QUESTION = re.compile("[?\uff1f]")
_GOES_ON = re.compile(r"'(?:(?!://)[^\s\"`]){1,200}[?&][\w.-]{1,60}=")
_BLANK = re.compile(_ANYWHERE, re.IGNORECASE)
_NAME = r"[\w.~\[\]-]{1,60}"
_GAP = r"[^\S\n]{0,3}"
_PATH = rf"(?!(?:[\w-]{{1,60}}\.){{1,8}}[a-z]{{2,24}}[/:?])[\w.~%{MASK}-]{{1,60}}(?:{_GAP}/{_GAP}[\w.~%{MASK}-]{{0,60}}){{0,6}}{_GAP}[?\uff1f]{_GAP}{_NAME}{_GAP}[=\uff1d]"
_PARAMETER = re.compile(rf"{_NAME}{_GAP}[=\uff1d]")
_NEXT_PARAMETER = re.compile(rf"(?:[&\uff06]|&amp;){_GAP}{_NAME}{_GAP}[=\uff1d]")
_FIRST_PARAMETER = re.compile(rf"[?\uff1f]{_GAP}{_NAME}{_GAP}[=\uff1d]")
_VALUE = re.compile(rf"{MASK}|[\d\#$%*@]|[\w.%-]{{1,60}}{_GAP}[&\uff06]{_GAP}{_NAME}{_GAP}[=\uff1d]")
_EQUALS = re.compile(rf"[=\uff1d]{_GAP}(?:{MASK}|[\d\#$%*@])")
_REST_OF_PATH = re.compile(_PATH)
_SLASH_AND_PATH = re.compile(rf"/{_GAP}{_PATH}")
_LINE_END = re.compile(r"(?P<mark>\\|\^)?[^\S\n]{0,2}\r?\n[^\S\n]*(?:>[^\S\n]?)*")
_ONLY_TOKEN = re.compile(r"[^\s\"'`<>]++(?=[\"'`>)\]]*[^\S\n]*(?:\r?\n|$))")
CLOSING_MARKS = ".,;:!?'\"`*)]}>\u3002\uff0c\uff1b\uff01\uff09\u3011\u300b\u300d\u201d\u2019\u00bb\u203a\u2026\uff1e\u060c\u061b\u061f"
"""Marks that come along when a URL is copied: they end a sentence, or close a quotation or a bracket."""
_HIDDEN = re.compile(HIDDEN_CHARACTER)
_MARKS = frozenset(
    ".,;:!?'\"*)]}>|\\\u3002\uff0c\u3001\uff1b\uff1a\uff01\uff1f\uff09\u3011\u300b\u300d\u201d\u2019\u00bb\u203a\u2026"
)
_OPENING = dict(zip(")]}>\uff09\u3011\u300b\u300d", "([{<\uff08\u3010\u300a\u300c", strict=True))


class End(NamedTuple):
    """Where a URL ends: ``end`` with the marks behind it, ``trimmed`` without. ``breaks`` are the line ends inside it.

    ``is_certain`` is False if the next line may belong to it; ``is_shortened`` if it ends in an ellipsis.
    """

    end: int
    trimmed: int
    breaks: tuple[tuple[int, int], ...] = ()
    is_certain: bool = True
    is_shortened: bool = False


def end_of(masked: str, start: int, limit: int, is_quoted: bool) -> End:
    """Return where the URL ends whose host begins at ``start``; ``limit``: it ends there at the latest."""
    at, breaks, is_certain, query = start, [], True, -1
    stop = _BLANK if is_quoted else _STOP
    while True:
        hit = stop.search(masked, at, limit)
        end = hit.start() if hit else limit
        if query < 0 and (sign := _QUESTION.search(masked, at, end)):
            query = sign.start()
        if hit and _GOES_ON.match(masked, hit.start(), limit) and "'" not in masked[:start]:
            # Nothing opened a quotation before the URL, so its own signs close none.
            at = hit.end()
            continue
        if hit is None or not hit[0].isspace():
            break
        line_end = _LINE_END.match(masked, end - 1 if masked[end - 1] in "\\^" else end)
        if line_end:
            is_joined = _is_joined(masked, start, line_end, limit, query >= 0, is_quoted)
            if not is_joined:
                is_certain = is_joined is not None
                break
            breaks.append(line_end.span())
            at = max(line_end.end(), hit.end())
        elif _is_inside(masked, start, hit.start(), hit.end(), limit, query >= 0):
            at = hit.end()
        else:
            # What is behind the blank may be meant as the URL's.
            is_certain = masked[end - 1] not in "&=" and not _SIGN_BEHIND.match(masked, hit.end())
            break
    trimmed, is_shortened = _without_marks(masked, start, end)
    return End(end, trimmed, tuple(breaks), is_certain, is_shortened)


def _is_inside(masked: str, start: int, blank: int, after: int, limit: int, in_query: bool) -> bool:
    """Return whether a blank is inside the URL, where a translation program or a slip put it."""
    if after >= limit or blank <= start:
        return after < limit and blank <= start
    before = masked[blank - 1]
    if _NEXT_PARAMETER.match(masked, after, limit) or (not in_query and _FIRST_PARAMETER.match(masked, after, limit)):
        return True
    if in_query:
        if before in "?&\uff1f\uff06":
            return _PARAMETER.match(masked, after, limit) is not None
        if before in "=\uff1d":
            return _VALUE.match(masked, after, limit) is not None
        return _EQUALS.match(masked, after, limit) is not None
    return any(path.match(masked, after, limit) for path in (_SLASH_AND_PATH, _REST_OF_PATH))


def _is_joined(
    masked: str, start: int, line_end: re.Match[str], limit: int, in_query: bool, is_quoted: bool
) -> bool | None:
    """Return whether the URL goes on behind a line end; None: it may."""
    before, after = line_end.start(), line_end.end()
    if line_end["mark"]:
        return after < limit
    token = _ONLY_TOKEN.match(masked, after, limit)
    if is_broken(masked, before, after):
        return True
    if _NEXT_PARAMETER.match(masked, after, limit) or (not in_query and _FIRST_PARAMETER.match(masked, after, limit)):
        return True
    if token is None:
        return False
    tail = masked[max(start, before - 200) : before]
    last = max(tail.rfind("?"), tail.rfind("&"))
    if in_query and "=" not in tail[last + 1 :]:
        return _PARAMETER.match(masked, after, limit) is not None
    if tail[-1:] == "=":
        return True if masked[after] == MASK or "&" in token[0] else None
    if not in_query:
        return bool(re.match(rf"[\w.~%/{MASK}-]{{0,200}}[?\uff1f]{_NAME}=", token[0]))
    if tail[-1:] == MASK:
        return False
    if re.match(rf"[\w.~%-]{{1,60}}&{_NAME}=", token[0]):
        return True
    return None if is_quoted or re.fullmatch(r"[\w.~%-]*[\d_%-][\w.~%-]*", token[0]) else False


def _without_marks(masked: str, start: int, end: int) -> tuple[int, bool]:
    """Return where the URL ends without the marks that end a sentence or close a bracket, and whether they shorten it."""
    counts: Counter[str] | None = None
    trimmed = end
    while trimmed > start:
        mark = masked[trimmed - 1]
        if mark == "*":
            run = start + len(masked[start:trimmed].rstrip("*"))
            # The first one of the run may close what another one opens.
            if masked.count("*", start, run) % 2:
                trimmed = run + 1
                break
            trimmed = run
            continue
        if mark in _OPENING:
            counts = counts if counts is not None else Counter(masked[start:trimmed])
            if counts[_OPENING[mark]] >= counts[mark]:
                break
            counts[mark] -= 1
        elif mark == MASK or (mark not in _MARKS and not _HIDDEN.match(mark)):
            break
        trimmed -= 1
    marks = masked[trimmed:end]
    return trimmed, "..." in marks or "\u2026" in marks or masked[end : end + 1] == "\u2026"
