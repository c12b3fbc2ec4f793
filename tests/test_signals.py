"""What a signal leaves behind: of an unfinished result nothing, and no traceback."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import mostly_long
from tests.installed import argv
from tests.test_writing import TABLE


def until(happened: Callable[[], object]) -> None:
    end = time.monotonic() + 30
    while not happened():
        assert time.monotonic() < end, "it does not happen"
        time.sleep(0.02)


@pytest.mark.parametrize("number", mostly_long([signal.SIGTERM, signal.SIGHUP], 1))
@pytest.mark.parametrize("target", ["out.csv", "folder"])
def test_a_signal_leaves_nothing_behind(tmp_path: Path, number: int, target: str) -> None:
    command = argv("bulk", "-", "-o", target, "--errors", "errors.txt")
    with subprocess.Popen(command, cwd=tmp_path, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin
        process.stdin.write(b"tracker,account\n" + b"keitaro,acme\n" * 2_000)
        process.stdin.flush()
        until(lambda: len(os.listdir(tmp_path)) == 2)
        process.send_signal(number)
        # A terminal that closes sends more than one.
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (-number, b"")
    assert os.listdir(tmp_path) == []


def test_under_nohup_it_goes_on(tmp_path: Path) -> None:
    command = ["nohup", *argv("bulk", "-", "-o", "out.csv")]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=tmp_path, stdin=pipe, stdout=pipe, stderr=pipe) as process:
        assert process.stdin
        process.stdin.write(TABLE.encode())
        process.stdin.flush()
        until(lambda: os.listdir(tmp_path))
        process.send_signal(signal.SIGHUP)
        process.communicate(timeout=30)
    assert process.returncode == 0
    assert os.listdir(tmp_path) == ["out.csv"]


def test_terminated_while_it_listens() -> None:
    command = argv("listen", "--port", "0")
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        assert "Listening on" in process.stderr.readline()
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (-signal.SIGTERM, "0 calls received.\n")
