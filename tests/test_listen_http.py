"""What `listen` takes for a request and what it refuses: no body is read as a request, and no head has two readings."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postback_pack.trial.http_head import Refused, read_head
from tests.receiver import RIGHT, listener

MALFORMED = [
    (b"hello\r\n\r\n", b"400"),
    (b"GET / HTTP/9\r\n\r\n", b"400"),
    (b"\r\n\r\n", b"400"),
    (b"G3T / HTTP/1.1\r\n\r\n", b"400"),
    (b"GET /a\rX: y HTTP/1.1\r\n\r\n", b"400"),
    (b"GET / HTTP/1.1\n\n", b"400"),
    (b"GET / HTTP/1.1 \r\n\r\n", b"400"),
    (b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\n\r\n", b"431"),
    (b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 5_000 + b"\r\n", b"431"),
    (b"POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n", b"413"),
    (b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", b"400"),
    (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", b"411"),
    (b"\xff\xfe\x00\r\n\r\n", b"400"),
]
BODY = b"GET /name/acme/at?subid_short=hidden HTTP/1.1\r\n\r\n"
LENGTH = f"Content-Length: {len(BODY)}\r\n".encode()
TWO_READINGS = [
    LENGTH + LENGTH,
    b"Content-Length: 0\r\n" + LENGTH,
    LENGTH + b"content-length: 0\r\n",
    LENGTH + b"CONTENT-LENGTH:0\r\n",
    LENGTH + b"Transfer-Encoding: chunked\r\n",
    b"Transfer-Encoding: identity\r\n" + LENGTH,
    LENGTH + b"Transfer-Encoding : chunked\r\n",
    LENGTH + b"Transfer-Encoding\t: chunked\r\n",
    LENGTH + b"X: y\r\n Content-Length: 0\r\n",
    LENGTH + b"X: y\r\n\tfolded\r\n",
    b" " + LENGTH,
    LENGTH.replace(b"Content", b"\xc7\xbfontent"),
    LENGTH.replace(b"\r\n", b"\n"),
    b"X: y\n" + LENGTH,
    b"X: y\r" + LENGTH,
    b"X: y\r\r\n" + LENGTH,
    b"X: y\x00\r\n" + LENGTH,
    b"X\r\n" + LENGTH,
    b": y\r\n" + LENGTH,
    b"\n" + LENGTH,
    *(
        b"Content-Length: " + value + b"\r\n"
        for value in [
            *[
                b"",
                b"00",
                b"0000000000%d" % len(BODY),
                b"0%d" % len(BODY),
                b"+%d" % len(BODY),
                b"-0",
                b"%d, 0" % len(BODY),
            ],
            *[b"%d,%d" % (len(BODY), len(BODY)), b"0x10", b"1e1", b"1.0", b"1_0", b"5 0", b"'5'", b"five", b"\xd9\xa5"],
            *[b"\xc2\xa05", b"\x0b5", b"5\x0c", b"5;q=1"],
        ]
    ),
]


def test_no_body_is_read_as_a_request() -> None:
    with listener("--json") as receiver:
        for headers in TWO_READINGS:
            answer = receiver.raw(b"POST /name/acme/at HTTP/1.1\r\n" + headers + b"\r\n" + BODY)
            assert answer.startswith(b"HTTP/1.1 400 "), headers
            assert answer.count(b"HTTP/1.1 ") == 1, headers
            assert b"Connection: close\r\n" in answer
        for method in (b"POST", b"PUT", b"post"):
            answer = receiver.raw(method + b" /name/acme/at?subid_short=seen HTTP/1.1\r\n\r\n" + BODY)
            assert answer.startswith(b"HTTP/1.1 200 ")
            assert answer.count(b"HTTP/1.1 ") == 1, "what follows a POST without a length is not a request"
        _, lines, err = receiver.stop()
    assert [json.loads(line)["values"].get("click_id") for line in lines] == ["seen"] * 3
    assert "hidden" not in err
    assert "Request refused: 400 Bad Request: Content-Length appears more than once" in err
    assert "Traceback" not in err


def test_requests_one_after_the_other_on_a_connection() -> None:
    post = b"POST /name/acme/at?subid_short=first HTTP/1.1\r\n" + LENGTH + b"\r\n" + BODY
    get = b"GET /name/acme/at?subid_short=second HTTP/1.1\r\nConnection: keep-alive, close\r\n\r\n"
    with listener("--json") as receiver:
        answer = receiver.raw(post + get + BODY)
        assert answer.count(b"HTTP/1.1 200 ") == 2
        _, lines, _ = receiver.stop()
    assert [json.loads(line)["values"]["click_id"] for line in lines] == ["first", "second"]


@pytest.mark.often
@given(
    st.lists(
        st.one_of(
            st.binary(max_size=12),
            st.sampled_from([b"Content-Length: 5", b"Content-Length:5", b"CONTENT-length: 0", b"Content-Length: 05"]),
            st.sampled_from([b"Transfer-Encoding: chunked", b" Content-Length: 1", b"Content-Length : 2", b"X: y"]),
        ),
        max_size=5,
    ),
    st.sampled_from([b"\r\n", b"\r\n", b"\n", b"\r\r\n"]),
)
def test_a_head_has_one_reading_or_is_refused(fields: list[bytes], end: bytes) -> None:
    text = b"POST / HTTP/1.1\r\n" + end.join([*fields, b""])
    lines = [*text.splitlines(keepends=True), b"\r\n"]
    try:
        head = read_head(lines)
    except Refused as refused:
        assert refused.status[:3] in ("400", "411", "413")
        return
    names = [line.partition(b":")[0].strip().lower() for line in lines]
    lengths = [
        line.partition(b":")[2].strip() for line, name in zip(lines, names, strict=True) if name == b"content-length"
    ]
    assert b"transfer-encoding" not in names
    assert lengths in ([], [str(head.length).encode()])
    assert head.keeps_open == bool(lengths)
    assert all(line.endswith(b"\r\n") and line.count(b"\r") == 1 for line in lines)


def test_what_is_no_request_does_no_harm() -> None:
    with listener("--json") as receiver:
        for data, status in MALFORMED:
            assert receiver.raw(data).startswith(b"HTTP/1.1 " + status), data[:40]
        assert receiver.get(RIGHT)[0] == 200
        _, lines, err = receiver.stop()
    assert len(lines) == 1
    assert err.count("Request refused: 4") == len(MALFORMED)
    assert "Traceback" not in err, err
    assert "exception" not in err.casefold(), err
