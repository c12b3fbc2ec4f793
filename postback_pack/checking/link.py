"""A tracking link: the parameters that carry the network's click ID, or a whole postback."""

from __future__ import annotations

import re

from ..catalog.model import Network, Tracker
from ..text.macros import is_bracketed, is_macro_like
from ..text.placeholders import is_placeholder
from ..urls.cut import CutUrl, Parameter

_CLICK_ID_NAMES = frozenset(("clickid", "click_id", "externalid", "external_id", "extid"))
"""Names of parameters that mean the click ID in any tracker's link."""
_MEANS_AN_ID = re.compile(r"click|sub_?id|[a-z]id\b|s2s|visitor|external|replace|uuid", re.IGNORECASE)

NO_MACRO = "\0"
"""In place of a click-ID macro that is not known: no URL has it, and nothing is said about it."""


class Link:
    """A tracking link, read for a network, and for a tracker if that is known.

    ``read_by_postback``: the parameter that the postback reads the click ID from, if there is a postback that shows it.
    """

    def __init__(
        self,
        url: CutUrl,
        network: Network,
        tracker: Tracker | None,
        read_by_postback: str | None = None,
        is_network_shown: bool = True,
    ) -> None:
        self.url, self.network, self.tracker = url, network, tracker
        self.macro = network.click_id_macro or NO_MACRO
        self.read_by_postback, self.is_network_shown = read_by_postback, is_network_shown
        self.wanted = read_by_postback or (tracker.click_in.param if tracker else None)

    @property
    def is_of_nobody(self) -> bool:
        """Whether macros are in the link, and none of a network of the catalog: then it may be for another network."""
        return any(map(self.is_nobodys, self.url.parameters))

    def is_nobodys(self, parameter: Parameter) -> bool:
        """Return whether a value is a macro, but of none of the catalog's networks."""
        value = parameter.value.decoded
        is_trackers = self.tracker is not None and self.tracker.meanings(value)
        return not self.is_network_shown and not is_trackers and is_macro_like(value) and not is_placeholder(value)

    @property
    def callbacks(self) -> list[Parameter]:
        """The parameters that carry a whole postback."""
        callback = self.tracker.postback_out.callback if self.tracker else None
        if callback is None:
            return []
        names = (callback.install, callback.event.partition("<token>")[0])
        return [
            parameter
            for parameter in self.url.parameters
            if parameter.name.decoded.removeprefix(callback.prefix).startswith(names)
        ]

    @property
    def holders(self) -> list[Parameter]:
        """The parameters whose whole value is the network's click-ID macro."""
        return self.url.holding(self.macro)

    @property
    def param(self) -> str | None:
        """The parameter that carries the click ID, if there is just one."""
        holders = self.holders
        return holders[0].name.decoded if len(holders) == 1 else None

    def named(self, name: str | None) -> Parameter | None:
        """Return the parameter with this name."""
        return next(iter(self.url.named(name)), None)

    def is_click_id(self, parameter: Parameter) -> bool:
        """Return whether the click ID is, or was meant to be, in this parameter."""
        if self.wanted is not None:
            return parameter.name.decoded == self.wanted and not self._is_in_use(parameter)
        return self.is_named_like_it(parameter)

    def is_named_like_it(self, parameter: Parameter) -> bool:
        """Return whether the parameter has a name that only a click ID has."""
        return self.is_click_id_name(parameter.name.decoded)

    def is_click_id_name(self, name: str) -> bool:
        """Return whether a name means the click ID in any tracker's link."""
        return name.casefold() in _CLICK_ID_NAMES

    def end_of_another(self, name: str) -> str | None:
        """Return the name of a click ID's parameter with which another one ends, as where the ? in front of it is missing."""
        names = (self.wanted,) if self.wanted else sorted(_CLICK_ID_NAMES, key=len, reverse=True)
        if name in names or self.is_click_id_name(name):
            return None
        return next((one for one in names if name.endswith(one)), None)

    @property
    def free_param(self) -> str | None:
        """The parameter to put the click ID into: the one that the tracker reads, or if that is in use the next one."""
        there = self.named(self.wanted)
        if there is None or not self._is_in_use(there):
            return self.wanted
        return self.next_param

    @property
    def next_param(self) -> str | None:
        """A further parameter that the tracker reads the click ID from and that is not in the link; None: none is known."""
        if self.tracker is None or self.read_by_postback:
            return None
        further = (pair.param for pair in self.tracker.click_in.also if "<" not in pair.param)
        return next((param for param in further if not self.named(param)), None)

    def _is_in_use(self, parameter: Parameter) -> bool:
        """Return whether somebody's macro of another meaning is in the parameter, so that nothing may take its place."""
        text = parameter.value.text
        if text in self.network.click_in.macros.values() or is_placeholder(text):
            return False
        return is_bracketed(text) and not _MEANS_AN_ID.search(text)
