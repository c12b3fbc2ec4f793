"""The keys of an entry one by one, with labels and values, and which of them evidence supports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Literal, NamedTuple

from ..frozen import Frozen
from .keys import Declared, keys_of
from .model import ROLE_LABELS, ROLES, Network, Tracker
from .tracker_parts import Pair


class Leaf(NamedTuple):
    """A key with a value that is shown as a whole. ``path``: the keys that lead to it."""

    path: tuple[str, ...]
    label: str
    default: Any
    is_text: bool
    evidence: Literal["none", "possible", "needed"]

    @property
    def name(self) -> str:
        """What evidence names it by: the path without ``click_in`` and ``postback_out``."""
        return ".".join(self.path[1:] or self.path)

    def value(self, entry: Any) -> Any:
        """Return the value that an entry has, or None."""
        value = entry
        for name in self.path:
            value = value.get(name) if isinstance(value, Mapping) else getattr(value, name, None)
        return value


@cache
def leaves(kind: Any, before: tuple[str, ...] = ()) -> tuple[Leaf, ...]:
    """Return the keys of a class and of the records inside it that have facts; ``before``: the keys that lead to it."""
    return tuple(leaf for name, declared in keys_of(kind).items() for leaf in _leaves(kind, (*before, name), declared))


def _leaves(kind: Any, path: tuple[str, ...], declared: Declared) -> Iterator[Leaf]:
    key = declared.key
    inner = leaves(declared.record, path) if declared.record else ()
    if any(leaf.evidence != "none" for leaf in inner):
        yield from inner
    elif key.evidence == "needed for each":
        for role in ROLES:
            yield Leaf((*path, role), ROLE_LABELS[role], None, is_text=False, evidence="needed")
    else:
        label = key.label or " ".join(path[1:] or path).replace("_", " ")
        yield Leaf(path, label, getattr(kind, path[-1], None), declared.is_text, key.evidence)


@cache
def facts(kind: Any) -> dict[str, Leaf]:
    """Return the keys that evidence can support in an entry, by their names."""
    return {leaf.name: leaf for leaf in leaves(kind) if leaf.evidence != "none"}


def facts_of(tracker: Tracker) -> dict[str, str]:
    """Return every known fact that needs evidence, as ``name -> value`` for reading."""
    absent = {f"macros.{role}" for role in tracker.postback_out.absent}
    found = {}
    for name, leaf in facts(Tracker).items():
        value = "absent" if name in absent else leaf.value(tracker)
        # The user names a chosen parameter: the one in the entry is only our suggestion.
        is_suggestion = name == "param" and tracker.click_in.naming == "chosen"
        if leaf.evidence == "needed" and value not in (None, leaf.default) and not is_suggestion:
            # What JSON says of this one is older than the others, and stays.
            found[name] = "true" if name == "no_final_slash" else in_words(value)
    return found


def facts_of_network(network: Network) -> dict[str, str]:
    """Return every fact about a network that evidence can support, as ``name -> value`` for reading; one not known is missing.

    A type, its payout, each macro and field, and what the payout means have grades.
    """
    found: dict[str, Any] = {}
    for id, kind in network.types.items():
        found[f"types.{id}"] = kind.shape.fill({}, {slot: f"<{slot}>" for slot in kind.shape.slots})
        parameters = {slot: kind.shape.parameter_of(slot) for slot in kind.shape.slots}
        found |= {f"types.{id}.{slot}": name for slot, name in parameters.items() if name}
    found |= {f"macros.{name}": macro for name, macro in network.click_in.macros.items()}
    found |= {f"fields.{name}": field.label for name, field in network.fields.items()}
    found |= {f"payout.{name}": getattr(network.payout, name) for name in network.payout._fields}
    found["link_limit"] = network.click_in.link_limit
    for name in ("schemes", "affiliate_macros", "other_hosts", "other_parameters", "steps", "verify", "pitfalls"):
        found[name] = getattr(network, name)
    return {name: in_words(value) for name, value in found.items() if value}


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
