"""Check what fills a postback's parameters: the tracker's macros, or text where a macro belongs."""

from __future__ import annotations

import re

from ..catalog.model import CLICK_ID, MEANING_NAMES, OTHER, ROLE_NAMES, Tracker
from ..messages.message import Message, message
from ..setup.amount import amount_of, fits
from ..setup.click_id import choose_click_id, usual_macro
from ..setup.currency import Currency, is_currency_code
from ..setup.payout import BY_MACRO, amount_hint, choose_payout, is_amount, is_whole, meant_amount, reported_in
from ..text.macros import has_macro
from ..text.placeholders import may_be_meant
from ..text.suggestions import one_edit_apart
from ..urls.cut import Parameter
from ..urls.edit import append, remove
from .classify import Kind
from .findings import YOUR_TRACKER, Findings
from .recognise import Recognised
from .value import Value, places_of, written

_REAL_ID = re.compile(r"(?=.*[0-9])[\w-]{16,}", re.ASCII)


def check_click_id(read: Recognised, tracker: Tracker | None, link_param: str | None, found: Findings) -> None:
    """Add what is wrong with the click ID: exactly the tracker's macro for it belongs there."""
    name = read.type.shape.parameter_of("click_id")
    right = right_click_id(read, tracker, link_param)
    whose = tracker.name if tracker else YOUR_TRACKER
    fix = message("fix.write", text=written(read, "click_id", right)) if right else None
    fix = fix or message("fix.click-id", tracker=whose)
    given = places_of(read, "click_id")
    if not given:
        # Without its place in the path, the path itself is wrong.
        if name:
            edits = [append(read.url, read.filled("click_id", right))] if right else []
            found.error("click-id-missing.name", read.url.query, *edits, name=name, fix=fix)
        return
    keep = next((parameter for parameter in given if parameter.value.text == right), given[0])
    for spare in given:
        if spare is not keep:
            found.error("click-id-twice.times", spare, remove(read.url, spare), name=name, count=len(given))
    value = Value(read, tracker, "click_id", keep, found, right, link_param)
    kind = value.judged.kind
    # Where the link carries the postback, the network fills in its own macro.
    is_carried_by_link = tracker and tracker.postback_out.callback and value.text == read.network.click_id_macro
    if kind is Kind.CLICK_ID and tracker and not link_param:
        _report_doubtful(value, tracker)
    if kind is Kind.CLICK_ID or is_carried_by_link or value.report_spoilt(fix):
        return
    if kind is Kind.EMPTY:
        value.error("click-id-empty.name" if name else "click-id-empty.path", name=name, fix=fix)
    elif kind is Kind.OWN and tracker:
        network = read.network.name
        value.error("own-click-id.macro", macro=value.text, tracker=tracker.name, network=network, fix=fix)
    elif kind is Kind.LISTED and tracker:
        value.error("wrong-macro.click-id", macro=value.text, meanings=_meanings(tracker, value.text), fix=fix)
    else:
        call = message("click-id-literal.call") if _REAL_ID.fullmatch(value.text) else None
        value.error("click-id-literal.text", value=value.quoted, fix=fix, call=call)


def _report_doubtful(value: Value, tracker: Tracker) -> None:
    """Report a macro that is right if the link has a parameter of that name, but looks like a slip of the usual one."""
    text, usual, param = value.text, usual_macro(tracker), tracker.click_in.param
    if usual is None or text == usual or tracker.meanings(text):
        return
    is_slip = text.casefold() == usual.casefold() or one_edit_apart(text, usual)
    if is_slip or text in value.read.network.click_in.macros.values():
        value.found.warn("unlisted-macro.any-name", value.place, value=value.quoted, name=param, macro=usual)


def right_click_id(read: Recognised, tracker: Tracker | None, link_param: str | None) -> str | None:
    """Return the macro that belongs in the click-ID parameter, or None if it is not known."""
    if tracker is None:
        return None
    return choose_click_id(tracker, read.network, [link_param] if link_param else [], None, None, []).macro


def _meanings(tracker: Tracker, macro: str) -> list[Message]:
    """Return what else than the click ID a macro means."""
    meanings = [
        message("meaning.other") if meaning == OTHER else message("meaning.role", role=MEANING_NAMES[meaning])
        for meaning in tracker.meanings(macro)
        if meaning != CLICK_ID
    ]
    return meanings or [message("meaning.click-id")]


