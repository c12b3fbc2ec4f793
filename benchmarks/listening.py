"""How many calls per second `listen` takes from 20 connections, and how much memory it needs.

    python benchmarks/listening.py

Run it in an environment in which the project is installed. Linux only, for the memory.
"""

from __future__ import annotations

import http.client
import platform
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

CONNECTIONS = 20
CALLS = 20_000


def main() -> None:
    """Print the figures."""
    command = [sys.executable, "-m", "postback_pack", "listen", "--port", "0", "--json"]
    receiver = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    assert receiver.stderr
    found = re.search(r":(\d+) ", receiver.stderr.readline())
    assert found
    port = int(found[1])

    def calls(worker: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for number in range(CALLS // CONNECTIONS):
            connection.request("GET", f"/name/acme/at?subid_short={worker}x{number}&atpay=1.5")
            connection.getresponse().read()
        connection.close()

    def memory() -> float:
        status = Path(f"/proc/{receiver.pid}/status").read_text(encoding="ascii")
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]

    print(f"Python {platform.python_version()}, {platform.machine()}")
    print(f"memory before the first call: {memory():.0f} MB")
    for _ in range(2):
        start = time.perf_counter()
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            list(pool.map(calls, range(CONNECTIONS)))
        spent = time.perf_counter() - start
        print(f"{CALLS} calls over {CONNECTIONS} connections: {CALLS / spent:.0f} a second, then {memory():.0f} MB")
    receiver.send_signal(signal.SIGINT)
    receiver.wait()


if __name__ == "__main__":
    main()
