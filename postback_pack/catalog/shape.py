"""The shape of a network's postback URL: literals and slots, read from its one-line template.

A template is text and bare ``{{ name }}`` only, so it is cut at the slots; Jinja is not needed to
read it, and a filter, which could encode a macro without a word, is refused as unknown text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple
from urllib.parse import quote

from ..frozen import Frozen
from ..messages.message import Message, message
from ..text.characters import shown

_SLOT = re.compile(r"\{\{ *([a-z][a-z0-9_]*) *\}\}")
_NOT_LITERAL = re.compile(r"[^A-Za-z0-9._~:/?&=%@!$'()*+,;-]")


class ShapeError(ValueError):
    """A template is not a shape; ``column`` (from 1) is where, ``said`` what is wrong."""

    def __init__(self, column: int, said: Message) -> None:
        super().__init__(said)
        self.column, self.said = column, said


class Slot(NamedTuple):
    """A part of the URL that is filled in: ``scheme``, a field of the network, ``currency`` or a role."""

    name: str


Pieces = tuple[str | Slot, ...]


class Form(NamedTuple):
    """A URL's host, its path cut at ``/``, and its query cut into names and values."""

    host: str
    path: Pieces
    query: tuple[tuple[str, str | Slot], ...]


class Shape(Frozen):
    """A URL as literals and slots, in order."""

    parts: Pieces

    @cached_property
    def slots(self) -> tuple[str, ...]:
        """The names of the slots, in order."""
        return tuple(part.name for part in self.parts if isinstance(part, Slot))

    @property
    def start(self) -> str:
        """The host, and the part of the path before the first slot."""
        return str(self.parts[1]).removeprefix("://")

    @cached_property
    def form(self) -> Form:
        """The shape cut as a URL is cut; a slot is always a whole segment or a whole value."""
        marked = "".join(part if isinstance(part, str) else f"{{{part.name}}}" for part in self.parts[1:])
        address, _, query = marked.removeprefix("://").partition("?")
        host, *path = address.split("/")
        pairs = [parameter.partition("=") for parameter in query.split("&") if parameter]
        return Form(host, tuple(map(_piece, path)), tuple((name, _piece(value)) for name, _, value in pairs))

    def has_path(self, path: Sequence[str]) -> bool:
        """Tell whether a path, cut at the slashes, has the literals of this one in their places."""
        pieces = self.form.path
        return len(path) == len(pieces) and all(
            isinstance(piece, Slot) or piece == text for piece, text in zip(pieces, path, strict=True)
        )

    @cached_property
    def parameters(self) -> Mapping[str, str]:
        """The name of the query parameter that each slot fills; those of the path have none."""
        return {piece.name: name for name, piece in self.form.query if isinstance(piece, Slot)}

    @cached_property
    def fixed_parameters(self) -> Mapping[str, str]:
        """The query parameters that are always the same, each with its value."""
        return {name: piece for name, piece in self.form.query if isinstance(piece, str)}

    def fill(self, values: Mapping[str, str], macros: Mapping[str, str]) -> str:
        """Return the URL: ``values`` are a user's and percent-encoded, ``macros`` are put in byte for byte."""
        filled = {name: quote(value, safe="") for name, value in values.items()} | dict(macros)
        return "".join(part if isinstance(part, str) else filled[part.name] for part in self.parts)

    def partly_filled(self, values: Mapping[str, str]) -> Pieces:
        """Return literals and the slots that have no value yet; values are percent-encoded."""
        pieces: list[str | Slot] = []
        for part in self.parts:
            known: str | Slot = part
            if isinstance(part, Slot) and part.name in values:
                known = quote(values[part.name], safe="")
            if isinstance(known, str) and pieces and isinstance(pieces[-1], str):
                pieces[-1] += known
            else:
                pieces.append(known)
        return tuple(pieces)

    def table(self, values: Mapping[str, str]) -> tuple[Pieces, list[tuple[str, Pieces]]]:
        """Return the URL without its query, and each query parameter with its value, for tools that ask for them apart."""
        url: list[str | Slot] = []
        parameters: list[tuple[str, list[str | Slot]]] = []
        for piece in self.partly_filled(values):
            current = parameters[-1][1] if parameters else url
            if isinstance(piece, Slot):
                current.append(piece)
                continue
            before, *queries = re.split("[?&]", piece)
            current.append(before)
            for name, _, value in (query.partition("=") for query in queries):
                parameters.append((name, [value] if value else []))
        return tuple(filter(None, url)), [(name, tuple(filter(None, value))) for name, value in parameters]

    def parameter_of(self, slot: str) -> str | None:
        """Return the name of the query parameter that ``slot`` fills, or None if it is elsewhere."""
        return self.parameters.get(slot)


def _piece(text: str) -> str | Slot:
    # A literal never holds a brace.
    return Slot(text[1:-1]) if text.startswith("{") else text


def read_shape(template: str, known_slots: frozenset[str]) -> Shape:
    """Cut a URL template into a shape.

    ``template``: the text of a ``<type>.url.j2``; ``known_slots``: the names that can be in it.
    Raises ShapeError, with the column of the first fault.
    """
    line = template.removesuffix("\n")
    parts: list[str | Slot] = []
    end = 0
    for found in _SLOT.finditer(line):
        _check_literal(line, end, found.start())
        if found[1] not in known_slots:
            said = message("mistake.form.slot", name=found[1], known=sorted(known_slots))
            raise ShapeError(found.start() + 1, said)
        _check_surroundings(line, found)
        parts += [line[end : found.start()], Slot(found[1])]
        end = found.end()
    _check_literal(line, end, len(line))
    parts.append(line[end:])
    shape = Shape(parts=tuple(part for part in parts if part))
    _check_whole(shape)
    return shape


def _check_literal(line: str, start: int, end: int) -> None:
    wrong = _NOT_LITERAL.search(line, start, end)
    if wrong:
        said = message("mistake.form.literal", text=shown(line[wrong.start() : wrong.start() + 2]))
        raise ShapeError(wrong.start() + 1, said)


def _check_surroundings(line: str, slot: re.Match[str]) -> None:
    """A slot is a whole path segment or a whole query value: only then does a URL show what filled it."""
    if slot[1] == "scheme":
        return
    before, after = line[: slot.start()], line[slot.end() :]
    joint, ends = ("=", ("", "&")) if "?" in before else ("/", ("", "/", "?"))
    if not before.endswith(joint) or after[:1] not in ends:
        raise ShapeError(slot.start() + 1, message("mistake.form.slot-part", slot=slot[0]))


def _check_whole(shape: Shape) -> None:
    scheme, address = (*shape.parts[:2], "", "")[:2]
    if scheme != Slot("scheme") or not isinstance(address, str) or not address.startswith("://"):
        raise ShapeError(1, message("mistake.form.scheme"))
    repeated = sorted({name for name in shape.slots if shape.slots.count(name) > 1})
    if repeated:
        raise ShapeError(1, message("mistake.form.twice", name=repeated[0]))
    if "click_id" not in shape.slots:
        raise ShapeError(1, message("mistake.form.no-click-id"))
