"""Python and the page's script agree on what nobody wrote down: random options, the same each time."""

from __future__ import annotations

import random
from typing import Any

from postback_pack import Catalog, InputError, build_setup
from tests.generator_cases import in_page, run_script

PIECES = """
https:// trk.example / ? & = # ## ##SUB_ID_SHORT(action)## ##PLACEMENT_ID## ##ZONE## {{ClickToken}} {{zone}} {{ ((click)) external_id sub_id_3 sub1 s2
a b &amp; ?? undefined XXXXX postback bit.ly x=2 %20 %23%23 %2523 % {replace} CLICK_ID YOUR_ID {clickid} [x] <x> \u00e9 \u202e ' \\ $& x=1 external%5Fid %7BREPLACE%7D %C3 .
""".split()
MACROS = [" ", "", "{a b}"]
MACROS += """
{external_id} {sub_id_3} {subid} {revenue} {x} clickid \u00e9 {a&b} ##SUB_ID_SHORT(action)## #s3# [[c2]] {label} {{link.query.foo}} CLICK_ID _ {sub2}
""".split()
CHOICES: dict[str, tuple[float, list[Any]]] = {
    "click_id_macro": (0.3, MACROS),
    "payout_macro": (0.2, MACROS),
    "click_id_param": (0.3, ["sub2", "sub_id_3", "label", "s2", "c2", "x y", "", "foo", "external_id"]),
    "payout": (0.4, ["1", "1.5", "macro", "0", "1,5", "x"]),
    "currency": (0.3, ["EUR", "usd", "Eu", "macro", "XXX", ""]),
    "currency_code": (0.1, ["USDT", "EUR", "u", "USD"]),
    "type": (0.2, ["simple", "payout", "currency", "lead", "sale", "hit", "none"]),
    "with_macros": (0.2, [["placement"], ["campaign", "creative"], ["all"], ["zone"]]),
    "event_tokens": (0.1, [["install"], ["abc", "INSTALL"], ["a-b"], ["abc", "abc"]]),
}


def some_options(dice: random.Random, catalog: Catalog) -> dict[str, Any]:
    network = dice.choice(["adsterra", "adsterra", "tradewind", "harbour"])
    options: dict[str, Any] = {"tracker": dice.choice(list(catalog.trackers)), "network": network}
    if dice.random() < 0.7:
        start = "https://trk.example" + dice.choice(["", "/", "/?", "?", "#"]) if dice.random() < 0.85 else ""
        options["campaign_url"] = start + "".join(dice.choice(PIECES) for _ in range(dice.randint(0, 5)))
    # Most are given little, so that many of them come through.
    if dice.random() < 0.6:
        for name, (how_often, values) in CHOICES.items():
            if dice.random() < how_often:
                options[name] = dice.choice(values)
    if dice.random() < 0.4:
        values = ["acme", "ABCD1234", "a b", "YOUR_X", ""]
        options["fields"] = {name: dice.choice(values) for name in catalog.networks[network].fields}
    return options


def test_they_agree(with_made_up: Catalog) -> None:
    dice = random.Random(1)
    every = [some_options(dice, with_made_up) for _ in range(3_000)]
    taken = 0
    for options, made in zip(every, run_script(with_made_up, [in_page(one) for one in every]), strict=True):
        try:
            setup = build_setup(with_made_up, **options)
        except InputError as error:
            found = [option.removeprefix("field.") for option, _ in made.get("problems", [])]
            assert found == [problem.option for problem in error.problems], options
        else:
            assert made == {"type": setup.type.id, "url": setup.postback_url, "link": setup.tracking_link}, options
            taken += 1
    assert 400 < taken < 2_600
