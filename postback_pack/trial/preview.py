"""Walk through one conversion with sample values, hop by hop."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import quote

from ..catalog.model import ROLE_NAMES
from ..catalog.network_parts import ACCOUNT
from ..checking.recognise import Recognised
from ..errors import InputError, Problem
from ..messages.message import Message, message
from ..setup.build import Setup
from ..setup.payout import is_amount, sample_amount
from ..text.markup import write_plain
from ..urls.cut import cut
from .fill import check_values, code_fault, filled_in, is_by_macro, read_postback, samples, sent_by_code
from .received import Call, CallReader

_SAMPLE_ID = 1_000_001


class Hop(NamedTuple):
    """One step of the path: what happens, and what it looks like."""

    title: str
    lines: tuple[str, ...]


class Journey(NamedTuple):
    """The path of one conversion, as far as it gets; ``problems`` are why it would be lost.

    ``sent`` is the call and ``call`` what the network reads from it: both None if nothing is sent.
    """

    hops: tuple[Hop, ...]
    sent: str | None
    call: Call | None
    problems: tuple[str, ...]


def preview(setup: Setup, click_id: str, amount: str | None = None) -> Journey:
    """Return the path of one conversion of ``setup``, with ``click_id`` as the network's ID and ``amount`` as its payout.

    Raises InputError for values that no conversion has, and where there is no postback to send.
    """
    problems = check_values(setup.network, click_id, amount)
    if amount is not None and not (setup.payout and setup.payout.by_macro):
        problems.append(Problem(message("send.has-amount" if setup.payout else "send.reports-nothing"), "amount"))
    if problems:
        raise InputError(problems)
    amount = amount or sample_amount(setup.network)
    # Where there is no postback, the reason is that of `render --format url`.
    postback = None if setup.code else read_postback(setup)
    clicked = _clicked(setup, click_id) if setup.tracking_link else None
    if fault := code_fault(setup, click_id):
        hops = (_click_hop(setup, clicked), _hop(message("preview.keeps-nothing"), str(fault)))
        return Journey(hops, None, None, (str(fault),))
    sent, remark = _sent(setup, postback, click_id, amount)
    call = CallReader([setup.network]).read(sent)
    steps = [
        _click_hop(setup, clicked),
        _keeping(setup, click_id),
        _conversion(setup, amount),
        _hop(message("preview.sends", sender=_sender(setup)), sent, *remark),
        _reading(setup, call),
    ]
    left = cut(clicked or "", [setup.network], []).macros
    wrong = [str(message("preview.macro-left", macro=macro.text, network=setup.network.name)) for macro in left]
    wrong += [finding.message for finding in call.findings if finding.severity == "error"]
    arrived = call.values.get("click_id")
    if arrived is None:
        wrong.append(str(message("preview.click-id-lost")))
    elif arrived != click_id:
        wrong.append(str(message("preview.click-id-changed", value=arrived)))
    return Journey(tuple(steps), sent, call, tuple(wrong))


def _clicked(setup: Setup, click_id: str) -> str:
    """Return the link as the visitor's browser gets it: the network has filled in its macros."""
    link = setup.tracking_link or ""
    for number, (name, macro) in enumerate(setup.network.click_in.macros.items()):
        link = link.replace(macro, quote(click_id if name == "click_id" else str(_SAMPLE_ID + number), safe=""))
    return link


def _hop(title: Message, *lines: str) -> Hop:
    return Hop(str(title), lines)


def _click_hop(setup: Setup, clicked: str | None) -> Hop:
    title = message("preview.click-leads" if clicked else "preview.click", network=setup.network.name)
    return _hop(title, clicked or write_plain(setup.gaps["link"].why))


def _keeping(setup: Setup, click_id: str) -> Hop:
    kept = f"{setup.click_id.param or 'click ID'} = {click_id}"
    if setup.click_id.in_callback:
        kept = str(message("preview.keeps-postback"))
    return _hop(message("preview.keeps", sender=_sender(setup)), kept)


def _sender(setup: Setup) -> str | Message:
    return message("preview.your-site") if setup.code else setup.tracker.name


def _conversion(setup: Setup, amount: str) -> Hop:
    if setup.payout is None:
        reported = message("preview.no-amount")
    elif not setup.payout.by_macro:
        reported = message("preview.amount-fixed", amount=setup.payout.text)
    elif setup.payout.text:
        reported = message("preview.amount-macro", amount=amount, macro=setup.payout.text)
    else:
        reported = message("preview.amount-order", amount=amount)
    return _hop(message("preview.converts"), str(reported))


def _sent(setup: Setup, read: Recognised | None, click_id: str, amount: str) -> tuple[str, tuple[str, ...]]:
    """Return the postback as it is sent, and a remark about it."""
    if read is None:
        return sent_by_code(setup, click_id, amount), ()
    values = {"click_id": click_id}
    if is_by_macro(read, "payout"):
        values["payout"] = amount
    values |= samples(read, amount)
    encoded = setup.tracker.postback_out.sends.encoded
    sent = filled_in(read, values, encoded=encoded is not False)
    unlike = any(quote(value, safe="") != value for value in values.values())
    remark = (str(message("preview.encoding", tracker=setup.tracker.name)),)
    return sent, remark if encoded is None and unlike else ()


def _reading(setup: Setup, call: Call) -> Hop:
    labels = {name: field.label for name, field in setup.network.fields.items()} | ROLE_NAMES
    lines = [f"{labels.get(slot, slot)}: {value}" for slot, value in call.values.items()]
    if "currency" not in call.values and is_amount(call.values.get("payout", "")):
        if len(setup.type.currencies) == 1:
            lines.append(f"currency: {setup.type.currencies[0]}")
        elif setup.network.payout.currency == ACCOUNT:
            lines.append(str(message("preview.account-currency", network=setup.network.name)))
    lines += [f"{finding.severity}: {finding.message}" for finding in call.findings if finding.severity != "error"]
    return _hop(message("preview.reads", network=setup.network.name), *lines)


def journey_text(journey: Journey) -> str:
    """Return the path as text, one numbered hop after the other."""
    lines: list[str] = []
    for number, hop in enumerate(journey.hops, start=1):
        lines += [f"{number}. {hop.title}", *(f"   {line}" for line in hop.lines), ""]
    return "\n".join([*lines, str(message("preview.end"))])
