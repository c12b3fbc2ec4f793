"""Find out whose postback a pasted URL is: which network, and which type of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from ..catalog.model import Network, Tracker
from ..catalog.networks import Networks, hosts_of, without_www
from ..text.encoding import fully_decoded
from ..urls.cut import CutUrl, Parameter, Part, cut
from ..urls.hosts import host_of, is_private
from .purpose import amount_with_own_id, has_click_id_role, takes_conversions_at, with_click_id_of
from .recognise import Recognised, read
from .signs import cut_without_marks

_HOST = r"\s*(?:https?:)?//([^/?#:\s]+)"


def recognise(
    text: str, networks: Networks, trackers: Sequence[Tracker] = (), tracker: Tracker | None = None
) -> Recognised | None:
    """Return the postback that ``text`` is meant to be, or None. ``trackers``: whose macros it is cut by, ``tracker``: the one that was named."""
    return recognise_cut(cut_postback(text, networks, trackers), networks, tracker)


def cut_postback(text: str, networks: Networks, trackers: Sequence[Tracker]) -> CutUrl:
    """Cut a URL by the macros of the networks that it may belong to, and of these trackers."""
    host = re.match(_HOST, text)
    return cut(text, networks.at(host[1].casefold()) if host else networks, trackers)


def recognise_cut(url: CutUrl, networks: Networks, tracker: Tracker | None = None) -> Recognised | None:
    """Return the postback that ``url`` is meant to be, or None if it shows no network's. ``tracker``: the one that was named.

    Its host shows the network, else a path or the name of a click-ID parameter that only this network has. An address at
    which a tracker takes conversions is not a network's. A network that is named is not in question: then less is enough.
    """
    host, readings = host_of(url), _readings(url, networks)
    meant: Sequence[Recognised]
    meant = [reading for reading in readings if reading.host_fits or _is_without_www(reading, host)]
    meant = meant or _of_one_network(readings, _has_near_host)
    meant = meant or _meant_elsewhere(url, readings, networks, [tracker] if tracker else networks.trackers)
    return max(meant, key=_fit, default=None)


class Reader:
    """Recognises the texts of one check. Many trackers cut a URL the same way, and then it is read once for all of them."""

    def __init__(self, networks: Networks, tracker: Tracker | None = None, default: Network | None = None) -> None:
        """``tracker``: the one that was named; ``default``: the network that links are checked for if nothing shows one."""
        self.networks, self.tracker, self.default = networks, tracker, default
        self._read: dict[tuple[str, tuple[Part, ...]], Recognised | None] = {}

    @property
    def trackers(self) -> Sequence[Tracker]:
        """The trackers whose URL it may be: the one that was named, or all."""
        return [self.tracker] if self.tracker else self.networks.trackers

    def is_postback(self, text: str) -> bool:
        """Return whether a URL, without the marks at its end, is meant to be a postback."""
        known = [self.tracker] if self.tracker else []
        url = cut_without_marks(text, lambda text: cut_postback(text, self.networks, known))
        return self.recognise(url) is not None

    def recognise(self, url: CutUrl) -> Recognised | None:
        """Return what ``recognise_cut`` does."""
        key = url.text, url.macros
        if key not in self._read:
            self._read[key] = recognise_cut(url, self.networks, self.tracker)
        return self._read[key]


def _meant_elsewhere(
    url: CutUrl, readings: Sequence[Recognised], networks: Networks, trackers: Sequence[Tracker]
) -> Sequence[Recognised]:
    """Return the readings of a URL whose host is no network's; none if it is not a postback to a network."""
    by_parameter = _of_one_network(readings, partial(_has_own_parameter, networks))
    if takes_conversions_at(url, trackers):
        return []
    at_receiver = _at_receiver(url, networks, trackers) if is_private(host_of(url)) else []
    # A tracker's own click ID in the network's own parameter is a slip. In any other, a payout with it is reported to the tracker.
    if not by_parameter and not at_receiver and amount_with_own_id(url, trackers):
        return []
    meant = _of_one_network(readings, partial(_has_own_path, networks)) or by_parameter or at_receiver
    if meant or not networks.named:
        return meant
    return [reading for reading in readings if _is_of_named(reading, trackers)]


def _at_receiver(url: CutUrl, networks: Networks, trackers: Sequence[Tracker]) -> list[Recognised]:
    """Return the reading of a postback that a tracker sends to a receiver such as `listen`: one network's whole path, and the click ID."""
    called = recognise_call(url, networks)
    click_id = called[0].value("click_id") if len(called) == 1 and called[0].path_fits else None
    return called if click_id and has_click_id_role(click_id.text, trackers) else []


def _readings(url: CutUrl, networks: Networks) -> list[Recognised]:
    """Return the URL as each type reads it that it is like."""
    host, path = host_of(url), [segment.text for segment in url.segments]
    names = [parameter.name.decoded for parameter in url.parameters]
    return [read(url, host, networks, names, *like) for like in networks.types_like(host, path, names)]


