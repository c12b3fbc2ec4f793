"""Check what a user pasted: the URLs in any text, each by itself, or a postback URL and its tracking link as a pair."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import NamedTuple

from ..catalog.load import Catalog
from ..catalog.model import Network, Tracker
from ..errors import InputError
from ..messages.message import message
from ..urls.extract import Found, extract
from .bare import Check, check_bare
from .network_of import Reader
from .partly import check_fragment
from .place import at_its_place
from .redirects import without_redirect
from .sent import check_call

__all__ = ["Check", "check", "check_all"]


_AROUND = (message("extract.around"),)


class _Source(NamedTuple):
    """A URL, and the text that it was found in."""

    text: str
    found: Found


def check(
    catalog: Catalog,
    url: str,
    tracker: str | Tracker | None = None,
    *,
    link: str | None = None,
    network: str | Network | None = None,
    default_network: str | Network | None = None,
) -> Check:
    """Check a postback URL or a tracking link, or a postback URL and the link that goes with it.

    Args:
        catalog: What ``load_catalog`` returns.
        url: The URL, or any text with one in it, such as a message. A postback URL and its tracking link are a pair.
        tracker: The tracker, or its id, name or alias. Without it, it is guessed from the spelling of the macros.
        link: The tracking link that goes with the postback URL.
        network: The network, or its id, name or alias. Without it, the URL shows it, or the macros in the link do.
        default_network: The network whose macro is offered for a link that has none.

    Raises:
        InputError: The tracker or network is unknown, the text has no URL or several, or the pair is not one. What is in a URL
            never raises.

    Examples:
        >>> from postback_pack import check, load_catalog
        >>> result = check(load_catalog(), "https://a.mgid.com/postback?c={clickid}&e=lead", tracker="binom")
        >>> result.verdict
        'error'
        >>> result.urls[0].corrected
        'https://a.mgid.com/postback?c={externalid}&e=lead'
    """
    reader = _reader(catalog, tracker, network, default_network)
    sources = _sources([("url", url)] if link is None else [("url", url), ("link", link)])
    if link is not None:
        if len(sources) != 2:
            raise InputError.of("pasted.one-each", "link", "")
        return _check_pair(reader, sources)
    results = _check_sources(reader, sources)
    if len(results) > 1:
        raise InputError.of("pasted.several", "url", count=len(results))
    return results[0]


def check_all(
    catalog: Catalog,
    texts: Sequence[str],
    tracker: str | Tracker | None = None,
    *,
    network: str | Network | None = None,
    default_network: str | Network | None = None,
) -> tuple[Check, ...]:
    """Check every URL in some texts; the arguments are those of ``check``. One postback URL and one tracking link are a pair.

    Raises InputError for an unknown tracker or network, and for a text without a URL.
    """
    reader = _reader(catalog, tracker, network, default_network)
    return _check_sources(reader, _sources([("url", text) for text in texts]))


def _reader(
    catalog: Catalog,
    tracker: str | Tracker | None,
    network: str | Network | None,
    default_network: str | Network | None,
) -> Reader:
    named = catalog.tracker(tracker) if tracker is not None else None
    networks = catalog.networks_named(network)
    return Reader(networks, named, catalog.network(default_network) if default_network is not None else None)


def _sources(pasted: Sequence[tuple[str, str]]) -> list[_Source]:
    """Return the URLs in each text, which comes with the name of its option."""
    sources: list[_Source] = []
    for option, text in pasted:
        bare = text.strip()
        if not bare:
            raise InputError.of("pasted.nothing", option)
        found = extract(bare)
        if not found:
            raise InputError.of("pasted.no-url", option)
        if found[0].kind == "host":
            raise InputError.of("pasted.host", option, host=found[0].url)
        if _has_only(bare, found):
            found = tuple(replace(one, how=()) if one.how == _AROUND else one for one in found)
        sources += [_Source(bare, one) for one in found]
    return sources


def _has_only(text: str, found: Sequence[Found]) -> bool:
    """Return whether there is nothing but blanks between the URLs of a text."""
    ends = [0, *(one.end for one in found)]
    starts = [*(one.start for one in found), len(text)]
    return not any(text[end:start].strip() for end, start in zip(ends, starts, strict=True))


def _check_sources(reader: Reader, sources: Sequence[_Source]) -> tuple[Check, ...]:
    if len(sources) == 2 and all(source.found.kind == "url" for source in sources):
        with suppress(InputError):
            return (_check_pair(reader, sources),)
    return tuple(_check_one(reader, source) for source in sources)


def _check_one(reader: Reader, source: _Source) -> Check:
    text, found = source
    result = check_call(reader, text, found)
    if result is None and found.kind != "url":
        result = check_fragment(reader, text, found)
    return result or _check_urls(reader, [source])


def _check_pair(reader: Reader, sources: Sequence[_Source]) -> Check:
    if any(source.found.kind != "url" or check_call(reader, *source) for source in sources):
        raise InputError.of("pasted.one-each", "link", "")
    return _check_urls(reader, sources)


def _check_urls(reader: Reader, sources: Sequence[_Source]) -> Check:
    bare = [_Source(source.text, without_redirect(source.found, reader)) for source in sources]
    result = check_bare(reader, [source.found.url for source in bare])
    by_url = {source.found.url: source for source in bare}
    return replace(result, urls=tuple(at_its_place(checked, *by_url[checked.url], reader) for checked in result.urls))
