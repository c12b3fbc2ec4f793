"""What the README and the pages of the documentation show is what a user sees."""

from __future__ import annotations

import csv
import io
import re
import shlex
import tomllib
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from postback_pack.cli.app import COMMANDS, app
from tests.conftest import Result

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = {"README.md": README} | {
    page.relative_to(ROOT / "docs").as_posix(): page.read_text(encoding="utf-8")
    for page in sorted((ROOT / "docs").rglob("*.md"))
}
EXAMPLES = [
    pytest.param(page, variable, command, shown, id=f"{page}: {variable}{command}")
    for page, text in PAGES.items()
    for console in re.findall(r"^```console\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    for variable, command, shown in re.findall(
        r"^\$ (\w+=\w+ )?postback-pack (.*)\n((?:(?!\$ ).*\n)*)", console, re.MULTILINE
    )
]
CHECKS = [
    pytest.param(shown, id=page)
    for page, text in PAGES.items()
    for shown in re.findall(r"^```text\n\$ postback-pack (check .*?)^```", text, re.MULTILINE | re.DOTALL)
]


LISTS = [
    pytest.param(page, *found, id=page)
    for page, text in PAGES.items()
    for found in re.findall(
        r"^(```text\n\$ cat \S+\n((?:(?!```).+\n)+)\n\$ postback-pack (check - .*?) < \S+\n)((?:.*\n)*?)```",
        text,
        re.MULTILINE,
    )
]
TABLES = [
    pytest.param(table, id=page)
    for page, text in PAGES.items()
    for table in re.findall(r"^```csv\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
]


@pytest.mark.parametrize(("page", "variable", "command", "shown"), EXAMPLES)
def test_output(
    cli: Callable[..., Result],
    page: str,
    variable: str,
    command: str,
    shown: str,
    pytestconfig: pytest.Config,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A line of three dots stands for what is left out. `--update-golden` writes lists anew: each new tracker changes them."""
    if variable:
        monkeypatch.setenv(*variable.rstrip().split("="))
    result = cli(*shlex.split(command))
    beginning, *others = re.split(r"^\.\.\.\n", shown, flags=re.MULTILINE)
    dots = "...\n" if others else ""
    assert result.status == 0
    if command.startswith("list") and pytestconfig.getoption("--update-golden"):
        lines = result.out.splitlines(keepends=True)
        anew = "".join(lines[: beginning.count("\n")]) + dots if dots else result.out
        file = ROOT / page if page == "README.md" else ROOT / "docs" / page
        file.write_text(
            PAGES[page].replace(f"$ postback-pack {command}\n{shown}", f"$ postback-pack {command}\n{anew}")
        )
        return
    assert result.out.startswith(beginning) if dots else result.out == shown
    assert [piece for piece in others if piece not in result.out] == []


def test_every_exit_status_is_explained(cli: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("tracker\nkeitaro\nnobody\n")
    seen = {
        cli("render", "keitaro").status,
        cli("check", "https://www.pbterra.com/name/acme/at?subid_short={nobody}", "--tracker", "keitaro").status,
        cli("bulk", str(tmp_path / "in.csv"), "-o", "-").status,
        cli("render", "nobody").status,
    }
    assert seen == {0, 1, 2}
    assert [*map(int, re.findall(r"^\| (\d+) \|", PAGES["stability.md"], re.MULTILINE))] == [*sorted(seen), 130]


def test_nothing_is_installed_by_a_name_that_nobody_has_released() -> None:
    pages = [*PAGES.values(), (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")]
    installed = [command for text in pages for command in re.findall(r"pip install [^\n`]*", text)]
    assert len(installed) >= 8
    assert not [command for command in installed if re.search(r"(?<![./\\\w-])postback-pack", command)]


@pytest.mark.parametrize("shown", CHECKS)
def test_the_check_that_is_shown(cli: Callable[..., Result], shown: str) -> None:
    """A line of three dots stands for what is left out."""
    command, _, out = shown.partition("\n")
    result = cli(*shlex.split(command))
    assert result.status == ("Wrong: " in result.out)
    first, *others = re.split(r"^\.\.\.\n", out, flags=re.MULTILINE)
    assert result.out.startswith(first)
    assert others
    assert result.out.endswith(others[-1])
    assert [piece for piece in others if piece not in result.out] == []


@pytest.mark.parametrize(("page", "before", "texts", "command", "shown"), LISTS)
def test_the_list_that_is_shown(
    cli: Callable[..., Result],
    page: str,
    before: str,
    texts: str,
    command: str,
    shown: str,
    pytestconfig: pytest.Config,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A message in each line of a file, and the answer to each, short enough for a chat. `--update-golden` writes them anew."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(texts.encode())))
    result = cli(*shlex.split(command))
    if pytestconfig.getoption("--update-golden"):
        anew = PAGES[page].replace(before + shown, before + result.out)
        (ROOT / "docs" / page).write_text(anew, encoding="utf-8")
        return
    assert result.out == shown
    answers = [answer.splitlines()[1:] for answer in shown.split("\n\n")]
    assert len(answers) == len(texts.splitlines()) == 10
    for answer in answers:
        assert 1 <= len(answer) <= 6
        assert len("".join(answer)) <= 500


@pytest.mark.parametrize("table", TABLES)
def test_the_table_that_is_shown(cli: Callable[..., Result], table: str, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(table, encoding="utf-8")
    result = cli("bulk", str(tmp_path / "in.csv"), "-o", "-")
    assert result.status == 0
    rows = [*csv.DictReader(io.StringIO(result.out))]
    assert len(rows) == len(table.splitlines()) - 1
    assert all(row["postback_url"] and not row["warnings"] for row in rows)


@pytest.mark.parametrize("page", [*PAGES, "CONTRIBUTING.md"])
def test_every_command_that_is_shown_exists_with_its_options(page: str) -> None:
    """In code of any kind: fences, and between backticks."""
    text = PAGES.get(page) or (ROOT / page).read_text(encoding="utf-8")
    code = [*re.findall(r"^ *```.*?^ *```", text, re.MULTILINE | re.DOTALL), *re.findall(r"`([^`\n]+)`", text)]
    for name, rest in re.findall(r"(?<![\w/])postback-pack ([a-z]+)\b(.*)", "\n".join(code)):
        if name == "help":
            # It is followed by the name of a command.
            assert rest.strip() in {"", *COMMANDS}, rest
            continue
        assert name in COMMANDS, f"{name}{rest}"
        command = app.get_command(click.Context(app), name)
        assert command is not None
        known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
        shown = re.sub(r"'[^']*'|\"[^\"]*\"|[#|<>].*", "", rest)
        assert {*re.findall(r"(?<!\S)--?[a-zA-Z][\w-]*", shown)} <= known, f"{name}{rest}"


def test_ci_runs_the_test_command() -> None:
    [command] = re.findall(r"^python3 .*pytest.*$", README, re.MULTILINE)
    assert command in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_every_install_of_ci_has_exact_versions() -> None:
    """Each dependency has one; names and versions are all that the file holds."""
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert [pin for pin in pins if not re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.]*", pin)] == []
    pinned = {re.sub("[-_.]+", "-", pin.partition("==")[0]).lower() for pin in pins}
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lists = [*pyproject["project"]["optional-dependencies"].values(), *pyproject["dependency-groups"].values()]
    wanted = [*pyproject["project"]["dependencies"], *(name for one in lists for name in one if isinstance(name, str))]
    names = {re.sub("[-_.]+", "-", re.split(r"[\[<>=]", name)[0]).lower() for name in wanted}
    assert names - pinned == {"postback-pack"}
    installs = re.findall(
        r"^.*pip\"? install -q .*-e .*$", (ROOT / ".ci" / "run").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert len(installs) == 4
    assert all(" -c " in line for line in installs)


@pytest.mark.parametrize("page", ["README.md", "python.md"])
def test_the_python_example_runs(capsys: pytest.CaptureFixture[str], page: str) -> None:
    programs = re.findall(r"^```python\n(.*?)^```", PAGES[page], re.MULTILINE | re.DOTALL)
    exec(compile("".join(programs), page, "exec"), {})
    out = capsys.readouterr().out
    assert "https://www.pbterra.com/" in out
    assert "Postback URL of MGID" in out


def test_links_lead_somewhere() -> None:
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]:
        for link in re.findall(r"\]\((?!http)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / link).exists(), f"{page.name}: {link}"
