"""Pasted URLs, case by case: which codes are found, and which URL is to be pasted instead."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from postback_pack import Catalog, load_catalog
from postback_pack.checking.check import check
from postback_pack.checking.findings import CALL_CODES, codes
from tests.conftest import MADE_UP, Result, cases_in
from tests.test_properties import expected_url

Cli = Callable[..., Result]
CASES: dict[str, dict[str, Any]] = cases_in("check")
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
    return check(catalog, case["url"], tracker=case.get("tracker"), link=case.get("link"), network=case.get("network"))


@pytest.mark.parametrize(
    ("tracker", "value", "code", "right"),
    [
        ("binom", "YourLogin_adsterra", "placeholder", "{externalid}"),
        ("binom", "a%20b", "click-id-literal", "{externalid}"),
        ("custom", "%7Bunknown%7D", "encoded-macro", "{unknown}"),
        ("fuseclick", "{S1", "misspelt-macro", "{S1}"),
    ],
)
def test_a_value_is_told_from_its_neighbours(catalog: Catalog, tracker: str, value: str, code: str, right: str) -> None:
    """Each case fails after a change to the code that judges a value, which the other tests do not notice."""
    address = "https://www.pbterra.com/name/acme/at?subid_short="
    result = check(catalog, address + value, tracker=tracker)
    assert [finding.code for finding in result.findings] == [code]
    assert [url.corrected for url in result.urls] == [address + right]


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
    corrected = {url.corrected or url.url for url in result.urls}
    assert right in corrected
    assert check(with_made_up, right, tracker=case.get("tracker"), network=case.get("network")).verdict != "error"


@pytest.mark.parametrize(("code", "case"), list(cases("near_miss")))
def test_what_looks_like_it_is_let_by(with_made_up: Catalog, code: str, case: dict[str, Any]) -> None:
    found = [finding.code for finding in checked(with_made_up, case).findings]
    assert code not in found, found


def test_every_code_has_cases_of_three_styles(with_made_up: Catalog) -> None:
    assert set(CASES) == {*codes()} - {*CALL_CODES}
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


@pytest.mark.parametrize(
    ("arguments", "help"),
    [
        (["https://www.pbterra.com/name/a/at", "--tracker", "keitro"], "Did you mean keitaro?"),
        (["https://trk.example/a", "--link", "https://trk.example/b"], "Both are tracking links"),
        (["https://www.pbterra.com/a", "--link", "https://www.pbterra.com/b"], "Both are postback URLs"),
        ([""], "There is no URL"),
        (["  "], "There is no URL"),
        (["-", "--link", "https://trk.example/b"], "each line is a text of its own"),
        (["https://www.pbterra.com/name/acme/at?subid_short={x}", "--to", "binom", "--format", "json"], "--to prints"),
        (
            ["https://www.pbterra.com/name/acme/at?subid_short={x}", "--to", "binom", "--link", "https://a.example"],
            "--to prints",
        ),
        (
            ["https://www.pbterra.com/name/acme/at?subid_short={x}", "--to", "adjust"],
            "The tracking link carries the postback",
        ),
        (["https://www.pbterra.com/acme/at?subid_short={x}", "--to", "binom"], "Correct the URL first"),
        (["'https://www.pbterra.com/name/acme/at?subid_short={clickid}", "--to", "binom"], "not certain"),
        (["hello", "--to", "binom"], "not a postback URL"),
        (["hello"], "No URL found"),
        (["my conversions do not show up, what is wrong?", "--tracker", "cake"], "No URL found"),
        (["trk.example"], "trk.example is only the name of a host"),
        (["https://trk.example/a", "--link", "hello"], "No URL found"),
        (["https://trk.example/a", "--link", "GET /a?b=c HTTP/1.1"], "one tracking link"),
        (["https://trk.example/a https://trk.example/b", "--link", "https://trk.example/c"], "one tracking link"),
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


def test_a_tracker_that_fits_in_two_ways_is_named_once(catalog: Catalog) -> None:
    """One part of the URL has its macro, another one a macro of it with a slip."""
    result = check(catalog, "https://www.pbterra.com/name/acme/at?subid_short={externalid}}&payout={payout}")
    ids = [tracker.id for tracker in result.candidates]
    assert len(ids) > 3
    assert len(ids) == len(set(ids))


def test_a_slip_that_several_trackers_would_mend_alike(catalog: Catalog) -> None:
    result = check(catalog, "https://www.pbterra.com/name/acme/at?subid_short={externalidd}")
    assert result.guessed
    assert [finding.code for finding in result.findings if finding.severity == "error"] == ["misspelt-macro"]
    assert result.urls[0].corrected == "https://www.pbterra.com/name/acme/at?subid_short={externalid}"


def test_what_is_missing_is_added_one_after_the_other(catalog: Catalog) -> None:
    [checked] = check(catalog, "https://www.pbterra.com/code/EUR/acme/at", tracker="cake").urls
    assert checked.corrected == "https://www.pbterra.com/code/EUR/acme/at?subid_short=#s2#&atpay=#price#"
    assert checked.left == ()


def test_a_mark_at_the_end_hides_no_purpose(catalog: Catalog) -> None:
    address = "https://trk.example/api/v1/cpa/action?clickid={clickid}&value={payout}"
    for mark in ("", "]", ").", ">"):
        [checked] = check(catalog, address + mark, tracker="binom").urls
        assert "opposite-direction" in {finding.code for finding in checked.findings}
        assert checked.corrected is None


def test_a_bracket_too_many_elsewhere_makes_none_of_the_last_macro_a_mark(catalog: Catalog) -> None:
    for mark in ("", "]", ").", "]]"):
        [checked] = check(catalog, "https://ads.example/p?s]d=[[c1]]" + mark, tracker="prosper202").urls
        assert [finding.code for finding in checked.findings] == ["other-network"]
        assert checked.corrected is None
