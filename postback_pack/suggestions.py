"""The nearest right name for a mistyped one."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(wrong: str, right: Iterable[str]) -> str | None:
    """Return the name in ``right`` that ``wrong`` most probably means, or None."""
    from difflib import get_close_matches

    by_plain_name = {name.casefold(): name for name in right}
    matches = get_close_matches(wrong.casefold()[:100], by_plain_name, n=1, cutoff=0.6)
    return by_plain_name[matches[0]] if matches else None


def one_edit_apart(one: str, other: str) -> bool:
    """Tell whether the texts are alike but for one letter more, less or different, or but for capitals."""
    if one.casefold() == other.casefold():
        return True
    if abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    return (
        one[start + 1 :] == other[start + 1 :] or one[start + 1 :] == other[start:] or one[start:] == other[start + 1 :]
    )
