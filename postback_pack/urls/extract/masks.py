"""Macros in a text, masked, so that none of their signs ends a URL."""

from __future__ import annotations

import re

MASK = "\x1a"
"""In place of each sign of a macro; what is left is the text's own."""
TAG = r"(?:a|abbr|b|blockquote|body|br|button|code|dd|div|dl|dt|em|font|h[1-6]|head|hr|html|i|img|input|label|li|ol|option|p|pre|s|samp|select|small|span|strong|style|sub|sup|table|tbody|td|textarea|th|thead|tr|tt|u|ul|wbr)>"
_MACRO = re.compile(
    rf"""
    <\?(?:php|=)[^<>\n]{{1,200}}\?> | <%=?[^<>\n]{{1,200}}%>
    | [$\#]?\{{\{{(?:(?!://)[^{{}}\n]){{1,200}}\}}\}} | [$\#]?\{{(?!["'])(?:(?!://)[^{{}}\n"<>&]|<\w{{1,40}}>){{1,200}}\}}
    | \[\[(?:(?!://)[^\[\]\n]){{1,200}}\]\] | \[(?!["'/])(?:(?!://)[^\[\]\n"<>&]){{1,200}}\]
    | (?:(?<=[=/_:.-])|(?<==3D))<(?!{TAG})[^<>&\s"'/=|]{{1,60}}> | (?<=[=/_:.-])&(?:amp;){{0,3}}lt;(?!{TAG})[\w.-]{{1,60}}&(?:amp;){{0,3}}gt;
    | \\\{{(?:\\\{{)?(?:(?!://)[^{{}}\n]){{1,200}}\\\}}(?:\\\}})?
    | \#\#[^\#&\s]{{1,60}}\#\# | (?<==)\#[^\#&\s]{{1,60}}\# | (?:(?<=[=/])|(?<==3D))\*[\w.-]{{1,60}}\* | (?<==)__\w{{1,60}}?__
    | (?<==)%(?![0-9A-F]{{2}})[A-Z_][\w.-]{{0,60}}% | (?<==)\$[\w.()]{{1,60}}\$ | (?<==)@[\w.-]{{1,60}}@ | (?<==):[\w.-]{{1,60}}:
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Whatever may be a macro of some system, also one with blanks or quotation marks in it, such as ``{{ $json["id"] }}``."""
_OPENING = re.compile(r"(?P<sign>[{\[<#])[^\s\[\]{}<>#&=/?]{0,60}$")
_CLOSING = re.compile(r"[^\s\[\]{}<>#&=/?]{0,60}(?P<sign>[}\]>#])")
_PAIRS = {"{": "}", "[": "]", "#": "#", "<": ">"}


def mask(piece: str) -> str:
    """Return a text with its macros masked; it keeps its length."""
    return _MACRO.sub(lambda hit: MASK * len(hit[0]), piece.replace(MASK, "\0"))


def is_broken(text: str, end: int, after: int) -> bool:
    """Return whether a macro begins right before ``end`` and closes right behind ``after``, on the next line."""
    opening = _OPENING.search(text[max(0, end - 70) : end])
    closing = _CLOSING.match(text, after)
    return opening is not None and closing is not None and _PAIRS[opening["sign"]] == closing["sign"]
