"""The workflow that watches the sources, with programs of ours in place of `gh` and `postback-pack`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.test_repository import WORKFLOWS

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="the workflow runs on Linux"),
    pytest.mark.skipif(not shutil.which("jq"), reason="needs jq"),
]
JOBS: dict[str, Any] = WORKFLOWS["sources.yml"]["jobs"]
FETCH, REPORT = ([step["run"] for step in JOBS[name]["steps"] if "run" in step][-1] for name in ("fetch", "report"))
FINE = "430 fine, 2 refused\n"
CHANGED = """\
changed: https://a.example/macros: Not on the page: {clickid}, `x`
gone: https://b.example/<b>@acme</b>: HTTP 404.
refused: https://c.example/: HTTP 403.
moved: https://d.example/: Now at https://d.example/new
unreachable: https://e.example/: No answer in 10 seconds.
1 changed, 400 fine, 1 gone, 1 moved, 1 refused, 1 unreachable
"""
GH = """\
#!/bin/sh
echo "$@" >> calls.txt
case "$1 $2" in
  "issue list") cat open.txt ;;
  "issue edit" | "issue create") cp body.md sent.md ;;
esac
"""


def run(script: str, folder: Path, **programs: str) -> int:
    """Run a step as GitHub does; return its exit status."""
    for name, text in programs.items():
        program = folder / "bin" / name.replace("_", "-")
        program.parent.mkdir(exist_ok=True)
        program.write_text(text, encoding="utf-8")
        program.chmod(0o755)
    path = f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
    command = ["bash", "--noprofile", "--norc", "-e", "-c", script]
    env = {**os.environ, "PATH": path, "RUN": "https://github.example/acme/actions/runs/7"}
    return subprocess.run(command, cwd=folder, env=env, timeout=30).returncode


@pytest.mark.parametrize(
    ("found", "number", "calls"),
    [
        (FINE, "", []),
        (FINE, "12", ["issue close 12"]),
        (CHANGED, "", ["label create sources", "issue create --title Sources have changed --label sources"]),
        (CHANGED, "12", ["issue edit 12 --body-file body.md"]),
    ],
    ids=["nothing", "closed", "created", "updated"],
)
def test_one_issue_is_kept_up_to_date(tmp_path: Path, found: str, number: str, calls: list[str]) -> None:
    (tmp_path / "sources.txt").write_text(found, encoding="utf-8")
    issues = [{"number": 40, "title": "Which sources count?"}]
    if number:
        issues.append({"number": int(number), "title": "Sources have changed"})
    (tmp_path / "open.txt").write_text(json.dumps(issues), encoding="utf-8")
    assert run(REPORT, tmp_path, gh=GH) == 0
    listed, *others = (tmp_path / "calls.txt").read_text(encoding="utf-8").splitlines()
    assert listed.startswith("issue list --label sources --state open")
    assert len(others) == len(calls)
    assert all(other.startswith(call) for other, call in zip(others, calls, strict=True))


def test_the_issue_shows_what_changed_as_code(tmp_path: Path) -> None:
    """Nothing that a page has in its address or its text is markup, or calls somebody; hosts that refuse programs are left out."""
    (tmp_path / "sources.txt").write_text(CHANGED, encoding="utf-8")
    (tmp_path / "open.txt").write_text("[]", encoding="utf-8")
    run(REPORT, tmp_path, gh=GH)
    body = (tmp_path / "sent.md").read_text(encoding="utf-8").splitlines()
    code = [line.removeprefix("    ") for line in body if line.startswith("    ")]
    assert code == [line for line in CHANGED.splitlines()[:-1] if not line.startswith("refused")]
    assert body[-1] == "4 in all, found by [this run](https://github.example/acme/actions/runs/7)."
    assert body[body.index(f"    {code[0]}") - 1] == ""


def test_a_list_of_issues_that_cannot_be_read_opens_none(tmp_path: Path) -> None:
    (tmp_path / "sources.txt").write_text(CHANGED, encoding="utf-8")
    failing = GH.replace("cat open.txt", "exit 1")
    assert run(REPORT, tmp_path, gh=failing) != 0
    assert len((tmp_path / "calls.txt").read_text(encoding="utf-8").splitlines()) == 1


def test_a_long_list_is_cut(tmp_path: Path) -> None:
    (tmp_path / "sources.txt").write_text(CHANGED * 2_000, encoding="utf-8")
    (tmp_path / "open.txt").write_text("[]", encoding="utf-8")
    assert run(REPORT, tmp_path, gh=GH) == 0
    assert (tmp_path / "sent.md").stat().st_size < 65_536


@pytest.mark.parametrize(
    ("program", "is_fine"),
    [
        (f"cat <<'END'\n{FINE}END\n", True),
        (f"cat <<'END'\n{CHANGED}END\nexit 1\n", True),
        ("echo 'Error: 1 mistake found.' >&2\nexit 2\n", False),
        ("echo 'Traceback' >&2\nexit 1\n", False),
    ],
    ids=["fine", "changed", "broken catalog", "broken program"],
)
def test_a_check_that_failed_reports_nothing(tmp_path: Path, program: str, is_fine: bool) -> None:
    assert (run(FETCH, tmp_path, postback_pack=f"#!/bin/sh\n{program}") == 0) == is_fine
