"""The words of a text that only one network has: its name, its hosts, and those of its macros and parameters that are nobody else's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from ..catalog.model import LINK_MACROS, ROLES, Network, Tracker
from ..catalog.read import read_text
from ..catalog.read_network import read_network
from ..catalog.read_trackers import read_entries
from ..paths import data_folder
from ..text.macros import is_written_as
from ..text.markup import spans

_LONGEST_GENERAL = 3
"""A parameter this short, such as ``c``, says nothing about whose it is."""
_GENERAL = ("data", "key", "token", "id")


def words_of_networks(text: str) -> Iterator[str]:
    """Yield each word in a text of the catalog that only one of the shipped networks has."""
    words, parameters = _patterns()
    yield from dict.fromkeys(found[0] for found in words.finditer(text))
    # Elsewhere it is a word of the language: an action, an advertiser.
    code = "\n".join(span.text for span in spans(text, {}) if span.kind == "code")
    yield from dict.fromkeys(found[0] for found in parameters.finditer(code))


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what matches the words of the shipped networks anywhere, and their parameters in code."""
    folder = data_folder()
    read = (read_network(each, each.name, []) for each in sorted(folder.glob("templates/networks/*/")))
    networks = [network for network in read if network]
    text = read_text(folder / "trackers.yaml", "trackers.yaml", [])
    trackers = [tracker for _, tracker in read_entries(text, "trackers.yaml", [])]
    shared = _Shared.of(trackers, networks)
    words = [*(network.name for network in networks), *(host for network in networks for host in _hosts(network))]
    words += [macro for network in networks for macro in _macros(network) if shared.is_own_macro(macro)]
    parameters = [name for network in networks for name in _parameters(network) if shared.is_own_parameter(name)]
    return _any_of(words), _any_of(parameters)


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Match each of the words where it is not a part of a longer one."""
    any_of = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    return re.compile(rf"(?<![A-Za-z0-9_])(?:{any_of or '(?!)'})(?![A-Za-z0-9_])")


class _Shared(NamedTuple):
    """What several systems have: their macros, the bare words in these, and the ways to write one."""

    macros: frozenset[str]
    words: frozenset[str]
    styles: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, trackers: list[Tracker], networks: list[Network]) -> _Shared:
        of_trackers = {macro for tracker in trackers for macro in tracker.listed_macros}
        at_networks = Counter(macro for network in networks for macro in _macros(network))
        words = Counter(
            word for network in networks for word in {*map(_bare, _macros(network)), *map(_bare, _parameters(network))}
        )
        parameters = {
            name for tracker in trackers for name in (tracker.click_in.param, *tracker.click_in.slots.values())
        }
        names = {*parameters, *of_trackers, *ROLES, *LINK_MACROS, *_GENERAL}
        return cls(
            frozenset({*of_trackers, *(macro for macro, count in at_networks.items() if count > 1)}),
            frozenset({*(_bare(name or "") for name in names), *(word for word, count in words.items() if count > 1)}),
            frozenset(tracker.style for tracker in trackers if tracker.style),
        )

    def is_own_macro(self, macro: str) -> bool:
        """Return whether a macro of a network says whose it is."""
        if macro in self.macros:
            return False
        # Written as no tracker writes one, it is nobody else's whatever word is in it.
        is_unusual = not any(is_written_as(macro, style) for style in self.styles)
        is_plain_word = re.fullmatch(r"\W*[a-z]+\W*", macro) is not None
        return is_unusual or not (is_plain_word or _bare(macro) in self.words)

    def is_own_parameter(self, name: str) -> bool:
        """Return whether a parameter of a network's postback URL says whose it is."""
        return len(name) > _LONGEST_GENERAL and _bare(name) not in self.words


def _bare(name: str) -> str:
    """Return a macro or a parameter as its letters and digits: ``{campaign_id}`` and ``campaignid`` are one word."""
    return re.sub(r"[\W_]", "", name).casefold()


def _hosts(network: Network) -> set[str]:
    hosts = (*(kind.shape.form.host for kind in network.types.values()), *network.other_hosts)
    return {host.removeprefix("www.") for host in hosts}


def _macros(network: Network) -> set[str]:
    return set(network.click_in.macros.values())


def _parameters(network: Network) -> set[str]:
    return {name for kind in network.types.values() for name, _ in kind.shape.form.query}