def check_payout(read: Recognised, tracker: Tracker | None, found: Findings) -> None:
    """Add what is wrong with the payout: an amount, or the tracker's macro for one."""
    name = read.type.shape.parameter_of("payout")
    if name is None:
        return
    payout = choose_payout(tracker, read.type, BY_MACRO, None, reported_currency(read)) if tracker else None
    macro = payout.text if payout else None
    # What else than the amount that the network takes gets reported, only the user can decide.
    right = macro if tracker and payout and fits(read.network, amount_of(tracker, payout.role)) else None
    fix = message("fix.amount-or-macro", macro=macro) if macro else message("fix.amount")
    given = places_of(read, "payout")
    if not given:
        if "payout" in read.type.needs:
            edits = [append(read.url, read.filled("payout", right))] if right else []
            found.error("payout-missing.name", read.url.query, *edits, name=name, fix=fix)
        return
    if len(given) > 1:
        edits = [remove(read.url, given[1])] if given[1].value.text == given[0].value.text else []
        found.error("payout-amount.twice", given[1], *edits, name=name, count=len(given))
    value = Value(read, tracker, "payout", given[0], found, right, wanted=macro)
    if value.report_spoilt(fix):
        return
    kind, text = value.judged.kind, value.part.decoded
    if kind is Kind.EMPTY:
        value.error("payout-amount.empty", name=name, fix=fix)
    elif kind is Kind.TEXT and not is_amount(text):
        meant = meant_amount(text)
        edits = [value.filled(meant)] if meant else []
        value.error("payout-amount.text", edits, value=value.quoted, hint=amount_hint(text), fix=fix)
    elif kind is Kind.TEXT and read.network.payout.integer and not is_whole(text):
        value.error("payout-amount.whole", [], value=value.quoted, network=read.network.name)
    elif tracker and kind in (Kind.CLICK_ID, Kind.OWN, Kind.LISTED):
        _check_payout_macro(value, tracker, macro)


def _check_payout_macro(value: Value, tracker: Tracker, payout_macro: str | None) -> None:
    roles, out, macro = set(tracker.roles(value.text)), tracker.postback_out, value.text
    in_dollars, network = tracker.macro("payout_usd"), value.read.network
    is_sale = "sale_amount" in roles and network.payout.means != "price"
    if not is_sale and not roles & {"payout", "payout_usd"}:
        instead = message("wrong-macro.payout", macro=payout_macro) if payout_macro else None
        if "sale_amount" in roles:
            value.found.warn("wrong-macro.sale", value.place, macro=macro, instead=instead)
        elif macro in out.other:
            value.found.warn("wrong-macro.listed", value.place, macro=macro, instead=instead)
        else:
            # It cannot be an amount at all.
            value.error("wrong-macro.amount", macro=macro, meanings=_meanings(tracker, macro), instead=instead)
        return
    if read_in_dollars(value.read) and in_dollars and not is_sale and "payout_usd" not in roles:
        edit = value.filled(in_dollars)
        value.found.warn("payout-not-usd.macro", value.place, edit, tracker=tracker.name, macro=in_dollars)
    if network.payout.integer:
        value.found.warn("payout-amount.whole-macro", value.place, value=value.quoted, network=network.name)
    if out.minor_units and "payout_usd" not in roles:
        value.found.warn("minor-units.macro", value.place, macro=macro)
    amount = amount_of(tracker, "sale_amount" if is_sale else "payout")
    if network.payout.means is None:
        value.found.note("payout-means.any", value.place, macro=macro, network=network.name)
    elif not fits(network, amount):
        what = f"payout-means.{network.payout.means}-{amount or 'unknown'}"
        value.found.note(what, value.place, macro=macro, network=network.name)


def read_in_dollars(read: Recognised) -> bool:
    """Return whether the network takes the amount as US dollars."""
    return reported_in(read.type, reported_currency(read)) == "USD"


def reported_currency(read: Recognised) -> Currency | None:
    """Return the currency that the URL names, if it names one."""
    value = read.value("currency")
    return Currency(value.decoded) if value and is_currency_code(value.decoded) else None


def check_role(read: Recognised, tracker: Tracker | None, role: str, found: Findings) -> None:
    """Add what is wrong with a role that the network asks for in addition to click ID and payout."""
    name = read.type.shape.parameter_of(role)
    right = tracker.macro(role) if tracker else None
    given, label = places_of(read, role), ROLE_NAMES[role]
    if not given:
        if name is None or role not in read.type.shape.needed:
            return
        edits = [append(read.url, read.filled(role, right))] if right else []
        found.error("fixed-parameter.role", read.url.query, *edits, name=name, role=label)
        return
    _check_macro(read, tracker, role, given[0], found)


def _check_macro(read: Recognised, tracker: Tracker | None, role: str, given: Parameter, found: Findings) -> None:
    """Add what is wrong with the macro for a role."""
    right, label = tracker.macro(role) if tracker else None, ROLE_NAMES[role]
    value = Value(read, tracker, role, given, found, right)
    if value.report_spoilt(message("fix.role", role=label)) or not tracker or role in tracker.roles(value.text):
        return
    # The tracker's own click ID may tell conversions apart where it has no macro for that.
    is_own = value.judged.kind is Kind.OWN and role != "txid"
    if right or is_own or tracker.roles(value.text):
        edits = [value.filled(right)] if right else []
        fix = message("fix.write", text=right) if right else None
        found.warn("wrong-macro.role", value.place, *edits, value=value.quoted, role=label, fix=fix)


def check_currency_macro(read: Recognised, tracker: Tracker | None, found: Findings) -> bool:
    """Return whether a macro is there for the currency, and report one that is not the tracker's."""
    given = places_of(read, "currency")
    if not given or not has_macro(given[0].value.decoded):
        return False
    _check_macro(read, tracker, "currency", given[0], found)
    return True


def check_extra_value(read: Recognised, tracker: Tracker | None, parameter: Parameter, found: Findings) -> bool:
    """Add what is wrong with the macro in a parameter that the network does not know; return whether there is anything."""
    value = Value(read, tracker, None, parameter, found)
    return not may_be_meant(value.part.decoded) and value.report_spoilt(message("fix.extra"))
