"""Check what the user asked for: fields such as the account, payout, currency, scheme, macros of their own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .characters import hidden_character, listed, shown
from .currencies import ISO_4217
from .errors import Problem
from .macro_syntax import macro_fault
from .model import Network, Tracker
from .placeholders import is_placeholder

if TYPE_CHECKING:
    from decimal import Decimal

LONGEST_VALUE = 128
"""Of a field that the user fills in; a longer one is refused before the network's pattern is asked."""

BY_MACRO = "macro"
"""The payout that means: the tracker fills the amount in."""

INSTALL = "install"
"""Stands among event tokens for the install itself."""

AMOUNT = re.compile(r"[0-9]+(\.[0-9]+)?")
# A comma before three digits may be one of thousands; a minus is no slip of the pen.
MISTYPED_AMOUNT = re.compile(r"[^0-9-]*([0-9]+)(?:\.([0-9]+)|,([0-9]{1,2}))[^0-9]*")
EVENT_TOKEN = re.compile(r"[A-Za-z0-9]{1,40}")
UNRESERVED = re.compile(r"[A-Za-z0-9._~-]+")
PARAMETER = re.compile(r"[A-Za-z0-9._~-]{1,64}")
CURRENCY_CODE = re.compile(r"[A-Z0-9]{2,8}")


@dataclass(frozen=True)
class Currency:
    """A currency code as it will stand in the URL, and whether ISO 4217 knows it."""

    code: str

    @property
    def is_iso(self) -> bool:
        """Whether the code is one of ISO 4217."""
        return self.code in ISO_4217


def check_fields(
    network: Network, account: str | None, given: Mapping[str, str], problems: list[Problem]
) -> dict[str, str]:
    """Return the fields of the network that are given and right; ``account`` is the short form of one of them."""
    if account is not None and "account" in given:
        problems.append(Problem("--account and --field account=... say the same: drop one of them", "account"))
    right = {}
    for name, value in {**given, **({"account": account} if account is not None else {})}.items():
        if name not in network.fields:
            fields = listed(list(network.fields), "and")
            problems.append(Problem(f"{network.name} has no field {shown(name)}: the fields are {fields}", "field"))
        elif fault := field_fault(network, name, value):
            option = "--account " if name == "account" else f"--field {name}="
            problems.append(Problem(f"{option}{shown(value)}: {fault}", name))
        else:
            right[name] = value
    return right


def field_fault(network: Network, name: str, value: str) -> str | None:
    """Say what keeps ``value`` from being the user's value for a field of the network, or return None."""
    field = network.fields[name]
    placeholder = is_placeholder(value, network.placeholders)
    fits = len(value) <= LONGEST_VALUE and UNRESERVED.fullmatch(value) and value not in (".", "..")
    if fits and not placeholder and re.fullmatch(field.pattern, value):
        return None
    label = field.label.lower()
    menu = f" from {network.name} under {' > '.join(field.where)}" if field.where else ""
    if placeholder:
        return f"this is a placeholder; copy your own {label}{menu}"
    if not value or value in (".", ".."):
        return f"this is no {label}; copy it{menu}"
    if not UNRESERVED.fullmatch(value):
        return f"the {label} has only letters, digits and . _ ~ -, and no spaces; copy it{menu}"
    return f"with its {len(value)} characters this does not look like the {label} (expected {field.pattern}); copy it{menu}"


