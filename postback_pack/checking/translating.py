"""Write a pasted postback anew for another tracker."""

from __future__ import annotations

from ..catalog import Catalog
from ..characters import shown
from ..errors import InputError, Problem
from ..model import Network, Tracker
from ..options import BY_MACRO, is_amount, meant_amount
from ..placeholders import is_placeholder
from ..setup import Setup, build_setup
from .cutting import cut
from .guessing import best, candidates
from .judging import judge
from .recognising import recognise


def translate(catalog: Catalog, url: str, to: str | Tracker, *, tracker: str | Tracker | None = None) -> Setup:
    """Return the setup of the tracker ``to`` that reports what ``url`` reports: its account, type, amount and currency.

    tracker: whose postback ``url`` is; without it, it is guessed. Raises InputError if there is nothing to translate.
    """
    networks = [*catalog.networks.values()]
    known = [catalog.tracker(tracker)] if tracker else best(candidates(url, networks, catalog.trackers.values()))[:1]
    read = recognise(cut(url.strip(), networks, known), networks)
    if read is None:
        raise InputError(
            [
                Problem(
                    "--to: this is no postback URL of a network that is known here; a tracking link belongs to its tracker",
                    "to",
                )
            ]
        )
    if not read.path_fits:
        raise InputError(
            [Problem("--to: the path of this URL is not the network's: mend it first, see `postback-pack check`", "to")]
        )
    target = catalog.tracker(to)
    if target.postback_out.callback:
        message = f"--to {target.id}: its postback rides on the tracking link: see `postback-pack render {target.id}`"
        raise InputError([Problem(message, "to")])
    placeholders = read.network.placeholders
    fields = {name: value.decoded for name in read.network.fields if (value := read.value(name))}
    payout, currency = read.value("payout"), read.value("currency")
    return build_setup(
        catalog,
        target,
        network=read.network.id,
        fields={name: value for name, value in fields.items() if not is_placeholder(value, placeholders)},
        payout=_payout(payout.text, read.network) if payout else None,
        currency_code=currency.decoded if currency else None,
    )


def _payout(text: str, network: Network) -> str:
    """Return the amount, or that a macro reports it; what is neither is not for us to replace by anything."""
    amount = text if is_amount(text) else meant_amount(text)
    if amount:
        return amount
    if judge(text, network, None).kind in ("text", "empty"):
        raise InputError(
            [Problem(f"--to: {shown(text)} is not an amount: mend it first, see `postback-pack check`", "to")]
        )
    return BY_MACRO
