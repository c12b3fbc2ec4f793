"""Everything that the generator page says about a tracker at a network is what Python says: a sample, and with `long` every pair."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from postback_pack import Catalog, InputError, build_setup
from postback_pack.catalog.model import Network, Tracker
from postback_pack.catalog.network_parts import UserField
from postback_pack.rendering.labels import labels
from postback_pack.rendering.setup_data import setup_data
from postback_pack.setup.build import Setup
from postback_pack.setup.notes import PLACEHOLDER
from postback_pack.site.generator_data import page_data
from postback_pack.site.generator_words import page_words
from postback_pack.text.markup import write_plain
from tests.generator_cases import in_page, on_the_page, run_script

SAMPLES = ("5", "lead", "acme", "ABCD1234", "a" * 32, "a" * 40, "11111111-2222-3333-4444-555555555555", "eu")
PAYOUTS: list[dict[str, str]] = [{}, {"payout": "2"}, {"payout": "macro"}, {"payout_macro": "{{own}}"}]
CURRENCIES: list[dict[str, str]] = [
    {},
    {"currency": "EUR"},
    {"currency": "USD"},
    {"currency": "macro"},
    {"currency_code": "USDT"},
]
SCHEMES: list[dict[str, bool]] = [{}, {}, {"http": True}, {"https": True}]
LINKS: list[dict[str, Any]] = [{}, {"campaign_url": "https://trk.example/a?x=1"}, {"with_macros": ["all"]}]


@pytest.fixture(scope="module")
def data(with_made_up: Catalog) -> dict[str, Any]:
    return page_data(with_made_up)


def sample_of(field: UserField) -> str:
    """Return a value that a field takes; one that takes none of the samples gets a wrong one, which both refuse."""
    return next((value for value in (*field.values, *SAMPLES) if field.takes(value)), SAMPLES[0])


def some_options(dice: random.Random, network: Network, tracker: Tracker) -> dict[str, Any]:
    """Return options for a pair: a type, or none, with each field given, filled in by the tracker, or left out."""
    by_macro = {name for name, field in network.fields.items() if field.macro and dice.random() < 0.3}
    given = {name for name in network.fields if dice.random() < 0.6} | by_macro
    fields = {
        name: "macro" if name in by_macro else sample_of(field)
        for name, field in network.fields.items()
        if name in given
    }
    return {
        "tracker": tracker.id,
        "network": network.id,
        "fields": fields,
        **({"type": dice.choice([*network.types])} if dice.random() < 0.3 else {}),
        **dice.choice(PAYOUTS),
        **(dice.choice(CURRENCIES) if dice.random() < 0.5 else {}),
        **dice.choice(SCHEMES),
        **dice.choice(LINKS),
    }


def assert_same(setup: Setup, made: dict[str, Any], options: dict[str, Any]) -> None:
    assert made["problems"] == [], options
    texts = (*setup.tracker_steps, *setup.network_steps, *setup.verify, *setup.pitfalls)
    written = setup_data(setup, write_plain, with_sources=False)
    words = labels(setup, written, write_plain)["grades"][bool(written["macros"]) :]
    # The page names a missing field in words of its own, beside the URL.
    warnings = [(about, found) for about, found in setup.warning_messages if found.code != PLACEHOLDER]
    expected = {
        "type": setup.type.id,
        "url": setup.postback_url,
        "link": setup.tracking_link,
        "code": setup.code,
        "urlWithoutPayout": setup.url_without_payout,
        "notes": sorted(write_plain(note) for note in setup.notes),
        "steps": [write_plain(text) for text in texts],
        "gaps": {name: write_plain(setup.gaps[name].why) if name in setup.gaps else "" for name in ("url", "link")},
        "grades": words,
        "missing": [*setup.missing_fields],
        "warnings": [[about, found.code, found.say(page_words)] for about, found in warnings],
    }
    assert {name: made[name] for name in expected} == expected, options


def compare(catalog: Catalog, data: dict[str, Any], every: list[dict[str, Any]]) -> Counter[str]:
    """Hold that the page makes what Python makes of these options, and count what there was."""
    seen: Counter[str] = Counter()
    for options, made in zip(every, run_script(catalog, [in_page(one) for one in every], data), strict=True):
        network = catalog.networks[options["network"]]
        try:
            setup = build_setup(catalog, **options)
        except InputError as error:
            assert made["problems"] == [on_the_page(problem, network, options) for problem in error.problems], options
            continue
        assert_same(setup, made, options)
        seen.update(name for name in ("url", "code", "link", "notes", "gaps") if made[name])
        seen["setup"] += 1
    return seen


def pairs(catalog: Catalog, dice: random.Random, trackers: int) -> Iterator[tuple[Network, Tracker]]:
    """Yield every network with some trackers: those with texts of their own at it, and others by chance."""
    for network in catalog.networks.values():
        special = [catalog.trackers[id] for id in network.trackers if id in catalog.trackers]
        for tracker in dice.sample([*catalog.trackers.values()], trackers) + special[:1]:
            yield network, tracker


def test_some_trackers_at_every_network(with_made_up: Catalog, data: dict[str, Any]) -> None:
    dice = random.Random(1)
    every = [some_options(dice, *pair) for pair in pairs(with_made_up, dice, 3) for _ in range(2)]
    seen = compare(with_made_up, data, every)
    assert seen["setup"] > len(every) // 3
    assert min(seen[name] for name in ("url", "code", "link", "notes", "gaps")) > 5, seen


def test_what_few_trackers_have(with_made_up: Catalog, data: dict[str, Any]) -> None:
    """Those that can send only http, and those that translate their statuses into a network's values."""
    only_http = [id for id, tracker in with_made_up.trackers.items() if tracker.postback_out.sends.scheme == "http"]
    every: list[dict[str, Any]] = [
        {"tracker": tracker, "network": network, **scheme}
        for tracker in only_http
        for network in ("adsterra", "mgid", "propellerads")
        for scheme in ({}, {"https": True})
    ]
    translated = [
        {"tracker": tracker, "network": network["id"], "fields": dict.fromkeys(pair["macros"], "macro")}
        for network in data["networks"]
        for tracker, pair in network["pairs"].items()
        if "macros" in pair
    ]
    assert only_http
    assert translated
    compare(with_made_up, data, every + translated)


@pytest.mark.long
@pytest.mark.parametrize("part", range(6))
def test_every_tracker_at_every_network(with_made_up: Catalog, data: dict[str, Any], part: int) -> None:
    dice = random.Random(f"all {part}")
    for network in [*with_made_up.networks.values()][part::6]:
        every = [some_options(dice, network, tracker) for tracker in with_made_up.trackers.values() for _ in range(3)]
        every += [
            {"tracker": tracker, "network": network.id, "type": kind, **payout}
            for tracker in with_made_up.trackers
            for kind in network.types
            for payout in PAYOUTS
        ]
        assert compare(with_made_up, data, every)["setup"] > 100
