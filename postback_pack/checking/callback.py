"""Check the postbacks that ride on a tracking link, each percent-encoded whole with the network's macro raw in it."""

from __future__ import annotations

from collections import Counter
from urllib.parse import unquote

from ..catalog.networks import Networks
from ..setup.link import callback_name, encoded_callback
from ..urls.cut import Parameter, cut
from ..urls.edit import Edit, apply_edits, fill
from .findings import Findings
from .link import Link
from .postback import check_postback
from .recognise import recognise

_MOST_OF_A_KIND = 5


def check_callbacks(link: Link, found: Findings) -> None:
    """Add what is to be said of every postback on the link."""
    for parameter in link.callbacks:
        _check_name(link, parameter, found)
        _check_callback(link, parameter, found)


def _check_name(link: Link, parameter: Parameter, found: Findings) -> None:
    callback = link.tracker.postback_out.callback if link.tracker else None
    name = parameter.name.text
    if callback is None:
        return
    bare = name.removeprefix(callback.prefix)
    right = callback_name(link.url, callback, bare)
    if name != right:
        where = f"on {callback.host}" if right == bare else f"on hosts other than {callback.host}"
        edit = Edit(parameter.start, parameter.name.end, right)
        found.error("callback", parameter.name, f"{where} the parameter is {right}", edit)


def _check_callback(link: Link, parameter: Parameter, found: Findings) -> None:
    value, name = parameter.value, parameter.name.text
    pieces = [unquote(piece) for piece in value.text.split(link.macro)]
    postback = link.macro.join(pieces)
    if "://" in value.text:
        message = f"the postback in {name} has to be percent-encoded whole, all but {link.macro}"
        found.error("callback", value, message, fill(parameter, encoded_callback(postback, link.macro)))
        return
    if any(link.macro in piece for piece in pieces):
        message = f"{link.network.name} fills in {link.macro} only if it is written raw, also inside {name}"
        found.error("encoded-macro", value, message, fill(parameter, encoded_callback(postback, link.macro)))
        return
    networks = Networks([link.network])
    read = recognise(cut(postback, networks, [link.tracker] if link.tracker else []), networks)
    if read is None:
        found.error("callback", value, f"{name} holds no postback URL of {link.network.name}")
        return
    inside = Findings("link")
    check_postback(read, link.tracker, None, inside)
    edits = [
        fill(
            parameter,
            encoded_callback(apply_edits(postback, [edit for item in inside.found for edit in item.edits]), link.macro),
        )
    ]
    seen: Counter[str] = Counter()
    for item in inside.found:
        # All have the same place and the same edits, each as long as the postback.
        seen[item.code] += 1
        if seen[item.code] > _MOST_OF_A_KIND:
            continue
        found.found.append(
            item._replace(
                start=value.start,
                end=value.end,
                message=f"in {name}: {item.message}",
                edits=tuple(edits) if item.edits else (),
            )
        )
