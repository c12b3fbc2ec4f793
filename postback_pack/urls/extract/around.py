"""What is directly in front of a URL: the sign that opens a quotation, a link, a cell; and how that ends."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

How = Literal["quote", "bracket", "markdown", "angle", "cell", "emphasis"]

_CLOSING = dict(zip("\u201c\u201d\u201e\u2018\u2019\u201a\u00ab\u00bb\u2039\u203a\uff08\u3010\u300a\u300c\u300e\u3008\uff62\uff1c", ("\u201c\u201d", "\u201d", "\u201c\u201d", "\u2018\u2019", "\u2019", "\u2018\u2019", "\u00bb", "\u00ab", "\u203a", "\u2039", "\uff09", "\u3011", "\u300b", "\u300d", "\u300f", "\u3009", "\uff63", "\uff1e"), strict=True))  # fmt: skip
_OPENING = re.compile(
    r"""(?xi)(?: (?P<entity>\\*&(?:amp;|\#0{0,3}38;|\#x0{0,3}26;){0,3}(?:quot|\#34|\#x22|apos|\#39|\#x27);) | (?P<escaped>\\+["'`]) | (?P<caret>\^["'])
    | (?P<markdown>\]\(<?) | (?P<quote>["'`]) | (?P<bbcode>\[(?:url|link)=["']?) | (?P<bracket>[(\[{]) | (?P<angle><(?:URL:)?) | (?P<entityangle>&(?:amp;|\#0{0,3}38;|\#x0{0,3}26;){0,3}lt;)
    | (?P<emphasis>\*{1,3}|_{1,3}|~{1,2}|\|\|) | (?P<cell>[,|\t]|(?<!&[gl]t)(?<!quot)(?<!nbsp)(?<!&amp)(?<!&\#[0-9]{2});) )\Z"""
)
_DEPTH = {"(": re.compile(r"[()]"), "[": re.compile(r"[\[\]]"), "{": re.compile(r"[{}]")}
_TAG = re.compile(r"<[A-Za-z][^<>]{0,200}?(?P<name>[\w:-]{1,40})\s*=\s*(?:3D)?\\*[\"']$")
_KEY = re.compile(r"(?P<label>[\w.-]{1,40})=\Z")
_LABEL = re.compile(
    r"(?:^|[\n\r|>;,.!?\t{}()\[\]])[^\S\n]*(?P<label>[^\n\r|>;,.!?\t{}()\[\]:=\uff1a]{1,60}?)[\s\"'`*_\\]*[:=\uff1a][\s\"'`*_<(\[\\]*\Z"
)
_LABEL_ENDS = ":=\uff1a"
_BEHIND_LABEL = frozenset("\"'`*_<([\\")
_DECIMAL_COMMA = re.compile(r"[0-9],[0-9]")
_CELL = re.compile(r"[^,;|\t\n&=/?]*(?:[,;|\t\n]|$)")


class Around(NamedTuple):
    """What opens in front of a URL. ``before`` is the sign; ``limit`` is where the URL ends at the latest, ``end`` where that closes.

    ``is_open``: nothing closes it. ``is_doubtful``: it may end earlier. ``attribute`` is the HTML attribute whose value it is.
    """

    how: How | None
    before: str
    limit: int
    end: int
    is_open: bool = False
    attribute: str | None = None
    is_doubtful: bool = False


def around(text: str, start: int, masked: str, offset: int) -> Around:
    """Return what opens before ``start``. ``masked`` is the text from ``offset`` up to where another URL begins."""
    last = offset + len(masked)
    none = Around(None, "", last, last)
    sign = text[start - 1 : start]
    if sign in _CLOSING:
        closing = re.compile(f"[{_CLOSING[sign]}]")
        return _until(Around("quote", sign, last, last), closing.search(masked), offset)
    opening = _OPENING.search(text[max(0, start - 20) : start])
    if opening is None:
        return none
    kind, sign = str(opening.lastgroup), opening[0]
    if kind in ("entity", "escaped", "caret", "quote"):
        pattern = (
            _QUOTE_ENDS.get(sign[-1])
            if kind == "quote"
            else re.compile({"escaped": r"\\+", "entity": r"\\*"}.get(kind, "") + re.escape(sign.lstrip("\\")))
        )
        assert pattern is not None
        tag = _TAG.search(text[max(0, start - 260) : start]) if sign[-1] in "\"'" else None
        attribute = tag["name"] if tag else "" if kind == "entity" else None
        return _until(Around("quote", sign, last, last, attribute=attribute), pattern.search(masked), offset)
    if kind == "markdown":
        if sign[-1] == "<":
            return _until(Around("markdown", sign, last, last), re.compile(">").search(masked), offset)
        return _nested(Around("markdown", sign, last, last), "(", masked, offset)
    if kind in ("bracket", "bbcode"):
        return _nested(Around("bracket", sign, last, last), sign[0], masked, offset)
    if kind in ("angle", "entityangle"):
        closing = re.compile(r"(?<!-)>|\|" if kind == "angle" else r"&(?:amp;|#0{0,3}38;|#x0{0,3}26;){0,3}gt;|\|")
        return _until(Around("angle", sign, last, last, attribute=""), closing.search(masked), offset)
    if kind == "emphasis":
        return _until(
            Around("emphasis", sign, last, last), re.compile(rf"{re.escape(sign)}(?!\w)").search(masked), offset
        )
    return _cell(sign, masked, offset)


_QUOTE_ENDS = {sign: re.compile(rf"(?<!\\){sign}") for sign in "\"'`"}


def label_before(text: str, start: int) -> str | None:
    """Return the words that name the URL, as in ``Postback URL: https://…``."""
    end = start
    while end > max(0, start - 90) and (text[end - 1] in _BEHIND_LABEL or text[end - 1].isspace()):
        end -= 1
    if text[end - 1 : end] not in _LABEL_ENDS:
        return None
    before = text[max(0, start - 90) : start]
    found = _KEY.search(before) or _LABEL.search(before)
    label = found["label"].strip(" \"'`*_-#$\\") if found else ""
    return label if re.search(r"[^\W\d_]", label) else None


def _until(opened: Around, closing: re.Match[str] | None, offset: int) -> Around:
    if closing is None:
        return opened._replace(is_open=True)
    return opened._replace(limit=offset + closing.start(), end=offset + closing.end())


def _nested(opened: Around, sign: str, masked: str, offset: int) -> Around:
    depth = 1
    for hit in _DEPTH[sign].finditer(masked):
        depth += 1 if hit[0] == sign else -1
        if not depth:
            return _until(opened, hit, offset)
    return opened._replace(is_open=True)


def _cell(sign: str, masked: str, offset: int) -> Around:
    """End a cell at the sign that separates cells, unless what follows it goes on like a URL."""
    last = offset + len(masked)
    opened = Around("cell", sign, last, last)
    for hit in re.finditer(re.escape(sign), masked):
        if sign == "," and _DECIMAL_COMMA.match(masked, hit.start() - 1):
            opened = opened._replace(is_doubtful=True)
        elif _CELL.match(masked, hit.end()):
            return _until(opened, hit, offset)
    return opened
