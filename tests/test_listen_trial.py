"""`listen TRACKER`: what it prints to paste arrives, is judged, and never says that a trial works where it cannot."""

from __future__ import annotations

import http.client
import json
import re
import shlex
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from postback_pack import Catalog, InputError, check
from postback_pack.setup.build import setup_of
from postback_pack.setup.options import Options
from postback_pack.setup.request import check_request
from postback_pack.trial.local import Trial
from postback_pack.trial.reach import callable_address
from postback_pack.trial.received import CallReader
from postback_pack.urls.hosts import is_private
from tests.conftest import TESTS, Result, mostly_long
from tests.network_setups import options_of, setups_of, shipped
from tests.receiver import listener

Cli = Callable[..., Result]
ADDRESS = "127.0.0.1:8787"
GUIDE = (TESTS.parent / "docs" / "trial.md").read_text(encoding="utf-8")
[SHOWN] = re.findall(r"^```text\n\$ postback-pack (listen .*\n(?:.+\n)+)```", GUIDE, re.MULTILINE)


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as one:
            one.bind(("::1", 0))
    except OSError:
        return False
    return True


needs_ipv6 = pytest.mark.skipif(not has_ipv6(), reason="needs IPv6")


def call(url: str, **values: str) -> None:
    """Make the call of a tracker that fills in its macros."""
    for macro, value in values.items():
        url = url.replace(f"{{{macro}}}", value)
    parts = urlsplit(url)
    with closing(http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)) as connection:
        connection.request("GET", f"{parts.path}?{parts.query}")
        assert connection.getresponse().status == 200


def test_what_the_page_shows() -> None:
    """The example of the docs, from what is printed to the line for a call."""
    command, *printed, arrived = SHOWN.splitlines()
    with listener(*shlex.split(command)[1:]) as receiver:
        printed = [line.replace("8787", str(receiver.port)) for line in printed]
        call(printed[2], external_id="trial-1", revenue="1.5")
        status, lines, err = receiver.stop()
    assert [receiver.begins.rstrip("\n"), *lines] == [*printed, arrived]
    assert (status, err) == (130, "1 call received.\n")


def test_every_address_of_the_machine() -> None:
    """The URL has one that can be called. With --json it is on standard error, and standard output has only calls."""
    with listener("--json", "binom", "--host", "0.0.0.0", "--allow-remote") as receiver:
        heading, url = (receiver.told().strip() for _ in range(2))
        call(url, externalid="a1")
        _, [line], err = receiver.stop()
    assert heading.startswith("For the trial, paste this into Binom (")
    assert urlsplit(url).hostname not in (None, "0.0.0.0")
    received = json.loads(line)
    assert (received["verdict"], received["values"]["click_id"]) == ("error", "a1")
    assert "Warning: NAMEOFADVERTISER is a placeholder" in err


