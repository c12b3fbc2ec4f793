"""A receiver for postbacks on this machine: it answers like a network's, and hands each call on.

Requests are limited in size and time and connections in number, so that neither a flood nor a slow client takes it down.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import NamedTuple

MOST_HEAD_BYTES = 16_384
MOST_BODY_BYTES = 65_536
MOST_CONNECTIONS = 200
SECONDS = 10


class Received(NamedTuple):
    """One request: its method and target, such as ``GET`` and ``/name/acme/at?...``."""

    method: str
    target: str


class _Refused(Exception):
    """The request is not answered as it wishes; the text is the status line's."""


class Receiver:
    """Answers requests; gives each one that can be read to ``report``, and the answer to any other to ``refused``."""

    def __init__(self, report: Callable[[Received], None], refused: Callable[[str], None], once: bool = False) -> None:
        self._report, self._refused, self._once = report, refused, once
        self._open = 0
        self._done = asyncio.Event()
        self._failure: OSError | None = None

    async def serve(self, host: str, port: int, ready: Callable[[int], None]) -> None:
        """Listen until it is cancelled, or until the first call if that was asked for; ``ready`` gets the port.

        Raises OSError if the port cannot be had, or if the calls cannot be reported any longer.
        """
        server = await asyncio.start_server(self._connection, host, port, limit=MOST_HEAD_BYTES, backlog=512)
        async with server:
            ready(server.sockets[0].getsockname()[1])
            await self._done.wait()
        if self._failure:
            raise self._failure

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open += 1
        try:
            if self._open > MOST_CONNECTIONS:
                raise _Refused("503 Service Unavailable")
            while await asyncio.wait_for(self._request(reader, writer), SECONDS):
                pass
        except _Refused as refused:
            self._refused(str(refused))
            writer.write(_answer(str(refused), "close"))
        except (TimeoutError, ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            # A cancelled connection ends as any other: some versions of asyncio print a traceback if it does not.
            pass
        finally:
            self._open -= 1
            writer.close()

    async def _request(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Read and answer one request; return whether another may follow on this connection."""
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except asyncio.LimitOverrunError:
            raise _Refused("431 Request Header Fields Too Large") from None
        request, *lines = head.decode("utf-8", "replace").split("\r\n")
        headers = {name.strip().casefold(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        method, _, rest = request.partition(" ")
        target, _, version = rest.rpartition(" ")
        if not method.isalpha() or not target or not version.startswith("HTTP/1."):
            raise _Refused("400 Bad Request")
        await _skip_body(reader, headers)
        keep = version == "HTTP/1.1" and headers.get("connection", "").casefold() != "close" and not self._once
        self._hand_on(Received(method, target))
        writer.write(_answer("200 OK", "keep-alive" if keep else "close", b"OK\n" if method != "HEAD" else b""))
        await writer.drain()
        return keep

    def _hand_on(self, received: Received) -> None:
        if self._done.is_set():
            raise _Refused("503 Service Unavailable")
        if self._once:
            self._done.set()
        try:
            self._report(received)
        except OSError as error:
            # Nobody reads the reports any more: then there is nothing left to do.
            self._failure = error
            self._done.set()
            raise _Refused("503 Service Unavailable") from None


async def _skip_body(reader: asyncio.StreamReader, headers: dict[str, str]) -> None:
    length = headers.get("content-length", "0")
    if "transfer-encoding" in headers or not length.isdecimal():
        raise _Refused("411 Length Required")
    if int(length[:10]) > MOST_BODY_BYTES:
        raise _Refused("413 Content Too Large")
    await reader.readexactly(int(length[:10]))


def _answer(status: str, connection: str, body: bytes = b"") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/plain\r\nContent-Length: {len(body)}\r\nConnection: {connection}\r\n\r\n"
    return head.encode() + body
