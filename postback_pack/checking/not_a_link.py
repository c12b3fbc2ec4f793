"""Find what looks like a tracking link and is not: a redirect to a postback, or an address that takes conversions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import unquote

from ..catalog.model import Tracker
from ..catalog.networks import Networks
from ..messages.message import Message, message
from ..urls.campaign_url import takes_postbacks
from ..urls.cut import Parameter
from .findings import Findings
from .link import Link
from .network_of import Reader, recognise
from .purpose import is_click_id_of, is_own, result_in, with_click_id_of

_LIST = "postback-pack list --networks"


def report_other_purpose(link: Link, reader: Reader, found: Findings) -> bool:
    """Report a URL that is not a tracking link; return whether it is one of these."""
    networks, trackers = reader.networks, reader.trackers
    parameter = _carrying_a_postback(link, networks)
    if parameter:
        name, fix = parameter.name.decoded, message("fix.alone")
        found.error("wrapped-url.redirect", parameter.value, network=link.network.name, name=name, fix=fix)
        return True
    names = [item.name.decoded for item in link.url.parameters]
    is_filled_in_at_click = _has_click_id(link, networks, trackers)
    sent = None if is_filled_in_at_click else with_click_id_of(link.url, trackers)
    # An address that only looks like a tracker's can be a network's too: what the tracker sends to networks decides.
    taking = takes_postbacks(link.url.path.text, names, is_filled_in_at_click or sent is not None, trackers)
    if taking:
        whose = message("opposite-direction.a-tracker") if taking is True else taking.name
        found.error("opposite-direction.address", link.url.path, whose=whose, fix=_needs(networks, reader.tracker))
        return True
    if is_filled_in_at_click:
        return False
    if sent and not _has_macro_unlike(sent, link, networks):
        found.error("other-network.macro", sent.value, macro=sent.value.text, list=_LIST)
        return True
    parameter = result_in(link.url, trackers)
    if parameter and not _has_macro_unlike(parameter, link, networks):
        macro, fix = parameter.value.text, _needs(networks, reader.tracker)
        found.error("opposite-direction.result", parameter.value, macro=macro, fix=fix)
        return True
    return False


def _needs(networks: Networks, tracker: Tracker | None) -> Message:
    """Say what is needed instead of one address for both directions, and how to get it."""
    render = f"postback-pack render {tracker.id if tracker else 'TRACKER'} --network"
    if networks.named:
        return message("opposite-direction.needs", network=networks[0].name, render=f"{render} {networks[0].id}")
    return message("opposite-direction.needs-network", render=f"{render} NAME", list=_LIST)


def _has_click_id(link: Link, networks: Networks, trackers: Sequence[Tracker]) -> bool:
    """Return whether a network's click-ID macro is in the link, and not as a macro that the tracker fills in.

    One that both sides have is judged by its place: where the tracker takes the click ID, it is the network's.
    """
    if link.macro in link.url.text and not is_own(link.macro, trackers) and not is_click_id_of(link.macro, trackers):
        return True
    macros = {network.click_id_macro for network in networks}
    return any(
        parameter.value.text in macros
        and not is_own(parameter.value.text, trackers)
        and (not is_click_id_of(parameter.value.text, trackers) or _takes_click_id(parameter.name.decoded, trackers))
        for parameter in link.url.parameters
    )


def _takes_click_id(name: str, trackers: Sequence[Tracker]) -> bool:
    """Return whether one of the trackers takes the click ID in this parameter of the link."""
    into = (tracker.click_in for tracker in trackers)
    return any(name == one.param or any(pair.macro_of(name) for pair in one.also) for one in into)


def _has_macro_unlike(parameter: Parameter, link: Link, networks: Networks) -> bool:
    """Return whether a network's macro is in the link that is written in another way than what is in ``parameter``."""
    macros = {macro for each in networks for macro in (*each.click_in.macros.values(), *each.affiliate_macros)}
    values = (item.value.text for item in link.url.parameters if item.value.text in macros)
    return any(_opening(value) != _opening(parameter.value.text) for value in values)


def _opening(macro: str) -> str:
    return macro[: len(macro) - len(re.sub(r"^\W+", "", macro))]


def _carrying_a_postback(link: Link, networks: Networks) -> Parameter | None:
    """Return the parameter with a network's postback URL in it, unless the tracker itself takes one there."""
    if link.callbacks:
        return None
    macros = {macro: link.url.text.count(macro) for macro in link.network.click_in.macros.values()}
    for parameter in link.url.parameters:
        value = unquote(parameter.value.text)
        if "://" not in value:
            continue
        inner = recognise(value, networks)
        has_macro_outside = any(times > parameter.value.text.count(macro) for macro, times in macros.items())
        if inner and inner.host_fits and not has_macro_outside:
            return parameter
    return None
