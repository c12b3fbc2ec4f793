"""Write marked-up catalog texts as Markdown, HTML and reStructuredText."""

from __future__ import annotations

import re
from collections.abc import Callable
from textwrap import indent

from ..text.markup import Span, Text, markdown_text

_TAGS = {"plain": ("", ""), "code": ("<code>", "</code>"), "label": ("<strong>", "</strong>")}
_RST_AFTER = r"""[\s.,:;!?'")\]}/>-]"""
_RST_BEFORE = r"""[\s'"(\[{</-]$"""
_OPENS_BLOCK = r"[^\w\s`*&\\]|(?:im|ex)port\b"
_NUMBERS_BLOCK = r"(?i)\(?(?:[0-9]+|[a-z]|[ivxlcdm]+)(?=[.)](?:\s|$))"
_GITHUB_NOTES = {"info": "IMPORTANT", "warning": "WARNING"}
_PLAIN_ADDRESS = (
    r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?:[/?#](?:[A-Za-z0-9./?=&%~#+-]|_(?=[A-Za-z0-9]))*)?(?<=[A-Za-z0-9/])"
)
"""An address that reStructuredText takes for a link by itself, all of it."""


def write_markdown(text: Text) -> str:
    """Write spans as Markdown in which macros are only in code, and nothing else is read as markup."""
    first, rest = _parted(text)
    begun = _at_line_start(markdown_text(first), lambda sign: f"&#{ord(sign)};")
    return (begun + "".join(_marked(span, markdown_code, markdown_text) for span in rest)).rstrip()


def markdown_code(text: str) -> str:
    """Return ``text`` as inline code, with a fence longer than any run of backticks in it."""
    fence = "`" * (_longest_backticks(text) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def markdown_fence(text: str) -> str:
    """Return ``text`` as a fenced code block."""
    fence = "`" * max(3, _longest_backticks(text) + 1)
    return f"{fence}text\n{text}\n{fence}"


def _longest_backticks(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)


def markdown_cell(text: str) -> str:
    """Return ``text`` as code for a Markdown table.

    Readers of tables do not agree on a pipe, a backtick or a backslash in code: with one of these it is an element, with
    all signs as numbers. Hugo drops the element, and would make curly quotes and dashes of bare signs.
    """
    if not text:
        return ""
    if re.search(r"[|`\\]", text):
        return "<code>" + re.sub(r"[^A-Za-z0-9 ]", lambda sign: f"&#{ord(sign[0])};", text) + "</code>"
    return markdown_code(text)


def markdown_note(body: str, tool: str, kind: str, title: str) -> str:
    """Return paragraphs and lists as a note of a tool, one of ADMONITIONS. kind: ``info`` or ``warning``."""
    if tool == "mkdocs":
        return f'!!! {kind} "{title}"\n\n{indent(body, "    ")}'
    if tool == "docusaurus":
        return f":::{kind}[{title}]\n\n{body}\n\n:::"
    lines = [f"[!{_GITHUB_NOTES[kind]}]", f"**{title}**", "", *body.splitlines()]
    return "\n".join(f"> {line}".rstrip() for line in lines)


def write_html(text: Text) -> str:
    """Write spans as HTML; the result is markup and is not escaped again."""
    from markupsafe import Markup, escape

    # Markup's own format and join would take a third of the time of a whole setup.
    return Markup("".join(f"{_TAGS[span.kind][0]}{escape(span.text)}{_TAGS[span.kind][1]}" for span in text))


def write_rst(text: Text) -> str:
    """Write spans as reStructuredText in which nothing from a catalog is read as markup, an address or a directive."""
    first, rest = _parted(text)
    result = _at_line_start(_rst_plain(first), lambda sign: f"\\{sign}")
    for before, span in zip((Span("plain", first), *rest), rest, strict=False):
        written = _marked(span, rst_code, _rst_plain)
        # Inline markup needs a blank around it; an escaped blank does not show.
        tight = (before.kind != "plain" and not re.match(_RST_AFTER, written)) or (
            result and span.kind != "plain" and not re.search(_RST_BEFORE, result)
        )
        result += ("\\ " if tight else "") + written
    return result.rstrip()


def rst_code(text: str) -> str:
    """Return ``text`` as an inline literal; with backticks or backslashes in it as a role, in which they can be escaped."""
    if "`" in text or "\\" in text or text != text.strip():
        return ":literal:`" + re.sub(r"([\\`])", r"\\\1", text) + "`"
    return f"``{text}``"


def _at_line_start(text: str, escape: Callable[[str], str]) -> str:
    """Escape what would begin a block of its own where ``text`` begins a line: ``- x``, ``1. x``, ``.. include::``, ``import x``."""
    if re.match(_OPENS_BLOCK, text):
        text = escape(text[0]) + text[1:]
    if number := re.match(_NUMBERS_BLOCK, text):
        end = number.end()
        return text[:end] + escape(text[end]) + text[end + 1 :]
    return text


def _marked(span: Span, code: Callable[[str], str], plain: Callable[[str], str]) -> str:
    """Write a span; Markdown and reStructuredText have the same bold print."""
    if span.kind == "code":
        return code(span.text)
    return f"**{plain(span.text)}**" if span.kind == "label" else plain(span.text)


def _parted(text: Text) -> tuple[str, Text]:
    """Return the plain text that ``text`` begins with, without blanks before it, and the rest."""
    if not text or text[0].kind != "plain":
        return "", text
    return text[0].text.lstrip(), text[1:]


def _rst_plain(text: str) -> str:
    # An address is read out of a colon or an @ before a letter, a block of code out of two colons.
    return re.sub(r"[\\`*_|]|[:@](?=\S)", lambda sign: f"\\{sign[0]}", text)


def rst_link(url: str) -> str:
    """Return an address as a link that shows it: as it is, where reStructuredText takes it for a link, and else marked as one."""
    if re.fullmatch(_PLAIN_ADDRESS, url):
        return url
    target = re.sub(r"([\\`<>_])", r"\\\1", url)
    return f"`{_rst_plain(url)} <{target}>`__"
