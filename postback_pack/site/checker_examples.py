"""Texts to try the checker with: URLs of the catalog with one wrong macro, which the check finds and corrects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import quote

from ..catalog.load import Catalog
from ..catalog.model import Network, Tracker
from ..checking.check import Check, check_all
from ..errors import InputError
from ..setup.build import Setup, build_setup
from ..setup.payout import sample_amount

_ACCOUNT, _CAMPAIGN = "acme", "https://trk.example/abc"
_FIRST = "tracker"
"""The kind of tracker that most people use."""


class _WrongUrl(NamedTuple):
    """A correct setup, and its postback URL with the tracker's own click ID where the network's belongs."""

    setup: Setup
    url: str


def examples(catalog: Catalog, network: str, texts: Mapping[str, str]) -> dict[str, str]:
    """Return texts to try by the name of their label; ``texts`` are the words around a URL. A catalog can have none that fit."""
    first = catalog.network(network)
    networks = [first, *(other for other in catalog.networks.values() if other is not first)]
    wrong = next((wrong for one in networks for wrong in _wrong_urls(catalog, one)), None)
    if wrong is None:
        return {}
    macro = wrong.setup.click_id.macro or ""
    call = (wrong.setup.postback_url or "").partition("://")[2].replace(macro, quote(macro, safe=""))
    found = {"example_url": wrong.url}
    if wrong.setup.tracking_link:
        found["example_message"] = texts["message"].format(postback=wrong.url, link=wrong.setup.tracking_link)
    found["example_log"] = texts["log"].format(path="/" + call.partition("/")[2])
    return {name: text for name, text in found.items() if _is_wrong(catalog, text)}


def _wrong_urls(catalog: Catalog, network: Network) -> Iterator[_WrongUrl]:
    """Yield URLs for which there is one correction, those of the most common kind of tracker first."""
    for tracker in sorted(catalog.trackers.values(), key=lambda one: one.kind != _FIRST):
        setup = _setup(catalog, tracker, network)
        macro = tracker.macro("click_id")
        if setup is None or not setup.postback_url or not macro:
            continue
        for own in tracker.postback_out.own_click_id:
            url = setup.postback_url.replace(macro, own)
            if any(
                checked.corrected == setup.postback_url for result in _checked(catalog, url) for checked in result.urls
            ):
                yield _WrongUrl(setup, url)


def _setup(catalog: Catalog, tracker: Tracker, network: Network) -> Setup | None:
    fields = {"account": _ACCOUNT} if "account" in network.fields else {}
    for payout in (sample_amount(network), None):
        try:
            return build_setup(catalog, tracker, network=network, payout=payout, fields=fields, campaign_url=_CAMPAIGN)
        except InputError:
            continue  # the network takes no amount
    return None


def _is_wrong(catalog: Catalog, text: str) -> bool:
    return any(result.verdict == "error" for result in _checked(catalog, text))


def _checked(catalog: Catalog, text: str) -> Sequence[Check]:
    try:
        return check_all(catalog, [text])
    except InputError:
        return ()
