"""Snippets and tables for sites without a tracker: they are valid in their language, and the servers' ones really report."""

from __future__ import annotations

import hashlib
import json
import os
import py_compile
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from postback_pack import InputError, build_setup, load_catalog, render
from postback_pack.paths import data_folder
from postback_pack.setup.snippets import CLICK_ID_CHARACTERS, is_click_id, longest_click_id
from tests.conftest import Result
from tests.snippet_runs import COMPILED, FILES, LANGUAGES, Code, Receiver, needs, output_of, write_program
from tests.test_formats import read_html

CATALOG = load_catalog()
CODE = [tracker.id for tracker in CATALOG.trackers.values() if tracker.postback_out.delivery == "code"]
SNIPPETS = [id for id in CODE if CATALOG.trackers[id].postback_out.snippet != "table"]
TABLES = [id for id in CODE if id not in SNIPPETS]
OPTIONS: list[dict[str, str]] = [
    {},
    {"payout": "1.5"},
    {"payout": "1.5", "currency": "EUR"},
    {"payout": "macro"},
    {"payout": "macro", "currency": "EUR"},
]


def scripts_in(page: str) -> str:
    return "\n".join(re.findall(r"<script>(.*?)</script>", page, re.DOTALL))


CHECKS = {"php": ["-l"], "mjs": ["--check"], "js": ["--check"], "html": ["--check"], "rb": ["-wc"], "go": ["vet"], "java": ["-Xlint:all", "-Werror"]}  # fmt: skip
"""How the program of a language checks a file."""
FILE_NAMES = {"html": "snippet.js", "java": "Postback.java"}
VALID = [
    pytest.param(
        tracker,
        options,
        id=f"{tracker}-{options}",
        marks=[pytest.mark.compiled] if tracker in COMPILED else [pytest.mark.long] if number > 1 else [],
    )
    for tracker in SNIPPETS
    for number, options in enumerate(reversed(OPTIONS))
]


@pytest.mark.parametrize(("tracker", "options"), VALID)
def test_a_snippet_is_valid(tracker: str, options: dict[str, str], tmp_path: Path) -> None:
    ending = str(CATALOG.trackers[tracker].postback_out.snippet).rpartition(".")[2]
    program = needs(ending)
    code = render(build_setup(CATALOG, tracker, account="acme", **options), "code")  # type: ignore[arg-type]
    file = tmp_path / FILE_NAMES.get(ending, f"snippet.{ending}")
    file.write_text(f"{scripts_in(code) if ending == 'html' else code}\n")
    if ending == "py":
        py_compile.compile(str(file), doraise=True)
    else:
        result = subprocess.run([program, *CHECKS[ending], file], capture_output=True, text=True, timeout=60)
        assert result.returncode == 0, result.stderr + result.stdout
        assert ending != "rb" or result.stderr == ""
    if ending == "go":
        assert output_of(["gofmt", "-d", str(file)], tmp_path) == ""
    assert (
        "None"
        not in re.sub(r"\bNone\b(?=[ ,):]|$)|or None|is not None|is None|return None", "", code, flags=re.MULTILINE)
        or ending == "py"
    )


@pytest.mark.parametrize("tracker", ["gtm_web", "shopify"])
def test_a_browser_never_calls_the_network(tracker: str) -> None:
    assert "pbterra" not in render(build_setup(CATALOG, tracker, account="acme", payout="macro"), "code")


@pytest.mark.parametrize("tracker", SNIPPETS)
def test_the_order_value_is_sent_only_on_request(tracker: str) -> None:
    for options in ({}, {"payout": "1.5"}):
        code = render(build_setup(CATALOG, tracker, account="acme", **options), "code")  # type: ignore[arg-type]
        assert not re.search(r"\$?amount\b(?!_total)", re.sub(r"(//|#|\*).*", "", code))


