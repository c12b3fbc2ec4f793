"""Right setups of all networks and trackers, each made once, and what `check` may say of a right URL all the same."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from postback_pack import Catalog, Setup, build_setup, load_catalog
from postback_pack.catalog.model import Network, Tracker
from postback_pack.catalog.network_parts import PostbackType, UserField

CAMPAIGN = "https://trk.example/abc"


@cache
def shipped() -> Catalog:
    return load_catalog()


def trackers() -> list[Tracker]:
    """Return the trackers whose macro for the network's click ID is known."""
    return [tracker for tracker in shipped().trackers.values() if tracker.macro("click_id")]


@cache
def values_of(network: str) -> dict[str, str]:
    """Return a value for each field of a network."""
    return {name: _value_of(field) for name, field in shipped().networks[network].fields.items()}


def _value_of(field: UserField) -> str:
    texts = (letters[:length] for length in range(1, 65) for letters in ("7" * 64, "ab1" * 22, "AB1" * 22))
    known = (*field.values, *texts, "12345678-1234-1234-1234-123456789abc")
    return next(text for text in known if field.takes(text))


def options_of(network: Network, kind: PostbackType, tracker: Tracker) -> Iterator[dict[str, Any]]:
    """Yield what to ask for: as little as the type needs; everything fixed; all that the tracker can fill in."""
    fields = {name: value for name, value in values_of(network.id).items() if kind.takes(name)}
    needed = {name: value for name, value in fields.items() if name in kind.shape.needed}
    roles = {name: network.fields[name].macro for name in fields}
    by_macro = fields | {name: "macro" for name, role in roles.items() if role and tracker.macro(role)}
    currency = kind.currencies[0] if kind.currencies else "EUR" if kind.takes("currency") else None
    by_code = {"currency": currency} if currency else {}
    has_macro = kind.shape.parameter_of("currency") is not None and tracker.macro("currency")
    if "payout" not in kind.needs:
        yield {"fields": needed}
    if kind.takes("payout"):
        yield {"fields": fields, "payout": "15", **by_code}
        paid = {"payout": "macro", **({"currency": "macro"} if has_macro else by_code)}
        yield {"fields": by_macro, "with_macros": ["all"], **paid}
    else:
        yield {"fields": by_macro, "with_macros": ["all"]}


def setups_of(network: Network, tracker: Tracker) -> list[Setup]:
    """Return every right setup of a network and a tracker that has a URL to paste. The last one has all that there is."""
    made = (
        build_setup(shipped(), tracker, network=network, type=kind.id, campaign_url=CAMPAIGN, **options)
        for kind in network.types.values()
        for options in options_of(network, kind, tracker)
    )
    return [setup for setup in made if setup.postback_url]


def true_warnings(setup: Setup) -> set[str]:
    """Return the codes of what is worth a look in a right URL: it follows from the tracker and the network."""
    out, codes = setup.tracker.postback_out, set()
    by_macro = setup.payout is not None and setup.payout.by_macro
    if out.minor_units and by_macro:
        codes.add("minor-units")
    if out.sends.scheme == "http" and "http" not in setup.network.schemes:
        codes.add("http-only-tracker")
    if setup.network.payout.integer and by_macro:
        codes.add("payout-amount")
    return codes


IN_DOUBT = {"own-click-id", "unlisted-macro"}
"""What a right URL may be, where another tracker writes its macros the same way."""
