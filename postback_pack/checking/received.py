"""Check the values of a postback that has arrived: no macro may be left in it."""

from __future__ import annotations

from urllib.parse import unquote_plus

from ..catalog.model import FREE_ROLES
from ..setup.payout import is_amount, meant_amount
from ..text.characters import hidden_character, shown
from ..text.placeholders import is_no_value, may_be_meant
from ..urls.cut import Part
from .classify import judge
from .findings import Findings
from .recognise import Recognised

_NOT_REPLACED = ("network", "opposite", "encoded", "unlisted", "foreign", "mixed")


def check_received_values(read: Recognised, found: Findings) -> None:
    """Add what is wrong with the click ID, the payout, and any other value."""
    _check_click_id(read, found)
    _check_payout(read, found)
    for role in FREE_ROLES:
        if value := read.value(role):
            _has_macro_left(value, read, found)
    _check_plus_signs(read, found)
    for parameter in read.extra:
        if not may_be_meant(parameter.value.decoded):
            _has_macro_left(parameter.value, read, found)


def _check_click_id(read: Recognised, found: Findings) -> None:
    name = read.type.shape.parameter_of("click_id")
    given = read.parameters.get("click_id", ())
    value = read.value("click_id")
    if len(given) > 1:
        found.error("click-id-twice", given[1], f"{name} stands {len(given)} times")
    if value is None:
        found.error("click-id-missing", read.url.query, f"{name} is missing")
    elif not value.text:
        found.error("click-id-empty", given[0] if given else read.url.query, f"{name} is empty")
    elif is_no_value(value.decoded):
        found.error("click-id-empty", value, f"{shown(value.decoded)} is what a program writes for no value")
    elif not _has_macro_left(value, read, found):
        decoded = value.decoded
        if (hidden := hidden_character(decoded)) or decoded != decoded.strip():
            found.error(
                "character",
                value,
                f"{shown(decoded)} holds {hidden or 'a blank at an end'}: no network sends such an ID",
            )


def _check_payout(read: Recognised, found: Findings) -> None:
    name = read.type.shape.parameter_of("payout")
    given = read.parameters.get("payout", ())
    value = read.value("payout")
    if len(given) > 1:
        message = f"{name} appears {len(given)} times. Which amount {read.network.name} reads is not known"
        found.error("payout-amount", given[1], message)
    if value is None:
        if name and "payout" in read.type.needs:
            found.error("payout-missing", read.url.query, f"{name} is missing")
    elif not value.text:
        found.error("payout-amount", given[0] if given else value, f"{name} is empty: it needs an amount above 0")
    elif not _has_macro_left(value, read, found) and not is_amount(value.decoded):
        meant = meant_amount(value.decoded)
        hint = f"; {meant} was meant" if meant else ""
        found.error("payout-amount", value, f"{shown(value.decoded)} is not an amount above 0{hint}")


def _check_plus_signs(read: Recognised, found: Findings) -> None:
    """Report a raw + in the query: for some servers it is itself, for others a space."""
    for slot, given in read.parameters.items():
        name, value = given[0]
        is_text = judge(value.text, read.network, None).kind == "text"
        if "+" not in value.text or slot == "payout" or not is_text:
            continue
        readings = f"{shown(value.decoded)} or as {shown(unquote_plus(value.text))}"
        message = (
            f"{read.network.name} may read {name.decoded} as {readings}, because a + means a space to many servers."
            " Send a + as %2B and a space as %20"
        )
        if slot == "click_id":
            found.warn("plus-sign", value, message)
        else:
            found.note("plus-sign", value, message)


def _has_macro_left(value: Part, read: Recognised, found: Findings) -> bool:
    kind = judge(value.text, read.network, None).kind
    if kind == "placeholder":
        found.error("placeholder", value, f"{shown(value.decoded)} is a placeholder")
    elif kind in _NOT_REPLACED:
        found.error("macro-not-replaced", value, f"{shown(value.decoded)} came as text: the tracker did not fill it in")
    return kind != "text"
