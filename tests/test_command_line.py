"""The command line as a process of its own: help, completion, colours, imports, streams."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import postback_pack
from postback_pack import FORMATS, Catalog, build_setup, render
from postback_pack.cli.app import app
from tests.conftest import mostly_long
from tests.installed import argv

RENDER = ["render", "keitaro", "--account", "acme", "--format", "url"]
URL = "https://www.pbterra.com/name/acme/at?subid_short={external_id}\n"


def process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        argv(*arguments),
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=os.environ | environment,
        timeout=60,
    )


def commands() -> Iterator[tuple[str, click.Command]]:
    context = click.Context(app)
    for name in app.list_commands(context):
        command = app.get_command(context, name)
        assert command
        yield name, command


def test_version() -> None:
    assert process("--version").stdout == f"postback-pack {postback_pack.__version__}\n"


@pytest.mark.parametrize("name", [None, *dict(commands())])
def test_help_has_examples_and_explains_every_option(name: str | None) -> None:
    result = process(*([name] if name else []), "--help")
    assert result.returncode == 0
    assert "postback-pack " in result.stdout.split("\n", 2)[2]
    if name:
        for parameter in dict(commands())[name].params:
            if isinstance(parameter, click.Option) and parameter.name != "format":
                assert parameter.help, parameter.name


def test_the_formats_have_their_writers(catalog: Catalog) -> None:
    setup = build_setup(catalog, "php", account="acme", campaign_url="https://shop.example/")
    assert all(render(setup, format) for format in FORMATS if format != "url")
    assert render(build_setup(catalog, "keitaro"), "url")


def test_without_a_command_it_prints_its_help() -> None:
    assert process().stdout == process("--help").stdout


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["render", "ke"], ["keitaro"]),
        (["show", "cpv"], ["cpvlab"]),
        (["render", "keitaro", "--type", ""], ["simple", "payout", "currency"]),
        (["render", "keitaro", "--format", "j"], ["json"]),
        (["render", "keitaro", "--network", "ads"], ["adsterra"]),
    ],
)
def test_completion(words: list[str], offered: list[str]) -> None:
    *before, incomplete = words
    result = subprocess.run(
        argv(),
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ
        | {
            "_POSTBACK_PACK_COMPLETE": "zsh_complete",
            "COMP_WORDS": " ".join(["postback-pack", *before, incomplete]),
            "COMP_CWORD": str(len(words)),
        },
    )
    assert result.stdout.splitlines()[1::3] == offered


def test_completion_in_bash() -> None:
    """As a whole, with the script that bash sources; there each part of goal=1 is a word of its own."""
    script = Path(sys.executable).parent / "postback-pack"
    program = f"""\
eval "$(_POSTBACK_PACK_COMPLETE=bash_source {script})"
COMP_WORDS=(postback-pack render keitaro --network propellerads --field goal = 2); COMP_CWORD=8
_postback_pack_completion {script}; echo "${{COMPREPLY[@]}}"
"""
    result = subprocess.run(["bash", "-c", program], capture_output=True, text=True, timeout=60)
    assert result.stdout == "2\n"


def modules_after(*arguments: str) -> set[str]:
    program = (
        f"import sys; from postback_pack.cli import run; run({list(arguments)!r}); print(*sys.modules, file=sys.stderr)"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    return set(result.stderr.split())


@pytest.mark.parametrize(
    "arguments", [["--help"], ["render", "--help"], ["list"], ["show", "keitaro"], RENDER], ids=" ".join
)
def test_only_what_is_needed_is_imported(arguments: list[str]) -> None:
    modules = modules_after(*arguments)
    assert "click" in modules
    unwanted = {"jinja2", "markupsafe", "urllib.request", "importlib.metadata", "tempfile", "difflib", "json"}
    if "show" in arguments:
        # Its sentences are in the catalogue of messages, which is JSON.
        unwanted -= {"json"}
    if "--help" in arguments:
        unwanted |= {"yaml", "postback_pack.catalog.load", "postback_pack.setup.build"}
    assert not modules & unwanted


def test_every_way_to_start_it() -> None:
    script = Path(sys.executable).parent / "postback-pack"
    for start in (argv(), [sys.executable, "-m", "postback_pack"], [script]):
        assert subprocess.run([*start, *RENDER], capture_output=True, text=True, timeout=60).stdout == URL


def read_or_nothing(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # how Linux shows that the other side has been closed
        return b""


def in_terminal(*arguments: str, **environment: str) -> str:
    """Run it in a pseudo-terminal; return what stands there."""
    leader, follower = pty.openpty()
    program = subprocess.Popen(
        argv(*arguments), stdout=follower, stderr=follower, env=os.environ | {"TERM": "xterm"} | environment
    )
    os.close(follower)
    text = b""
    while piece := read_or_nothing(leader):
        text += piece
    program.wait(20)
    os.close(leader)
    return text.decode()


@pytest.mark.parametrize(
    "arguments",
    mostly_long(
        {
            " ".join(words): words
            for words in (["render", "nobody"], ["check", "hello"], ["list"], ["render", "keitaro"])
        },
        2,
    ),
)
def test_colours_only_on_a_terminal(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    assert "\x1b[" in in_terminal(*arguments)
    assert "\x1b[" not in in_terminal(*arguments, NO_COLOR="1")
    result = process(*arguments)
    assert "\x1b[" not in result.stdout + result.stderr


def test_a_closed_pipe_is_no_error() -> None:
    result = subprocess.run(
        f"{' '.join(argv())} list | head -1", shell=True, capture_output=True, text=True, timeout=60
    )
    assert result.stdout.startswith("id ")
    assert result.stderr == ""


@pytest.mark.parametrize(
    "arguments", mostly_long(["list", "show keitaro", "--help", "render keitaro --format json"], 1)
)
def test_a_pipe_that_nobody_reads_is_no_error(arguments: str) -> None:
    script = f"{' '.join(argv())} {arguments} 2>/dev/null | true; exit ${{PIPESTATUS[0]}}"
    assert subprocess.run(["bash", "-c", script], timeout=60).returncode == 0


def test_closed_and_full_streams() -> None:
    def status(redirection: str, *arguments: str) -> int:
        return subprocess.run(
            ["bash", "-c", f"{' '.join(argv(*arguments))} {redirection}"], capture_output=True, timeout=60
        ).returncode

    assert status(">&-", "list") == 0
    assert status("2>&-", *RENDER[:2], "--format", "url") == 0
    assert status(">&- 2>&-", "render", "nobody") == 2
    assert status("2>/dev/full", *RENDER[:2], "--format", "url") == 0
    assert status("2>/dev/full", "render", "nobody") == 2


def test_a_full_disk_is_an_error() -> None:
    with open("/dev/full", "w") as full:
        result = subprocess.run(argv("list"), stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
    assert result.returncode == 2
    assert re.fullmatch("Error: The output cannot be written \\(.*\\).\n", result.stderr)


def test_a_device_as_output_file() -> None:
    assert process(*RENDER, "-o", "/dev/null").returncode == 0
    assert not os.path.isfile("/dev/null")


def test_without_a_locale() -> None:
    text = process("show", "keitaro", LC_ALL="C", LANG="C").stdout
    assert text == process("show", "keitaro").stdout
