"""The package as programs use it: what it takes in place of text, how it shows itself, and its words."""

from __future__ import annotations

from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import pytest

from postback_pack import Catalog, InputError, build_setup, check, load_catalog, render
from postback_pack.bulk.prepared import prepare
from postback_pack.checking.translate import translate
from tests.conftest import MADE_UP

KEITARO = "https://www.pbterra.com/name/acme/at?subid_short={external_id}"
AMOUNTS = [
    (1.5, "1.5"),
    (2, "2"),
    (2.0, "2"),
    (0.1 + 0.2, "0.3"),
    (1e-05, "0.00001"),
    (1e10, "10000000000"),
    (123456.789, "123456.789"),
    (Decimal("1.50"), "1.50"),
    (Decimal("1E+2"), "100"),
    ("1.50", "1.50"),
    ("macro", "{revenue}"),
]


@pytest.mark.parametrize(("payout", "text"), AMOUNTS)
def test_an_amount_may_be_a_number(catalog: Catalog, payout: Any, text: str) -> None:
    setup = build_setup(catalog, "keitaro", account="acme", payout=payout)
    assert setup.postback_url == f"{KEITARO}&atpay={text}"


@pytest.mark.parametrize(
    "payout",
    [
        *(True, False, 0, 0.0, -1, -1.5, float("nan"), float("inf"), float("-inf"), 1e300, Decimal("-1")),
        *(Decimal("NaN"), Decimal("1E+400000"), Decimal("Infinity"), [1.5], 1.5j, b"1.5"),
    ],
)
def test_what_is_no_amount_is_refused_in_words_of_python(catalog: Catalog, payout: Any) -> None:
    with pytest.raises(InputError) as caught:
        build_setup(catalog, "keitaro", payout=payout)
    assert [problem.option for problem in caught.value.problems] == ["payout"]
    assert str(caught.value).startswith("payout")
    assert "--" not in str(caught.value)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"payout": "1,5"}, "payout='1,5': Did you mean 1.5?"),
        ({"payout": float("nan")}, "payout='nan': Write an amount above 0"),
        ({"account": "a b"}, "account='a b': The Advertiser username cannot contain a space"),
        ({"account": 5}, "account=5: Give text, such as '5'"),
        ({"account": "acme", "fields": {"account": "acme"}}, 'either account or fields["account"], not both'),
        ({"fields": {"account": 5}}, "account='5': Give text"),
        ({"network": "tradewind", "fields": {"key": "?"}}, "fields[\"key\"]='?': "),
        ({"currency": "EUR"}, "Add payout='macro', or an amount such as payout=1.5"),
        ({"type": "payout"}, "type='payout': Type payout needs a payout"),
        ({"campaign_url": "x"}, "campaign_url='x': The URL does not start with http"),
        ({"with_macros": ["x"]}, "with_macros='x': "),
        ({"event_tokens": "abc"}, "event_tokens: Keitaro does not carry a postback"),
        ({"click_id_macro": "{subid}"}, "click_id_macro='{subid}': "),
        ({"payout": "1", "payout_macro": "{x}"}, "either payout_macro or a fixed amount in payout, not both"),
    ],
)
def test_an_error_names_keyword_arguments(with_made_up: Catalog, options: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError) as caught:
        build_setup(with_made_up, "keitaro", **options)
    assert words in str(caught.value)
    assert "--" not in str(caught.value)


def test_a_gap_names_keyword_arguments(catalog: Catalog) -> None:
    with pytest.raises(InputError) as caught:
        render(build_setup(catalog, "php"), "url")
    assert "--" not in str(caught.value)
    assert "format='code'" in str(caught.value)


