"""Which network a pasted URL belongs to: by its host, by what no other network has, or as the user names it."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator

import click
import pytest

from postback_pack import Catalog, InputError, build_setup, check
from postback_pack.checking.check import Check
from postback_pack.cli.check import check as check_command
from postback_pack.cli.listen import listen as listen_command
from tests.conftest import Result
from tests.network_setups import setups_of, shipped

Cli = Callable[..., Result]
BINOM = shipped().tracker("binom")
HOSTS = {
    host.removeprefix("www."): network.id
    for network in shipped().networks.values()
    for kind in network.types.values()
    for host in (kind.shape.form.host, *network.other_hosts)
}
SHARED = "https://trk.example/abc?external_id={click_id}"


def right_urls() -> Iterator[tuple[str, str, str]]:
    """Yield every network's postbacks for Binom: network, host and URL."""
    for network in shipped().networks.values():
        for setup in setups_of(network, BINOM):
            yield network.id, setup.type.shape.form.host, setup.postback_url or ""


def host_of(url: str | None) -> str:
    found = re.match("[a-z]+://([^/?]*)", url or "")
    return found[1].removeprefix("www.") if found else ""


def assert_of(result: Check, network: str) -> None:
    """Assert that a URL is read as a postback of one network, or corrected into none."""
    [url] = result.urls
    if url.about == "postback":
        assert result.network.id == network, url
    assert HOSTS.get(host_of(url.corrected)) in (None, network), url


def test_a_host_shows_its_network() -> None:
    for network in shipped().networks.values():
        *_, setup = setups_of(network, BINOM)
        for host in (setup.type.shape.form.host, *network.other_hosts):
            result = check(shipped(), (setup.postback_url or "").replace(setup.type.shape.form.host, host), BINOM)
            assert ([url.about for url in result.urls], result.network.id) == (["postback"], network.id)


