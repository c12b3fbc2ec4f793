"""What `render` prints for right input, through the command line."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from postback_pack import Catalog, InputError, build_setup, load_catalog, render
from tests.conftest import Result

Cli = Callable[..., Result]
CLICK_ID = "##SUB_ID_SHORT(action)##"

ONE_LINERS = [
    ("bemob --account acme --payout macro", "https://www.pbterra.com/name/acme/at?subid_short={externalId}&atpay={payout}"),
    ("keitaro --account acme", "https://www.pbterra.com/name/acme/at?subid_short={external_id}"),
    ("keitaro --account acme --payout 1.5", "https://www.pbterra.com/name/acme/at?subid_short={external_id}&atpay=1.5"),
    ("keitaro --account acme --payout macro --currency eur", "https://www.pbterra.com/code/EUR/acme/at?subid_short={external_id}&atpay={revenue}"),
    ("keitaro --account acme --payout macro --currency USD --http", "http://www.pbterra.com/name/acme/at?subid_short={external_id}&atpay={revenue}"),
    ("cpvlab --account acme --payout macro", "https://www.pbterra.com/name/acme/at?subid_short={!tscode!}&atpay={!revenue!}"),
    ("cake --account acme --payout macro", "https://www.pbterra.com/name/acme/at?subid_short=#s2#&atpay=#price#"),
    ("HasOffers --account acme --payout macro", "https://www.pbterra.com/name/acme/at?subid_short={aff_click_id}&atpay={payout}"),
    ("tune --account acme --payout macro --currency EUR", "https://www.pbterra.com/code/EUR/acme/at?subid_short={aff_click_id}&atpay={payout}"),
    ("prosper202 --account acme --payout macro", "https://www.pbterra.com/name/acme/at?subid_short=[[c1]]&atpay=[[payout]]"),
    (
        "custom --account acme --click-id-macro <cid> --payout-macro <sum> --payout macro",
        "https://www.pbterra.com/name/acme/at?subid_short=<cid>&atpay=<sum>",
    ),
    ("adsbridge --account acme --click-id-macro [cid]", "https://www.pbterra.com/name/acme/at?subid_short=[cid]"),
    ("keitaro --account acme --payout-macro {x}", "https://www.pbterra.com/name/acme/at?subid_short={external_id}&atpay={x}"),
    ("keitaro --account acme --click-id-param sub_id_3", "https://www.pbterra.com/name/acme/at?subid_short={sub_id_3}"),
    ("keitaro --account acme --payout 1 --currency-code RUR", "https://www.pbterra.com/code/RUR/acme/at?subid_short={external_id}&atpay=1"),
    ("'CPV One' --field account=acme", "https://www.pbterra.com/name/acme/at?subid_short={!tscode!}"),
    ("keitaro --account acme --type simple", "https://www.pbterra.com/name/acme/at?subid_short={external_id}"),
    ("keitaro --account acme --payout 007.50", "https://www.pbterra.com/name/acme/at?subid_short={external_id}&atpay=007.50"),
]  # fmt: skip

LINKS = [
    ("keitaro --campaign-url https://trk.example/abc?lp=2", f"https://trk.example/abc?lp=2&external_id={CLICK_ID}"),
    ("keitaro --with placement --campaign-url https://trk.example/abc", f"https://trk.example/abc?external_id={CLICK_ID}&source=##PLACEMENT_ID##"),
    (f"voluum --campaign-url 'https://trk.example/abc?cid={CLICK_ID}'", f"https://trk.example/abc?cid={CLICK_ID}"),
    ("cake --campaign-url 'https://net.example/?a=1&c=2&s1=&s2='", f"https://net.example/?a=1&c=2&s1=&s2={CLICK_ID}"),
    ("tune --campaign-url 'https://net.example/c?o=1&aff_click_id={replace_it}'", f"https://net.example/c?o=1&aff_click_id={CLICK_ID}"),
    ("tune --campaign-url 'https://net.example/c?aff_click_id=%7Breplace_it%7D'", f"https://net.example/c?aff_click_id={CLICK_ID}"),
    ("tune --campaign-url 'https://net.example/c?o=1&aff_click_id=YOUR_CLICK_ID'", f"https://net.example/c?o=1&aff_click_id={CLICK_ID}"),
    (f"tune --campaign-url 'https://net.example/c?aff_sub={CLICK_ID}'", f"https://net.example/c?aff_sub={CLICK_ID}"),
    ("tune --click-id-param aff_sub --campaign-url https://net.example/c?o=1", f"https://net.example/c?o=1&aff_sub={CLICK_ID}"),
    ("keitaro --click-id-macro {sub_id_7} --campaign-url https://trk.example/abc", f"https://trk.example/abc?sub_id_7={CLICK_ID}"),
    (
        "keitaro --with creative,placement --campaign-url 'https://trk.example/?source=&creative_id=##BANNER_ID##'",
        f"https://trk.example/?source=##PLACEMENT_ID##&creative_id=##BANNER_ID##&external_id={CLICK_ID}",
    ),
    (
        "prosper202 --with all --campaign-url https://trk.example/dl.php?t202id=1",
        f"https://trk.example/dl.php?t202id=1&c1={CLICK_ID}&c2=##PLACEMENT_ID##&c3=##CAMPAIGN_ID##&c4=##BANNER_ID##",
    ),
    (
        "prosper202 --with all --click-id-param c2 --campaign-url https://trk.example/dl.php",
        f"https://trk.example/dl.php?c2={CLICK_ID}&c3=##CAMPAIGN_ID##&c4=##BANNER_ID##",
    ),
    ("keitaro --campaign-url https://trk.example/abc?", f"https://trk.example/abc?external_id={CLICK_ID}"),
    ("keitaro --campaign-url 'https://trk.example/abc?a=1&'", f"https://trk.example/abc?a=1&external_id={CLICK_ID}"),
    ("keitaro --campaign-url HTTP://TRK.example:8080", f"HTTP://TRK.example:8080?external_id={CLICK_ID}"),
]  # fmt: skip


def words(line: str) -> list[str]:
    import shlex

    return shlex.split(line)


@pytest.mark.parametrize(("command", "expected"), ONE_LINERS, ids=[command for command, _ in ONE_LINERS])
def test_prints_the_postback_url_and_nothing_else(cli: Cli, command: str, expected: str) -> None:
    result = cli("render", *words(command), "--format", "url")
    assert (result.status, result.out) == (0, expected + "\n")


@pytest.mark.parametrize(("command", "expected"), LINKS, ids=[command for command, _ in LINKS])
def test_prints_the_tracking_link_and_nothing_else(cli: Cli, command: str, expected: str) -> None:
    assert cli("render", *words(command), "--format", "link") == (0, expected + "\n", "")


@pytest.mark.parametrize(
    ("command", "link", "warning"),
    [
        ("keitaro --campaign-url https://trk.example/abc?lp=2#top", f"https://trk.example/abc?lp=2&external_id={CLICK_ID}#top", "#top"),
        ("keitaro --campaign-url https://trk.example/#/a?b=1", f"https://trk.example/?external_id={CLICK_ID}#/a?b=1", "#/a?b=1"),
        (f"keitaro --campaign-url 'https://trk.example/?cid={CLICK_ID}'", f"https://trk.example/?cid={CLICK_ID}", "To use cid"),
        ("keitaro --campaign-url 'https://trk.example/?x=##NEW_ONE##'", f"https://trk.example/?x=##NEW_ONE##&external_id={CLICK_ID}", "##NEW_ONE##"),
        ("keitaro --campaign-url 'https://trk.example/?kw=YOUR-KEYWORD'", f"https://trk.example/?kw=YOUR-KEYWORD&external_id={CLICK_ID}", "placeholder"),
        ("keitaro --campaign-url 'https://trk.example/a?x=1&amp;y=2'", f"https://trk.example/a?x=1&y=2&external_id={CLICK_ID}", "as in HTML"),
        ("keitaro --campaign-url 'https://trk.example/a?x=1&#038;y=2&#38;z=3&#x26;w=4'", f"https://trk.example/a?x=1&y=2&z=3&w=4&external_id={CLICK_ID}", "as in HTML"),
        ("keitaro --campaign-url 'https://trk.example/a?x=1&amp;amp;y=2'", f"https://trk.example/a?x=1&y=2&external_id={CLICK_ID}", "as in HTML"),
        ("keitaro --campaign-url https://bit.ly/3abc", f"https://bit.ly/3abc?external_id={CLICK_ID}", "shortens links"),
        ("keitaro --campaign-url https://WWW.TinyURL.com:443/3abc", f"https://WWW.TinyURL.com:443/3abc?external_id={CLICK_ID}", "shortens links"),
        ("clickervolt --campaign-url https://blog.example/abc/", f"https://blog.example/abc?external-id={CLICK_ID}", "The slash is left out"),
        ("clickervolt --campaign-url 'https://blog.example/abc/?x=1'", f"https://blog.example/abc?x=1&external-id={CLICK_ID}", "The slash is left out"),
        ("keitaro --campaign-url 'https://trk.example/a?zoneid=1&zoneid=2'", f"https://trk.example/a?zoneid=1&zoneid=2&external_id={CLICK_ID}", "zoneid 2 times"),
        ("keitaro", f"https://YOUR-DOMAIN/CAMPAIGN?external_id={CLICK_ID}", "example"),
    ],
)  # fmt: skip
def test_a_doubtful_link_comes_with_a_warning(cli: Cli, command: str, link: str, warning: str) -> None:
    result = cli("render", *words(command), "--format", "link")
    assert (result.status, result.out) == (0, link + "\n")
    assert result.err.startswith("Warning: ")
    assert result.err.count("\n") == 1
    assert warning in result.err


def test_a_pair_of_the_link_is_used_in_the_postback_too(cli: Cli) -> None:
    url = f"https://net.example/c?aff_sub3={CLICK_ID}"
    result = cli("render", "tune", "--account", "acme", "--campaign-url", url, "--format", "url")
    assert result == (0, "https://www.pbterra.com/name/acme/at?subid_short={aff_sub3}\n", "")


def test_a_pair_is_named_in_the_steps_and_graded_by_its_own_evidence(catalog: Catalog) -> None:
    setup = build_setup(catalog, "keitaro", account="acme", campaign_url=f"https://t.example/abc?sub_id_3={CLICK_ID}")
    text = render(setup)
    assert "check the row sub_id_3: sub_id_3 as the parameter" in text
    assert "travels in sub_id_3" in text
    assert setup.click_id.grade == catalog.tracker("keitaro").grade("also") == "reported"


def test_a_renamed_parameter_keeps_its_row_and_says_that_the_tracker_has_to_be_set_up(catalog: Catalog) -> None:
    text = render(build_setup(catalog, "keitaro", account="acme", click_id_param="cid"))
    assert "check the row external_id: cid as the parameter" in text
    assert "expects the click ID in external_id. To use" in text
    assert "expects the click ID" not in render(build_setup(catalog, "keitaro", account="acme"))


def test_a_macro_of_the_user_is_never_graded_confirmed(catalog: Catalog) -> None:
    setup = build_setup(catalog, "keitaro", account="acme", click_id_macro="{mine}", payout_macro="{sum}")
    assert setup.click_id.grade == "reported"
    assert setup.payout is not None
    assert setup.payout.grade == "reported"


def test_what_is_not_sent_is_not_explained(catalog: Catalog) -> None:
    setup = build_setup(catalog, "appsflyer", payout="1")
    assert not any("reported as what you pay" in span.text for note in setup.notes for span in note)
    assert [about for about, _ in setup.warnings] == []


def test_all_where_nothing_is_known_is_said(cli: Cli) -> None:
    assert (
        "adds nothing"
        in cli("render", "voluum", "--with", "all", "--campaign-url", "https://t.example/", "--format", "link").err
    )
    assert (
        cli(
            "render", "keitaro", "--with", "all,placement", "--campaign-url", "https://t.example/", "--format", "link"
        ).err
        == ""
    )


def test_the_python_interface_takes_text(catalog: Catalog) -> None:
    with pytest.raises(InputError, match=r"account=15: Give text, such as '15'"):
        build_setup(catalog, "keitaro", account=15)  # type: ignore[arg-type]
    link = build_setup(catalog, "keitaro", with_macros="placement,creative").tracking_link
    assert link is not None
    assert link.endswith("&source=##PLACEMENT_ID##&creative_id=##BANNER_ID##")


def test_without_an_account_the_placeholder_stays_and_a_warning_says_so(cli: Cli) -> None:
    result = cli("render", "keitaro", "--format", "url")
    assert result.out == "https://www.pbterra.com/name/NAMEOFADVERTISER/at?subid_short={external_id}\n"
    assert result.err.startswith("Warning: NAMEOFADVERTISER")
    assert "--account" in result.err


def test_a_code_that_iso_4217_does_not_know_comes_with_a_warning(cli: Cli) -> None:
    assert "RUR" in cli("render", "keitaro", "--account", "acme", "--payout", "1", "--currency-code", "RUR").err
    assert cli("render", "keitaro", "--account", "acme", "--payout", "1", "--currency-code", "EUR").err == ""


def test_a_link_over_the_limit_says_where_the_limit_is_known_from(cli: Cli) -> None:
    short = "https://trk.example/?a=" + "x" * (1000 - len(f"https://trk.example/?a=&external_id={CLICK_ID}"))
    at_the_limit = cli("render", "keitaro", "--campaign-url", short, "--format", "link")
    assert (len(at_the_limit.out), at_the_limit.err) == (1001, "")
    over = cli("render", "keitaro", "--campaign-url", short + "x", "--format", "link")
    assert over.status == 0
    assert "1001 characters" in over.err
    assert "campaign form" in over.err


@pytest.mark.parametrize("format", ["text", "md", "html", "rst", "json"])
@pytest.mark.parametrize("command", ["adsbridge", "custom --payout macro", "appsflyer"])
def test_a_gap_is_explained_and_is_no_error(cli: Cli, command: str, format: str) -> None:
    result = cli("render", *words(command), "--format", format)
    assert result.status == 0
    assert "pbterra.com" not in result.out
    assert "not known" in result.out or "nothing to paste" in result.out or "no postback URL" in result.out


@pytest.mark.parametrize("options", [["--payout", "macro"], ["--payout", "macro", "--currency", "EUR"]])
def test_without_a_payout_macro_the_simple_url_is_shown_as_such(cli: Cli, options: list[str]) -> None:
    url = "https://www.pbterra.com/name/acme/at?subid_short={externalid}"
    command = ["render", "clickflare", "--account", "acme", *options]
    for format in ("text", "md", "html", "rst"):
        result = cli(*command, "--format", format)
        before, _, _ = result.out.partition(url)
        assert result.status == 0
        assert before != result.out
        assert "The payout macro of ClickFlare is not known" in before
        assert "without the payout" in before
        assert "--payout 1.5" in result.err
        assert "--payout-macro" in result.err
    data = json.loads(cli(*command, "--format", "json").out)
    assert (data["postback_url"], data["postback_url_without_payout"]) == (None, url)
    # A script that asks for a payout gets no URL that has none.
    bare = cli(*command, "--format", "url")
    assert (bare.status, bare.out) == (2, "")
    assert "The payout macro of ClickFlare is not known" in bare.err


def test_the_placeholder_of_a_url_without_payout_is_named(cli: Cli) -> None:
    assert "NAMEOFADVERTISER is a placeholder" in cli("render", "clickflare", "--payout", "macro").err
    assert "Replace NAMEOFADVERTISER" in cli("render", "clickflare", "--payout", "macro").out


@pytest.mark.parametrize("arguments", ["keitaro --payout macro", "custom --payout macro", "php --payout macro", "adjust --payout macro", "clickflare"])  # fmt: skip
def test_no_other_setup_has_a_url_without_payout(cli: Cli, arguments: str) -> None:
    assert json.loads(cli("render", *words(arguments), "--format", "json").out)["postback_url_without_payout"] is None


def test_a_warning_says_what_to_add(cli: Cli) -> None:
    assert "Warning: Add your tracker's click-ID macro: --click-id-macro '{…}'." in cli("render", "adsbridge").err
    for tracker in load_catalog().trackers:
        for line in cli("render", tracker, "--payout", "macro").err.splitlines():
            assert not re.search(r"\b(it|them) with --", line), line


def test_what_the_user_gives_is_marked(catalog: Catalog) -> None:
    text = render(build_setup(catalog, "adsbridge", account="acme", click_id_macro="[cid]", payout_macro="[sum]"))
    assert "click-ID macro [cid] given by you" in text
    assert "payout macro [sum] given by you" in text


def test_a_reported_macro_is_marked(catalog: Catalog) -> None:
    text = render(build_setup(catalog, "redtrack", account="acme", payout="macro"))
    assert "payout macro {offer_payout} reported" in text
    assert "{offer_payout} is reported, not confirmed by RedTrack" in text


@pytest.mark.parametrize(
    ("tracker", "meaning"),
    [
        ("keitaro", "is what you earn"),
        ("tune", "is what you pay Adsterra"),
        ("redtrack", "could not confirm what {offer_payout} contains"),
    ],
)
def test_the_payout_macro_is_explained(catalog: Catalog, tracker: str, meaning: str) -> None:
    text = render(build_setup(catalog, tracker, account="acme", payout="macro"))
    assert meaning in text
    assert ("If you pay Adsterra a fixed price" in text) == (tracker != "tune")


def test_sources_are_shown_on_request(cli: Cli) -> None:
    page = "https://docs.bemob.com/en/adsterra "
    assert page not in cli("render", "bemob").out
    assert page in cli("render", "bemob", "--sources").out
    assert json.loads(cli("render", "bemob", "--sources", "--format", "json").out)["sources"][0]["by"] == "vendor"


def test_json_tells_everything(cli: Cli) -> None:
    command = "keitaro --account acme --payout macro --campaign-url https://trk.example/abc --format json"
    data = json.loads(cli("render", *words(command)).out)
    assert data["schema_version"] == 1
    assert data["postback_url"] == "https://www.pbterra.com/name/acme/at?subid_short={external_id}&atpay={revenue}"
    assert data["tracking_link"] == f"https://trk.example/abc?external_id={CLICK_ID}"
    assert not data["tracking_link_is_example"]
    assert data["click_id"]["network_parameter"] == "subid_short"
    assert data["payout"] == {
        "network_parameter": "atpay",
        "value": "{revenue}",
        "by_macro": True,
        "grade": "confirmed",
        "given_by_user": False,
        "means": "earned",
    }


def test_the_output_goes_to_a_file(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "out.txt"
    file.write_text("old")
    file.chmod(0o640)
    assert cli("render", "keitaro", "--account", "acme", "--format", "url", "-o", str(file)) == (0, "", "")
    assert file.read_text() == "https://www.pbterra.com/name/acme/at?subid_short={external_id}\n"
    assert file.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in tmp_path.iterdir()] == ["out.txt"]


def test_a_file_that_cannot_be_replaced_keeps_its_content(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "out.txt"
    file.write_text("old")
    assert cli("render", "keitaro", "--payout", "1,5", "-o", str(file)).status == 2
    assert cli("render", "keitaro", "-o", str(tmp_path / "no" / "out.txt")).status == 2
    assert cli("render", "keitaro", "-o", str(tmp_path)).status == 2
    assert file.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out.txt"]