def amount_text(payout: str | float | Decimal | None) -> str | float | Decimal | None:
    """Return a payout given in Python as it is typed: digits with a dot, never an exponent.

    A float has the 15 digits that it holds for sure, so that 0.1 + 0.2 is 0.3. What is no number stays as it is.
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


def check_payout(payout: str | None, payout_macro: str | None, problems: list[Problem]) -> str | None:
    """Return BY_MACRO, the fixed amount as typed, or None for no payout."""
    if payout is None:
        return BY_MACRO if payout_macro is not None else None
    if payout == BY_MACRO:
        return BY_MACRO
    if not is_amount(payout):
        meant = meant_amount(payout)
        hint = f"did you mean {meant}? " if meant else ""
        expected = (
            "write an amount above 0 in digits with a dot, such as 1.5, or the word macro to let the tracker fill it in"
        )
        problems.append(Problem(f"--payout {shown(payout)}: {hint}{expected}", "payout"))
    elif payout_macro is not None:
        problems.append(
            Problem("--payout-macro and a fixed --payout exclude each other: drop one of them", "payout-macro")
        )
    return payout


def is_amount(text: str) -> bool:
    """Tell whether ``text`` can be a fixed payout: digits, with a dot at most, above 0."""
    return AMOUNT.fullmatch(text) is not None and bool(text.strip("0."))


def meant_amount(text: str) -> str | None:
    """Return the amount that was most probably meant, as in ``1,5`` or ``$1.5``, or None."""
    found = MISTYPED_AMOUNT.fullmatch(text)
    meant = f"{found[1]}.{found[2] or found[3]}" if found and found[0].isascii() else None
    return meant if meant and is_amount(meant) else None


def is_currency_code(text: str) -> bool:
    """Tell whether ``text`` can stand where the URL has a currency."""
    return CURRENCY_CODE.fullmatch(text) is not None


def check_currency(currency: str | None, currency_code: str | None, problems: list[Problem]) -> Currency | None:
    """Return the currency asked for, or None."""
    if currency is not None and currency_code is not None:
        problems.append(Problem("--currency and --currency-code exclude each other: drop one of them", "currency-code"))
        return None
    if currency_code is not None:
        if not is_currency_code(currency_code):
            problems.append(
                Problem(
                    f"--currency-code {shown(currency_code)}: a code has 2 to 8 capital letters or digits",
                    "currency-code",
                )
            )
            return None
        return Currency(currency_code)
    if currency is None:
        return None
    if currency == BY_MACRO:
        problems.append(
            Problem(
                "--currency macro: the code is part of the URL itself, where no tracker fills in a macro; give a code such as EUR",
                "currency",
            )
        )
        return None
    code = currency.upper()
    if code not in ISO_4217 or not currency.isascii():
        problems.append(
            Problem(
                f"--currency {shown(currency)}: this is not a currency code of ISO 4217, such as EUR; if the network's support gave you another code use --currency-code",
                "currency",
            )
        )
        return None
    return Currency(code)


def check_scheme(network: Network, tracker: Tracker, http: bool, problems: list[Problem]) -> str:
    """Return the scheme of the postback URL: the network's first, unless the user or the tracker needs http."""
    if http and "http" not in network.schemes:
        problems.append(Problem(f"--http: {network.name} takes only {listed(network.schemes)}; drop --http", "http"))
    wants_http = http or tracker.postback_out.sends.scheme == "http"
    return "http" if wants_http and "http" in network.schemes else network.schemes[0]


def check_macro(option: str, macro: str | None, tracker: Tracker, network: Network, problems: list[Problem]) -> None:
    """Report what keeps a macro given by the user from standing in the postback URL."""
    if macro is None:
        return
    fault = _macro_fault(option, macro, tracker, network)
    if fault:
        problems.append(Problem(f"--{option} {shown(macro)}: {fault}", option))


def _macro_fault(option: str, macro: str, tracker: Tracker, network: Network) -> str | None:
    out = tracker.postback_out
    if not macro.strip() or macro != macro.strip():
        return "write the macro without spaces around it"
    if is_placeholder(macro, network.placeholders):
        return f"this is a placeholder; copy the macro from {tracker.name}"
    if wrong := macro_fault(macro):
        return f"it {wrong}; copy the macro alone, with its signs"
    if any(own in macro for own in network.click_in.macros.values()):
        return f"this is {network.name}'s macro, for the tracking link; give the macro of {tracker.name}"
    click_ids = {
        tracker.macro("click_id"),
        *out.spellings.get("click_id", ()),
        *(pair.click_id for pair in tracker.click_in.also),
    }
    if option == "payout-macro":
        wrong_ones = {*click_ids, *out.own_click_id}
        return (
            f"this is a click ID of {tracker.name}, not an amount; give the payout macro"
            if macro in wrong_ones
            else None
        )
    right = tracker.macro("click_id")
    advice = f"; use {right}" if right else ""
    if macro in out.own_click_id:
        return f"this is {tracker.name}'s own click ID, which {network.name} does not know{advice}"
    if macro not in click_ids and macro in {*out.macros.values(), *out.other}:
        return f"this macro of {tracker.name} is not a click ID{advice}"
    return None


def check_event_tokens(tokens: Iterable[str], tracker: Tracker, problems: list[Problem]) -> tuple[str, ...]:
    """Return the events whose postback rides on the link; without any it is the install."""
    wanted = tuple(INSTALL if token.casefold() == INSTALL else token for token in tokens)
    if wanted and not tracker.postback_out.callback:
        problems.append(
            Problem(f"--event-token: no postback rides on the link of {tracker.name}; leave it out", "event-token")
        )
    expected = f"a token has only letters and digits; copy it from {tracker.name}, or write install"
    problems.extend(
        Problem(f"--event-token {shown(token)}: {expected}", "event-token")
        for token in wanted
        if not EVENT_TOKEN.fullmatch(token)
    )
    return wanted or (INSTALL,)


def check_parameter(param: str | None, problems: list[Problem]) -> None:
    """Report a link parameter whose name cannot stand in a URL."""
    if param is not None and not PARAMETER.fullmatch(param):
        hidden = hidden_character(param)
        what = f"it holds {hidden}; " if hidden else ""
        problems.append(
            Problem(
                f"--click-id-param {shown(param)}: {what}a parameter's name has only letters, digits and . _ ~ -",
                "click-id-param",
            )
        )
