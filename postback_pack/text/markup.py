"""The small markup of the catalog's texts: ``code`` and **UI label**, with <names> that are filled in as data.

A text becomes spans first and is filled in after that, in one pass, so no value can turn into markup.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, NamedTuple
from urllib.parse import quote


class Span(NamedTuple):
    """A run of text of one kind."""

    kind: Literal["plain", "code", "label"]
    text: str


Text = tuple[Span, ...]

_MARKED = re.compile(r"`([^`]+)`|\*\*([^*]+)\*\*")
NAME = re.compile(r"<([a-z][a-zA-Z0-9_ ]*)>")


def spans(text: str, values: Mapping[str, Span]) -> Text:
    """Cut a catalog text into spans and fill in ``values``: name as written between < and > -> span."""
    result: list[Span] = []
    end = 0
    for found in _MARKED.finditer(text):
        result += _fill(Span("plain", text[end : found.start()]), values)
        result += _fill(Span("code", found[1]) if found[1] else Span("label", found[2]), values)
        end = found.end()
    result += _fill(Span("plain", text[end:]), values)
    return tuple(span for span in result if span.text)


def _fill(span: Span, values: Mapping[str, Span]) -> list[Span]:
    if span.kind != "plain":
        text = NAME.sub(lambda found: values[found[1]].text if found[1] in values else found[0], span.text)
        return [Span(span.kind, text)]
    pieces = NAME.split(span.text)
    plain, names = pieces[::2], pieces[1::2]
    result = [Span("plain", plain[0])]
    for name, text in zip(names, plain[1:], strict=True):
        result += [values.get(name, Span("plain", f"<{name}>")), Span("plain", text)]
    return result


def names_in(text: str) -> set[str]:
    """Return the names between < and > in a catalog text, outside code: all of them have to be known."""
    return set(NAME.findall(_MARKED.sub("", text)))


def write_plain(text: Text) -> str:
    """Write spans without markup."""
    return "".join(span.text for span in text)


def markdown_text(text: str) -> str:
    """Return ``text`` for a sentence of Markdown, in which nothing is read as markup."""
    # As entities, because MDX takes a brace in prose for code whatever comes before it. Two equals signs mark text elsewhere.
    return re.sub(r"[\\`*_\[\]<#|&~{}$]|=(?==)", lambda sign: f"&#{ord(sign[0])};", text)


def markdown_link(url: str, label: str | None = None) -> str:
    """Return an address as a link that shows it, or ``label``; what a reader of Markdown could take for markup is percent-encoded.

    The short form ``<https://...>`` would be an element for MDX.
    """
    address = re.sub(r"[^A-Za-z0-9._~:/?#@!$&()*+,=%-]", lambda sign: quote(sign[0], safe=""), url)
    target = f"<{address}>" if "(" in address or ")" in address else address
    return f"[{markdown_text(label or address)}]({target})"
