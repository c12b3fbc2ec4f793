"""The generator page in a browser: its URLs are those of build_setup, and it does only what it should."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from postback_pack import Catalog, InputError, build_setup, load_catalog
from postback_pack.setup.build import Setup
from postback_pack.text.markup import write_plain
from tests.browser import Opened
from tests.conftest import MADE_UP, TESTS
from tests.generator_cases import in_page
from tests.generator_files import written
from tests.test_generator_cases import CASES, assert_made

pytestmark = pytest.mark.browser
BUILD = """(all) => {
    const text = (id) => document.getElementById(id).textContent;
    const [data, texts] = [PostbackPack.read(text("data")), JSON.parse(text("texts"))];
    const plain = (lines) => lines.map((line) => line.map(([, text]) => text).join(""));
    return all.map((options) => {
        const made = PostbackPack.build(data, texts, options);
        const problems = made.problems.map(({ option, code, words }) => [option.replace("field.", ""), code, words]);
        if (problems.length) return { problems };
        return {
            url: made.url, link: made.link, code: made.code, type: made.type.id, problems,
            notes: plain([...made.amount.notes, ...made.notes]).sort(),
            steps: plain([...made.steps.tracker, ...made.steps.network, ...made.verify, ...made.pitfalls]),
            gaps: Object.fromEntries(["url", "link"].map((name) => [name, plain(made.gaps[name].map(({ why }) => why)).join(" ")])),
            warnings: made.warnings.length,
            withoutPayout: made.urlWithoutPayout,
        };
    });
}"""


def from_python(catalog: Catalog, options: dict[str, Any]) -> Setup | InputError:
    try:
        return build_setup(catalog, **options)
    except InputError as error:
        return error


def compare(catalog: Catalog, every: list[dict[str, Any]], made: list[dict[str, Any]]) -> None:
    for options, got in zip(every, made, strict=True):
        setup = from_python(catalog, options)
        if isinstance(setup, InputError):
            assert got["problems"], options
            continue
        assert got["problems"] == [], (options, got)
        assert got["url"] == setup.postback_url, options
        assert got["link"] == setup.tracking_link, options
        assert got["code"] == setup.code, options
        assert got["type"] == setup.type.id
        assert got["notes"] == sorted(write_plain(note) for note in setup.notes), options
        texts = (*setup.tracker_steps, *setup.network_steps, *setup.verify, *setup.pitfalls)
        assert got["steps"] == [write_plain(text) for text in texts], options
        why = {name: write_plain(setup.gaps[name].why) if name in setup.gaps else "" for name in ("url", "link")}
        assert got["gaps"] == why, options
        assert got["withoutPayout"] == setup.url_without_payout, options
        shown = setup.postback_url or setup.code or setup.url_without_payout
        missing = setup.missing_fields if shown else []
        assert got["warnings"] + len(missing) == len(setup.warnings), (options, setup.warnings, got)


PAYOUTS: list[dict[str, str]] = [{}, {"payout": "1.5"}, {"payout": "macro"}, {"payout_macro": "{{own}}"}]
CURRENCIES: list[dict[str, str]] = [{}, {"currency": "EUR"}, {"currency": "USD"}, {"currency_code": "USDT"}]
CLICKS: list[dict[str, str]] = [{}, {"click_id_macro": "{{mine}}"}, {"click_id_param": "sub2"}]
LINKS: list[dict[str, Any]] = [
    {},
    {"campaign_url": "https://trk.example/a?x=1#b"},
    {"campaign_url": "https://trk.example/?sub3=##SUB_ID_SHORT(action)##&b=##BANNER_ID##"},
]


def test_it_makes_what_python_makes_for_every_tracker(opened: Opened) -> None:
    catalog = load_catalog()
    types: list[dict[str, str]] = [{}, *({"type": kind} for kind in catalog.networks["adsterra"].types)]
    every = [
        {"tracker": tracker, "network": "adsterra", "account": "acme", **kind, **payout, **currency}
        for tracker in catalog.trackers
        for kind in types
        for payout in PAYOUTS
        for currency in CURRENCIES
    ]
    every += [
        {"tracker": tracker, "network": "adsterra", **click, **link, **payout}
        for tracker in catalog.trackers
        for click in CLICKS
        for link in LINKS
        for payout in PAYOUTS[:3]
        # The page has no field for the click-ID macro of what is not a tracker.
        if not ("click_id_macro" in click and catalog.trackers[tracker].postback_out.delivery == "code")
    ]
    made = opened.go().evaluate(BUILD, [in_page(options) for options in every])
    compare(catalog, every, made)
    assert sum(not one["problems"] for one in made) > 2000


def test_it_knows_no_network(browser: Any, tmp_path: Path) -> None:
    catalog = load_catalog(MADE_UP)
    opened = Opened(browser.new_context(), written(catalog, tmp_path))
    every = [
        {"tracker": tracker, "network": network, "fields": fields, **payout, **currency}
        for tracker in catalog.trackers
        for network, fields in {"tradewind": {"account": "acme", "key": "ABCD1234"}, "harbour": {}}.items()
        for payout in PAYOUTS
        for currency in CURRENCIES[:2]
    ]
    page = opened.go("network=tradewind&tracker=keitaro&account=acme&field.key=ABCD1234")
    assert page.inner_text("#postback-url").startswith("http://in.tradewind.example/acme/event?key=ABCD1234&token=")
    compare(catalog, every, page.evaluate(BUILD, [in_page(options) for options in every]))


def test_nothing_of_a_hostile_catalog_runs(browser: Any, tmp_path: Path) -> None:
    catalog = load_catalog(TESTS / "catalogs" / "hostile_texts")
    opened = Opened(browser.new_context(), written(catalog, tmp_path))
    trackers = [tracker for tracker in catalog.trackers if tracker.startswith("fiend") or tracker == "constructor"]
    every: list[dict[str, Any]] = [
        {"tracker": tracker, "network": "fiend", "fields": fields, **payout}
        for tracker in trackers
        for fields in ({}, {"constructor": "acme", "account": "acme"}, {"account": "acme"})
        for payout in PAYOUTS
    ]
    page = opened.go()
    compare(catalog, every, page.evaluate(BUILD, [in_page(options) for options in every]))
    for tracker in trackers:
        page = opened.go(
            f"network=fiend&tracker={tracker}&account=acme&payout=1.5&with=constructor,toString&__proto__=x"
        )
        assert page.input_value("#tracker") == catalog.trackers[tracker].name
        page = opened.go(f"network=fiend&tracker={tracker}&field.constructor=acme")
        setup = build_setup(catalog, tracker, network="fiend", fields={"constructor": "acme"})
        if setup.postback_url:
            assert page.inner_text("#postback-url") == setup.postback_url
        assert page.query_selector_all("img, iframe, [onerror], [onclick], a[href^='javascript']") == []
    page.fill("#field-constructor", "")
    page.fill("#field-constructor", "a b")
    page.fill("#tracker", "")
    opened.assert_quiet()


def test_it_runs_the_table_of_cases(opened: Opened) -> None:
    for case, made in zip(CASES, opened.go().evaluate(BUILD, [in_page(case.options) for case in CASES]), strict=True):
        assert_made(case, made)
