"""Where a URL may be broken on a narrow screen: before ? & and /, and after =, and never inside a macro."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from markupsafe import Markup, escape

_BREAK = re.compile(r"(?=[?&])|(?<![:/])(?=/)|(?<==)")


def breakable(url: str, macros: Iterable[str] = ()) -> Markup:
    """Return a URL as HTML in which each part stays on one line, and macros are marked. Its text is the URL, byte for byte."""
    html = []
    for part in _parts(url, [macro for macro in dict.fromkeys(macros) if macro]):
        pieces = (
            Markup('<span class="macro">{}</span>').format(text) if is_macro else escape(text)
            for text, is_macro in part
        )
        html.append(Markup('<span class="part">{}</span>').format(Markup("").join(pieces)))
    return Markup("").join(html)


def _parts(url: str, macros: list[str]) -> Iterator[list[tuple[str, bool]]]:
    """Yield what stays on one line, as (text, whether it is a macro) pairs."""
    longest_first = sorted(macros, key=len, reverse=True)
    between = re.split(f"({'|'.join(map(re.escape, longest_first))})", url) if macros else [url]
    part: list[tuple[str, bool]] = []
    before = ""
    for index, text in enumerate(between):
        is_macro = bool(index % 2)
        for piece in [text] if is_macro else _BREAK.split(text):
            if not piece:
                continue
            begins = piece[0] in "?&" or (piece[0] == "/" and before not in ("", ":", "/"))
            if part and (before == "=" or (begins and not is_macro)):
                yield part
                part = []
            part.append((piece, is_macro))
            before = piece[-1]
    if part:
        yield part
