"""A catalog of many networks: each one's postbacks are recognised among all, and a check costs hardly more than among few."""

from __future__ import annotations

import cProfile
import pstats

import pytest

from postback_pack import Catalog, check, load_catalog
from tests.conftest import MADE_UP

WORDS = "amber birch cedar dune estuary fjord grove heath islet jetty knoll lagoon meadow nectar orchid prairie quartz ravine summit tundra".split()
SOURCE = MADE_UP / "templates" / "networks" / "tradewind"
LINK = "https://trk.example/abc?external_id=##SUB_ID_SHORT(action)##"
URL = "https://www.pbterra.com/name/acme/at?subid_short={externalid}&atpay={payout}"

MOST = {URL: 1.2, LINK: 4}
"""How much more all shipped networks cost than one. A link takes a tenth of the time of a postback: each network's macros are looked for in it."""


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The shipped catalog and twenty networks, each with a host, a path and a click-ID parameter of its own."""
    folder = tmp_path_factory.mktemp("many")
    for word in WORDS:
        network = folder / "templates" / "networks" / word
        network.mkdir(parents=True)
        for file in SOURCE.iterdir():
            text = file.read_text(encoding="utf-8")
            for before, after in {
                "tradewind": word,
                "Tradewind": word.title(),
                "/event": f"/{word}/event",
                "token=": f"{word}token=",
            }.items():
                text = text.replace(before, after)
            (network / file.name).write_text(text, encoding="utf-8")
    return load_catalog(folder)


@pytest.mark.parametrize(
    "url",
    [
        "http://in.{word}.example/acme/{word}/event?key=ABCD1234&{word}token={{externalid}}",
        "http://in.{word}x.example/other?x={{externalid}}",
        "http://www.in.{word}.example/other?x={{externalid}}",
        "http://other.example/acme/{word}/event?x={{externalid}}",
        "http://other.example/other?{word}token={{externalid}}",
    ],
    ids=["whole", "host but for a letter", "host with www", "path alone", "click-ID parameter alone"],
)
@pytest.mark.parametrize("word", WORDS)
def test_each_is_recognised_by_what_is_its_own(many: Catalog, word: str, url: str) -> None:
    checked = check(many, url.format(word=word), "binom")
    assert [pasted.about for pasted in checked.urls] == ["postback"]
    assert checked.network.id == word


def test_what_is_nobodys_is_no_postback(many: Catalog) -> None:
    checked = check(many, "https://trk.example/a?external_id=##SUB_ID_SHORT(action)##", "keitaro")
    assert [pasted.about for pasted in checked.urls] == ["link"]


@pytest.mark.parametrize("tracker", [None, "binom"])
@pytest.mark.parametrize("url", [URL, LINK])
def test_many_cost_hardly_more_than_one(catalog: Catalog, many: Catalog, url: str, tracker: str | None) -> None:
    """Counted in calls of functions, which are the same on every machine."""

    def calls(of: Catalog) -> int:
        check(of, url, tracker)
        with cProfile.Profile() as profile:
            check(of, url, tracker)
        return int(vars(pstats.Stats(profile))["total_calls"])

    one = Catalog(catalog.trackers, {"adsterra": catalog.networks["adsterra"]})
    assert calls(many) < 1.5 * calls(catalog)
    assert calls(catalog) < MOST[url] * calls(one)
