"""Read the head of one HTTP/1 request, and refuse every form that two readers may understand in two ways.

A receiver that guesses where a request ends takes a body for the next request. So one form is taken: lines that end with
CR LF, each field once where it says how long the body is, and the length in plain digits.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ..messages.message import Message, message

MOST_BODY_BYTES = 65_536

_REQUEST_LINE = re.compile(rb"([A-Za-z]+) (\S|\S.*\S) HTTP/1\.([01])", re.DOTALL)
_FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*+([^\x00-\x08\x0a-\x1f\x7f]*)")
_LENGTH = re.compile(rb"0|[1-9][0-9]*")
_WITHOUT_BODY = ("GET", "HEAD")
_BAD = "400 Bad Request"


class Refused(Exception):
    """The request is not answered as it wishes: ``status`` is the status line's, ``why`` says it in words."""

    def __init__(self, status: str, why: Message) -> None:
        super().__init__(f"{status}: {why}")
        self.status, self.why = status, why


class Head(NamedTuple):
    """What a request says of itself. ``keeps_open``: whether another may follow on the connection."""

    method: str
    target: str
    length: int
    keeps_open: bool


def read_head(lines: list[bytes]) -> Head:
    """Read the lines of a head, each with its end; the last one is empty. Raises Refused."""
    for line in lines:
        if not line.endswith(b"\r\n") or b"\r" in line[:-2]:
            raise Refused(_BAD, message("request.line-end"))
    request, *others = (line[:-2] for line in lines)
    found = _REQUEST_LINE.fullmatch(request)
    if not found:
        raise Refused(_BAD, message("request.first-line"))
    method = found[1].decode("ascii")
    fields = [_field(line) for line in others[:-1]]
    length = _length(fields)
    options = {
        option.strip().lower() for name, value in fields if name == b"connection" for option in value.split(b",")
    }
    # Some clients send a body without saying so. What follows is then not the next request.
    has_clear_end = length is not None or method.upper() in _WITHOUT_BODY
    keeps_open = found[3] == b"1" and b"close" not in options and has_clear_end
    return Head(method, found[2].decode("utf-8", "replace"), length or 0, keeps_open)


def _field(line: bytes) -> tuple[bytes, bytes]:
    found = _FIELD.fullmatch(line)
    if not found:
        raise Refused(_BAD, message("request.header"))
    return found[1].lower(), found[2].rstrip(b" \t")


def _length(fields: list[tuple[bytes, bytes]]) -> int | None:
    lengths = [value for name, value in fields if name == b"content-length"]
    is_coded = any(name == b"transfer-encoding" for name, _ in fields)
    if is_coded and lengths:
        raise Refused(_BAD, message("request.two-lengths"))
    if is_coded:
        raise Refused("411 Length Required", message("request.no-length"))
    if len(lengths) > 1:
        raise Refused(_BAD, message("request.length-twice"))
    if not lengths:
        return None
    if not _LENGTH.fullmatch(lengths[0]):
        raise Refused(_BAD, message("request.length"))
    # So many digits that int() refuses them are also too much.
    if len(lengths[0]) > len(str(MOST_BODY_BYTES)) or int(lengths[0]) > MOST_BODY_BYTES:
        raise Refused("413 Content Too Large", message("request.long-body", most=f"{MOST_BODY_BYTES:,}"))
    return int(lengths[0])
