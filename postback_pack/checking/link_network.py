"""Find out whose macros are in a tracking link."""

from __future__ import annotations

import re
from collections.abc import Callable

from ..catalog.model import Network
from ..catalog.networks import Networks
from ..setup.options import DEFAULT_NETWORK
from ..text.encoding import fully_decoded
from ..text.macros import is_macro_like
from ..text.suggestions import one_edit_apart
from ..urls.cut import cut
from .signs import cut_without_marks

_MOST_VALUES = 50
_LONGEST_VALUE = 200
_FEWEST_LETTERS = 5
"""This many characters of a macro that is cut off show which one was meant."""
_OWN_WORD = 10
"""A name of this many characters is that of one network; clickid and subid are those of many, also of some that the catalog does not have."""
_Scores = dict[str, tuple[bool, int]]
"""By the id of a network: whether the click ID's macro is there, and how many macros are."""


def networks_in(link: str, networks: Networks) -> list[Network]:
    """Return the networks that a tracking link may be for: those with most of the macros in it; none if it has none.

    The click ID's macro says more than any other, and one that is written right more than one with a slip, or in another style.
    """
    if networks.named:
        return [*networks]
    # A mark that was copied along hides the macro in front of it.
    url = cut_without_marks(link, lambda text: cut(text, networks, ()))
    written = {part.text for part in url.macros}
    decoded = fully_decoded(link).casefold()
    spoilt = [parameter.value.decoded[:_LONGEST_VALUE] for parameter in url.parameters[:_MOST_VALUES]]
    for is_there in (
        lambda macro: macro in written,
        lambda macro: macro.casefold() in decoded,
        lambda macro: any(_is_meant(macro, value) for value in spoilt),
    ):
        scores = _scores(networks, is_there)
        if scores:
            most = max(scores.values())
            return [network for network in networks if scores.get(network.id) == most]
    words = {_word_of(value) for value in spoilt if is_macro_like(value)}
    own = {network.id: _word_of(network.click_id_macro or "") for network in networks}
    meant = [network for network in networks if own[network.id] in words and len(own[network.id]) >= _OWN_WORD]
    return meant if len(meant) == 1 else []


def _scores(networks: Networks, is_there: Callable[[str], bool]) -> _Scores:
    found: _Scores = {}
    for network in networks:
        macros = {*network.click_in.macros.values(), *network.affiliate_macros}
        there = {macro for macro in macros if is_there(macro)}
        if there:
            found[network.id] = network.click_id_macro in there, len(there)
    return found


def _is_meant(macro: str, value: str) -> bool:
    is_cut_off = len(value) >= _FEWEST_LETTERS and macro.casefold().startswith(value.casefold())
    return len(value) > 2 and (is_cut_off or one_edit_apart(value, macro))


def _word_of(macro: str) -> str:
    """Return the name in a macro, without the signs around it: what is left if somebody writes it in another style."""
    return re.sub(r"^\W+|\W.*", "", macro)


def default_of(networks: Networks, default: Network | None = None) -> Network:
    """Return the network that a link is checked for if nothing shows another; ``default``: the user's own."""
    wanted = DEFAULT_NETWORK if default is None else default.id
    return next((network for network in networks if network.id == wanted), networks[0])
