"""Pages that are made from the code are in step with it; `--update-golden` writes them anew."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from postback_pack import load_catalog
from postback_pack.catalog.layout import ENTRY, NETWORK, Record
from postback_pack.cli.app import COMMANDS
from tests.commands_page import commands_page
from tests.conftest import Result
from tests.keys_page import format_page, wanted_page
from tests.mistakes_page import mistakes_page
from tests.networks_page import networks_page
from tests.test_broken_catalogs import keys_of

ROOT = Path(__file__).parent.parent
PAGES: dict[str, Callable[[], str]] = {
    "keys.md": format_page,
    "wanted.md": lambda: wanted_page(load_catalog()),
    "networks.md": lambda: networks_page(load_catalog()),
    "mistakes.md": mistakes_page,
    "commands.md": commands_page,
}


@pytest.mark.parametrize("name", list(PAGES))
def test_a_made_page_is_in_step(name: str, pytestconfig: pytest.Config) -> None:
    page = ROOT / "docs" / name
    if pytestconfig.getoption("--update-golden"):
        page.write_text(PAGES[name](), encoding="utf-8")
    assert page.read_text(encoding="utf-8") == PAGES[name]()


def test_the_page_for_buyers_gives_right_examples_of_amounts() -> None:
    page = (ROOT / "docs" / "buyers.md").read_text(encoding="utf-8")
    catalog = load_catalog()
    rows = re.findall(r"^\| (?:a \*\*(\w+)\*\*.*?|not known) \| .* \| (.*) \|$", page, re.MULTILINE)
    assert [means for means, _ in rows] == ["price", "revenue", ""]
    shown = {name: means for means, names in rows for name in names.split(", ")}
    assert shown == {name: catalog.network(name).payout.means or "" for name in shown}


@pytest.mark.parametrize("name", list(COMMANDS))
def test_the_commands_page_has_the_options_of_the_help(cli: Callable[..., Result], name: str) -> None:
    [section] = re.findall(rf"^## {name}\n(.*?)(?:^## |\Z)", commands_page(), re.MULTILINE | re.DOTALL)
    options = re.compile(r"(?<![\w-])--[a-z][\w-]*")
    rows = {option for row in re.findall(r"^\| `(.*?)`", section, re.MULTILINE) for option in options.findall(row)}
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
