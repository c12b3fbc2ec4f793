"""Find what looks like a tracking link and is not: a redirect to a postback, or an address that takes conversions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import unquote

from ..catalog.model import Tracker
from ..catalog.networks import Networks
from ..messages.message import message
from ..text.macros import is_macro_like
from ..urls.campaign_url import is_in, takes_postbacks
from ..urls.cut import CutUrl, Parameter, cut
from .findings import Findings
from .link import Link
from .recognise import recognise

_NOT_KNOWN_AT_THE_CLICK = re.compile(
    r"payout|revenue|amount|sum|profit|commission|saleamount|conversionstatus|status|goal"
)


def report_other_purpose(link: Link, networks: Networks, trackers: Sequence[Tracker], found: Findings) -> bool:
    """Report a URL that is not a tracking link; return whether it is one of these. ``trackers``: whose it may be."""
    network = link.network
    parameter = _carrying_a_postback(link, networks)
    if parameter:
        name, fix = parameter.name.decoded, message("fix.alone")
        found.error("wrapped-url.redirect", parameter.value, network=network.name, name=name, fix=fix)
        return True
    needs = message("opposite-direction.needs", network=network.name)
    names = [item.name.decoded for item in link.url.parameters]
    if tracker := takes_postbacks(link.url.path.text, names, is_in(network.click_id_macro, link.url.text), trackers):
        whose = message("opposite-direction.a-tracker") if tracker is True else tracker.name
        found.error("opposite-direction.address", link.url.path, whose=whose, fix=needs)
        return True
    macros = (macro for each in networks for macro in (*each.click_in.macros.values(), *each.affiliate_macros))
    if any(macro in link.url.text for macro in macros):
        return False
    if parameter := _with_click_id_of(link.url, trackers):
        found.error("other-network.macro", parameter.value, macro=parameter.value.text)
        return True
    parameter = next(filter(_is_result, link.url.parameters), None)
    if parameter:
        found.error("opposite-direction.result", parameter.value, macro=parameter.value.text, fix=needs)
    return parameter is not None


def _carrying_a_postback(link: Link, networks: Networks) -> Parameter | None:
    """Return the parameter with a network's postback URL in it, unless the tracker itself takes one there."""
    if link.callbacks:
        return None
    macros = {macro: link.url.text.count(macro) for macro in link.network.click_in.macros.values()}
    for parameter in link.url.parameters:
        value = unquote(parameter.value.text)
        if "://" not in value:
            continue
        inner = recognise(cut(value, networks, ()), networks)
        has_macro_outside = any(times > parameter.value.text.count(macro) for macro, times in macros.items())
        if inner and inner.host_fits and not has_macro_outside:
            return parameter
    return None


def _with_click_id_of(url: CutUrl, trackers: Sequence[Tracker]) -> Parameter | None:
    """Return the parameter with the macro for the click ID of one of the trackers, if no other has it as its own ID."""
    values = [parameter for parameter in url.parameters if is_macro_like(parameter.value.text)]
    if not values:
        return None
    macros = {tracker.macro("click_id") for tracker in trackers}
    own = {macro for tracker in trackers for macro in tracker.postback_out.own_click_id}
    return next((parameter for parameter in values if parameter.value.text in macros - own), None)


def _is_result(parameter: Parameter) -> bool:
    """Return whether the parameter has a macro that is filled in only when a conversion happens."""
    plain = re.sub(r"[\W_]|usd", "", parameter.value.text.casefold())
    return is_macro_like(parameter.value.text) and _NOT_KNOWN_AT_THE_CLICK.fullmatch(plain) is not None
