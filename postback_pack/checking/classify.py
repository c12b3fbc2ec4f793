"""Judge a value of a pasted URL: what it is, in the eyes of a tracker and a network."""

from __future__ import annotations

from typing import Literal, NamedTuple
from urllib.parse import unquote

from ..catalog.model import Network, Tracker
from ..catalog.tracker_parts import Pair
from ..setup.click_id import read_by
from ..text.macros import is_macro_like, is_written_as
from ..text.placeholders import is_placeholder
from ..text.suggestions import one_edit_apart
from ..urls.slips import fully_decoded

Kind = Literal[
    "empty", "placeholder", "network", "opposite", "click_id", "own", "listed", "encoded", "misspelt", "unlisted",
    "foreign", "mixed", "text",
]  # fmt: skip


class Judgement(NamedTuple):
    """What a value is. ``macro`` is the macro that it stands for: the nearest one, or itself when decoded."""

    kind: Kind
    macro: str = ""


def judge(value: str, network: Network, tracker: Tracker | None) -> Judgement:
    """Say what ``value`` is: a macro of the tracker, one that is spoilt, somebody else's, or plain text.

    Kinds: ``click_id`` in any right spelling; ``own``, the tracker's own click ID; ``listed``, a macro of another meaning;
    ``unlisted``, written as the tracker writes macros; ``foreign``, written as others do; ``mixed``, a macro with text around it.
    """
    if not value:
        return Judgement("empty")
    if is_placeholder(unquote(value), network.placeholders):
        return Judgement("placeholder")
    decoded = fully_decoded(value)
    if any(macro in text for macro in network.click_in.macros.values() for text in (value, decoded)):
        return Judgement("network")
    if any(macro in text for macro in network.affiliate_macros for text in (value, decoded)):
        return Judgement("opposite")
    if tracker and (kind := _listed_as(value, tracker)):
        return Judgement(kind, value)
    style = network.click_in.style
    if is_written_as(decoded, style) and not (tracker and tracker.style == style):
        return Judgement("network")
    if decoded != value and (
        is_macro_like(decoded) or (tracker and tracker.style and is_written_as(decoded, tracker.style))
    ):
        return Judgement("encoded", decoded)
    if tracker and (near := nearest_macro(value, tracker)):
        return Judgement("misspelt", near)
    if tracker and tracker.style and is_written_as(value, tracker.style):
        return Judgement("unlisted", value)
    if is_macro_like(value):
        return Judgement("foreign" if tracker and tracker.style else "unlisted", value)
    if tracker and any(macro in value for macro in tracker.listed_macros):
        return Judgement("mixed", next(macro for macro in tracker.listed_macros if macro in value))
    return Judgement("text")


def _listed_as(value: str, tracker: Tracker) -> Literal["click_id", "own", "listed"] | None:
    if read_by(tracker, value):
        return "click_id"
    meanings = tracker.meanings(value)
    return "own" if "own click ID" in meanings else "listed" if meanings else None


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
