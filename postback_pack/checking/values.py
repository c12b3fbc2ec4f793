"""Check what fills a postback's parameters: the tracker's macros, or text where a macro belongs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ..catalog.model import CLICK_ID, MEANING_NAMES, OTHER, ROLE_NAMES, Tracker
from ..messages.message import Message, message
from ..setup.amount import amount_of, fits
from ..setup.click_id import choose_click_id, read_by
from ..setup.currency import Currency, is_currency_code
from ..setup.payout import BY_MACRO, amount_hint, choose_payout, is_amount, is_whole, meant_amount, reported_in
from ..text.characters import shown
from ..text.placeholders import may_be_meant
from ..urls.cut import Parameter, Part
from ..urls.edit import Edit, append, fill, remove
from .classify import Kind, judge
from .findings import YOUR_TRACKER, Findings
from .recognise import Recognised

_REAL_ID = re.compile(r"(?=.*[0-9])[\w-]{16,}", re.ASCII)
_SPOILT = {
    Kind.PLACEHOLDER: ("placeholder.left", ("value", "fix")),
    Kind.NETWORK: ("network-macro.value", ("value", "network", "fix")),
    Kind.OPPOSITE: ("opposite-direction.macro", ("value", "network", "fix")),
    Kind.ENCODED: ("encoded-macro.tracker", ("value", "macro")),
    Kind.MISSPELT: ("misspelt-macro.tracker", ("value", "tracker", "macro", "right")),
    Kind.FOREIGN: ("foreign-style.tracker", ("value", "tracker", "opening", "closing", "fix")),
    Kind.MIXED: ("text-around-macro.whole", ("macro",)),
}
"""What is wrong in any parameter: the message, and its values."""
_BY_ITS_MACRO = (Kind.ENCODED, Kind.MISSPELT, Kind.MIXED)
"""What holds a macro of the tracker that only has to be written right."""


def check_click_id(read: Recognised, tracker: Tracker | None, link_param: str | None, found: Findings) -> None:
    """Add what is wrong with the click ID: exactly the tracker's macro for it belongs there."""
    name = read.type.shape.parameter_of("click_id") or ""
    right = right_click_id(read, tracker, link_param)
    whose = tracker.name if tracker else YOUR_TRACKER
    fix = message("fix.write", text=f"{name}={right}") if right else message("fix.click-id", tracker=whose)
    given = read.given("click_id")
    if not given:
        edits = [append(read.url, read.filled("click_id", right))] if right else []
        found.error("click-id-missing.name", read.url.query, *edits, name=name, fix=fix)
        return
    keep = next((parameter for parameter in given if parameter.value.text == right), given[0])
    for spare in given:
        if spare is not keep:
            found.error("click-id-twice.times", spare, remove(read.url, spare), name=name, count=len(given))
    value = _Value(read, tracker, keep, right, found, link_param)
    kind = value.judged.kind
    # Where the link carries the postback, the network fills in its own macro.
    is_carried_by_link = tracker and tracker.postback_out.callback and value.text == read.network.click_id_macro
    if kind is Kind.CLICK_ID or is_carried_by_link or value.report_spoilt(fix):
        return
    if kind is Kind.EMPTY:
        value.error("click-id-empty.name", name=name, fix=fix)
    elif kind is Kind.OWN and tracker:
        network = read.network.name
        value.error("own-click-id.macro", macro=value.text, tracker=tracker.name, network=network, fix=fix)
    elif kind is Kind.LISTED and tracker:
        value.error("wrong-macro.click-id", macro=value.text, meanings=_meanings(tracker, value.text), fix=fix)
    else:
        call = message("click-id-literal.call") if _REAL_ID.fullmatch(value.text) else None
        value.error("click-id-literal.text", value=value.quoted, fix=fix, call=call)


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
    given = read.given("payout")
    if not given:
        if "payout" in read.type.needs:
            edits = [append(read.url, read.filled("payout", right))] if right else []
            found.error("payout-missing.name", read.url.query, *edits, name=name, fix=fix)
        return
    if len(given) > 1:
        found.error("payout-amount.twice", given[1], name=name, count=len(given))
    value = _Value(read, tracker, given[0], right, found, wanted=macro)
    if value.report_spoilt(fix):
        return
    kind, text = value.judged.kind, value.part.decoded
    if kind is Kind.EMPTY:
        value.error("payout-amount.empty", name=name, fix=fix)
    elif kind is Kind.TEXT and not is_amount(text):
        meant = meant_amount(text)
        edits = [fill(value.parameter, meant)] if meant else []
        value.error("payout-amount.text", edits, value=value.quoted, hint=amount_hint(text), fix=fix)
    elif kind is Kind.TEXT and read.network.payout.integer and not is_whole(text):
        value.error("payout-amount.whole", [], value=value.quoted, network=read.network.name)
    elif tracker and kind in (Kind.CLICK_ID, Kind.OWN, Kind.LISTED):
        _check_payout_macro(value, tracker, macro)


