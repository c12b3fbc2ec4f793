"""What the guide says about shells, in those of them that this machine has: quotes, completion, what to type on Windows."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

GUIDE = (Path(__file__).parent.parent / "docs" / "terminal.md").read_text(encoding="utf-8")
SHELLS = {
    "bash": ["bash", "-c"],
    "zsh": ["zsh", "-fc"],
    "fish": ["fish", "--no-config", "-c"],
    "pwsh": ["pwsh", "-NoProfile", "-Command"],
    "powershell": ["powershell", "-NoProfile", "-Command"],
    "cmd": ["cmd", "/d", "/c"],
}
URL = "https://trk.example/a?b={c}&d=1"
MACROS = ["{cid}", "[[c1]]", "${click}", "#{a.b}", "{{ x.y }}", "*a*"]


def rows_below(title: str) -> dict[str, list[str]]:
    """Return a table of the guide: what is in the first column, and the code in the others."""
    section = GUIDE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    rows = [
        line.replace("\\|", "\0").strip("| ").split(" | ")
        for line in section.splitlines()
        if "`" in line and line[0] == "|"
    ]
    return {row[0]: [cell.replace("\0", "|").strip(" `") for cell in row[1:]] for row in rows}


def run(shell: str, script: str) -> subprocess.CompletedProcess[str]:
    """Run a script in a shell that finds the command of this environment first."""
    if shutil.which(SHELLS[shell][0]) is None:
        pytest.skip(f"there is no {shell} here")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    command: list[str] | str = [*SHELLS[shell], script]
    if shell == "cmd":
        # Python would write the quotes for another shell.
        command = f"cmd /d /c {script}"
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", env=os.environ | {"PATH": path}, timeout=60
    )


@pytest.mark.parametrize("shell", SHELLS)
def test_a_url_in_the_quotes_of_the_guide_arrives_whole(shell: str) -> None:
    table = rows_below("Quotes")
    [example] = [
        cells[1]
        for names, cells in table.items()
        if len(cells) == 2
        if shell in names.lower() or (shell == "pwsh" and "PowerShell" in names)
    ]
    assert URL in example
    result = run(shell, f"{example} --format json")
    [url] = json.loads(result.stdout)["urls"]
    assert url["url"] == URL


@pytest.mark.parametrize("shell", SHELLS)
def test_a_macro_in_quotes_arrives_byte_for_byte(shell: str) -> None:
    quote = '"' if shell == "cmd" else "'"
    for macro in MACROS if shell == "bash" else MACROS[:3]:
        command = f"postback-pack render custom --account acme --format url --click-id-macro {quote}{macro}{quote}"
        assert run(shell, command).stdout == f"https://www.pbterra.com/name/acme/at?subid_short={macro}\n"


@pytest.mark.parametrize("shell", [shell for shell in SHELLS if shell != "cmd"])
def test_the_line_for_completion_is_a_line_of_that_shell(shell: str) -> None:
    table = rows_below("Completion")
    [line] = [
        cells[1] for names, cells in table.items() if names.lower().split()[0] == shell.replace("pwsh", "powershell")
    ]
    before = "autoload -U compinit; compinit -D; " if shell == "zsh" else ""
    behind = {"bash": "; complete -p postback-pack", "fish": "; complete -c postback-pack"}.get(shell, "")
    result = run(shell, f"{before}{line}{behind}")
    assert (result.returncode, result.stderr) == (0, "")
    assert not behind or "_postback_pack_completion" in result.stdout


def test_every_shell_that_click_completes_in_has_its_line() -> None:
    from click.shell_completion import _available_shells

    shells = {names.lower().split()[0] for names in rows_below("Completion")}
    assert {*_available_shells} <= shells


@pytest.mark.skipif(sys.platform != "win32", reason="only Windows has these commands")
def test_the_lines_for_windows(tmp_path: Path) -> None:
    [lines] = re.findall(r"^```powershell\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
    copy = shutil.copytree(
        Path(__file__).parent.parent, tmp_path / "copy", ignore=shutil.ignore_patterns(".venv", ".git")
    )
    script = f"Set-ExecutionPolicy -Scope Process Bypass\n{lines}\npostback-pack --version"
    done = subprocess.run(
        ["powershell", "-NoProfile", "-Command", script], cwd=copy, capture_output=True, text=True, timeout=600
    )
    assert done.stdout.splitlines()[-1].startswith("postback-pack ")
