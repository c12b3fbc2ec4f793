"""Code that builds a URL from variables: the pieces in order, and the language, as far as it shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_NAME = r"(?:[$@]{1,2}|new\s+)?[A-Za-z_]\w{0,60}"
_EXPRESSION = re.compile(
    rf"\(?(?P<expression>{_NAME}(?:(?:\.|->|::|\?\.){_NAME}|\[[^\]\n]{{0,60}}\]|\((?:[^()\n]|\([^()\n]{{0,60}}\)){{0,100}}\)){{0,9}})\)?"
)
_OPERATOR = re.compile(r"\s{0,20}(?P<sign>\+|\.\.|\.(?!\w)|&(?!#?\w{1,9};)|\|\|)\s{0,20}\\?\s{0,20}")
_STRING = re.compile(r"[fFrRbB$@]{0,2}(?P<quote>[\"'`])(?P<text>(?:(?!(?P=quote))[^\n\\]|\\.){0,4000})(?P=quote)")
_FEATURES = (
    ("PHP", r"<\?(?:php|=)|\$\w+\s*(?:=|->|\[)|'\s*\.\s*(?:\$|urlencode|rawurlencode)|\"\s*\.\s*(?:\$|urlencode|rawurlencode)|file_get_contents|curl_(?:init|setopt)|wp_remote_"),
    ("Python", r"\b(?:requests|httpx|aiohttp|urllib\d?|session)\.\w|\bf[\"']\w*|\bimport \w|\bdef \w|\bawait client\.|\.format\(|[\"']\s*%\s*[(\w]|\bquote\(|\bstr\("),
    ("C#", r"\$@?\"|@\$\"|new HttpClient|\bstring\.Format|WebUtility|\.ToString\(\)|\bawait _"),
    ("JavaScript", r"\b(?:const|let|var) \w|=>|\bfetch\(|\baxios\b|encodeURI|\bwindow\.|\bdocument\.|XMLHttpRequest|`[^`]*\$\{|===|\bnew Image|\.src\s*=|\bawait "),
    ("Java", r"\bString \w|\bnew URL\(|String\.format|URLEncoder|HttpRequest\.new"),
    ("Go", r":=|fmt\.Sprintf|http\.(?:Get|NewRequest)|url\.QueryEscape"),
    ("Ruby", r"Net::HTTP|\bURI\(|\bputs |Faraday|HTTParty|CGI\.escape"),
    ("shell", r"\b(?:curl|wget)\b|#!/bin"),
)  # fmt: skip
_IN_TEXT = {
    "Python": r"\{\w[\w.\[\]\"'()]*(?:![rsa])?(?::[^{}]*)?\}|%s|%d|%\.\df|%\(\w+\)s|\{\}",
    "PHP": r"(?<!\{)\$(?!\w+\$)[A-Za-z_]\w*|\{\$[^{}]+\}|<\?|%s|%d|%\.\df",
    "JavaScript": r"\$\{[^{}]+\}",
    "C#": r"\{\w[^{}]*\}",
    "Java": r"%s|%d|%\.\df",
    "Go": r"%s|%d|%v|%\.\df",
    "Ruby": r"#\{[^{}]+\}|<%",
    "shell": r"\$\{?[A-Za-z_]\w*\}?|\$[1-9]",
}
_INTERPOLATING = {"Python": r"f[\"']$|rf[\"']$|fr[\"']$", "PHP": r"\"$", "JavaScript": r"`$", "C#": r"(?:\$@?|@\$)\"$", "Ruby": r"\"$", "shell": r"(?:^|[\s=(])\"?$"}  # fmt: skip
_FORMATTING = re.compile(
    r"^\\*[\"']\s*(?:\.format\(|%\s*[(\w])|\w*[sS]printf\(\s*[\"']$|[Ss]tring\.[Ff]ormat\(\s*[\"']$"
)
_MAY_BE_VARIABLE = re.compile(r"[${%<]")
_AS_CODE = re.compile(
    r"(?:[=(+,]|\breturn|\bawait|:=)\s*[fFrR$@]{0,2}[\"'`]$|(?:^|\s)(?:[rR]?[fF][rR]?|\$@?|@\$)[\"']$"
)
_APART = re.compile(
    r"[^\n]{0,200}?(?:\s-(?:d|F|-data(?:-urlencode|-raw|-binary)?|-form)[\s=]\s*[\"']?(?:[\w.\[\]-]{1,60}=|\{)|\b(?:params|data|form_params|query)[\"']?\s*(?:[:=]|=>)\s*[\[{(]|http_build_query|[sS]earchParams\b)"
)
_BODY = re.compile(r"(?:[^\n]*\n){1,9}?[^\S\n]*[\w.-]{1,60}=[^\s&]*(?:&[\w.-]{1,60}=[^\s&]*)*[^\S\n]*(?:\n|$)")
_POST = re.compile(r"\b(?:POST|GET|PUT)[^\S\n]+$")


class Program(NamedTuple):
    """``pieces``: the places of the URL's pieces, each a text or an expression. ``language`` is None if it does not show."""

    pieces: tuple[tuple[int, int, bool], ...]
    end: int
    language: str | None


