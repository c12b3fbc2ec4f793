"""The words of a text that only one network has: its name, its hosts, and those of its macros and parameters that are nobody else's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from ..catalog.model import LINK_MACROS, ROLES, Network, Tracker
from ..catalog.networks import Networks, hosts_of
from ..catalog.read import read_text
from ..catalog.read_network import read_network
from ..catalog.read_trackers import read_entries
from ..catalog.rules import texts_of
from ..paths import data_folder
from ..text.macros import is_written_as
from ..text.markup import spans


def words_of_networks(text: str) -> Iterator[str]:
    """Yield each word in a text of the catalog that only one of the shipped networks has."""
    words, parameters = _patterns()
    yield from dict.fromkeys(found[0] for found in words.finditer(text))
    # Elsewhere it is a word of the language.
    code = "\n".join(span.text for span in spans(text, {}) if span.kind == "code")
    yield from dict.fromkeys(found[0] for found in parameters.finditer(code))


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what matches the words of the shipped networks anywhere, and their parameters in code."""
    folder = data_folder()
    read = (read_network(each, each.name, []) for each in sorted(folder.glob("templates/networks/*/")))
    text = read_text(folder / "trackers.yaml", "trackers.yaml", [])
    trackers = [tracker for _, tracker in read_entries(text, "trackers.yaml", [])]
    networks = Networks(filter(None, read), trackers)
    shared = _Shared.of(trackers, networks)
    words: set[str] = set()
    parameters: set[str] = set()
    for network in networks:
        kinds = network.types.values()
        names = {
            name for kind in kinds for name, _ in kind.shape.form.query if networks.has_own_parameter(network, name)
        }
        words |= {network.name, *(host for kind in kinds for host in hosts_of(network, kind))}
        words |= {macro for macro in network.click_in.macros.values() if shared.is_own_macro(macro)}
        parameters |= {name for name in names if not shared.has_word(name)}
    return _any_of(words), _any_of(parameters)


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Match each of the words where it is not a part of a longer one."""
    any_of = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    return re.compile(rf"(?<![A-Za-z0-9_])(?:{any_of or '(?!)'})(?![A-Za-z0-9_])")


class _Shared(NamedTuple):
    """What several systems have: macros, bare words, and ways to write a macro."""

    macros: frozenset[str]
    words: frozenset[str]
    styles: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, trackers: list[Tracker], networks: Iterable[Network]) -> _Shared:
        of_trackers = {macro for tracker in trackers for macro in tracker.listed_macros}
        macros = Counter(macro for network in networks for macro in set(network.click_in.macros.values()))
        own = Counter(word for network in networks for word in set(map(_bare, network.click_in.macros.values())))
        # Of what the texts of several trackers have, nobody knows that it is a network's.
        in_texts = Counter(word for tracker in trackers for word in _words_of_texts(tracker))
        several = {word for counted in (own, in_texts) for word, count in counted.items() if count > 1}
        slots = {name for tracker in trackers for name in tracker.click_in.slots.values()}
        names = map(_bare, (*of_trackers, *slots, *ROLES, *LINK_MACROS))
        return cls(
            frozenset({*of_trackers, *(macro for macro, count in macros.items() if count > 1)}),
            frozenset({*several, *names}),
            frozenset(tracker.style for tracker in trackers if tracker.style),
        )

    def has_word(self, name: str) -> bool:
        """Return whether a macro or a parameter is a word that others have too."""
        return _bare(name) in self.words

    def is_own_macro(self, macro: str) -> bool:
        """Return whether a macro of a network says whose it is."""
        if macro in self.macros:
            return False
        # Written as no tracker writes one, it is nobody else's whatever word is in it.
        is_unusual = not any(is_written_as(macro, style) for style in self.styles)
        is_plain_word = re.fullmatch(r"\W*[a-z]+\W*", macro) is not None
        return is_unusual or not (is_plain_word or self.has_word(macro))


def _bare(name: str) -> str:
    """Return a macro or a parameter as its letters and digits: ``{campaign_id}`` and ``campaignid`` are one word."""
    return re.sub(r"[\W_]", "", name).casefold()


def _words_of_texts(tracker: Tracker) -> set[str]:
    return {_bare(word) for _, text in texts_of(tracker) for word in re.findall(r"[\w-]+", text)}
