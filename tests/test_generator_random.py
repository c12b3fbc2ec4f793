"""Python and the page's script agree on what nobody wrote down: random options, the same each time."""

from __future__ import annotations

import random
from typing import Any

import pytest

from postback_pack import Catalog, InputError, build_setup
from postback_pack.catalog.limits import LONGEST_VALUE
from postback_pack.setup.build import Setup
from postback_pack.setup.notes import PLACEHOLDER
from postback_pack.site.generator_words import page_words, script_codes
from tests.conftest import mostly_long
from tests.generator_cases import in_page, on_the_page, run_script

PIECES = """
https:// trk.example / ? & = # ## ##SUB_ID_SHORT(action)## ##PLACEMENT_ID## ##ZONE## ${REF} {spot} {price} ${x} {{ClickToken}} {{zone}} {{ ((click)) external_id sub_id_3 sub1 s2
a b &amp; ?? undefined XXXXX postback bit.ly x=2 %20 %23%23 %2523 % {replace} CLICK_ID YOUR_ID {clickid} [x] <x> \u00e9 \u202e ' \\ $& x=1 external%5Fid %7BREPLACE%7D &amp; &#038; postback /postback.php YOUR_X x=none x=2 bit.ly todo YOUR-ID x[]=1 %C3 .
""".split()
MACROS = [" ", "", "{a b}", *(f"{sign}{{x}}" for sign in "\ufeff\x1c\x85\xa0\u2028\u3000")]
MACROS += """
{external_id} {sub_id_3} {subid} {revenue} {x} clickid \u00e9 {a&b} ##SUB_ID_SHORT(action)## #s3# [[c2]] {label} {{link.query.foo}} CLICK_ID _ {sub2}
""".split()
CHOICES: dict[str, tuple[float, list[Any]]] = {
    "click_id_macro": (0.3, MACROS),
    "payout_macro": (0.2, MACROS),
    "click_id_param": (0.3, ["sub2", "sub_id_3", "label", "s2", "c2", "x y", "", "foo", "external_id"]),
    "payout": (0.4, ["1", "1.5", "macro", "macro", "x", ""]),
    "currency": (0.3, ["EUR", "usd", "Eu", "macro", "XXX", "", "EUR ", "\u0131nr"]),
    "currency_code": (0.1, ["USDT", "EUR", "u", "USD"]),
    "type": (0.2, ["simple", "payout", "currency", "lead", "sale", "hit", "event", "none"]),
    "with_macros": (0.2, [["placement"], ["campaign", "creative"], ["all"], ["zone"], ["nothing", "placement"]]),
    "event_tokens": (0.1, [["install"], ["abc", "INSTALL"], ["a-b"], ["abc", "abc"], ["", "a b"]]),
}


ACCOUNTS = [
    "acme",
    "acme",
    "ABCD1234",
    "a b",
    "YOUR_X",
    "",
    ".",
    "a" * LONGEST_VALUE,
    "a" * (LONGEST_VALUE + 1),
    "\u017f",
    "\U0001f600",
]
OF_BEACON = {
    "account": ["5", "5", "acme"],
    "event": ["lead", "macro", "macro", "EVENTNAME"],
    "goal": ["1", "2", "3", "macro"],
    "pid": ["7", "", "0"],
    "zone": ["eu", "eu", "EU"],
}
AMOUNT_PARTS: list[list[str]] = [
    ["", "", "", "$", "-", "USD ", " ", "\u20ac", "+", "."],
    ["0", "1", "5", "12", "500", "0001", "1 500", "1.500", "\u0661", ""],
    [".", ".", ",", ",", "", "..", "e", "'"],
    ["0", "5", "50", "500", "", "00", "5000"],
    ["", "", "", " EUR", "\u20ac", ".", "-", " ", "\n", ",00"],
]


