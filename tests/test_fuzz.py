"""Anything given to any command, catalog, network or block: no traceback, no hang, nothing that acts on a terminal.

Every property takes its share of the profile's examples, so that ``--hypothesis-profile fuzz`` runs the number of
cases that it names: 12 properties of 26,000 cases each.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import re
import sys
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path
from unittest import mock
from urllib.parse import quote, unquote, urlsplit
from xml.etree.ElementTree import Element

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from postback_pack import FORMATS, CatalogError, InputError, build_setup, load_catalog, render
from postback_pack.catalog.model import ROLES
from postback_pack.catalog.read_network import read_network
from postback_pack.catalog.read_trackers import read_trackers
from postback_pack.cli import run
from postback_pack.cli.app import COMMANDS
from postback_pack.embedding.block import cut, holds_block
from postback_pack.embedding.block_options import SETUP_OPTIONS, block_setup, block_trackers
from postback_pack.embedding.fragment import setup_fragment, table_fragment
from postback_pack.errors import Mistake
from postback_pack.text.characters import hidden_character
from postback_pack.trial.http_head import Refused, read_head
from tests.conftest import MADE_UP, TESTS
from tests.test_broken_catalogs import RIGHT

CATALOG = load_catalog(MADE_UP, TESTS / "catalogs" / "hostile_texts")
TRACKERS = sorted(CATALOG.trackers)
WORDS = ["", "-", "--", "acme", ".", "..", "a b", "a&b", "a=b", "%41", "%", "é", "None", "null", "1.5", "0", "-1", "1e9", "9" * 400, "macro", "EUR", "eur", "XXX", "{cid}", "{{x}}", "##X##", "{a}&b", "'", '"', "`id`", "$(id)", "\\", "\n", "\r", "\t", "\x00", "\x1b[31m", "\u202e", "\u200b", "\ud800", "\U000e0041", "<script>", "](x)", "=1+1", "@x", "https://trk.example/abc?x={y}#z", "https://a@b.example:99999/", "javascript:alert(1)", "//x.example", "all", "placement", "account=acme", "key=ABCDEFGH", "=", "tradewind", "harbour", "adsterra", "html", "json", "NAMEOFADVERTISER", "\ufffe", "\U0010ffff", "\ufdd0", "\u180b", "\U000e0101", "\u3164", "\uff1d1+1", "\n=1", "it's", ".. include:: x", ":raw:`x`", "[z](javascript:alert(1))", "[^](a+)+b", "[a-z]{1,5}+", "a??b", "constructor", "__proto__", "&#038;", "&amp;", "??", "...", "---", "*/", "-->", "?>", "${x}", "{: x }", "[TOC]", "http://[::1", "http://127.0.0.1:", "9" * 5_000, "fiend_0", "fiend"]  # fmt: skip
values = st.one_of(st.sampled_from(WORDS), st.text(max_size=12), st.lists(st.sampled_from(WORDS), max_size=4).map("".join))  # fmt: skip
OPTIONS = ["--account", "--field", "--type", "--payout", "--currency", "--currency-code", "--campaign-url", "--with", "--network", "--click-id-macro", "--payout-macro", "--click-id-param", "--event-token", "--format", "--tracker", "--link", "--to", "--click-id", "--amount", "--kind", "--name", "--source", "--param", "--by"]  # fmt: skip
FLAGS = ["--http", "--sources", "--rules", "--help", "-h", "--version", "--nonsense", "-x"]
URLS = ["https://www.pbterra.com/name/acme/at?subid_short={external_id}", "https://in.tradewind.example/", "http://"]
# What listens, writes into the checkout or asks pages on the internet is not called with what it needs to begin.
QUIET = sorted(set(COMMANDS) - {"listen", "site", "sources"})
options = st.lists(
    st.one_of(st.tuples(st.sampled_from(OPTIONS), values), st.sampled_from(FLAGS).map(lambda flag: (flag,))), max_size=5
)


def called(*arguments: str, given: bytes = b"") -> tuple[int, str, str]:
    """Run a command line in this process, with these bytes as its input; a call may neither last nor reach out."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    started = time.perf_counter()
    with (
        mock.patch("postback_pack.catalog.load.load_catalog", lambda *more: load_catalog(*more) if more else CATALOG),
        mock.patch("socket.socket", side_effect=AssertionError("a socket")),
        mock.patch.object(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(given)))),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        status = run(list(arguments))
    assert time.perf_counter() - started < 20
    shown = [stream.buffer.getvalue().decode("utf-8") for stream in (out, err)]
    return status, shown[0], shown[1]


