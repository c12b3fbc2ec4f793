"""Pages that are made from the code are in step with it; `--update-golden` writes them anew."""

from __future__ import annotations

import doctest
import inspect
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
import yaml

import postback_pack
from postback_pack import load_catalog
from postback_pack.catalog.layout import ENTRY, NETWORK, Record
from postback_pack.cli.app import COMMANDS
from tests.commands_page import commands_page
from tests.conftest import Result
from tests.json_page import json_page
from tests.keys_page import format_page, wanted_page
from tests.mistakes_page import GROUPS, common_codes, first_page, mistakes_page
from tests.networks_page import networks_page
from tests.test_broken_catalogs import keys_of

ROOT = Path(__file__).parent.parent
OPTION = re.compile(r"(?<![\w-])--[a-z][\w-]*")
PAGES: dict[str, Callable[[], str]] = {
    "keys.md": format_page,
    "wanted.md": lambda: wanted_page(load_catalog()),
    "networks.md": lambda: networks_page(load_catalog()),
    "commands.md": commands_page,
    "json.md": json_page,
    "mistakes.md": first_page,
    **{f"mistakes/{name}.md": partial(mistakes_page, name) for name in GROUPS},
}


@pytest.mark.parametrize("name", list(PAGES))
def test_a_made_page_is_in_step(name: str, pytestconfig: pytest.Config) -> None:
    page = ROOT / "docs" / name
    if pytestconfig.getoption("--update-golden"):
        page.write_text(PAGES[name](), encoding="utf-8")
    assert page.read_text(encoding="utf-8") == PAGES[name]()


@pytest.mark.parametrize("name", postback_pack.__all__)
def test_the_examples_of_a_public_name_are_right(name: str) -> None:
    """Each function has one, and says what each argument is."""
    shown = getattr(postback_pack, name)
    runner = doctest.DocTestRunner()
    for test in doctest.DocTestFinder().find(shown, name, module=False):
        runner.run(test)
    assert runner.failures == 0
    if inspect.isfunction(shown):
        assert runner.tries > 0
        # From Python 3.13 on, a docstring has lost its indentation.
        said = (inspect.getdoc(shown) or "").partition("Returns:")[0].partition("Raises:")[0]
        assert re.findall(r"^    (\w+): ", said, re.M) == [*inspect.signature(shown).parameters]


def test_every_page_is_in_the_navigation() -> None:
    settings = (ROOT / "docs" / "site.yml").read_text(encoding="utf-8")
    named = {*re.findall(r": ([\w/-]+\.md)$", settings, re.MULTILINE)}
    made = {"contributing.md", "changelog.md", "vulnerabilities.md"}
    pages = {page.name for page in (ROOT / "docs").glob("*.md")}
    assert named == pages | made


def test_a_mistake_has_one_place() -> None:
    assert sorted(code for group in GROUPS.values() for code in group.codes.split()) == sorted(common_codes())


def test_the_page_about_amounts_gives_right_examples_of_amounts() -> None:
    page = (ROOT / "docs" / "payout.md").read_text(encoding="utf-8")
    catalog = load_catalog()
    rows = re.findall(r"^\| (?:a \*\*(\w+)\*\*.*?|not known) \| .* \| (.*) \|$", page, re.MULTILINE)
    assert [means for means, _ in rows] == ["price", "revenue", ""]
    shown = {name: means for means, names in rows for name in names.split(", ")}
    assert shown == {name: catalog.network(name).payout.means or "" for name in shown}


def _sections(page: str) -> list[str]:
    return re.split(r"^## ", page, flags=re.MULTILINE)[1:]


def _rows(section: str) -> set[str]:
    """Return the options in the table of a section."""
    rows = re.findall(r"^\| `(.*?)`", section, re.MULTILINE)
    return {option for row in rows for option in OPTION.findall(row)}


def test_no_option_is_described_the_same_way_three_times() -> None:
    rows = re.findall(r"^\| `-.*$", commands_page(), re.MULTILINE)
    assert [row for row in {*rows} if rows.count(row) > 2] == []


@pytest.mark.parametrize("name", list(COMMANDS))
def test_the_commands_page_has_the_options_of_the_help(cli: Callable[..., Result], name: str) -> None:
    page = commands_page()
    [section] = [text for text in _sections(page) if text.startswith(f"{name}\n")]
    rows = _rows(section)
    for title, without in re.findall(r"^It also takes the \[.*?\]\(#(.*?)\)(.*)$", section, re.MULTILINE):
        [shared] = [text for text in _sections(page) if text.lower().replace(" ", "-").startswith(title)]
        rows |= _rows(shared) - {*OPTION.findall(without)}
    help = cli(name, "--help").out.partition("Options:\n")[2]
    described = re.findall(r"^  (?:-\w, )?(--[a-z][\w-]*)(?: / (--[a-z][\w-]*))?", help, re.MULTILINE)
    assert rows == {name for names in described for name in names} - {"--help", ""}


@pytest.mark.parametrize(
    ("name", "record", "others", "required"),
    [
        ("tracker", ENTRY, {"click_id", "payout"}, {"name", "kind", "evidence"}),
        ("network", NETWORK, {"url"}, {"name", "url", "evidence"}),
    ],
)
def test_an_issue_form_asks_for_the_keys(name: str, record: Record, others: set[str], required: set[str]) -> None:
    form = yaml.safe_load((ROOT / ".github" / "ISSUE_TEMPLATE" / f"{name}.yml").read_text(encoding="utf-8"))
    asked = {part["id"] for part in form["body"]}
    assert asked - others <= keys_of(record)
    assert {part["id"] for part in form["body"] if part.get("validations", {}).get("required")} == required
    assert form["name"] in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def test_a_pull_request_is_asked_what_contributing_asks() -> None:
    template = (ROOT / ".github" / "pull_request_template.md").read_text(encoding="utf-8")
    said = (
        (ROOT / "CONTRIBUTING.md")
        .read_text(encoding="utf-8")
        .replace("you have", "I have")
        .replace("yourself", "myself")
    )
    asked = re.findall(r"^- \[ \] (.*)", template, re.MULTILINE)
    assert len(asked) == 4
    assert [line for line in asked if f"- {line}\n" not in said] == []


def test_the_hook_runs_a_command_that_exists() -> None:
    [hook] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert hook["entry"] == "postback-pack lint"
    assert re.search(hook["files"], "trackers.yaml")
    assert not re.search(hook["files"], "mytrackers.yaml")
    assert re.search(hook["files"], "templates/networks/mgid/network.yaml")
    assert re.search(hook["files"], "templates/networks/mgid/postback.url.j2")
