"""Check the values of a postback that has arrived: no macro may be left in it."""

from __future__ import annotations

from urllib.parse import unquote_plus

from ..catalog.model import FREE_ROLES
from ..setup.payout import amount_hint, is_amount, is_whole
from ..text.characters import hidden_character, shown
from ..text.placeholders import is_no_value, may_be_meant
from ..urls.cut import Part
from .classify import Kind, judge
from .findings import Findings
from .recognise import Recognised

_NOT_REPLACED = (Kind.NETWORK, Kind.OPPOSITE, Kind.ENCODED, Kind.UNLISTED, Kind.FOREIGN, Kind.MIXED)


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
        found.error("click-id-twice.times", given[1], name=name, count=len(given))
    if value is None:
        # Without its place in the path, the path itself is wrong.
        if name:
            found.error("click-id-missing.name", read.url.query, name=name, fix=None)
    elif not value.text:
        place = given[0] if given else value
        found.error("click-id-empty.name" if name else "click-id-empty.path", place, name=name, fix=None)
    elif is_no_value(value.decoded):
        found.error("click-id-empty.no-value", value, value=shown(value.decoded))
    elif not _has_macro_left(value, read, found):
        decoded = value.decoded
        if hidden := hidden_character(decoded):
            found.error("character.hidden-in-id", value, value=shown(decoded), character=hidden)
        elif decoded != decoded.strip():
            found.error("character.blank-in-id", value, value=shown(decoded))


def _check_payout(read: Recognised, found: Findings) -> None:
    name = read.type.shape.parameter_of("payout")
    given = read.parameters.get("payout", ())
    value = read.value("payout")
    if len(given) > 1:
        found.error("payout-amount.twice", given[1], name=name, count=len(given))
    if value is None:
        if name and "payout" in read.type.needs:
            found.error("payout-missing.name", read.url.query, name=name, fix=None)
    elif not value.text:
        found.error("payout-amount.empty", given[0] if given else value, name=name, fix=None)
    elif not _has_macro_left(value, read, found) and not is_amount(value.decoded):
        hint = amount_hint(value.decoded)
        found.error("payout-amount.text", value, value=shown(value.decoded), hint=hint, fix=None)
    elif read.network.payout.integer and is_amount(value.decoded) and not is_whole(value.decoded):
        found.error("payout-amount.whole", value, value=shown(value.decoded), network=read.network.name)


def _check_plus_signs(read: Recognised, found: Findings) -> None:
    """Report a raw + in the query: for some servers it is itself, for others a space."""
    for slot, given in read.parameters.items():
        name, value = given[0]
        is_text = judge(value.text, read.network, None).kind is Kind.TEXT
        if "+" not in value.text or slot == "payout" or not is_text:
            continue
        report = found.warn if slot == "click_id" else found.note
        network, one, other = read.network.name, shown(value.decoded), shown(unquote_plus(value.text))
        report("plus-sign.value", value, network=network, name=name.decoded, one=one, other=other)


def _has_macro_left(value: Part, read: Recognised, found: Findings) -> bool:
    kind = judge(value.text, read.network, None).kind
    if kind is Kind.PLACEHOLDER:
        found.error("placeholder.left", value, value=shown(value.decoded), fix=None)
    elif kind in _NOT_REPLACED:
        found.error("macro-not-replaced.value", value, value=shown(value.decoded))
    return kind is not Kind.TEXT