def assert_harmless(text: str, parted_by: str = "\n") -> None:
    for line in text.split(parted_by):
        assert hidden_character(line.replace("\t", " ")) is None, line


def assert_url_is_right(setup: object, given: dict[str, str]) -> None:
    """A URL holds every value encoded, and every macro as it is."""
    url, request_macros = setup.postback_url, setup.click_id.macro  # type: ignore[attr-defined]
    for text in (url, setup.tracking_link):  # type: ignore[attr-defined]
        if text is not None:
            assert_harmless(text, "\0")
            assert not re.search(r"\bNone\b", text) or any("None" in value for value in given.values())
    if url is not None and setup.tracker.postback_out.delivery == "paste":  # type: ignore[attr-defined]
        assert request_macros in url
        assert given.get("payout_macro", "") in url
        # A macro can be a part of the account's name, so the account is looked for before the query, where no macro is.
        assert quote(given.get("account", ""), safe="") in url.partition("?")[0]


def of_command(command: str, more: list[tuple[str, ...]], value: str) -> list[str]:
    first = {
        "schema": ["trackers"],
        "new": ["mytracker", "-o", "-"],
        "lint": ["--rules"],
        "list": [],
        "preview": ["keitaro", "--click-id", "1"],
        # An amount that is none: nothing can be sent, whatever else is given.
        "send": ["keitaro", "--click-id", "1", "--amount", "none"],
    }.get(command, [value])
    return [command, *first, *(word for pair in more for word in pair)]


@given(st.sampled_from(QUIET), options, st.one_of(st.sampled_from([*TRACKERS, *URLS]), values))
def test_any_arguments(command: str, more: list[tuple[str, ...]], value: str) -> None:
    status, out, err = called(*of_command(command, more, value))
    assert status in (0, 1, 2, 130)
    assert_harmless(out)
    assert_harmless(err)
    assert status != 2 or err
    # In code None is a word like any other.
    if command not in ("new", "send") and "import " not in out:
        assert re.search(r"\bNone\b", out) is None or any("None" in word for pair in more for word in pair) or "None" in value  # fmt: skip


@given(st.lists(values, max_size=6))
def test_any_words(words: list[str]) -> None:
    if {"listen", "sources", "site", "send", "new", "lint"} & set(words):
        return
    status, out, err = called(*words)
    assert status in (0, 1, 2, 130)
    assert_harmless(out)
    assert_harmless(err)


SETUPS = st.fixed_dictionaries(
    {},
    optional={
        "account": st.one_of(st.just("acme"), values),
        "payout": st.one_of(st.sampled_from(["macro", "1.5"]), values),
        "currency": st.one_of(st.just("EUR"), values),
        "campaign_url": st.one_of(st.just("https://trk.example/abc"), values.map("https://trk.example/".__add__), values),
        "click_id_macro": st.one_of(st.just("{cid}"), values),
        "payout_macro": values,
        "click_id_param": values,
        "network": st.sampled_from(["adsterra", "tradewind", "harbour", "fiend"]),
        "with_macros": st.lists(st.one_of(st.sampled_from(["placement", "constructor", "all"]), values), max_size=2),
    },
)  # fmt: skip


