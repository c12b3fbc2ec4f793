"""Join a campaign URL and the network's macros into the tracking link."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import quote

from ..catalog.model import Network, Tracker
from ..catalog.tracker_parts import Callback
from ..errors import InputError, Problem
from ..messages.message import Message, message
from ..text.characters import shown
from ..urls.campaign_url import cut_campaign_url, doubts, join, without_final_slash
from ..urls.cut import ESCAPED_AMPERSAND, CutUrl, cut_exactly
from ..urls.hosts import host_of
from .click_id import ClickId
from .options import INSTALL

ALL_SLOTS = "all"
"""Asks for every macro that the tracker has a slot for."""


class TrackingLink(NamedTuple):
    """The link for one tracker: from the user's campaign URL, or from the entry's example; ``url`` is None without either."""

    tracker: Tracker
    network: Network
    url: CutUrl | None
    is_example: bool
    changes: tuple[Message, ...] = ()
    """What was changed in the user's URL."""
    found_no_slots: bool = False

    @property
    def carrying(self) -> list[str]:
        """The parameters that hold the network's click-ID macro already."""
        macro = self.network.click_id_macro
        holders = self.url.holding(macro) if self.url and macro else []
        return [holder.name.decoded for holder in holders]

    @property
    def text(self) -> str | None:
        """The link, or None where there is no URL to start from."""
        return self.url.text if self.url else None

    @property
    def warnings(self) -> tuple[Message, ...]:
        """What looks doubtful in the user's URL; an example's placeholders are meant to be there."""
        return (*self.changes, *doubts(self.url, self.network)) if self.url and not self.is_example else ()


def start_link(tracker: Tracker, network: Network, campaign_url: str | None, problems: list[Problem]) -> TrackingLink:
    """Return the link without the macros that are to be put into it."""
    changes: list[Message] = []
    if campaign_url is None:
        url = cut_exactly(tracker.click_in.example, network) if tracker.click_in.example else None
    else:
        plain = re.sub(ESCAPED_AMPERSAND, "&", campaign_url, flags=re.IGNORECASE)
        changes += [message("link.unescaped")] if plain != campaign_url else []
        url = cut_campaign_url(plain, network, tracker, problems)
    if url and tracker.click_in.no_final_slash and (bare := without_final_slash(url, network)) is not url:
        url = bare
        changes.append(message("link.final-slash", tracker=tracker.name))
    return TrackingLink(tracker, network, url, campaign_url is None, tuple(changes))


def put_macros(
    link: TrackingLink, click_id: ClickId, with_macros: Iterable[str], problems: list[Problem]
) -> TrackingLink:
    """Put the click-ID macro where it travels, then each further macro into the tracker's slot for it."""
    macros, macro = link.network.click_in.macros, link.network.click_id_macro
    wanted = list(with_macros)
    slots = {name: slot for name, slot in link.tracker.click_in.slots.items() if name in macros}
    if ALL_SLOTS in wanted:
        wanted = [name for name, slot in slots.items() if slot != click_id.param]
        link = link._replace(found_no_slots=not wanted)
    for name in wanted:
        if name not in slots:
            problems.append(Problem(_no_slot(link, name, list(slots)), "with", shown(name)))
        elif slots[name] == click_id.param:
            problems.append(Problem.of("with.carries-click-id", "with", name, slot=slots[name], name=name))
    if link.url is None or problems:
        return link
    if macro and click_id.param and link.url.text.count(macro) > len(link.carrying):
        whole = f"{click_id.param}={macro}"
        problems.append(Problem.of("link.not-alone", "campaign-url", "", macro=macro, whole=whole))
        return link
    values = [(click_id.param, macro)] if click_id.param and macro else []
    values += [(slots[name], macros[name]) for name in dict.fromkeys(wanted)]
    return _join(link, link.url, values, problems)


def put_callbacks(link: TrackingLink, postback_url: str, tokens: Iterable[str]) -> TrackingLink:
    """Put the whole postback into the link where the tracker takes it from there, once for each event token.

    The token ``install`` is the install. Raises InputError for a link that cannot hold it.
    """
    callback = link.tracker.postback_out.callback
    if link.url is None or callback is None or link.network.click_id_macro is None:
        return link
    encoded = encoded_callback(postback_url, link.network.click_id_macro)
    names = [callback.install if token == INSTALL else callback.event.replace("<token>", token) for token in tokens]
    values = [(callback_name(link.url, callback, name), encoded) for name in dict.fromkeys(names)]
    problems: list[Problem] = []
    joined = _join(link, link.url, values, problems)
    if problems:
        raise InputError(problems)
    return joined


def _join(link: TrackingLink, url: CutUrl, values: Iterable[tuple[str, str]], problems: list[Problem]) -> TrackingLink:
    url, faults = join(url, values, link.network)
    problems += [Problem(fault, "campaign-url", "") for fault in faults]
    return link._replace(url=url)


def _no_slot(link: TrackingLink, name: str, slots: list[str]) -> Message:
    tracker, network = link.tracker, link.network
    macros = [macro for macro in network.click_in.macros if macro != "click_id"]
    if name not in macros:
        from ..text.suggestions import near_hint

        names = [*(slots or macros), ALL_SLOTS]
        return message("with.no-macro", network=network.name, hint=near_hint(name, macros), names=names)
    if not slots:
        return message("with.no-slots", tracker=tracker.name)
    return message("with.no-slot", tracker=tracker.name, names=[*slots, ALL_SLOTS])


def callback_name(url: CutUrl, callback: Callback, name: str) -> str:
    """Return the name of a parameter that carries a postback: on hosts other than the tracker's own it has a prefix."""
    return name if host_of(url) == callback.host else callback.prefix + name


def encoded_callback(postback_url: str, macro: str) -> str:
    """Return a postback as a link carries it: percent-encoded whole; only the network's ``macro`` stays raw.

    So the network fills it in at the click.
    """
    return macro.join(quote(part, safe="") for part in postback_url.split(macro))
