"""No correction does harm: what `check` proposes is right, and keeps what was pasted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postback_pack import InputError, build_setup, load_catalog
from postback_pack.checking.agreeing import CheckedUrl
from postback_pack.checking.check import Check, check, check_all
from postback_pack.checking.report import check_data, check_text
from postback_pack.text.characters import HIDDEN_CHARACTER
from postback_pack.text.encoding import fully_decoded
from postback_pack.text.macros import is_bracketed
from postback_pack.urls.extract import extract
from tests.conftest import MADE_UP, cases_in, mostly_long
from tests.network_setups import setups_of, shipped
from tests.test_check_properties import PASTED, PIECES, PRINTING, SOME_NETWORK, SOMEBODY

CATALOG = load_catalog(MADE_UP)
# Several networks may take postbacks at one host.
HOSTS: dict[str, set[str]] = {}
for network in CATALOG.networks.values():
    for kind in network.types.values():
        for host in (kind.shape.form.host, *network.other_hosts):
            HOSTS.setdefault(host, set()).add(network.id)
WRAPPERS = [('"', '"'), ("'", "'"), ("`", "`"), ("<", ">"), ("(", ")"), ("[", "]"), ("**", "**"), ("\u201c", "\u201d"), ("| ", " |"), ("Postback URL: ", ""), ("", " thx"), ("[a](", ")"), ('<a href="', '">a</a>'), ("curl '", "'"), ("1. ", ""), ("- ", ""), ("> ", ""), ('"url": "', '",')]  # fmt: skip


class Case(NamedTuple):
    url: str
    tracker: str | None = None
    link: str | None = None
    network: str | None = None


def _pasted() -> list[Case]:
    """Return every URL of the cases, with its tracker, its link and its network."""
    found: list[Case] = []
    checked = cases_in("check")
    for part in checked.values():
        cases = (*part["wrong"], *part["near_miss"])
        found += [Case(*map(case.get, Case._fields)) for case in cases]
    for case in cases_in("pasted"):
        if case["command"] == "check":
            tracker = case.get("options", {}).get("tracker")
            found += [Case(line, tracker) for line in case["input"].splitlines() if line.strip()]
    return found


CASES = _pasted()
MACROS = {network.click_id_macro for network in CATALOG.networks.values() if network.click_id_macro}
BARE = [case for case in CASES if case.tracker and re.match(r"https?://[^\"'`<>|\\]+$", case.url)]


@pytest.mark.parametrize("case", CASES, ids=[str(number) for number in range(len(CASES))])
def test_no_correction_of_a_case_does_harm(case: Case) -> None:
    if case.link:
        result = check(CATALOG, case.url, tracker=case.tracker, link=case.link, network=case.network)
        assert_harmless(result, case.tracker, case.network)
        return
    _check(case.url, case.tracker, case.network)
    if case.tracker:
        _check(case.url, None)


@given(PASTED, SOMEBODY, SOME_NETWORK)
def test_no_correction_of_anything_does_harm(text: str, tracker: str | None, network: str | None) -> None:
    _check(text, tracker, network)


@given(
    st.sampled_from(CASES),
    st.lists(st.tuples(st.integers(0, 120), st.integers(0, 4), PIECES), max_size=3),
    SOME_NETWORK,
)
def test_no_correction_of_a_changed_case_does_harm(
    case: Case, slips: Sequence[tuple[int, int, str]], network: str | None
) -> None:
    text = case.url
    for place, length, piece in slips:
        text = text[:place] + piece + text[place + length :]
    _check(text, case.tracker, network or case.network)


@given(
    st.sampled_from([*shipped().networks]),
    st.sampled_from(["binom", "cake", "kochava", "prosper202", "swaarm"]),
    st.integers(0, 9),
    st.lists(st.tuples(st.integers(0, 99), st.integers(0, 9), PIECES), max_size=2),
    st.sampled_from([None, "ads.example", "trk.example"]),
    st.booleans(),
)
def test_no_correction_of_any_networks_url_does_harm(
    network: str, tracker: str, which: int, slips: Sequence[tuple[int, int, str]], host: str | None, named: bool
) -> None:
    urls = _right_urls(network, tracker)
    text = urls[which % len(urls)]
    if host:
        text = re.sub(r"(?<=://)[^/?]*", host, text)
    for place, length, piece in slips:
        text = text[:place] + piece + text[place + length :]
    _check(text, tracker, network if named else None)


@cache
def _right_urls(network: str, tracker: str) -> list[str]:
    setups = setups_of(shipped().networks[network], shipped().tracker(tracker))
    return [setup.postback_url for setup in setups if setup.postback_url]


@given(
    st.sampled_from(PRINTING),
    st.lists(st.tuples(st.integers(0, 99), st.integers(0, 2), st.sampled_from([*"{}#&=?%/ a0.,;\"'`", "", "&amp;", "&#038;", "%23"])), max_size=3),
)  # fmt: skip
def test_no_correction_of_a_slip_does_harm(tracker: Any, slips: Sequence[tuple[int, int, str]]) -> None:
    setup = build_setup(CATALOG, tracker.id, account="acme", payout="1.5", campaign_url="https://trk.example/abc?x=1")
    for text in filter(None, (setup.postback_url, setup.tracking_link)):
        for place, length, piece in slips:
            text = text[:place] + piece + text[place + length :]
        _check(text, tracker.id)


@pytest.mark.parametrize("around", mostly_long({before + behind: (before, behind) for before, behind in WRAPPERS}, 6))
def test_a_url_in_other_text_gets_its_own_correction_or_none(around: tuple[str, str]) -> None:
    before, behind = around
    for url, tracker, _, network in BARE[::10]:
        # A mark at the end may be the sentence's.
        urls = dict.fromkeys((url, url.rstrip(".,;!)")))
        bare = [one for each in urls for one in check(CATALOG, each, tracker=tracker, network=network).urls]
        wrapped = check(CATALOG, before + url + behind, tracker=tracker, network=network)
        right = {checked.corrected or checked.url for checked in bare}
        assert {checked.corrected for checked in wrapped.urls} <= {None, *right}
        assert_harmless(wrapped, tracker, network)


def _check(text: str, tracker: str | None, network: str | None = None) -> None:
    try:
        results = check_all(CATALOG, [text], tracker=tracker, network=network)
    except InputError as error:
        assert re.match("There is no URL|No URL found", str(error))
        return
    for result in results:
        assert_harmless(result, tracker, network)


def assert_harmless(result: Check, tracker: str | None, network: str | None = None) -> None:
    if any([one.url for one in extract(url.url)] != [url.url] for url in result.urls):
        assert not any(url.corrected for url in result.urls) or len(result.urls) > 1
        return  # what cannot be pasted alone is not checked alone
    for url in result.urls:
        has_errors = any(finding.severity == "error" for finding in url.findings)
        if url.corrected is None:
            assert url.why_not or not has_errors, (url.text, url.findings)
            continue
        assert url.why_not is None
        _assert_right(url, result, tracker, network)
        if url.text == url.url:
            _assert_kept(url)
        _assert_no_slot_overwritten(url, tracker)
        _assert_same_network(url, result, network)
    _assert_said(result)
    if any(url.text != url.url and url.corrected for url in result.urls):
        _assert_same_as_bare(result, tracker, network)


def _assert_same_as_bare(result: Check, tracker: str | None, network: str | None) -> None:
    """A URL in other text gets the correction of the bare one."""
    pair = [url.url for url in result.urls]
    bare = check(CATALOG, pair[0], tracker=tracker, link=pair[1] if len(pair) > 1 else None, network=network)
    for url, alone in zip(result.urls, bare.urls, strict=True):
        if url.corrected:
            assert alone.text == alone.url == url.url
            assert url.corrected == (alone.corrected or alone.url)
    assert_harmless(bare, tracker, network)


def _assert_right(url: CheckedUrl, result: Check, tracker: str | None, network: str | None) -> None:
    others = [other for other in result.urls if other is not url]
    link = (others[0].corrected or others[0].url) if others else None
    again = check(CATALOG, url.corrected or "", tracker=tracker, link=link, network=network)
    same = [checked for checked in again.urls if checked.about == url.about]
    assert len(same) == 1, url
    errors = {finding.code for finding in same[0].findings if finding.severity == "error"}
    assert errors <= {finding.code for finding in url.left}, (url.text, url.corrected)


def _assert_kept(url: CheckedUrl) -> None:
    """Whatever is between the signs of a URL, outside the places of the findings, is in the correction as often."""
    kept: Counter[str] = Counter()
    for piece in re.finditer(r"[^/?&=#]+", url.text):
        place = piece.start(), piece.end()
        if not any(item.start < place[1] and place[0] < item.end for item in url.findings):
            kept[unquote(piece[0])] += 1
    there = Counter(unquote(piece) for piece in re.findall(r"[^/?&=#]+", url.corrected or ""))
    assert not kept - there, (url.text, url.corrected)


def _assert_no_slot_overwritten(url: CheckedUrl, tracker: str | None) -> None:
    param = CATALOG.tracker(tracker).click_in.param if tracker else None
    if url.about == "postback" or param is None or url.text != url.url:
        return
    reported = [
        item
        for item in url.findings
        if item.code in ("misspelt-macro", "encoded-macro", "link-macro-twice", "callback")
    ]
    for found in re.finditer(r"(?<=[?&])([^=&#?]+)=(##(?!SUB_ID_SHORT\(action\)##)[A-Z_]+##|[^&#]*)", url.url):
        is_macro = found[2].startswith("##") or is_bracketed(found[2])
        # Neither the end of &amp; nor a blank is part of the name, and a semicolon may be a joint.
        if (
            not is_macro
            or found[1].rpartition(";")[2].strip() == param
            or any(item.start < found.end(2) and found.start(2) < item.end for item in reported)
        ):
            continue
        # Of three brackets at the end, the last one may be that of the text around the URL.
        is_marked = found.end() == len(url.url) and is_bracketed(found[2][:-1])
        kept = found[2][:-1] if is_marked else found[2]
        assert kept in (url.corrected or ""), (url.url, url.corrected)


def _assert_same_network(url: CheckedUrl, result: Check, network: str | None) -> None:
    """A correction has the host, and in a link the macro, of no other network than the one that was recognised or named."""
    assert network in (None, result.network.id)
    host = re.match(r"(?i:https?://)?([^/?#]*?)(?=:[0-9]+(?:[/?#]|$)|[/?#]|$)", url.corrected or "")
    if url.about == "postback":
        assert host
        assert result.network.id in HOSTS[host[1].casefold()]
    else:
        assert (host[1].casefold() if host else "") not in HOSTS
        pasted = re.sub(HIDDEN_CHARACTER, "", fully_decoded(url.url))
        for macro in MACROS - {result.network.click_id_macro}:
            assert (url.corrected or "").count(macro) <= pasted.count(macro)


def _assert_said(result: Check) -> None:
    lines, data = check_text(result).splitlines(), check_data(result)
    words = " ".join(" ".join(lines).split())
    for url, shown in zip(result.urls, data["urls"], strict=True):
        assert shown["why_not_corrected"] == url.why_not
        if url.why_not:
            assert " ".join(f"There is no URL to paste instead. {url.why_not}".split()) in words
    whole = [url for url in result.urls if url.corrected and not url.left]
    trials = [url for url in whole if any(item.said.code == "private-address.trial" for item in url.findings)]
    assert ("After the trial, paste this:" in lines) == bool(trials)
    assert ("Paste this instead:" in lines) == (len(whole) > len(trials))
    assert any(line.startswith("Almost fixed.") for line in lines) == any(
        url.corrected and url.left for url in result.urls
    )
