"""The files around the code: workflows, hooks, the sdist and the changelog."""

from __future__ import annotations

import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
FILES = {file.name: file for file in sorted((ROOT / ".github" / "workflows").glob("*.yml"))}
WORKFLOWS: dict[str, Any] = {name: yaml.safe_load(file.read_text(encoding="utf-8")) for name, file in FILES.items()}
ON = True  # YAML 1.1 reads the key `on` as a boolean
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PYTHONS = re.findall(r"Python :: (\d+\.\d+)", "\n".join(PYPROJECT["project"]["classifiers"]))
JOBS = [pytest.param(job, id=f"{name}: {key}") for name, flow in WORKFLOWS.items() for key, job in flow["jobs"].items()]


def shell_steps() -> Iterator[Any]:
    for name, flow in WORKFLOWS.items():
        for key, job in flow["jobs"].items():
            for number, step in enumerate(job["steps"], 1):
                if "run" in step:
                    yield pytest.param(step["run"], id=f"{name}: {key}: step {number}")


def test_the_workflows_are_there() -> None:
    assert [*FILES] == ["ci.yml", "newest.yml", "pages.yml", "release.yml", "sources.yml"]


@pytest.mark.parametrize("name", FILES)
def test_nothing_is_allowed_unless_a_job_asks_for_it(name: str) -> None:
    assert WORKFLOWS[name]["permissions"] == {}
    assert "concurrency" in WORKFLOWS[name]
    assert "secrets" not in FILES[name].read_text(encoding="utf-8")


@pytest.mark.parametrize("job", JOBS)
def test_a_job_reads_the_code_or_writes_and_has_a_limit(job: dict[str, Any]) -> None:
    """What can publish or write issues never checks out the code, and runs nothing of it."""
    assert job["timeout-minutes"] <= 60
    steps = job["steps"]
    if job["permissions"] == {"issues": "write"}:
        assert [step["uses"].partition("@")[0] for step in steps if "uses" in step] == ["actions/download-artifact"]
        assert not [step for step in steps if re.search("python|pip |bash ", step.get("run", ""))]
    elif job["permissions"] != {"contents": "read"}:
        place = job["environment"]
        pages = {"pages": "write"} if place != "release" else {}
        assert place == "release" or place["name"] == "github-pages"
        assert job["permissions"] == {"id-token": "write", **pages}
        assert not [step for step in steps if "run" in step or "checkout" in step["uses"]]
    for step in steps:
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


