"""Find what looks like a tracking link and is not: an address that takes conversions, or a redirect."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..catalog.model import Tracker
from ..catalog.networks import Networks
from ..messages.message import Message, message
from ..urls.campaign_url import takes_postbacks
from ..urls.cut import Parameter
from ..urls.extract import redirector
from ..urls.hosts import host_of, is_private, is_shortener
from .findings import Findings
from .link import Link
from .network_of import Reader
from .purpose import is_click_id_of, is_own, result_in, with_click_id_of

_LIST = "postback-pack list --networks"


def report_other_purpose(link: Link, reader: Reader, found: Findings) -> bool:
    """Report a URL that is not a tracking link; return whether it is one of these."""
    networks, trackers = reader.networks, reader.trackers
    if _report_redirect(link, found):
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
        if is_private(host_of(link.url)):
            found.warn("private-address.which", link.url.host, macro=sent.value.text)
            return True
        found.error("other-network.macro", sent.value, macro=sent.value.text, list=_LIST)
        return True
    parameter = result_in(link.url, trackers)
    if parameter and not _has_macro_unlike(parameter, link, networks):
        macro, fix = parameter.value.text, _needs(networks, reader.tracker)
        found.error("opposite-direction.result", parameter.value, macro=macro, fix=fix)
        return True
    return False


def _report_redirect(link: Link, found: Findings) -> bool:
    """Report a redirect in which there is no URL; return whether there is nothing else to check."""
    if host := redirector(link.url.text):
        found.error("redirect.empty", link.url.host, host=host)
        return True
    host = host_of(link.url)
    if not is_shortener(host):
        return False
    # Some shorteners can be set up to pass the macro on.
    has_macro = link.macro in link.url.text
    report = found.warn if has_macro else found.error
    report("redirect.shortener", link.url.host, host=host)
    return not has_macro


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
