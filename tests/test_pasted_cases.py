"""Inputs that went wrong, as people paste them: each gets its right answer, and those not done yet do no harm."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from tests.conftest import Result, cases_in
from tests.installed import argv

Cli = Callable[..., Result]
CASES: list[dict[str, Any]] = cases_in("pasted")
ELSEWHERE = {"listen", "page"}
"""Commands whose cases are tested where a receiver or a browser is: test_listen.py, test_generator_link.py, test_generator_mistakes.py."""
RUN = [case for case in CASES if case["command"] not in ELSEWHERE]
LATER = [case for case in RUN if "issue" in case]
NOW = [case for case in RUN if "issue" not in case]
NOT_OPTIONS = ("input_is", "second argument", "argument", "stdin", "form", "name", "encoding", "newline")


def by_id(cases: list[dict[str, Any]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", cases, ids=[case["id"] for case in cases])


class Answer:
    """What a command answered: its status, its output, the URLs that it offers, its verdict and its codes."""

    def __init__(self, case: dict[str, Any], done: Result) -> None:
        self.status, self.out, self.err = done
        self.urls: list[str | None] = []
        self.codes: set[str] = set()
        self.verdict = "error" if done.status else "warning" if done.err else "right"
        if case["command"] == "check" and self.status != 2 and case.get("options", {}).get("form") != "text":
            self._read_checks()
        elif case["command"] == "check" and self.status != 2:
            self.urls = [*re.findall(r"^https?://.+$", done.out, re.MULTILINE)]
        elif case["command"] == "bulk" and self.status != 2:
            self.urls = [*re.findall(r"https?://[^\s,\"]+", done.out)]
        elif case["command"] == "render" and self.status != 2:
            self.urls = [*filter(None, done.out.split("\n"))]

    def _read_checks(self) -> None:
        """Read one check, or one on each line."""
        is_one = self.out.startswith("{\n")
        checks = [json.loads(self.out)] if is_one else [json.loads(line) for line in self.out.splitlines()]
        worst = {check["verdict"] for check in checks}
        self.verdict = next((one for one in ("error", "warning", "note") if one in worst), "right")
        for url in (url for check in checks for url in check["urls"]):
            self.codes |= {finding["code"] for finding in url["findings"]}
            is_wrong = any(finding["severity"] == "error" for finding in url["findings"])
            is_right = not is_wrong and url["why_not_corrected"] is None
            self.urls.append(url["corrected"] or (url["url"] if is_right else None))


@by_id(NOW)
def test_the_answer_is_right(cli: Cli, tmp_path: Path, case: dict[str, Any]) -> None:
    answer, right = _answered(cli, tmp_path, case), case["right"]
    assert answer.status in _listed(right["exit"]), answer.err
    _assert_no_harm(answer, case)
    if "verdict" in right:
        verdicts = {*_listed(right["verdict"])}
        assert answer.verdict in verdicts | ({"note"} if "right" in verdicts else set())
    if "codes" in right and case["command"] == "check":
        assert answer.codes & {*right["codes"]}
    assert not answer.codes & {*right.get("not_codes", ())}
    if "says" in right and (answer.status == 2 or 2 not in _listed(right["exit"])):
        assert any(re.search(pattern, answer.out + answer.err) for pattern in right["says"])
    if "warns" in right and answer.status != 2:
        assert answer.err.startswith("Warning: ")
    if right.get("url") and None not in right.get("also", ()) and answer.status != 2:
        offered = {*answer.urls}
        assert offered & {*_listed(right["url"]), *right.get("also", ())}


@by_id(LATER)
def test_what_is_not_done_yet_does_no_harm(cli: Cli, tmp_path: Path, case: dict[str, Any]) -> None:
    _assert_no_harm(_answered(cli, tmp_path, case), case)


def test_the_cases_that_are_not_done_are_counted() -> None:
    assert len(CASES) == 92
    assert len(LATER) == 0
    assert {case["command"] for case in CASES} == {"check", "render", "bulk", "preview", *ELSEWHERE}


def _assert_no_harm(answer: Answer, case: dict[str, Any]) -> None:
    right = case["right"]
    for text in right.get("never", ()):
        assert text not in answer.out
    if case["command"] not in ("check", "render") or case.get("options", {}).get("argument") == "-":
        return
    offered = {url for url in answer.urls if url}
    if right["url"] is None and answer.verdict != "error":
        offered.discard(case["input"])  # offered is only what was pasted
        if case["command"] == "render":
            return
    assert offered <= {*_listed(right["url"]), *right.get("also", ())}


def _answered(cli: Cli, folder: Path, case: dict[str, Any]) -> Answer:
    options, text = case.get("options", {}), case["input"]
    named = [part for name, value in options.items() if name not in NOT_OPTIONS for part in (f"--{name}", value)]
    if case["command"] == "bulk":
        path = folder / options["name"]
        path.write_bytes(_file(text, options))
        written = folder / "written.csv"
        done = cli("bulk", str(path), "-o", str(written), *named)
        rows = written.read_text(encoding="utf-8-sig") if written.exists() else ""
        return Answer(case, Result(done.status, done.out + rows, done.err))
    if case["command"] in ("render", "preview"):
        tracker = named.pop(named.index("--tracker") + 1)
        named.remove("--tracker")
        return Answer(case, cli(case["command"], tracker, *named, options["input_is"], text))
    as_json = [] if options.get("form") == "text" else ["--format", "json"]
    if options.get("argument") == "-" or options.get("stdin"):
        arguments = [options["argument"]] if "argument" in options else []
        command = argv("check", *arguments, *named, *as_json)
        data = text.encode(options.get("encoding", "utf-8"))
        piped = subprocess.run(command, input=data, capture_output=True, timeout=60, check=False)
        return Answer(case, Result(piped.returncode, piped.stdout.decode(), piped.stderr.decode()))
    further = [options["second argument"]] if "second argument" in options else []
    return Answer(case, cli("check", text, *further, *named, *as_json))


def _file(text: str, options: dict[str, Any]) -> bytes:
    if options["name"].endswith(".xlsx"):
        return _workbook([*csv.reader(io.StringIO(text))])
    if options.get("newline") == "crlf":
        text = text.replace("\n", "\r\n")
    return text.encode(options.get("encoding", "utf-8"))


def _workbook(rows: list[list[str]]) -> bytes:
    book, found = Workbook(), io.BytesIO()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(found)
    return found.getvalue()


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