def _check_payout_macro(value: _Value, tracker: Tracker, payout_macro: str | None) -> None:
    roles, out, macro = set(tracker.roles(value.text)), tracker.postback_out, value.text
    in_dollars, network = tracker.macro("payout_usd"), value.read.network
    is_sale = "sale_amount" in roles and network.payout.means != "price"
    if not is_sale and not roles & {"payout", "payout_usd"}:
        instead = message("wrong-macro.payout", macro=payout_macro) if payout_macro else None
        if "sale_amount" in roles:
            value.found.warn("wrong-macro.sale", value.part, macro=macro, instead=instead)
        elif macro in out.other:
            value.found.warn("wrong-macro.listed", value.part, macro=macro, instead=instead)
        else:
            # It cannot be an amount at all.
            value.error("wrong-macro.amount", macro=macro, meanings=_meanings(tracker, macro), instead=instead)
        return
    if read_in_dollars(value.read) and in_dollars and not is_sale and "payout_usd" not in roles:
        edit = fill(value.parameter, in_dollars)
        value.found.warn("payout-not-usd.macro", value.part, edit, tracker=tracker.name, macro=in_dollars)
    if network.payout.integer:
        value.found.warn("payout-amount.whole-macro", value.part, value=value.quoted, network=network.name)
    if out.minor_units and "payout_usd" not in roles:
        value.found.warn("minor-units.macro", value.part, macro=macro)
    amount = amount_of(tracker, "sale_amount" if is_sale else "payout")
    if network.payout.means is None:
        value.found.note("payout-means.any", value.part, macro=macro, network=network.name)
    elif not fits(network, amount):
        what = f"payout-means.{network.payout.means}-{amount or 'unknown'}"
        value.found.note(what, value.part, macro=macro, network=network.name)


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
    if name is None:
        return
    given, label = read.given(role), ROLE_NAMES[role]
    if not given:
        if role not in read.type.shape.needed:
            return
        edits = [append(read.url, read.filled(role, right))] if right else []
        found.error("fixed-parameter.role", read.url.query, *edits, name=name, role=label)
        return
    value = _Value(read, tracker, given[0], right, found)
    if value.report_spoilt(message("fix.role", role=label)) or not tracker or not right:
        return
    if value.text not in (right, *tracker.postback_out.spellings.get(role, ())):
        edit = fill(value.parameter, right)
        found.warn("wrong-macro.role", value.part, edit, value=value.quoted, role=label, right=right)


def check_extra_value(read: Recognised, tracker: Tracker | None, parameter: Parameter, found: Findings) -> bool:
    """Add what is wrong with the macro in a parameter that the network does not know; return whether there is anything."""
    value = _Value(read, tracker, parameter, None, found)
    return not may_be_meant(value.part.decoded) and value.report_spoilt(message("fix.extra"))


@dataclass
class _Value:
    """The value of one parameter. ``right`` is the macro that belongs there, if it is known."""

    read: Recognised
    tracker: Tracker | None
    parameter: Parameter
    right: str | None
    found: Findings
    link_param: str | None = None
    wanted: str | None = None
    """The macro to write in place of another system's; ``right`` unless given."""

    def __post_init__(self) -> None:
        self.part: Part = self.parameter.value
        self.text = self.part.text
        self.judged = judge(self.text, self.read.network, self.tracker)
        self.is_click_id = self.parameter in self.read.given("click_id")
        self.is_macro_known = self.tracker is not None and self.tracker.macro("click_id") is not None

    @property
    def quoted(self) -> str:
        """The value as messages name it."""
        return shown(self.text)

    def error(self, what: str, edits: Iterable[Edit] | None = None, **values: Any) -> None:
        """Add an error. Unless edits are given, the right macro corrects it."""
        if edits is None:
            edits = [fill(self.parameter, self.right)] if self.right else []
        self.found.error(what, self.part if self.text else self.parameter, *edits, **values)

    def report_spoilt(self, fix: Message) -> bool:
        """Report a value that is wrong in any parameter; return whether it was."""
        kind = self._kind
        if kind is Kind.UNLISTED:
            return self._report_unlisted(fix)
        if kind not in _SPOILT:
            return False
        what, names = _SPOILT[kind]
        right, tracker = self._right_for(kind), self.tracker
        opening, closing = (tracker and tracker.style) or ("", "")
        values = {
            "value": self.quoted,
            "macro": self.judged.macro,
            "right": right,
            "tracker": tracker.name if tracker else None,
            "opening": opening,
            "closing": closing,
            "network": self.read.network.name,
            "fix": fix,
        }
        edits = [fill(self.parameter, right)] if right else []
        self.error(what, edits, **{name: values[name] for name in names})
        return True

    @property
    def _kind(self) -> Kind:
        """What the value is for this parameter."""
        kind = self.judged.kind
        if self.is_click_id:
            is_signs = kind is Kind.TEXT and not self.is_macro_known and re.search(r"[^\w.~-]", self.part.decoded)
            return Kind.UNLISTED if is_signs else kind
        is_strange = kind is Kind.CLICK_ID and self.tracker and not self.tracker.meanings(self.text)
        return Kind.UNLISTED if is_strange else kind

    def _right_for(self, kind: Kind) -> str | None:
        """Return the macro to write: the one that is spoilt, unless it cannot be here."""
        if kind is Kind.FOREIGN:
            return self.wanted or self.right
        if kind not in _BY_ITS_MACRO:
            return self.right
        macro = self.judged.macro
        # With a link the link decides; without one any right click-ID macro may be meant.
        may_be_meant = self.tracker and not self.link_param and read_by(self.tracker, macro)
        if not self.is_click_id or may_be_meant:
            return macro
        return self.right or macro

    def _report_unlisted(self, fix: Message) -> bool:
        tracker = self.tracker
        if tracker is None:
            if self.is_click_id:
                variable = message("unlisted-macro.variable") if self.text.startswith("$") else None
                self.found.warn("unlisted-macro.nobody", self.part, value=self.quoted, variable=variable)
            return self.is_click_id
        is_list_complete = tracker.postback_out.list == "complete"
        is_certain = self.is_macro_known if self.is_click_id else is_list_complete
        if is_certain:
            self.error("unlisted-macro.tracker", value=self.quoted, tracker=tracker.name, fix=fix)
        else:
            compare = message("unlisted-macro.compare")
            self.found.warn("unlisted-macro.tracker", self.part, value=self.quoted, tracker=tracker.name, fix=compare)
        return True
