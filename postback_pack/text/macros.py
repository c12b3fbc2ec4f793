"""How macros are written: by one system, or by any."""

from __future__ import annotations

import re

from ..messages.message import Message, message
from .characters import hidden_character

_MACRO_LIKE = r"""(?x)
    [\$\#]?\{{1,2}[^{}&]{1,200}\}{1,2} | \[{1,2}[^\[\]&]{1,200}\]{1,2} | <{1,2}[^<>&]{1,200}>{1,2} | \#{1,2}[^\#&]{1,200}\#{1,2}
    | %[A-Za-z_][\w.-]{0,60}% | \*[\w.-]{1,60}\* | \$[A-Za-z_][\w.]{0,60}\$? | __\w{1,60}__ | @\w{1,60}@"""
BRACKETED = r"\$?(\{{1,2}[^{}&]{1,200}\}{1,2}|\[{1,2}[^\[\]&]{1,200}\]{1,2}|<{1,2}[^<>&]{1,200}>{1,2})"


def is_macro_like(value: str) -> bool:
    """Return whether all of ``value`` is written as some system or other writes its macros."""
    return re.fullmatch(_MACRO_LIKE, value) is not None


def has_macro(value: str) -> bool:
    """Return whether a part of ``value`` is in brackets, as most macros are, or all of it is written as macros are."""
    return re.search(BRACKETED, value) is not None or is_macro_like(value)


def is_bracketed(value: str) -> bool:
    """Return whether all of ``value`` is in brackets, as most macros do."""
    return re.fullmatch(BRACKETED, value) is not None


def is_written_as(value: str, style: tuple[str, str]) -> bool:
    """Return whether all of ``value`` is between a style's opening and closing signs, once."""
    opening, closing = style
    inner = value.removeprefix(opening).removesuffix(closing)
    return len(value) == len(opening) + len(inner) + len(closing) and bool(inner) and closing not in inner


def macro_fault(macro: str) -> Message | None:
    """Say what keeps ``macro`` from being in a URL raw, or return None. For the catalog's macros and the user's."""
    if hidden := hidden_character(macro):
        return message("macro.hidden", character=hidden)
    if macro != macro.strip():
        return message("macro.blank")
    if re.fullmatch(r"[^\W_]*", macro):
        return message("macro.plain", example="{external_id}")
    return message("macro.ampersand") if "&" in macro else None
