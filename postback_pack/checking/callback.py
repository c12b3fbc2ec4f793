"""Check the postbacks that a tracking link carries, each percent-encoded whole with the network's macro raw in it."""

from __future__ import annotations

from collections import Counter
from urllib.parse import unquote

from ..catalog.networks import Networks
from ..messages.message import message
from ..setup.link import callback_name, encoded_callback
from ..urls.cut import Parameter
from ..urls.edit import Edit, apply_edits, fill
from .findings import Findings
from .link import Link
from .network_of import recognise
from .postback import check_postback

_MOST_OF_A_KIND = 5


def check_callbacks(link: Link, found: Findings) -> None:
    """Report what is wrong with every postback on the link."""
    callback = link.tracker.postback_out.callback if link.tracker else None
    if callback is None:
        return
    for parameter in link.callbacks:
        bare = parameter.name.text.removeprefix(callback.prefix)
        right = callback_name(link.url, callback, bare)
        if parameter.name.text != right:
            edit = Edit(parameter.start, parameter.name.end, right)
            what = "callback.name" if right == bare else "callback.name-elsewhere"
            found.error(what, parameter.name, edit, host=callback.host, name=right)
        _check_callback(link, parameter, found)


def _check_callback(link: Link, parameter: Parameter, found: Findings) -> None:
    value, name = parameter.value, parameter.name.text
    pieces = [unquote(piece) for piece in value.text.split(link.macro)]
    postback = link.macro.join(pieces)
    encoded = fill(parameter, encoded_callback(postback, link.macro))
    if "://" in value.text:
        found.error("callback.encode", value, encoded, name=name, macro=link.macro)
        return
    if any(link.macro in piece for piece in pieces):
        found.error("encoded-macro.network", value, encoded, network=link.network.name, macro=link.macro)
        return
    networks = Networks([link.network])
    read = recognise(postback, networks, [link.tracker] if link.tracker else [])
    if read is None:
        found.error("callback.no-postback", value, name=name, network=link.network.name)
        return
    inside = Findings("link")
    check_postback(read, link.tracker, None, inside)
    corrected = apply_edits(postback, (edit for item in inside.found for edit in item.edits))
    edits = (fill(parameter, encoded_callback(corrected, link.macro)),)
    seen: Counter[str] = Counter()
    for item in inside.found:
        # All have the same place and the same edits, each as long as the postback.
        seen[item.code] += 1
        if seen[item.code] <= _MOST_OF_A_KIND:
            said = message("callback.inside", name=name, what=item.said)
            in_link = item._replace(start=value.start, end=value.end, said=said, edits=edits if item.edits else ())
            found.found.append(in_link)
