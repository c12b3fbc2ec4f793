"""Choose the network's postback type from what the user gave."""

from __future__ import annotations

from ..catalog.model import Network, PostbackType
from ..errors import Problem
from ..text.characters import listed, shown

_ADD_PAYOUT = "add --payout macro, or an amount such as --payout 1.5"


def choose_type(
    network: Network, wanted: str | None, has_payout: bool, currency: str | None, problems: list[Problem]
) -> PostbackType | None:
    """Return the type whose needs are all given and which uses all that is given; else report why none does.

    ``wanted``: the id of the type that the user asked for; it has to pass the same rule.
    """
    if wanted is not None and wanted not in network.types:
        from ..text.suggestions import nearest

        near = nearest(wanted, network.types)
        hint = f"did you mean {near}? " if near else ""
        problems.append(
            Problem(
                f"{network.name} has no postback type {shown(wanted)}: {hint}choose {listed(list(network.types))}",
                "type",
            )
        )
        return None
    candidates = [network.types[wanted]] if wanted else list(network.types.values())
    misfits = {kind.id: _misfit(kind, network, has_payout, currency) for kind in candidates}
    fitting = [kind for kind in candidates if not misfits[kind.id]]
    if len(fitting) == 1:
        return fitting[0]
    if currency and not has_payout and any(not _misfit(kind, network, True, currency) for kind in candidates):
        problems.append(Problem(f"the currency {currency} needs a payout: {_ADD_PAYOUT}", "payout"))
    elif wanted:
        fits = [kind.id for kind in network.types.values() if not _misfit(kind, network, has_payout, currency)]
        hint = f"; --type {listed(fits)} fits, or leave --type out" if fits else ""
        problems.append(Problem(f"--type {wanted}: it {misfits[wanted]}{hint}", "type"))
    elif fitting:
        problems.append(
            Problem(
                f"more than one postback type fits: choose one with --type ({listed([kind.id for kind in fitting])})",
                "type",
            )
        )
    else:
        given = (
            listed([*(["a payout"] if has_payout else []), *([f"the currency {currency}"] if currency else [])], "and")
            or "nothing given"
        )
        alone = " alone" if currency and not has_payout else ""
        reasons = "; ".join(f"{name} {misfit}" for name, misfit in misfits.items())
        problems.append(Problem(f"no postback type of {network.name} takes {given}{alone}: {reasons}", "type"))
    return None


def _misfit(kind: PostbackType, network: Network, has_payout: bool, currency: str | None) -> str:
    """Say why a type does not fit, or return an empty text."""
    reasons = []
    if "payout" in kind.needs and not has_payout:
        reasons.append(f"needs a payout ({_ADD_PAYOUT})")
    if "payout" not in kind.needs and has_payout:
        reasons.append("takes no payout")
    if "currency" in kind.needs and currency is None:
        reasons.append("needs a currency (add it, such as --currency EUR)")
    if currency is not None and not _uses(kind, network, currency):
        reasons.append(_why_not(kind, network, currency))
    return " and ".join(reasons)


def _uses(kind: PostbackType, network: Network, currency: str) -> bool:
    return currency in kind.currencies or ("currency" in kind.needs and not _listing(network, currency))


def _listing(network: Network, currency: str) -> list[str]:
    """Return the types that name this currency as theirs."""
    return [kind.id for kind in network.types.values() if currency in kind.currencies]


def _why_not(kind: PostbackType, network: Network, currency: str) -> str:
    if kind.currencies:
        return f"takes only {listed(kind.currencies)}"
    if "currency" in kind.needs:
        return f"is not for {currency}"
    return "takes no currency"
