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
    def _by_host(self) -> dict[int, dict[str, list[int]]]:
        """By the length of a host without www and by that host: the places of the types among all types."""
        found: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for place, (network, kind) in enumerate(self._types):
            for host in (kind.shape.form.host, *network.other_hosts):
                bare = host.removeprefix("www.")
                found[len(bare)][bare].append(place)
        return found

    @cached_property
    def _by_path(self) -> dict[tuple[int, int, str], list[int]]:
        """By the length of the path and its first literal with its index: the places of the types."""
        found: dict[tuple[int, int, str], list[int]] = defaultdict(list)
        for place, (_, kind) in enumerate(self._types):
            for path in kind.shape.paths:
                literals = ((index, piece) for index, piece in enumerate(path) if isinstance(piece, str))
                found[len(path), *next(literals, _NO_LITERAL)].append(place)
        return found

    @cached_property
    def _by_click_id(self) -> dict[str, list[int]]:
        """By the name of the parameter for the click ID: the places of the types."""
        found: dict[str, list[int]] = defaultdict(list)
        for place, (network, kind) in enumerate(self._types):
            if name := kind.shape.parameter_of("click_id"):
                for spelling in (name, *network.other_parameters.get(name, ())):
                    found[spelling].append(place)
        return found

    def types_like(self, host: str, path: Sequence[str], names: Iterable[str]) -> list[tuple[Network, PostbackType]]:
        """Return, in their order, the types whose host is nearly ``host``, whose path is this one, or that read the click ID from one of the ``names``.

        ``host`` is as ``host_of`` writes it; ``path`` is cut at the slashes.
        """
        bare = host.removeprefix("www.")
        places: set[int] = set()
        for length in (len(bare) - 1, len(bare), len(bare) + 1):
            for known, of_host in self._by_host.get(length, {}).items():
                if one_edit_apart(bare, known):
                    places.update(of_host)
        for literal in (*enumerate(path), _NO_LITERAL):
            alike = self._by_path.get((len(path), *literal), ())
            places.update(place for place in alike if self._types[place][1].shape.path_like(path) is not None)
        for name in names:
            places.update(self._by_click_id.get(name, ()))
        return [self._types[place] for place in sorted(places)]


_NO_LITERAL = (-1, "")