def program(text: str, opening: int, start: int, end: int) -> Program | None:
    """Return the program that builds the URL from variables; None if it is a URL in itself.

    ``opening``: where the quotation mark is in front of the URL; ``end``: where the one is that closes it.
    """
    pieces = [*_concatenated(text, start, end)]
    if len(pieces) > 1:
        last = pieces[-1][1]
        return Program(tuple(pieces), last, _language(text, opening, last + 1, text[end + 1 : last + 1]))
    # Such a macro may have a $ in it, and no language writes a variable this way.
    url = re.sub(r"\{\{[^{}]*\}\}", "", text[start:end])
    if not _MAY_BE_VARIABLE.search(url):
        return None
    before, after = text[max(0, opening - 40) : start], text[end : end + 20]
    if (_FORMATTING.search(after) or _FORMATTING.search(before)) and re.search(
        r"%(?:[sdv]|\.\df)|%\(\w+\)s|\{\w*\}", url
    ):
        return Program(((start, end, False),), end, _language(text, opening, end, ""))
    if not (_AS_CODE.search(before) or "curl" in before or "wget" in before):
        return None
    language = _language(text, opening, end, "")
    for name, pattern in _INTERPOLATING.items():
        fits = name == language or name in ("Python", "C#")
        if fits and re.search(pattern, before) and re.search(_IN_TEXT[name], url):
            return Program(((start, end, False),), end, name)
    return None


def takes_parameters(text: str, start: int, end: int) -> bool:
    """Return whether a command, a program or a request gives the parameters of a URL apart from it."""
    if "?" in text[start:end]:
        return False
    is_body = _POST.search(text[max(0, start - 10) : start]) is not None and _BODY.match(text, end, end + 2_000)
    return bool(is_body) or _APART.match(text, end, end + 300) is not None


def _concatenated(text: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """Yield the strings and the expressions between them, from a string that ends at ``end``."""
    yield start, end, False
    at = end + 1
    while operator := _OPERATOR.match(text, at):
        string = _STRING.match(text, operator.end())
        if string:
            yield *string.span("text"), False
            at = string.end()
        elif expression := _EXPRESSION.match(text, operator.end()):
            yield *expression.span("expression"), True
            at = expression.end()
        else:
            return


def _language(text: str, start: int, end: int, joints: str) -> str | None:
    """Return the language of the code around two places; ``joints`` is what joins its strings."""
    if re.search(r"\.\s*\$\w|\$\w+\s*\.", joints):
        return "PHP"
    if re.match(r"\s*&", joints):
        return "Excel"
    near = text[max(0, start - 300) : end + 300]
    return next((name for name, pattern in _FEATURES if re.search(pattern, near)), None)
