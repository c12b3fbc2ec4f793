"""Every entry renders what its delivery promises."""

from __future__ import annotations

import pytest

from postback_pack import InputError, build_setup, load_catalog, render
from postback_pack.catalog.model import Tracker

CATALOG = load_catalog()
TRACKERS = pytest.mark.parametrize("tracker", CATALOG.trackers.values(), ids=lambda tracker: tracker.id)
ELSEWHERE = {
    "partner": "There is no postback URL to paste",
    "none": "cannot send a postback URL",
    "code": "code sends it instead",
}


@TRACKERS
def test_what_the_delivery_promises(tracker: Tracker) -> None:
    setup = build_setup(CATALOG, tracker.id, account="acme", campaign_url="https://trk.example/abc")
    out = tracker.postback_out
    text = render(setup)
    if out.delivery in ELSEWHERE:
        assert setup.postback_url is None
        assert ELSEWHERE[out.delivery] in text
    elif tracker.macro("click_id") or out.callback:
        assert setup.postback_url in text.splitlines()
    elif "click_id" in out.absent:
        assert f"{tracker.name} has no macro for the network's click ID" in text
    else:
        assert f"The click-ID macro of {tracker.name} is not known" in text
    if out.callback:
        assert f"{out.callback.prefix}{out.callback.install}=" in (setup.tracking_link or "")
    assert bool(setup.code) == (out.delivery == "code")
    assert (setup.tracking_link is None) == (tracker.click_in.param is None and not out.callback)


@TRACKERS
@pytest.mark.parametrize("format", ["url", "link", "code"])
def test_a_format_that_has_nothing_to_show_says_why(tracker: Tracker, format: str) -> None:
    setup = build_setup(CATALOG, tracker.id, account="acme", campaign_url="https://trk.example/abc")
    shown = {"url": setup.postback_url, "link": setup.tracking_link, "code": setup.code}[format]
    if shown is not None:
        assert render(setup, format) == shown
        return
    with pytest.raises(InputError) as error:
        render(setup, format)
    assert tracker.name in str(error.value)


def test_how_many_there_are() -> None:
    assert len(CATALOG.trackers) >= 76
