"""The nearest right name for a mistyped one."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(wrong: str, right: Iterable[str]) -> str | None:
    """Return the name in ``right`` that ``wrong`` most probably means, or None."""
    from difflib import get_close_matches

    by_plain_name = {name.casefold(): name for name in right}
    matches = get_close_matches(wrong.casefold()[:100], by_plain_name, n=1, cutoff=0.6)
    return by_plain_name[matches[0]] if matches else None
