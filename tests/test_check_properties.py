"""Properties of `check`: what is rendered is right, what is corrected is right, and nothing brings it down."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postback_pack import Catalog, InputError, Setup, build_setup, load_catalog
from postback_pack.catalog.model import URL_DELIVERIES
from postback_pack.checking.check import Check, check
from postback_pack.checking.findings import codes
from postback_pack.checking.report import check_data, check_text, verdict_line
from postback_pack.text.characters import hidden_character
from tests.conftest import MADE_UP
from tests.test_properties import accounts, amounts, campaign_urls, currencies

CATALOG = load_catalog(MADE_UP)
WITH_URL = [tracker for tracker in CATALOG.trackers.values() if tracker.postback_out.delivery in URL_DELIVERIES]
PRINTING = [tracker for tracker in WITH_URL if tracker.macro("click_id") or tracker.postback_out.callback]
HOSTILE = st.text(
    st.one_of(
        st.sampled_from(
            [*"{}[]<>#%$*?&=/:;@!|.,+~-_ \t\n\\\"'`^", "\x00", "\x1b", "\u202e", "\u200b", "\ud800", "é", "中"]
        ),
        st.characters(),
    ),
    max_size=60,
)


def _of_networks() -> list[str]:
    """Return what a URL of each network is made of: its hosts, paths, names of parameters and macros."""
    pieces = []
    for network in CATALOG.networks.values():
        pieces += [*network.click_in.macros.values(), *network.other_hosts]
        for kind in network.types.values():
            form = kind.shape.form
            pieces += [form.host, *(f"{name}=" for name, _ in form.query)]
            pieces.append("/" + "/".join(piece if isinstance(piece, str) else "acme" for piece in form.path))
    return sorted(set(pieces))


ADSTERRA = st.sampled_from(
    [
        "https://", "http://", "www.pbterra.com", "pbterra.com", "in.tradewind.example", "trk.example", "/name/", "/code/",
        "EUR", "USD", "/acme", "/at", "/event", "?", "&", "&amp;", "=", "subid_short=", "atpay=", "amount=", "clickid=", "token=",
        "{externalid}", "{clickid}", "{payout}", "#s2#", "[[c1]]", "{!tscode!}", "{{zone}}", "##SUB_ID_SHORT(action)##",
        "##PLACEMENT_ID##", "##S2S##", "%7B", "%2523", "%23%23", "{", "}", "##", "1.5", "0", "PAYOUT", "NAMEOFADVERTISER", "#top",
        "postback", "install_callback=", "https%3A%2F%2Fwww.pbterra.com%2Fname%2Fa%2Fat%3Fsubid_short%3D",
    ]
)  # fmt: skip
PIECES = st.one_of(ADSTERRA, st.sampled_from(_of_networks()))
PASTED = st.one_of(HOSTILE, st.lists(st.one_of(PIECES, HOSTILE), max_size=14).map("".join))
SOMEBODY = st.sampled_from([None, *CATALOG.trackers])
SOME_NETWORK = st.one_of(st.none(), st.sampled_from([*CATALOG.networks]))


# A whole setup is made for each example: a quarter of the profile's number is as long as the others take.
@pytest.mark.often
@settings(max_examples=settings().max_examples // 4)
@given(
    tracker=st.sampled_from(PRINTING),
    account=accounts,
    payout=st.one_of(st.none(), st.just("macro"), amounts),
    currency=st.one_of(st.none(), currencies),
    campaign_url=campaign_urls(),
    http=st.booleans(),
    with_all=st.booleans(),
)
def test_what_is_rendered_is_right(
    tracker: object,
    account: str,
    payout: str | None,
    currency: str | None,
    campaign_url: str,
    http: bool,
    with_all: bool,
) -> None:
    try:
        setup = build_setup(
            CATALOG,
            tracker.id,  # type: ignore[attr-defined]
            account=account,
            payout=payout,
            currency=currency if payout else None,
            campaign_url=campaign_url,
            http=http,
            with_macros=["all"] if with_all else [],
        )
    except InputError:
        return
    _assert_right(setup)


@pytest.mark.parametrize("tracker", PRINTING, ids=lambda tracker: tracker.id)
@pytest.mark.parametrize("payout", [None, "macro", "1.5"])
@pytest.mark.parametrize("currency", [None, "EUR"])
def test_every_setup_is_right(tracker: object, payout: str | None, currency: str | None) -> None:
    if currency and not payout:
        return
    url = "https://trk.example/abc?x=1"
    _assert_right(build_setup(CATALOG, tracker.id, account="acme", payout=payout, currency=currency, campaign_url=url))  # type: ignore[attr-defined]


def test_the_made_up_network_is_right() -> None:
    for tracker in PRINTING:
        for payout in (None, "1.5", "macro"):
            fields = {"account": "acme", "key": "ABCD1234"}
            _assert_right(
                build_setup(
                    CATALOG,
                    tracker.id,
                    network="tradewind",
                    fields=fields,
                    payout=payout,
                    campaign_url="https://t.example/",
                )
            )


def _assert_right(setup: Setup) -> None:
    name = setup.tracker.id
    pasted = [(url, about) for url, about in ((setup.postback_url, "url"), (setup.tracking_link, "link")) if url]
    for url, about in pasted:
        result = check(CATALOG, url, tracker=name)
        assert [item for item in result.findings if item.severity == "error"] == []
        warned = [item for item in result.findings if item.severity == "warning"]
        own = [warning for concerned, warning in setup.warnings if concerned == about]
        allowed = {"minor-units", "payout-not-usd"} if about == "url" else set()
        assert own or {item.code for item in warned} <= allowed, warned
    if len(pasted) == 2:
        pair = check(CATALOG, pasted[0][0], link=pasted[1][0], tracker=name)
        assert [item for item in pair.findings if item.severity == "error"] == []


@pytest.mark.often
@given(PASTED, SOMEBODY, SOME_NETWORK)
def test_nothing_brings_it_down(text: str, tracker: str | None, network: str | None) -> None:
    try:
        result = check(CATALOG, text, tracker=tracker, network=network)
    except InputError as error:
        assert "There is no URL" in str(error)
        return
    _assert_presentable(result)


@pytest.mark.often
@given(PASTED, PASTED, SOMEBODY)
def test_no_pair_brings_it_down(url: str, link: str, tracker: str | None) -> None:
    try:
        _assert_presentable(check(CATALOG, url, link=link, tracker=tracker))
    except InputError as error:
        assert not hidden_character(str(error))


@pytest.mark.often
@given(
    st.sampled_from(PRINTING),
    st.lists(st.tuples(st.integers(0, 80), st.sampled_from([*"{}#&=?%/ a0", ""])), max_size=3),
)
def test_a_url_with_slips_of_the_pen(tracker: object, slips: list[tuple[int, str]]) -> None:
    setup = build_setup(CATALOG, tracker.id, account="acme", payout="1.5", campaign_url="https://trk.example/abc")  # type: ignore[attr-defined]
    for text in filter(None, (setup.postback_url, setup.tracking_link)):
        for place, letter in slips:
            text = text[:place] + letter + text[place + 1 :]
        _assert_presentable(check(CATALOG, text or "x", tracker=setup.tracker.id))


def _assert_presentable(result: Check) -> None:
    for text in (check_text(result), verdict_line(result)):
        assert not any(hidden_character(letter) for letter in text.replace("\n", ""))
        assert "None" not in text.replace("None", "", sum(url.text.count("None") for url in result.urls) * 99)
    assert check_data(result)["verdict"] == result.verdict
    for url in result.urls:
        for finding in url.findings:
            assert finding.code in codes()
            assert 0 <= finding.start <= finding.end <= len(url.text), finding


def test_catalogs_are_the_shipped_ones() -> None:
    assert isinstance(CATALOG, Catalog)
