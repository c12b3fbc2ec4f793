"""Find out whether a text is a URL, has one in it, or has none.

A pair of quotes or brackets around the whole of it is left out. Otherwise nothing is corrected: what is around a URL may
have changed it, and nobody can be sure what belongs to it.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote

from ..messages.message import Message, message

_URL = re.compile(r"https?\s{0,3}:\s{0,3}//", re.IGNORECASE)
_ENCODED = re.compile(r"https?%(?:25)*3A%(?:25)*2F%(?:25)*2F", re.IGNORECASE)
_WITH_SCHEME = re.compile(r"[^\s/?#&=\"'`]{0,20}[:\uff1a]?[/\uff0f]{1,2}")
_WITH_HOST = re.compile(
    r"(?:[^\s/?#&=,;\"'`]*[^\s/?#&=.,;\"'`]\.[^\s/?#&=.,;\"'`]+|localhost|[\w.-]+)(?::\d+)?\s*[/?&]"
)
_HOST_ALONE = re.compile(r"[\w-]+(?:\.[\w-]+)+(?::\d+)?|\[[0-9a-fA-F:.]+\](?::\d+)?")
_OPENING = frozenset("\"'`<([{*_|>#+-~\u00ab\u201c\u201d\u2018\u2019\u201e\u2039\uff08\u3010\u300a\u300c")
_QUOTES = frozenset("\"'`")
_AROUND_ALL = (
    re.compile(r"(?s)([\"'`])(?P<url>(?:(?!\1).)+)\1"),
    re.compile(
        r"(?s)[\u00ab\u201c\u201e\u2018\u2039](?P<url>[^\u00ab\u00bb\u201c\u201d\u201e\u2018\u2019\u2039\u203a]+)[\u00bb\u201d\u201c\u2019\u203a]"
    ),
    re.compile(r"(?s)\[[^\[\]]*\]\((?P<url>https?://.+)\)"),
    re.compile(r"(?s)<(?P<url>https?://[^<>|]+)\|[^<>]*>"),
    re.compile(r"(?s)[<(](?P<url>https?://.+)(?<!\()[>)]"),
)
_MACROS = re.compile(r"\$?\{[^{}&]{0,200}\}|\[[^\[\]&]{0,200}\]|<[^<>&\s/]{0,200}>")
_FOREIGN = re.compile(r"[\"`\\<]|(?<!-)>|'\s+[+.)]|'[+.)]\s|\|(?=\s)|(?<=\s)\||\|(?=https?:)|\]\(")
_ANOTHER = re.compile(r"[\s,;|>)\]\"'`]\s{0,9}https?://", re.IGNORECASE)
_SIGNS = "/?&=#"


class Wrapping(NamedTuple):
    """What keeps a text from being read as a URL: a finding's message, and its place."""

    said: Message
    start: int
    end: int

    @property
    def code(self) -> str:
        """The code of the finding."""
        return self.said.code.partition(".")[0]


def unwrapped(text: str) -> tuple[int, int]:
    """Return where the URL begins and ends in ``text``: all of it, or what is in the quotes or brackets around it."""
    for pattern in _AROUND_ALL:
        found = pattern.fullmatch(text)
        if found and _URL.match(found["url"]) and wrapping_of(found["url"]) is None and _is_only_url(found):
            return found.span("url")
    return 0, len(text)


def _is_only_url(found: re.Match[str]) -> bool:
    """Return whether no other URL is in what is around the URL, as in a link whose text is another URL than its target."""
    around = (found.string[: found.start("url")] + found.string[found.end("url") :]).strip("[]()<>|")
    return not _URL.search(around) or unquote(around) == unquote(found["url"])


def wrapping_of(text: str) -> Wrapping | None:
    """Return what is around the URL in ``text``, or that there is none; None if the text is a URL, right or wrong."""
    first = _URL.search(text)
    if text[0] in "?&":
        return Wrapping(message("no-url.query"), 0, len(text))
    if _ENCODED.match(text):
        return _around(0, len(text), "wrapped-url.encoded")
    if text[0] in _OPENING and not _HOST_ALONE.match(text):
        return _opened(text) if first else _no_url(text)
    if first is None and not _is_address(text):
        return _no_url(text)
    before = text[: first.start()] if first else ""
    if before and (not _is_address(before) or re.search(r"\s", before)):
        return _around(0, len(before), "wrapped-url.before")
    return _inside(text, first.end() if first else 0)


def _is_address(text: str) -> bool:
    """Return whether ``text`` begins as an address does, also as one without its scheme."""
    begins = _WITH_SCHEME.match(text) or _WITH_HOST.match(text) or _HOST_ALONE.fullmatch(text.split("#")[0].strip())
    return begins is not None


def _no_url(text: str) -> Wrapping:
    if "//" in text:
        return _around(0, text.index("//"), "wrapped-url.before")
    return Wrapping(message("no-url.text"), 0, len(text))


def _opened(text: str) -> Wrapping:
    sign = text[0]
    if sign in _QUOTES and sign not in text[1:]:
        return Wrapping(message("wrapped-url.quote", sign=sign), 0, 1)
    return _around(0, 1, "wrapped-url.sign", sign=sign)


def _inside(text: str, start: int) -> Wrapping | None:
    """Look for what cannot be in a URL, outside what is written like a macro."""
    signs = _MACROS.sub(lambda found: "x" * len(found[0]), text)
    if another := _ANOTHER.search(signs, start):
        return Wrapping(message("wrapped-url.second"), another.start(), len(text))
    # Marks at the very end were copied along: `signs` reports them.
    end = len(signs.rstrip(".,;!)]>\"'`*|"))
    if foreign := _FOREIGN.search(signs, start, end):
        return _around(foreign.start(), len(text), "wrapped-url.inside", text=foreign[0].strip())
    last_sign = max(signs.rfind(sign) for sign in _SIGNS)
    words = re.compile(r"\s").search(signs, max(start, last_sign + 1))
    if words and not _is_value(text, words.start()):
        return _around(words.start(), len(text), "wrapped-url.after")
    return None


def _is_value(text: str, start: int) -> bool:
    """Return whether what follows a blank is still part of the URL: such as a macro or a number after =."""
    before, behind = text[:start].rstrip()[-1:], text[start:].strip()
    return before in set(":/?&=#") and not behind[:1].isalpha()


def _around(start: int, end: int, what: str, **values: str) -> Wrapping:
    return Wrapping(message(what, **values, fix=message("fix.alone")), start, end)
