"""`bulk` while it runs: stopped at any moment its output is whole or absent, and progress shows on a terminal only."""

from __future__ import annotations

import os
import pty
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.installed import argv


@pytest.mark.parametrize("times", [2, pytest.param(6, marks=pytest.mark.long)])
@pytest.mark.parametrize("target", ["out.csv", "out"])
def test_killed_at_any_moment_the_output_is_whole_or_absent(tmp_path: Path, target: str, times: int) -> None:
    source, out = tmp_path / "in.csv", tmp_path / target
    count = 4_000 if target == "out.csv" else 300
    source.write_text("tracker,account\n" + "".join(f"keitaro,acme{number}\n" for number in range(count)))
    command = argv("bulk", str(source), "-o", str(out))
    start = time.monotonic()
    subprocess.run(command, check=True, timeout=60)
    whole = time.monotonic() - start
    for seed in range(times):
        for left in (out,):
            if left.is_dir():
                for file in left.iterdir():
                    file.unlink()
                left.rmdir()
            else:
                left.unlink(missing_ok=True)
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        time.sleep(random.Random(seed).uniform(0.3, 1.05) * whole)
        process.send_signal(signal.SIGKILL)
        process.wait(20)
        if out.is_dir():
            assert len(list(out.iterdir())) == count
        elif out.exists():
            assert out.read_text().count("\n") == count + 1


def test_interrupted_nothing_is_left(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    process = subprocess.Popen(argv("bulk", "-", "-o", str(out)), stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdin
    process.stdin.write(b"tracker,account\n" + b"keitaro,acme\n" * 20_000)
    process.stdin.flush()
    deadline = time.monotonic() + 20
    while not list(tmp_path.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert b"Traceback" not in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.long
def test_progress_shows_on_a_terminal_only(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("tracker,account\n" + "keitaro,acme\n" * 5_000)
    master, slave = pty.openpty()
    process = subprocess.Popen(argv("bulk", str(source), "-o", str(tmp_path / "out.csv")), stderr=slave)
    os.close(slave)
    shown = b""
    while True:
        try:
            piece = os.read(master, 4096)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    os.close(master)
    assert process.wait(60) == 0
    assert b" a second" in shown
    assert b"%" in shown