def test_what_a_click_id_is_has_one_home() -> None:
    taken = "".join(sign for sign in map(chr, range(256)) if is_click_id(sign, "php.php"))
    assert taken == "".join(sign for sign in map(chr, range(33, 127)) if sign not in "#{}<>\"'&")
    for snippet, longest in (("php.php", 255), ("stripe.mjs", 200)):
        assert longest_click_id(snippet) == longest
        assert is_click_id(taken * 2 + "a" * (longest - 2 * len(taken)), snippet)
        assert not is_click_id("a" * (longest + 1), snippet)
    folder = data_folder() / "templates" / "snippets"
    for file in folder.iterdir():
        text = file.read_text(encoding="utf-8")
        assert CLICK_ID_CHARACTERS not in text, file.name
        assert "255" not in text, file.name


@pytest.mark.parametrize("tracker", CODE)
def test_the_code_stands_in_every_format(tracker: str) -> None:
    setup = build_setup(CATALOG, tracker, account="acme", payout="macro")
    assert setup.code
    assert setup.code in render(setup, "text")
    assert setup.code in render(setup, "md")
    assert setup.code in read_html(render(setup, "html")).code


@pytest.mark.parametrize("tracker", TABLES)
def test_a_table_has_all_parts(tracker: str) -> None:
    lines = render(build_setup(CATALOG, tracker, account="acme", payout="1.5", currency="EUR"), "code").splitlines()
    assert lines[1].split() == ["method", "GET"]
    assert lines[2].split() == ["URL", "https://www.pbterra.com/code/EUR/acme/at"]
    assert lines[3].split()[:2] == ["parameter", "subid_short"]
    assert lines[4].split() == ["parameter", "atpay", "1.5"]


@pytest.mark.parametrize(
    ("tracker", "format", "help"),
    [
        ("php", "url", "--format code"),
        ("n8n", "url", "--format code"),
        ("keitaro", "code", "--format url"),
        ("appsflyer", "code", "Partner Marketplace"),
    ],
)
def test_the_wrong_format_names_the_right_one(cli: Callable[..., Result], tracker: str, format: str, help: str) -> None:
    result = cli("render", tracker, "--account", "acme", "--format", format)
    assert (result.status, result.out, len(result.problems)) == (2, "", 1)
    assert help in result.err


def test_a_missing_account_is_marked_in_code_too(cli: Callable[..., Result]) -> None:
    result = cli("render", "php", "--format", "code")
    assert "NAMEOFADVERTISER" in result.out
    assert "--account" in result.err
    assert "Replace NAMEOFADVERTISER" in cli("render", "php").out


# How each language calls the function that reports an order, and prints what it answered.
CALLS = {
    "php": ("<?php require 'snippet.php'; {}", "echo local_report({}) ? 'yes' : 'no', ' ';"),
    "node": (
        "import {{ report }} from './snippet.mjs';\n{}",
        "process.stdout.write((await report({}) ? 'yes' : 'no') + ' ');",
    ),
    "python": ("from snippet import report\n{}", "print('yes' if report({}) else 'no', end=' ')"),
    "ruby": ("require_relative 'snippet'\n{}", "print(LOCALPostback.report({}) ? 'yes ' : 'no ')"),
    "go": (
        'package main\nimport ("example/postback"; "fmt")\nfunc main() {{\n_ = postback.IsClickID\nanswers := map[bool]string{{true: "yes ", false: "no "}}\nfmt.Print("")\n{}\n_ = answers\n}}',
        "fmt.Print(answers[postback.Report({})])",
    ),
    "java": (
        "public class Call {{ public static void main(String[] given) {{\n{}\n}} }}",
        'System.out.print(Postback.report({}) ? "yes " : "no ");',
    ),
}
NOTHING = {"python": "None", "ruby": "nil", "go": '""'}
"""What stands for a value that is not there; in the others it is null."""
# Seconds between two attempts would be spent waiting here.
PAUSES = {
    "php": ("sleep($attempt)", "usleep($attempt)"),
    "node": ("wait(attempt * 1000)", "wait(attempt)"),
    "python": ("time.sleep(attempt)", "time.sleep(attempt / 1000)"),
    "ruby": ("sleep attempt", "sleep attempt / 1000.0"),
    "go": ("time.Duration(attempt) * time.Second", "time.Duration(attempt) * time.Millisecond"),
    "java": ("Thread.sleep(attempt * 1000L)", "Thread.sleep(attempt)"),
}


