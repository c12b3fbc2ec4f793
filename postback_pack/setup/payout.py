"""Decide what is reported as payout: the user's amount or macro, else the macro of the tracker that fits the type."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..catalog.evidence import Grade
from ..catalog.model import Network, Tracker
from ..catalog.network_parts import PostbackType
from ..errors import Problem
from ..frozen import Frozen
from ..messages.message import Message, message
from ..text.characters import shown
from .options import SAMPLE_AMOUNT, SAMPLE_WHOLE_AMOUNT

if TYPE_CHECKING:
    from decimal import Decimal

    from .currency import Currency

WHOLE = r"[0-9]+"
BY_MACRO = "macro"
"""The payout that means: the tracker fills the amount in."""
AMOUNT = r"[0-9]+(\.[0-9]+)?"
MISTYPED_AMOUNT = r"[^0-9-]*([0-9]+)(?:\.([0-9]+)|,([0-9]{1,2}))[^0-9]*"
"""A comma before three digits may be one of thousands; a minus is not a slip."""


class Payout(Frozen):
    """What is reported as payout: ``text`` is a fixed amount or a macro; None where the macro is not known."""

    by_macro: bool
    text: str | None
    role: str = "payout"
    grade: Grade = "unknown"
    given_by_user: bool = False


def choose_payout(
    tracker: Tracker, kind: PostbackType, amount: str | None, own_macro: str | None, currency: Currency | None
) -> Payout | None:
    """Return the payout, or None if none is reported.

    ``amount``: BY_MACRO or a fixed amount; ``own_macro``: the macro that the user gave; ``currency``: the one to report.
    """
    if amount is None:
        return None
    if amount != BY_MACRO:
        return Payout(by_macro=False, text=amount)
    if own_macro is not None:
        return Payout(by_macro=True, text=own_macro, grade="reported", given_by_user=True)
    roles = ("payout_usd", "payout") if reported_in(kind, currency) == "USD" else ("payout",)
    role = next((role for role in roles if tracker.macro(role)), "payout")
    return Payout(by_macro=True, text=tracker.macro(role), role=role, grade=tracker.grade(f"macros.{role}"))


def reported_in(kind: PostbackType, currency: Currency | None) -> str | None:
    """Return the code of the currency in which the network reads the amount, where it is known."""
    if currency:
        return None if currency.by_macro else currency.code
    return kind.currencies[0] if len(kind.currencies) == 1 else None


def sample_amount(network: Network) -> str:
    """Return an amount that the network takes."""
    return SAMPLE_WHOLE_AMOUNT if network.payout.integer else SAMPLE_AMOUNT


def is_amount(text: str) -> bool:
    """Return whether ``text`` can be a fixed payout: digits, with a dot at most, above 0."""
    return re.fullmatch(AMOUNT, text) is not None and bool(text.strip("0."))


def is_whole(text: str) -> bool:
    """Return whether an amount has no fraction, as some networks want it."""
    return re.fullmatch(WHOLE, text) is not None


def meant_amount(text: str) -> str | None:
    """Return the amount that was most probably meant, as in ``1,5`` or ``$1.5``, or None."""
    found = re.fullmatch(MISTYPED_AMOUNT, text)
    meant = f"{found[1]}.{found[2] or found[3]}" if found and found[0].isascii() else None
    return meant if meant and is_amount(meant) else None


def amount_hint(text: str) -> Message | None:
    """Return the sentence that asks whether another amount was meant, or None."""
    meant = meant_amount(text)
    return message("hint.near", near=meant) if meant else None


def check_payout(payout: str | None, payout_macro: str | None, problems: list[Problem]) -> str | None:
    """Return BY_MACRO, the fixed amount as typed, or None for no payout."""
    if payout is None:
        return BY_MACRO if payout_macro is not None else None
    if payout == BY_MACRO:
        return BY_MACRO
    if not is_amount(payout):
        problems.append(Problem.of("payout.not-an-amount", "payout", shown(payout), hint=amount_hint(payout)))
    elif payout_macro is not None:
        problems.append(Problem.of("payout.macro-and-amount", "payout-macro"))
    return payout


def amount_text(payout: str | float | Decimal | None) -> str | float | Decimal | None:
    """Return a payout given in Python as it is typed: digits with a dot, never an exponent.

    A float has the 15 digits that it holds for sure, so that 0.1 + 0.2 is 0.3. What is not a number stays as it is.
    """
    if payout is None or isinstance(payout, str):
        return payout
    from decimal import Decimal

    if isinstance(payout, bool) or not isinstance(payout, (int, float, Decimal)):
        return payout
    number = Decimal(format(payout, ".15g")) if isinstance(payout, float) else Decimal(payout)
    if number.is_finite() and -15 <= number.adjusted() <= 15:
        return format(number, "f")
    return str(payout)
