"""The layout of trackers.yaml and network.yaml, made from the classes of the catalog: each field with a Key is a key of the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from .facts import facts
from .fields import BAD, Choice, Flag, Kind, ListOf, MapOf, Number, OrNull, Schema, Text, Word, refuse, unknown_key
from .keys import FactsOfHolder, Key, keys_of
from .model import Network, Tracker
from .node import EMPTY, Node, Path, Report

_ANY_FACT = Word(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+){0,2}", "a key of network.yaml, such as types.payout")


class Field(NamedTuple):
    """A key of a record: its kind, what it means, and whether it has to be there."""

    kind: Kind
    about: str
    required: bool


class Record(NamedTuple):
    """A mapping with declared keys, read into ``make(**values)``; keys that are not there are not passed."""

    make: Callable[..., Any]
    fields: Mapping[str, Field]

    def schema(self) -> Schema:
        """Return the mapping as JSON Schema."""
        return {
            "type": "object",
            "properties": {key: of.kind.schema() | {"description": of.about} for key, of in self.fields.items()},
            "required": [key for key, of in self.fields.items() if of.required],
            "additionalProperties": False,
        }

    def read(self, node: Node, path: Path, report: Report) -> Any:
        """Return what the mapping is read into, or report each mistake and return BAD."""
        if not isinstance(node.value, dict):
            return refuse(node, path, report, "mistake.form.record", keys=[*self.fields])
        values: dict[str, Any] = {}
        for name, child in node.value.items():
            if name not in self.fields:
                values[name] = unknown_key(child, (*path, name), report, self.fields)
            elif child.value is EMPTY:
                values[name] = refuse(child, (*path, name), report, "mistake.form.empty")
            else:
                values[name] = self.fields[name].kind.read(child, (*path, name), report)
        for name, field in self.fields.items():
            if field.required and name not in node.value:
                values[name] = refuse(node, (*path, name), report, "mistake.form.missing", key=name, about=field.about)
        return BAD if any(value is BAD for value in values.values()) else self.make(**values)


def record_of(kind: Any, holder: Any = None) -> Record:
    """Return the kind of a mapping that a class is read from; ``holder``: the class that has such mappings in it.

    A class with fields that are not in the file is left as its values: who reads the file adds the rest.
    """
    keys = keys_of(kind)
    fields = {
        name: Field(_kind_of(declared.type, declared.key.null, kind, holder), declared.key.about, declared.required)
        for name, declared in keys.items()
    }
    make = kind if set(keys) == set(kind._fields) else dict
    return Record(getattr(kind, "from_keys", make), fields)


def _kind_of(type: Any, null: bool, kind: Any, holder: Any) -> Kind:
    """Return the kind beside a type, or else the one that follows from it."""
    for mark in getattr(type, "__metadata__", ()):
        if isinstance(mark, FactsOfHolder):
            known = facts(holder) if holder else {}
            return ListOf(Choice(tuple(known)) if known else _ANY_FACT, at_least=1)
        if not isinstance(mark, Key):
            return OrNull(mark) if null else mark
    origin = get_origin(type)
    inner = get_args(type)
    if origin in (Annotated, Union, UnionType):
        return _kind_of(inner[0], null, kind, holder)
    if origin is Literal:
        return Choice(inner, or_null=null)
    if type is bool:
        return Flag(or_null=null)
    made: Kind
    if origin is tuple:
        made = ListOf(_kind_of(inner[0], False, kind, holder))
    elif origin is Mapping:
        made = MapOf(_kind_of(inner[1], False, kind, holder))
    else:
        made = Text() if type is str else Number() if type is int else record_of(type, kind)
    return OrNull(made) if null else made


ENTRY = record_of(Tracker)
NETWORK = Record(dict, record_of(Network).fields)
"""Read into values: the shapes of a network's types are in other files."""
