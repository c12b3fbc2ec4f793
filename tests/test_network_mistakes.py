"""What is wrong in a postback is found and corrected for every network, and a call that arrives with real values is right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from postback_pack import Setup, check
from postback_pack.catalog.model import Network, Tracker
from postback_pack.setup.click_id import read_by
from postback_pack.trial.fill import filled_in, is_by_macro, read_postback, samples
from postback_pack.trial.received import CallReader
from postback_pack.urls.edit import Edit, apply_edits
from tests.network_setups import setups_of, shipped, trackers

NETWORKS = shipped().all_networks
A_FEW = [tracker for tracker in trackers() if tracker.id in ("keitaro", "prosper202", "tune")]


def with_value(setup: Setup, slot: str, text: str) -> str:
    """Return the postback URL of a setup with another text in a slot."""
    value = read_postback(setup).value(slot)
    assert value is not None
    return apply_edits(setup.postback_url or "", [Edit(value.start, value.end, text)])


def assert_found(setup: Setup, url: str, codes: set[str], *corrected: str | None) -> None:
    """Check a wrong URL: one of these ``codes``, and the URL to paste, which is the right one unless others are given."""
    result = check(shipped(), url, tracker=setup.tracker)
    found = {item.code for item in result.findings if item.severity == "error"}
    about = (setup, url, [(item.severity, item.code, item.message) for item in result.findings])
    assert found, about
    assert found <= codes, about
    assert result.network.id == setup.network.id, about
    assert result.urls[0].corrected in (corrected or (setup.postback_url,)), about


def assert_click_id_is_found(setup: Setup, others: Sequence[Network]) -> None:
    tracker, network = setup.tracker, setup.network
    for own in tracker.postback_out.own_click_id[:1]:
        assert_found(setup, with_value(setup, "click_id", own), {"own-click-id"})
    for other in (network, *others):
        macro = other.click_id_macro
        if macro and not tracker.meanings(macro) and not read_by(tracker, macro):
            codes = {"network-macro", "foreign-style", "unlisted-macro", "misspelt-macro"}
            codes = {"network-macro"} if other.id == network.id else codes
            assert_found(setup, with_value(setup, "click_id", macro), codes)
    assert_found(setup, with_value(setup, "click_id", "YOUR_CLICK_ID"), {"placeholder"})
    assert_found(setup, with_value(setup, "click_id", ""), {"click-id-empty"})


def assert_fields_are_found(setup: Setup) -> None:
    for name in setup.network.fields:
        field = setup.network.fields[name]
        if name not in setup.type.shape.needed:
            continue
        if field.placeholder:
            wrong = with_value(setup, name, field.placeholder)
            assert_found(setup, wrong, {"placeholder"}, None)
        if parameter := setup.type.shape.parameter_of(name):
            result = check(shipped(), without(setup, parameter), tracker=setup.tracker)
            is_asked_for = any(item.code == "wrong-field" and parameter in item.message for item in result.findings)
            # Without it, the URL may be one of another type.
            assert is_asked_for or result.urls[0].type != setup.type.id, (setup, parameter)


def without(setup: Setup, parameter: str) -> str:
    address, _, query = (setup.postback_url or "").partition("?")
    kept = [item for item in query.split("&") if item.partition("=")[0] != parameter]
    return f"{address}?{'&'.join(kept)}"


def assert_amount_is_found(setup: Setup) -> None:
    shape = setup.type.shape
    if setup.payout and shape.parameter_of("payout"):
        assert_found(setup, with_value(setup, "payout", "free"), {"payout-amount"}, None, setup.postback_url)
        assert_found(setup, with_value(setup, "payout", ""), {"payout-amount"}, None, setup.postback_url)
    if setup.currency and "currency" in shape.slots and not setup.type.currencies:
        assert_found(setup, with_value(setup, "currency", "CURRENCY"), {"placeholder"}, None)
        assert_found(
            setup, with_value(setup, "currency", "eur"), {"currency-code"}, with_value(setup, "currency", "EUR")
        )


def assert_address_is_found(setup: Setup) -> None:
    host = setup.type.shape.form.host
    url = setup.postback_url or ""
    assert_found(setup, url.replace(host, host[:2] + host[3:], 1), {"wrong-host"})
    literals = [piece for piece in setup.type.shape.form.path if isinstance(piece, str) and len(piece) > 3]
    for literal in literals[-1:]:
        assert_found(setup, url.replace(f"/{literal}", f"/{literal[:-1]}", 1), {"wrong-path"})


def assert_mistakes_are_found(network: Network, by: Sequence[Tracker], others: Sequence[Network]) -> None:
    for tracker in by:
        for setup in all_of_a_type(network, tracker):
            assert_click_id_is_found(setup, others)
            assert_fields_are_found(setup)
            assert_amount_is_found(setup)
            assert_address_is_found(setup)


def all_of_a_type(network: Network, tracker: Tracker) -> Iterator[Setup]:
    """Yield one setup for each type, the one that has the most."""
    by_type = {setup.type.id: setup for setup in setups_of(network, tracker)}
    yield from by_type.values()


def test_what_is_wrong_is_found() -> None:
    for number, network in enumerate(NETWORKS):
        others = [NETWORKS[number - 1], NETWORKS[number - 7]]
        assert_mistakes_are_found(network, [A_FEW[number % len(A_FEW)]], others)


@pytest.mark.long
@pytest.mark.parametrize("network", NETWORKS, ids=lambda network: network.id)
def test_what_is_wrong_is_found_for_every_tracker(network: Network) -> None:
    assert_mistakes_are_found(network, A_FEW, NETWORKS)
    assert_mistakes_are_found(network, trackers()[::4], ())


# Calls that arrive


def sample_values(setup: Setup, click_id: str) -> dict[str, str]:
    """Return a value for each slot in which the tracker has a macro."""
    read = read_postback(setup)
    values = {"click_id": click_id} | samples(read, "1.5")
    return values | ({"payout": "15"} if is_by_macro(read, "payout") else {})


@pytest.mark.parametrize("click_id", ["ab12CD34ef56", "a-b_c.d~e", "1234567890123456789012"])
def test_a_call_with_real_values_is_right(click_id: str) -> None:
    for network in NETWORKS:
        reader = CallReader([network])
        for number, setup in enumerate(all_of_a_type(network, A_FEW[0])):
            url = filled_in(read_postback(setup), sample_values(setup, f"{click_id}{number}"))
            call = reader.read(url)
            assert call.verdict == "right", (url, [item.message for item in call.findings])
            assert (call.network, call.type, call.values["click_id"]) == (network, setup.type.id, f"{click_id}{number}")
            elsewhere = reader.read("/" + url.partition("://")[2].partition("/")[2])
            assert [item.code for item in elsewhere.findings] == ["click-id-again"]


def test_a_macro_that_is_left_in_a_call_is_found() -> None:
    for network in NETWORKS:
        for setup in all_of_a_type(network, A_FEW[0]):
            read = read_postback(setup)
            values = sample_values(setup, "x1")
            for slot in values:
                url = filled_in(read, {name: value for name, value in values.items() if name != slot})
                found = [item.code for item in CallReader([network]).read(url).findings]
                # A space in a macro that is left is found too.
                assert set(found) - {"character"} == {"macro-not-replaced"}, (url, found)
