"""Text as a new entry or folder has it: quoted where YAML asks for it, and macros with their signs apart."""

from __future__ import annotations

import json
import re

_CLOSING = {"{": "}", "[": "]", "<": ">", "(": ")"}
_NO_WORDS = ("null", "true", "false", "yes", "no", "on", "off", "y", "n")


def quoted(text: str) -> str:
    """Return the text between double quotes."""
    return json.dumps(text, ensure_ascii=False)


def quoted_if_needed(text: str) -> str:
    """Return the text for YAML: a word is written as it is, unless YAML takes it for something else, such as null or 10."""
    plain = re.fullmatch(r"[A-Za-z](?:[\w.~/:?=&%-]*\w)?/?", text, re.ASCII) and text.lower() not in _NO_WORDS
    return text if plain else quoted(text)


def style_of(macro: str) -> tuple[str, str] | None:
    """Return the signs before the first letter of a macro's name and those that close it, or None where there are none."""
    found = re.fullmatch(r"(\W+|_+)\w.*?(\W+|_+)", macro, re.DOTALL)
    if not found:
        return None
    # ##NAME(action)## has more signs at its end than its style.
    closing = "".join(_CLOSING.get(sign, sign) for sign in reversed(found[1]))
    return found[1], closing if macro.endswith(closing) else found[2]