@pytest.mark.parametrize("name", FILES)
def test_actions_are_pinned_and_the_comment_names_the_version(name: str) -> None:
    lines = [line for line in FILES[name].read_text(encoding="utf-8").splitlines() if "uses:" in line]
    assert lines
    for line in lines:
        assert re.fullmatch(r"\s+(- )?uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line)


def test_an_action_has_one_version() -> None:
    pins = {
        pin for file in FILES.values() for pin in re.findall(r"uses: ([\w./-]+)@(.*)", file.read_text(encoding="utf-8"))
    }
    assert len({action for action, _ in pins}) == len(pins)


def test_every_supported_python_runs_what_has_to_pass() -> None:
    flow = WORKFLOWS["ci.yml"]
    job = flow["jobs"]["run"]
    assert {"push", "pull_request"} == {*flow[ON]}
    assert [step["run"] for step in job["steps"] if "run" in step] == ["bash .ci/run"]
    assert job["strategy"]["matrix"]["python"] == PYTHONS
    assert PYPROJECT["project"]["requires-python"] == f">={PYTHONS[0]}"


def test_windows_and_macos_run_the_command_and_tests_that_are_there() -> None:
    job = WORKFLOWS["ci.yml"]["jobs"]["elsewhere"]
    assert [system.partition("-")[0] for system in job["strategy"]["matrix"]["system"]] == ["windows", "macos"]
    *_, command, tests = [step["run"] for step in job["steps"] if "run" in step]
    assert command.startswith("postback-pack check ")
    files = re.findall(r"tests/\S+", tests)
    assert {"tests/test_shells.py", "tests/test_windows.py", "tests/test_screen.py"} <= {*files}
    assert all((ROOT / file).is_file() for file in files)


def test_the_newest_dependencies_are_tried_each_week_without_constraints() -> None:
    flow = WORKFLOWS["newest.yml"]
    assert re.fullmatch(r"\d+ \d+ \* \* \d", flow[ON]["schedule"][0]["cron"])
    assert "constraints.txt" not in FILES["newest.yml"].read_text(encoding="utf-8")


def test_the_sources_are_fetched_each_week() -> None:
    flow = WORKFLOWS["sources.yml"]
    assert re.fullmatch(r"\d+ \d+ \* \* \d", flow[ON]["schedule"][0]["cron"])
    assert {*flow[ON]} == {"schedule", "workflow_dispatch"}
    assert flow["jobs"]["report"]["needs"] == "fetch"


def test_the_files_that_were_tested_are_published() -> None:
    flow = WORKFLOWS["release.yml"]
    jobs = flow["jobs"]
    assert flow[ON] == {"push": {"tags": ["v*"]}}
    assert (jobs["test"]["needs"], jobs["publish"]["needs"]) == ("build", "test")
    assert jobs["test"]["strategy"]["matrix"]["python"] == PYTHONS
    assert FILES["release.yml"].read_text(encoding="utf-8").count("python -m build") == 1


@pytest.mark.parametrize("script", [*shell_steps()])
def test_a_step_is_shell_and_takes_no_text_of_others(script: str) -> None:
    """`${{ }}` would write a branch's name into the script before the shell reads it."""
    assert "${{" not in script
    subprocess.run(["bash", "-n"], input=script, text=True, check=True, timeout=30)
    for file in re.findall(r"\.ci/\w+", script):
        assert (ROOT / file).is_file()


@pytest.mark.parametrize("name", ["long", "run", "wheel"])
def test_a_script_is_shell(name: str) -> None:
    subprocess.run(["bash", "-n", ROOT / ".ci" / name], check=True, timeout=30)


def test_hooks_are_pinned_and_use_the_ruff_of_the_constraints() -> None:
    repos = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    local = {hook["id"]: hook for repo in repos if repo["repo"] == "local" for hook in repo["hooks"]}
    constraints = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    (ruff,) = [pin for pin in constraints if pin.startswith("ruff==")]
    assert {*local} == {"ruff-check", "ruff-format", "postback-pack-lint"}
    assert local["ruff-check"]["additional_dependencies"] == local["ruff-format"]["additional_dependencies"] == [ruff]
    assert all(re.fullmatch("[0-9a-f]{40}", repo["rev"]) for repo in repos if repo["repo"] != "local")


def test_what_mutmut_changes_and_runs_exists() -> None:
    mutmut = PYPROJECT["tool"]["mutmut"]
    for pattern in [*mutmut["only_mutate"], *mutmut["pytest_add_cli_args_test_selection"], *mutmut["also_copy"]]:
        assert [*ROOT.glob(pattern)], pattern


def test_what_the_sdist_includes_exists() -> None:
    include = PYPROJECT["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
    assert [path for path in include if not (ROOT / path.lstrip("/")).exists()] == []
    assert {"/.ci", "/.github", "/SECURITY.md", "/CHANGELOG.md"} <= {*include}


def test_the_changelog_has_the_form_of_keep_a_changelog() -> None:
    """A version is `## 0.1.0 - 2026-01-31`; each of its entries is under the kind of change."""
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert changelog.startswith("# Changelog\n")
    first, *released = re.findall(r"^## (.*)", changelog, re.MULTILINE)
    assert first == "Unreleased"
    assert [title for title in released if not re.fullmatch(r"\d+\.\d+\.\d+ - \d{4}-\d\d-\d\d", title)] == []
    kinds = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"]
    for version in re.split(r"^## .*\n", changelog, flags=re.MULTILINE)[1:]:
        text, *sections = re.split(r"^### (.*)\n", version, flags=re.MULTILINE)
        titles = sections[::2]
        assert "\n- " not in text
        assert titles == sorted(titles, key=kinds.index)
        assert len(titles) == len({*titles})
