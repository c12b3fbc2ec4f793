"""Fetch a page of the internet for a catalog that anybody may have written: http and https alone, and for a limited time.

No address of this machine or of the network around it is called, whether a page is there by name, by number or by a redirect.
"""

from __future__ import annotations

import http.client
import re
import socket
import ssl
import string
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any, NamedTuple
from urllib.error import URLError
from urllib.parse import quote, unquote, urljoin, urlsplit
from urllib.request import AbstractHTTPHandler, OpenerDirector, ProxyHandler, Request

from ..messages.message import message
from ..text.characters import shown

_MOST_REDIRECTS = 10
_REDIRECTS = (301, 302, 303, 307, 308)
_INTERNET = ip_network("2000::/3")
"""The part of IPv6 that addresses of the internet are given out from."""
_NAT64 = ip_network("64:ff9b::/96")
_LOCAL = ("localhost", "local", "internal", "lan", "home", "corp", "arpa")


class FetchError(Exception):
    """A page was not fetched. ``str()`` says why."""


class Page(NamedTuple):
    """What was answered: HTTP status, the address after all redirects, and the beginning of the body."""

    status: int
    url: str
    body: bytes


class Limits(NamedTuple):
    """What one call may take in all. ``allow_private``: the host of the first address may be a private one."""

    seconds: float
    most_bytes: int
    allow_private: bool = False


def fetch(url: str, agent: str, limits: Limits) -> Page:
    """Return the page at ``url``. Raises FetchError if there is none within the limits."""
    call = _Call(url, agent, limits)
    worker = threading.Thread(target=call.run, name="page", daemon=True)
    worker.start()
    # A server that drips single bytes never exceeds the timeout of a socket; this one counts the whole call.
    worker.join(limits.seconds)
    # Once the sockets are shut, half a page looks like a whole one.
    result = call.result
    call.stop()
    if result is None or isinstance(getattr(result, "reason", result), TimeoutError):
        raise FetchError(message("fetch.no-answer", seconds=f"{limits.seconds:g}"))
    if isinstance(result, Exception):
        reason = getattr(result, "reason", result)
        raise FetchError(str(reason) or type(result).__name__) from result
    return result


@dataclass
class _Call:
    """One call with all its redirects. Its sockets are shut when its time is over, whatever the thread is waiting for."""

    url: str
    agent: str
    limits: Limits
    result: Page | Exception | None = None
    _sockets: list[socket.socket] = field(default_factory=list)
    _stopped: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self) -> None:
        try:
            self.result = self._page()
        except (FetchError, URLError, http.client.HTTPException, OSError, ValueError) as error:
            self.result = error

    def stop(self) -> None:
        with self._lock:
            self._stopped = True
            for used in self._sockets:
                with suppress(OSError):
                    used.shutdown(socket.SHUT_RDWR)
                used.close()

    def _page(self) -> Page:
        url = self.url
        for _ in range(_MOST_REDIRECTS + 1):
            with self._answer(url) as answer:
                location = answer.headers.get("Location")
                if answer.status not in _REDIRECTS or not location:
                    return Page(answer.status, url, answer.read(self.limits.most_bytes))
            # As urllib does it: a header can hold any byte.
            url = urljoin(url, quote(location.strip(), safe=string.punctuation, encoding="latin-1"))
        raise FetchError(message("fetch.redirects", most=_MOST_REDIRECTS))

    def _answer(self, url: str) -> Any:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https"):
            raise FetchError(message("fetch.scheme", url=shown(url)))
        allowed = self.limits.allow_private and parts.netloc == urlsplit(self.url).netloc
        opener = OpenerDirector()
        opener.add_handler(ProxyHandler())
        opener.add_handler(_Handler(self._opened, allowed))
        return opener.open(_Request(url, headers={"User-Agent": self.agent}), timeout=self.limits.seconds)

    def _opened(self, addresses: list[Any]) -> socket.socket:
        """Return a socket that is connected to the first address that answers."""
        problem: Exception = OSError("no address")
        for family, kind, protocol, _, address in addresses:
            made = socket.socket(family, kind, protocol)
            made.settimeout(self.limits.seconds)
            with self._lock:
                if self._stopped:
                    made.close()
                    raise TimeoutError("the time is over")
                # TLS takes the socket itself over.
                self._sockets.append(made.dup())
            try:
                made.connect(address)
                return made
            except OSError as error:
                made.close()
                problem = error
        raise problem


class _Request(Request):
    """A request that remembers whether a proxy carries it."""

    by_proxy = False

    def set_proxy(self, host: str, type: str) -> None:
        self.by_proxy = True
        super().set_proxy(host, type)


class _Handler(AbstractHTTPHandler):
    """Opens http and https by a socket of ours. The user's own proxy is called wherever it is."""

    def __init__(self, opened: Callable[[list[Any]], socket.socket], allow_private: bool) -> None:
        super().__init__()
        self._opened, self._allow_private = opened, allow_private

    def http_open(self, request: _Request) -> Any:
        return self.do_open(self._connection(http.client.HTTPConnection, request), request)

    def https_open(self, request: _Request) -> Any:
        made = self._connection(http.client.HTTPSConnection, request)
        return self.do_open(made, request, context=ssl.create_default_context())

    http_request = https_request = AbstractHTTPHandler.do_request_

    def _connection(self, kind: Any, request: _Request) -> Any:
        asked = unquote(urlsplit(request.full_url).hostname or "")

        def connect(address: tuple[str, int], *more: Any) -> socket.socket:
            if request.by_proxy and not self._allow_private and not _may_be_public(asked):
                raise FetchError(message("fetch.private", host=asked))
            found = socket.getaddrinfo(*address, type=socket.SOCK_STREAM)
            if not request.by_proxy and not self._allow_private:
                public = [each for each in found if is_public(str(each[4][0]))]
                if not public:
                    raise FetchError(message("fetch.private-at", host=address[0], address=found[0][4][0]))
                # This very address is called: to look the name up again could give another.
                found = public
            return self._opened(found)

        def make(host: str, **options: Any) -> Any:
            connection = kind(host, **options)
            connection._create_connection = connect
            return connection

        return make


def is_public(address: str) -> bool:
    """Return whether an IP address is one of the internet: not this machine, the local network, or a part kept for other uses."""
    number: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    if isinstance(number, IPv6Address):
        inner = number.ipv4_mapped or number.sixtofour
        if number in _NAT64:
            inner = IPv4Address(int(number) & 0xFFFF_FFFF)
        if inner is None and number not in _INTERNET:
            return False
        number = inner or number
    return number.is_global and not number.is_multicast


def _may_be_public(host: str) -> bool:
    """Return whether a host that only the proxy looks up could be one of the internet."""
    try:
        return is_public(host)
    except ValueError:
        *names, last = host.casefold().rstrip(".").split(".")
        # 0x7f.1 and 2130706433 are numbers too, for the system that looks them up.
        return bool(names) and last not in _LOCAL and not re.fullmatch("0x[0-9a-f]*|[0-9]+", last)
