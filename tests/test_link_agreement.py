"""The tracking link that is made from any campaign URL has no error that `check` would find in it."""

from __future__ import annotations

import random

import pytest

from postback_pack import Catalog, InputError, build_setup, check
from tests.conftest import mostly_long
from tests.generator_cases import cases

HOSTS = ["trk.example", "trk.example:8080", "app.adjust.com", "app.adjust.com:8443", "bit.ly"]
TRACKERS = ["keitaro", "binom", "voluum", "adjust", "prosper202", "bemob", "tune", "clickervolt", "cake"]
PIECES = """
a %20 %2523 {replace} YOUR_ID {clickid} [x] x=1 external%5Fid %7BREPLACE%7D . ? & = # / ## ?? &amp; &#038; : ; + undefined xxx XXXXX x=2
##PLACEMENT_ID## ##SUB_ID_SHORT(action)## external_id= sub_id_1= c1= postback {x} [[y]] %x% NAMEOFADVERTISER ##X## %23%23X%23%23
""".split()


@pytest.mark.parametrize("seed", mostly_long([1, 2], 1))
def test_a_printed_link_is_right(catalog: Catalog, seed: int) -> None:
    dice = random.Random(seed)
    urls = [(str(case.options["tracker"]), case.options.get("campaign_url")) for case in cases()]
    for _ in range(1_000):
        path = "".join(dice.choice(PIECES) for _ in range(dice.randint(0, 6)))
        urls.append((dice.choice(TRACKERS), f"https://{dice.choice(HOSTS)}/{path}"))
    printed = 0
    for tracker, url in urls:
        try:
            setup = build_setup(catalog, tracker, account="acme", campaign_url=url)
        except InputError:
            continue
        if setup.tracking_link and url:
            found = check(catalog, setup.tracking_link, tracker=tracker)
            assert [finding for finding in found.findings if finding.severity == "error"] == [], (tracker, url)
            printed += 1
    assert printed > 400


@pytest.mark.parametrize(
    "path",
    [
        "?external_id=%23%23SUB_ID_SHORT(action)%23%23",
        "?external_id=%2523%2523SUB_ID_SHORT(action)%2523%2523",
        "?external_id=##SUB_ID_SHORT%28action%29##",
        "?external_id=##SUB_ID_SHORT%2528action%2529##",
        "%23%23sub_id_short(action)%23%23",
    ],
)
def test_an_encoded_macro_is_found_by_both(catalog: Catalog, path: str) -> None:
    url = f"https://trk.example/{path}"
    with pytest.raises(InputError, match=r"The URL contains ##SUB_ID_SHORT\(action\)## percent-encoded"):
        build_setup(catalog, "keitaro", campaign_url=url)
    assert "encoded-macro" in [finding.code for finding in check(catalog, url, tracker="keitaro").findings]


@pytest.mark.parametrize(
    ("url", "left"),
    [
        ("https://your-offers.example:8080/a", None),
        ("https://YOUR-DOMAIN:8080/a", "YOUR-DOMAIN"),
        ("https://trk.example/%7Breplace%7D/a", "%7Breplace%7D"),
    ],
)
def test_a_placeholder_in_the_address_is_found_by_both(catalog: Catalog, url: str, left: str | None) -> None:
    found = [finding for finding in check(catalog, url, tracker="keitaro").findings if finding.code == "placeholder"]
    assert [url[finding.start : finding.end] for finding in found] == ([left] if left else [])
    if left:
        with pytest.raises(InputError, match=f"in place of {left}"):
            build_setup(catalog, "keitaro", campaign_url=url)
    else:
        build_setup(catalog, "keitaro", campaign_url=url)


def test_parameters_are_filled_and_appended_in_one_link(catalog: Catalog) -> None:
    """Both edits are at the end of the URL, and of two that meet only the first would be made."""
    link = "https://trk.example/?x=1?&external_id=##SUB_ID_SHORT(action)##"
    options = {"with_macros": ["placement"], "account": "acme"}
    start = build_setup(catalog, "keitaro", campaign_url="https://trk.example/?x=1?&external_id", **options)  # type: ignore[arg-type]
    slot = catalog.tracker("keitaro").click_in.slots["placement"]
    assert start.tracking_link == f"{link}&{slot}=##PLACEMENT_ID##"
    appended = build_setup(catalog, "keitaro", campaign_url="https://trk.example/?x=1?", **options)  # type: ignore[arg-type]
    assert appended.tracking_link == start.tracking_link


def test_a_macro_inside_another_is_named_as_it_is(catalog: Catalog) -> None:
    url = "https://trk.example/a?x=##a##PLACEMENT_ID##b##"
    setup = build_setup(catalog, "keitaro", account="acme", campaign_url=url)
    assert [words.partition(" ")[0] for _, words in setup.warnings] == ["##a##PLACEMENT_ID##b##"]
    assert setup.tracking_link == f"{url}&external_id=##SUB_ID_SHORT(action)##"
