"""Slips that only many networks make possible: nothing wrong passes as right, and no correction sends conversions elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from postback_pack import Catalog, check, load_catalog
from postback_pack.checking.check import Check
from tests.conftest import MADE_UP, Result
from tests.network_setups import setups_of, shipped, trackers

Cli = Callable[..., Result]
KEITARO = shipped().tracker("keitaro")
TRADEWIND = MADE_UP / "templates" / "networks" / "tradewind"
BEACON = "http://in.beacon.example/e/5?ref=b-{external_id}&event=signup&pid="


def found(result: Check) -> list[tuple[str, str]]:
    return [(item.severity, item.code) for item in result.findings if item.severity != "note"]


def corrected(result: Check) -> str | None:
    return result.urls[0].corrected


# What is given twice


def test_a_parameter_that_is_there_twice_is_found_for_every_network() -> None:
    for network in shipped().all_networks:
        *_, setup = setups_of(network, KEITARO)
        url = setup.postback_url or ""
        for slot, name in setup.type.shape.parameters.items():
            if f"{name}=" not in url:
                continue
            result = check(shipped(), f"{url}&{name}=zz9", KEITARO)
            assert result.verdict == "error", (slot, url)
            is_click_id = slot == "click_id"
            assert corrected(result) == (url if is_click_id else None), (slot, url)
        for name in setup.type.shape.fixed_parameters:
            before, _, after = url.partition("?")
            result = check(shipped(), f"{before}?{name}=zz9&{after}", KEITARO)
            assert ("error", "fixed-parameter") in found(result), (name, url)


def test_the_same_value_twice_is_removed(with_made_up: Catalog) -> None:
    url = f"{BEACON}&worth=5"
    result = check(with_made_up, f"{url}&event=signup", "keitaro")
    assert (found(result), corrected(result)) == ([("warning", "parameter-twice")], url)
    result = check(with_made_up, f"{url}&worth=5", "keitaro")
    assert (found(result), corrected(result)) == ([("error", "payout-amount")], url)


def test_of_two_that_may_be_meant_the_one_with_a_macro_is(with_made_up: Catalog) -> None:
    url = "https://www.pbterra.com/name/acme/at?token=7&{}={{external_id}}"
    assert corrected(check(with_made_up, url.format("click_id"), "keitaro")) == url.format("subid_short")


# A macro that means something else


@pytest.mark.parametrize("macro", ["{external_id}", "{subid}", "{revenue}"])
@pytest.mark.parametrize("name", ["event", "cur"])
def test_an_id_or_amount_is_no_event_and_no_currency(with_made_up: Catalog, name: str, macro: str) -> None:
    url = f"{BEACON}&worth={{revenue}}&cur=EUR"
    value = {"event": "signup", "cur": "EUR"}[name]
    result = check(with_made_up, url.replace(f"{name}={value}", f"{name}={macro}"), "keitaro")
    assert ("warning", "wrong-macro") in found(result)


@pytest.mark.parametrize("slip", ["{External_id}", "{externalid}", "{click_id}"])
def test_a_slip_where_a_parameter_of_any_name_fits(slip: str) -> None:
    tracker = next(one for one in trackers() if one.macro("click_id") == "{<param>}")
    right = "{" + (tracker.click_in.param or "") + "}"
    url = "https://lupush.com/conversion?click_id="
    assert check(shipped(), url + right, tracker).verdict == "right"
    slip = {"{External_id}": right.title(), "{externalid}": right.replace("e", "", 1)}.get(slip, slip)
    assert found(check(shipped(), url + slip, tracker)) == [("warning", "unlisted-macro")]


def test_the_networks_own_macro_is_not_a_trackers_with_a_slip() -> None:
    result = check(shipped(), "https://evadav.com/phpb?click_id={CLICKID}")
    assert (result.tracker, found(result)) == (None, [("error", "network-macro")])


def test_the_networks_own_macro_is_not_replaced_by_a_guess() -> None:
    for network in shipped().all_networks:
        *_, setup = setups_of(network, KEITARO)
        value = setup.click_id.macro or ""
        url = (setup.postback_url or "").replace(value, network.click_id_macro or "")
        result = check(shipped(), url)
        assert corrected(result) is None, url
        assert result.verdict != "right" or result.tracker, url


# Links for a network that the catalog does not have


@pytest.mark.parametrize("macro", ["{foo_click}", "{subid}", "$FOOCLICK$", "__CLICKID__", "{{fooid}}"])
@pytest.mark.parametrize("default", [None, "mgid"])
def test_the_macro_of_a_network_that_nobody_knows_is_not_overwritten(macro: str, default: str | None) -> None:
    for tracker, name in (("binom", "external_id"), (None, "x")):
        url = f"https://trk.example/abc?{name}={macro}"
        result = check(shipped(), url, tracker, default_network=default)
        assert (found(result), corrected(result)) == ([("warning", "invented-macro")], None)
        assert check(shipped(), url, tracker, network="mgid").verdict == "error"


def test_the_trackers_own_macro_in_its_link_is_no_networks() -> None:
    result = check(shipped(), "https://trk.example/abc?cmc_tid=[cmc_vid]", "clickmagick")
    assert result.verdict == "error"


def test_the_name_in_a_macro_shows_its_network_in_another_style() -> None:
    result = check(shipped(), "https://trk.example/abc?external_id=[SUB_ID_SHORT]", KEITARO)
    assert corrected(result) == "https://trk.example/abc?external_id=##SUB_ID_SHORT(action)##"


@pytest.mark.parametrize("url", ["http/://a.example/?x={click_id}", "ht/tps://a.example/x?external_id={click_id}"])
def test_what_is_no_host_is_not_made_one(url: str) -> None:
    assert corrected(check(shipped(), url)) is None


def test_a_sign_that_cuts_a_postback_in_two_makes_no_link_of_it() -> None:
    result = check(shipped(), "https://ads.ex#ample/log?key={external_id}", KEITARO)
    assert (result.verdict, corrected(result)) == ("error", None)


def test_a_postback_for_the_usual_macro_of_a_tracker_is_no_link() -> None:
    tracker = next(one for one in trackers() if one.macro("click_id") == "{<param>}")
    result = check(shipped(), "https://ads.example/log?key={" + (tracker.click_in.param or "") + "}", tracker)
    assert (found(result), corrected(result)) == ([("error", "other-network")], None)


# Words that are a placeholder of one network


@pytest.mark.parametrize("word", ["event", "goal", "conversion"])
def test_a_plain_word_in_small_letters_is_a_value(cli: Cli, word: str) -> None:
    result = check(shipped(), f"https://trk.example/{word}/?external_id={{postbackid}}&t={word}", KEITARO)
    assert (result.network.id, found(result)) == ("outbrain_dsp", [])
    url = f"https://p1.zemanta.com/v2/p/s2s/7/{word}/?postbackid={{external_id}}"
    assert found(check(shipped(), url, KEITARO)) == []
    fields = ("--field", "account=7", "--field", f"event={word}")
    made = cli("render", "keitaro", "--network", "outbrain_dsp", *fields, "--format", "url")
    assert made.out == f"{url}\n"
    upper = check(shipped(), url.replace(f"/{word}/", "/CONVERSION/"), KEITARO)
    assert ("error", "placeholder") in found(upper)


# The slash that every browser adds


def test_a_missing_slash_is_added() -> None:
    url = "http://conv.adxadserv.com/?clickid={external_id}"
    assert corrected(check(shipped(), url.replace("/?", "?"), KEITARO)) == url


# Another tracker's macros in the same postback


def test_a_rewritten_postback_keeps_its_type_and_the_macros_in_its_fields(cli: Cli) -> None:
    old = "https://ads.trafficjunky.net/tj_ads_pt?a=7&member_id=7&aclid={externalid}"
    kept = cli("check", old, "--tracker", "binom", "--to", "redtrack").out
    assert kept == old.replace("{externalid}", "{ref_id}") + "\n"
    status = "https://a.mgid.com/postback?c={external_id}&e={status}"
    assert cli("check", status, "--tracker", "keitaro", "--to", "binom").out == (
        "https://a.mgid.com/postback?c={externalid}&e={cnv_status}\n"
    )


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://a.mgid.com/postback?c={external_id}&e=lead&e=sale", "e appears 2 times"),
        ("https://kdtrk.net/ru/postback/?data={external_id}&status={status:sale=approved}", "how Binom does that"),
    ],
)
def test_what_the_other_tracker_may_not_report_is_not_rewritten(cli: Cli, url: str, words: str) -> None:
    result = cli("check", url, "--tracker", "keitaro", "--to", "binom")
    assert (result.status, result.out) == (2, "")
    assert words in result.err


# What is a network's own


def copy_of(folder: Path, name: str, **changes: str) -> None:
    """Write a copy of Tradewind with another name and another URL."""
    network = folder / "templates" / "networks" / name
    network.mkdir(parents=True)
    described = (TRADEWIND / "network.yaml").read_text(encoding="utf-8")
    described = (
        described.replace("tradewind", name).replace("Tradewind", name.title()).replace("  sale: {name: Sale}\n", "")
    )
    (network / "network.yaml").write_text(described, encoding="utf-8")
    url = (TRADEWIND / "lead.url.j2").read_text(encoding="utf-8").replace("tradewind", name)
    for before, after in changes.items():
        url = url.replace(f"{before}=", after)
    (network / "lead.url.j2").write_text(url, encoding="utf-8")


def test_a_parameter_that_another_network_has_for_something_else_shows_nobody(tmp_path: Path) -> None:
    url = "https://ads.example/x?ambertoken={externalid}"
    copy_of(tmp_path, "amber", token="ambertoken=")
    assert check(load_catalog(tmp_path), url, "binom").network.id == "amber"
    copy_of(tmp_path, "birch", token="birchtoken=", key="ambertoken=")
    result = check(load_catalog(tmp_path), url, "binom")
    assert found(result) == [("error", "other-network")]


def test_a_path_that_fits_another_network_too_shows_nobody(tmp_path: Path) -> None:
    url = "https://ads.example/acme/amber/event?key=ABCD1234&token={externalid}"
    copy_of(tmp_path, "amber")
    path = tmp_path / "templates" / "networks" / "amber" / "lead.url.j2"
    path.write_text(path.read_text().replace("}}/event", "}}/amber/event"))
    assert check(load_catalog(tmp_path), url, "binom").network.id == "amber"
    # Its path has one fixed segment only, so it never shows the network alone.
    copy_of(tmp_path, "birch")
    path = tmp_path / "templates" / "networks" / "birch" / "lead.url.j2"
    path.write_text("{{ scheme }}://in.birch.example/{{ account }}/{{ key }}/event?token={{ click_id }}\n")
    result = check(load_catalog(tmp_path), url, "binom")
    assert found(result) == [("error", "other-network")]
