"""Check what users give in place of the catalog's facts: macros, the link's parameter, the events to report."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..catalog.limits import PARAMETER
from ..catalog.model import Network, Tracker
from ..errors import Problem
from ..messages.message import Message, message
from ..text.characters import hidden_character, shown
from ..text.macros import macro_fault
from ..text.placeholders import is_placeholder
from .options import INSTALL

EVENT_TOKEN = r"[A-Za-z0-9]{1,40}"


def check_macro(option: str, macro: str | None, tracker: Tracker, network: Network, problems: list[Problem]) -> None:
    """Report what keeps a macro given by the user from being part of the postback URL."""
    if macro is not None and (fault := _macro_fault(option, macro, tracker, network)):
        problems.append(Problem(fault, option, shown(macro)))


def _macro_fault(option: str, macro: str, tracker: Tracker, network: Network) -> Message | None:
    out = tracker.postback_out
    if not macro.strip() or macro != macro.strip():
        return message("macro.spaces")
    if is_placeholder(macro, network.placeholders):
        return message("macro.placeholder", tracker=tracker.name)
    if fault := macro_fault(macro):
        return fault
    if any(own in macro for own in network.click_in.macros.values()):
        return message("macro.of-network", network=network.name, tracker=tracker.name)
    right = tracker.macro("click_id")
    click_ids = {right, *out.spellings.get("click_id", ()), *(pair.click_id for pair in tracker.click_in.also)}
    if option == "payout-macro":
        is_click_id = macro in {*click_ids, *out.own_click_id}
        return message("macro.not-an-amount", tracker=tracker.name) if is_click_id else None
    hint = message("hint.use", right=right) if right else None
    if macro in out.own_click_id:
        return message("macro.own-click-id", tracker=tracker.name, network=network.name, hint=hint)
    if macro not in click_ids and macro in {*out.macros.values(), *out.other}:
        return message("macro.not-click-id", tracker=tracker.name, hint=hint)
    return None


def check_event_tokens(tokens: str | Iterable[str], tracker: Tracker, problems: list[Problem]) -> tuple[str, ...]:
    """Return the events whose postback the link carries; without any it is the install."""
    given = [tokens] if isinstance(tokens, str) else tokens
    wanted = tuple(INSTALL if token.casefold() == INSTALL else token for token in given)
    if wanted and not tracker.postback_out.callback:
        problems.append(Problem.of("event-token.not-carried", "event-token", "", tracker=tracker.name))
    problems += [
        Problem.of("event-token.signs", "event-token", shown(token), tracker=tracker.name)
        for token in wanted
        if not re.fullmatch(EVENT_TOKEN, token)
    ]
    return wanted or (INSTALL,)


def check_parameter(param: str | None, problems: list[Problem]) -> None:
    """Report a link parameter whose name cannot be in a URL."""
    if param is None or re.fullmatch(PARAMETER, param):
        return
    hidden = hidden_character(param)
    fault = message("parameter.hidden", character=hidden) if hidden else message("parameter.signs")
    problems.append(Problem(fault, "click-id-param", shown(param)))
