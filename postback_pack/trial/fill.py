"""Put values where a postback has macros, as the tracker does when it sends it."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from ..catalog.model import Network, Tracker
from ..catalog.networks import Networks
from ..checking.recognise import Recognised, recognise
from ..errors import Problem
from ..setup.build import Setup
from ..setup.payout import is_amount
from ..setup.snippets import TABLE, is_click_id, longest_click_id
from ..text.characters import hidden_character, shown
from ..text.macros import is_macro_like
from ..text.placeholders import is_placeholder
from ..urls.cut import cut
from ..urls.edit import Edit, apply_edits

_LONGEST_CLICK_ID = 500


def check_values(network: Network, click_id: str, amount: str | None, problems: list[Problem]) -> None:
    """Report a click ID or an amount that no conversion has."""
    fault = _click_id_fault(network, click_id)
    if fault:
        problems.append(
            Problem(f"--click-id {shown(click_id)}: {fault}; give an ID as {network.name} sends it", "click-id")
        )
    if amount is not None and not is_amount(amount):
        problems.append(Problem(f"--amount {shown(amount)}: write an amount above 0, such as 1.5", "amount"))


def _click_id_fault(network: Network, click_id: str) -> str | None:
    if not click_id.strip():
        return "it is empty"
    if hidden := hidden_character(click_id):
        return f"it holds {hidden}"
    if len(click_id) > _LONGEST_CLICK_ID:
        return "it is too long"
    if is_macro_like(click_id) or is_placeholder(click_id, network.placeholders):
        return "this is a macro or a placeholder, not what comes in its place"
    return None


def read_postback(url: str, network: Network, tracker: Tracker | None) -> Recognised | None:
    """Cut a postback with the macros of ``tracker`` in it."""
    networks = Networks([network])
    return recognise(cut(url, networks, [tracker] if tracker else []), networks)


def filled_in(read: Recognised, values: Mapping[str, str], encoded: bool = True) -> str:
    """Return the postback with ``values``, by slot, in place of what stands there; percent-encoded if ``encoded``."""
    places = {slot: place for slot in values if (place := read.value(slot))}
    edits = [
        Edit(place.start, place.end, quote(values[slot], safe="") if encoded else values[slot])
        for slot, place in places.items()
    ]
    return apply_edits(read.url.text, edits)


def is_by_macro(read: Recognised, slot: str) -> bool:
    """Tell whether a slot is there and holds something else than an amount."""
    value = read.value(slot)
    return value is not None and not is_amount(value.decoded)


def code_fault(setup: Setup, click_id: str) -> str | None:
    """Say why the code of a setup would neither keep nor send ``click_id``; None if it would."""
    snippet = setup.tracker.postback_out.snippet
    if setup.code is None or snippet is None or snippet == TABLE or is_click_id(click_id, snippet):
        return None
    return (
        f"The code for {setup.tracker.name} neither keeps nor sends {shown(click_id)}: it takes only click IDs of up to"
        f" {longest_click_id(snippet)} ASCII characters, without spaces, quotes, & and any of # {{ }} < >."
    )


def sent_by_code(setup: Setup, click_id: str, amount: str | None) -> str:
    """Return the postback that a site's own code sends: it has no macros, the code puts the values in."""
    fields = {name: setup.fields.get(name, field.placeholder) for name, field in setup.network.fields.items()}
    values = {"scheme": setup.network.schemes[0], "click_id": click_id, "currency": setup.currency or "", **fields}
    if setup.payout:
        values["payout"] = amount or "" if setup.payout.by_macro else setup.payout.text or ""
    values |= dict.fromkeys(set(setup.type.shape.slots) - set(values), "sample")
    return setup.type.shape.fill(values, {})
