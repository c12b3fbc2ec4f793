"""Put values where a postback has macros, as the tracker does when it sends it."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from ..catalog.model import FREE_ROLES, Network
from ..catalog.network_parts import UserField
from ..catalog.networks import Networks
from ..catalog.tracker_parts import TABLE
from ..checking.network_of import recognise
from ..checking.recognise import Recognised
from ..errors import Problem
from ..messages.message import Message, message
from ..rendering.render import render
from ..setup.build import Setup
from ..setup.payout import is_amount
from ..setup.snippets import is_click_id, longest_click_id
from ..text.characters import hidden_character, shown
from ..text.macros import has_macro, is_macro_like
from ..text.placeholders import is_placeholder
from ..urls.edit import Edit, apply_edits

_LONGEST_CLICK_ID = 500
SAMPLE_CURRENCY = "USD"


def check_values(network: Network, click_id: str, amount: str | None) -> list[Problem]:
    """Return what is wrong with a click ID or an amount that no conversion has."""
    problems = []
    if fault := _click_id_fault(network, click_id):
        problems.append(Problem(fault, "click-id", shown(click_id)))
    if amount is not None and not is_amount(amount):
        problems.append(Problem(message("send.amount"), "amount", shown(amount)))
    return problems


def _click_id_fault(network: Network, click_id: str) -> Message | None:
    if not click_id.strip():
        return message("send.click-id-empty", network=network.name)
    if hidden := hidden_character(click_id):
        return message("send.click-id-hidden", network=network.name, character=hidden)
    if len(click_id) > _LONGEST_CLICK_ID:
        return message("send.click-id-long", network=network.name, most=_LONGEST_CLICK_ID)
    if is_macro_like(click_id) or is_placeholder(click_id, network.placeholders):
        return message("send.click-id-macro", network=network.name)
    return None


def read_postback(setup: Setup) -> Recognised:
    """Return the postback of a setup, cut. Raises InputError as ``render`` does if there is none."""
    networks = Networks([setup.network])
    read = recognise(render(setup, "url"), networks, [setup.tracker])
    if read is None:
        raise AssertionError("a rendered postback is not recognised")
    return read


def filled_in(read: Recognised, values: Mapping[str, str], encoded: bool = True) -> str:
    """Return the postback with ``values``, by slot, in place of what is there; percent-encoded if ``encoded``."""
    edits = [
        Edit(place.start, place.end, quote(value, safe="") if encoded else value)
        for slot, value in values.items()
        if (place := read.value(slot))
    ]
    return apply_edits(read.url.text, edits)


def _sample(role: str, field: UserField | None) -> str:
    """Return a sample value for a role: for a field one that the network takes, if it can be guessed."""
    texts = [f"sample-{role}", f"sample_{role}", f"sample{role}"]
    if field is None:
        return texts[0]
    return next((text for text in (*field.statuses.values(), *field.values, *texts) if field.takes(text)), texts[0])


def samples(read: Recognised, amount: str) -> dict[str, str]:
    """Return a value for each slot, apart from click ID and payout, that the tracker fills in; ``amount`` for an amount."""
    fields = read.network.fields
    roles = dict.fromkeys(FREE_ROLES) | {name: field.macro for name, field in fields.items() if field.macro}
    found = {}
    for slot, role in roles.items():
        value = read.value(slot)
        if value and has_macro(value.text):
            found[slot] = amount if "sale_amount" in (slot, role) else _sample(role or slot, fields.get(slot))
    currency = read.value("currency")
    if currency and has_macro(currency.text):
        found["currency"] = SAMPLE_CURRENCY
    return found


def is_by_macro(read: Recognised, slot: str) -> bool:
    """Return whether a slot is there and holds something else than an amount."""
    value = read.value(slot)
    return value is not None and not is_amount(value.decoded)


def code_fault(setup: Setup, click_id: str) -> Message | None:
    """Say why the code of a setup would neither keep nor send ``click_id``; None if it would."""
    snippet = setup.tracker.postback_out.snippet
    if setup.code is None or snippet is None or snippet == TABLE or is_click_id(click_id, snippet):
        return None
    tracker, most = setup.tracker.name, longest_click_id(snippet)
    return message("send.not-for-code", tracker=tracker, click_id=shown(click_id), most=most)


def sent_by_code(setup: Setup, click_id: str, amount: str | None) -> str:
    """Return the postback that a site's own code sends: it has no macros, the code puts the values in."""
    needed = setup.type.shape.needed
    fields = {name: field.ungiven for name, field in setup.network.fields.items() if name in needed} | {**setup.fields}
    values = {"scheme": setup.network.schemes[0], "click_id": click_id, **fields}
    if setup.currency or "currency" in needed:
        values["currency"] = setup.currency or ""
    if setup.payout:
        reported = amount if setup.payout.by_macro else setup.payout.text
        values["payout"] = reported or ""
    values |= dict.fromkeys(set(needed) - set(values), "sample")
    return setup.type.shape.fill(values, {})
