"""Choose the network's postback type from what the user gave."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from ..catalog.model import Network
from ..catalog.network_parts import PostbackType
from ..errors import Problem
from ..messages.message import Message, message, sentences
from ..text.characters import shown
from .currency import Currency


class Given(NamedTuple):
    """What the user gave that a type has to take: a payout, a currency, and fields of the network."""

    payout: bool = False
    currency: Currency | None = None
    fields: Collection[str] = ()


def choose_type(network: Network, wanted: str | None, given: Given, problems: list[Problem]) -> PostbackType | None:
    """Return the type whose needs are all given and which uses all that is given; else report why none does.

    Of several it is the first, in the network's order, whose fields are all given or have a default, or else the first.
    ``wanted``: the id of the type that the user asked for; it has to pass the same rule.
    """
    if wanted is not None and wanted not in network.types:
        from ..text.suggestions import near_hint

        name, hint, types = network.name, near_hint(wanted, network.types), [*network.types]
        problems.append(Problem.of("type.unknown", "type", network=name, type=shown(wanted), hint=hint, types=types))
        return None
    candidates = [network.types[wanted]] if wanted else [*network.types.values()]
    fitting = [kind for kind in candidates if not _misfits(kind, network, given)]
    if fitting:
        return next((kind for kind in fitting if _has_its_fields(kind, network, given)), fitting[0])
    currency, with_payout = given.currency, given._replace(payout=True)
    if currency and not given.payout and any(not _misfits(kind, network, with_payout) for kind in candidates):
        problems.append(Problem.of("currency.without-payout", "payout", currency=currency.code))
    elif currency and currency.by_macro and not any(_takes_macro(kind) for kind in candidates):
        problems.append(Problem.of("currency.macro", "currency", currency.code))
    elif wanted:
        reasons = _misfits(network.types[wanted], network, given)
        fits = [kind.id for kind in network.types.values() if not _misfits(kind, network, given)]
        others = message("type.others", types=fits) if fits else None
        problems.append(Problem.of("type.misfit", "type", wanted, reasons=sentences(*reasons), others=others))
    else:
        reasons = [reason for kind in candidates for reason in _misfits(kind, network, given)]
        name, named, why = network.name, _named(given), sentences(*reasons)
        problems.append(Problem.of("type.none-fits", "type", network=name, given=named, reasons=why))
    return None


def _named(given: Given) -> list[Message]:
    named = [message("type.given-payout")] if given.payout else []
    named += [message("type.given-currency", currency=given.currency.code)] if given.currency else []
    named += [message("type.given-field", field=field) for field in given.fields]
    return named or [message("type.given-nothing")]


def _has_its_fields(kind: PostbackType, network: Network, given: Given) -> bool:
    return all(
        name in given.fields or network.fields[name].default is not None
        for name in kind.shape.needed
        if name in network.fields
    )


def _misfits(kind: PostbackType, network: Network, given: Given) -> list[Message]:
    """Return each reason why a type does not fit."""
    reasons = []
    currency = given.currency
    if "payout" in kind.needs and not given.payout:
        reasons.append(message("type.needs-payout", type=kind.id))
    if given.payout and not kind.takes("payout"):
        reasons.append(message("type.takes-no-payout", type=kind.id))
    if "currency" in kind.needs and currency is None:
        reasons.append(message("type.needs-currency", type=kind.id))
    if currency is not None and not _uses(kind, network, currency):
        reasons.append(_why_not(kind, currency))
    if currency is not None and kind.takes("payout") and not given.payout and "payout" not in kind.needs:
        reasons.append(message("type.needs-payout", type=kind.id))
    reasons += [
        message("type.takes-no-field", type=kind.id, field=name) for name in given.fields if not kind.takes(name)
    ]
    return reasons


def _uses(kind: PostbackType, network: Network, currency: Currency) -> bool:
    if currency.by_macro:
        return _takes_macro(kind)
    if kind.currencies:
        return currency.code in kind.currencies
    return kind.takes("currency") and not any(currency.code in other.currencies for other in network.types.values())


def _takes_macro(kind: PostbackType) -> bool:
    """Return whether the tracker can fill the currency in: in the path the code chooses the address."""
    return kind.shape.parameter_of("currency") is not None


def _why_not(kind: PostbackType, currency: Currency) -> Message:
    if kind.currencies:
        return message("type.takes-only", type=kind.id, currencies=kind.currencies)
    if kind.takes("currency"):
        return message("type.not-for", type=kind.id, currency=currency.code)
    return message("type.takes-no-currency", type=kind.id)