def recognise_call(url: CutUrl, networks: Networks) -> list[Recognised]:
    """Return the postbacks that a call may be, one for each network; several if they look the same.

    A call goes to any host, such as a receiver's, and it is not a tracking link: path and click ID together show the network.
    """
    readings = _readings(url, networks)
    at_host = [reading for reading in readings if reading.host_fits]
    called = at_host or [reading for reading in readings if "click_id" in reading.parameters and reading.path_fits]
    called = called or [reading for reading in readings if "click_id" in reading.fields and reading.path_fits]
    if not called:
        own_path, own_parameter = partial(_has_own_path, networks), partial(_has_own_parameter, networks)
        called = _of_one_network(readings, own_path) or _of_one_network(readings, own_parameter)
        called = called or _of_one_network(readings, lambda reading: reading.path_fits)
        called = called or (readings if networks.named else [])
    if networks.named and not any(reading.path_fits or "click_id" in reading.parameters for reading in called):
        return []
    most = max(map(_fit_of_call, called), default=None)
    by_network: dict[str, Recognised] = {}
    for reading in sorted((one for one in called if _fit_of_call(one) == most), key=_fit):
        by_network[reading.network.id] = reading
    return [*by_network.values()]


def _fit_of_call(reading: Recognised) -> tuple[bool, bool, int, int]:
    """How well a type fits a call: by its path, and by the parameters that it lacks or does not know."""
    shape, given = reading.type.shape, {item.name.decoded: item.value.decoded for item in reading.url.parameters}
    fixed = sum(given.get(name) != value for name, value in shape.fixed_parameters.items())
    missing = sum(slot in shape.needed and not reading.given(slot) for slot in shape.parameters)
    has_literal = any(isinstance(piece, str) and piece for piece in shape.form.path)
    return reading.path_fits, has_literal, -fixed - missing, -len(reading.extra)


def _of_one_network(readings: Sequence[Recognised], shows: Callable[[Recognised], bool]) -> list[Recognised]:
    """Return the readings of the one network that something shows; none if it shows several, or none."""
    ids = {reading.network.id for reading in readings if shows(reading)}
    return [reading for reading in readings if reading.network.id in ids] if len(ids) == 1 else []


def _is_without_www(reading: Recognised, host: str) -> bool:
    return without_www(host) in hosts_of(reading.network, reading.type)


def _has_near_host(reading: Recognised) -> bool:
    """Return whether the host has a typo, and something else of the network is there too."""
    return reading.host_is_near and (reading.path_fits or reading.path_is_near or "click_id" in reading.parameters)


def _has_own_path(networks: Networks, reading: Recognised) -> bool:
    # Somebody's tracking link may have such a path too.
    is_postback = "click_id" in reading.parameters or not _carries_macro(reading)
    path = [segment.text for segment in reading.url.segments]
    return reading.path_fits and is_postback and networks.has_own_path(reading.network, path)


def _has_own_parameter(networks: Networks, reading: Recognised) -> bool:
    return any(
        networks.has_own_parameter(reading.network, parameter.name.decoded)
        and not _is_macro_of(reading.network, parameter)
        for parameter in reading.parameters.get("click_id", ())
    )


def _is_of_named(reading: Recognised, trackers: Sequence[Tracker]) -> bool:
    """Return whether a URL is a postback and no tracking link, where its network is named."""
    if reading.owner:
        return True
    if _carries_macro(reading):
        return False
    has_click_id = "click_id" in reading.parameters
    return (reading.path_fits and has_click_id) or bool(with_click_id_of(reading.url, trackers))


def _carries_macro(reading: Recognised) -> bool:
    """Return whether the network's click-ID macro is in the URL, as in a tracking link."""
    return any(_is_macro_of(reading.network, parameter) for parameter in reading.url.parameters)


def _is_macro_of(network: Network, parameter: Parameter) -> bool:
    """Return whether a value is one of the network's macros for the tracking link, in whatever spelling."""
    value = fully_decoded(parameter.value.text).casefold()
    return any(value == macro.casefold() for macro in network.click_in.macros.values())


class _Fit(NamedTuple):
    """How well a type fits a URL. The first field decides, and only between equals does the next."""

    host_fits: bool
    """A network's host is nobody else's."""
    host_is_near: bool
    path_fits: bool
    """Of one network's types, the path says more than the parameters, which several types share."""
    path_is_near: bool
    used: int
    """The type that uses more of what the user gave: an amount in the URL was meant to be reported."""
    not_missing: int
    """Of two types that use all that is given, the one that asks for nothing more; 0 at best."""
    not_misnamed: int
    """A name that fits says more than one that other systems use; 0 at best."""
    has_click_id: bool


def _fit(reading: Recognised) -> _Fit:
    shape = reading.type.shape
    given = [slot for slot in shape.parameters if reading.given(slot)]
    return _Fit(
        host_fits=reading.host_fits,
        host_is_near=reading.host_is_near,
        path_fits=reading.path_fits,
        path_is_near=reading.path_is_near,
        used=len(reading.fields) + len(given),
        not_missing=-sum(slot in shape.needed and slot not in given for slot in shape.parameters),
        not_misnamed=-len(reading.misnamed),
        has_click_id="click_id" in reading.parameters,
    )
