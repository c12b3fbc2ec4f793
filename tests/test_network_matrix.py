"""Every right URL and link of every network for every tracker passes `check`, by itself and with all that is known of it."""

from __future__ import annotations

from typing import Any

import pytest

from postback_pack import Setup, check
from postback_pack.catalog.model import Network
from tests.network_setups import IN_DOUBT, setups_of, shipped, trackers, true_warnings

NETWORKS = shipped().all_networks


def assert_right(setup: Setup, url: str | None, in_doubt: bool = False, **named: Any) -> None:
    """Check a URL of a setup; ``named`` is what `check` is given. ``in_doubt``: it may be another tracker's too."""
    result = check(shipped(), url or "", **named)
    allowed = true_warnings(setup) | (IN_DOUBT if in_doubt else set())
    about = (setup, named, [(item.severity, item.code, item.message) for item in result.findings])
    assert [item.code for item in result.findings if item.severity == "error"] == [], about
    assert {item.code for item in result.findings if item.severity == "warning"} <= allowed, about
    read = {one.about: one.type for one in result.urls}
    if url == setup.postback_url:
        assert (read["postback"], result.network.id) == (setup.type.id, setup.network.id), about
    else:
        assert [*read] == ["link"], about


def assert_pair_is_right(network: Network, tracker: Any) -> int:
    """Check all that there is for a network and a tracker; return the number of setups."""
    setups = setups_of(network, tracker)
    for setup in setups:
        assert_right(setup, setup.postback_url, tracker=tracker)
    for setup in setups[-1:]:
        url, link = setup.postback_url, setup.tracking_link
        assert_right(setup, url, tracker=tracker, network=network)
        assert_right(setup, url, in_doubt=True)
        assert_right(setup, url, in_doubt=True, network=network)
        if link:
            assert_right(setup, url, tracker=tracker, link=link)
            for known in ({}, {"tracker": tracker}, {"network": network}, {"tracker": tracker, "network": network}):
                assert_right(setup, link, **known)
    return len(setups)


def test_every_network_and_every_tracker_once() -> None:
    for number, tracker in enumerate(trackers()):
        assert_pair_is_right(NETWORKS[number % len(NETWORKS)], tracker)


@pytest.mark.long
@pytest.mark.parametrize("network", NETWORKS, ids=lambda network: network.id)
def test_every_setup(network: Network) -> None:
    assert sum(assert_pair_is_right(network, tracker) for tracker in trackers()) >= len(trackers()) // 2
