"""`postback-pack` in processes of its own: one that listens, and one that ends."""

from __future__ import annotations

import http.client
import os
import re
import select
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from tests.conftest import Result
from tests.installed import argv

RIGHT = "/name/acme/at?subid_short=abc123&atpay=1.5"


class Listener:
    """`postback-pack listen` in a process of its own."""

    def __init__(self, *arguments: str) -> None:
        command = argv("listen", "--port", "0", *arguments)
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.begins = self.told()
        self.port = int(re.search(r":(\d+) ", self.begins)[1])  # type: ignore[index]

    def told(self) -> str:
        """Return the next line on standard error. It is read without a buffer, which would hide the rest from `stop`."""
        assert self.process.stderr
        stream, line = self.process.stderr.fileno(), b""
        while not line.endswith(b"\n"):
            assert select.select([stream], [], [], 20)[0], "nothing came within 20 seconds"
            sign = os.read(stream, 1)
            assert sign, f"ended with {line!r}"
            line += sign
        return line.decode()

    def get(self, target: str, connection: http.client.HTTPConnection | None = None) -> tuple[int, bytes]:
        own = connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        own.request("GET", target)
        answer = own.getresponse()
        body = answer.read()
        if connection is None:
            own.close()
        return answer.status, body

    def raw(self, data: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as client:
            client.sendall(data)
            received = b""
            while piece := client.recv(65_536):
                received += piece
        return received

    def stop(self) -> tuple[int, list[str], str]:
        self.process.send_signal(signal.SIGINT)
        out, err = self.process.communicate(timeout=20)
        return self.process.returncode, out.splitlines(), err


@contextmanager
def listener(*arguments: str) -> Iterator[Listener]:
    receiver = Listener(*arguments)
    try:
        yield receiver
    finally:
        receiver.process.kill()
        receiver.process.wait(20)
        for stream in filter(None, (receiver.process.stdout, receiver.process.stderr)):
            stream.close()


def run(*arguments: str, answer: str = "") -> Result:
    done = subprocess.run(argv(*arguments), capture_output=True, text=True, input=answer, timeout=60, check=False)
    return Result(done.returncode, done.stdout, done.stderr)
