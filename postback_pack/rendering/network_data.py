"""Networks as plain data: what ``list --networks`` and ``show`` print, and the files of a site."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from ..catalog.evidence import GRADES
from ..catalog.facts import facts_of_network
from ..catalog.model import ROLE_NAMES, Network
from ..catalog.network_parts import PostbackType
from ..messages.message import command_line
from ..setup.network_values import option_of, sample_value
from ..setup.payout import BY_MACRO
from .tracker_data import SCHEMA_VERSION, picked, plain_data

EXAMPLE_TRACKER = "keitaro"
NETWORK_COLUMNS = {
    "id": "id",
    "name": "name",
    "types": "types",
    "fields": "fields",
    "grade": "grade",
    "means": "what it means",
}
_AFFILIATE = "incoming postbacks"
"""What a macro means with which the network reports to trackers."""


def network_summary(network: Network) -> dict[str, Any]:
    """Return a network as one row of ``list --networks``.

    ``grade`` is the weaker one of ``grades``: of the postback URL of its preferred type, and of its click-ID macro.
    """
    first = next(iter(network.types))
    grades = {"url": network.grade(f"types.{first}"), "click_id_macro": network.grade("macros.click_id")}
    return {
        **picked(network, "id", "name", "status", "aliases"),
        "types": [*network.types],
        "fields": [*network.fields],
        "click_id_macro": network.click_id_macro,
        "grade": max(grades.values(), key=GRADES.index),
        "grades": grades,
    }


def network_rows(networks: Iterable[Network], macro: str | None = None) -> list[dict[str, Any]]:
    """Return a row for each network that has this macro; with ``macro`` the row says what it means there."""
    rows = []
    for network in networks:
        meanings = _meanings(network, macro) if macro is not None else []
        if macro is None or meanings:
            rows.append(network_summary(network) | ({"means": ", ".join(meanings)} if meanings else {}))
    return rows


def _meanings(network: Network, macro: str) -> list[str]:
    found = [
        ROLE_NAMES.get(name, name.replace("_", " ")) for name, own in network.click_in.macros.items() if own == macro
    ]
    return found + ([_AFFILIATE] if macro in network.affiliate_macros else [])


def network_cells(row: Mapping[str, Any]) -> dict[str, str]:
    """Return the cells of a row of ``list --networks`` by its column."""
    cells = {key: row[key] for key in NETWORK_COLUMNS if key in row}
    return cells | {"types": ", ".join(row["types"]), "fields": ", ".join(row["fields"])}


def network_facts(network: Network) -> list[dict[str, Any]]:
    """Return every fact that evidence can support, with its grade and the numbers of its sources, counted from 1.

    The click-ID macro and what the amount means are among them also where they are not known.
    """
    wanted = dict.fromkeys(("macros.click_id", "payout.means", "payout.currency"))
    return [
        {
            "fact": fact,
            "value": value,
            "grade": "unknown" if value is None else network.grade(fact),
            "sources": [number for number, item in enumerate(network.evidence, 1) if fact in item.supports],
        }
        for fact, value in {**wanted, **facts_of_network(network)}.items()
    ]


def network_data(network: Network) -> dict[str, Any]:
    """Return everything that the catalog holds about a network; its URLs have ``<name>`` where a value goes."""
    data = plain_data(network)
    for id, kind in network.types.items():
        del data["types"][id]["shape"]
        data["types"][id]["url"] = kind.shape.fill({}, {slot: f"<{slot}>" for slot in kind.shape.slots})
    return cast("dict[str, Any]", data)


def shown_network_data(network: Network) -> dict[str, Any]:
    """Return what ``show`` prints of a network as JSON: everything, what each type needs and can use, grades and an example."""
    data = network_data(network)
    for id, kind in network.types.items():
        data["types"][id] |= {"needs": needs_of(network, kind), "can_use": can_use(network, kind)}
    return {"schema_version": SCHEMA_VERSION, **data, "facts": network_facts(network), "example": example(network)}


def needs_of(network: Network, kind: PostbackType) -> list[str]:
    """Return what the user has to give for a type: fields without a default, payout and currency."""
    fields = [name for name in kind.shape.needed if name in network.fields and network.fields[name].default is None]
    return [*fields, *kind.needs]


def can_use(network: Network, kind: PostbackType) -> list[str]:
    """Return what the user can give for a type in addition to what it needs."""
    known = {*network.fields, "payout", "currency"} - {*needs_of(network, kind)}
    return [slot for slot in kind.shape.slots if slot in known]


def example(network: Network) -> str:
    """Return a command that prints a setup of the preferred type, with sample values. It can be run as it is."""
    kind = next(iter(network.types.values()))
    words = [f"postback-pack render {EXAMPLE_TRACKER} --network {network.id}"]
    for name in needs_of(network, kind):
        sample = sample_value(network, name) if name in network.fields else None
        if sample is not None:
            words.append(command_line(option_of(name), sample))
    if kind.takes("payout"):
        words.append(f"--payout {'1' if network.payout.integer else BY_MACRO}")
    if "currency" in kind.needs:
        words.append(f"--currency {kind.currencies[0] if kind.currencies else _currency_of(network, kind)}")
    return " ".join(words)


def _currency_of(network: Network, kind: PostbackType) -> str:
    """Return a currency for a type that names none: one that no other type of the network has to itself."""
    taken = {code for other in network.types.values() for code in other.currencies}
    return next((code for code in ("EUR", "USD", "GBP") if code not in taken), "EUR")
