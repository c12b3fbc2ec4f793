"""Say in plain words what each part of a pasted URL is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..catalog.model import ROLE_LABELS, Tracker
from ..urls.cut import Parameter
from .classify import judge
from .link import Link
from .recognise import Recognised


class Explained(NamedTuple):
    """A part of the URL and what it is."""

    text: str
    meaning: str


_KINDS = {
    "empty": "empty",
    "placeholder": "a placeholder",
    "network": "the network's own macro",
    "opposite": "a macro of the other direction",
    "encoded": "a percent-encoded macro",
    "misspelt": "a misspelt macro",
    "unlisted": "a macro that is not known here",
    "foreign": "not written as this tracker writes its macros",
    "mixed": "a macro with text around it",
}


def explain_postback(read: Recognised, tracker: Tracker | None) -> tuple[Explained, ...]:
    """Explain a postback, part by part."""
    return tuple(_postback_parts(read, tracker))


def _postback_parts(read: Recognised, tracker: Tracker | None) -> Iterator[Explained]:
    url, network = read.url, read.network
    whose = f"{network.name}'s address" if read.host_fits else f"not {network.name}'s address"
    yield Explained(url.host.text, f'{whose}; the URL is its form "{read.type.name}"')
    labels = {name: f"your {field.label.lower()} at {network.name}" for name, field in network.fields.items()}
    labels["currency"] = "the currency of the payout"
    for name, segment in read.fields.items():
        yield Explained(segment.text, labels.get(name, name))
    slots = {parameter.start: slot for slot, given in read.parameters.items() for parameter in given}
    slots |= {parameter.start: slot for slot, parameter in read.misnamed.items()}
    for parameter in url.parameters:
        text = url.text[parameter.start : parameter.end]
        slot = slots.get(parameter.start)
        if slot is None:
            known = parameter.name.decoded in read.type.shape.fixed_parameters
            yield Explained(
                text, f"always the same at {network.name}" if known else f"nothing that {network.name} is known to read"
            )
        else:
            what = (
                labels[slot] if slot in labels else "the " + ROLE_LABELS[slot].removesuffix(" macro").replace("-", " ")
            )
            yield Explained(text, f"{what}: {_value(parameter, read, tracker)}" if slot in ROLE_LABELS else what)


def _value(parameter: Parameter, read: Recognised, tracker: Tracker | None) -> str:
    text = parameter.value.text
    judged = judge(text, read.network, tracker)
    if judged.kind == "text" and text.startswith("$"):
        return "not a macro: it looks like a variable of a program"
    if judged.kind == "text":
        return "the same for every conversion"
    if tracker is None or judged.kind not in ("click_id", "own", "listed"):
        return _KINDS.get(judged.kind, "a macro")
    if judged.kind == "click_id":
        return f"{tracker.name} fills in the ID that {read.network.name} sent"
    meanings = [meaning for meaning in tracker.meanings(text) if meaning != "other"]
    return (
        f"{tracker.name} fills in its {' and '.join(meanings)}"
        if meanings
        else f"{tracker.name} fills in another value"
    )


def explain_link(link: Link) -> tuple[Explained, ...]:
    """Explain a tracking link, part by part."""
    return tuple(_link_parts(link))


def _link_parts(link: Link) -> Iterator[Explained]:
    network, url = link.network, link.url
    yield Explained(
        url.host.text,
        f"{link.tracker.name}, or a domain of your own" if link.tracker else "your tracker, or a domain of your own",
    )
    names = {macro: name for name, macro in network.click_in.macros.items()}
    carrying = {parameter.start for parameter in link.callbacks}
    for parameter in url.parameters:
        text, value = url.text[parameter.start : parameter.end], parameter.value.text
        if value in names:
            name = "the click ID" if value == link.macro else f"the {names[value]}"
            yield Explained(text, f"at the click {network.name} puts {name} there")
        elif parameter.start in carrying:
            yield Explained(text, "a whole postback, called when the conversion happens")
        else:
            yield Explained(text, "sent as it is")
