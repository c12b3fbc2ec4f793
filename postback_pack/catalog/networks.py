"""Networks together, with what tells their postback URLs apart found out once: then many cost a check no more than one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property

from ..text.suggestions import one_edit_apart
from .model import Network
from .network_parts import PostbackType


class Networks(tuple[Network, ...]):
    """Some networks, or all of a catalog, in their order."""

    @cached_property
    def _types(self) -> list[tuple[Network, PostbackType]]:
        return [(network, kind) for network in self for kind in network.types.values()]

    @cached_property
    def _places(self) -> dict[tuple[str | int, ...], list[int]]:
        """The places of the types by what tells them apart: length of a host, length and first literal of a path, click ID."""
        found: dict[tuple[str | int, ...], list[int]] = defaultdict(list)
        for place, (network, kind) in enumerate(self._types):
            for length in {len(host) for host in _hosts(network, kind)}:
                found["host", length].append(place)
            for path in kind.shape.paths:
                literals = ((index, piece) for index, piece in enumerate(path) if isinstance(piece, str))
                found["path", len(path), *next(literals, _NO_LITERAL)].append(place)
            if name := kind.shape.parameter_of("click_id"):
                for spelling in (name, *network.other_parameters.get(name, ())):
                    found["click ID", spelling].append(place)
        return found

    def types_like(self, host: str, path: Sequence[str], names: Iterable[str]) -> list[tuple[Network, PostbackType]]:
        """Return, in their order, the types whose host is nearly ``host``, whose path is this one, or that read the click ID from one of the ``names``.

        ``host`` is as ``host_of`` writes it; ``path`` is cut at the slashes.
        """
        bare = host.removeprefix("www.")
        places: set[int] = set()
        for length in (len(bare) - 1, len(bare), len(bare) + 1):
            for place in self._places.get(("host", length), ()):
                if any(one_edit_apart(bare, host) for host in _hosts(*self._types[place])):
                    places.add(place)
        for literal in (*enumerate(path), _NO_LITERAL):
            alike = self._places.get(("path", len(path), *literal), ())
            places.update(place for place in alike if self._types[place][1].shape.path_like(path) is not None)
        for name in names:
            places.update(self._places.get(("click ID", name), ()))
        return [self._types[place] for place in sorted(places)]


def _hosts(network: Network, kind: PostbackType) -> list[str]:
    """Return the hosts of a type without www."""
    return [host.removeprefix("www.") for host in (kind.shape.form.host, *network.other_hosts)]


_NO_LITERAL = (-1, "")
