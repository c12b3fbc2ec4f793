"""Who can reach a receiver on this machine, and which addresses mean this machine alone."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address

ONLY_HERE = "only programs on this machine can reach it; a tracker in the cloud cannot"
_PRIVATE = (
    "machines in the same network can reach it; a tracker in the cloud cannot, unless your router forwards this port"
)
_PUBLIC = "other machines can reach it, also a tracker in the cloud, unless a firewall blocks this port"
_EVERY = (
    "on every address of this machine; other machines can reach it unless a firewall blocks this port,"
    " and a tracker in the cloud needs a public address"
)


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine alone."""
    if host.casefold() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def reach(addresses: Iterable[str]) -> str:
    """Say who can reach a receiver that listens on ``addresses``."""
    bound = [ip_address(address) for address in addresses]
    if any(address.is_unspecified for address in bound):
        return _EVERY
    if all(address.is_loopback for address in bound):
        return ONLY_HERE
    is_public = any(address.is_global for address in bound)
    return _PUBLIC if is_public else _PRIVATE
