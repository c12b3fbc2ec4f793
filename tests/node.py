"""JavaScript that tests run."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any

import pytest


def run_node(program: str, given: Any = None) -> Any:
    """Run a program in Node; return what it printed, as plain data. ``given`` comes in as ``given``."""
    node = shutil.which("node")
    if not node:
        pytest.skip("needs node: install the package nodejs")
    program = f'const given = JSON.parse(require("fs").readFileSync(0, "utf8")); {program}'
    sent = json.dumps(given)
    result = subprocess.run([node, "-e", program], input=sent, capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)
