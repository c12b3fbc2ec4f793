"""Decide what is reported as payout: the user's amount or macro, else the macro of the tracker that fits the type."""

from __future__ import annotations

from dataclasses import dataclass

from .evidence import Grade
from .model import PostbackType, Tracker
from .options import BY_MACRO


@dataclass(frozen=True)
class Payout:
    """What is reported as payout: ``text`` is a fixed amount or a macro; None where the macro is not known."""

    by_macro: bool
    text: str | None
    role: str = "payout"
    grade: Grade = "unknown"
    given_by_user: bool = False


def choose_payout(tracker: Tracker, kind: PostbackType, amount: str | None, own_macro: str | None) -> Payout | None:
    """Return the payout, or None if none is reported.

    ``amount``: BY_MACRO or a fixed amount; ``own_macro``: the macro that the user gave.
    """
    if amount is None:
        return None
    if amount != BY_MACRO:
        return Payout(by_macro=False, text=amount)
    if own_macro is not None:
        return Payout(by_macro=True, text=own_macro, grade="reported", given_by_user=True)
    roles = ("payout_usd", "payout") if kind.currencies == ("USD",) else ("payout",)
    role = next((role for role in roles if tracker.macro(role)), "payout")
    return Payout(by_macro=True, text=tracker.macro(role), role=role, grade=tracker.grade(f"macros.{role}"))
