"""What a YAML file is read into: values that know their place. Nothing here needs a reader of YAML."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..errors import Place
from ..messages.message import Message

Path = tuple[str | int, ...]
Report = Callable[[Place, Path, Message], None]
"""Takes a mistake: its place, the keys that lead to it, what is said about it."""
Fault = tuple[Path, Message]
"""What breaks a rule: the keys that lead there, and what is said about it."""

EMPTY = object()
"""Value of a key without a value in ``{key}``: for the reader of a record a mistake, for a macro the missing quotes."""


@dataclass(slots=True)
class Node:
    """A value with its place: ``value`` is a dict or list of nodes, a str, an int, a bool or None."""

    value: Any
    place: Place
    quoted: bool = False
    flow_text: str = ""
    """An unquoted mapping or list as it is in the file, for the advice to quote it."""
    comment: str = ""
    """What YAML took for a comment behind an unquoted value."""
