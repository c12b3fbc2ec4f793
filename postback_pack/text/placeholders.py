"""Placeholders that forms, help pages, programs and this pack leave for a user to replace.

One list for joining links, checking options and checking pasted URLs. A placeholder is a whole value or a whole path
segment; ``{click_id}`` is not one: it is somebody's macro. The patterns mean the same in Python and in a browser.
"""

from __future__ import annotations

import re
from collections.abc import Container

IN_ANY_CASE = r"[{[<]replace[\w -]*[}\]>]|[{[<](?:(?:insert|enter|put)[ _-])?your[\w -]*[}\]>]"
"""Placeholders wherever they are in a URL."""
IN_CAPITALS = (
    r"REPLACE[A-Z0-9_-]*|OPTIONAL|YOUR[_-][A-Z0-9_-]+|(?:INSERT|ENTER|PUT)[_-][A-Z0-9_-]+|CLICK_ID|PAYOUT|ACCOUNT"
    r"|USER_?NAME|CHANGE[_-]?(?:ME|THIS)|TODO|FIXME|X{4,}"
)
"""Placeholders wherever they are, if they are in capitals: in small letters a path or a keyword may be such a word."""
PLAIN_WORDS = "campaign|conversion|event|goal|lead|sale"
"""A network's placeholder may be such a word. In small letters a goal, an event or a path may have this name."""
NO_VALUE = r"undefined|null|\(null\)|none|nil|nan|false|n/a|\[object object\]"
"""What programs write where a value is missing."""
_NOUN = r"(?:user[_-]?name|name|login|account|advertiser|user|id|value)"
_WHOSE = r"(?:(?:advertiser|network|account|affiliate|publisher|user|own|click|sub)[_-]?)"
OWN_IN_ANY_CASE = "|".join(
    (
        NO_VALUE,
        r"x{3,}(?:[._-]x{3,})*",
        r"[._*-]{3,}",
        r"change[_-]?(?:me|this|it)|replace[_-]?(?:me|this|it)|replace[_-]with[\w-]*|todo|fixme|tbd|placeholder|example",
        rf"your[_-]?{_WHOSE}?{_NOUN}(?:[_-]?here)?",
        rf"(?:insert|enter|put)[_-](?:your|the|{_NOUN})[\w-]*|(?:insert|enter)your[\w-]*",
        r"(?:my[_-]?|sample[_-]?|example[_-]?)?user[_-]?name(?:[_-]?here)?",
        r"account(?:[_-]?(?:name|id|here))?|(?:my|sample|example)[_-]account",
        r"advertiser[_-]?(?:user[_-]?name|name|login|account|id)",
        r"(?:sample|example)[_-]?user",
    )
)
"""Further placeholders where only a value of the user's own can be: an account, a click ID, an amount, a macro.

Elsewhere these may be meant: a keyword can be ``none``, a path can be ``todo``. Words that somebody may have as account,
such as ``test``, ``user`` and ``account1``, are not among them: nobody could get past a refusal.
"""
_ANYWHERE = f"(?ia:{IN_ANY_CASE})|(?a:{IN_CAPITALS})"
_OWN = f"(?ia:{OWN_IN_ANY_CASE})"
_NO_VALUE = f"(?ia:{NO_VALUE})"


def is_placeholder(value: str, of_network: Container[str] = ()) -> bool:
    """Return whether ``value``, where a value of the user's own belongs, was left in by mistake.

    ``of_network``: the network's own placeholders, in small letters.
    """
    return is_placeholder_anywhere(value, of_network) or re.fullmatch(_OWN, value) is not None


def is_placeholder_anywhere(value: str, of_network: Container[str] = ()) -> bool:
    """Return whether ``value`` is a placeholder also where it may be any text, as in the path of a tracking link."""
    is_of_network = value.casefold() in of_network and re.fullmatch(PLAIN_WORDS, value) is None
    return is_of_network or re.fullmatch(_ANYWHERE, value) is not None


def is_no_value(value: str) -> bool:
    """Return whether ``value`` is what a program writes where a value is missing."""
    return re.fullmatch(_NO_VALUE, value) is not None


def may_be_meant(value: str) -> bool:
    """Return whether ``value`` is a placeholder only where a value of the user's own belongs."""
    return re.fullmatch(_OWN, value) is not None and not is_placeholder_anywhere(value)
