"""The forms of `check` that are sent or opened elsewhere: an answer for a chat, Markdown and CSV, of one URL and of many."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from string import Formatter

import pytest

from postback_pack import Catalog, InputError
from postback_pack.checking.check import Check, check, check_all
from postback_pack.checking.findings import CALL_CODES, codes
from postback_pack.checking.report import check_reply
from postback_pack.checking.report.reply import plain
from postback_pack.cli.check_results import print_checks
from postback_pack.messages.message import Message, texts
from postback_pack.text.characters import width
from tests.conftest import Result
from tests.test_corrections import CASES, Case

Cli = Callable[..., Result]
JARGON = re.compile(
    r"\b(hosts?|schemes?|paths?|quer(y|ies)|fragments?|\w*-?encod\w+|decod\w+|parameters?|S2S|server\w*|HTTP|HTML|JSON|ISO|"
    r"tokens?|literal|redirects?|headers?|body|requests?|syntax|strings?|catalogs?|commands?|shell|cmd|callback|variables?|"
    r"separators?|UTF|API|regular expression|endpoints?)\b|`|--[a-z]|U\+[0-9A-F]|%[0-9A-F]{2}|\bexpected\b"
)
"""Words that somebody who only copies a URL from one screen to another need not know, and what is only for a command line."""
NOT_SENT = {"character.raw", "other-host.takes", "no-correction.network"}
"""A sentence about calls that were received, a note, and a reason that the finding gives itself: an answer has none."""
NESTED = ("fix", "several", "meaning", "no-correction", "field", "hint")
"""Groups of sentences that are part of others, or end an answer."""
NOT_OF_URLS = {"field.account-twice", "field.unknown", "field.none", "field.others", "hint.use"}
"""Sentences of these groups about options of commands."""
BINOM = "https://www.pbterra.com/name/acme/at?subid_short={clickid}&amount=1.5"
LINK = "https://trk.example/a?x=1&external_id=##SUB_ID_SHORT(action)##"
RIGHT = "https://www.pbterra.com/name/acme/at?subid_short={externalid}&atpay=1.5"
SENT = [
    f"{group}.{name}"
    for group in (*codes(), *NESTED)
    if group not in CALL_CODES
    for name in texts()[group]
    if name not in ("title", "why")
]


def test_no_sentence_of_an_answer_has_jargon() -> None:
    """Not even one that no case has: each sentence of `check`, in the words that an answer says it in."""
    found = []
    for code in {*SENT} - NOT_SENT - NOT_OF_URLS:
        group, _, name = plain(Message(code)).code.partition(".")
        words = " ".join(literal for literal, *_ in Formatter().parse(texts()[group][name]))
        if JARGON.search(words) or "{--" in texts()[group][name]:
            found.append((code, texts()[group][name]))
    assert found == []


def test_the_words_of_an_answer_are_for_sentences_that_there_are() -> None:
    own = {name for name in texts()["reply"] if "." in name}
    assert own <= {*SENT}
    for name in own:
        group, _, rest = name.partition(".")
        named = {value for _, value, *_ in Formatter().parse(texts()["reply"][name]) if value}
        assert named <= {value for _, value, *_ in Formatter().parse(texts()[group][rest]) if value}, name


def _checked(catalog: Catalog, case: Case) -> Iterator[Check]:
    """Yield the checks of a case: of each URL in it, and of the pair if it has a link."""
    with suppress(InputError):
        yield from check_all(catalog, [case.url], tracker=case.tracker, network=case.network)
    if case.link:
        yield check(catalog, case.url, tracker=case.tracker, link=case.link, network=case.network)


def test_every_case_gets_an_answer_that_fits_in_a_chat(with_made_up: Catalog) -> None:
    answered = 0
    for case in CASES:
        for result in _checked(with_made_up, case):
            answered += 1
            lines = check_reply(result).splitlines()
            assert 1 <= len(lines) <= 6, lines
            urls = [url.corrected for url in result.urls if url.corrected]
            assert [line for line in lines if line in urls] == urls
            said = [line for line in lines if line not in urls]
            assert sum(map(len, said)) <= 500, lines
            assert not [line for line in said if re.search(r"\^{2}|\[[a-z]+(-[a-z]+)+\]$", line)]
            # What was pasted, and what a network itself calls its kinds of URLs and its menus.
            kinds = [kind.name for kind in result.network.types.values()]
            menus = [name for field in result.network.fields.values() for name in (*field.where, field.label)]
            pasted = {*re.findall(r"[\w%`-]+", " ".join([case.url, case.link or "", *kinds, *menus]))}
            words = {word for line in said for word in re.findall(r"[\w%`-]+", line)} - pasted
            assert [word for word in words if JARGON.search(word) and word not in re.findall("%..|`", case.url)] == []
            if result.verdict in ("note", "right") and not urls:
                assert len(lines) == 1
    assert answered > 0.9 * len(CASES)


@pytest.mark.parametrize(
    ("arguments", "lines"),
    [
        (
            (BINOM, "--tracker", "binom"),
            [
                "This postback URL of Adsterra loses conversions:",
                "- {clickid} is Binom's own click ID, which Adsterra does not know. Write subid_short={externalid}.",
                "- Adsterra reads the payout from atpay.",
                "Paste this instead:",
                RIGHT,
            ],
        ),
        ((RIGHT, "--tracker", "binom"), ["This postback URL of Adsterra is right for Binom."]),
        ((LINK,), ["This tracking link is right."]),
        (
            ("https://trk.example/a?external_id={clickid}", "--tracker", "binom"),
            ["This tracking link is right if the network is ADxAD or RollerAds."],
        ),
        (
            (
                "https://www.pbterra.com/name/acme/at?subid_short={!tscode!}",
                "--link",
                "https://trk.example/a?tscode=##SUB_ID_SHORT(action)##",
            ),
            ["The postback URL and the tracking link are right if your tracker is CPV Lab."],
        ),
        (
            ("https://www.pbterra.com/name/acme/at?subid_short={!tscode!}",),
            ["This postback URL of Adsterra is right if your tracker is CPV Lab."],
        ),
        (
            (f"({RIGHT})", "--tracker", "binom"),
            ["This postback URL of Adsterra is right for Binom.", "Paste only this:", RIGHT],
        ),
        (
            (RIGHT, "--tracker", "binom", "--link", "https://trk.example/a?x=1"),
            [
                "- Tracking link: Add external_id=##SUB_ID_SHORT(action)##.",
                "Use this tracking link instead:",
                LINK,
                "The postback URL is right. Leave it as it is.",
            ],
        ),
        (
            (BINOM + "&x=1", "--tracker", "binom", "--link", "https://trk.example/a?x=1"),
            [
                "- Postback URL: {clickid} is Binom's own click ID, which Adsterra does not know. Write subid_short={externalid}.",
                "- Postback URL: Adsterra reads the payout from atpay.",
                "- Tracking link: Add external_id=##SUB_ID_SHORT(action)##.",
                "Paste this postback URL and this tracking link instead:",
                RIGHT + "&x=1",
                LINK,
            ],
        ),
        (
            ("https://www.pbterra.com/name/YOUR_LOGIN/at?subid_short={clickid}&x=1&y=2&amount=1", "--tracker", "binom"),
            [
                "This postback URL of Adsterra loses conversions:",
                "- YOUR_LOGIN is a placeholder. Replace it with your Advertiser username. Copy it from Adsterra: Tracking > Conversion tracking.",
                "- {clickid} is Binom's own click ID, which Adsterra does not know. Write subid_short={externalid}.",
                "- Adsterra reads the payout from atpay.",
                "Almost fixed. Replace YOUR_LOGIN with your Advertiser username:",
                "https://www.pbterra.com/name/YOUR_LOGIN/at?subid_short={externalid}&x=1&y=2&atpay=1",
            ],
        ),
        (
            ("https://www.pbterra.com/name/acme/at?subid_short={clickid}",),
            [
                "This postback URL of Adsterra loses conversions:",
                "- What belongs here depends on your tracker.",
                "Tell us your tracker, and we send you the right URL.",
            ],
        ),
        (
            ("https://www.pbterra.com/name/acme/at?subid_short={t1}&payout={amount}",),
            [
                "If your tracker is Trackier, this postback URL of Adsterra loses conversions:",
                "- '{t1}' is not a macro of Trackier, but {p1} is. Write {p1}.",
                "- Adsterra reads the payout from atpay.",
                "- '{amount}' is not a known macro of Trackier. Compare it with the list in your account.",
                "Paste this instead:",
                "https://www.pbterra.com/name/acme/at?subid_short={p1}&atpay={amount}",
            ],
        ),
    ],
    ids=[
        "wrong",
        "right",
        "a-link",
        "a-link-of-several",
        "a-guessed-pair",
        "guessed",
        "quoted",
        "one-of-a-pair",
        "a-pair",
        "the-worst-three",
        "which-tracker",
        "guessed-and-wrong",
    ],
)
def test_an_answer(cli: Cli, arguments: tuple[str, ...], lines: list[str]) -> None:
    assert cli("check", *arguments, "--format", "reply").out.splitlines() == lines


def test_markdown_is_a_block_for_each_url(cli: Cli) -> None:
    out = cli("check", BINOM, "--tracker", "binom", "--link", "https://trk.example/a_b?x=1", "--format", "md").out
    postback, link = re.split(r"\n\n(?=### )", out.rstrip("\n"))
    assert postback.splitlines() == [
        "### Wrong: Postback URL of Adsterra, checked for Binom (2 errors)",
        "",
        "Paste this instead:",
        "",
        "```text",
        RIGHT,
        "```",
        "",
        "- Error: &#123;clickid&#125; is Binom's own click ID, which Adsterra does not know. Write subid&#95;short=&#123;externalid&#125;. (`own-click-id`)",
        "- Error: Adsterra reads the payout from atpay. (`wrong-parameter`)",
    ]
    assert link.startswith("### Wrong: Tracking link, checked for Binom (1 error)\n")
    assert "\nhttps://trk.example/a_b?x=1&external_id=##SUB_ID_SHORT(action)##\n```\n" in link


def test_a_row_has_the_input_its_verdict_and_the_corrected_url(cli: Cli) -> None:
    out = cli("check", BINOM, "--tracker", "binom", "--link", "https://trk.example/a?x=1", "--format", "csv").out
    header, postback, link = csv.reader(io.StringIO(out))
    assert header == ["input", "verdict", "corrected", "what"]
    assert postback[:3] == [BINOM, "error", RIGHT]
    assert postback[3].endswith("Write subid_short={externalid}. Adsterra reads the payout from atpay.")
    assert link[:2] == ["https://trk.example/a?x=1", "error"]
    pair = cli("check", RIGHT, "--tracker", "binom", "--link", "https://trk.example/a?x=1", "--format", "csv").out
    assert [row["verdict"] for row in csv.DictReader(io.StringIO(pair))] == ["right", "error"]
    [_, right] = csv.reader(io.StringIO(cli("check", RIGHT, "--tracker", "binom", "--format", "csv").out))
    assert right == [RIGHT, "right", "", ""]


@pytest.mark.parametrize("text", ["=", "- ", "@", "+", "\uff1d", '=HYPERLINK("'])
def test_no_cell_is_a_formula(cli: Cli, text: str) -> None:
    pasted = f"{text}https://trk.example/a?b=c"
    [_, row] = csv.reader(io.StringIO(cli("check", "--format", "csv", "--", pasted).out))
    assert row[0] == f"'{pasted}"


LINES = [
    BINOM,
    "",
    RIGHT,
    "https://trk.example/a?x=1",
    '"https://www.pbterra.com/name/acme/at?subid_short={externalid}"',
]


@pytest.mark.parametrize(("form", "answers"), [("text", 4), ("reply", 4), ("md", 4), ("csv", 5), ("json", 4)])
def test_a_list_gets_an_answer_for_each_url(cli: Cli, monkeypatch: pytest.MonkeyPatch, form: str, answers: int) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("\n".join(LINES).encode())))
    done = cli("check", "-", "--tracker", "binom", "--format", form)
    assert done.status == 1
    found = done.out.splitlines()
    if form == "json":
        assert [json.loads(line)["line"] for line in found] == [1, 3, 4, 5]
    elif form == "csv":
        rows = [*csv.DictReader(io.StringIO(done.out))]
        assert [row["input"] for row in rows] == list(filter(None, LINES))
        assert [row["verdict"] for row in rows] == ["error", "right", "error", "note"]
        assert [row["corrected"] for row in rows] == [RIGHT, "", LINK, LINES[4].strip('"')]
    else:
        heads = [line for line in found if re.match(r"(### )?[0-9]+\.", line)]
        assert [re.sub(r"\D", "", head.partition(".")[0]) for head in heads] == ["1", "3", "4", "5"]
        assert RIGHT in found
        assert LINES[4].strip('"') in found
    assert len(found) == answers or form not in ("csv", "json")


def test_findings_of_one_kind_are_one_finding(cli: Cli) -> None:
    url = "https://www.pbterra.com/name/acme/at?subid_short = {externalid} &atpay = 1.5"
    result = cli("check", url, "--tracker", "binom")
    assert result.words.count("Error: ' ' cannot be in a URL.") == 1
    assert "if it belongs to a value. Found in 5 places. [character]" in result.words
    shown, marks = next(pair for pair in pairwise(result.out.splitlines()) if set(pair[1]) == {" ", "^"})
    assert shown.strip() == url
    assert "".join(sign for sign, mark in zip(shown, marks, strict=False) if mark == "^") == " " * 5
    data = json.loads(cli("check", url, "--tracker", "binom", "--format", "json").out)
    assert len(data["urls"][0]["findings"]) == 5


@pytest.mark.parametrize(("form", "blocks"), [("text", 2), ("reply", 2), ("md", 2), ("csv", 3), ("json", 2)])
def test_several_results_of_one_text_are_told_apart(
    catalog: Catalog, capsys: pytest.CaptureFixture[str], form: str, blocks: int
) -> None:
    results = [check(catalog, url, tracker="binom") for url in (BINOM, "https://trk.example/a?x=1")]
    assert print_checks(results, form) == 1
    out = capsys.readouterr().out
    if form in ("csv", "json"):
        assert len(out.splitlines()) == blocks
        assert '"line"' not in out
    else:
        assert re.findall(r"^(?:### )?([0-9])\.", out, re.MULTILINE) == ["1", "2"]
    assert all(url.corrected and url.corrected in out for result in results for url in result.urls)


@pytest.mark.parametrize("form", ["reply", "md"])
def test_a_table_gets_a_table(cli: Cli, tmp_path: Path, form: str) -> None:
    (tmp_path / "urls.csv").write_text(f"url\n{BINOM}\n")
    done = cli("check", str(tmp_path / "urls.csv"), "--format", form)
    assert (done.status, done.out, len(done.problems)) == (2, "", 1)
    assert "--format csv or --format json" in done.err
    assert RIGHT in cli("check", str(tmp_path / "urls.csv"), "--tracker", "binom", "--format", "csv").out


WIDE = [
    BINOM,
    "https://www.pbterra.com/name/acme/at?subid_short={externalid}&" + "x" * 70 + "=1",
    "https://www.pbterra.com/name/\u4e2d\u6587" + "\u4e2d" * 20 + "/at?subid_short={externalid} &atpay=1",
    "https://www.pbterra.com/name/acme/at?subid_short={clickid}",
    "https://trk.example/postback?cid={clickid}&payout={payout}",
]


@pytest.mark.parametrize("url", WIDE, ids=range(len(WIDE)))
def test_the_text_fits_in_a_terminal_and_no_url_is_broken(cli: Cli, url: str) -> None:
    result = cli("check", url)
    [checked] = json.loads(cli("check", url, "--format", "json").out)["urls"]
    wide = [line for line in result.out.splitlines() if width(line) > 80]
    assert wide in ([], [checked["corrected"]])
    assert "\x1b" not in result.out
    assert checked["corrected"] is None or checked["corrected"] in result.out.splitlines()[:4]
