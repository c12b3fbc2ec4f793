"""All networks, with the differences between their postback URLs found out once: then a check takes no longer for many than for one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain

from ..text.macros import is_written_as
from ..text.suggestions import one_edit_apart
from .model import Network, Tracker
from .network_parts import PostbackType
from .shape import Slot

_FEWEST_LITERALS = 2
"""A path with fewer fixed segments says nothing without the host: any link may have /e/ in it."""
_GENERAL = frozenset(("data", "key", "token", "id"))
_LONGEST_GENERAL = 3
"""Names that any system may have, also every name of up to three letters."""
_NO_LITERAL = (-1, "")


class Networks(tuple[Network, ...]):
    """Some networks, or all of a catalog, in their order.

    ``trackers``: those whose own links and addresses are not to be taken for a network's.
    """

    trackers: tuple[Tracker, ...]

    def __new__(
        cls, networks: Iterable[Network], trackers: Iterable[Tracker] = (), among: Networks | None = None
    ) -> Networks:
        """``among``: all networks that there are, where these are only some of them."""
        made = super().__new__(cls, networks)
        made.trackers = tuple(trackers)
        made._among = among or made
        return made

    _among: Networks

    @property
    def named(self) -> bool:
        """Whether it is only one: then nobody has to guess which."""
        return len(self) == 1

    def only(self, network: Network) -> Networks:
        """Return the one network that somebody named."""
        return Networks([network], self.trackers, self._among)

    def at(self, host: str) -> Sequence[Network]:
        """Return the networks that take postbacks at a host; all of these if none does."""
        ids = self._by_host.get(without_www(host))
        return [network for network in self if network.id in ids] if ids else self

    def owner_of(self, host: str) -> Network | None:
        """Return the first network, of all that there are, that takes postbacks at a host, whatever the port."""
        by_host = self._among._by_host
        ids = by_host.get(without_www(host)) or by_host.get(without_www(host.partition(":")[0]), ())
        return next((network for network in self._among if network.id in ids), None)

    def filling_in(self, macro: str) -> list[Network]:
        """Return the networks, of all that there are, that put their click ID in place of ``macro``."""
        return [network for network in self._among if network.click_id_macro == macro]

    def may_be_of_a_tracker(self, macro: str) -> bool:
        """Return whether some tracker writes its macros as ``macro`` is written."""
        return any(is_written_as(macro, style) for style in {tracker.style for tracker in self.trackers} if style)

    def types_like(self, host: str, path: Sequence[str], names: Iterable[str]) -> list[tuple[Network, PostbackType]]:
        """Return, in their order, the types whose host is nearly ``host``, whose path is this one, or that read the click ID from one of the ``names``.

        ``host`` is as ``host_of`` writes it; ``path`` is cut at the slashes. All types of the networks that take postbacks at
        the host, if there are any, or of the one that is named.
        """
        if self.named:
            return self._types
        bare = without_www(host)
        if bare in self._by_host:
            return [(network, kind) for network in self.at(host) for kind in network.types.values()]
        places: set[int] = set()
        for length in (len(bare) - 1, len(bare), len(bare) + 1):
            for place in self._places.get(("host", length), ()):
                if any(one_edit_apart(bare, host) for host in hosts_of(*self._types[place])):
                    places.add(place)
        for literal in (*enumerate(path), _NO_LITERAL):
            alike = self._places.get(("path", len(path), *literal), ())
            places.update(place for place in alike if self._types[place][1].shape.path_like(path) is not None)
        for name in names:
            places.update(self._places.get(("click ID", name), ()))
        return [self._types[place] for place in sorted(places)]

    def has_own_path(self, network: Network, path: Sequence[str]) -> bool:
        """Return whether a path that fits one of a network's types shows that network without its host.

        It has at least two fixed segments, and no other network and no tracker has it.
        """
        fitting = [(other, pieces) for other, kind in self._among._types for pieces in _fitting(kind, path)]
        is_long = any(len(list(_literals(pieces))) >= _FEWEST_LITERALS for other, pieces in fitting if other is network)
        is_alone = all(other is network for other, _ in fitting)
        return is_long and is_alone and not self._is_of_a_tracker(path)

    def has_own_parameter(self, network: Network, name: str) -> bool:
        """Return whether a name of the click-ID parameter shows its network without the host: no other system has it."""
        plain = name.casefold()
        if len(plain) <= _LONGEST_GENERAL or plain in _GENERAL or plain in self._among._link_parameters:
            return False
        return self._among._uses[plain] <= 1

    @cached_property
    def _types(self) -> list[tuple[Network, PostbackType]]:
        return [(network, kind) for network in self for kind in network.types.values()]

    @cached_property
    def _by_host(self) -> Mapping[str, Collection[str]]:
        """The ids of the networks at each host."""
        found: dict[str, list[str]] = defaultdict(list)
        for network, kind in self._types:
            for host in hosts_of(network, kind):
                found[host].append(network.id)
        return found

    @cached_property
    def _places(self) -> dict[tuple[str | int, ...], list[int]]:
        """The places of the types by what is different in them: length of a host, length and first literal of a path, click ID."""
        found: dict[tuple[str | int, ...], list[int]] = defaultdict(list)
        for place, (network, kind) in enumerate(self._types):
            for length in {len(host) for host in hosts_of(network, kind)}:
                found["host", length].append(place)
            for path in kind.shape.paths:
                found["path", len(path), *next(_literals(path), _NO_LITERAL)].append(place)
            if name := kind.shape.parameter_of("click_id"):
                for spelling in spellings_of(network, name):
                    found["click ID", spelling].append(place)
        return found

    @cached_property
    def _uses(self) -> Counter[str]:
        """In how many networks' URLs each name of a parameter is, without regard to capitals."""
        each = (
            {
                spelling.casefold()
                for kind in network.types.values()
                for name, _ in kind.shape.form.query
                for spelling in spellings_of(network, name)
            }
            for network in self
        )
        return Counter(chain.from_iterable(each))

    @cached_property
    def _link_parameters(self) -> frozenset[str]:
        """The parameters in which trackers take the click ID, in small letters."""
        into = [tracker.click_in for tracker in self.trackers]
        pairs = (pair.param for click_in in into for pair in click_in.also)
        return frozenset(name.casefold() for name in (*(click_in.param for click_in in into), *pairs) if name)

    @cached_property
    def _trackers_paths(self) -> frozenset[tuple[str, ...]]:
        """The paths of trackers' campaign URLs, and the ends of those of their addresses for conversions."""
        urls = [tracker.click_in.example.partition("://")[2] for tracker in self.trackers if tracker.click_in.example]
        paths = [url.partition("?")[0].split("/")[1:] for url in urls]
        return frozenset(map(tuple, paths))

    def _is_of_a_tracker(self, path: Sequence[str]) -> bool:
        ends = (address.partition("?")[0] for tracker in self.trackers for address in tracker.postback_in)
        whole = "/" + "/".join(path)
        return tuple(path) in self._trackers_paths or any(whole.endswith(f"/{end}") for end in ends)


def hosts_of(network: Network, kind: PostbackType) -> list[str]:
    """Return the hosts that take the postbacks of a type, without www."""
    return [without_www(host) for host in (kind.shape.form.host, *network.other_hosts)]


def spellings_of(network: Network, name: str) -> tuple[str, ...]:
    """Return every name that a parameter of a network can have."""
    return (name, *network.other_parameters.get(name, ()))


def without_www(host: str) -> str:
    """Return a host without www. in front: with and without it, it is the same network."""
    return host.removeprefix("www.")


def _fitting(kind: PostbackType, path: Sequence[str]) -> Iterator[Sequence[str | Slot]]:
    pieces = kind.shape.path_like(path)
    if pieces is not None:
        yield pieces


def _literals(path: Sequence[str | Slot]) -> Iterator[tuple[int, str]]:
    """Yield the fixed segments of a path with their places."""
    return ((index, piece) for index, piece in enumerate(path) if isinstance(piece, str) and piece)
