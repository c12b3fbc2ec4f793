"""Read a network's URL template: one line of text, bare ``{{ name }}``, and optional parts, cut into a shape.

The template is cut with patterns, not with Jinja: a filter, which could encode a macro without a word, is refused as
unknown text. Jinja renders the same text from it, which a test holds.
"""

from __future__ import annotations

import re

from ..messages.message import Message, message
from ..text.characters import shown
from .shape import MOST_OPTIONAL_SEGMENTS, Shape, Slot

_NAME = "([a-z][a-z0-9_]*)"
_SLOT = re.compile(rf"\{{\{{ *{_NAME} *\}}\}}")
_IF = re.compile(rf"\{{% *if +{_NAME} *%\}}")
_END = re.compile(r"\{% *endif *%\}")
_LITERAL = re.compile(r"[A-Za-z0-9._~:/?&=%@!$'()*+,;-]*")
_PARAMETER = re.compile(r"[^/?&=]+=[^/?&=]*")
_NEVER_OPTIONAL = ("click_id", "scheme")


class ShapeError(ValueError):
    """A template is not a shape; ``column`` (from 1) is where, ``said`` what is wrong."""

    def __init__(self, column: int, said: Message) -> None:
        super().__init__(said)
        self.column, self.said = column, said


def read_shape(template: str, known_slots: frozenset[str]) -> Shape:
    """Cut a URL template into a shape.

    ``template``: the text of a ``<type>.url.j2``; ``known_slots``: the names that can be in it.
    Raises ShapeError, with the column of the first fault.
    """
    line = template.removesuffix("\n")
    parts: list[str | Slot] = []
    columns: list[int] = []
    end = 0
    while end < len(line):
        columns.append(end + 1)
        if found := _SLOT.match(line, end):
            parts.append(_slot(found, known_slots))
            end = found.end()
        elif found := _IF.match(line, end):
            part, end = _optional(line, found, known_slots)
            parts.append(part)
        else:
            text = _literal(line, end)
            parts.append(text)
            end += len(text)
    shape = Shape(parts=tuple(parts))
    _check_whole(shape)
    _check_surroundings(shape, columns)
    return shape


def _slot(found: re.Match[str], known_slots: frozenset[str]) -> Slot:
    if found[1] not in known_slots:
        said = message("mistake.form.slot", name=found[1], known=sorted(known_slots))
        raise ShapeError(found.start() + 1, said)
    return Slot(found[1])


def _literal(line: str, start: int) -> str:
    whole = _LITERAL.match(line, start)
    if not whole or not whole[0]:
        raise ShapeError(start + 1, message("mistake.form.literal", text=shown(line[start : start + 2])))
    return whole[0]


def _optional(line: str, opening: re.Match[str], known_slots: frozenset[str]) -> tuple[Slot, int]:
    """Return an optional part, and where it ends."""
    name, column = opening[1], opening.start() + 1
    if name in _NEVER_OPTIONAL:
        raise ShapeError(column, message("mistake.form.optional-needed", name=name))
    closing = _END.search(line, opening.end())
    if not closing:
        raise ShapeError(column, message("mistake.form.optional-open", name=name))
    if nested := _IF.search(line, opening.end(), closing.start()):
        raise ShapeError(nested.start() + 1, message("mistake.form.optional-nested"))
    inner = line[opening.end() : closing.start()]
    slots = [*_SLOT.finditer(inner)]
    if len(slots) != 1 or slots[0][1] != name:
        raise ShapeError(column, message("mistake.form.optional-slot", name=name))
    _slot(opening, known_slots)
    before, after = inner[: slots[0].start()], inner[slots[0].end() :]
    for start, text in ((0, before), (slots[0].end(), after)):
        if text and (rest := text.removeprefix(_LITERAL.match(text)[0])):  # type: ignore[index]
            fault = message("mistake.form.literal", text=shown(rest[:2]))
            raise ShapeError(opening.end() + start + len(text) - len(rest) + 1, fault)
    return Slot(name, before, after, optional=True), closing.end()


def _check_whole(shape: Shape) -> None:
    scheme, address = (*shape.parts[:2], "", "")[:2]
    if scheme != Slot("scheme") or not isinstance(address, str) or not re.match("://[^/?&=]", address):
        raise ShapeError(1, message("mistake.form.scheme"))
    repeated = sorted({name for name in shape.slots if shape.slots.count(name) > 1})
    if repeated:
        raise ShapeError(1, message("mistake.form.twice", name=repeated[0]))
    if "click_id" not in shape.slots:
        raise ShapeError(1, message("mistake.form.no-click-id"))


def _check_surroundings(shape: Shape, columns: list[int]) -> None:
    """A slot is alone in its segment or value, but for literal text: only then does a URL show what filled it."""
    slots = [(index, part) for index, part in enumerate(shape.parts) if isinstance(part, Slot) and index > 0]
    # A slot beside an optional part that is wrong would be named in its place.
    for index, part in sorted(slots, key=lambda slot: not slot[1].optional):
        before, after = _text(shape.parts[:index]), _text(shape.parts[index + 1 :])
        fits = _is_whole_part(part, before, after) if part.optional else _is_in_value(before, after)
        if not fits:
            code = "mistake.form.optional-part" if part.optional else "mistake.form.slot-part"
            raise ShapeError(columns[index], message(code, name=part.name))
    segments = [piece for piece in shape.form.path if isinstance(piece, Slot) and piece.optional]
    if len(segments) > MOST_OPTIONAL_SEGMENTS:
        raise ShapeError(1, message("mistake.form.optional-segments", most=MOST_OPTIONAL_SEGMENTS))


_FILLED, _LEADING, _FOLLOWING = "{}", "{leading}&", "{following}"
"""What slots are in the text around another: one that is always there, and optional parts before and behind a ``&``."""


def _text(parts: tuple[str | Slot, ...]) -> str:
    return "".join(map(_sign, parts))


def _sign(part: str | Slot) -> str:
    if isinstance(part, str):
        return part
    if not part.optional:
        return _FILLED
    return (
        _LEADING if part.after.endswith("&") else f"/{_FOLLOWING}" if part.before.startswith("/") else f"&{_FOLLOWING}"
    )


def _is_in_value(before: str, after: str) -> bool:
    cut = "[&=]" if "?" in before else "/"
    own_before = re.split(cut, before.partition("?")[2] if "?" in before else before)[-1]
    own_after = re.split("[&]" if "?" in before else "[/?]", after)[0]
    is_value = "?" not in before or re.search(r"[?&][^?&=]+=[^?&=]*$", before) is not None
    is_segment = "?" in before or before.count("/") > 2
    return is_value and is_segment and "{" not in own_before + own_after


def _is_whole_part(part: Slot, before: str, after: str) -> bool:
    whole = f"{part.before}{_FILLED}{part.after}"
    if "?" not in before:
        # A segment of the path, with the rest of the path or the query behind it.
        is_segment = re.fullmatch(r"/[^/?&=]*\{\}[^/?&=]*", whole) is not None
        return is_segment and before.count("/") >= 2 and after[:1] in ("", "/", "?")
    query = before.partition("?")[2].replace(_LEADING, "")
    if not query:
        # Right behind the question mark: another parameter has to be there so that its & can come before it.
        rest = after.replace(_LEADING, "")
        return whole.endswith("&") and _PARAMETER.fullmatch(whole[:-1]) is not None and rest[:1] not in ("", "&")
    return whole.startswith("&") and _PARAMETER.fullmatch(whole[1:]) is not None and after[:1] in ("", "&")
