"""Properties of every URL and link, for any account, amount, currency and campaign URL."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, StrictUndefined, Template

from postback_pack import InputError, build_setup, load_catalog
from postback_pack.catalog.model import Network, Tracker
from postback_pack.catalog.shape import Slot
from postback_pack.paths import data_folder
from postback_pack.setup.currency import ISO_4217
from postback_pack.text.characters import hidden_character
from postback_pack.text.placeholders import is_placeholder
from tests.conftest import MADE_UP

CATALOG = load_catalog(MADE_UP)
ADSTERRA = CATALOG.networks["adsterra"]
CLICK_ID = ADSTERRA.click_in.macros["click_id"]
PASTED = [
    tracker
    for tracker in load_catalog().trackers.values()
    if tracker.postback_out.delivery == "paste" and tracker.macro("click_id")
]
PAID = [tracker for tracker in PASTED if tracker.macro("payout") or tracker.macro("payout_usd")]

accounts = st.from_regex(r"\A[A-Za-z0-9._~-]{1,64}\Z").filter(
    lambda name: name not in (".", "..") and not is_placeholder(name, ADSTERRA.placeholders)
)
amounts = st.from_regex(r"\A[0-9]{1,9}(\.[0-9]{1,6})?\Z").filter(lambda amount: amount.strip("0."))
currencies = st.sampled_from(sorted(ISO_4217 - {"USD"}))
trackers = st.sampled_from(PASTED)
linked = st.sampled_from([tracker for tracker in PASTED if tracker.click_in.param])

segments = st.from_regex(r"\A[A-Za-z0-9._~!$'()*+,;:@%-]{0,12}\Z").filter(
    lambda part: "%23" not in part and not is_placeholder(part)
)
names = st.from_regex(r"\A[a-z]{1,3}[0-9]{0,2}\Z")
queries = st.lists(st.tuples(names, segments), max_size=5, unique_by=lambda item: item[0])


@st.composite
def campaign_urls(draw: st.DrawFn) -> str:
    path = "/".join(draw(st.lists(segments, max_size=3)))
    query = "&".join(f"{name}={value}" for name, value in draw(queries))
    fragment = draw(st.one_of(st.none(), segments))
    return (
        f"https://trk.example/{path}"
        + (f"?{query}" if query else "")
        + (f"#{fragment}" if fragment is not None else "")
    )


def expected_url(tracker: Tracker, account: str, payout: str | None, currency: str | None) -> str:
    """The URL written down once more, from the macros alone."""
    host = f"{tracker.postback_out.sends.scheme or 'https'}://www.pbterra.com"
    start = f"{host}/code/{currency}" if currency else f"{host}/name"
    click_id = (tracker.macro("click_id") or "").replace("<param>", tracker.click_in.param or "")
    return f"{start}/{account}/at?subid_short={click_id}" + (f"&atpay={payout}" if payout else "")


@given(trackers, accounts)
def test_simple(tracker: Tracker, account: str) -> None:
    assert build_setup(CATALOG, tracker.id, account=account).postback_url == expected_url(tracker, account, None, None)


@given(trackers, accounts, amounts, st.one_of(st.none(), currencies))
def test_fixed_payout(tracker: Tracker, account: str, amount: str, currency: str | None) -> None:
    setup = build_setup(CATALOG, tracker.id, account=account, payout=amount, currency=currency)
    assert setup.postback_url == expected_url(tracker, account, amount, currency)


@given(st.sampled_from(PAID), accounts, st.one_of(st.none(), currencies))
def test_payout_by_macro(tracker: Tracker, account: str, currency: str | None) -> None:
    setup = build_setup(CATALOG, tracker.id, account=account, payout="macro", currency=currency)
    in_dollars = tracker.macro("payout_usd") if currency is None else None
    assert setup.postback_url == expected_url(tracker, account, in_dollars or tracker.macro("payout"), currency)


@given(st.text(max_size=20), st.text(max_size=10), st.text(max_size=10))
def test_no_other_account_payout_or_currency_gets_in(account: str, payout: str, currency: str) -> None:
    try:
        setup = build_setup(CATALOG, "keitaro", account=account, payout=payout, currency=currency)
    except InputError as error:
        assert error.problems
        assert not any(hidden_character(str(problem)) for problem in error.problems)
    else:
        assert re.fullmatch(
            r"https://www\.pbterra\.com/(name|code/[A-Z]{3})/[A-Za-z0-9._~-]+/at\?subid_short=\{external_id\}&atpay=([0-9.]+|\{revenue\})",
            setup.postback_url or "",
        )


@given(st.text(min_size=1, max_size=20))
def test_a_macro_of_the_user_is_raw_or_refused(macro: str) -> None:
    try:
        setup = build_setup(CATALOG, "custom", account="acme", click_id_macro=macro)
    except InputError:
        return
    assert setup.postback_url == f"https://www.pbterra.com/name/acme/at?subid_short={macro}"
    assert "&" not in macro
    assert not hidden_character(macro)


@given(linked, campaign_urls())
def test_the_link_is_the_campaign_url_and_one_parameter_more(tracker: Tracker, url: str) -> None:
    param = tracker.click_in.param or ""
    if re.search(rf"[?&]{re.escape(param)}=", url):
        return
    link = build_setup(CATALOG, tracker.id, campaign_url=url).tracking_link
    before, hash_sign, fragment = url.partition("#")
    assert link == f"{before}{'&' if '?' in before else '?'}{param}={CLICK_ID}{hash_sign}{fragment}"


@given(linked, campaign_urls())
def test_a_link_that_is_joined_stays_as_it_is(tracker: Tracker, url: str) -> None:
    try:
        once = build_setup(CATALOG, tracker.id, campaign_url=url, with_macros=["all"]).tracking_link
    except InputError:
        return
    assert once is not None
    assert once.count(CLICK_ID) == 1
    assert build_setup(CATALOG, tracker.id, campaign_url=once, with_macros=["all"]).tracking_link == once


@given(st.text(max_size=60))
def test_any_text_as_campaign_url_is_joined_or_refused(text: str) -> None:
    for url in (text, "https://trk.example/" + text):
        try:
            link = build_setup(CATALOG, "keitaro", campaign_url=url).tracking_link
        except InputError as error:
            assert not any(hidden_character(str(problem)) for problem in error.problems)
        else:
            assert link is not None
            assert CLICK_ID in link
            assert hidden_character(link) is None


@cache
def template_of(network: str, kind: str) -> Template:
    """Return the URL's template as Jinja itself reads it."""
    files = (base / "templates" / "networks" / network / f"{kind}.url.j2" for base in (data_folder(), MADE_UP))
    text = next(file for file in files if file.exists()).read_text()
    return Environment(undefined=StrictUndefined).from_string(text)


@pytest.mark.often
@given(st.sampled_from([*CATALOG.networks.values()]), st.data())
def test_filling_the_shape_equals_rendering_the_template(network: Network, data: st.DataObject) -> None:
    for kind in network.types.values():
        values = {part.name: data.draw(st.text(max_size=8)) for part in kind.shape.parts if isinstance(part, Slot)}
        macros = {name: value for name, value in values.items() if name in ("click_id", "payout", "txid")}
        encoded = {name: value if name in macros else quote(value, safe="") for name, value in values.items()}
        assert kind.shape.fill(values, macros) == template_of(network.id, kind.id).render(encoded)
