"""What the macros in a URL show of its purpose: a tracker sends it, or a tracker receives it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ..catalog.model import CLICK_ID, Tracker
from ..setup.click_id import usual_macro
from ..text.macros import is_macro_like
from ..urls.campaign_url import takes_postbacks
from ..urls.cut import CutUrl, Parameter

_AMOUNT = r"payout|revenue|amount|sum|profit|commission|saleamount"
_NOT_KNOWN_AT_THE_CLICK = rf"{_AMOUNT}|conversionstatus|status|goal"
_AMOUNT_ROLES = frozenset(("payout", "payout_usd", "sale_amount"))


def takes_conversions_at(url: CutUrl, trackers: Sequence[Tracker]) -> bool:
    """Return whether one of these trackers takes conversions at such an address."""
    names = [parameter.name.decoded for parameter in url.parameters]
    return bool(takes_postbacks(url.path.text, names, True, trackers))


def with_click_id_of(url: CutUrl, trackers: Sequence[Tracker]) -> Parameter | None:
    """Return the parameter with the macro for the click ID of one of the trackers, if no other has it as its own ID."""
    return next((parameter for parameter in _with_macro(url) if is_click_id_of(parameter.value.text, trackers)), None)


def is_click_id_of(macro: str, trackers: Iterable[Tracker]) -> bool:
    """Return whether one of the trackers has a macro for the click ID, in any spelling, and none has it as its own ID."""
    if is_own(macro, trackers):
        return False
    return any(CLICK_ID in tracker.roles(macro) or macro == usual_macro(tracker) for tracker in trackers)


def is_own(macro: str, trackers: Iterable[Tracker]) -> bool:
    """Return whether a macro is one of the trackers' own click ID."""
    return any(macro in tracker.postback_out.own_click_id for tracker in trackers)


def result_in(url: CutUrl, trackers: Sequence[Tracker]) -> Parameter | None:
    """Return the parameter with a macro that is filled in only when a conversion happens."""
    named = (item for item in _with_macro(url) if _is_named(item.value.text, _NOT_KNOWN_AT_THE_CLICK))
    return next(named, None) or amount_with_own_id(url, trackers)


def amount_with_own_id(url: CutUrl, trackers: Sequence[Tracker]) -> Parameter | None:
    """Return the parameter with a macro for an amount, if a tracker's own click ID is in the URL too."""
    macros = _with_macro(url)
    if not any(is_own(item.value.text, trackers) for item in macros):
        return None
    return next((item for item in macros if _is_amount(item.value.text, trackers)), None)


def _with_macro(url: CutUrl) -> list[Parameter]:
    return [parameter for parameter in url.parameters if is_macro_like(parameter.value.text)]


def _is_amount(macro: str, trackers: Iterable[Tracker]) -> bool:
    return _is_named(macro, _AMOUNT) or any(not _AMOUNT_ROLES.isdisjoint(tracker.roles(macro)) for tracker in trackers)


def _is_named(macro: str, names: str) -> bool:
    return re.fullmatch(names, re.sub(r"[\W_]|usd", "", macro.casefold())) is not None