def prepared(
    language: str, local: Code, folder: Path, calls: list[list[str | None]], *, as_shipped: bool = False, **options: str
) -> list[str]:
    """Write the snippet, with short pauses, and a program that calls it; return the command that runs it."""
    needs(FILES[language][1].rpartition(".")[2])
    code = local(language, **options)
    pause, shorter = PAUSES[language]
    assert code.count(pause) == 1
    program, call = CALLS[language]
    nothing = NOTHING.get(language, "null")
    written = [", ".join(nothing if value is None else json.dumps(value) for value in values) for values in calls]
    return write_program(
        language,
        folder,
        code if as_shipped else code.replace(pause, shorter),
        program.format("\n".join(map(call.format, written))),
    )


def run(language: str, local: Code, folder: Path, calls: list[list[str | None]], **options: Any) -> str:
    """Return what the snippet answered for each call."""
    environment = os.environ | {"LOCAL_SENT": str(folder / "sent")}
    return output_of(prepared(language, local, folder, calls, **options), folder, **environment)


AS_SHIPPED = pytest.mark.parametrize("as_shipped", [False, pytest.param(True, marks=pytest.mark.long)])


@LANGUAGES
def test_an_order_is_reported_once(language: str, local: Code, receiver: Receiver, tmp_path: Path) -> None:
    calls: list[list[str | None]] = [
        ["order-1", "CLICK-1"],
        ["order-1", "CLICK-1"],
        ["order-2", "a/b c".replace(" ", "+")],
    ]
    assert run(language, local, tmp_path, calls) == "yes yes yes"
    assert receiver.paths == ["/name/acme/at?subid_short=CLICK-1", "/name/acme/at?subid_short=a%2Fb%2Bc"]


@LANGUAGES
def test_what_is_no_click_id_is_not_reported(language: str, local: Code, receiver: Receiver, tmp_path: Path) -> None:
    no_ids = [None, "", "##SUB_ID_SHORT(action)##", "{clickid}", "a b", "x" * 256, "<script>"]
    assert (
        run(language, local, tmp_path, [[f"order-{number}", value] for number, value in enumerate(no_ids)])
        == "no " * 6 + "no"
    )
    assert receiver.paths == []


@LANGUAGES
def test_the_currency_of_the_order_chooses_the_type(
    language: str, local: Code, receiver: Receiver, tmp_path: Path
) -> None:
    orders: list[list[str | None]] = [
        ["1", "A", "24.90", "USD"],
        ["2", "B", "24.90", "eur"],
        ["3", "C", "0.00", "EUR"],
        ["4", "D", "1,5", "EUR"],
        ["5", "E", "5", "EURO"],
        ["6", "F", None, None],
    ]
    assert run(language, local, tmp_path, orders, payout="macro") == "yes yes yes yes yes yes"
    assert receiver.paths == [
        "/name/acme/at?subid_short=A&atpay=24.90",
        "/code/EUR/acme/at?subid_short=B&atpay=24.90",
        "/name/acme/at?subid_short=C",
        "/name/acme/at?subid_short=D",
        "/name/acme/at?subid_short=E",
        "/name/acme/at?subid_short=F",
    ]


@LANGUAGES
def test_an_order_in_another_currency_goes_without_amount(
    language: str, local: Code, receiver: Receiver, tmp_path: Path
) -> None:
    orders: list[list[str | None]] = [["1", "A", "24.90", "EUR"], ["2", "B", "24.90", "USD"]]
    assert run(language, local, tmp_path, orders, payout="macro", currency="EUR") == "yes yes"
    assert receiver.paths == ["/code/EUR/acme/at?subid_short=A&atpay=24.90", "/name/acme/at?subid_short=B"]


