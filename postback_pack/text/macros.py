"""How macros are written: by one system, or by any."""

from __future__ import annotations

import re

from .characters import hidden_character

_MACRO_LIKE = re.compile(
    r"""[\$\#]?\{{1,2}[^{}&]{1,200}\}{1,2} | \[{1,2}[^\[\]&]{1,200}\]{1,2} | <{1,2}[^<>&]{1,200}>{1,2} | \#{1,2}[^\#&]{1,200}\#{1,2}
    | %[A-Za-z_][\w.-]{0,60}% | \*[\w.-]{1,60}\* | \$[A-Za-z_][\w.]{0,60}\$? | __\w{1,60}__ | @\w{1,60}@""",
    re.VERBOSE,
)
BRACKETED = re.compile(r"\$?(\{{1,2}[^{}&]{1,200}\}{1,2}|\[{1,2}[^\[\]&]{1,200}\]{1,2}|<{1,2}[^<>&]{1,200}>{1,2})")


def is_macro_like(value: str) -> bool:
    """Tell whether all of ``value`` is written as some system or other writes its macros."""
    return _MACRO_LIKE.fullmatch(value) is not None


def is_bracketed(value: str) -> bool:
    """Tell whether all of ``value`` stands in brackets, as most macros do."""
    return BRACKETED.fullmatch(value) is not None


def is_written_as(value: str, style: tuple[str, str]) -> bool:
    """Tell whether all of ``value`` stands between a style's opening and closing signs, once."""
    opening, closing = style
    inner = value.removeprefix(opening).removesuffix(closing)
    return len(value) == len(opening) + len(inner) + len(closing) and bool(inner) and closing not in inner


def macro_fault(macro: str) -> str | None:
    """Say what keeps ``macro`` from standing raw in a URL, or None. For the catalog's macros and the user's."""
    if hidden := hidden_character(macro):
        return f"holds the character {hidden}"
    if macro != macro.strip():
        return "begins or ends with a blank, which would stand in the URL"
    if re.fullmatch(r"[^\W_]*", macro):
        return "has only letters and digits, but a macro has signs around its name, such as {external_id}"
    return "holds the sign &, which ends a URL parameter" if "&" in macro else None
