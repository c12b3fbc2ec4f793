"""Decide in which parameter of the tracking link the click ID travels, and which macro gives it back.

Both come from one place, so link and postback always meet.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..catalog.evidence import Grade
from ..catalog.model import CLICK_ID, Network, Tracker
from ..catalog.tracker_parts import param_named_in
from ..errors import Problem
from ..frozen import Frozen


class ClickId(Frozen):
    """How the click ID travels: the link's ``param`` and the postback's ``macro``; None: not known.

    ``fact`` is the field of the entry that they come from; ``given_by_user`` says whether the macro is the user's.
    """

    param: str | None
    macro: str | None
    fact: str
    grade: Grade
    given_by_user: bool = False
    renamed: bool = False
    """True: the tracker expects another parameter unless it is set up to read this one."""
    named_by_user: bool = False
    """True: the user asked for this parameter, so the tracker is set up to read it."""
    in_callback: bool = False
    """True: the macro is the network's own, filled in at the click inside the postback that the link carries."""


class Reads(NamedTuple):
    """What a click-ID macro gives back: the link's ``param``, or None for whichever the tracker is set up to read."""

    param: str | None


def read_by(tracker: Tracker, macro: str) -> Reads | None:
    """Return what ``macro`` reads if it is a click-ID macro of this tracker, in any of its spellings; else None."""
    into, out = tracker.click_in, tracker.postback_out
    own = [tracker.macro("click_id"), *out.spellings.get("click_id", ())]
    if macro in own and "<param>" not in macro:
        return Reads(into.param if into.naming == "fixed" else None)
    if set(tracker.meanings(macro)) - {CLICK_ID}:
        return None
    params = (*(pair.param_of(macro) for pair in into.also), *(param_named_in(macro, known) for known in own if known))
    param = next(filter(None, params), None)
    return Reads(param) if param else None


def usual_macro(tracker: Tracker) -> str | None:
    """Return the macro that reads the parameter in which the tracker takes the click ID unless it is set up to read another."""
    return _filled(tracker.macro("click_id"), tracker.click_in.param)


def choose_click_id(
    tracker: Tracker,
    network: Network,
    in_link: Sequence[str],
    param: str | None,
    macro: str | None,
    problems: list[Problem],
) -> ClickId:
    """Return how the click ID travels.

    ``in_link``: the parameters that hold the network's click-ID macro in the user's campaign URL;
    ``param`` and ``macro``: what the user gave.
    """
    into = tracker.click_in
    _check_agreement(network, in_link, param, problems)
    # What the user says comes first, then the link, then what the user's macro reads, then the catalog.
    wanted = param or (in_link[0] if in_link else None) or _param_of(tracker, macro) or into.param
    if wanted is None and macro is None and tracker.postback_out.callback and network.click_id_macro:
        return ClickId(
            param=None, macro=network.click_id_macro, fact="delivery", grade=tracker.grade("delivery"), in_callback=True
        )
    is_own = wanted == into.param
    pair_macro = _pair_macro(tracker, wanted) if wanted and not is_own else None
    is_new = wanted is not None and into.param is not None and not is_own and pair_macro is None
    if is_new and into.naming == "fixed":
        problems.append(_not_read(tracker, network, wanted or "", from_link=not param))
    reads = _reads_another(tracker, macro, wanted, pair_macro) if macro and wanted else None
    if reads:
        problems.append(Problem.of("click-id.reads-another", "click-id-macro", macro, reads=reads, param=wanted))
    known = pair_macro or _filled(tracker.macro("click_id"), wanted)
    fact = "also" if pair_macro else "macros.click_id"
    grade: Grade = tracker.grade(fact) if known else "unknown"
    return ClickId(
        param=wanted,
        macro=macro or known,
        fact=fact,
        grade="reported" if macro else grade,
        given_by_user=macro is not None,
        renamed=is_new and into.naming == "default",
        named_by_user=param is not None,
    )


def _check_agreement(network: Network, in_link: Sequence[str], param: str | None, problems: list[Problem]) -> None:
    """Report a campaign URL that names several parameters for the click ID, or another one than the user."""
    macro, place = network.click_id_macro, "campaign-url"
    if len(in_link) > 1:
        problems.append(Problem.of("click-id.in-several", place, "", macro=macro, names=tuple(in_link)))
    if param and in_link and param != in_link[0]:
        problems.append(Problem.of("click-id.disagree", place, "", macro=macro, name=in_link[0], param=param))


def _pair_macro(tracker: Tracker, param: str) -> str | None:
    return next((macro for pair in tracker.click_in.also if (macro := pair.macro_of(param))), None)


def _pair_param(tracker: Tracker, macro: str) -> str | None:
    return next((param for pair in tracker.click_in.also if (param := pair.param_of(macro))), None)


def _param_of(tracker: Tracker, macro: str | None) -> str | None:
    """Return the parameter that a macro of the user's reads, if it is that of a pair."""
    if macro is None or macro == tracker.macro("click_id"):
        return None
    return _pair_param(tracker, macro)


def _reads_another(tracker: Tracker, macro: str, param: str, pair_macro: str | None) -> str | None:
    """Return the parameter that a macro of the user's reads, if the catalog knows that it is another than ``param``."""
    own = _pair_param(tracker, macro)
    if own is None and pair_macro and macro == usual_macro(tracker):
        own = tracker.click_in.param
    return own if own != param else None


def _filled(macro: str | None, param: str | None) -> str | None:
    if macro is None or "<param>" not in macro:
        return macro
    return macro.replace("<param>", param) if param else None


def _not_read(tracker: Tracker, network: Network, wanted: str, from_link: bool) -> Problem:
    name, reads = tracker.name, (tracker.click_in.param, *(pair.param for pair in tracker.click_in.also))
    if not from_link:
        return Problem.of("click-id.parameter-not-read", "click-id-param", wanted, tracker=name, reads=reads)
    macro = network.click_id_macro
    return Problem.of("click-id.not-read", "campaign-url", "", macro=macro, param=wanted, tracker=name, reads=reads)
