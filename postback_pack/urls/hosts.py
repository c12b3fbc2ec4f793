"""Hosts: how they are compared, which of them shorten links, and which are private."""

from __future__ import annotations

import re

from .cut import CutUrl

SHORTENERS = frozenset(
    "bit.ly bitly.com j.mp tinyurl.com t.co goo.gl is.gd v.gd ow.ly buff.ly cutt.ly rebrand.ly rb.gy shorturl.at t.ly tiny.cc lnkd.in"
    " s.id clck.ru dub.sh shorter.me soo.gd bl.ink t2m.io short.io snip.ly adf.ly urlz.fr u.to".split()
)
"""Well-known ones. Somebody's own short domain can be a tracker's, and is not for us to doubt."""

_LOCAL_NAMES = ("localhost", ".localhost", ".local", ".internal")
"""Names, and ends of names, that nobody on the internet has."""
_PRIVATE = (
    *("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10"),
    *("::1/128", "fc00::/7", "fe80::/10"),
)


def host_of(url: CutUrl) -> str:
    """Return a host as hosts are compared: in small letters, without the scheme's usual port; any other port belongs to it."""
    usual = {"https": ":443", "http": ":80"}.get(url.scheme.text.casefold(), "")
    return url.host.text.casefold().removesuffix(usual)


def is_shortener(host: str) -> bool:
    """Return whether ``host`` is that of a link shortener."""
    return re.sub(r":[0-9]*$", "", host.casefold()).removeprefix("www.") in SHORTENERS


def is_private(host: str) -> bool:
    """Return whether a host, with or without a port, is this machine or in a private network, so that it is no network's."""
    name = re.sub(r":[0-9]*$", "", host.casefold())
    if name == _LOCAL_NAMES[0] or name.endswith(_LOCAL_NAMES[1:]):
        return True
    # Names of other hosts are not worth an import.
    if not re.fullmatch(r"[0-9.]+|\[[0-9a-f:.]+(%[^\[\]]*)?\]", name):
        return False
    from ipaddress import ip_address, ip_network

    try:
        address = ip_address(name.strip("[]").partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None) or address
    return any(mapped in network for network in map(ip_network, _PRIVATE))
