"""Bad input gets one line per problem, exit status 2, and nothing on standard output."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from postback_pack import Catalog, InputError, build_setup
from tests.conftest import Result

Cli = Callable[..., Result]
CLICK_ID = "##SUB_ID_SHORT(action)##"
K = "keitaro"


def campaign(url: str) -> list[str]:
    return [K, "--campaign-url", url, "--format", "link"]


BAD: list[tuple[list[str], str]] = [
    (["keitro"], "Did you mean keitaro?"),
    (["no such tracker at all"], "use custom"),
    ([K, "--type", "curency"], "Did you mean currency?"),
    ([K, "--type", "foo"], "simple, payout or currency"),
    ([K, "--format", "pdf"], "'text', 'md'"),
    ([K, "--network", "propeller"], "Did you mean propellerads? `postback-pack list --networks` shows all"),
    *(
        ([K, "--payout", payout, "--format", "url"], "such as 1.5")
        for payout in [
            "1,5",
            "-1",
            "0",
            "0.00",
            "nan",
            "inf",
            "1e3",
            "$2",
            "+5",
            "1_0",
            "\u0663",
            "",
            " ",
            "1.",
            ".5",
            "1.5 ",
            "MACRO",
        ]
    ),
    ([K, "--payout", "1", "--currency", "EURO"], "--currency-code"),
    ([K, "--payout", "1", "--currency", "XXX"], "--currency-code"),
    ([K, "--payout", "1", "--currency", "\uff25UR"], "--currency-code"),
    ([K, "--payout", "1", "--currency-code", "eur"], "capital letters"),
    ([K, "--payout", "1", "--currency-code", "EUR", "--currency", "EUR"], "not both"),
    ([K, "--currency", "EUR"], "needs a payout"),
    ([K, "--payout", "1", "--currency", "macro"], "part of the URL"),
    ([K, "--type", "currency", "--payout", "1"], "--currency EUR"),
    ([K, "--type", "currency", "--payout", "1", "--currency", "USD"], "Choose payout"),
    ([K, "--type", "payout"], "--payout macro"),
    ([K, "--type", "payout", "--payout", "1", "--currency", "EUR"], "only USD"),
    ([K, "--type", "simple", "--payout", "1"], "no payout"),
    *(
        ([K, "--account", account, "--format", "url"], "--account")
        for account in [
            "a b",
            "a/b",
            "..",
            ".",
            "a%20b",
            "a?",
            "a#",
            "a\x07",
            "a\u202eb",
            "a\n",
            "",
            "\u00e9",
            "x" * 65,
        ]
    ),
    *(
        ([K, "--account", account], "placeholder")
        for account in [
            *["NAMEOFADVERTISER", "YOUR_NAME", "REPLACE", "REPLACE_ME", "CLICK_ID"],
            *[
                "your_username",
                "YourUsername",
                "your-account",
                "yourname",
                "your_advertiser_username",
                "your_name_here",
            ],
            *["username", "Username", "USER_NAME", "my_username", "account", "account_name", "advertiser-name"],
            *[
                "XXXXX",
                "xxx",
                "XXX-XXX",
                "CHANGE_ME",
                "changeme",
                "replace-me",
                "replace_with_yours",
                "INSERT_NAME_HERE",
            ],
            *[
                "TODO",
                "todo",
                "FIXME",
                "undefined",
                "null",
                "NULL",
                "None",
                "nil",
                "NaN",
                "___",
                "placeholder",
                "example",
            ],
        ]
    ),
    ([K, "--field", "account"], "NAME=VALUE"),
    ([K, "--field", "acount=acme"], "Use account"),
    (campaign("ftp://trk.example/abc"), "https://"),
    (campaign("trk.example/abc"), "https://"),
    (campaign("javascript:alert(1)"), "https://"),
    (campaign("https://"), "host name"),
    (campaign("https://user@trk.example/"), "host name"),
    (campaign("https://trk..example/"), "host name"),
    (campaign("https://t\u00e9.example/"), "ASCII"),
    (campaign("https://trk.example/a\u202eb"), "U+202E"),
    (campaign("https://trk.example/a\tb"), "U+0009"),
    (campaign("https://trk.example/a b"), "contains a space"),
    *((campaign(f"https://trk.example/a{sign}b"), "cannot be in a URL") for sign in '<>"\\^`'),
    (campaign("https://trk.example/?external_id=5"), "external_id=5"),
    (campaign("https://trk.example/?external_id={click_id}"), "{click_id}"),
    (campaign("https://trk.example/?external_id=##PLACEMENT_ID##"), "##PLACEMENT_ID##"),
    (campaign(f"https://trk.example/?external_id={CLICK_ID}&external_id=1"), "2 times"),
    (campaign(f"https://trk.example/?external_id={CLICK_ID}&sub_id_1={CLICK_ID}"), "Keep it in one"),
    (campaign("https://trk.example/?external_id=%23%23SUB_ID_SHORT(action)%23%23"), "percent-encoded"),
    (campaign("https://trk.example/?x=%2523%2523SUB_ID_SHORT%2528action%2529%2523%2523"), "percent-encoded"),
    (campaign("https://trk.example/?x=%23%23PLACEMENT_ID%23%23"), "percent-encoded"),
    (campaign("https://trk.example/?x=##SUB_ID"), "a part of a macro"),
    (campaign(f"https://trk.example/#x={CLICK_ID}"), "whole value"),
    (campaign(f"https://trk.example/{CLICK_ID}"), "whole value"),
    (campaign(f"https://trk.example/?external_id=x-{CLICK_ID}"), "whole value"),
    (campaign("https://trk.example/" + "x" * 10_000), "characters"),
    (["tune", "--campaign-url", f"https://net.example/?foo={CLICK_ID}", "--format", "link"], "aff_click_id, aff_sub"),
    (["tune", "--click-id-param", "foo"], "aff_click_id, aff_sub"),
    ([K, "--click-id-param", "cid", "--campaign-url", f"https://trk.example/?x={CLICK_ID}"], "Make them agree"),
    ([K, "--click-id-param", "a b"], "Only letters"),
    # The macro and the parameter have to meet.
    ([K, "--click-id-param", "sub_id_4", "--click-id-macro", "{external_id}"], "Make them agree"),
    (
        [K, "--click-id-macro", "{sub_id_4}", "--campaign-url", f"https://t.example/?sub_id_3={CLICK_ID}"],
        "Make them agree",
    ),
    (["tune", "--click-id-param", "aff_sub", "--click-id-macro", "{aff_click_id}"], "Make them agree"),
    ([K, "--click-id-macro", "{revenue}"], "not a click ID"),
    (["tune", "--click-id-macro", "{source}"], "not a click ID"),
    ([K, "--payout-macro", "{subid}"], "not an amount"),
    (campaign(f"https://t.example/abc?x=1#{CLICK_ID}"), "whole value"),
    (campaign("https://t.example/a##top?x=1##"), "a part of a macro"),
    (campaign("https://t.example/?x=##SUB_ID_SHORT%28action%29##"), "percent-encoded"),
    (campaign("https://t.example/?x=%23%23sub_id_short(action)%23%23"), "percent-encoded"),
    (campaign("https://t.example/?x=%23%23ZONE_ID%23%23"), "percent-encoded"),
    (campaign(f"https://trk.example/a##{CLICK_ID}x##"), "whole value"),
    (campaign("https://trk.example/a??x=1"), "two question marks before its parameters. Write one"),
    (campaign("https://YOUR-DOMAIN/a"), "in place of YOUR-DOMAIN"),
    (campaign("https://trk.example/YOUR-CAMPAIGN"), "in place of YOUR-CAMPAIGN"),
    (campaign("https://trk.example/%7Breplace%7D/a"), "has a placeholder"),
    (
        ["bemob", "--campaign-url", "https://trk.example/postback?cid=REPLACE&payout=OPTIONAL"],
        "BeMob takes conversions",
    ),
    (["bemob", "--campaign-url", "https://trk.example/postback.php"], "BeMob takes conversions"),
    (["clickflare", "--campaign-url", "https://trk.example/cf/cv?click_id=x"], "ClickFlare takes conversions"),
    (campaign(" https://t.example/"), "a space before or after"),
    (campaign("https://trk.example/?external%5Fid=5"), "external_id=5"),
    ([K, "--account", "YourLogin_adsterra"], "placeholder"),
    ([K, "--account", "acme", "--field", "account=acme"], "not both"),
    ([K, "--field", "account=acme", "--field", "account=acme"], "only once"),
    ([K, "--payout", "1", "--currency", "\u0131dr"], "--currency-code"),
    ([K, "-o", ""], "-o"),
    ([K, "--with", "zone"], "placement, campaign, creative, cost or all"),
    ([K, "--with", "placment"], "Did you mean placement?"),
    ([K, "--payout-macro", "{external_id}"], "not an amount"),
    ([K, "--payout", "2,50"], "Did you mean 2.50?"),
    (campaign("https://www.pbterra.com/name/acme/at?subid_short={external_id}"), "postback URL of Adsterra"),
    ([K, "--event-token", "install"], "--event-token"),
    (["voluum", "--with", "placement"], "could not confirm which parameter"),
    (["prosper202", "--with", "placement", "--click-id-param", "c2"], "carries the click ID"),
    ([K, "--click-id-macro", "{subid}"], "own click ID"),
    ([K, "--click-id-macro", CLICK_ID], "Adsterra's own macro"),
    ([K, "--click-id-macro", "externalid"], "signs around"),
    ([K, "--click-id-macro", "{a}&b"], "contains &"),
    ([K, "--click-id-macro", "{a\u202e}"], "U+202E"),
    ([K, "--click-id-macro", " {a}"], "spaces"),
    ([K, "--click-id-macro", ""], "spaces"),
    ([K, "--payout-macro", "PAYOUT"], "placeholder"),
    ([K, "--payout-macro", "{x}", "--payout", "1"], "not both"),
    (["adsbridge", "--format", "url"], "--click-id-macro"),
    (["custom", "--format", "url"], "--click-id-macro"),
    (["custom", "--click-id-macro", "{x}", "--payout", "macro", "--format", "url"], "--payout-macro"),
    (["appsflyer", "--format", "url"], "Partner Marketplace"),
    (["appsflyer", "--format", "link"], "--campaign-url"),
    ([K, "-o", "no-such-folder/out.txt"], "no-such-folder"),
    ([K, "-C", "no-such-catalog.yaml"], "no-such-catalog.yaml"),
    ([K, "--acount", "x"], "--account"),
    ([], "TRACKER"),
]


@pytest.mark.parametrize(
    ("arguments", "help"), BAD, ids=lambda value: " ".join(value)[:60] if isinstance(value, list) else ""
)
def test_a_problem_is_one_line_that_says_what_to_do(cli: Cli, arguments: list[str], help: str) -> None:
    result = cli("render", *arguments)
    assert (result.status, result.out) == (2, "")
    assert result.err == "\n".join(result.problems) + "\n"
    assert len(result.problems) == 1
    assert help in result.err
    assert result.err.isprintable() or set(result.err) - {"\n"} == {c for c in result.err if c.isprintable()}


def test_all_problems_come_at_once(cli: Cli) -> None:
    result = cli(
        "render",
        K,
        "--account",
        "a b",
        "--payout",
        "1,5",
        "--campaign-url",
        "ftp://x",
        "--with",
        "zone",
        "--click-id-param",
        "a b",
    )
    assert result.status == 2
    assert [line.split()[1] for line in result.problems] == [
        "--account",
        "--payout",
        "--click-id-param",
        "--campaign-url",
        "--with",
    ]


@pytest.mark.parametrize(
    "arguments", [["nope"], ["lst"], ["--nope"], ["list", "--kind", "foo"], ["show"], ["show", "keitro"]]
)
def test_other_commands_too(cli: Cli, arguments: list[str]) -> None:
    result = cli(*arguments)
    assert (result.status, result.out, len(result.problems)) == (2, "", 1)


def test_a_broken_catalog_is_reported_by_every_command(cli: Cli, tmp_path: Path) -> None:
    broken = tmp_path / "mine.yaml"
    broken.write_text("- id: mine\n  name: {x}\n")
    for command in (["list"], ["show", K], ["render", K]):
        result = cli(*command, "-C", str(broken))
        assert (result.status, result.out) == (2, "")
        assert f"Error: {broken}:2:9: mine.name: " in result.err
        assert "mistakes found" in result.err


@pytest.mark.parametrize(
    ("options", "option", "message"),
    [
        (
            {"account": "."},
            "account",
            "This is not a valid Advertiser username. Copy yours from Adsterra: Tracking > Conversion tracking",
        ),
        ({"account": ".."}, "account", "This is not a valid Advertiser username"),
        ({"account": "a b+c"}, "account", "The Advertiser username cannot contain a space or +."),
        ({"fields": {"key": "x"}}, "field", "has no field 'key'"),
        ({"type": "nothing"}, "type", "has no postback type 'nothing'. Choose simple, payout or currency"),
        ({"type": "payout"}, "type", "Choose simple, or leave --type out"),
        ({"payout": "x"}, "payout", "Write an amount above 0"),
        ({"currency": "EUR"}, "payout", "The currency EUR needs a payout"),
        ({"payout": "1", "currency": "ZZZ"}, "currency", "not an ISO 4217 currency code"),
        ({"payout": "1", "currency_code": "x"}, "currency-code", "2 to 8 capital letters or digits"),
        ({"payout": "1", "currency": "EUR", "currency_code": "EUR"}, "currency-code", "not both"),
        ({"payout": "1", "payout_macro": "{x}"}, "payout-macro", "not both"),
        ({"payout_macro": "{external_id}"}, "payout-macro", "a click ID of Keitaro"),
        ({"click_id_macro": "{subid}"}, "click-id-macro", "own click ID"),
        ({"click_id_macro": "{sub_id_1}", "click_id_param": "external_id"}, "click-id-macro", "what came in sub_id_1"),
        ({"click_id_param": "a b"}, "click-id-param", "Only letters, digits"),
        ({"campaign_url": "x"}, "campaign-url", "does not start with http"),
        ({"with_macros": ["x"]}, "with", "has no such macro"),
        ({"event_tokens": ["x"]}, "event-token", "does not carry a postback on its link"),
    ],
)
def test_a_problem_names_its_option(catalog: Catalog, options: dict[str, object], option: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        build_setup(catalog, "keitaro", **options)  # type: ignore[arg-type]
    assert [problem.option for problem in caught.value.problems] == [option]
    assert message in caught.value.problems[0].message


@pytest.mark.parametrize(
    ("options", "option", "given"),
    [
        ({"click_id_param": "cid"}, "click-id-param", "cid"),
        ({"campaign_url": "https://trk.example/?cid=##SUB_ID_SHORT(action)##"}, "campaign-url", ""),
    ],
)
def test_a_parameter_that_is_not_read_names_its_option(
    catalog: Catalog, options: dict[str, str], option: str, given: str
) -> None:
    with pytest.raises(InputError, match="CAKE keeps the click ID in s2") as caught:
        build_setup(catalog, "cake", **options)  # type: ignore[arg-type]
    assert [(problem.option, problem.given) for problem in caught.value.problems] == [(option, given)]


@pytest.mark.parametrize("value", [1, 1.5, ["x"], True])
@pytest.mark.parametrize(
    "option",
    ["account", "type", "currency", "campaign_url", "currency_code", "click_id_macro", "payout_macro"],
)
def test_what_is_no_text_is_named(catalog: Catalog, option: str, value: object) -> None:
    with pytest.raises(InputError) as caught:
        build_setup(catalog, "keitaro", **{option: value})  # type: ignore[arg-type]
    assert [problem.option for problem in caught.value.problems] == [option.replace("_", "-")]
    assert "Give text" in str(caught.value)
