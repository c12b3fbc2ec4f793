"""`check --to`: a pasted postback URL with the macros of another tracker, or the reason why there is none."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.conftest import Result

Cli = Callable[..., Result]


def test_another_tracker(cli: Cli) -> None:
    url = "https://www.pbterra.com/code/EUR/acme/at?subid_short={clickid}&atpay={payout}"
    assert cli("check", url, "--to", "cake") == (
        0,
        "https://www.pbterra.com/code/EUR/acme/at?subid_short=#s2#&atpay=#price#\n",
        "",
    )
    fixed = "http://www.pbterra.com/name/NAMEOFADVERTISER/at?subid_short=[[c1]]&atpay=1.5"
    result = cli("check", fixed, "--tracker", "prosper202", "--to", "binom")
    assert result.out == "https://www.pbterra.com/name/NAMEOFADVERTISER/at?subid_short={externalid}&atpay=1.5\n"
    assert result.err == "Warning: Replace NAMEOFADVERTISER with your Advertiser username.\n"
    assert cli("check", url, "--to", "adsbridge").status == 2
    assert cli("check", url, "--to", "nobody").status == 2
    assert "not a postback URL" in cli("check", "https://trk.example/?x=1", "--to", "binom").err


@pytest.mark.parametrize(
    ("path", "to", "words"),
    [
        ("code/EUR/acme/at?subid_short={externalid}", "cake", "The payout in this URL is missing or wrong"),
        ("name/a%20b/at?subid_short={externalid}", "cake", "The Advertiser username in this URL is missing or wrong"),
        (
            "code/e/acme/at?subid_short={externalid}&atpay=1",
            "cake",
            "The currency code in this URL is missing or wrong",
        ),
        ("name/acme/at?subid_short={externalid}&atpay={payout}", "clickflare", "See `postback-pack render clickflare`"),
        ("name/acme/at?subid_short={externalid}", "custom", "See `postback-pack render custom`"),
        ("name/acme/at?subid_short={externalid}", "stripe", "See `postback-pack render stripe`"),
    ],
)
def test_another_tracker_is_refused_without_options_of_render(cli: Cli, path: str, to: str, words: str) -> None:
    result = cli("check", f"https://www.pbterra.com/{path}", "--tracker", "binom", "--to", to)
    assert (result.status, result.out, len(result.problems)) == (2, "", 1)
    assert words in result.err
    assert {*re.findall(r"--[a-z-]+", result.err)} == {"--to"}


@pytest.mark.parametrize("amount", ["0", "$2000,5,5", "", ".5", "abc", "1,500"])
def test_an_amount_that_cannot_be_read_is_not_translated(cli: Cli, amount: str) -> None:
    url = f"https://www.pbterra.com/name/acme/at?subid_short={{external_id}}&atpay={amount}"
    result = cli("check", url, "--to", "binom")
    assert result.status == 2
    assert "Correct the URL first" in result.err
    right = cli("check", url.replace(f"atpay={amount}", "atpay=1,5"), "--to", "binom")
    assert right.out.endswith("&atpay=1.5\n")


@pytest.mark.parametrize("query", [
    "&atpay=1.5&currency=EUR", "&atpay=1.5&payout_currency=gbp", "&atpay=2&atpay=3", "#atpay=2", "&atpay=1#&x=2",
])  # fmt: skip
def test_what_may_be_another_amount_is_not_translated(cli: Cli, query: str) -> None:
    url = "https://www.pbterra.com/name/acme/at?subid_short={externalid}" + query
    result = cli("check", url, "--to", "keitaro")
    assert (result.status, result.out) == (2, "")
    assert "Correct the URL first" in result.err


@pytest.mark.parametrize("query", ["&atpay=1.5&currency=usd", "&atpay=1.5#end", "%26atpay=1.5", "&AMP;atpay=1.5"])
def test_what_is_certainly_the_same_amount_is_translated(cli: Cli, query: str) -> None:
    url = "https://www.pbterra.com/name/acme/at?subid_short={externalid}" + query
    assert cli("check", url, "--to", "keitaro").out.strip() == (
        "https://www.pbterra.com/name/acme/at?subid_short={external_id}&atpay=1.5"
    )
