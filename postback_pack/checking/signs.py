"""Check the signs that hold a URL together, and those that came along when it was copied."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable

from ..text.characters import code_point, hidden_character, shown
from ..text.macros import is_macro_like
from ..urls.cut import WIDE_SIGNS, CutUrl, Part
from ..urls.edit import Edit
from .findings import Findings

_MARKS = frozenset(".,;!)]>\"'`*\\" + "\u3002\uff0c\u3001\uff1b\uff01\uff09\u3011\u300b\u201d\u2019\u00bb\u2026")
_OPENING = dict(zip(")]>\uff09\u3011\u300b\u201d\u2019\u00bb", "([<\uff08\u3010\u300a\u201c\u2018\u00ab", strict=True))
_IN_TEXTS = frozenset(".,;!)]")
_JOINING = frozenset(":/?&=#")


def check_signs(url: CutUrl, found: Findings) -> None:
    """Add blanks, invisible and full-width characters, letters of two alphabets in a word, and other signs where ? or & belongs."""
    check_joints(url, found)
    for hit in re.finditer(r"\s+", url.outside_macros):
        place = Part(url.text[hit.start() : hit.end()], *hit.span())
        # Elsewhere nobody knows what was meant: a blank too many, one to be encoded, or the end of the URL.
        edits = [Edit(*hit.span(), "")] if _is_beside_a_joint(url, *hit.span()) else []
        found.error("character.blank", place, *edits, character=shown(place.text))
    if hidden_character(url.text):
        for index, letter in enumerate(url.text):
            name = hidden_character(letter)
            if name and not letter.isspace():
                place = Part(letter, index, index + 1)
                found.error("character.invisible", place, Edit(index, index + 1, ""), character=name)
    for word in re.finditer(r"[^\W\d_]+", url.text):
        is_mixed = not word[0].isascii() and re.search("[A-Za-z]", word[0])
        for other in re.finditer(r"[^\x00-\x7f]", word[0]) if is_mixed else ():
            start = word.start() + other.start()
            name = f"{code_point(other[0])} {unicodedata.name(other[0], '')}".strip()
            found.note("character.look-alike", Part(other[0], start, start + 1), character=name)


def check_joints(url: CutUrl, found: Findings) -> None:
    """Add other signs where ? or & belongs: &amp;, a second ?, a semicolon, a full-width sign."""
    for sign in url.wide:
        right = "?" if sign.start == url.query.start else url.outside_macros[sign.start]
        found.error("character.full-width", sign, Edit(*sign[1:], right), character=sign.text, right=right)
    doubled_until = url.query.end - len(url.query.text.lstrip("?"))
    for joint in url.wrong_joints:
        begins_query = joint.start == url.query.start
        if joint.text.startswith("&") and len(joint.text) > 1:
            right = "?" if begins_query else "&"
            found.error("escaped-ampersand.code", joint, Edit(*joint[1:], right), code=joint.text, right=right)
        elif joint.text.casefold().startswith("amp"):
            found.error("escaped-ampersand.rest", joint, Edit(joint.start, joint.end, ""), code=joint.text)
        elif begins_query:
            found.error("wrong-joint.first", joint, Edit(joint.start, joint.end, "?"), sign=joint.text)
        elif joint.end <= doubled_until or url.outside_macros[joint.start - 1] == "&":
            found.error("wrong-joint.second", joint, Edit(joint.start, joint.end, ""))
        else:
            found.error("wrong-joint.other", joint, Edit(joint.start, joint.end, "&"), sign=joint.text)


def is_of_value(marks: str, url: CutUrl) -> bool:
    """Return whether marks at the end of a tracking link may belong to its last value: to a text, not to a macro."""
    last = url.parameters[-1].value if url.parameters else None
    if last is None or not last.text or not marks or url.fragment.text:
        return False
    has_macro = any(last.start <= macro.start and macro.end <= last.end for macro in url.macros)
    return not has_macro and not is_macro_like(last.text) and _IN_TEXTS.issuperset(marks)


def check_scheme_sign(url: CutUrl, found: Findings) -> None:
    """Add what is between http or https and the host, if it is not ://."""
    sign = "".join(url.text[url.scheme.end : url.host.start].split()).translate(WIDE_SIGNS)
    if url.scheme.text and sign != "://":
        place = Part(url.text[: url.host.start], 0, url.host.start)
        # Of two, the last one was pasted, and the first one was there before.
        scheme = [url.scheme.text, *re.findall(r"(?i:https?)", sign)][-1]
        found.error("wrong-scheme.sign", place, Edit(0, place.end, f"{scheme}://"), scheme=scheme)


def cut_without_marks(text: str, pieces: Callable[[str], CutUrl]) -> CutUrl:
    """Cut a URL without the marks at its end; ``pieces`` cuts a text."""
    whole = pieces(text)
    unmarked = without_trailing_marks(whole)
    return whole if unmarked == text else pieces(unmarked)


def without_trailing_marks(url: CutUrl) -> str:
    """Return the URL without the marks that end a sentence or close a quotation or a bracket, as they are copied along."""
    signs = url.outside_macros
    end = len(signs)
    # The brackets of the last value count by themselves too: one too many elsewhere in the URL does not make its own a mark.
    before = [Counter(signs), Counter(re.split("[?&=]", signs)[-1])]
    while end and signs[end - 1] in _MARKS:
        mark = signs[end - 1]
        for times in before:
            times[mark] -= 1
        # The closing one of two belongs to a value, or to what is wrapped around a part of the URL.
        if any(times[mark] % 2 if mark in "\"'`*" else times[_OPENING.get(mark, "")] > times[mark] for times in before):
            break
        end -= 1
    return url.text[:end]


def _is_beside_a_joint(url: CutUrl, start: int, end: int) -> bool:
    text = url.outside_macros
    around = (text[start - 1 : start], text[end : end + 1])
    return not all(around) or any(sign in _JOINING or hidden_character(sign) is not None for sign in around)
