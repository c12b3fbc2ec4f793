"""Hosts of links: how they are compared, and which of them shorten links."""

from __future__ import annotations

import re

from .cut import CutUrl

SHORTENERS = frozenset(
    "bit.ly bitly.com j.mp tinyurl.com t.co goo.gl is.gd v.gd ow.ly buff.ly cutt.ly rebrand.ly rb.gy shorturl.at t.ly tiny.cc lnkd.in"
    " s.id clck.ru dub.sh shorter.me soo.gd bl.ink t2m.io short.io snip.ly adf.ly urlz.fr u.to".split()
)
"""Well-known ones. Somebody's own short domain can be a tracker's, and is not for us to doubt."""


def host_of(url: CutUrl) -> str:
    """Return a host as hosts are compared: in small letters, without the scheme's usual port; any other port belongs to it."""
    usual = {"https": ":443", "http": ":80"}.get(url.scheme.text.casefold(), "")
    return url.host.text.casefold().removesuffix(usual)


def is_shortener(host: str) -> bool:
    """Return whether ``host`` is that of a link shortener."""
    return re.sub(r":[0-9]*$", "", host.casefold()).removeprefix("www.") in SHORTENERS
