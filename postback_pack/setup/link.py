"""Join a campaign URL and the network's macros into the tracking link."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from urllib.parse import quote

from ..catalog.model import Network, Tracker
from ..errors import Problem
from ..text.characters import listed, shown
from ..urls.campaign_url import ESCAPED_AMPERSAND, CampaignUrl, url_faults
from .click_id import ClickId
from .options import INSTALL

_UNESCAPED = "the campaign URL came with & written as in HTML: the link has & alone"
ALL_SLOTS = "all"
"""Asks for every macro that the tracker has a slot for."""


class TrackingLink:
    """The link for one tracker: from the user's campaign URL, or from the entry's example."""

    def __init__(self, tracker: Tracker, network: Network, campaign_url: str | None, problems: list[Problem]) -> None:
        self._tracker, self._network = tracker, network
        self.is_example = campaign_url is None
        self.found_no_slots = False
        plain = None if campaign_url is None else ESCAPED_AMPERSAND.sub("&", campaign_url)
        faults = url_faults(plain, network, tracker) if plain is not None else []
        problems += faults
        source = tracker.click_in.example if plain is None else plain
        self._url = CampaignUrl(source, network) if source and not faults else None
        self._changes = [_UNESCAPED] if plain != campaign_url else []
        if tracker.click_in.no_final_slash and self._url and self._url.drop_final_slash():
            self._changes.append(
                f"{tracker.name} answers 404 to a link whose path ends in a slash: the slash is left out here"
            )

    @property
    def carrying(self) -> list[str]:
        """The parameters that hold the network's click-ID macro already."""
        return self._url.parameters_with(self._network.click_id_macro) if self._url else []

    @property
    def text(self) -> str | None:
        """The link, or None where there is no URL to start from."""
        return self._url.text if self._url else None

    @property
    def warnings(self) -> tuple[str, ...]:
        """What looks doubtful in the user's URL; an example's placeholders are meant to be there."""
        return (*self._changes, *self._url.warnings) if self._url and not self.is_example else ()

    def put(self, click_id: ClickId, with_macros: Iterable[str], problems: list[Problem]) -> None:
        """Put the click-ID macro where it travels, then each further macro into the tracker's slot for it."""
        slots = self._slots_for(list(with_macros), click_id, problems)
        if self._url is None or problems:
            return
        macro = self._network.click_id_macro
        if click_id.param and self._url.stands_elsewhere(macro):
            whole = f"{click_id.param}={macro}"
            problems.append(
                _url_problem(f"{macro} has to be the whole value of a parameter; write {whole}, before any #")
            )
            return
        wanted = [(click_id.param, macro)] if click_id.param else []
        self._put_all([*wanted, *((slot, self._network.click_in.macros[name]) for name, slot in slots)], problems)

    def with_callbacks(self, postback_url: str, tokens: Iterable[str], problems: list[Problem]) -> TrackingLink:
        """Return a link that carries the whole postback too, once for each event token; ``install`` is the install."""
        callback = self._tracker.postback_out.callback
        if self._url is None or callback is None:
            return self
        link = copy(self)
        link._url = self._url.copied()
        macro = self._network.click_id_macro
        encoded = encoded_callback(postback_url, macro)
        prefix = "" if self._url.host == callback.host else callback.prefix
        names = [callback.install if token == INSTALL else callback.event.replace("<token>", token) for token in tokens]
        link._put_all([(prefix + name, encoded) for name in dict.fromkeys(names)], problems)
        return link

    def _put_all(self, values: Iterable[tuple[str, str]], problems: list[Problem]) -> None:
        for param, value in values:
            if self._url and (in_the_way := self._url.put(param, value)):
                problems.append(_url_problem(in_the_way))

    def _slots_for(self, wanted: list[str], click_id: ClickId, problems: list[Problem]) -> list[tuple[str, str]]:
        """Return (macro's name, parameter) for each macro asked for, in the order asked for."""
        slots = {
            name: slot for name, slot in self._tracker.click_in.slots.items() if name in self._network.click_in.macros
        }
        if ALL_SLOTS in wanted:
            wanted = [name for name, slot in slots.items() if slot != click_id.param]
            self.found_no_slots = not wanted
        for name in wanted:
            if name not in slots:
                problems.append(Problem(f"--with {shown(name)}: {self._no_slot(name, list(slots))}", "with"))
            elif slots[name] == click_id.param:
                problems.append(Problem(f"--with {name}: {slots[name]} carries the click ID; leave {name} out", "with"))
        return [(name, slots[name]) for name in dict.fromkeys(wanted) if name in slots]

    def _no_slot(self, name: str, slots: list[str]) -> str:
        macros = [macro for macro in self._network.click_in.macros if macro != "click_id"]
        if name not in macros:
            from ..text.suggestions import nearest

            near = nearest(name, macros)
            hint = f"did you mean {near}? " if near else ""
            return f"{hint}{self._network.name} has no such macro; choose {listed([*(slots or macros), ALL_SLOTS])}"
        if not slots:
            return f"it is not known which parameter of {self._tracker.name} takes it; put the macro into the campaign URL yourself"
        return f"it is not known which parameter of {self._tracker.name} takes it; choose {listed([*slots, ALL_SLOTS])}"


def encoded_callback(postback_url: str, macro: str) -> str:
    """Return a postback as it rides on a link: percent-encoded whole; only the network's ``macro`` stays raw.

    So the network fills it in at the click.
    """
    return macro.join(quote(part, safe="") for part in postback_url.split(macro))


def _url_problem(message: str) -> Problem:
    return Problem(f"--campaign-url: {message}", "campaign-url")
