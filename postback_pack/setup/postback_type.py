"""Choose the network's postback type from what the user gave."""

from __future__ import annotations

from ..catalog.model import Network, PostbackType
from ..errors import Problem
from ..messages.message import Message, message, sentences
from ..text.characters import shown


def choose_type(
    network: Network, wanted: str | None, has_payout: bool, currency: str | None, problems: list[Problem]
) -> PostbackType | None:
    """Return the type whose needs are all given and which uses all that is given; else report why none does.

    ``wanted``: the id of the type that the user asked for; it has to pass the same rule.
    """
    if wanted is not None and wanted not in network.types:
        from ..text.suggestions import near_hint

        name, hint, types = network.name, near_hint(wanted, network.types), [*network.types]
        problems.append(Problem.of("type.unknown", "type", network=name, type=shown(wanted), hint=hint, types=types))
        return None
    candidates = [network.types[wanted]] if wanted else [*network.types.values()]
    fitting = [kind for kind in candidates if not _misfits(kind, network, has_payout, currency)]
    if len(fitting) == 1:
        return fitting[0]
    if currency and not has_payout and any(not _misfits(kind, network, True, currency) for kind in candidates):
        problems.append(Problem.of("currency.without-payout", "payout", currency=currency))
    elif fitting:
        problems.append(Problem.of("type.several", "type", types=[kind.id for kind in fitting]))
    elif wanted:
        reasons = _misfits(network.types[wanted], network, has_payout, currency)
        fits = [kind.id for kind in network.types.values() if not _misfits(kind, network, has_payout, currency)]
        others = message("type.others", types=fits) if fits else None
        problems.append(Problem.of("type.misfit", "type", wanted, reasons=sentences(*reasons), others=others))
    else:
        reasons = [reason for kind in candidates for reason in _misfits(kind, network, has_payout, currency)]
        name, given, why = network.name, _given(has_payout, currency), sentences(*reasons)
        problems.append(Problem.of("type.none-fits", "type", network=name, given=given, reasons=why))
    return None


def _given(has_payout: bool, currency: str | None) -> list[Message]:
    given = [message("type.given-payout")] if has_payout else []
    given += [message("type.given-currency", currency=currency)] if currency else []
    return given or [message("type.given-nothing")]


def _misfits(kind: PostbackType, network: Network, has_payout: bool, currency: str | None) -> list[Message]:
    reasons = []
    if "payout" in kind.needs and not has_payout:
        reasons.append(message("type.needs-payout", type=kind.id))
    if "payout" not in kind.needs and has_payout:
        reasons.append(message("type.takes-no-payout", type=kind.id))
    if "currency" in kind.needs and currency is None:
        reasons.append(message("type.needs-currency", type=kind.id))
    if currency is not None and not _uses(kind, network, currency):
        reasons.append(_why_not(kind, currency))
    return reasons


def _uses(kind: PostbackType, network: Network, currency: str) -> bool:
    is_listed = any(currency in other.currencies for other in network.types.values())
    return currency in kind.currencies or ("currency" in kind.needs and not is_listed)


def _why_not(kind: PostbackType, currency: str) -> Message:
    if kind.currencies:
        return message("type.takes-only", type=kind.id, currencies=kind.currencies)
    if "currency" in kind.needs:
        return message("type.not-for", type=kind.id, currency=currency)
    return message("type.takes-no-currency", type=kind.id)