def test_a_host_with_a_typo_shows_one_network_or_none() -> None:
    for network, host, url in right_urls():
        for place in (1, len(host) // 2):
            assert_of(check(shipped(), url.replace(host, host[:place] + host[place + 1 :]), BINOM), network)


def test_a_host_with_a_typo_says_nothing_alone() -> None:
    for network in shipped().networks.values():
        host = next(iter(network.types.values())).shape.form.host
        [url] = check(shipped(), f"https://{host[:-5]}{host[-4:]}/landing?utm_source=x").urls
        assert url.about == "link", host


def test_another_host_is_never_corrected_into_another_networks() -> None:
    recognised = set()
    for network, host, url in right_urls():
        result = check(shipped(), url.replace(host, "ads.example"), BINOM)
        assert_of(result, network)
        assert result.verdict == "error"
        if result.urls[0].about == "postback":
            recognised.add(network)
        else:
            assert [finding.code for finding in result.findings] == ["other-network"]
            assert result.networks == ()
    # By path or by the name of the click ID; most networks have neither of their own.
    assert {"adsterra", "taboola", "outbrain"} <= recognised
    assert not {"mgid", "propellerads", "zeropark", "clickadilla", "onclicka"} & recognised


def test_a_named_network_is_not_guessed() -> None:
    for network in shipped().networks:
        result = check(shipped(), "https://ads.example/x?y={externalid}", BINOM, network=network)
        assert (result.urls[0].about, result.network.id) == ("postback", network)
        assert host_of(result.urls[0].corrected) in (
            "",
            *(host for host, owner in HOSTS.items() if owner == network),
        )
        link = check(shipped(), "https://trk.example/abc", BINOM, network=network)
        assert (link.urls[0].about, link.network.id) == ("link", network)
        macro = link.network.click_id_macro
        assert link.urls[0].corrected == f"https://trk.example/abc?external_id={macro}"
        assert check(shipped(), link.urls[0].corrected, BINOM, network=network).verdict == "right"


def test_another_networks_host_is_not_overwritten() -> None:
    url = "https://a.mgid.com/postback?c={externalid}&e=lead"
    result = check(shipped(), url, BINOM, network="taboola")
    assert (result.network.id, result.urls[0].corrected) == ("taboola", None)
    found = {finding.code: finding.message for finding in result.findings}
    assert found["wrong-host"] == "This is the host of MGID. The host of Taboola is trc.taboola.com."


def test_the_networks_that_share_a_macro_are_all_named(cli: Cli) -> None:
    out = cli("check", SHARED, "--tracker", "keitaro").out
    sharing = [network.name for network in shipped().networks.values() if network.click_id_macro == "{click_id}"]
    assert len(sharing) > 2
    assert f"The macros in it fit {', '.join(sharing[:-1])} and {sharing[-1]}. Add --network NAME to be sure." in out
    assert "at the click, your network puts the click ID there" in out
    named = cli("check", SHARED, "--tracker", "keitaro", "--network", "taboola").out
    assert "fit" not in named
    assert "Taboola puts the click ID there" in named
    data = json.loads(cli("check", SHARED, "--tracker", "keitaro", "--format", "json").out)
    assert data["networks"] == [
        network.id for network in shipped().networks.values() if network.click_id_macro == "{click_id}"
    ]


def test_further_macros_narrow_it_down() -> None:
    result = check(shipped(), f"{SHARED}&sub_id_1={{widget_id}}", "keitaro")
    assert [network.id for network in result.networks] == ["mgid"]


def test_a_correction_on_which_networks_agree_is_proposed() -> None:
    result = check(shipped(), "https://trk.example/abc?clickid={click_id}", "cake")
    assert result.urls[0].corrected == "https://trk.example/abc?s2={click_id}"
    doubtful = check(shipped(), "https://trk.example/abc?external_id={campaign_id}", "keitaro")
    assert len(doubtful.networks) > 2
    assert doubtful.urls[0].corrected is None
    assert "--network NAME" in (doubtful.urls[0].why_not or "")


def test_without_any_macro_the_default_is_offered(cli: Cli) -> None:
    out = cli("check", "https://trk.example/abc", "--tracker", "keitaro").out
    assert "It has no macro of a network, so it is checked for Adsterra. Add --network NAME" in out
    assert out.endswith("https://trk.example/abc?external_id=##SUB_ID_SHORT(action)##\n")
    assert "it is checked for" not in cli("check", "https://trk.example/abc", "--network", "adsterra").out


@pytest.mark.parametrize(
    ("tracker", "url", "about"),
    [
        ("kochava", "https://a.mgid.com/postback?c={click_id}&e=lead", "postback"),
        ("kochava", "https://trk.example/abc?click_id={click_id}", "link"),
        ("keitaro", SHARED, "link"),
    ],
)
def test_a_macro_of_both_sides_is_judged_by_its_place(tracker: str, url: str, about: str) -> None:
    for network in (None, "mgid"):
        result = check(shipped(), url, tracker, network=network)
        assert [checked.about for checked in result.urls] == [about]
        assert result.verdict == "right"


def test_what_both_sides_write_is_a_postback_where_the_tracker_does_not_take_it() -> None:
    [url] = check(shipped(), "https://ads.example/pb?x={click_id}", "kochava").urls
    assert ([finding.code for finding in url.findings], url.corrected) == (["other-network"], None)


def test_macros_behind_a_hash_sign_stay_whole_among_networks_with_braces() -> None:
    swaarm = shipped().tracker("swaarm")
    for network in shipped().networks.values():
        for setup in setups_of(network, swaarm):
            assert check(shipped(), setup.postback_url or "", swaarm).verdict in ("right", "note", "warning")


def test_the_address_for_conversions_comes_before_a_networks_path(cli: Cli) -> None:
    done = cli("check", "https://trk.example/postback?cid={clickid}&payout={payout}", "--tracker", "voluum")
    assert done.status == 1
    assert "error opposite-direction: " in done.out
    assert "`postback-pack render voluum --network NAME` prints both" in done.out
    assert not [host for host in HOSTS if host in done.out]
    named = cli(
        "check",
        "https://trk.example/click?cnv_id={click_id}&payout={payout}",
        "--tracker",
        "binom",
        "--network",
        "mgid",
    )
    assert "`postback-pack render binom --network mgid` prints both" in named.out


def test_a_network_that_the_catalog_does_not_have(cli: Cli) -> None:
    done = cli("check", "https://unknown.example/pb?cid={externalid}", "--tracker", "binom")
    assert done.status == 1
    assert "No network in the catalog has this address. `postback-pack list --networks` lists them." in done.out
    assert "There is no URL to paste instead." in done.out


def test_a_right_postback_of_another_network_is_explained(cli: Cli) -> None:
    url = "http://ad.propellerads.com/conversion.php?aid=1&pid=&tid=2&visitor_id={externalid}"
    done = cli("check", url, "--tracker", "binom")
    assert done.status == 0
    assert done.out.startswith("Postback URL of PropellerAds, checked for Binom\n")
    assert done.out.endswith("No problems found.\n")
    assert all(
        part in done.out for part in ("ad.propellerads.com ", "aid=1 ", "pid= ", "tid=2 ", "visitor_id={externalid} ")
    )


@pytest.mark.parametrize("command", [("check", "https://trk.example/"), ("listen",)])
def test_an_unknown_network_is_refused(cli: Cli, command: tuple[str, ...]) -> None:
    done = cli(*command, "--network", "taboolla")
    assert (done.status, done.out) == (2, "")
    assert "Did you mean taboola?" in done.err
    with pytest.raises(InputError):
        check(shipped(), "https://trk.example/", network="taboolla")


def test_another_tracker_of_the_same_network(cli: Cli) -> None:
    url = "https://a.mgid.com/postback?c={externalid}&e=lead&r={payout}"
    right = build_setup(shipped(), "cake", network="mgid", fields={"event": "lead"}, payout="macro").postback_url
    assert cli("check", url, "--to", "cake").out == f"{right}\n"
    assert cli("check", url, "--to", "cake", "--network", "mgid").out == f"{right}\n"
    assert cli("check", url, "--to", "cake", "--network", "taboola").status == 2


def test_lines_of_one_network(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(f"{SHARED}\n".encode())))
    done = cli("check", "-", "--tracker", "keitaro", "--network", "taboola", "--format", "json")
    assert json.loads(done.out)["networks"] == ["taboola"]


def test_the_names_of_networks_are_completed() -> None:
    for command in (check_command, listen_command):
        [option] = [option for option in command.params if option.name == "network"]
        offered = option.shell_complete(click.Context(command), "tab")
        assert [item.value for item in offered] == ["taboola"]


@pytest.mark.parametrize(
    ("macro", "severity", "code", "said"),
    [
        ("##SUB_ID_SHORT(action)##", "error", "network-macro", "the click-ID macro of Adsterra"),
        ("${SUBID}", "warning", "unlisted-macro", "the click-ID macro of Clickadu and PropellerAds"),
        ("${sub1}", "warning", "unlisted-macro", "a variable of a program"),
    ],
)
def test_a_macro_of_another_network_where_no_tracker_is_known(
    catalog: Catalog, macro: str, severity: str, code: str, said: str
) -> None:
    """It is an error only if no tracker writes its macros so: one that is not listed may have it."""
    checked = check(catalog, f"https://a.mgid.com/postback?c={macro}&e=lead")
    [finding] = [finding for finding in checked.findings if finding.severity != "note"]
    assert (finding.severity, finding.code) == (severity, code)
    assert said in str(finding.said)
