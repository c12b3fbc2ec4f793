"""Check what the user asked for: fields such as the account, payout, currency, scheme, macros of their own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ..catalog.limits import LONGEST_VALUE
from ..catalog.model import Network, Tracker
from ..errors import Problem
from ..text.characters import hidden_character, listed, shown
from ..text.macros import macro_fault
from ..text.placeholders import is_placeholder

INSTALL = "install"
"""Stands among event tokens for the install itself."""

EVENT_TOKEN = re.compile(r"[A-Za-z0-9]{1,40}")
UNRESERVED = re.compile(r"[A-Za-z0-9._~-]+")
PARAMETER = re.compile(r"[A-Za-z0-9._~-]{1,64}")


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
    if fits and not placeholder and re.fullmatch(field.pattern, value, re.ASCII):
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