@LANGUAGES
def test_a_fixed_amount(language: str, local: Code, receiver: Receiver, tmp_path: Path) -> None:
    assert run(language, local, tmp_path, [["1", "A"]], payout="1.5", currency="EUR") == "yes"
    assert receiver.paths == ["/code/EUR/acme/at?subid_short=A&atpay=1.5"]


@AS_SHIPPED
@LANGUAGES
def test_it_tries_again_and_can_be_called_again(
    language: str, local: Code, receiver: Receiver, tmp_path: Path, as_shipped: bool
) -> None:
    receiver.statuses = [500, 503, 200, 500, 404, 302]
    assert run(language, local, tmp_path, [["1", "A"], ["2", "B"]], as_shipped=as_shipped) == "yes no"
    assert run(language, local, tmp_path, [["1", "A"], ["2", "B"]], as_shipped=as_shipped) == "yes yes"
    assert [path[-1] for path in receiver.paths] == list("AAABBBB")


@LANGUAGES
def test_a_call_that_was_killed_does_not_block_the_order(
    language: str, local: Code, receiver: Receiver, tmp_path: Path
) -> None:
    sent = tmp_path / "sent"
    sent.mkdir()
    sent.chmod(0o700)
    lock = sent / (hashlib.sha256(b"1").hexdigest() + ".lock0")
    lock.touch()
    assert run(language, local, tmp_path, [["1", "A"]]) == "no"
    long_ago = lock.stat().st_mtime - 3600
    os.utime(lock, (long_ago, long_ago))
    assert run(language, local, tmp_path, [["1", "A"]]) == "yes"
    assert len(receiver.paths) == 1
    assert sorted(file.name for file in sent.iterdir()) == [lock.stem, lock.name]


@LANGUAGES
def test_two_processes_report_an_order_once(language: str, local: Code, receiver: Receiver, tmp_path: Path) -> None:
    command = prepared(language, local, tmp_path, [["1", "A"]])
    environment = os.environ | {"LOCAL_SENT": str(tmp_path / "sent")}
    both = [subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE) for _ in range(2)]
    for process in both:
        process.communicate(timeout=60)
    assert len(receiver.paths) == 1


@AS_SHIPPED
@LANGUAGES
def test_nobody_answers(language: str, local: Code, receiver: Receiver, tmp_path: Path, as_shipped: bool) -> None:
    receiver.shutdown()
    receiver.server_close()
    assert run(language, local, tmp_path, [["1", "A"]], as_shipped=as_shipped) == "no"


def test_python_keeps_the_click_id_in_a_cookie(local: Code, tmp_path: Path) -> None:
    space: dict[str, object] = {"__file__": str(tmp_path / "snippet.py")}
    exec(compile(local("python"), "snippet.py", "exec"), space)
    keep, kept = space["keep_click_id"], space["kept_click_id"]
    assert callable(keep)
    assert callable(kept)
    cookie = keep("x=1&clickid=ab%2Fc")
    assert cookie.startswith("local_click_id=ab%2Fc; Max-Age=")
    assert kept(f"other=1; {cookie.partition(';')[0]}") == "ab/c"
    assert keep("clickid=%23%23SUB_ID_SHORT(action)%23%23") is None
    assert kept("") is None
    assert kept('prefs={"a":1}; a/b=1; local_click_id=abc') == "abc"