@needs_ipv6
def test_an_address_in_brackets(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tracker may take it for a macro. The environment names the network."""
    monkeypatch.setenv("POSTBACK_PACK_NETWORK", "mgid")
    with listener("clickmagick", "--host", "::1", "--field", "event=lead") as receiver:
        url = f"http://[::1]:{receiver.port}/postback?c=[cmc_tid]&e=lead"
        call(url.replace("[cmc_tid]", "a1"))
        _, lines, err = receiver.stop()
    assert lines[1] == url
    assert lines[-1].startswith("GET  right  /postback?c=a1&e=lead")
    assert "may take [::1] for one" in err


@pytest.mark.parametrize("tracker", mostly_long(["prosper202", "binom", "cake", "n8n"], 1))
def test_every_network_can_be_tried(tracker: str) -> None:
    """The local URL is received as a call of that network, and `check` gives the real one for it."""
    catalog, by = shipped(), shipped().tracker(tracker)
    for network in catalog.networks.values():
        asked = [(kind, options) for kind in network.types.values() for options in options_of(network, kind, by)]
        wanted = [Options(tracker, network=network, type=kind.id, **options) for kind, options in asked]
        options = next((one for one in reversed(wanted) if setup_of(check_request(catalog, one)).postback_url), None)
        if options is None:
            continue
        tried = Trial(catalog, options)
        real = tried.setup.postback_url
        _, local, _, again = tried.lines(ADDRESS)
        assert again == real
        assert local.startswith(f"http://{ADDRESS}/")
        assert local.endswith((real or "").partition("://")[2].partition("/")[2])
        arrived = CallReader(catalog.networks_named(network)).read(local)
        assert (arrived.network, {item.code for item in arrived.findings}) == (network, {"macro-not-replaced"})
        checked = check(catalog, local, tracker=by, network=network)
        assert checked.verdict in ("note", "warning")
        assert "private-address" in {finding.code for finding in checked.findings}
        assert [url.corrected for url in checked.urls] == [real]


def test_a_local_url_shows_its_network() -> None:
    """Without --network, and without --tracker: its own network or a warning that asks for it, never another one or an error."""
    catalog, asked = shipped(), set()
    for network in catalog.networks.values():
        for tracker in ("keitaro", "cpvlab"):
            setup = setups_of(network, catalog.tracker(tracker))[-1]
            local = "http://192.168.1.7:8787/" + (setup.postback_url or "").partition("://")[2].partition("/")[2]
            for named in (tracker, None):
                checked = check(catalog, local, tracker=named)
                assert checked.verdict != "error", (local, [finding.message for finding in checked.findings])
                [url] = checked.urls
                if [finding.said.code for finding in url.findings] == ["private-address.which"]:
                    assert "--network NAME" in url.findings[0].message
                    assert (url.corrected, url.parts) == (None, ())
                    asked.add(network.id)
                else:
                    assert (checked.network, url.corrected) == (network, setup.postback_url)
    # Another network has the same path and parameters.
    assert asked <= {"clickadilla", "onclicka", "ppcmate"}, asked


def test_every_tracker_can_be_tried_or_says_why_not(catalog: Catalog) -> None:
    """Code has the receiver's address in every branch, and nowhere the network's."""
    codes, by_servers = 0, set()
    for tracker in catalog.trackers.values():
        options = Options(tracker, account="acme", payout="2" if tracker.postback_out.delivery == "paste" else "macro")
        try:
            tried = Trial(catalog, options)
        except InputError as refused:
            if tracker.postback_out.delivery == "link_callback":
                assert str(refused).startswith(f"There is nothing to paste into {tracker.name}")
            elif tracker.postback_out.delivery == "code":
                by_servers.add(tracker.id)
                assert str(refused).startswith(f"The code for {tracker.name} calls your own server")
            else:
                assert tracker.postback_out.delivery in ("partner", "none") or not tracker.macro("click_id")
            continue
        heading, text, *_, afterwards = tried.lines(ADDRESS)
        assert tried.setup.network.name in heading or "paste this into" in heading
        assert f"http://{ADDRESS}/" in text
        assert "pbterra" not in text
        if tried.setup.code:
            codes += 1
            assert (
                afterwards
                == f"After the trial, use what `postback-pack render {tracker.id}` prints with the same options."
            )
            assert text.replace(f"http://{ADDRESS}", "https://www.pbterra.com") == tried.setup.code
    assert (codes, by_servers) == (20, {"gtm_web", "shopify"})


def test_code_for_a_trial_arrives(catalog: Catalog, tmp_path: Path) -> None:
    tried = Trial(catalog, Options("python", account="acme", payout="macro"))
    with listener("--json") as receiver:
        _, code, *_ = tried.lines(f"127.0.0.1:{receiver.port}")
        file = tmp_path / "conversions.py"
        file.write_text(f"{code}\n\nprint(report('order-1', 'a1', '24.90', 'EUR'))\n")
        done = subprocess.run(
            [sys.executable, file], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True
        )
        _, [line], _ = receiver.stop()
    received = json.loads(line)
    assert done.stdout.strip() == "True"
    assert received["verdict"] == "right"
    assert received["values"] == {"account": "acme", "currency": "EUR", "click_id": "a1", "payout": "24.90"}


REFUSED = [
    (["adjust", "--account", "acme"], ["Adjust", "carries the postback", "postback-pack preview adjust"]),
    (["appsflyer"], ["There is no postback URL to paste for AppsFlyer"]),
    (["adsbridge"], ["--click-id-macro"]),
    (["nobody"], ["There is no tracker 'nobody'"]),
    (["keitaro", "--network", "nobody"], ["There is no network 'nobody'"]),
    (["keitaro", "--payout", "x", "--currency", "y", "--field", "z"], ["z", "=VALUE"]),
    (["keitaro", "--payout", "x", "--currency", "y"], ["--payout 'x'", "--currency 'y'"]),
    (["keitaro", "--host", "0.0.0.0"], ["--allow-remote"]),
    (["keitaro", "--http"], ["--http"]),
    (["keitaro", "--format", "url"], ["--format"]),
    (["--account", "acme"], ["--account belongs to a tracker's setup", "postback-pack listen keitaro"]),
    (["--network", "mgid", "--field", "event=lead"], ["--field belongs to a tracker's setup"]),
]


@pytest.mark.parametrize(("arguments", "told"), REFUSED)
def test_what_cannot_be_tried_is_not_listened_for(cli: Cli, arguments: list[str], told: list[str]) -> None:
    result = cli("listen", *arguments)
    assert (result.status, result.out) == (2, "")
    assert all(text in result.err for text in told), result.err
    assert "Listening" not in result.err


def test_nothing_is_printed_for_a_port_that_is_taken(cli: Cli) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = cli("listen", "keitaro", "--port", str(taken.getsockname()[1]))
    assert (result.status, result.out) == (2, "")
    assert "Choose another port with --port" in result.err


def test_a_tracker_that_calls_no_private_addresses_is_named(cli: Cli, catalog: Catalog) -> None:
    """It is a fact of the tracker, with evidence."""
    [tracker, *_] = [one for one in catalog.trackers.values() if one.postback_out.sends.private is False]
    assert tracker.facts()["sends.private"] == "False"
    assert any("sends.private" in item.supports for item in tracker.evidence)
    with listener(tracker.id, "--account", "acme") as receiver:
        _, lines, err = receiver.stop()
    assert f"Warning: {tracker.name} does not call private addresses such as 127.0.0.1" in err
    checked = cli("check", lines[1], "--tracker", tracker.id)
    assert checked.status == 0
    assert f"Warning: {tracker.name} does not call private addresses" in checked.words
    assert lines[-1] in checked.out


@pytest.mark.parametrize(
    ("bound", "own", "called"),
    [
        (["127.0.0.1", "::1"], None, "127.0.0.1"),
        (["::", "192.168.1.7"], None, "192.168.1.7"),
        (["0.0.0.0"], "192.168.1.7", "192.168.1.7"),
        (["::"], "2a00::1", "2a00::1"),
        (["0.0.0.0"], "0.0.0.0", "127.0.0.1"),
        (["0.0.0.0", "::"], OSError(), "127.0.0.1"),
        (["::"], OSError(), "::1"),
    ],
)
def test_the_address_to_call(
    monkeypatch: pytest.MonkeyPatch, bound: list[str], own: str | OSError | None, called: str
) -> None:
    class Unused:
        def __init__(self, *_: object) -> None: ...
        def __enter__(self) -> Unused:
            return self

        def __exit__(self, *_: object) -> None: ...
        def connect(self, _: object) -> None:
            if isinstance(own, OSError):
                raise own

        def getsockname(self) -> tuple[object, int]:
            return own, 9

    monkeypatch.setattr(socket, "socket", Unused)
    assert callable_address(bound) == called


@pytest.mark.parametrize(
    ("host", "private"),
    [
        *((host, True) for host in ("127.0.0.1", "127.9.9.9:80", "localhost:8787", "LOCALHOST", "[::1]:8787", "[FE80::1%eth0]")),
        *((host, True) for host in ("10.1.2.3", "172.17.0.1:1", "192.168.0.1", "100.64.0.1", "[fd00::1]", "[::ffff:10.0.0.1]")),
        *((host, True) for host in ("tracker.localhost", "host.docker.internal", "nas.local:80")),
        *((host, False) for host in ("", "0.0.0.0", "[::]", "203.0.113.5", "8.8.8.8:80", "[2a00::1]", "172.32.0.1", "999.1.1.1")),
        *((host, False) for host in ("localhost.example", "mylocalhost", "local", "127.0.0.1.example", "[::1", "::1", "1.2.3")),
    ],
)  # fmt: skip
def test_which_hosts_are_private(host: str, private: bool) -> None:
    assert is_private(host) is private
