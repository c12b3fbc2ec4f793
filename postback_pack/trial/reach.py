"""Who can reach a receiver on this machine, and which addresses mean this machine alone."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address

from ..messages.message import Message, message


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine alone."""
    if host.casefold() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def reach(addresses: Iterable[str]) -> Message:
    """Say who can reach a receiver that listens on ``addresses``."""
    bound = [ip_address(address) for address in addresses]
    if any(address.is_unspecified for address in bound):
        return message("listen.reach-all")
    if all(address.is_loopback for address in bound):
        return message("listen.reach-here")
    is_public = any(address.is_global for address in bound)
    return message("listen.reach-public" if is_public else "listen.reach-private")