def some_options(dice: random.Random, catalog: Catalog) -> dict[str, Any]:
    network = dice.choice(["adsterra", "adsterra", "tradewind", "harbour", "beacon", "beacon"])
    options: dict[str, Any] = {"tracker": dice.choice(list(catalog.trackers)), "network": network}
    if dice.random() < 0.7:
        start = "https://trk.example" + dice.choice(["", "/", "/?", "?", "#"]) if dice.random() < 0.85 else ""
        options["campaign_url"] = start + "".join(dice.choice(PIECES) for _ in range(dice.randint(0, 5)))
    if dice.random() < 0.2:
        options["campaign_url"] = some_whole_url(dice, catalog, options["tracker"], network)
    # Most are given little, so that many of them come through.
    if dice.random() < 0.6:
        for name, (how_often, values) in CHOICES.items():
            if dice.random() < how_often:
                options[name] = dice.choice(values)
    out = catalog.trackers[options["tracker"]].postback_out
    known = [*out.macros.values(), *out.own_click_id, *out.other, *(macro for macro in MACROS if "sub" in macro)]
    if dice.random() < 0.15:
        options[dice.choice(["click_id_macro", "payout_macro"])] = dice.choice(known)
    slots = list(catalog.trackers[options["tracker"]].click_in.slots.values())
    if slots and "with_macros" in options and dice.random() < 0.3:
        options["click_id_param"] = dice.choice(slots)
    if dice.random() < 0.2:
        options["payout"] = some_amount(dice)
    if dice.random() < 0.4:
        options["fields"] = {name: dice.choice(ACCOUNTS) for name in catalog.networks[network].fields}
    if network == "beacon" and dice.random() < 0.7:
        options["fields"] = {name: dice.choice(values) for name, values in OF_BEACON.items() if dice.random() < 0.4}
    return options


def some_whole_url(dice: random.Random, catalog: Catalog, tracker: str, network: str) -> str:
    """Return a URL as users paste it: the macro in a parameter or two, a parameter twice, a shortened one."""
    names = [catalog.trackers[tracker].click_in.param or "s", "external_id", "sub_id_3", "sub1", "x"]
    macro = catalog.networks[network].click_id_macro
    pairs = [
        f"{dice.choice(names)}={dice.choice([macro, macro, '1', 'YOUR_ID', '{x}', 'v' * 3_000])}"
        for _ in range(dice.randint(1, 3))
    ]
    return f"https://{dice.choice(['trk.example', 'www.bit.ly', 'tinyurl.com:8443'])}/a{dice.choice(['', '/'])}?{'&'.join(pairs)}"


def some_amount(dice: random.Random) -> str:
    return "".join(dice.choice(parts) for parts in AMOUNT_PARTS)


