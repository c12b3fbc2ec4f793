"""Where URLs begin in a text, however the place that they were copied from writes ``://``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ...text.characters import HIDDEN_CHARACTER

_GAP = rf"(?:(?!\n)(?:\s|{HIDDEN_CHARACTER})){{0,3}}?"
_COLON = r"(?::|\uff1a|\[:\]|\\{1,20}u(?:003a|ff1a)|&\#0{0,3}58;|&\#x0{0,3}3a;|&colon;)"
_SLASH = r"(?:/|\uff0f|\[/\]|\\{1,20}/|\\{1,20}u002f|&\#0{0,3}47;|&\#x0{0,3}2f;|&sol;)"
_LETTERS = r"[^\W\d_]"
_NOT_A_DOMAIN = r"(?:php|html?|aspx?|jsp|js|ts|css|png|jpe?g|gif|svg|cgi|py|rb|md|txt|json|xml|csv|ya?ml|sh|exe|zip|pdf|log|net(?=/core))"
HOST = rf"(?:(?:[\w-]{{1,63}}\.){{1,8}}(?!{_NOT_A_DOMAIN}(?![\w.])){_LETTERS}{{2,24}}|\d{{1,3}}(?:\.\d{{1,3}}){{3}}|localhost|\[[0-9a-f.]{{0,45}}:[0-9a-f:.]{{1,45}}\])(?::\d{{1,5}})?"
_ANCHOR = re.compile(
    rf"""(?:(?<![A-Za-z0-9])|(?<=\\u[0-9a-f]{{4}}))(?P<scheme>[A-Za-z]{{2,20}}){_GAP}(?:{_COLON}{_GAP}{_SLASH}{_GAP}{_SLASH}{{1,3}}|\[://\])
    | (?<![A-Za-z0-9])(?P<slip>https?){_GAP}(?:[:;\uff1a]{_GAP}{_SLASH}|[;.]?//:?)(?=[\w\[])
    | (?P<encoded>h(?:tt|xx)ps?)(?::|%(?P<again>(?:25){{0,4}})3A)(?:%(?P<twice>25){{0,4}}2F){{2}}
    | (?<![\w@./:%=&\\+~-])(?<!=\n)(?<!=\r\n)(?P<host>(?::?//)?{HOST})(?=[/?&\uff1f]|\\{{1,20}}/|[^\S\n]{{1,2}}[/?]\w)
    | (?<![\w/])(?P<request>GET|POST|HEAD|PUT)[^\S\n]{{1,3}}(?=/[^\s/]\S)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_HTTP = re.compile(r"h(?:tt|xx)ps?$", re.IGNORECASE)
_BEHIND_LABEL = re.compile(rf".*?(?:\s|\uff1a|{HIDDEN_CHARACTER}).*?(?P<slashes>{_SLASH}{{2,}})$", re.IGNORECASE)
_NO_HOST = re.compile(r"[\w-]{0,63}\.?(?:[/?#%\s]|$)")
_APART = re.compile(r"[\s\"<>`]")
SOFT_BREAK = re.compile(r"=\r?\n")
"""A line end in the source of a mail that is not one of the text."""
_NESTING = frozenset("=/?*_")


class Anchor(NamedTuple):
    """Where a URL begins. ``end``: where its host, or its path, does; ``decodings``: how often it was percent-encoded."""

    kind: str
    start: int
    end: int
    decodings: int = 0


def anchors(text: str) -> Iterator[Anchor]:
    """Yield where URLs begin: at a scheme, at an encoded one, at a host without one, at the path of a request."""
    last = 0
    for hit in _ANCHOR.finditer(text):
        kind = str(hit.lastgroup) if hit["encoded"] is None else "encoded"
        if kind == "encoded":
            again = hit["again"] or hit["twice"] or ""
            yield Anchor(kind, hit.start(), hit.end(), len(again) // 2 + 1)
        elif kind == "request":
            yield Anchor(kind, hit.end(), hit.end())
        elif kind == "host":
            # Behind a scheme and a blank it is that scheme's host.
            if text[last : hit.start()].strip() or not last:
                yield Anchor(kind, hit.start(), hit.end())
        else:
            word = hit["scheme"] or hit["slip"]
            http = _HTTP.search(word)
            sign = text[hit.start() + len(word) : hit.end()]
            slashes = None if http else _BEHIND_LABEL.match(sign)
            if slashes:
                # A label, and behind it a host without a scheme.
                if not _NO_HOST.match(text, hit.end()):
                    yield Anchor("host", hit.end() - len(slashes["slashes"]), hit.end())
                continue
            # Of \n in JSON or code, the letter is not the scheme's.
            escape = text[hit.start() - 1 : hit.start()] == "\\" and word[0] in "nrt"
            start = hit.start() + (http.start() if http else int(escape))
            yield Anchor("scheme" if http else "other", start, hit.end())
            last = hit.end()


def groups(text: str, found: Iterator[Anchor]) -> Iterator[list[Anchor]]:
    """Yield the anchors together with those that are in a parameter, or in the path, of the same URL."""
    group: list[Anchor] = []
    for anchor in found:
        if group and anchor.kind == "host" and _APART.search(text, group[-1].end, anchor.start) is None:
            # Without a blank before it, what looks like a host is a part of the URL, such as a value behind a comma.
            continue
        if group and not _is_nested(text, group[-1], anchor):
            yield group
            group = []
        group.append(anchor)
    if group:
        yield group


def _is_nested(text: str, before: Anchor, anchor: Anchor) -> bool:
    if anchor.kind not in ("scheme", "encoded", "other"):
        return False
    if anchor.kind == "encoded":
        return _APART.search(SOFT_BREAK.sub("", text[before.end : anchor.start])) is None
    is_behind_sign = text[anchor.start - 1] in _NESTING or text[anchor.start - 3 : anchor.start].casefold() in (
        "%3d",
        "%2f",
    )
    return is_behind_sign and _APART.search(text, before.end, anchor.start) is None
