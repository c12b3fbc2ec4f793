"""A network's postback URL in a parameter of any other URL, which is no more than a redirect to it."""

from __future__ import annotations

from collections.abc import Iterator

from ..urls.cut import cut
from ..urls.extract import Found, Inner, inner_urls, inside
from .guess import carrying
from .link_network import default_of
from .network_of import Reader, recognise

_MOST_REDIRECTS = 4


def without_redirect(found: Found, reader: Reader) -> Found:
    """Return the postback that a URL redirects to, or else the URL itself."""
    for _ in range(_MOST_REDIRECTS):
        inner = next(_postbacks_in(found.url, reader), None)
        if inner is None:
            break
        found = inside(found, inner)
    return found


def _postbacks_in(url: str, reader: Reader, redirects: int = 1) -> Iterator[Inner]:
    """Yield the parameters that hold a postback URL, or a redirect to one, unless the URL itself is more than a redirect."""
    for inner in inner_urls(url):
        read = recognise(inner.url, reader.networks)
        leads_to_one = (read is not None and read.host_fits) or (
            redirects < _MOST_REDIRECTS and any(_postbacks_in(inner.url, reader, redirects + 1))
        )
        if leads_to_one and not _is_for_itself(url, inner, reader):
            yield inner


def _is_for_itself(url: str, inner: Inner, reader: Reader) -> bool:
    """Return whether a URL is a postback too, a tracking link, or a link in which the tracker takes a whole postback."""
    return reader.is_postback(url) or _has_macro_outside(url, inner, reader) or _takes_callbacks(url, reader)


def _has_macro_outside(url: str, inner: Inner, reader: Reader) -> bool:
    """Return whether a network's macro is in the URL outside that parameter, as in a tracking link."""
    outside = url[: inner.start] + url[inner.end :]
    written = {part.text for part in cut(outside, reader.networks, ()).macros}
    return any(macro in written for network in reader.networks for macro in network.click_in.macros.values())


def _takes_callbacks(url: str, reader: Reader) -> bool:
    """Return whether a tracker takes a whole postback in its link, and this is such a link."""
    return bool(carrying(url, default_of(reader.networks, reader.default), reader.trackers))
