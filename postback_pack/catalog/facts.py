"""What evidence can support: the keys of the catalog's classes that say so, with their labels and values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from ..frozen import Frozen
from .keys import keys_of
from .model import ROLE_LABELS, ROLES, Tracker
from .tracker_parts import Pair


class Fact(NamedTuple):
    """A key that evidence can support. ``path``: the keys that lead to it."""

    name: str
    path: tuple[str, ...]
    label: str
    needs_evidence: bool


@cache
def facts(kind: Any) -> dict[str, Fact]:
    """Return what evidence can support in an entry, by its name: its path without ``click_in`` and ``postback_out``."""
    found = (fact for name in keys_of(kind) for fact in _facts(kind, (name,)))
    return {fact.name: fact for fact in found}


def _facts(kind: Any, path: tuple[str, ...]) -> Iterator[Fact]:
    key = keys_of(kind)[path[-1]].key
    name = ".".join(path[1:] or path)
    if key.evidence == "needed for each":
        for role in ROLES:
            yield Fact(f"{name}.{role}", (*path, role), ROLE_LABELS[role], needs_evidence=True)
    elif key.evidence != "none":
        label = key.label or name.replace(".", " ").replace("_", " ")
        yield Fact(name, path, label, key.evidence == "needed")
    inner = keys_of(kind)[path[-1]].record
    for inner_name in keys_of(inner) if inner else ():
        yield from _facts(inner, (*path, inner_name))


def facts_of(tracker: Tracker) -> dict[str, str]:
    """Return every known fact that needs evidence, as ``name -> value`` for reading."""
    found = {f"macros.{role}": "absent" for role in tracker.postback_out.absent}
    for fact in facts(Tracker).values():
        value = _value(tracker, fact.path)
        if fact.needs_evidence and value is not None:
            found[fact.name] = in_words(value)
    if tracker.click_in.naming == "chosen":
        # The user names the parameter then, so it is only our suggestion.
        found.pop("param", None)
    return {name: found[name] for name in facts(Tracker) if name in found}


def _value(value: Any, path: tuple[str, ...]) -> Any:
    """Return the value that a path leads to, or None where the entry does not have it."""
    for name in path:
        if isinstance(value, Mapping):
            value = value.get(name)
        elif value is not None:
            kept = getattr(value, name)
            value = kept if kept != getattr(type(value), name, None) else None
    return value


def in_words(value: Any) -> str:
    """Return a value of an entry as one line for reading."""
    if isinstance(value, Pair):
        return f"{value.param} -> {value.click_id}"
    if isinstance(value, Frozen):
        return ", ".join(f"{name} {in_words(getattr(value, name))}" for name in value._fields)
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {in_words(item)}" for name, item in value.items())
    if isinstance(value, tuple):
        items = [in_words(item) for item in value]
        return (", " if any(" " in item for item in items) else " ").join(items)
    return str(value)
