"""Undo how the place that a URL was copied from writes its signs."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator

from ...messages.message import Message, message
from .begin import SOFT_BREAK
from .traced import Traced

_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9a-f]{1,6}|colon|sol|lbrace|rbrace|lcub|rcub|lbrack|rbrack|lsqb|rsqb|num|equals|quest|percnt|period|lowbar|ast|dollar|excl|nbsp);", re.IGNORECASE)  # fmt: skip
_WRITTEN_TWICE = re.compile(r"&(?:amp|#0{0,3}38|#x0{0,3}26);(?:amp|lt|gt|quot|#)", re.IGNORECASE)
_MOST_TIMES = 3
_ESCAPE = re.compile(
    r"\\{1,20}(?:u(?P<four>[0-9a-f]{4})|x(?P<two>[0-9a-f]{2})|(?P<sign>[!-/:-@\[\]^_`{|}~]))", re.IGNORECASE
)
_CARET = re.compile(r"\^([!-/:-@\[\\\]^_`{|}~])")
_QUOTED_PRINTABLE = re.compile(r"=([0-9A-F]{2})")
_WHOLLY_ENCODED = re.compile("h(?:tt|xx)ps?(?:%(?:25)*3A|:%)", re.IGNORECASE)
_PERCENT = re.compile(r"%[0-7][0-9A-Fa-f]|(?:%[89A-Fa-f][0-9A-Fa-f])+")
_DEFANGED_SCHEME = re.compile(r"^h(?:xx|XX)p|^hXXp")
_MAY_BE_DEFANGED = re.compile(r"h(?:xx|XX)p|hXXp|[^/?#\[({]*+(?:(?:\[/\]|/){1,3})?[^/?#\[({]*+[\[({]")
_DEFANGED = re.compile(r"\[(?:\.|dot|:|/|://)\]|\((?:\.|dot)\)|\{(?:\.|dot)\}| (?:\[dot\]|\(dot\)) ", re.IGNORECASE)


def join_lines(url: Traced, breaks: Iterable[tuple[int, int]]) -> tuple[Traced, list[Message]]:
    """Leave out the line ends inside a URL."""
    places = [*breaks]
    said = [message("extract.lines", count=len(places) + 1)] if places else []
    return url.replace((start, end, "") for start, end in places), said


def undo_quoted_printable(url: Traced) -> tuple[Traced, list[Message]]:
    """Undo ``=3D`` and the line ends, as in the source of a mail; nothing if the URL may not be written that way."""
    breaks = [hit.span() for hit in SOFT_BREAK.finditer(url.text)]
    whole, said = join_lines(url, breaks)
    signs, codes = whole.text.count("="), _QUOTED_PRINTABLE.findall(whole.text)
    if breaks and _WHOLLY_ENCODED.match(whole.text):
        return whole, said
    if not signs or len(codes) < signs or "3D" not in codes or not (breaks or _is_surely_quoted_printable(whole.text)):
        return url, []
    plain = whole.sub(_QUOTED_PRINTABLE, lambda hit: chr(int(hit[1], 16)))
    return plain, [*said, message("extract.read-as", code="=3D", sign="=")]


def may_be_quoted_printable(text: str) -> bool:
    """Return whether each = is written as ``=3D``."""
    return 0 < text.count("=") == text.count("=3D")


def _is_surely_quoted_printable(text: str) -> bool:
    """Return whether ``=3D`` cannot be a value that begins with 3D: it is there twice, or a macro is behind it."""
    return text.count("=3D") > 1 or re.search(r"=3D[{\[<(#$%*@_]", text) is not None


def undo_defanging(url: Traced) -> tuple[Traced, list[Message]]:
    """Undo ``hxxp`` and ``[.]``, in scheme and host."""
    if not _MAY_BE_DEFANGED.match(url.text):
        return url, []
    end = len(re.match(r"[^/?#]*(?:(?:\[/\]|/){1,3}|\[://\])?(?:[^/?#{]|\{\.\})*", url.text)[0])  # type: ignore[index]
    head, rest = url.cut(0, end), url.cut(end, len(url.text))
    plain = head.sub(_DEFANGED, lambda hit: {"dot": "."}.get(word := hit[0].strip(" []{}()").casefold(), word))
    plain = plain.sub(_DEFANGED_SCHEME, lambda hit: "http")
    if plain is head:
        return url, []
    return Traced.joined([plain, rest]), [message("extract.defanged")]


def undo_escapes(url: Traced) -> tuple[Traced, list[Message]]:
    r"""Undo ``\/``, ``\u0026``, ``\_``: the escapes of JSON, of programs, of Markdown and of shells."""
    return _undone(url, _ESCAPE, _escaped_sign)


def _escaped_sign(hit: re.Match[str]) -> str:
    code = hit["four"] or hit["two"]
    return chr(int(code, 16)) if code else str(hit["sign"])


def undo_carets(url: Traced) -> tuple[Traced, list[Message]]:
    """Undo ``^&``, as a command for cmd.exe has it."""
    return _undone(url, _CARET, lambda hit: str(hit[1]))


def undo_entities(url: Traced) -> tuple[Traced, list[Message]]:
    """Undo ``&amp;`` and other codes of HTML, also where they were written twice."""
    plain, said = _undone(url, _ENTITY, lambda hit: html.unescape(hit[0]))
    for _ in range(_MOST_TIMES):
        if not _WRITTEN_TWICE.search(url.text):
            break
        url, (plain, _) = plain, _undone(plain, _ENTITY, lambda hit: html.unescape(hit[0]))
    return plain, said


def undo_percent(url: Traced, times: int) -> Traced | None:
    """Undo percent-encoding so many times; None if it does not end in text."""
    for _ in range(times):
        url = url.sub(_PERCENT, lambda hit: bytes.fromhex(hit[0].replace("%", "")).decode("utf-8", "replace"))
    return None if "\ufffd" in url.text else url


def _undone(
    url: Traced, pattern: re.Pattern[str], write: Callable[[re.Match[str]], str]
) -> tuple[Traced, list[Message]]:
    first = pattern.search(url.text)
    if first is None:
        return url, []
    seen = {hit[0]: write(hit) for hit in pattern.finditer(url.text)}
    return url.sub(pattern, write), [*_read_as(seen)]


def _read_as(seen: dict[str, str]) -> Iterator[Message]:
    """Say what was read as what, for the first two; more make no line that somebody reads."""
    shown = [(code, sign) for code, sign in seen.items() if sign.isprintable() and not sign.isspace()]
    for code, sign in shown[:2]:
        yield message("extract.read-as", code=code, sign=sign)
