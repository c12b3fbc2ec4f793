"""Check the values that users copy from their network, such as the account, and the scheme of its URL."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..catalog.limits import LONGEST_VALUE
from ..catalog.model import Network, Tracker
from ..catalog.network_parts import UserField
from ..errors import Problem
from ..messages.message import Message, Option, message
from ..text.characters import code_point, hidden_character, shown
from ..text.placeholders import is_placeholder
from .payout import BY_MACRO

UNRESERVED = r"[A-Za-z0-9._~-]"
"""A character that a URL can hold as it is; every other one of a user's value is percent-encoded."""


def option_of(field: str) -> Option:
    """Return the option that gives a field of the network: the account has one of its own."""
    return Option(field, is_field=field != "account")


def source_of(network: Network, field: UserField) -> str:
    """Say where users find their value: the network, and the menu path if it is known."""
    return f"{network.name}: {' > '.join(field.where)}" if field.where else network.name


def check_fields(
    network: Network, account: str | None, given: Mapping[str, str], problems: list[Problem]
) -> dict[str, str]:
    """Return the fields of the network that are given and right; ``account`` is the short form of one of them."""
    if account is not None and "account" in given:
        problems.append(Problem.of("field.account-twice", "account", account=Option("account", is_field=True)))
    right = {}
    for name, value in {**given, **({"account": account} if account is not None else {})}.items():
        if name not in network.fields:
            problems.append(Problem(unknown_field(network, name), "field"))
        elif fault := given_fault(network, name, value):
            problems.append(Problem(fault, option_of(name), shown(value)))
        else:
            right[name] = value
    return right


def unknown_field(network: Network, name: str) -> Message:
    """Say that the network has no such field, and which it has."""
    if not network.fields:
        return message("field.none", network=network.name, name=shown(name))
    from ..text.suggestions import near_hint

    known = [*network.fields]
    hint = near_hint(name, known) if len(known) > 1 else None
    return message("field.unknown", network=network.name, name=shown(name), hint=hint, fields=known)


def given_fault(network: Network, name: str, value: str) -> Message | None:
    """Say what keeps ``value`` from being given for a field; where the network allows it, it can be the tracker's macro."""
    field = network.fields[name]
    is_right = value == field.default or (field.macro and value == BY_MACRO)
    return None if is_right else field_fault(network, name, value)


def field_fault(network: Network, name: str, value: str) -> Message | None:
    """Say what keeps ``value`` from being the user's value for a field of the network, or return None."""
    field = network.fields[name]
    label, source = field.label, source_of(network, field)
    if is_placeholder(value, network.placeholders):
        return message("field.placeholder", label=label, source=source)
    if value in ("", ".", ".."):
        return message("field.nothing", label=label, source=source)
    if hidden := hidden_character(value):
        return message("field.hidden", label=label, source=source, character=hidden)
    if len(value) <= LONGEST_VALUE and field.takes(value):
        return message("field.space-around", label=label) if value != value.strip() else None
    if field.pattern is None:
        return message("field.values", label=label, values=[*field.values])
    if signs := _wrong_signs(field, value[: LONGEST_VALUE + 1]):
        return message("field.signs", label=label, source=source, signs=signs)
    return message("field.pattern", label=label, source=source, length=len(value), pattern=field.pattern)


def is_plain(value: str) -> bool:
    """Return whether a value is in a URL as it is."""
    return re.fullmatch(f"{UNRESERVED}*", value) is not None


def _wrong_signs(field: UserField, value: str) -> list[str | Message]:
    """Return the signs that keep ``value`` from being right: without all other signs it is right only without them too."""
    signs = sorted({*re.sub(UNRESERVED, "", value)})

    def is_right_with(sign: str) -> bool:
        return field.takes("".join(each for each in value if each == sign or each not in signs))

    wrong = [sign for sign in signs if not is_right_with(sign)] if is_right_with("") else []
    return [message("field.space") if sign == " " else code_point(sign) if sign.isspace() else sign for sign in wrong]


def sample_value(network: Network, name: str) -> str | None:
    """Return a value for a field that an example can show, or None if none that we know of is right."""
    field = network.fields[name]
    words = {"account": ["acme"], "event": ["lead"]}.get(name, [])
    numbers = [("1234567890" * 7)[:length] for length in (*range(4, LONGEST_VALUE + 1), 1, 2, 3)]
    samples = (*field.values, *words, *numbers, "11111111-2222-3333-4444-555555555555")
    return next((sample for sample in samples if field_fault(network, name, sample) is None), None)


def macro_for(tracker: Tracker, field: UserField) -> str | None:
    """Return the macro with which a tracker fills in a field: it sends the network's own values where it can translate."""
    if field.macro is None:
        return None
    translation = tracker.postback_out.status_translation
    translated = translation.translating(field.statuses) if translation else None
    return translated or tracker.macro(field.macro)


def check_scheme(
    network: Network, tracker: Tracker, problems: list[Problem], *, http: bool = False, https: bool = False
) -> str:
    """Return the scheme of the postback URL: the network's first, unless the user asks for the other or the tracker needs http."""
    if http and https:
        problems.append(Problem.of("scheme.twice", "https", ""))
    for name in (name for name, is_wanted in (("http", http), ("https", https)) if is_wanted):
        if name not in network.schemes:
            network_name, schemes = network.name, network.schemes
            problems.append(
                Problem.of("scheme.refused", name, "", network=network_name, schemes=schemes, option=Option(name))
            )
    if https:
        return "https"
    wants_http = http or tracker.postback_out.sends.scheme == "http"
    return "http" if wants_http and "http" in network.schemes else network.schemes[0]