@given(st.sampled_from(["custom", *TRACKERS]), SETUPS, st.sampled_from(FORMATS))
def test_any_setup_in_any_format(tracker: str, given: dict[str, str], format: str) -> None:
    try:
        setup = build_setup(CATALOG, tracker, **given)  # type: ignore[arg-type]
        text = render(setup, format)
    except InputError as error:
        for problem in error.problems:
            assert_harmless(str(problem), "\0")
        return
    assert_harmless(text)
    assert_url_is_right(setup, given)
    if format == "json":
        assert json.loads(text)["postback_url"] == setup.postback_url
    if setup.postback_url and "account" in given and not setup.gaps.get("url"):
        parts = urlsplit(setup.postback_url.replace(setup.click_id.macro or "\0", "M"))
        assert "M" in unquote(parts.query + parts.path)


LINES = RIGHT.splitlines(keepends=True)
scraps = st.one_of(values, st.sampled_from(["...\n", "--- ", "---\n", "\ufeff", "\r\n", "\r", "pattern: ", '"[^](a+)+b"', "constructor: ", "{", "[", "}", "]", ": ", "- ", "#", "&a ", "*a", "!!str ", "null", "absent", "~", "  ", "\n  x: ", "<param>", "<it>", "`", "**"]))  # fmt: skip


@st.composite
def changed(draw: st.DrawFn, text: str) -> str:
    """A text with pieces put in, cut out and doubled."""
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.sampled_from([0, 0, 1, 5, 40])))
        text = text[:start] + draw(st.one_of(scraps, st.just(text[start:end] * 2))) + text[end:]
    return text


@given(changed(RIGHT))
def test_any_catalog(text: str) -> None:
    mistakes: list[Mistake] = []
    text = text.encode("utf-8", "replace").decode()
    try:
        trackers = read_trackers(text, "mine.yaml", mistakes)
    except CatalogError:
        return
    for mistake in mistakes:
        assert_harmless(str(mistake), "\0")
        assert 1 <= mistake.place.line <= text.count("\n") + 2
    for tracker in trackers if not mistakes else []:
        for role in ROLES:
            assert hidden_character(tracker.macro(role) or "") is None
        # YAML reads a line end inside quotes as a blank.
        assert f'"{tracker.macro("click_id")}"' in re.sub(r" *\n *", " ", text) or tracker.macro("click_id") is None or "\\" in text or "'" in text  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("networks") / "tradewind"


NETWORK = (MADE_UP / "templates/networks/tradewind/network.yaml").read_text(encoding="utf-8")
SALE = (MADE_UP / "templates/networks/tradewind/sale.url.j2").read_text(encoding="utf-8")
LEAD = (MADE_UP / "templates/networks/tradewind/lead.url.j2").read_text(encoding="utf-8")


@given(st.one_of(st.just(NETWORK), changed(NETWORK)), st.one_of(st.just(SALE), changed(SALE)))
def test_any_network(folder: Path, network: str, sale: str) -> None:
    folder.mkdir(exist_ok=True)
    for name, text in (("network.yaml", network), ("sale.url.j2", sale), ("lead.url.j2", LEAD)):
        (folder / name).write_text(text, encoding="utf-8", errors="replace")
    mistakes: list[Mistake] = []
    made = read_network(folder, "tradewind", mistakes, folder)
    assert (made is None) == bool(mistakes)
    for mistake in mistakes:
        assert_harmless(str(mistake), "\0")
    for kind in made.types.values() if made else ():
        values = dict.fromkeys(kind.shape.slots, "a b&c/d")
        assert kind.shape.fill(values, {"click_id": "{x}"}).count("a%20b%26c%2Fd") == len(kind.shape.slots) - 1


block_options = st.lists(st.tuples(st.one_of(st.sampled_from([*SETUP_OPTIONS, "kind"]), values), values), max_size=5)


@given(st.one_of(st.sampled_from([*TRACKERS, "custom"]), values), block_options)
def test_any_options_of_a_block(tracker: str, options: list[tuple[str, str]]) -> None:
    makers: list[Callable[[], Element]] = [
        lambda: setup_fragment(*block_setup(CATALOG, tracker, options)),
        lambda: table_fragment(block_trackers(CATALOG, tracker, options)),
    ]
    for make in makers:
        try:
            element = make()
        except InputError as error:
            assert error.problems
            for problem in error.problems:
                assert_harmless(str(problem), "\0")
        else:
            assert_harmless("".join(element.itertext()))