@pytest.mark.parametrize(
    ("tracker", "options", "words"),
    [
        ("keitaro", {}, "account='VALUE'. Copy it from Adsterra"),
        ("keitaro", {"network": "tradewind"}, "fields[\"key\"]='VALUE'"),
        ("hyros", {"with_macros": ["all"]}, "with_macros='all' adds nothing"),
        ("adjust", {"payout": "macro"}, "Name the event with event_tokens, or report"),
        ("custom", {}, "click_id_macro='{…}'"),
        ("skro", {}, "click_id_param='NAME'"),
        ("appsflyer", {}, "campaign_url='https://…'"),
        ("clickflare", {"payout": "macro"}, "payout=1.5, or add your tracker's macro: payout_macro='{…}'"),
        ("php", {}, "format='code'"),
    ],
)
def test_warnings_and_gaps_name_keyword_arguments(
    with_made_up: Catalog, tracker: str, options: dict[str, Any], words: str
) -> None:
    setup = build_setup(with_made_up, tracker, **options)
    told = [*(warning for _, warning in setup.warnings), *map(str, setup.gaps.values())]
    assert words in "\n".join(told)
    assert "--" not in f"{told} {setup.warnings} {setup.gaps}"
    assert all(gap.what_to_do in str(gap) for gap in setup.gaps.values())


@pytest.mark.parametrize(
    "url",
    [
        "https://www.pbterra.com/name/acme/at?subid_short={clickid}&amount=1.5",
        "https://www.pbterra.com/name/acme/at?subid_short={clickid}.",
        "https://www.pbterra.com/name/acme/at?subid_short={externalid}",
        f"{KEITARO} {KEITARO}",
        f"{KEITARO}{KEITARO}",
    ],
)
def test_a_finding_names_no_option_of_the_command_line(catalog: Catalog, url: str) -> None:
    for checked in check(catalog, url).urls:
        assert "--" not in "\n".join([checked.why_not or "", *(finding.message for finding in checked.findings)])


def test_a_tracker_and_a_network_may_be_given_themselves(with_made_up: Catalog) -> None:
    catalog = with_made_up
    tracker, network = catalog.tracker("keitaro"), catalog.network("adsterra")
    assert build_setup(catalog, tracker, network=network, account="acme").postback_url == KEITARO
    assert prepare(catalog, tracker, network=network).urls({"account": "acme"}) == (KEITARO, None)
    assert check(catalog, KEITARO, tracker).tracker == tracker
    assert check(catalog, KEITARO, "keitaro") == check(catalog, KEITARO, tracker=tracker)
    assert translate(catalog, KEITARO, catalog.tracker("binom"), tracker=tracker).tracker.id == "binom"
    with pytest.raises(InputError, match="adjust"):
        translate(catalog, KEITARO, catalog.tracker("adjust"))


@pytest.mark.parametrize("wrong", [None, 5, ["keitaro"]])
def test_what_is_neither_is_refused(catalog: Catalog, wrong: Any) -> None:
    with pytest.raises(InputError, match=r"^tracker=.*Give text, such as 'keitaro'"):
        build_setup(catalog, wrong)
    with pytest.raises(InputError, match=r"^network=.*Give text, such as 'adsterra'"):
        build_setup(catalog, "keitaro", network=wrong)


def test_everything_shows_itself_in_short() -> None:
    catalog = load_catalog(MADE_UP)
    setup = build_setup(catalog, "keitaro", account="acme")
    assert repr(setup) == f"<Setup of keitaro at adsterra, simple: {KEITARO}>"
    assert repr(build_setup(catalog, "appsflyer")) == "<Setup of appsflyer at adsterra, simple: no postback URL>"
    assert repr(catalog) == f"<Catalog of {len(catalog.trackers)} trackers and {len(catalog.networks)} networks>"
    assert repr(catalog.tracker("HasOffers")) == "<Tracker tune: TUNE>"
    assert repr(catalog.network("adsterra")) == "<Network adsterra: Adsterra>"


def test_a_notebook_shows_the_setup_as_html(catalog: Catalog) -> None:
    hostile = "{<script>alert(1)</script>}"
    setup = build_setup(catalog, "custom", account="acme", click_id_macro=hostile)
    shown = setup._repr_html_()
    assert shown == render(setup, "html")
    names: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: object) -> None:
            names.append(tag)

    Reader().feed(shown)
    assert "script" not in names
    assert "code" in names


def test_the_catalog_can_be_named(catalog: Catalog) -> None:
    # Type checkers take what is in front of derived arguments by its place only.
    assert build_setup(catalog=catalog, tracker="keitaro").tracker.id == "keitaro"  # type: ignore[call-arg]
