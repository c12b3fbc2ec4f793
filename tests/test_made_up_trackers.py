"""Rules of the catalog that no shipped tracker shows: macros built from a name, US dollars, cents, http only, absent macros."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from postback_pack import Catalog, CatalogError, InputError, Setup, build_setup, check, load_catalog, render
from tests.conftest import MADE_UP, Result

CLICK_ID = "##SUB_ID_SHORT(action)##"


def tidepool(catalog: Catalog, **options: str) -> Setup:
    return build_setup(catalog, "tidepool", account="acme", **options)  # type: ignore[arg-type]


def test_a_macro_built_from_the_name_that_the_user_chose(with_made_up: Catalog) -> None:
    assert tidepool(with_made_up).postback_url == "http://www.pbterra.com/name/acme/at?subid_short=<tide>"
    renamed = tidepool(with_made_up, click_id_param="wave")
    assert renamed.postback_url == "http://www.pbterra.com/name/acme/at?subid_short=<wave>"
    named_by_the_link = tidepool(with_made_up, campaign_url=f"https://trk.example/?foam={CLICK_ID}")
    assert named_by_the_link.postback_url == "http://www.pbterra.com/name/acme/at?subid_short=<foam>"
    assert "keep ##SUB_ID_SHORT(action)## in foam" in render(named_by_the_link)


@pytest.mark.parametrize(
    ("macro", "verdict"),
    [
        ("<sea:MyReef2:tide>", "right"),
        ("<sea:9:wave>", "right"),
        ("<sea::tide>", "warning"),
        ("<sea:MyReef2:>", "warning"),
        ("<sea:My:Reef:tide>", "warning"),
        ("<lake:MyReef2:tide>", "warning"),
    ],
)
def test_a_spelling_with_the_names_of_the_source_and_the_parameter(
    with_made_up: Catalog, macro: str, verdict: str
) -> None:
    url = f"http://www.pbterra.com/name/acme/at?subid_short={macro}"
    assert check(with_made_up, url, "tidepool").verdict == verdict


def test_dollars_are_for_the_type_in_dollars_only(with_made_up: Catalog) -> None:
    start = "http://www.pbterra.com"
    assert (
        tidepool(with_made_up, payout="macro").postback_url
        == f"{start}/name/acme/at?subid_short=<tide>&atpay=<dollars>"
    )
    other = tidepool(with_made_up, payout="macro", currency="EUR")
    assert other.postback_url == f"{start}/code/EUR/acme/at?subid_short=<tide>&atpay=<cents>"
    assert (
        tidepool(with_made_up, payout_macro="<mine>").postback_url
        == f"{start}/name/acme/at?subid_short=<tide>&atpay=<mine>"
    )


def test_what_the_payout_means_is_said(with_made_up: Catalog) -> None:
    text = render(tidepool(with_made_up, payout="macro", currency="EUR"))
    assert "<cents> is what your customer paid" in text
    assert "<cents> is in cents" in text
    assert "It is in the currency of the sale." in text
    assert "Adsterra takes the amount as EUR" in text
    assert "It is in US dollars." in render(tidepool(with_made_up, payout="macro"))


def test_a_tracker_that_sends_only_http_says_why(with_made_up: Catalog) -> None:
    assert "begins with http because Tidepool can send only http" in render(tidepool(with_made_up))


def test_something_seen_is_at_most_reported(with_made_up: Catalog) -> None:
    assert with_made_up.tracker("tidepool").grade("macros.click_id") == "reported"


def test_only_evidence_for_just_this_fact_confirms_it(with_made_up: Catalog) -> None:
    wreck = with_made_up.tracker("wreck")
    assert wreck.grade("macros.click_id") == "reported"
    assert wreck.grade("macros.txid") == "unknown"


def test_an_absent_macro_has_other_words_than_an_unknown_one(with_made_up: Catalog) -> None:
    absent = build_setup(with_made_up, "wreck", account="acme", payout="macro")
    assert "Wreck has no payout macro." in str(absent.gaps["url"])
    unknown = build_setup(with_made_up, "custom", account="acme", payout="macro", click_id_macro="{x}")
    assert "The payout macro of Custom tracker is not known." in str(unknown.gaps["url"])


def test_a_parameter_that_is_not_known(with_made_up: Catalog) -> None:
    assert "could not confirm in which parameter" in render(
        build_setup(with_made_up, "wreck", account="acme", campaign_url="https://trk.example/")
    )
    with pytest.raises(InputError, match="click_id_param"):
        render(build_setup(with_made_up, "wreck", campaign_url="https://trk.example/"), "link")
    given = build_setup(with_made_up, "wreck", campaign_url="https://trk.example/", click_id_param="q")
    assert given.tracking_link == f"https://trk.example/?q={CLICK_ID}"
    in_the_link = build_setup(with_made_up, "wreck", campaign_url=f"https://trk.example/?q={CLICK_ID}")
    assert in_the_link.click_id.param == "q"


def test_a_parameter_inside_square_brackets(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    text = (MADE_UP / "trackers.yaml").read_text(encoding="utf-8")
    entry = text[text.index("- id: wreck") :].partition("\n- id:")[0]
    pair = '{param: "more[<name>]", click_id: "%more_<name>%"}'
    entry = entry.replace("param: null", f'param: "more[sub1]", also: [{pair}]')
    entry = entry.replace("supports: [verify]", "supports: [verify, param, also]")
    file.write_text(entry, encoding="utf-8")
    catalog = load_catalog(file)
    link = f"https://trk.example/?a=1&more[sub1]={CLICK_ID}"
    setup = build_setup(catalog, "wreck", account="acme", campaign_url="https://trk.example/?a=1")
    assert setup.tracking_link == link
    for pasted in (link, link.replace("[", "%5B").replace("]", "%5D")):
        assert check(catalog, pasted, "wreck").verdict == "right"
    assert check(catalog, link.replace("more[", "less["), "wreck").verdict != "right"
    assert build_setup(catalog, "wreck", account="acme", campaign_url=link).tracking_link == link
    postback = "https://www.pbterra.com/name/acme/at?subid_short=%more_{}%"
    of_another = link.replace("sub1", "sub2")
    assert check(catalog, postback.format("sub2"), "wreck", link=of_another).verdict == "right"
    assert check(catalog, postback.format("sub1"), "wreck", link=of_another).verdict == "error"


def test_a_private_entry_stands_in_place_of_a_shipped_one(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    text = (MADE_UP / "trackers.yaml").read_text(encoding="utf-8")
    file.write_text(text.replace("- id: tidepool", "- id: keitaro\n  replaces: true"), encoding="utf-8")
    assert load_catalog(file).tracker("keitaro").name == "Tidepool"
    file.write_text(text.replace("- id: tidepool", "- id: keitaro"), encoding="utf-8")
    with pytest.raises(CatalogError, match="also belongs to keitaro"):
        load_catalog(file)
    file.write_text(text.replace("- id: tidepool", "- id: tidepool\n  replaces: true"), encoding="utf-8")
    with pytest.raises(CatalogError, match="no catalog below has this ID"):
        load_catalog(file)


def test_the_command_line_shows_them(cli: Callable[..., Result]) -> None:
    shown = cli("show", "wreck", "-C", str(MADE_UP)).out
    assert "absent" in shown
    assert cli("list", "-C", str(MADE_UP / "trackers.yaml")).out.count("tidepool") == 1