# A program that prints what is kept of each query, a line each, and then what is read from each cookie.
COOKIES = {
    "ruby": "require_relative 'snippet'\nQUERIES.each { |query| puts LOCALPostback.keep_click_id(query) || '' }\nKEPT.each { |cookie| puts LOCALPostback.kept_click_id(cookie) || '' }",
    "go": """package main
import ("example/postback"; "fmt"; "net/http"; "net/http/httptest")
func main() {
	for _, query := range []string{QUERIES} {
		answer := httptest.NewRecorder()
		postback.KeepClickID(answer, httptest.NewRequest("GET", "/?" + query, nil))
		fmt.Println(answer.Header().Get("Set-Cookie"))
	}
	for _, cookie := range []string{KEPT} {
		fmt.Println(postback.KeptClickID(&http.Request{Header: http.Header{"Cookie": {cookie}}}))
	}
}""",
    "java": """public class Call { public static void main(String[] given) {
    for (String query : new String[] {QUERIES}) { String kept = Postback.keepClickId(query); System.out.println(kept == null ? "" : kept); }
    for (String cookie : new String[] {KEPT}) { String kept = Postback.keptClickId(cookie); System.out.println(kept == null ? "" : kept); }
} }""",
}
ODD_ID = "a*b%2Fc!()+$1|x;y,z@[]^`\\"
"""It has every character that a click ID may have and a cookie or a URL would change."""


@pytest.mark.parametrize(
    "language", [pytest.param(name, marks=[pytest.mark.compiled] if name in COMPILED else []) for name in COOKIES]
)
def test_a_server_keeps_the_click_id_in_a_cookie(language: str, local: Code, tmp_path: Path) -> None:
    needs(FILES[language][1].rpartition(".")[2])
    queries = [
        "x=1&clickid=ab%2Fc",
        "clickid=%23%23SUB_ID_SHORT(action)%23%23",
        "",
        "clickid",
        "clickid=%zz",
        "clickid=%ff",
    ]
    queries.append(f"clickid={quote(ODD_ID, safe='')}")
    kept = ["", "other", "local_click_id=%zz", 'prefs={"a":1}; a/b=1; local_click_id=abc']
    program = COOKIES[language]
    for name, texts in (("QUERIES", queries), ("KEPT", kept)):
        written = json.dumps(texts)
        program = program.replace(name, written[1:-1] if language in COMPILED else written)
    command = write_program(language, tmp_path, local(language), program)
    lines = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60).stdout.split("\n")
    cookie, *none, odd = lines[: len(queries)]
    name, *attributes = cookie.split("; ")
    assert name == "local_click_id=ab%2Fc"
    assert sorted(attributes) == ["HttpOnly", "Max-Age=7776000", "Path=/", "SameSite=Lax", "Secure"]
    assert none == [""] * 5
    assert lines[len(queries) :] == ["", "", "", "abc", ""]
    pair = odd.partition(";")[0]
    assert not set(pair) & set(' ,\\"')
    again = COOKIES[language].replace("QUERIES", "" if language in COMPILED else "[]")
    again = again.replace("KEPT", json.dumps(pair) if language in COMPILED else json.dumps([f"{pair}"]))
    assert output_of(write_program(language, tmp_path, local(language), again), tmp_path) == ODD_ID


def test_stripe_counts_in_the_smallest_unit(tmp_path: Path) -> None:
    node = needs("mjs")
    code = render(build_setup(CATALOG, "stripe", account="acme", payout="macro"), "code")
    units = code[code.index("const NO_DECIMALS") :]
    (tmp_path / "units.mjs").write_text(units)
    (tmp_path / "call.mjs").write_text(
        "import { wholeUnits } from './units.mjs';"
        "console.log([[2499,'usd'],[2499,'jpy'],[2499,'kwd'],[5,'eur'],[0,'eur'],[null,null],[1.5,'eur'],[100,'ugx']].map((pair) => wholeUnits(...pair)).join(' '));"
    )
    result = subprocess.run([node, "call.mjs"], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert result.stdout.rstrip("\n") == "24.99 2499 2.499 0.05    "


def test_code_needs_a_tracker_that_is_code() -> None:
    with pytest.raises(InputError):
        render(build_setup(CATALOG, "keitaro", account="acme"), "code")
