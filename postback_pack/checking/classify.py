"""Judge a value of a pasted URL: what it is for a tracker and a network."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple
from urllib.parse import unquote

from ..catalog.model import OWN_CLICK_ID, Network, Tracker
from ..catalog.tracker_parts import Pair
from ..setup.click_id import read_by
from ..text.encoding import fully_decoded
from ..text.macros import is_macro_like, is_written_as
from ..text.placeholders import is_placeholder
from ..text.suggestions import one_edit_apart


class Kind(Enum):
    """What a value of a pasted URL can be."""

    EMPTY = "empty"
    PLACEHOLDER = "placeholder"
    TEXT = "text"
    CLICK_ID = "click_id"
    """The tracker's macro for the network's click ID, in any right spelling."""
    OWN = "own"
    """The tracker's macro for its own click ID."""
    LISTED = "listed"
    """A macro of the tracker with another meaning."""
    UNLISTED = "unlisted"
    """Written as the tracker writes macros, but not known."""
    FOREIGN = "foreign"
    """Written as other systems write macros."""
    ENCODED = "encoded"
    MISSPELT = "misspelt"
    MIXED = "mixed"
    """A macro with text around it."""
    NETWORK = "network"
    """The network's own macro, or written like one."""
    OPPOSITE = "opposite"
    """A macro with which the network reports to affiliates' trackers."""


class Judgement(NamedTuple):
    """What a value is. ``macro`` is the one that is meant: the nearest one, or itself when decoded."""

    kind: Kind
    macro: str = ""


def judge(value: str, network: Network, tracker: Tracker | None) -> Judgement:
    """Say what ``value`` is: a macro of the tracker, one that is spoilt, somebody else's, or plain text."""
    if not value:
        return Judgement(Kind.EMPTY)
    if is_placeholder(unquote(value), network.placeholders):
        return Judgement(Kind.PLACEHOLDER)
    # A macro that both sides have is the tracker's in a postback: that is where the tracker fills it in.
    if tracker and read_by(tracker, value):
        return Judgement(Kind.CLICK_ID, value)
    if tracker and (meanings := tracker.meanings(value)):
        return Judgement(Kind.OWN if OWN_CLICK_ID in meanings else Kind.LISTED, value)
    decoded = fully_decoded(value)
    if any(macro in text for macro in network.click_in.macros.values() for text in (value, decoded)):
        return Judgement(Kind.NETWORK)
    if any(macro in text for macro in network.affiliate_macros for text in (value, decoded)):
        return Judgement(Kind.OPPOSITE)
    styles = [style for style in network.click_in.style if not (tracker and tracker.style == style)]
    if any(is_written_as(decoded, style) for style in styles):
        return Judgement(Kind.NETWORK)
    if decoded != value and (
        is_macro_like(decoded) or (tracker and tracker.style and is_written_as(decoded, tracker.style))
    ):
        return Judgement(Kind.ENCODED, decoded)
    if tracker and (near := nearest_macro(value, tracker)):
        return Judgement(Kind.MISSPELT, near)
    if tracker and tracker.style and is_written_as(value, tracker.style):
        return Judgement(Kind.UNLISTED, value)
    if is_macro_like(value):
        return Judgement(Kind.FOREIGN if tracker and tracker.style else Kind.UNLISTED, value)
    inside = next((macro for macro in tracker.listed_macros if macro in value), None) if tracker else None
    return Judgement(Kind.MIXED, inside) if inside else Judgement(Kind.TEXT)


def nearest_macro(value: str, tracker: Tracker) -> str | None:
    """Return the tracker's macro that ``value`` is but for capitals or one letter, or None."""
    if len(value) < 3:
        return None
    listed = tracker.listed_macros
    plain = "".join(value.split()).casefold()
    by_case = next((macro for macro in listed if "".join(macro.split()).casefold() == plain), None)
    if by_case:
        return by_case
    for pair in tracker.click_in.also:
        # A pair for any <name> at all has no spelling of its own to be near to.
        numbered = "<n>" in pair.click_id
        if numbered and (param := Pair(param=pair.param, click_id=pair.click_id.casefold()).param_of(plain)):
            return pair.macro_of(param)
    return next((macro for macro in listed if one_edit_apart(macro, value)), None)
