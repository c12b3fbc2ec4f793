"""Where a URL may be broken on a narrow screen: before ? & and /, after = only if it has to be, and never inside a macro."""

from __future__ import annotations

import re
from collections.abc import Iterable

from markupsafe import Markup, escape

_BREAK = re.compile(r"(?=[?&])|(?<![:/])(?=/)|(?<==)")


def breakable(url: str, macros: Iterable[str] = ()) -> Markup:
    """Return a URL as HTML in which each part stays on one line if it can, and macros are marked. Its text is the URL, byte for byte."""
    parts = _parts(url, {macro for macro in macros if macro})
    return Markup("").join(_together(map(_together, part)) if len(part) > 1 else _together(part[0]) for part in parts)


def _together(pieces: Iterable[Markup]) -> Markup:
    return Markup('<span class="part">{}</span>').format(Markup("").join(pieces))


def _parts(url: str, macros: set[str]) -> list[list[list[Markup]]]:
    """Return parts, each as what is before and what is behind an = sign, and these as pieces."""
    longest_first = sorted(macros, key=len, reverse=True)
    between = re.split(f"({'|'.join(map(re.escape, longest_first))})", url) if macros else [url]
    parts: list[list[list[Markup]]] = [[[]]]
    before = ""
    for index, text in enumerate(between):
        is_macro = bool(index % 2)
        for piece in filter(None, [text] if is_macro else _BREAK.split(text)):
            begins = piece[0] in "?&" or (piece[0] == "/" and before not in (":", "/"))
            if begins and before and not is_macro:
                parts.append([[]])
            elif before == "=":
                parts[-1].append([])
            parts[-1][-1].append(Markup('<span class="macro">{}</span>').format(piece) if is_macro else escape(piece))
            before = piece[-1]
    return parts
