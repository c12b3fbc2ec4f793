"""Make one real call: nothing is followed, nothing is retried, and it ends after ten seconds."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from typing import NamedTuple
from urllib.parse import urlsplit

from ..errors import PostbackPackError
from ..messages.message import Message, message
from ..text.characters import shown

SECONDS = 10
_MOST_BYTES = 4_096


class SendError(PostbackPackError):
    """The call got no answer. ``str()`` says why."""


class Answer(NamedTuple):
    """What the other side answered: HTTP status and reason, how long it took in seconds, and the start of the body."""

    status: int
    reason: str
    seconds: float
    body: str


def send(url: str) -> Answer:
    """Call a finished URL by GET. TLS certificates are verified, redirects are not followed.

    Raises SendError if there is no answer within ten seconds in all.
    """
    results: list[Answer | Exception] = []
    worker = threading.Thread(target=_call, args=(url, results), daemon=True)
    worker.start()
    # A server that drips single bytes never exceeds the timeout of a socket; this one counts the whole call.
    worker.join(SECONDS)
    if not results:
        raise SendError(message("send.no-answer", seconds=SECONDS))
    if isinstance(results[0], Exception):
        raise SendError(_reason(results[0])) from results[0]
    return results[0]


def _call(url: str, results: list[Answer | Exception]) -> None:
    try:
        results.append(_answer(url))
    except (http.client.HTTPException, OSError, ValueError) as error:
        results.append(error)


def _answer(url: str) -> Answer:
    parts = urlsplit(url)
    host = parts.hostname or ""
    connection: http.client.HTTPConnection = (
        http.client.HTTPSConnection(host, parts.port, timeout=SECONDS, context=ssl.create_default_context())
        if parts.scheme == "https"
        else http.client.HTTPConnection(host, parts.port, timeout=SECONDS)
    )
    target = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
    start = time.monotonic()
    try:
        connection.request(
            "GET", target, headers={"User-Agent": "postback-pack", "Accept": "*/*", "Connection": "close"}
        )
        response = connection.getresponse()
        body = response.read(_MOST_BYTES).decode("utf-8", "replace")
        return Answer(response.status, response.reason, time.monotonic() - start, body)
    finally:
        connection.close()


def _reason(error: Exception) -> Message:
    if isinstance(error, ssl.SSLCertVerificationError):
        return message("send.certificate", error=error.verify_message)
    if isinstance(error, socket.gaierror):
        return message("send.no-host")
    if isinstance(error, ConnectionRefusedError):
        return message("send.refused")
    if isinstance(error, TimeoutError):
        return message("send.no-answer", seconds=SECONDS)
    return message("send.unreadable", error=shown(str(error)) if str(error) else type(error).__name__)
