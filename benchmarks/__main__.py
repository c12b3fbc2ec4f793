"""Every benchmark, one after the other, from the installed wheel.

    python benchmarks

Takes about a quarter of an hour. Needs pip and its registry.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from startup import ROOT, install

HERE = Path(__file__).parent


def main() -> None:
    """Print all tables."""
    with tempfile.TemporaryDirectory() as folder:
        python = install(Path(folder), ROOT) / "python"
        for name in ("startup", "bulk", "finding", "checking", "listening", "embedding"):
            print(f"\n== {name}", flush=True)
            subprocess.run([python, HERE / f"{name}.py"], check=True, cwd=folder)


if __name__ == "__main__":
    main()
