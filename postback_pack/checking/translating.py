"""Write a pasted postback anew for another tracker."""

from __future__ import annotations

from ..catalog import Catalog
from ..errors import InputError, Problem
from ..options import BY_MACRO, is_amount
from ..placeholders import is_placeholder
from ..setup import Setup, build_setup
from .cutting import cut
from .guessing import best, candidates
from .recognising import recognise


def translate(catalog: Catalog, url: str, to: str, *, tracker: str | None = None) -> Setup:
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
    placeholders = read.network.placeholders
    fields = {name: value.decoded for name in read.network.fields if (value := read.value(name))}
    payout, currency = read.value("payout"), read.value("currency")
    return build_setup(
        catalog,
        to,
        network=read.network.id,
        fields={name: value for name, value in fields.items() if not is_placeholder(value, placeholders)},
        payout=None if payout is None else payout.text if is_amount(payout.text) else BY_MACRO,
        currency_code=currency.decoded if currency else None,
    )
