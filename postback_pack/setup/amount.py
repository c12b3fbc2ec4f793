"""What a reported amount is, and whether it is the one that the network takes: the price, or what the conversion is worth."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from ..catalog.model import URL_DELIVERIES, Network, Tracker
from ..catalog.network_parts import ACCOUNT, PostbackType
from ..catalog.tracker_parts import TABLE
from ..messages.message import Message, message, sentences
from .payout import Payout, reported_in
from .request import Request

_FITTING = {"price": ("paid_to_network",), "revenue": ("earned", "sale_value")}
"""What a network can take the amount for, and the amounts of trackers that are it."""


def amount_of(tracker: Tracker, role: str = "payout") -> str | None:
    """Return what a macro with this role reports, or the code of a site: what its customer paid; None: not known."""
    if role == "sale_amount" or tracker.postback_out.delivery == "code":
        return "sale_value"
    return tracker.postback_out.payout_means


def fits(network: Network, amount: str | None) -> bool:
    """Return whether an amount is known to be the one that the network takes."""
    return amount in _FITTING.get(network.payout.means or "", ())


def is_amount_doubtful(request: Request) -> bool:
    """Whether what is reported may be another amount than the one that the network takes."""
    payout = request.payout
    if payout is None or not payout.by_macro:
        return False
    return payout.given_by_user or not fits(request.network, amount_of(request.tracker))


def amount_notes(request: Request) -> Iterator[Message]:
    """Yield what the reported amount is, and what the network takes it for."""
    payout, delivery = request.payout, request.tracker.postback_out.delivery
    means = request.network.payout.means or "any"
    if payout is None:
        return
    if delivery == "code" and payout.by_macro:
        yield from order_value_notes(request)
    elif payout.text and delivery in URL_DELIVERIES:
        if payout.by_macro:
            yield from _macro_notes(request, payout, means)
        else:
            yield message(f"note.fixed-{means}")
        yield from _network_notes(request, payout)


def order_value_notes(request: Request) -> Iterator[Message]:
    """Yield what code reports as the amount, and what the network takes it for."""
    if "payout" in request.tracker.postback_out.absent:
        yield message("note.no-order-value")
        return
    yield message(f"note.order-value-{request.network.payout.means or 'any'}")
    kinds = [*types_by_currency(request)]
    is_table = request.tracker.postback_out.snippet == TABLE
    if is_table:
        has_currency = request.type.takes("currency") and request.currency is None
    else:
        has_currency = any(kind.takes("currency") for codes, kind in kinds if not codes)
    is_for_some = not is_table and all(codes for codes, _ in kinds)
    if request.payout and not has_currency and not is_for_some:
        yield from _network_notes(request, request.payout)
        return
    yield from _unconfirmed(request, is_currency_open=False)
    if is_for_some and kinds:
        yield message("note.order-currencies", currencies=[code for codes, _ in kinds for code in codes])


def types_by_currency(request: Request) -> Iterator[tuple[tuple[str, ...], PostbackType]]:
    """Yield (currencies, type) for an order that code reports, whose amount is sent, special ones first; no currencies: any other."""
    if request.payout is None or not request.payout.by_macro:
        return
    if request.currency:
        yield (() if request.currency.by_macro else (request.currency.code,)), request.type
        return
    kinds = [kind for kind in request.network.types.values() if kind.takes("payout") and _has_fields_of(request, kind)]
    yield from ((kind.currencies, kind) for kind in kinds if kind.currencies)
    # The first one that takes any currency takes them all.
    yield from islice((((), kind) for kind in kinds if not kind.currencies), 1)


def _has_fields_of(request: Request, kind: PostbackType) -> bool:
    """Return whether a type takes the fields of the one that was chosen, and asks for no other value of the user's."""
    fields = request.fields
    others = request.changed(type=kind).fields.keys() - fields.keys()
    return all(map(kind.takes, fields)) and all(request.network.fields[name].default is not None for name in others)


def _macro_notes(request: Request, payout: Payout, means: str) -> Iterator[Message]:
    out, amount = request.tracker.postback_out, amount_of(request.tracker)
    if payout.given_by_user:
        yield message(f"note.own-payout-{means}")
    else:
        said = message(f"note.{means}-{amount or 'unknown'}")
        comes_in = _comes_in(request, payout) or "unknown"
        yield sentences(said, message(f"note.in-{comes_in.lower()}"))
        if payout.grade == "reported":
            yield message("note.payout-reported")
        if out.minor_units:
            yield message("note.minor-units")
    if means == "price" and is_amount_doubtful(request):
        yield message("note.offer-price")
    elif means == "revenue" and amount == "paid_to_network" and not payout.given_by_user:
        yield message("note.offer-worth")
        if request.tracker.macro("sale_amount"):
            yield message("note.sale-macro")


def _comes_in(request: Request, payout: Payout) -> str | None:
    """Return in which currency the tracker's macro reports the amount: a code, or a word for where it comes from; None: not known."""
    if payout.role == "payout_usd":
        return "USD"
    known = payout.by_macro and not payout.given_by_user
    return request.tracker.postback_out.payout_currency if known else None


def _network_notes(request: Request, payout: Payout) -> Iterator[Message]:
    """Yield in which currency the network reads the amount, and what we do not know about it."""
    currency = request.currency
    code = reported_in(request.type, currency)
    is_open = not code and not (currency and currency.by_macro) and request.network.payout.currency != ACCOUNT
    yield from _unconfirmed(request, is_open)
    if code and code == _comes_in(request, payout):
        return
    if code:
        yield message("note.taken-as" if payout.by_macro else "note.taken-in", currency=code)
    elif not currency and request.network.payout.currency == ACCOUNT:
        yield message("note.taken-as-account" if payout.by_macro else "note.taken-in-account")


def _unconfirmed(request: Request, is_currency_open: bool) -> Iterator[Message]:
    if request.network.payout.means is None:
        yield message("note.unconfirmed" if is_currency_open else "note.unconfirmed-amount")
    elif is_currency_open:
        yield message("note.unconfirmed-currency")
