"""Decide in which parameter of the tracking link the click ID travels, and which macro gives it back.

Both come from one place, so link and postback always meet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from ..catalog.evidence import Grade
from ..catalog.model import Network, Tracker
from ..catalog.tracker_parts import Pair
from ..errors import Problem
from ..text.characters import listed


@dataclass(frozen=True)
class ClickId:
    """The way of the click ID: the link's ``param`` and the postback's ``macro``; None: not known.

    ``fact`` is the field of the entry that they come from; ``given_by_user`` tells whose the macro is.
    """

    param: str | None
    macro: str | None
    fact: str
    grade: Grade
    given_by_user: bool = False
    renamed: bool = False
    """True: the tracker expects another parameter unless it is told of this one."""
    named_by_user: bool = False
    """True: the user asked for this parameter, so the tracker will have been told."""
    in_callback: bool = False
    """True: the macro is the network's own, filled in at the click inside the postback that rides on the link."""


class Reads(NamedTuple):
    """What a click-ID macro gives back: the link's ``param``, or None for whichever the tracker was told of."""

    param: str | None


def read_by(tracker: Tracker, macro: str) -> Reads | None:
    """Return what ``macro`` reads if it is a click-ID macro of this tracker, in any of its spellings; else None."""
    into, out = tracker.click_in, tracker.postback_out
    own = [tracker.macro("click_id"), *out.spellings.get("click_id", ())]
    if macro in own and "<param>" not in macro:
        return Reads(into.param if into.naming == "fixed" else None)
    if set(tracker.meanings(macro)) - {"click ID"}:
        return None
    with_param = (known.replace("<param>", "<name>") for known in own if known and "<param>" in known)
    named = [Pair(param="<name>", click_id=known) for known in with_param]
    param = next((param for pair in (*into.also, *named) if (param := pair.param_of(macro))), None)
    return Reads(param) if param else None


def choose_click_id(
    tracker: Tracker,
    network: Network,
    in_link: list[str],
    param: str | None,
    macro: str | None,
    problems: list[Problem],
) -> ClickId:
    """Return how the click ID travels.

    ``in_link``: the parameters that hold the network's click-ID macro in the user's campaign URL;
    ``param`` and ``macro``: what the user gave.
    """
    into = tracker.click_in
    if len(in_link) > 1:
        problems.append(
            _link_problem(
                f"{network.click_id_macro} stands in the parameters {listed(in_link, 'and')}; leave it in one"
            )
        )
    in_link_name = in_link[0] if in_link else None
    if param and in_link_name and param != in_link_name:
        problems.append(
            _link_problem(
                f"it has {network.click_id_macro} in {in_link_name}, but --click-id-param is {param}; make them agree"
            )
        )
    wanted = param or in_link_name or _param_of(tracker, macro) or into.param
    if wanted is None and macro is None and tracker.postback_out.callback:
        return ClickId(None, network.click_id_macro, "delivery", tracker.grade("delivery"), in_callback=True)
    pair_macro = _pair_macro(tracker, wanted) if wanted and wanted != into.param else None
    if wanted and into.param and wanted != into.param and pair_macro is None and into.naming == "fixed":
        problems.append(_not_read(tracker, network, wanted, from_link=not param))
    if macro and wanted and (reads := _reads_another(tracker, macro, wanted, pair_macro)):
        problems.append(
            Problem(
                f"--click-id-macro {macro}: it returns what came in {reads}, but the click ID travels in {wanted}; make them agree",
                "click-id-macro",
            )
        )
    known = pair_macro or _filled(tracker.macro("click_id"), wanted)
    renamed = into.naming == "default" and wanted != into.param and pair_macro is None and into.param is not None
    fact = "also" if pair_macro else "macros.click_id"
    grade: Grade = "reported" if macro else tracker.grade(fact) if known else "unknown"
    return ClickId(
        wanted,
        macro or known,
        fact,
        grade,
        given_by_user=macro is not None,
        renamed=renamed,
        named_by_user=param is not None,
    )


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
    if own is None and pair_macro and macro == _filled(tracker.macro("click_id"), tracker.click_in.param):
        own = tracker.click_in.param
    return own if own != param else None


def _filled(macro: str | None, param: str | None) -> str | None:
    if macro is None or "<param>" not in macro:
        return macro
    return macro.replace("<param>", param) if param else None


def _link_problem(message: str) -> Problem:
    return Problem(f"--campaign-url: {message}", "campaign-url")


def _not_read(tracker: Tracker, network: Network, wanted: str, from_link: bool) -> Problem:
    pairs = [tracker.click_in.param or "", *(pair.param for pair in tracker.click_in.also)]
    reads = f"{tracker.name} keeps the click ID in {listed(pairs)}"
    if from_link:
        return _link_problem(f"it has {network.click_id_macro} in {wanted}, but {reads}; move it there")
    return Problem(f"--click-id-param {wanted}: {reads}; choose one of these", "click-id-param")
