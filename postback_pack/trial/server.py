"""A receiver for postbacks on this machine: it answers like a network's, and hands each call on.

Requests are limited in size and time and connections in number, so that neither a flood nor a slow client takes it down.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Sequence
from errno import EACCES, EADDRINUSE, EADDRNOTAVAIL
from socket import gaierror
from typing import NamedTuple

from ..errors import PostbackPackError
from ..messages.message import Message, message
from .http_head import Refused, read_head

MOST_HEAD_BYTES = 16_384
MOST_CONNECTIONS = 200
SECONDS = 10
_BUSY = "503 Service Unavailable"


class Received(NamedTuple):
    """One request: its method and target, such as ``GET`` and ``/name/acme/at?...``, and its body."""

    method: str
    target: str
    body: bytes


class CannotListen(PostbackPackError):
    """The address cannot be had. ``str()`` says why, and what to do."""


class Receiver:
    """Answers requests; gives each one that can be read to ``report``, and the answer to any other to ``refused``."""

    def __init__(
        self, report: Callable[[Received], None], refused: Callable[[Refused], None], once: bool = False
    ) -> None:
        self._report, self._refused, self._once = report, refused, once
        self._open = 0
        self._done = asyncio.Event()
        self._failure: OSError | None = None

    async def serve(self, host: str, port: int, ready: Callable[[Sequence[str], int], None]) -> None:
        """Listen until it is cancelled, or until the first call if that was asked for.

        ``ready`` gets the addresses that it listens on, and the port. Raises CannotListen if they cannot be had, and
        OSError if the calls cannot be reported any longer.
        """
        try:
            server = await asyncio.start_server(self._connection, host, port, limit=MOST_HEAD_BYTES, backlog=512)
        except (OSError, UnicodeError) as error:
            raise CannotListen(_reason(error, f"{host}:{port}")) from error
        async with server:
            bound = [listening.getsockname() for listening in server.sockets]
            ready([address for address, *_ in bound], bound[0][1])
            await self._done.wait()
        if self._failure:
            raise self._failure

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open += 1
        try:
            if self._open > MOST_CONNECTIONS:
                raise Refused(_BUSY, message("request.connections"))
            while await asyncio.wait_for(self._request(reader, writer), SECONDS):
                pass
        except Refused as refused:
            self._refused(refused)
            writer.write(_answer(refused.status, "close", f"{refused.why}\n".encode()))
        except (TimeoutError, ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            # A cancelled connection ends as any other: some versions of asyncio print a traceback if it does not.
            pass
        finally:
            self._open -= 1
            writer.close()

    async def _request(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Read and answer one request; return whether another may follow on this connection."""
        head = read_head(await _head_lines(reader))
        body = await reader.readexactly(head.length)
        keep = head.keeps_open and not self._once
        self._hand_on(Received(head.method, head.target, body))
        writer.write(_answer("200 OK", "keep-alive" if keep else "close", b"OK\n" if head.method != "HEAD" else b""))
        await writer.drain()
        return keep

    def _hand_on(self, received: Received) -> None:
        if self._done.is_set():
            raise Refused(_BUSY, message("request.only-one"))
        if self._once:
            self._done.set()
        try:
            self._report(received)
        except OSError as error:
            # Nobody reads the reports any more: then there is nothing left to do.
            self._failure = error
            self._done.set()
            raise Refused(_BUSY, message("request.no-reader")) from None


def _reason(error: OSError | UnicodeError, address: str) -> Message:
    # Newer versions of asyncio leave the number out where no address can be had.
    if isinstance(error, gaierror | UnicodeError) or error.errno in (None, 0, EADDRNOTAVAIL):
        return message("listen.not-an-address", address=address)
    code = "listen.other-port" if error.errno in (EADDRINUSE, EACCES) else "listen.other-host"
    return message(code, address=address, error=os.strerror(error.errno))


async def _head_lines(reader: asyncio.StreamReader) -> list[bytes]:
    """Return the lines of a head, each with its end; the last one is empty."""
    lines: list[bytes] = []
    left = MOST_HEAD_BYTES
    while not lines or lines[-1].strip(b"\r\n"):
        try:
            lines.append(await reader.readuntil(b"\n"))
        except asyncio.LimitOverrunError:
            left = -1
        else:
            left -= len(lines[-1])
        if left < 0:
            why = message("request.long-head", most=f"{MOST_HEAD_BYTES:,}")
            raise Refused("431 Request Header Fields Too Large", why)
    return lines


def _answer(status: str, connection: str, body: bytes = b"") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/plain\r\nContent-Length: {len(body)}\r\nConnection: {connection}\r\n\r\n"
    return head.encode() + body
