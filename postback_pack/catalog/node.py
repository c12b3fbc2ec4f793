"""What a YAML file is read into: values that know their place. Nothing here needs a reader of YAML."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..errors import Place

Path = tuple[str | int, ...]
Report = Callable[[Place, Path, str, str], None]
"""Takes a mistake: its place, the keys that lead to it, what is wrong, how to mend it."""

EMPTY = object()
"""Value of a key without a value in ``{key}``: for the reader of a record a mistake, for a macro the missing quotes."""


@dataclass(slots=True)
class Node:
    """A value with its place: ``value`` is a dict or list of nodes, a str, an int, a bool or None."""

    value: Any
    place: Place
    quoted: bool = False
    written: str = ""
    """How an unquoted mapping or list stands in the file, for the mend."""
    comment: str = ""
    """What YAML took for a comment behind an unquoted value."""
