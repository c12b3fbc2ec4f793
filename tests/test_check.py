"""Pasted URLs, case by case: which codes are found, and which URL is to be pasted instead."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from postback_pack import Catalog, load_catalog
from postback_pack.checking.check import check
from postback_pack.checking.findings import CODES
from postback_pack.checking.report import check_text
from tests.conftest import MADE_UP, TESTS, Result
from tests.test_properties import expected_url

Cli = Callable[..., Result]
CASES: dict[str, dict[str, Any]] = yaml.safe_load((TESTS / "cases" / "check.yaml").read_text(encoding="utf-8"))
# One right postback for every tracker whose click-ID macro is known. Without --tracker check has to name it among the
# candidates, and first where nobody else writes macros that way.
RIGHT = {
    tracker.id: expected_url(tracker, "acme", None, None)
    for tracker in load_catalog().trackers.values()
    if tracker.macro("click_id")
}
ALL_THAT_THERE_ARE = {
    "minor-units": "only a made-up tracker pastes an amount in cents",
    "http-only-tracker": "one tracker of the catalog sends only http, and a made-up one",
    "callback": "one tracker has its postback ride on the link",
}


def cases(kind: str) -> Iterator[Any]:
    for code, part in CASES.items():
        for number, case in enumerate(part[kind]):
            url = case["url"].replace("/x?", f"/{'x' * part.get('repeated', 1)}?")
            yield pytest.param(
                code,
                {"severity": part["severity"]} | case | {"url": url},
                id=f"{code}-{case.get('tracker', 'any')}-{number}",
            )


def checked(catalog: Catalog, case: dict[str, Any]) -> Any:
    return check(catalog, case["url"], tracker=case.get("tracker"), link=case.get("link"))


@pytest.mark.parametrize(("code", "case"), list(cases("wrong")))
def test_what_is_wrong_is_found_and_corrected(with_made_up: Catalog, code: str, case: dict[str, Any]) -> None:
    result = checked(with_made_up, case)
    found = [finding for finding in result.findings if finding.code == code]
    assert [finding.severity for finding in found][:1] == [case["severity"]], [item[:2] for item in result.findings]
    assert result.verdict == "error" or case["severity"] != "error"
    right = case.get("right")
    if right is None:
        assert not any(url.corrected and not url.left for url in result.urls)
        return
    corrected = {url.corrected for url in result.urls if url.corrected} or {url.text for url in result.urls}
    assert right in corrected
    assert check(with_made_up, right, tracker=case.get("tracker")).verdict != "error"


@pytest.mark.parametrize(("code", "case"), list(cases("near_miss")))
def test_what_looks_like_it_is_let_by(with_made_up: Catalog, code: str, case: dict[str, Any]) -> None:
    found = [finding.code for finding in checked(with_made_up, case).findings]
    assert code not in found, found


def test_every_code_has_cases_of_three_styles(with_made_up: Catalog) -> None:
    assert set(CASES) == set(CODES)
    for code, part in CASES.items():
        trackers = [with_made_up.tracker(case["tracker"]) for case in part["wrong"] if "tracker" in case]
        styles = {tracker.style for tracker in trackers}
        assert len(styles) >= 3 or code in ALL_THAT_THERE_ARE or len({tracker.id for tracker in trackers}) >= 3, code
        assert part["near_miss"], code
    assert sum(len(part[kind]) for part in CASES.values() for kind in ("wrong", "near_miss")) + len(RIGHT) >= 150


@pytest.mark.parametrize(("tracker", "url"), RIGHT.items(), ids=list(RIGHT))
def test_a_right_url_is_right_and_its_tracker_is_guessed(catalog: Catalog, tracker: str, url: str) -> None:
    assert not [finding for finding in check(catalog, url, tracker=tracker).findings if finding.code != "not-pasted"]
    guess = check(catalog, url)
    ids = [candidate.id for candidate in guess.candidates]
    assert tracker in ids
    styles = Counter(known.style for known in catalog.trackers.values())
    if styles[catalog.tracker(tracker).style] == 1:
        assert ids[0] == tracker
    # {clickid} is AppsFlyer's macro and others' own click ID; into AppsFlyer nobody pastes it.
    assert guess.verdict != "error" or catalog.tracker(tracker).postback_out.delivery == "partner"


def test_the_output_has_place_reason_and_url_to_paste(cli: Cli) -> None:
    url = "https://www.pbterra.com/name/acme/at?subid_short={clickid}&amount={payout}"
    result = cli("check", url, "--tracker", "binom")
    assert result.status == 1
    lines = result.out.splitlines()
    caret = next(number for number, line in enumerate(lines) if line.strip() == "^^^^^^^^^")
    start = lines[caret].index("^")
    assert lines[caret - 1][start : start + 9] == "{clickid}"
    assert lines[-1] == "https://www.pbterra.com/name/acme/at?subid_short={externalid}&atpay={payout}"
    data = json.loads(cli("check", url, "--tracker", "binom", "--format", "json").out)
    assert data["verdict"] == "error"
    assert data["urls"][0]["corrected"] == lines[-1]
    for finding in data["urls"][0]["findings"]:
        assert url[finding["start"] : finding["end"]] == finding["text"]


LONG = [
    ("https://www.pbterra.com/name/acme/at?subid_short={externalid}", "&p=1", "binom"),
    ("https://www.pbterra.com/name/acme/at?subid_short={externalid}", "&subid_short={externalid}", "binom"),
    ("https://www.pbterra.com/name/acme/at?subid_short={externalid}", "&amp;p=1", None),
    ("https://www.pbterra.com/name/acme/at?subid_short={externalid}&atpay=1", "&currency=EUR", "binom"),
    ("https://trk.example/a?external_id=##SUB_ID_SHORT(action)##", "&p=##SUB_ID_SHORT(acton)##", "keitaro"),
    ("https://trk.example/a?external_id=##SUB_ID_SHORT(action)##", "&p=##PLACEMENT_ID##", None),
    ("https://www.pbterra.com/name/acme/at?subid_short={externalid}", ")" * 99, "binom"),
    ("https://www.pbterra.com/name/acme/at?subid_short={externalid}&x=&y", "   " * 33 + "?", "binom"),
]


@pytest.mark.parametrize(("url", "piece", "tracker"), LONG, ids=[f"{piece[:12]}-{who}" for _, piece, who in LONG])
def test_time_and_output_do_not_grow_faster_than_what_is_pasted(
    catalog: Catalog, url: str, piece: str, tracker: str | None
) -> None:
    def seconds(times: int) -> float:
        spent = []
        for _ in range(2):
            start = time.process_time()
            check(catalog, url + piece * times, tracker=tracker)
            spent.append(time.process_time() - start)
        return min(spent)

    # Four times as much may take four times as long; what compares everything with everything takes sixteen times.
    assert seconds(800) < 9 * seconds(200) + 0.05
    printed = [check_text(check(catalog, url + piece * times, tracker=tracker)) for times in (20, 400)]
    lines = [len(text.splitlines()) for text in printed]
    assert lines[1] <= lines[0] + 30
    assert len(printed[1]) <= len(printed[0]) + 2 * 400 * len(piece) + 2_000


def test_what_is_not_printed_is_counted_and_in_the_json(cli: Cli) -> None:
    url = "https://www.pbterra.com/name/acme/at?subid_short={externalid}" + "&p=1" * 60
    text = cli("check", url, "--tracker", "binom").out
    assert "... and 23 more parameters" in text
    assert "warning extra-parameter: 50 more like these. --format json lists all of them." in text
    data = json.loads(cli("check", url, "--tracker", "binom", "--format", "json").out)
    assert len(data["urls"][0]["findings"]) == 60


def test_guesses_are_named_as_guesses(cli: Cli) -> None:
    result = cli("check", "https://www.pbterra.com/name/acme/at?subid_short={clickid}")
    assert "depends on the tracker" in result.out
    assert "{externalid} in Binom" in result.out
    assert "Paste this instead" not in result.out
    nobody = cli("check", "https://www.pbterra.com/name/acme/at?subid_short=%%cid%%")
    assert "No tracker in the catalog" in nobody.out


def test_warnings_and_notes_alone_end_well(cli: Cli) -> None:
    assert cli("check", "http://www.pbterra.com/name/acme/at?subid_short={!tscode!}&x=1").status == 0


def test_another_tracker(cli: Cli) -> None:
    url = "https://www.pbterra.com/code/EUR/acme/at?subid_short={clickid}&atpay={payout}"
    assert cli("check", url, "--to", "cake") == (
        0,
        "https://www.pbterra.com/code/EUR/acme/at?subid_short=#s2#&atpay=#price#\n",
        "",
    )
    fixed = "http://www.pbterra.com/name/NAMEOFADVERTISER/at?subid_short=[[c1]]&atpay=1.5"
    result = cli("check", fixed, "--tracker", "prosper202", "--to", "binom")
    assert result.out == "https://www.pbterra.com/name/NAMEOFADVERTISER/at?subid_short={externalid}&atpay=1.5\n"
    assert result.err == "Warning: NAMEOFADVERTISER is a placeholder: replace it with your advertiser username\n"
    assert cli("check", url, "--to", "adsbridge").status == 2
    assert cli("check", url, "--to", "nobody").status == 2
    assert "no postback URL" in cli("check", "https://trk.example/?x=1", "--to", "binom").err


@pytest.mark.parametrize(
    ("path", "to", "words"),
    [
        ("code/EUR/acme/at?subid_short={externalid}", "cake", "the payout in this URL is missing or wrong"),
        ("name/a%20b/at?subid_short={externalid}", "cake", "the advertiser username in this URL is missing or wrong"),
        (
            "code/e/acme/at?subid_short={externalid}&atpay=1",
            "cake",
            "the currency code in this URL is missing or wrong",
        ),
        ("name/acme/at?subid_short={externalid}&atpay={payout}", "peerclick", "See `postback-pack render peerclick`"),
        ("name/acme/at?subid_short={externalid}", "custom", "See `postback-pack render custom`"),
        ("name/acme/at?subid_short={externalid}", "stripe", "See `postback-pack render stripe`"),
    ],
)
def test_another_tracker_is_refused_without_options_of_render(cli: Cli, path: str, to: str, words: str) -> None:
    result = cli("check", f"https://www.pbterra.com/{path}", "--tracker", "binom", "--to", to)
    assert (result.status, result.out, len(result.problems)) == (2, "", 1)
    assert words in result.err
    assert {*re.findall(r"--[a-z-]+", result.err)} == {"--to"}


@pytest.mark.parametrize(
    ("arguments", "help"),
    [
        (["https://www.pbterra.com/name/a/at", "--tracker", "keitro"], "did you mean keitaro?"),
        (["https://trk.example/a", "--link", "https://trk.example/b"], "both are tracking links"),
        (["https://www.pbterra.com/a", "--link", "https://www.pbterra.com/b"], "both are postback URLs"),
        ([""], "there is no URL"),
        (["  "], "there is no URL"),
        (["-", "--link", "https://trk.example/b"], "one URL a line"),
        (["https://www.pbterra.com/name/acme/at?subid_short={x}", "--to", "binom", "--format", "json"], "--to prints"),
        (
            ["https://www.pbterra.com/name/acme/at?subid_short={x}", "--to", "binom", "--link", "https://a.example"],
            "--to prints",
        ),
        (["https://www.pbterra.com/name/acme/at?subid_short={x}", "--to", "adjust"], "rides on the tracking link"),
        (["https://www.pbterra.com/acme/at?subid_short={x}", "--to", "binom"], "correct it first"),
        (
            ["my URL: https://www.pbterra.com/name/acme/at?subid_short={clickid}", "--to", "binom"],
            "other text in front",
        ),
    ],
)
def test_bad_input(cli: Cli, arguments: list[str], help: str) -> None:
    result = cli("check", *arguments)
    assert result.status == 2
    assert help in result.err
    assert result.out == ""


def test_a_link_is_corrected_to_what_the_postback_reads(catalog: Catalog) -> None:
    postback, link = (
        "https://www.pbterra.com/name/acme/at?subid_short={aff_sub}",
        "https://trk.example/abc?subid=##SUB_ID_SHORT(action)##",
    )
    result = check(catalog, postback, link=link, tracker="tune")
    assert [url.corrected for url in result.urls] == [None, "https://trk.example/abc?aff_sub=##SUB_ID_SHORT(action)##"]
    both = check(
        catalog,
        "https://www.pbterra.com/name/acme/at?subid_short=%7Bsub_id_3%7D",
        link="https://trk.example/a?external_id=##SUB_ID_SHORT(action)##",
        tracker="keitaro",
    )
    assert both.urls[0].corrected == "https://www.pbterra.com/name/acme/at?subid_short={external_id}"


def test_what_cannot_be_corrected_is_not_proposed(catalog: Catalog) -> None:
    for url in (
        "hello world",
        "https://trk.example/postback?cid=##S2S##",
        "https://www.pbterra.com/code/acme/at?amount=1",
    ):
        assert [item.corrected for item in check(catalog, url, tracker="keitaro").urls] == [None], url


def test_a_host_in_any_script(catalog: Catalog) -> None:
    for host in ("пример.рф", "trk_1.example", "[::1]:8080", "192.0.2.1", "localhost"):
        assert (
            check(catalog, f"https://{host}/a?external_id=##SUB_ID_SHORT(action)##", tracker="keitaro").verdict
            == "right"
        )


@pytest.mark.parametrize("amount", ["0", "$2000,5,5", "", ".5", "abc", "1,500"])
def test_an_amount_that_cannot_be_read_is_not_translated(cli: Cli, amount: str) -> None:
    url = f"https://www.pbterra.com/name/acme/at?subid_short={{external_id}}&atpay={amount}"
    result = cli("check", url, "--to", "binom")
    assert result.status == 2
    assert "correct it first" in result.err
    right = cli("check", url.replace(f"atpay={amount}", "atpay=1,5"), "--to", "binom")
    assert right.out.endswith("&atpay=1.5\n")


def test_control_characters_in_json(cli: Cli) -> None:
    result = cli("check", "https://www.pbterra.com/name/acme/at?subid_short=\u009b\u202e", "--format", "json")
    assert result.out.isascii()
    assert json.loads(result.out)["urls"][0]["url"].endswith("\u009b\u202e")


def test_a_list_of_urls(tmp_path: Path) -> None:
    lines = [
        b"\xef\xbb\xbfhttps://www.pbterra.com/name/acme/at?subid_short={!tscode!}\r",
        b"",
        b"https://www.pbterra.com/name/acme/at?subid_short=\xff\x00",
        b"https://www.pbterra.com/name/acme/at?subid_short={external_id}",
    ]
    command = [sys.executable, "-m", "postback_pack", "check", "-"]
    done = subprocess.run(command, input=b"\n".join(lines), capture_output=True, check=False, timeout=60)
    assert done.returncode == 1
    first, second, third = done.stdout.decode().splitlines()
    assert first == "1: right (if it is CPV Lab)"
    assert second.startswith("3: error")
    assert third.startswith("4: right (if it is Binom (v1), Keitaro")
    as_json = subprocess.run(
        [*command, "--format", "json"], input=b"\n".join(lines), capture_output=True, check=False, timeout=60
    )
    assert [json.loads(line)["line"] for line in as_json.stdout.splitlines()] == [1, 3, 4]


def test_a_pair_in_either_order(with_made_up: Catalog) -> None:
    postback = "https://www.pbterra.com/name/acme/at?subid_short={external_id}"
    link = "https://trk.example/abc?external_id=##SUB_ID_SHORT(action)##"
    for first, second in ((postback, link), (link, postback)):
        result = check(with_made_up, first, link=second, tracker="keitaro")
        assert [url.about for url in result.urls] == ["postback", "link"]
        assert result.verdict == "right"


def test_the_made_up_network_is_checked_too(cli: Cli) -> None:
    url = "http://in.tradewind.example/acme/event?key=ABCD1234&token={clickid}&worth={payout}&order={x}"
    result = json.loads(cli("check", "-C", str(MADE_UP), url, "--tracker", "keitaro", "--format", "json").out)
    found = result["urls"][0]
    assert (result["network"], found["type"]) == ("tradewind", "sale")
    assert found["corrected"] == (
        "http://in.tradewind.example/acme/event?key=ABCD1234&token={external_id}&worth={payout}&order={x}"
    )
    missing = cli("check", "-C", str(MADE_UP), "http://in.tradewind.example/acme/event?token={external_id}")
    assert "SECRETKEY" in missing.out
    link = "https://trk.example/a?external_id=##SUB_ID_SHORT(action)##"
    swapped = cli("check", "-C", str(MADE_UP), "https://trk.example/a?external_id={{zone}}", "--tracker", "keitaro")
    assert "https://trk.example/a?external_id={{ClickToken}}" in swapped.out
    assert cli("check", "-C", str(MADE_UP), link, "--tracker", "keitaro").status == 0


def test_every_part_is_explained(catalog: Catalog) -> None:
    url = "https://www.pbterra.com/code/EUR/acme/at?subid_short={external_id}&atpay=1.5&x={tid}"
    assert [tuple(part) for part in check(catalog, url, tracker="keitaro").urls[0].parts] == [
        ("www.pbterra.com", 'Adsterra\'s address; the URL is its form "Complex Postback with currency conversion"'),
        ("EUR", "the currency of the payout"),
        ("acme", "your advertiser username at Adsterra"),
        ("subid_short={external_id}", "the click ID: Keitaro fills in the ID that Adsterra sent"),
        ("atpay=1.5", "the payout: the same for every conversion"),
        ("x={tid}", "nothing that Adsterra is known to read"),
    ]
    spoilt = "https://other.example/name/acme/at?subid_short={subid}&atpay={profit}"
    assert [part.meaning for part in check(catalog, spoilt, tracker="keitaro").urls[0].parts] == [
        'not Adsterra\'s address; the URL is its form "Simple Postback with payout variable"',
        "your advertiser username at Adsterra",
        "the click ID: Keitaro fills in its own click ID",
        "the payout: Keitaro fills in another value",
    ]
    link = "https://trk.example/a?external_id=##SUB_ID_SHORT(action)##&source=##PLACEMENT_ID##&x=1"
    assert [part.meaning for part in check(catalog, link, tracker="keitaro").urls[0].parts] == [
        "Keitaro, or a domain of your own",
        "at the click Adsterra puts the click ID there",
        "at the click Adsterra puts the placement there",
        "sent as it is",
    ]
    riding = "https://app.adjust.com/abc?x=1&install_callback=https%3A%2F%2Fwww.pbterra.com%2Fname%2Fa%2Fat%3Fsubid_short%3D##SUB_ID_SHORT(action)##"
    assert [part.meaning for part in check(catalog, riding).urls[0].parts][1:] == [
        "sent as it is",
        "a whole postback, called when the conversion happens",
    ]
    kinds = {"": "empty", "CLICK_ID": "a placeholder", "%7Bexternal_id%7D": "a percent-encoded macro", "{External_id}": "a misspelt macro", "[x]": "not written as this tracker writes its macros", "{zzz}": "a macro that is not known here", "id-{external_id}": "a macro with text around it", "##S2S##": "a macro of the other direction", "##X##": "the network's own macro"}  # fmt: skip
    for value, meaning in kinds.items():
        pasted = f"https://www.pbterra.com/name/acme/at?subid_short={value}"
        assert check(catalog, pasted, tracker="keitaro").urls[0].parts[-1].meaning == f"the click ID: {meaning}", value


def test_a_slip_that_several_trackers_would_mend_alike(catalog: Catalog) -> None:
    result = check(catalog, "https://www.pbterra.com/name/acme/at?subid_short={externalidd}")
    assert result.guessed
    assert [finding.code for finding in result.findings if finding.severity == "error"] == ["misspelt-macro"]
    assert result.urls[0].corrected == "https://www.pbterra.com/name/acme/at?subid_short={externalid}"


def test_what_is_missing_is_added_one_after_the_other(catalog: Catalog) -> None:
    [checked] = check(catalog, "https://www.pbterra.com/code/EUR/acme/at", tracker="cake").urls
    assert checked.corrected == "https://www.pbterra.com/code/EUR/acme/at?subid_short=#s2#&atpay=#price#"
    assert checked.left == ()


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("https://www.pbterra.com/name/your_username/at?subid_short={externalid}", "only you know the value"),
        ("https://www.pbterra.com/name/acme/at?subid_short={externalid}&atpay=0", "only you can decide"),
        ("https://www.pbterra.com/postback?subid_short={externalid}", "the path does not show"),
        ("https://trk.example/postback?cid=REPLACE&payout=OPTIONAL", "you need two other URLs"),
        ("https://ads.example/pb?id={externalid}", "the catalog does not have this network"),
        ("see https://www.pbterra.com/name/acme/at?subid_short={clickid}", "nobody can be sure"),
        ("https://www.pbterra.com/name/ac me/at?subid_short={clickid}", "nobody can be sure"),
        ("hello", "there is no URL to correct"),
        ("https://trk.example/abc?external_id=##SUB_ID_SHORT##acme", "would lose 'acme'"),
    ],
)
def test_the_output_says_why_there_is_no_url_to_paste(cli: Cli, url: str, why: str) -> None:
    [line] = [
        line for line in cli("check", url, "--tracker", "binom").out.splitlines() if line.startswith("There is no URL")
    ]
    assert why in line
    [checked] = json.loads(cli("check", url, "--tracker", "binom", "--format", "json").out)["urls"]
    assert checked["corrected"] is None
    assert why in checked["why_not_corrected"]


def test_what_is_left_is_named_above_the_url(cli: Cli) -> None:
    result = cli("check", "https://www.pbterra.com/name/YOUR_LOGIN/at?subid_short={clickid}", "--tracker", "binom")
    *_, heading, url = result.out.splitlines()
    assert heading == "Almost fixed. Still wrong, and only you can correct it: placeholder (YOUR_LOGIN)"
    assert url == "https://www.pbterra.com/name/YOUR_LOGIN/at?subid_short={externalid}"


@pytest.mark.parametrize(
    ("url", "told"),
    [
        (
            "https://www.pbterra.com/name/acme/at?subid_short={externalid}&\u0430tpay=1",
            "U+0430 CYRILLIC SMALL LETTER A",
        ),
        ("https://www.pbterra.com/name/acme/at?subid_short=4d0a7f31c2b94e86a15f&atpay=1", "call that was sent"),
        ("https://www.pbterra.com/name/acme/at?subid_short=${sub1}", "a variable of a program"),
        (
            "https://www.pbterra.com/name/acme/at?subid_short={externalid}&atpay={Payout}",
            "name your tracker",
        ),
        ("https://www.pbterra.com/name/acme/at?subid_short={externalid}&atpay=", "leave it out, or fill it in"),
        ("https://trk.example/dl.php?c1={state:UK}", "add external_id="),
    ],
)
def test_the_cause_is_told(cli: Cli, url: str, told: str) -> None:
    named = ["--tracker", "binom"] if "trk.example" in url or url.endswith("=") else []
    assert told in cli("check", url, *named).out


def test_what_takes_the_place_of_a_used_parameter_is_named(cli: Cli) -> None:
    result = cli("check", "https://trk.example/dl.php?c1={state:UK}", "--tracker", "prosper202")
    assert "as c1 is in use, and [[c2]] in the postback" in result.out


def test_a_url_in_quotes_is_checked_at_its_place(cli: Cli) -> None:
    url = '"https://www.pbterra.com/name/acme/at?subid_short={clickid}"'
    [checked] = json.loads(cli("check", url, "--tracker", "binom", "--format", "json").out)["urls"]
    assert [finding["text"] for finding in checked["findings"]] == ['"', "{clickid}"]
    assert checked["corrected"] == "https://www.pbterra.com/name/acme/at?subid_short={externalid}"


@pytest.mark.parametrize("query", [
    "&atpay=1.5&currency=EUR", "&atpay=1.5&payout_currency=gbp", "&atpay=2&atpay=3", "#atpay=2", "&atpay=1#&x=2",
])  # fmt: skip
def test_what_may_be_another_amount_is_not_translated(cli: Cli, query: str) -> None:
    url = "https://www.pbterra.com/name/acme/at?subid_short={externalid}" + query
    result = cli("check", url, "--to", "keitaro")
    assert (result.status, result.out) == (2, "")
    assert "correct the URL first" in result.err


@pytest.mark.parametrize("query", ["&atpay=1.5&currency=usd", "&atpay=1.5#end", "%26atpay=1.5", "&AMP;atpay=1.5"])
def test_what_is_certainly_the_same_amount_is_translated(cli: Cli, query: str) -> None:
    url = "https://www.pbterra.com/name/acme/at?subid_short={externalid}" + query
    assert cli("check", url, "--to", "keitaro").out.strip() == (
        "https://www.pbterra.com/name/acme/at?subid_short={external_id}&atpay=1.5"
    )