@pytest.fixture(scope="module", params=mostly_long([1, 2], 1))
def every(request: pytest.FixtureRequest, with_made_up: Catalog) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Options, and what the page makes of them."""
    dice = random.Random(request.param)
    every = [some_options(dice, with_made_up) for _ in range(1_500)]
    return list(zip(every, run_script(with_made_up, [in_page(one) for one in every]), strict=True))


def from_python(catalog: Catalog, options: dict[str, Any]) -> Setup | InputError:
    try:
        return build_setup(catalog, **options)
    except InputError as error:
        return error


def test_they_agree(with_made_up: Catalog, every: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    taken = 0
    for options, made in every:
        setup = from_python(with_made_up, options)
        network = with_made_up.networks[options["network"]]
        if isinstance(setup, InputError):
            assert made["problems"] == [on_the_page(problem, network, options) for problem in setup.problems], options
            continue
        assert made["problems"] == [], options
        assert (made["type"], made["url"], made["link"]) == (
            setup.type.id,
            setup.postback_url,
            setup.tracking_link,
        ), options
        assert made["missing"] == list(setup.missing_fields), options
        assert made["urlWithoutPayout"] == setup.url_without_payout, options
        # The page names a missing field in words of its own, beside the URL.
        warnings = [(about, found) for about, found in setup.warning_messages if found.code != PLACEHOLDER]
        assert made["warnings"] == [[about, found.code, found.say(page_words)] for about, found in warnings], options
        taken += 1
    assert 200 < taken < 1_300


def test_most_of_what_the_page_can_say_is_said(every: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    """Otherwise the comparison holds little."""
    codes = {*script_codes()}
    never = codes - {code for _, made in every for code in made["said"]}
    assert len(never) <= len(codes) // 5, never


def test_amounts_are_guessed_alike(with_made_up: Catalog) -> None:
    dice = random.Random(2)
    amounts = [
        "1,500",
        "-1.5",
        "1,5",
        "$1.5",
        "1.500,00",
        "1 500",
        "01",
        "1.",
        ".5",
        "1.5 USD",
        "1.5\n",
        *(some_amount(dice) for _ in range(1_000)),
    ]
    every = [{"tracker": "keitaro", "network": "adsterra", "payout": amount} for amount in amounts]
    network = with_made_up.networks["adsterra"]
    guesses = 0
    for options, made in zip(every, run_script(with_made_up, [in_page(one) for one in every]), strict=True):
        setup = from_python(with_made_up, options)
        problems = setup.problems if isinstance(setup, InputError) else ()
        assert made["problems"] == [on_the_page(problem, network, options) for problem in problems], options
        assert bool(made["url"]) == (not problems)
        guesses += "Did you mean" in str(made["problems"])
    assert guesses > 50


RIGHT: dict[str, list[Any]] = {
    "payout": ["1.5", "macro", None],
    "campaign_url": [None, "https://trk.example/a?x=1", "https://trk.example/?sub_id_3=##SUB_ID_SHORT(action)##"],
    "click_id_param": [None, None, None, "sub_id_3"],
    "with_macros": [None, ["all"]],
}
WRONG: dict[str, list[Any]] = {
    "fields": [{"account": "a b"}, {"account": "a" * (LONGEST_VALUE + 1)}],
    "payout": ["1,500", "x"],
    "currency": ["EURO"],
    "currency_code": ["x"],
    "type": ["currency"],
    "campaign_url": [
        "nothing",
        "https://trk.example/a b",
        "https://trk.example/?{0}=x",
        "https://trk.example/?{0}=1&{0}=2",
    ],
    "click_id_macro": ["x", "##SUB_ID_SHORT(action)##"],
    "click_id_param": ["x y"],
    "with_macros": [["zone"], ["nothing"]],
    "event_tokens": [["a b"]],
}

SAID_AT = {"fields": "field", "with_macros": "with", "event_tokens": "event_token"}


def some_wrong_options(dice: random.Random, catalog: Catalog) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return right options, and the same with one or two that are wrong."""
    tracker = dice.choice(list(catalog.trackers.values()))
    right = {name: value for name, values in RIGHT.items() if (value := dice.choice(values)) is not None}
    right |= {"tracker": tracker.id, "network": "adsterra", "fields": {"account": "acme"}}
    wrong = {}
    for name in dice.sample(list(WRONG), dice.choice([1, 1, 1, 2])):
        value = dice.choice(WRONG[name])
        wrong[name] = value.format(tracker.click_in.param or "s") if isinstance(value, str) else value
    return right, right | wrong


@pytest.mark.parametrize("seed", mostly_long([3, 4], 1))
def test_what_is_left_beside_a_problem_is_right(with_made_up: Catalog, seed: int) -> None:
    """What the page still shows is what comes out once the wrong options are right."""
    dice = random.Random(seed)
    every = [some_wrong_options(dice, with_made_up) for _ in range(750)]
    shown = dict.fromkeys(("url", "link"), 0)
    for (right, wrong), made in zip(
        every, run_script(with_made_up, [in_page(wrong) for _, wrong in every]), strict=True
    ):
        network = with_made_up.networks[wrong["network"]]
        reported = {
            ("field" if option in network.fields else option).replace("-", "_") for option, *_ in made["problems"]
        }
        # Not every tracker takes these for wrong.
        right |= {name: value for name, value in wrong.items() if SAID_AT.get(name, name) not in reported}
        if "campaign_url" in reported:
            # None of the wrong ones holds the click-ID macro, which may decide on the postback's macro.
            right.pop("campaign_url", None)
        setup = from_python(with_made_up, right)
        if isinstance(setup, InputError) or not made["problems"]:
            continue
        for name, expected in {"url": setup.postback_url, "link": setup.tracking_link}.items():
            if made[name]:
                assert made[name] == expected, (wrong, made)
                shown[name] += 1
    assert min(shown.values()) > 50, shown
