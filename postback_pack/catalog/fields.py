"""The kinds of values a catalog file can hold: each reads a node into a plain value, or reports what is wrong.

``layout.py`` finds the kind of each key; nothing else looks at YAML nodes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from ..messages.message import Message, message
from ..text.characters import hidden_character, shown
from ..text.macros import macro_fault
from .node import EMPTY, Node, Path, Report
from .tracker_parts import ABSENT

BAD: Any = object()
"""Stands for a value that could not be read; the mistake has been reported."""


Schema = dict[str, Any]


class Kind(Protocol):
    """A kind of value."""

    def read(self, node: Node, path: Path, report: Report) -> Any:
        """Return the value of ``node``, or report each mistake and return BAD."""
        ...

    def schema(self) -> Schema:
        """Return the kind as JSON Schema, for editors."""
        ...


def _found(node: Node) -> str | Message:
    if node.value is EMPTY:
        return message("found.nothing")
    if isinstance(node.value, list):
        return message("found.list")
    if isinstance(node.value, dict):
        return message("found.mapping")
    return {None: "null", True: "true", False: "false"}.get(node.value, "") or shown(str(node.value))


def refuse(node: Node, path: Path, report: Report, code: str, **values: Any) -> Any:
    """Report that something else was expected; return BAD."""
    report(node.place, path, message(code, found=_found(node), **values))
    return BAD


def unknown_key(node: Node, path: Path, report: Report, known: Iterable[str]) -> Any:
    """Report a key that is not one of those known; return BAD."""
    from ..text.suggestions import near_hint

    key = str(path[-1])
    hint = near_hint(key, known)
    return refuse(node, path, report, "mistake.form.unknown-key", key=shown(key), hint=hint, keys=[*known])


class Text:
    """Free text on one line; ``code`` and **UI label** are its only markup."""

    def schema(self) -> Schema:
        return {"type": "string", "pattern": r"\S"}

    def read(self, node: Node, path: Path, report: Report) -> Any:
        value = node.value
        if not isinstance(value, str):
            return refuse(node, path, report, "mistake.form.text")
        if node.comment:
            return refuse(node, path, report, "mistake.form.comment", comment=node.comment)
        if not value.strip():
            return refuse(node, path, report, "mistake.form.empty")
        if hidden := hidden_character(value):
            return refuse(node, path, report, "mistake.form.hidden", character=hidden)
        return value


class Word(NamedTuple):
    """Text of a certain form."""

    pattern: str
    expected: str

    def schema(self) -> Schema:
        return {"type": "string", "pattern": f"^(?:{self.pattern})$", "description": self.expected}

    def read(self, node: Node, path: Path, report: Report) -> Any:
        if isinstance(node.value, str) and re.fullmatch(self.pattern, node.value) and not hidden_character(node.value):
            return node.value
        return refuse(node, path, report, "mistake.form.word", expected=self.expected)


class Choice(NamedTuple):
    """One word out of a fixed list; ``or_null`` lets it be null too."""

    words: tuple[str, ...]
    or_null: bool = False

    def schema(self) -> Schema:
        return {"enum": [*self.words, None] if self.or_null else list(self.words)}

    def read(self, node: Node, path: Path, report: Report) -> Any:
        if self.or_null and node.value is None:
            return None
        if isinstance(node.value, str) and node.value in self.words:
            return node.value
        from ..text.suggestions import near_hint

        words = [*self.words, *(["null"] if self.or_null else [])]
        return refuse(
            node, path, report, "mistake.form.choice", words=words, hint=near_hint(str(node.value), self.words)
        )


class Flag(NamedTuple):
    """true or false; ``or_null`` lets it be null (not known) too."""

    or_null: bool = False

    def schema(self) -> Schema:
        return {"type": ["boolean", "null"] if self.or_null else "boolean"}

    def read(self, node: Node, path: Path, report: Report) -> Any:
        if isinstance(node.value, bool) or (self.or_null and node.value is None):
            return node.value
        words = ["true", "false", "null"] if self.or_null else ["true", "false"]
        return refuse(node, path, report, "mistake.form.flag", words=words)


class Number:
    """A whole number of 1 or more."""

    def schema(self) -> Schema:
        return {"type": "integer", "minimum": 1}

    def read(self, node: Node, path: Path, report: Report) -> Any:
        if isinstance(node.value, int) and not isinstance(node.value, bool) and node.value > 0:
            return node.value
        return refuse(node, path, report, "mistake.form.number")


class OrNull(NamedTuple):
    """Another kind, or null for "not known"."""

    kind: Kind

    def schema(self) -> Schema:
        return {"anyOf": [self.kind.schema(), {"type": "null"}]}

    def read(self, node: Node, path: Path, report: Report) -> Any:
        return None if node.value is None else self.kind.read(node, path, report)


class Macro(NamedTuple):
    """A macro: quoted text, kept byte for byte. ``gaps`` are the unquoted words that can be there instead."""

    gaps: tuple[str, ...] = ()

    def schema(self) -> Schema:
        # A schema sees no quotes: only the reader knows whether a macro is quoted.
        macro = {"type": "string", "pattern": r"^(?! )(?!.* $)[^&]*[^A-Za-z0-9&][^&]*$"}
        gaps = [{"type": "null"} if gap == "null" else {"const": gap} for gap in self.gaps]
        return {"anyOf": [macro, *gaps]} if gaps else macro

    def read(self, node: Node, path: Path, report: Report) -> Any:
        value = node.value
        if value is None and "null" in self.gaps:
            return None
        if isinstance(value, str) and not node.quoted and value in self.gaps:
            return ABSENT
        if not isinstance(value, str) or not node.quoted:
            text = node.flow_text or (value if isinstance(value, str) else "") or "{external_id}"
            code = "mistake.form.macro-or-gap" if self.gaps else "mistake.form.macro"
            quoted = f"'{text}'" if '"' in text or "\\" in text else f'"{text}"'
            return refuse(node, path, report, code, gaps=[*self.gaps], quoted=quoted)
        if not value.strip():
            return refuse(node, path, report, "mistake.form.empty")
        if fault := macro_fault(value):
            return refuse(node, path, report, "mistake.form.macro-signs", macro=shown(value), fault=fault)
        return value


class ListOf(NamedTuple):
    """A list of values of one kind."""

    kind: Kind
    at_least: int = 0
    at_most: int | None = None

    def schema(self) -> Schema:
        most = {} if self.at_most is None else {"maxItems": self.at_most}
        return {"type": "array", "items": self.kind.schema(), "minItems": self.at_least} | most

    def read(self, node: Node, path: Path, report: Report) -> Any:
        if not isinstance(node.value, list):
            return refuse(node, path, report, "mistake.form.list")
        count, at_most = len(node.value), len(node.value) if self.at_most is None else self.at_most
        if not self.at_least <= count <= at_most:
            expected = self.at_least if count < self.at_least else at_most
            return refuse(node, path, report, "mistake.form.length", count=count, expected=expected)
        values = tuple(self.kind.read(item, (*path, index), report) for index, item in enumerate(node.value))
        return BAD if any(value is BAD for value in values) else values


class MapOf(NamedTuple):
    """A mapping whose keys are the author's: ``keys`` is their pattern, or lists the names allowed."""

    kind: Kind
    keys: str | tuple[str, ...] = "[a-z][a-z0-9_]*"

    def schema(self) -> Schema:
        names = {"pattern": f"^(?:{self.keys})$"} if isinstance(self.keys, str) else {"enum": list(self.keys)}
        return {"type": "object", "propertyNames": names, "additionalProperties": self.kind.schema()}

    def read(self, node: Node, path: Path, report: Report) -> Any:
        if not isinstance(node.value, dict):
            return refuse(node, path, report, "mistake.form.mapping")
        result: dict[str, Any] = {}
        for name, child in node.value.items():
            if isinstance(self.keys, tuple) and name not in self.keys:
                result[name] = unknown_key(child, (*path, name), report, self.keys)
            elif isinstance(self.keys, str) and not re.fullmatch(self.keys, name):
                result[name] = refuse(child, (*path, name), report, "mistake.form.name", name=shown(name))
            else:
                result[name] = self.kind.read(child, (*path, name), report)
        return BAD if any(value is BAD for value in result.values()) else MappingProxyType(result)