@given(st.lists(st.one_of(st.sampled_from(["::: postback keitaro", "::: postback", "::: postback-table", "    :account: acme", "    :payout: macro", "    :x", ":account: a", "::: other.thing", ""]), values), max_size=6).map("\n".join))  # fmt: skip
def test_any_text_with_blocks(text: str) -> None:
    if not holds_block(text):
        return
    before, block, after, problems = cut(text)
    for problem in problems:
        assert_harmless(str(problem), "\0")
    assert text.startswith(before)
    assert block.name.startswith("postback")
    assert len(before) + len(after) < len(text)


@given(st.lists(st.one_of(values, st.sampled_from(URLS)), max_size=4).map("\n".join), st.booleans())
def test_any_input_of_check(text: str, as_json: bool) -> None:
    status, out, err = called("check", "-", *(["--format", "json"] if as_json else []), given=text.encode("utf-8", "surrogatepass"))  # fmt: skip
    # Without a URL in it, there is nothing to check.
    assert status in (0, 1, 2)
    assert_harmless(out + err)
    assert (err == "") == (status != 2)
    if as_json:
        for line in out.splitlines():
            json.loads(line)


checked = st.one_of(
    st.sampled_from(URLS), values, st.lists(st.one_of(st.sampled_from(URLS), values), max_size=4).map("".join)
)


@example(f"{URLS[0]}https://in.tradewind.example/{URLS[0]}", URLS[0], "", "alone", True)
@given(checked, checked, st.sampled_from(["", *TRACKERS]), st.sampled_from(["alone", "link", "to"]), st.booleans())
def test_any_pair_of_urls(url: str, other: str, tracker: str, how: str, as_json: bool) -> None:
    more = {"alone": [], "link": ["--link", other], "to": ["--to", tracker or other]}[how]
    named = ["--tracker", tracker] if tracker else []
    formatted = ["--format", "json"] if as_json and how != "to" else []
    status, out, err = called("check", *named, *more, *formatted, "--", url, given=other.encode("utf-8", "replace"))
    assert status in (0, 1, 2)
    assert_harmless(out)
    assert_harmless(err)
    assert (status == 2) == err.startswith(("Error", "Usage")), err
    if as_json and how != "to":
        # One URL is an object of several lines; several URLs are an object a line.
        rest = out.lstrip()
        while rest:
            _, end = json.JSONDecoder().raw_decode(rest)
            rest = rest[end:].lstrip()


CELLS = st.one_of(values, st.sampled_from([*TRACKERS, "fiend", "acme", "macro", "1.5", "\ud83d", '"', "\udcff"]))
COLUMNS = [
    "tracker",
    "network",
    "account",
    "constructor",
    "payout",
    "campaign_url",
    "with",
    "http",
    "note",
    "click_id_macro",
]


@st.composite
def tables(draw: st.DrawFn) -> bytes:
    """A table as CSV or JSON Lines, right or broken, in bytes that need not be UTF-8."""
    columns = draw(st.lists(st.one_of(st.sampled_from(COLUMNS), values), max_size=4, unique=True))
    columns = ["tracker", *columns] if draw(st.booleans()) else columns
    rows = draw(st.lists(st.lists(CELLS, min_size=len(columns), max_size=len(columns)), max_size=4))
    if draw(st.booleans()):
        text = "\n".join(json.dumps(dict(zip(columns, row, strict=True))) for row in rows)
    else:
        file = io.StringIO()
        csv.writer(file).writerows([columns, *rows])
        text = file.getvalue()
    content = text.encode("utf-8", "surrogatepass")
    at = draw(st.integers(0, len(content)))
    return (
        content[:at]
        + draw(st.sampled_from([b"", b"", b"", b"\xff", b"\xed\xa0\x80", b"\x00", b'"', b"\r", b"[" * 5_000]))
        + content[at:]
    )


