"""Slips in a tracking link that joining and checking look for in the same way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..catalog.model import Network
from ..text.encoding import fully_decoded
from ..text.placeholders import is_placeholder_anywhere
from .cut import CutUrl, Parameter, Part


def encoded_macro(text: str, macros: Iterable[str]) -> str | None:
    """Return the first macro that is in ``text`` percent-encoded, in whatever capitals, and not raw."""
    decoded = fully_decoded(text)
    if decoded == text:
        return None
    plain = decoded.casefold()
    return next((macro for macro in macros if macro not in text and macro.casefold() in plain), None)


def unlisted_macros(url: CutUrl, network: Network) -> Iterator[Part]:
    """Yield what is written in the network's style but is not one of its macros, nor one with a sign encoded."""
    known, openings = network.click_in.macros.values(), tuple(opening for opening, _ in network.click_in.style)
    for part in url.macros:
        is_unlisted = part.text not in known and part.text.startswith(openings)
        if is_unlisted and not encoded_macro(part.text, known) and not _is_array(part, url):
            yield part


def _is_array(part: Part, url: CutUrl) -> bool:
    """Return whether it is the end of a parameter's name, as in ``name[key]=value``: servers read such names as lists."""
    return part.text.startswith("[") and any(
        parameter.name.start < part.start and part.end == parameter.name.end for parameter in url.parameters
    )


def cut_off_macro(outside_macros: str, opening: str) -> tuple[int, int] | None:
    """Return where a macro begins that does not end, by the sign that opens it. A single sign may be the URL's own."""
    found = re.search(re.escape(opening) + "[^&]{0,200}", outside_macros) if len(opening) > 1 else None
    return found.span() if found else None


def placeholders_in_address(url: CutUrl, network: Network) -> Iterator[Part]:
    """Yield the placeholders in host and path: with one of them the link leads nowhere."""
    host = url.host
    for label in re.finditer("[^.:]+", host.text):
        part = Part(label[0], host.start + label.start(), host.start + label.end())
        if is_left_in(part, network):
            yield part
    yield from (segment for segment in url.segments if is_left_in(segment, network))


def is_left_in(part: Part, network: Network) -> bool:
    """Return whether a part of a link is a placeholder. One in a parameter is sent as it is; the click ID arrives all the same."""
    return is_placeholder_anywhere(part.decoded, network.placeholders)


def given_twice(parameters: Iterable[Parameter]) -> dict[str, list[Parameter]]:
    """Return the parameters that have their name in common with another one; programs read ``name[]`` as a list."""
    by_name: dict[str, list[Parameter]] = {}
    for parameter in parameters:
        by_name.setdefault(parameter.name.decoded, []).append(parameter)
    return {name: same for name, same in by_name.items() if len(same) > 1 and name and not name.endswith("[]")}
