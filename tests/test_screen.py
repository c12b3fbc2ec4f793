"""Text in terminals of several sizes: what is on the screen when the prompt returns, how lines are wrapped, what is coloured, what is asked.

The files in tests/golden/screens show it as people see it; `--update-golden` writes them anew.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postback_pack import Catalog, build_setup
from postback_pack.rendering.network_text import network_screen
from postback_pack.rendering.render import render, render_screen
from postback_pack.rendering.tracker_text import tracker_screen
from postback_pack.text.characters import width
from postback_pack.text.screen import CODE, END, HANGING, LABEL, URL, without_marks, wrap_screen
from tests.conftest import Result, mostly_long
from tests.terminals import PROGRAM, Terminal, last_screen, shown_in


@pytest.fixture(autouse=True)
def once(monkeypatch: pytest.MonkeyPatch, catalog: Catalog) -> None:
    """Let the commands that run here find the catalog read already."""
    monkeypatch.setattr("postback_pack.catalog.load.load_catalog", lambda *more: catalog)


Cli = Callable[..., Result]
GOLDEN = Path(__file__).parent / "golden" / "screens"
POSTBACK = "https://www.pbterra.com/name/acme/at?subid_short={external_id}"
SCREENS = {
    "render-keitaro": "render keitaro --account acme --payout macro",
    "render-voluum-without-account": "render voluum",
    "render-firstpromoter": "render firstpromoter --account acme --payout macro",
    "render-appsflyer": "render appsflyer --account acme",
    "render-shopify": "render shopify --account acme",
    "render-custom": "render custom --account acme",
    "render-redtrack-mgid": "render redtrack --network mgid --payout macro",
    "render-sources": "render voluum --account acme --sources",
    "check-errors": "check https://www.pbterra.com/name/acme/at?subid_short={clickid}&amount=1.5 --tracker keitaro",
    "check-warning": f"check {POSTBACK}&atpay={{revenue}}&extra=1 --tracker keitaro",
    "check-link": "check https://trk.example/abc?external_id=##SUB_ID_SHORT(action)##&external_id=1 --tracker keitaro",
    "check-right": f"check {POSTBACK} --tracker keitaro",
    "show-branch": "show branch",
    "show-mgid": "show mgid",
    "list-site": "list --kind site",
    "list-mmp": "list --kind mmp",
    "list-networks-pro": "list pro --networks",
    "preview-keitaro": "preview keitaro --account acme --payout macro --click-id 123abc",
    "lint-rules": "lint --rules",
    "help": "--help",
    "help-list": "help list",
}


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_of_80_columns(cli: Cli, name: str, pytestconfig: pytest.Config) -> None:
    """Also where it is piped: it is as wide there."""
    result = cli(*SCREENS[name].split())
    text = f"$ postback-pack {SCREENS[name]}\n{result.out}{result.err}"
    file = GOLDEN / f"{name}.txt"
    if pytestconfig.getoption("--update-golden"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == text, f"{file.name} has changed; look at it after --update-golden"


def test_no_screen_is_left_over() -> None:
    assert {file.stem for file in GOLDEN.iterdir()} == {*SCREENS}


def overlong(text: str, columns: int) -> list[str]:
    """Return the lines that are too long although they have more than one piece that cannot be broken."""
    lines = [without_marks(line) for line in text.split("\n") if not line.startswith((URL, "\x03"))]
    return [line for line in lines if width(line) > columns and len(WORD.findall(line)) > 1 and not HEAD.search(line)]


WORD, HEAD = re.compile(r"(?:\{[^{}]*\}|`[^`]*`|<[^<>]*>|\S)+"), re.compile("^  .*  (confirmed|reported|unknown)$")
"""What cannot be broken; and a line that has what a fact is called and its grade."""


def test_every_tracker_and_network_fits(catalog: Catalog) -> None:
    network, macros = catalog.network("adsterra"), 0
    screens = [network_screen(at) for at in catalog.networks.values()]
    for tracker in catalog.trackers.values():
        setup = build_setup(catalog, tracker, account="acme", payout="macro")
        screens += [render_screen(setup, sources=True), tracker_screen(tracker, network)]
    for screen in screens:
        marked = re.findall(f"{CODE}([^{END}]+){END}", screen)
        macros += len(marked)
        for columns in (40, 80, 120):
            wrapped = wrap_screen(screen, columns)
            assert overlong(wrapped, columns) == []
            # Nothing but blanks and line ends has moved.
            assert without_marks(wrapped).split() == without_marks(screen).split()
            assert all(macro in wrapped for macro in marked)
    assert macros > 100


def test_the_python_interface_does_not_wrap(catalog: Catalog) -> None:
    setup = build_setup(catalog, "keitaro", account="acme")
    assert render(setup, "text") == without_marks(render_screen(setup))


WORDS = st.text(alphabet="ab{}`.", min_size=1, max_size=12)
PIECES = st.one_of(WORDS, WORDS.map(lambda text: f"{CODE}{text} x{END}"), WORDS.map(lambda text: f"{LABEL}{text}{END}"))


@given(
    before=st.sampled_from(["", "- ", "  1. ", "[12] ", f"name:   {HANGING}", URL]),
    pieces=st.lists(PIECES, max_size=12),
    columns=st.integers(20, 120),
)
def test_wrapping_keeps_every_word_and_breaks_no_macro(before: str, pieces: list[str], columns: int) -> None:
    line = before + " ".join(pieces)
    wrapped = wrap_screen(line, columns)
    assert without_marks(wrapped).split() == without_marks(line).split()
    for piece in pieces:
        if piece.startswith(CODE):
            assert piece in wrapped
    if before != URL:
        rows = wrapped.split("\n")
        for row, following in pairwise(rows):
            assert (
                width(without_marks(row)) <= columns
                or len(row.split(" ")) == 1
                or "{" in row
                or "`" in row
                or CODE in row
            )
            assert following.strip()


# In a terminal


@pytest.mark.parametrize(
    "arguments",
    mostly_long(
        {
            words: words
            for words in (
                "voluum --account acme --payout macro",
                "keitaro --account acme --payout macro",
                "php",
                "redtrack --network mgid --payout macro",
                "branch --sources --payout macro",
            )
        },
        1,
    ),
)
def test_url_and_link_are_on_the_screen_at_the_end(cli: Cli, arguments: str) -> None:
    strings = [cli("render", *arguments.split(), "--format", format).out.strip() for format in ("url", "link")]
    assert len(strings[1]) > 10
    rows = "\n".join(last_screen(shown_in("render", *arguments.split()).text))
    for string in filter(None, strings):
        assert "\n" + "\n".join(last_screen(string)) + "\n" in rows + "\n"


def test_a_terminal_of_another_width() -> None:
    lines = shown_in("show", "keitaro", columns=120).text.splitlines()
    assert 100 < max(len(line) for line in lines if "://" not in line) <= 120


@pytest.mark.long
def test_a_terminal_of_no_size() -> None:
    lines = shown_in("show", "keitaro", columns=0).text.splitlines()
    assert 70 < max(len(line) for line in lines if "://" not in line) <= 80


def test_findings_have_the_colour_of_their_severity() -> None:
    url = f"{POSTBACK.replace('external_id', 'clickid')}&amount={{revenue}}"
    text = shown_in("check", url, "--tracker", "keitaro").raw
    assert "\x1b[31mWrong: " in text
    assert re.search(r"\x1b\[31mError: [^\x1b]*\x1b\[0m\r\n  \S+\r\n\x1b\[31m +\^+\x1b", text)
    assert f"\x1b[32m\x1b[1m{POSTBACK}&atpay={{revenue}}\x1b[0m" in text


@pytest.mark.long
def test_a_warning_is_yellow() -> None:
    assert "\x1b[33mWarning: " in shown_in("check", f"{POSTBACK}&atpay={{revenue}}&extra=1", "--tracker", "keitaro").raw


@pytest.mark.long
def test_headings_labels_and_macros_are_set_off() -> None:
    setup = shown_in("render", "keitaro", "--payout", "macro").raw
    for marked in ("\x1b[1mIn Keitaro\x1b[0m", "\x1b[36m{revenue}\x1b[0m", "\x1b[1mS2S postback\x1b[0m"):
        assert marked in setup


@pytest.mark.long
@pytest.mark.parametrize("arguments", ["check hello", "list", "show mgid", "lint --rules", "render keitaro"])
def test_no_color_is_respected(arguments: str) -> None:
    assert "\x1b[" not in shown_in(*arguments.split(), NO_COLOR="1").raw


def test_a_message_is_wrapped_on_a_terminal_only(cli: Cli) -> None:
    said = cli("render", "voluum").err
    assert said.count("\n") == 1
    terminal = shown_in("render", "voluum")
    assert "\x1b[1mPostback URL for Voluum" in terminal.raw
    on_screen = terminal.text
    assert max(map(len, on_screen.split("\n"))) <= 80
    assert " ".join(on_screen.split()).endswith(" ".join(said.split()))


def test_rows_on_a_terminal_have_no_bar_between_them(tmp_path: Path) -> None:
    table = tmp_path / "in.csv"
    table.write_text("tracker,account\nkeitaro,acme\nbinom,acme\n")
    text = shown_in("bulk", str(table), "-o", "-").text
    assert [line.partition(",")[0] for line in text.splitlines()] == ["tracker", "keitaro", "binom"]


# Asking


def answered(*answers: tuple[str, str], columns: int = 80) -> Terminal:
    """Return a terminal in which `postback-pack` alone got these answers, each after its prompt."""
    with Terminal(columns=columns) as terminal:
        for prompt, keys in answers:
            terminal.wait_for(f"{prompt}: ")
            terminal.type(keys)
        terminal.ended()
    return terminal


def test_alone_it_asks_and_prints_the_setup(cli: Cli) -> None:
    terminal = answered(
        ("Tracker", "keit\t\n"), ("Network", "\n"), ("Advertiser username", "acme\n"), ("Payout", "macro\n")
    )
    assert terminal.process.returncode == 0
    rows = last_screen(terminal.text)
    assert f"{POSTBACK}&atpay={{revenue}}" in rows
    assert "https://YOUR-DOMAIN/CAMPAIGN?external_id=##SUB_ID_SHORT(action)##" in rows
    # The page for beginners shows it.
    page = (GOLDEN.parents[2] / "docs" / "start.md").read_text(encoding="utf-8")
    [shown] = re.findall(r"^```text\n\$ postback-pack\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert [line for line in shown.split("\n") if line != "..." and line not in terminal.text] == []
    assert rows[-1] == "postback-pack render keitaro --account acme --payout macro"
    # As if it had been typed.
    assert cli("render", "keitaro", "--account", "acme", "--payout", "macro").out in terminal.text


@pytest.mark.long
def test_it_asks_again_until_an_answer_fits() -> None:
    terminal = answered(
        ("Tracker", "\n"),
        ("Tracker", "zzz\n"),
        ("Tracker", "flux\n"),
        ("Tracker", "custom\n"),
        ("Network", "mgi\n"),
        ("Event name", "a b\n"),
        ("Event name", "lead\n"),
        ("Payout", "x\n"),
        ("Payout", "1.5\n"),
        ("Macro", "{cid}\n"),
    )
    assert terminal.process.returncode == 0
    for said in (
        "There is no tracker 'zzz'.",
        "Which one is it: funnelflux_pro or funnelflux_selfhosted?",
        "The Event name cannot contain a space.",
        "Write an amount above 0 in digits with a dot",
    ):
        assert said in " ".join(terminal.text.split())
    assert "\nhttps://a.mgid.com/postback?c={cid}&e=lead&r=1.5\n" in terminal.text
    [command] = re.findall(r"^postback-pack .*$", terminal.text, re.MULTILINE)
    assert (
        command == "postback-pack render custom --network mgid --field event=lead --payout 1.5 --click-id-macro '{cid}'"
    )


@pytest.mark.long
def test_what_nobody_knows_is_left_open() -> None:
    terminal = answered(("Tracker", "voluum\n"), ("Network", "\n"), ("Advertiser username", "\n"), ("Payout", "\n"))
    assert terminal.process.returncode == 0
    assert "name/NAMEOFADVERTISER/at?" in terminal.text
    assert terminal.text.endswith("\npostback-pack render voluum\n")


@pytest.mark.parametrize(
    "case",
    mostly_long(
        {
            "postback-pack": ([], "Tracker: "),
            "send": (["send", "keitaro", "--account", "acme", "--click-id", "1"], "[y/N]: "),
            "check": (["check"], "press Enter:"),
            "new": (["new", "mine", "-o", "-"], "Name [Mine]: "),
        },
        1,
    ),
)
@pytest.mark.parametrize("key", ["\x03", "\x04"])
def test_a_prompt_can_be_left(case: tuple[list[str], str], key: str) -> None:
    arguments, prompt = case
    with Terminal(*arguments) as terminal:
        terminal.wait_for(prompt)
        status = terminal.leave(key)
    assert status == 130
    assert "Traceback" not in terminal.text
    # The shell's prompt begins a line of its own.
    assert terminal.text.endswith("\n")


@pytest.mark.skipif(os.name == "nt", reason="needs a shell of POSIX")
def test_without_a_terminal_alone_is_help(cli: Cli) -> None:
    for redirected in ("< /dev/null", "> /dev/null", "2> /dev/null"):
        script = f"{' '.join(PROGRAM)} {redirected}"
        done = subprocess.run(
            ["sh", "-c", script], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60
        )
        assert done.returncode == 0
        assert done.stderr == ""
        assert redirected == "> /dev/null" or done.stdout.startswith("Usage: postback-pack ")


# Words in place of a command


@pytest.mark.parametrize("words", ["help", "help help"])
def test_help_is_a_command(cli: Cli, words: str) -> None:
    assert cli(*words.split()) == cli("--help")


@pytest.mark.parametrize("command", ["render", "list", "check"])
def test_help_of_a_command(cli: Cli, command: str) -> None:
    assert cli("help", command) == cli(command, "--help")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("voluum", "Voluum is a tracker. For its setup, type `postback-pack render voluum`."),
        ("HasOffers --payout macro", "TUNE is a tracker. For its setup, type `postback-pack render tune`."),
        ("funnelflux pro", "FunnelFlux Pro is a tracker. For its setup, type `postback-pack render funnelflux_pro`."),
        ("voluumm", "Voluum is a tracker. For its setup, type `postback-pack render voluum`."),
        ("node", "Node.js is a tracker. For its setup, type `postback-pack render node`."),
        ("MGID", "MGID is a network. For what it needs, type `postback-pack show mgid`."),
        (POSTBACK, "To check a URL, type `postback-pack check` and paste it."),
        ("rendr", "There is no command 'rendr'. Did you mean render? `postback-pack --help` lists all. For a tracker's setup, run `postback-pack render TRACKER`."),
        ("help nothing", "There is no command 'nothing'. `postback-pack --help` lists all. For a tracker's setup, run `postback-pack render TRACKER`."),
    ],
)  # fmt: skip
def test_what_is_not_a_command(cli: Cli, words: str, said: str) -> None:
    assert cli(*words.split()) == (2, "", f"Error: {said}\n")
