"""The nearest right name for a mistyped one."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from ..messages.message import Message, message

_ALIKE = 0.6
"""How alike two names have to be; 1 is equal."""


def nearest(wrong: str, right: Iterable[str], alike: float = _ALIKE) -> str | None:
    """Return the name in ``right`` that ``wrong`` most probably means, or None if none is so much alike."""
    wrong = wrong.casefold()[:100]
    by_plain_name = {name.casefold(): name for name in right}
    if not (possible := [name for name in by_plain_name if _may_be_near(wrong, name)]):
        return None
    from difflib import get_close_matches

    matches = get_close_matches(wrong, possible, n=1, cutoff=alike)
    return by_plain_name[matches[0]] if matches else None


def near_hint(wrong: str, right: Iterable[str]) -> Message | None:
    """Return the sentence that asks whether the nearest name was meant, or None."""
    near = nearest(wrong, right)
    return message("hint.near", near=near) if near else None


def _may_be_near(one: str, other: str) -> bool:
    """Return whether enough letters of each are in the other; far quicker than to compare them."""
    needed = _ALIKE * (len(one) + len(other)) / 2
    alien, missing = one.translate(_without(other)), other.translate(_without(one))
    return len(alien) <= len(one) - needed and len(missing) <= len(other) - needed


@lru_cache(maxsize=100)
def _without(letters: str) -> dict[int, None]:
    return dict.fromkeys(map(ord, letters))


def one_edit_apart(one: str, other: str) -> bool:
    """Return whether the texts are alike but for one letter more, less or different, or but for capitals."""
    if one.casefold() == other.casefold():
        return True
    if abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    rest, other_rest = one[start:], other[start:]
    return rest[1:] == other_rest[1:] or rest[1:] == other_rest or rest == other_rest[1:]
