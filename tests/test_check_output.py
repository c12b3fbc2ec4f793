"""What `check` prints: place and reason of each mistake, the meaning of each part, and the URL to paste or why there is none."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from postback_pack import Catalog
from postback_pack.checking.check import check
from postback_pack.checking.report import check_text
from tests.conftest import Result, mostly_long
from tests.installed import argv

Cli = Callable[..., Result]


def test_the_output_has_place_reason_and_url_to_paste(cli: Cli) -> None:
    url = "https://www.pbterra.com/name/acme/at?subid_short={clickid}&amount={payout}"
    result = cli("check", url, "--tracker", "binom")
    assert result.status == 1
    lines = result.out.splitlines()
    caret = next(number for number, line in enumerate(lines) if line.strip() == "^^^^^^^^^")
    start = lines[caret].index("^")
    assert lines[caret - 1][start : start + 9] == "{clickid}"
    assert lines[:3] == [
        "Wrong: Postback URL of Adsterra, checked for Binom (2 errors)",
        "Paste this instead:",
        "https://www.pbterra.com/name/acme/at?subid_short={externalid}&atpay={payout}",
    ]
    data = json.loads(cli("check", url, "--tracker", "binom", "--format", "json").out)
    assert data["verdict"] == "error"
    assert data["urls"][0]["corrected"] == lines[2]
    for finding in data["urls"][0]["findings"]:
        assert url[finding["start"] : finding["end"]] == finding["text"]


LONG = [
    ("https://www.pbterra.com/name/acme/at?subid_short={externalid}", "&p=1", "binom"),
    ("https://www.pbterra.com/name/acme/at?subid_short={externalid}", "&subid_short={externalid}", "binom"),
    ("https://trk.example/a?external_id=##SUB_ID_SHORT(action)##", "&p=##PLACEMENT_ID##", None),
    ("https://www.pbterra.com/name/acme/at?subid_short={externalid}", "&amp;p=1", None),
    ("https://www.pbterra.com/name/acme/at?subid_short={externalid}&atpay=1", "&currency=EUR", "binom"),
    ("https://trk.example/a?external_id=##SUB_ID_SHORT(action)##", "&p=##SUB_ID_SHORT(acton)##", "keitaro"),
    ("https://www.pbterra.com/name/acme/at?subid_short={externalid}", ")" * 99, "binom"),
    ("https://www.pbterra.com/name/acme/at?subid_short={externalid}&x=&y", "   " * 33 + "?", "binom"),
]


@pytest.mark.parametrize(
    "pasted", mostly_long({f"{piece[:12]}-{who}": (url, piece, who) for url, piece, who in LONG}, 3)
)
def test_time_and_output_do_not_grow_faster_than_what_is_pasted(
    catalog: Catalog, pasted: tuple[str, str, str | None]
) -> None:
    url, piece, tracker = pasted

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
    url = "https://www.pbterra.com/name/acme/at?subid_short={externalid}" + "".join(
        f"&p{number}=1" for number in range(60)
    )
    text = cli("check", url, "--tracker", "binom").words
    assert "... and 43 more" in text
    assert "Warning: 'p9' is not a known parameter of Adsterra." in text
    assert "Warning: 50 more like these. --format json lists all of them. [extra-parameter]" in text
    data = json.loads(cli("check", url, "--tracker", "binom", "--format", "json").out)
    assert len(data["urls"][0]["findings"]) == 60


def test_guesses_are_named_as_guesses(cli: Cli) -> None:
    result = cli("check", "https://www.pbterra.com/name/acme/at?subid_short={clickid}")
    assert "depends on the tracker" in result.words
    assert "Voluum, write {externalid}" in result.words
    assert "Paste this instead" not in result.out
    nobody = cli("check", "https://www.pbterra.com/name/acme/at?subid_short=%%cid%%")
    assert "No tracker in the catalog" in nobody.out


def test_warnings_and_notes_alone_end_well(cli: Cli) -> None:
    assert cli("check", "http://www.pbterra.com/name/acme/at?subid_short={!tscode!}&x=1").status == 0


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
    command = argv("check", "-")
    done = subprocess.run(command, input=b"\n".join(lines), capture_output=True, check=False, timeout=60)
    assert done.returncode == 1
    first, second, third = done.stdout.decode().split("\n\n")
    assert first.splitlines() == [
        "1. No problems found: Postback URL of Adsterra",
        "https://www.pbterra.com/name/acme/at?subid_short={!tscode!}",
        "These macros fit CPV Lab. Add --tracker NAME to be sure.",
    ]
    assert second.startswith("3. Wrong: ")
    assert third.startswith("4. No problems found: ")
    assert "These macros fit Binom, Binom (v1), Keitaro" in " ".join(third.split())
    as_json = subprocess.run(
        [*command, "--format", "json"], input=b"\n".join(lines), capture_output=True, check=False, timeout=60
    )
    assert [json.loads(line)["line"] for line in as_json.stdout.splitlines()] == [1, 3, 4]


def test_every_part_is_explained(catalog: Catalog) -> None:
    url = "https://www.pbterra.com/code/EUR/acme/at?subid_short={external_id}&atpay=1.5&x={tid}"
    assert [(part.text, part.meaning) for part in check(catalog, url, tracker="keitaro").urls[0].parts] == [
        ("www.pbterra.com", 'Adsterra\'s address; the URL is its type "Complex Postback with currency conversion"'),
        ("EUR", "the currency of the payout"),
        ("acme", "your Advertiser username at Adsterra"),
        ("subid_short={external_id}", "the click ID: Keitaro fills in the ID that Adsterra sent"),
        ("atpay=1.5", "the payout: the same for every conversion"),
        ("x={tid}", "not a known parameter of Adsterra"),
    ]
    spoilt = "https://other.example/name/acme/at?subid_short={subid}&atpay={profit}"
    assert [part.meaning for part in check(catalog, spoilt, tracker="keitaro").urls[0].parts] == [
        'not Adsterra\'s address; the URL is its type "Simple Postback with payout variable"',
        "your Advertiser username at Adsterra",
        "the click ID: Keitaro fills in its own click ID",
        "the payout: Keitaro fills in another value",
    ]
    link = "https://trk.example/a?external_id=##SUB_ID_SHORT(action)##&source=##PLACEMENT_ID##&x=1"
    assert [part.meaning for part in check(catalog, link, tracker="keitaro").urls[0].parts] == [
        "Keitaro, or a domain of your own",
        "at the click, Adsterra puts the click ID there",
        "at the click, Adsterra puts the placement there",
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


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("https://www.pbterra.com/name/your_username/at?subid_short={externalid}", "Only you know what belongs there"),
        ("https://www.pbterra.com/name/acme/at?subid_short={externalid}&atpay=0", "Only you know what belongs there"),
        ("https://www.pbterra.com/postback?subid_short={externalid}", "The path does not show"),
        ("https://trk.example/postback?cid=REPLACE&payout=OPTIONAL", "You need two other URLs"),
        ("https://ads.example/pb?id={externalid}", "The catalog does not have this network"),
        ("see https://www.pbterra.com/name/acme/at?subid_sh... ok", "Nobody can be sure"),
        ("f'https://www.pbterra.com/name/acme/at?subid_short={x}'", "Change the code"),
        ("?clickid=##SUB_ID_SHORT(action)##", "Only you know the whole URL"),
        ("GET /name/acme/at?subid_short= HTTP/1.1", "Correct the postback URL in your tracker"),
        ("https://www.pbterra.com/name/ac me/at?subid_short={clickid}", "Nobody can be sure"),
        ("https://trk.example/abc?external_id=##SUB_ID_SHORT##acme", "would lose 'acme'"),
    ],
)
def test_the_output_says_why_there_is_no_url_to_paste(cli: Cli, url: str, why: str) -> None:
    result = cli("check", url, "--tracker", "binom")
    assert result.out.splitlines()[1].startswith("There is no URL to paste instead. ")
    assert why in result.words
    [checked] = json.loads(cli("check", url, "--tracker", "binom", "--format", "json").out)["urls"]
    assert checked["corrected"] is None
    assert why in checked["why_not_corrected"]


@pytest.mark.parametrize(
    ("account", "rest", "heading"),
    [
        ("NAMEOFADVERTISER", "", "Almost fixed. Replace NAMEOFADVERTISER with your Advertiser username:"),
        ("YOUR_LOGIN", "", "Almost fixed. Replace YOUR_LOGIN with your Advertiser username:"),
        ("YOUR_LOGIN", "&atpay=abc", "Almost fixed. Only you can correct the rest:"),
        ("acme", "&atpay=abc", "Almost fixed. Only you can correct the rest:"),
    ],
)
def test_the_heading_says_what_is_left(cli: Cli, account: str, rest: str, heading: str) -> None:
    url = f"https://www.pbterra.com/name/{account}/at?subid_short="
    result = cli("check", url + "{clickid}" + rest, "--tracker", "binom")
    assert result.out.splitlines()[1:3] == [heading, url + "{externalid}" + rest]


@pytest.mark.parametrize(
    ("url", "told"),
    [
        (
            "https://www.pbterra.com/name/acme/at?subid_short={externalid}&\u0430tpay=1",
            "U+0430 CYRILLIC SMALL LETTER A",
        ),
        (
            "https://www.pbterra.com/name/acme/at?subid_short={\u0435xternalid}",
            "U+0435 CYRILLIC SMALL LETTER IE, among",
        ),
        ("https://trk.example/abc?ext\u0435rnal_id=##SUB_ID_SHORT(action)##", "U+0435 CYRILLIC SMALL LETTER IE, among"),
        ('https://www.pbterra.com/name/acme/at?subid_short=" + id + "', "code that builds a URL from variables"),
        ("https://www.pbterra.com/name/acme/at?subid_short=4d0a7f31c2b94e86a15f&atpay=1", "call that was sent"),
        ("https://www.pbterra.com/name/acme/at?subid_short=${sub1}", "a variable of a program"),
        (
            "https://www.pbterra.com/name/acme/at?subid_short={externalid}&atpay={Payout}",
            "Name your tracker",
        ),
        ("https://www.pbterra.com/name/acme/at?subid_short={externalid}&atpay=", "Leave it out, or fill it in"),
        ("https://trk.example/dl.php?c1={state:UK}", "Add external_id="),
    ],
)
def test_the_cause_is_told(cli: Cli, url: str, told: str) -> None:
    named = ["--tracker", "binom"] if "trk.example" in url or url.endswith("=") else []
    assert told in cli("check", url, *named).words


def test_a_panel_that_encodes_the_link_is_named(cli: Cli) -> None:
    link = "https://trk.example/abc?external_id=%23%23SUB_ID_SHORT(action)%23%23"
    assert "Orbitra shows its links this way." in cli("check", link, "--tracker", "orbitra").words
    assert "this way" not in cli("check", link, "--tracker", "keitaro").words


def test_what_takes_the_place_of_a_used_parameter_is_named(cli: Cli) -> None:
    result = cli("check", "https://trk.example/dl.php?c1={state:UK}", "--tracker", "prosper202")
    assert "c1 is already in use. In the postback, write [[c2]]" in result.words


def test_a_url_in_quotes_is_checked_at_its_place(cli: Cli) -> None:
    url = '"https://www.pbterra.com/name/acme/at?subid_short={clickid}"'
    [checked] = json.loads(cli("check", url, "--tracker", "binom", "--format", "json").out)["urls"]
    assert [finding["text"] for finding in checked["findings"]] == [url[1:-1], "{clickid}"]
    assert checked["corrected"] == "https://www.pbterra.com/name/acme/at?subid_short={externalid}"


def test_of_several_trackers_that_fit_none_is_named(catalog: Catalog) -> None:
    """Else the first guess would pass for the user's own tracker."""
    [right] = check(catalog, "https://www.pbterra.com/name/acme/at?subid_short={externalid}").urls
    assert right.parts[2].meaning == "the click ID: your tracker fills in the ID that Adsterra sent"
    [misspelt, *_] = check(catalog, "https://www.pbterra.com/name/acme/at?subid_short={externalidd}").findings
    assert misspelt.message.startswith("'{externalidd}' is not a macro of your tracker, but {externalid} is.")
    [link] = check(catalog, "https://trk.example/a?external_id=##SUB_ID_SHORT(action)##", tracker="keitaro").urls
    assert link.parts[0].meaning == "Keitaro, or a domain of your own"


def test_a_check_reads_no_sentence_until_one_is_asked_for(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a check costs no more the more it finds, and the sentences can come in another language."""
    with monkeypatch.context() as patched:
        patched.setattr("postback_pack.messages.message.texts", dict)
        results = [
            check(catalog, url, tracker=tracker)
            for url in ("https://www.pbterra.com/name/YOUR_LOGIN/at?subid_short={clickid}&x=[y]", "?a=1")
            for tracker in ("binom", None)
        ]
    for finding in (finding for result in results for finding in result.findings):
        assert finding.message
        assert finding.title
        assert finding.why
