"""The shape of a network's postback URL: literals, slots and optional parts.

``template`` reads it from the network's one-line template. Nothing here needs Jinja.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import product
from typing import NamedTuple
from urllib.parse import quote

from ..frozen import Frozen

MOST_OPTIONAL_SEGMENTS = 3
"""Of a path: each way to leave some of them out is another path to recognise."""


class Slot(NamedTuple):
    """A part of the URL that is filled in: ``scheme``, a field of the network, ``currency`` or a role.

    ``before`` and ``after`` are text around it. An optional part has its whole text in them, and goes with its value.
    """

    name: str
    before: str = ""
    after: str = ""
    optional: bool = False


Pieces = tuple[str | Slot, ...]


class Form(NamedTuple):
    """A URL's host, its path cut at ``/``, and its query cut into names and values. A slot has the text around it."""

    host: str
    path: Pieces
    query: tuple[tuple[str, str | Slot], ...]


class Shape(Frozen):
    """A URL as literals and slots, in order. Text around a slot that is always there is a literal."""

    parts: Pieces

    @cached_property
    def slots(self) -> tuple[str, ...]:
        """The names of the slots, in order."""
        return tuple(part.name for part in self.parts if isinstance(part, Slot))

    @cached_property
    def needed(self) -> tuple[str, ...]:
        """The names of the slots that have to be filled, in order: those of no optional part."""
        return tuple(part.name for part in self.parts if isinstance(part, Slot) and not part.optional)

    @property
    def start(self) -> str:
        """The host, and the part of the path before the first slot."""
        return str(self.parts[1]).removeprefix("://")

    @cached_property
    def form(self) -> Form:
        """The shape cut as a URL is cut; a slot is a whole segment or a whole value, but for text around it."""
        marked = "".join(map(_marked, self.parts[1:]))
        address, _, query = marked.removeprefix("://").partition("?")
        host, *path = address.split("/")
        pairs = [parameter.partition("=") for parameter in query.split("&") if parameter]
        return Form(host, tuple(map(_piece, path)), tuple((name, _piece(value)) for name, _, value in pairs))

    @cached_property
    def paths(self) -> tuple[Pieces, ...]:
        """The path in each way to leave its optional segments out; the longest comes first."""
        choices = [(True, False) if isinstance(piece, Slot) and piece.optional else (True,) for piece in self.form.path]
        return tuple(
            tuple(piece for piece, is_there in zip(self.form.path, there, strict=True) if is_there)
            for there in product(*choices)
        )

    def path_like(self, path: Sequence[str]) -> Pieces | None:
        """Return the pieces of the path that a path, cut at the slashes, fits piece by piece; None if it does not."""
        return next((pieces for pieces in self.paths if _fit(pieces, path)), None)

    @cached_property
    def parameters(self) -> Mapping[str, str]:
        """The name of the query parameter that each slot fills; those of the path have none."""
        return {piece.name: name for name, piece in self.form.query if isinstance(piece, Slot)}

    @cached_property
    def fixed_parameters(self) -> Mapping[str, str]:
        """The query parameters that are always the same, each with its value."""
        return {name: piece for name, piece in self.form.query if isinstance(piece, str)}

    def at(self, address: str) -> Shape:
        """Return the shape with another host, such as ``127.0.0.1:8787``."""
        scheme, literal, *others = self.parts
        rest = str(literal).removeprefix("://").removeprefix(self.form.host)
        return Shape(parts=(scheme, f"://{address}{rest}", *others))

    def fill(self, values: Mapping[str, str], macros: Mapping[str, str]) -> str:
        """Return the URL: ``values`` are a user's and percent-encoded, ``macros`` are put in byte for byte.

        An optional part without a value is left out.
        """
        filled = {name: quote(value, safe="") for name, value in values.items()} | dict(macros)
        return "".join(part if isinstance(part, str) else filled[part.name] for part in self._parts_with(filled))

    def partly_filled(self, values: Mapping[str, str], later: Collection[str]) -> Pieces:
        """Return literals and the slots that have no value yet; values are percent-encoded.

        ``later``: the slots that are known later; an optional part of another one without a value is left out.
        """
        pieces: list[str | Slot] = []
        for part in self._parts_with({**values, **dict.fromkeys(later, "later")}):
            known: str | Slot = part
            if isinstance(part, Slot) and part.name in values:
                known = quote(values[part.name], safe="")
            if isinstance(known, str) and pieces and isinstance(pieces[-1], str):
                pieces[-1] += known
            else:
                pieces.append(known)
        return tuple(pieces)

    def table(self, values: Mapping[str, str], later: Collection[str]) -> tuple[Pieces, list[tuple[str, Pieces]]]:
        """Return the URL without its query, and each query parameter with its value, for tools that ask for them apart."""
        url: list[str | Slot] = []
        parameters: list[tuple[str, list[str | Slot]]] = []
        for piece in self.partly_filled(values, later):
            current = parameters[-1][1] if parameters else url
            if isinstance(piece, Slot):
                current.append(piece)
                continue
            before, *queries = re.split("[?&]", piece)
            current.append(before)
            for name, _, value in (query.partition("=") for query in queries):
                parameters.append((name, [value] if value else []))
        return tuple(filter(None, url)), [(name, tuple(filter(None, value))) for name, value in parameters if name]

    def _parts_with(self, values: Mapping[str, str]) -> Iterator[str | Slot]:
        """Yield literals and bare slots; optional parts are there if their slot has a value that is not empty."""
        for part in self.parts:
            if isinstance(part, str) or not part.optional:
                yield part
            elif values.get(part.name):
                yield from (piece for piece in (part.before, Slot(part.name), part.after) if piece)

    def parameter_of(self, slot: str) -> str | None:
        """Return the name of the query parameter that ``slot`` fills, or None if it is elsewhere."""
        return self.parameters.get(slot)


def _fit(pieces: Sequence[str | Slot], path: Sequence[str]) -> bool:
    return len(path) == len(pieces) and all(
        inside(piece, text) is not None if isinstance(piece, Slot) else piece == text
        for piece, text in zip(pieces, path, strict=True)
    )


def inside(slot: Slot, text: str) -> str | None:
    """Return what fills a slot in a segment or a value, without the text around it; None if that text is not there."""
    if not slot.before and not slot.after:
        return text
    has_room = len(text) >= len(slot.before) + len(slot.after)
    if not has_room or not text.startswith(slot.before) or not text.endswith(slot.after):
        return None
    return text[len(slot.before) : len(text) - len(slot.after)]


def _marked(part: str | Slot) -> str:
    """Write a part so that it can be cut: a literal never holds a brace or a bar."""
    if isinstance(part, str):
        return part
    mark = f"{{{part.name}|}}" if part.optional else f"{{{part.name}}}"
    return f"{part.before}{mark}{part.after}"


def _piece(text: str) -> str | Slot:
    before, brace, rest = text.partition("{")
    if not brace:
        return text
    name, _, after = rest.partition("}")
    return Slot(name.removesuffix("|"), before, after, name.endswith("|"))