@given(tables(), st.sampled_from(["", "text", "md", "json"]), st.booleans())
def test_any_table(table: bytes, format: str, strict: bool) -> None:
    more = [*(["--format", format] if format else []), *(["--strict"] if strict else [])]
    status, out, err = called("bulk", "-", "-o", "-", *more, given=table)
    assert status in (0, 1, 2)
    assert_harmless(err)
    assert status == 0 or err
    if table.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return
    for cells in list(csv.reader(io.StringIO(out, newline=""), strict=True))[1:] if out else ():
        assert not any(
            unicodedata.normalize("NFKC", cell.lstrip()[:1]).startswith(("=", "+", "-", "@")) for cell in cells
        )


HEAD_LINES = st.one_of(
    st.sampled_from(["GET /a?b=c HTTP/1.1", "POST / HTTP/1.0", "Content-Length: 3", "Content-Length: 03", "Content-Length: +3", "content-length : 3", "Content-Length: 3, 3", "Content-Length: " + "9" * 5_000, "Transfer-Encoding: chunked", "Connection: close", "Host: x", " folded", "\x00: x", "X\r: y", ": x", "x"]),
    values,
)  # fmt: skip


@given(
    st.lists(st.tuples(HEAD_LINES, st.sampled_from(["\r\n", "\r\n", "\r\n", "\n", "\r", ""])), min_size=1, max_size=6)
)
def test_any_head(lines: list[tuple[str, str]]) -> None:
    text = "".join(line + end for line, end in lines) + "\r\n\r\n"
    found = [line.encode("utf-8", "surrogatepass") for line in re.findall(r"[^\n]*\n", text)]
    # The server reads a head up to the first empty line.
    head = found[: next(number for number, line in enumerate(found, start=1) if line in (b"\r\n", b"\n"))]
    try:
        made = read_head(head)
    except Refused as refused:
        assert refused.status[:1] == "4"
        assert_harmless(str(refused.why))
        return
    lengths = [line for line in head if line.lower().startswith(b"content-length")]
    assert len(lengths) <= 1
    assert made.length == (int(lengths[0].partition(b":")[2]) if lengths else 0)
    assert all(line.endswith(b"\r\n") for line in head)


files = st.one_of(
    changed(RIGHT), st.just(RIGHT), st.just(""), st.sampled_from(["\ufeff", "# x\n", "- id: a\n", "...\n", "# a\r\n"]), st.text(max_size=20)
).flatmap(lambda text: st.sampled_from([text, text.replace("\n", "\r\n"), "\ufeff" + text]))  # fmt: skip
new_options = st.lists(st.tuples(st.sampled_from(["--name", "--param", "--click-id-macro", "--payout-macro", "--source"]), st.one_of(values, st.sampled_from(["{cid}", "https://x.example/a"]))), max_size=4)  # fmt: skip


@given(files, st.sampled_from(["new", "fix"]), st.one_of(st.just("mytracker"), values), new_options)
def test_any_file_to_rewrite(folder: Path, text: str, command: str, id: str, more: list[tuple[str, str]]) -> None:
    file = folder.parent / "mine.yaml"
    before = text.encode("utf-8", "surrogatepass")
    file.write_bytes(before)
    flat = [word for pair in more for word in pair]
    arguments = ["new", *flat, "-o", str(file), "--", id] if command == "new" else ["lint", "--fix", str(file)]
    status, out, err = called(*arguments)
    assert status in (0, 1, 2)
    assert_harmless(out)
    assert_harmless(err)
    after = file.read_bytes()
    assert not [other for other in folder.parent.iterdir() if other.name.startswith(".postback")]
    if command == "fix" or status != 0:
        assert command == "fix" or after == before
        assert sorted(filter(None, after.split())) == sorted(filter(None, before.split()))
        return
    # Only lines are added.
    rest = iter(after.splitlines())
    assert all(line in rest for line in before.splitlines())
