"""Every right URL of every network for every tracker passes `check`; what is wrong in it is found, whatever network it is."""

from __future__ import annotations

import pytest

from postback_pack import Setup, check
from postback_pack.catalog.model import Network
from tests.network_setups import IN_DOUBT, setups_of, shipped, trackers, true_warnings

NETWORKS = shipped().all_networks


def assert_right(setup: Setup) -> None:
    """Check the postback URL of a setup, for its tracker and without it."""
    url, warnings = setup.postback_url or "", true_warnings(setup)
    named = check(shipped(), url, tracker=setup.tracker)
    results = [(named, warnings)]
    # To guess takes most of the time, and needs the macros.
    if setup.payout.by_macro if setup.payout else not setup.type.takes("payout"):
        results.append((check(shipped(), url), warnings | IN_DOUBT))
    for result, allowed in results:
        about = (setup, [(item.severity, item.code, item.message) for item in result.findings])
        assert [item.code for item in result.findings if item.severity == "error"] == [], about
        assert {item.code for item in result.findings if item.severity == "warning"} <= allowed, about
        postback = result.urls[0]
        assert (postback.about, postback.type, result.network.id) == ("postback", setup.type.id, setup.network.id), (
            about
        )


def test_every_network_and_every_tracker_once() -> None:
    by = trackers()
    for number, tracker in enumerate(by):
        network = NETWORKS[number % len(NETWORKS)]
        for setup in setups_of(network, tracker):
            assert_right(setup)


@pytest.mark.long
@pytest.mark.parametrize("network", NETWORKS, ids=lambda network: network.id)
def test_every_setup(network: Network) -> None:
    for setup in setups_of(network, *trackers()):
        assert_right(setup)
