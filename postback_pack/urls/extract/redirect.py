"""URLs inside other URLs: what mail programs, chat programs and social networks put around a link."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from ...messages.message import message
from .found import Found
from .traced import Traced
from .undo import undo_percent

_NAMES = {
    r"(?:[\w-]+\.)*safelinks\.protection\.(?:outlook\.com|office365\.us)": "url",
    r"statics\.teams\.(?:cdn\.office\.net|microsoft\.com)|nam\.safelink\.emails\.azure\.net": "url|destination",
    r"(?:lm?|www|m)\.facebook\.com/(?:l|flx/warn/?)(?:\.php)?|l\.(?:instagram|messenger|threads)\.(?:com|net)|l\.wl\.co/l|l\.threads\.(?:com|net)": "u",
    r"(?:www\.)?google\.[a-z.]{2,6}/url|(?:www\.)?youtube\.com/redirect|translate\.google\.[a-z.]{2,6}/(?:translate|website)": "q|url|u",
    r"urldefense\.proofpoint\.com/v1/url|(?:m|away|www)?\.?vk\.(?:com|ru)/away(?:\.php)?": "u|to",
    r"(?:www\.)?linkedin\.com/(?:redir/redirect|safety/go)": "url",
    r"slack-redir\.net/link|(?:www\.)?steamcommunity\.com/linkfilter/?|out\.reddit\.com/[^?]*|exit\.sc/?|gate\.sc/?": "url|u",
    r"(?:t|href)\.umblr\.com/redirect|t\.me/iv|api\.whatsapp\.com/send/?|wa\.me/[0-9]*": "z|url|text",
    r"(?:www\.)?duckduckgo\.com/l/?|disq\.us/(?:url)?|link\.zhihu\.com/?|c\.pc\.qq\.com/[^?]*|ok\.ru/dk": "uddg|url|target|pfurl|st\\.link",
    r"deref-(?:gmx\.net|web\.de|mail\.com|1und1\.de)/[^?]*|linkprotect\.cudasvc\.com/url|checklink\.mail\.ru/proxy|(?:www\.)?yandex\.[a-z.]{2,6}/(?:clck/)?(?:jsredir|re\.jsx)": "redirectUrl|a|url|l",
}
_KNOWN = re.compile(rf"https?://(?P<host>{'|'.join(_NAMES)})(?=[/?]|$)", re.IGNORECASE)
_OTHERS = re.compile(
    r"https?://(?P<host>urldefense\.com|urldefense\.proofpoint\.com|href\.li|anonym\.(?:to|es)|(?:www\.)?dereferer\.me|secure-web\.cisco\.com)(?=[/?]|$)",
    re.IGNORECASE,
)
"""Those that have the URL in other places than a parameter."""
_PARAMETER = re.compile(r"(?<=[?&])(?P<name>[\w.-]{1,60})=(?P<value>(?:h(?:tt|xx)ps?(?::|%3A)(?:/|%2F){2}|https?%253A)[^&\s]*)", re.IGNORECASE)  # fmt: skip
_IN_PATH = re.compile(
    r"https?://(?P<host>urldefense\.com/v3)/__(?P<third>.*?)__;.*|https?://(?P<second>urldefense\.proofpoint\.com/v2/url)\?u=(?P<value>[^&]*).*"
    r"|https?://(?:href\.li|anonym\.(?:to|es)|(?:www\.)?dereferer\.me)/\?(?P<rest>https?(?::|%3A).*)"
    r"|https?://web\.archive\.org/web/[0-9a-z_*]{1,30}/(?P<copied>https?:.*)"
    r"|https?://secure-web\.cisco\.com/[^/]*/(?P<last>https?%3A%2F%2F.*)",
    re.IGNORECASE | re.DOTALL,
)


class Inner(NamedTuple):
    """A URL in a parameter of another one: the parameter's name, the URL, and its place. ``is_encoded``: it was percent-encoded."""

    name: str
    url: str
    start: int
    end: int
    is_encoded: bool


def inner_urls(url: str) -> Iterator[Inner]:
    """Yield the parameters that hold a whole URL. Whether the outer one is a redirect is for those who know networks."""
    for hit in _PARAMETER.finditer(url):
        is_encoded = re.match(r"https?:?(?://)", hit["value"], re.IGNORECASE) is None
        inner = _decoded(Traced.of(url, *hit.span("value")))
        if inner:
            yield Inner(hit["name"], inner.text, *hit.span("value"), is_encoded)


def inside(found: Found, inner: Inner) -> Found:
    """Return the URL in a parameter of the one that was found, with its places in the text."""
    value = Traced(found.url, found.places).cut(inner.start, inner.end)
    url = _decoded(value) or value
    how = (*found.how, message("extract.redirect", host=_host(found.url)))
    # Of a URL that was not encoded, nobody can say which parameters are its own.
    is_certain = found.is_certain and (inner.is_encoded or "?" not in inner.url)
    places = url.places
    return replace(found, url=url.text, start=places[0], end=places[-1], how=how, is_certain=is_certain, places=places)


class Unwrapped(NamedTuple):
    """What is inside a known redirect: the URL, the redirect's host, and whether each of its characters is certain."""

    url: Traced
    host: str
    is_certain: bool


def unwrapped(url: Traced) -> Unwrapped | None:
    """Return the URL inside a redirect of a known mail program, chat program or social network; None if it is none."""
    found = _KNOWN.match(url.text)
    if found:
        names = next(names for pattern, names in _NAMES.items() if re.fullmatch(pattern, found["host"], re.IGNORECASE))
        for hit in _PARAMETER.finditer(url.text, found.end()):
            if re.fullmatch(names, hit["name"], re.IGNORECASE):
                start, end = hit.span("value")
                inner = _decoded(url.cut(start, end))
                is_raw = re.match("https?://", hit["value"], re.IGNORECASE) is not None
                # Of a URL that was not encoded, nobody can say which parameters are its own.
                if inner:
                    return Unwrapped(inner, _host(found[0]), not is_raw or "?" not in hit["value"])
        return None
    found = _IN_PATH.match(url.text)
    if not found:
        return None
    group = next(name for name in ("third", "value", "rest", "last", "copied") if found[name] is not None)
    piece = url.cut(*found.span(group))
    if not piece.text:
        return None
    if group == "third":
        # The third version writes some signs as *, and keeps them at the end.
        return Unwrapped(piece, _host(found[0]), "*" not in piece.text)
    if group == "value":
        piece = piece.sub(re.compile("[-_]"), lambda hit: "%" if hit[0] == "-" else "/")
    inner = _decoded(piece)
    is_url = inner is not None and re.match("https?:", inner.text, re.IGNORECASE)
    return Unwrapped(inner, _host(found[0]), True) if inner and is_url else None


def redirector(url: str) -> str | None:
    """Return the host of a known mail program, chat program or social network, if the URL is one of its redirects."""
    found = _KNOWN.match(url) or _OTHERS.match(url)
    return _host(found[0]) if found else None


def _decoded(value: Traced) -> Traced | None:
    """Undo the encoding of a parameter's value; what is still encoded as a whole was so before."""
    if re.match("https?://", value.text, re.IGNORECASE):
        return value
    return undo_percent(value, 2 if re.match("https?%25", value.text, re.IGNORECASE) else 1)


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0].partition("?")[0]
