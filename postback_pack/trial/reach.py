"""Who can reach a receiver on this machine, and which addresses mean this machine alone."""

from __future__ import annotations

import socket
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address

from ..messages.message import Message, message


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine alone."""
    if host.casefold() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def callable_address(addresses: Sequence[str]) -> str:
    """Return the address to call a receiver at that listens on ``addresses``: none that means every address of this machine."""
    bound = [ip_address(address) for address in addresses]
    return str(next((address for address in bound if not address.is_unspecified), None) or _own_address(bound[0]))


def _own_address(every: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Return this machine's own address towards other machines, or else the one for itself."""
    family, documentation, loopback = (
        (socket.AF_INET, "192.0.2.1", "127.0.0.1") if every.version == 4 else (socket.AF_INET6, "2001:db8::1", "::1")
    )
    with socket.socket(family, socket.SOCK_DGRAM) as unused:
        try:
            # It only asks for the way there: nothing is sent.
            unused.connect((documentation, 9))
            own = ip_address(unused.getsockname()[0])
        except OSError:
            return ip_address(loopback)
    return ip_address(loopback) if own.is_unspecified else own


def in_url(address: str) -> str:
    """Return an address as it is in a URL."""
    return f"[{address.replace('%', '%25')}]" if ":" in address else address


def reach(addresses: Iterable[str]) -> Message:
    """Say who can reach a receiver that listens on ``addresses``."""
    bound = [ip_address(address) for address in addresses]
    if any(address.is_unspecified for address in bound):
        return message("listen.reach-all")
    if all(address.is_loopback for address in bound):
        return message("listen.reach-here")
    is_public = any(address.is_global for address in bound)
    return message("listen.reach-public" if is_public else "listen.reach-private")
