"""Placeholders that forms, help pages and this pack leave for a user to replace.

One list for joining links, checking accounts and checking pasted URLs. A placeholder is a whole
value or a whole path segment; ``{click_id}`` is not one, it is somebody's macro.
"""

from __future__ import annotations

import re
from collections.abc import Container

IN_ANY_CASE = r"\{replace[\w -]*\}|\[your[\w -]*\]"
IN_CAPITALS = r"REPLACE[A-Z0-9_-]*|OPTIONAL|YOUR[_-][A-Z0-9_-]+|CLICK_ID|PAYOUT|ACCOUNT|USERNAME"
_PLACEHOLDER = re.compile(f"(?i:{IN_ANY_CASE})|{IN_CAPITALS}")


def is_placeholder(value: str, of_network: Container[str] = ()) -> bool:
    """Tell whether the whole of ``value`` was left in by mistake.

    ``of_network``: the network's own placeholders, in small letters.
    """
    return _PLACEHOLDER.fullmatch(value) is not None or value.casefold() in of_network
