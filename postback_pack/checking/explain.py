"""Say in plain words what each part of a pasted URL is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..catalog.model import LINK_NAMES, MEANING_NAMES, OTHER, ROLE_NAMES, Tracker
from ..messages.message import Message, message
from .classify import Kind, judge
from .link import Link
from .postback import is_for_trial
from .recognise import Recognised


class Explained(NamedTuple):
    """A part of the URL and what it is."""

    text: str
    said: Message

    @property
    def meaning(self) -> str:
        """What it is, in plain words."""
        return str(self.said)


def explain_postback(read: Recognised, tracker: Tracker | None) -> Iterator[Explained]:
    """Explain a postback, part by part."""
    url, network = read.url, read.network
    address = "part.address" if len(network.types) > 1 else "part.only-address"
    address = address if read.host_fits else "part.trial" if is_for_trial(read) else "part.other-address"
    yield Explained(url.host.text, message(address, network=network.name, type=read.type.name))
    labels = {
        name: message("part.field", label=field.label, network=network.name) for name, field in network.fields.items()
    }
    labels["currency"] = message("part.currency")

    def filled(slot: str, text: str) -> Message:
        role = labels.get(slot) or message("meaning.role", role=ROLE_NAMES.get(slot, slot))
        is_by_macro = tracker is not None and bool(tracker.meanings(text))
        if slot in labels and not is_by_macro:
            return role
        return message("part.role", role=role, what=_value(text, read, tracker))

    for name, segment in read.fields.items():
        yield Explained(segment.text, filled(name, segment.text))
    # A parameter that fills a slot is read without the text that the network has around its value.
    read_as = {item.start: (slot, item) for slot in (*read.parameters, *read.misnamed) for item in read.given(slot)}
    for parameter in url.parameters:
        slot, inner = read_as.get(parameter.start, ("", parameter))
        if slot:
            said = filled(slot, inner.value.text)
        else:
            is_fixed = parameter.name.decoded in read.type.shape.fixed_parameters
            said = message("part.fixed" if is_fixed else "part.unknown", network=network.name)
        yield Explained(url.text[parameter.start : parameter.end], said)


def _value(text: str, read: Recognised, tracker: Tracker | None) -> Message:
    kind = judge(text, read.network, tracker).kind
    if kind is Kind.TEXT and text.startswith("$"):
        return message("part.variable")
    if tracker is None or kind not in (Kind.CLICK_ID, Kind.OWN, Kind.LISTED):
        return message(f"part.{kind.value}")
    if kind is Kind.CLICK_ID:
        return message("part.click_id", tracker=tracker.name, network=read.network.name)
    meanings = [MEANING_NAMES[meaning] for meaning in tracker.meanings(text) if meaning != OTHER]
    if meanings:
        return message("part.means", tracker=tracker.name, meanings=meanings)
    return message("part.other", tracker=tracker.name)


def explain_link(link: Link) -> Iterator[Explained]:
    """Explain a tracking link, part by part."""
    network, url = link.network, link.url
    host = message("part.host", tracker=link.tracker.name) if link.tracker else message("part.any-host")
    yield Explained(url.host.text, host)
    names = {macro: LINK_NAMES[name] for name, macro in network.click_in.macros.items()}
    carrying = {parameter.start for parameter in link.callbacks}
    for parameter in url.parameters:
        value = parameter.value.text
        if value in names:
            said = message("part.at-click", network=network.name, slot=names[value])
        else:
            said = message("part.postback" if parameter.start in carrying else "part.as-it-is")
        yield Explained(url.text[parameter.start : parameter.end], said)
