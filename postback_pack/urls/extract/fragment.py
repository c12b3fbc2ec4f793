"""Texts that are only a part of a URL: the line of a request, a path, a query."""

from __future__ import annotations

import re

from ...messages.message import message
from .found import Found
from .masks import MASK, mask

_PATH_END = re.compile(r"[\s\"'`]")
_PROTOCOL = re.compile(r"\s{1,3}HTTP/[0-9.]{1,3}")
_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}|[0-9]{2}/[A-Z][a-z]{2}/[0-9]{4}:[0-9]{2}|[0-9]{2}:[0-9]{2}:[0-9]{2}|level=|time="
)
_HAS_TIME = re.compile(r"[0-9]:[0-9]|(?:level|time)=")
"""What every time has. Most lines have nothing of it, and this is seen in one pass."""
_CALL = re.compile(
    r"(?<![\w/?&.-])(?:GET|POST|HEAD|PUT|[Ss]ent|[Rr]esponse|[Ss]tatus|code)\b|(?<![\w.=-])[1-5][0-9]{2} (?:OK|[A-Z][a-z]+)|(?<=[=( ])[1-5][0-9]{2}\)?$"
)
_AROUND = " \t\r\n\"'`<>"
_QUERY = re.compile(r"[?&][\w.~%\[\]-]{1,80}=\S*")
_PATH = re.compile(rf"(?:/|[\w-]{{1,60}}/)[\w.~%/{MASK}-]{{0,500}}\?[\w.~%\[\]-]{{1,80}}=\S*")


def request(text: str, start: int, masked: str) -> tuple[Found | None, int]:
    """Return the path of a request, such as a log has it, and where to go on. ``masked`` is the text from ``start``."""
    stop = _PATH_END.search(masked)
    length = stop.start() if stop else len(masked)
    protocol = _PROTOCOL.match(masked, length)
    if not protocol and "?" not in masked[:length]:
        return None, start
    end = start + length
    line_end = text.find("\n", end) if protocol else end
    path = text[start:end]
    # Other addresses on the line of a log are those of the caller.
    found = Found(
        path,
        start,
        end,
        (message("extract.request"),),
        kind="path",
        is_sent=protocol is not None,
        places=range(start, end + 1),
    )
    return found, len(text) if line_end < 0 else line_end


def is_sent(text: str, start: int, end: int) -> bool:
    """Return whether a URL is in the line of a log: with a time, and with what came of the call."""
    before = text[max(0, start - 200) : start].rpartition("\n")[2]
    if not _HAS_TIME.search(before) or not _TIME.search(before):
        return False
    after = text[end : end + 200].partition("\n")[0].rstrip()
    return (_CALL.search(before) or _CALL.search(after)) is not None


def fragment(text: str) -> Found | None:
    """Return a text that is nothing but a query or a path with one."""
    bare = text.strip(_AROUND)
    start = text.find(bare)
    masked = mask(bare)
    kind = "query" if _QUERY.fullmatch(masked) else "path" if _PATH.fullmatch(masked) else None
    if kind is None:
        return None
    end = start + len(bare)
    return Found(bare, start, end, kind=kind, is_alone=bare == text.strip(), places=range(start, end + 1))  # type: ignore[arg-type]
