"""`check` of what people paste: at its prompt, from a pipe, as a list, several URLs at once, and words without quotes."""

from __future__ import annotations

import io
import json
import os
import select
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from postback_pack import Catalog, InputError
from postback_pack.checking.check import check, check_all
from tests.conftest import Result, mostly_long
from tests.installed import argv

Cli = Callable[..., Result]
POSTBACK = "https://www.pbterra.com/name/acme/at?subid_short={external_id}"
LINK = "https://trk.example/abc?external_id=##SUB_ID_SHORT(action)##"
WRONG = "https://www.pbterra.com/name/acme/at?subid_short={clickid}"
SECONDS = 60


def pipe(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    """Let standard input be a pipe with this in it."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


def one(done: Result) -> dict[str, Any]:
    [url] = json.loads(done.out)["urls"]
    return dict(url)


@pytest.fixture
def typed() -> Iterator[Callable[..., tuple[int, str, str]]]:
    """Return a function that types into `check` at a terminal, and returns its status, its output and the screen."""
    pty = pytest.importorskip("pty")
    opened: list[int] = []
    started: list[subprocess.Popen[bytes]] = []

    def type_in(keys: bytes, *arguments: str) -> tuple[int, str, str]:
        screen, terminal = pty.openpty()
        opened.append(screen)
        process = subprocess.Popen(argv("check", *arguments), stdin=terminal, stderr=terminal, stdout=subprocess.PIPE)
        started.append(process)
        os.close(terminal)
        shown = bytearray()
        while b"press Enter:" not in shown:
            assert select.select([screen], [], [], SECONDS)[0]
            shown += os.read(screen, 4_096)

        def show() -> None:
            try:
                while piece := os.read(screen, 65_536):
                    shown.extend(piece)
            except OSError:
                pass  # the terminal is closed when the program ends

        reader = threading.Thread(target=show)
        reader.start()
        while keys:
            assert select.select([], [screen], [], SECONDS)[1]
            keys = keys[os.write(screen, keys[:1_000]) :]
        out = process.communicate(timeout=SECONDS)[0].decode()
        reader.join(SECONDS)
        return process.returncode, out, shown.decode(errors="replace")

    yield type_in
    for process in started:
        process.kill()
    for screen in opened:
        os.close(screen)


def test_a_long_message_of_several_lines_is_pasted_at_the_prompt(typed: Any) -> None:
    text = f"Hi,\nmy url is {POSTBACK}&x={'a' * 6_000}\n&atpay={{revenue}} what is wrong?\n"
    status, out, screen = typed(text.encode(), "--tracker", "keitaro", "--format", "json")
    [url] = json.loads(out)["urls"]
    assert status == 0
    assert url["url"] == f"{POSTBACK}&x={'a' * 6_000}&atpay={{revenue}}"
    assert "Paste the URL, or any text with it, and press Enter:" in screen
    assert "what is wrong?" in screen


@pytest.mark.parametrize(
    "case",
    mostly_long(
        [
            (f"hello\x15{POSTBACK}x\u00e9\x7f\b\n", POSTBACK),
            (f"{POSTBACK}\n", POSTBACK),
            (f"{POSTBACK}\r", POSTBACK),
            (f"{POSTBACK}\x04", POSTBACK),
            (f"\x7f\x15{POSTBACK}\n", POSTBACK),
            (f"'{POSTBACK}&atpay=1'\n", f"{POSTBACK}&atpay=1"),
        ],
        1,
    ),
)
def test_the_keys_of_a_prompt(typed: Any, case: tuple[str, str]) -> None:
    keys, url = case
    status, out, _ = typed(keys.encode(), "--tracker", "keitaro", "--format", "json")
    assert status == 0
    assert json.loads(out)["urls"][0]["url"] == url


def test_nothing_typed_acts_on_the_terminal(typed: Any) -> None:
    status, out, screen = typed(b"\x1b[2J\n")
    assert (status, out) == (2, "")
    assert "\x1b[2J" not in screen
    assert "No URL found" in screen


def test_nothing_typed_at_all(typed: Any) -> None:
    status, out, screen = typed(b"\n")
    assert (status, out) == (2, "")
    assert "There is no URL to check" in screen


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_pipe_is_one_message_in_its_encoding(cli: Cli, monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    text = "Hi \u2013 mine is https://www.pbterra.com/name/acme/at?\nsubid_short={external_id}\n"
    pipe(monkeypatch, text.encode(encoding))
    result = cli("check", "--tracker", "keitaro", "--format", "json")
    assert (result.status, one(result)["url"]) == (0, POSTBACK)
    pipe(monkeypatch, f"{POSTBACK}\r\n\r\n{POSTBACK}".encode(encoding))
    lines = cli("check", "-", "--format", "json").out.splitlines()
    assert [json.loads(line)["line"] for line in lines] == [1, 3]


@pytest.mark.parametrize("data", [b"", b"\n \n", b"hello\n", b"trk.example", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("arguments", [[], ["-"]])
def test_a_pipe_without_a_url(cli: Cli, monkeypatch: pytest.MonkeyPatch, data: bytes, arguments: list[str]) -> None:
    pipe(monkeypatch, data)
    result = cli("check", *arguments)
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith(("Error: No URL found", "Error: There is no URL to check"))


@pytest.mark.parametrize("arguments", [[], ["-"]])
def test_no_standard_input_at_all(cli: Cli, monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert cli("check", *arguments).status == 2


def test_a_list_has_one_row_for_each_url(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"""# my postbacks

1. {POSTBACK}
Keitaro; {WRONG}; {LINK}
trk.example
| Keitaro | https://www.pbterra.com/name/your_username/at?subid_short={{external_id}} |
- two: {LINK}, {LINK}&a=1
"""
    pipe(monkeypatch, text.encode())
    result = cli("check", "-", "--tracker", "keitaro")
    rows = result.out.splitlines()
    assert result.status == 1
    assert [row.partition(".")[0] for row in rows if row[:1].isdigit()] == ["3", "4", "4", "6", "7", "7"]
    assert rows[rows.index(next(row for row in rows if row.startswith("4"))) + 2] == POSTBACK
    pipe(monkeypatch, text.encode())
    checks = [json.loads(line) for line in cli("check", "-", "--format", "json").out.splitlines()]
    assert [(data["line"], len(data["urls"])) for data in checks] == [(3, 1), (4, 2), (6, 1), (7, 1), (7, 1)]


def test_a_postback_and_its_link_are_a_pair(cli: Cli) -> None:
    for arguments in ([f"postback: {POSTBACK} and the link {LINK}"], [LINK, POSTBACK], [f"{POSTBACK}\n{LINK}"]):
        result = cli("check", *arguments, "--tracker", "keitaro", "--format", "json")
        assert [url["about"] for url in json.loads(result.out)["urls"]] == ["postback", "link"]
    mismatch = cli("check", POSTBACK, LINK.replace("external_id", "sub_id_3"), "--tracker", "keitaro")
    assert "pair-mismatch" in mismatch.out


def test_several_urls_get_a_result_each(cli: Cli, catalog: Catalog) -> None:
    text = f"first {POSTBACK}, then {WRONG} and {LINK}"
    result = cli("check", text, "--tracker", "keitaro", "--format", "json")
    checks = [json.loads(line) for line in result.out.splitlines()]
    assert result.status == 1
    assert [data["verdict"] for data in checks] == ["note", "error", "note"]
    assert [data["urls"][0]["corrected"] for data in checks] == [POSTBACK, POSTBACK, LINK]
    as_text = cli("check", text, "--tracker", "keitaro")
    assert as_text.status == 1
    assert as_text.out.count("Paste this instead:") == 3
    assert cli("check", POSTBACK, POSTBACK + "&atpay=1", "--tracker", "keitaro").status == 0
    with pytest.raises(InputError, match="3 URLs found"):
        check(catalog, text)
    assert len(check_all(catalog, [text])) == 3


def test_words_without_quotes_are_one_text(cli: Cli) -> None:
    result = cli("check", "Postback", "URL:", POSTBACK, "--tracker", "keitaro", "--format", "json")
    assert one(result)["url"] == POSTBACK
    assert cli("check", "https", ":", "//www.pbterra.com/name/acme/at?", "subid_short={x}").status == 1


def test_each_finding_is_at_its_place_in_the_text(cli: Cli) -> None:
    text = "see <a href='https://www.pbterra.com/name/acme/at?subid_short={subid}&amp;amount={revenue}'>"
    url = one(cli("check", text, "--tracker", "keitaro", "--format", "json"))
    places = {finding["code"]: finding["text"] for finding in url["findings"]}
    assert places["own-click-id"] == "{subid}"
    assert places["wrong-parameter"] == "amount"
    assert all(text[item["start"] : item["end"]] == item["text"] for item in url["findings"])
    assert url["findings"][0]["message"] == "Taken from the HTML attribute href. &amp; is read as &."
    assert url["corrected"] == f"{POSTBACK}&atpay={{revenue}}"


def test_the_json_says_that_its_url_is_the_one_that_was_found(cli: Cli) -> None:
    """In version 1 it was all that was pasted. Nothing else has another version because of it."""
    result = cli("check", f"Is {POSTBACK} right?", "--tracker", "keitaro", "--format", "json")
    assert (json.loads(result.out)["schema_version"], one(result)["url"]) == (2, POSTBACK)
    assert json.loads(cli("list", "--format", "json").out)["schema_version"] == 1


@pytest.mark.parametrize(
    ("text", "codes", "status"),
    [
        ("GET /name/acme/at?subid_short=a1b2c3d4&atpay=1.5 HTTP/1.1", {"sent-call"}, 0),
        ("GET /name/acme/at?subid_short=&atpay=1.5 HTTP/1.1", {"sent-call", "click-id-empty"}, 1),
        ("2026-05-01 10:00:00 sent https://a.mgid.com/postback?c=4d0a7f31c2&e=lead 200 OK", {"sent-call"}, 0),
        ("2026-05-01 10:00:00 sent https://www.pbterra.com/name/acme/at?subid_short={subid} 200 OK", {"wrapped-url", "own-click-id"}, 1),
        ("GET /nothing/here?x=1 HTTP/1.1", {"sent-call", "wrong-path"}, 1),
    ],
)  # fmt: skip
def test_a_call_in_a_log_is_checked_as_a_call(cli: Cli, text: str, codes: set[str], status: int) -> None:
    result = cli("check", text, "--tracker", "keitaro", "--format", "json")
    url = one(result)
    assert ({finding["code"] for finding in url["findings"]}, result.status) == (codes, status)
    assert url["corrected"] is None or "wrapped-url" in codes
    assert "add --tracker" not in cli("check", text).out or "wrapped-url" in codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("?source=at&external_id=##SUB_ID_SHORT(acton)##", {"no-url", "misspelt-macro"}),
        ("&atpay={payout}", {"no-url"}),
        ("/name/acme/at?subid_short={subid}", {"no-url", "own-click-id"}),
        ("name/acme/at?subid_short={external_id}&amount=1", {"no-url", "wrong-parameter"}),
    ],
)
def test_a_part_of_a_url_is_checked_as_far_as_it_goes(cli: Cli, text: str, codes: set[str]) -> None:
    url = one(cli("check", text, "--tracker", "keitaro", "--format", "json"))
    assert {finding["code"] for finding in url["findings"]} == codes
    assert all(text[item["start"] : item["end"]] == item["text"] for item in url["findings"])
    assert url["corrected"] is None
    assert "campaign.invalid" not in cli("check", text, "--tracker", "keitaro").out


@pytest.mark.parametrize(
    "text",
    [
        'var url = "https://www.pbterra.com/name/acme/at?subid_short=" + clickId;',
        'curl -G "https://www.pbterra.com/name/acme/at" -d "subid_short={external_id}"',
        'requests.get("https://www.pbterra.com/name/acme/at", params={"subid_short": click_id})',
        "POST https://www.pbterra.com/name/acme/at\n\nsubid_short={external_id}",
        "file_get_contents('https://www.pbterra.com/name/acme/at?' . http_build_query(['subid_short' => $id]));",
    ],
)
def test_what_only_the_program_knows_is_not_missing(cli: Cli, text: str) -> None:
    done = cli("check", "--format", "json", "--", text)
    assert [finding["code"] for finding in one(done)["findings"]] == ["built-by-code"]
    assert done.status == 0
    assert "These macros fit" not in cli("check", "--", text).words


def test_what_a_program_fills_in_is_not_judged(cli: Cli) -> None:
    text = "$u = 'https://www.pbterra.com/name/' . $name . '?subid_short=' . $id . '&amount=' . $sum;"
    url = one(cli("check", text, "--format", "json"))
    assert {finding["code"] for finding in url["findings"]} == {"built-by-code", "wrong-path", "wrong-parameter"}
    assert url["corrected"] is None
    assert "postback-pack render php --format code" in url["findings"][0]["message"]


@pytest.mark.parametrize(
    ("outer", "is_redirect"),
    [
        ("https://mail.example/r?to={}&id=1", True),
        ("https://a.example/?u={}&t=1&external_id=##SUB_ID_SHORT(action)##", False),
        ("https://app.adjust.com/abc?install_callback={}", False),
        ("https://www.pbterra.com/name/acme/at?subid_short={{external_id}}&u={}", False),
    ],
)
def test_a_redirect_is_one_only_if_it_is_nothing_else(cli: Cli, outer: str, is_redirect: bool) -> None:
    inner = "https%3A%2F%2Fwww.pbterra.com%2Fname%2Facme%2Fat%3Fsubid_short%3D%7Bexternal_id%7D"
    url = one(cli("check", outer.format(inner), "--format", "json"))
    assert (url["url"] == POSTBACK) == is_redirect
