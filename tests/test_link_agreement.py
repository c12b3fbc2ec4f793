"""The tracking link that is made from any campaign URL has no error that `check` would find in it."""

from __future__ import annotations

import random

from postback_pack import Catalog, InputError, build_setup, check
from tests.generator_cases import cases

HOSTS = ["trk.example", "trk.example:8080", "app.adjust.com", "app.adjust.com:8443", "bit.ly"]
TRACKERS = ["keitaro", "binom", "voluum", "adjust", "prosper202", "bemob", "tune", "clickervolt", "cake"]
PIECES = """
a %20 %2523 {replace} YOUR_ID {clickid} [x] x=1 external%5Fid %7BREPLACE%7D . ? & = # / ## ?? &amp; &#038; : ; + undefined xxx XXXXX x=2
##PLACEMENT_ID## ##SUB_ID_SHORT(action)## external_id= sub_id_1= c1= postback {x} [[y]] %x% NAMEOFADVERTISER ##X## %23%23X%23%23
""".split()


def test_a_printed_link_is_right(catalog: Catalog) -> None:
    dice = random.Random(1)
    urls = [(str(case.options["tracker"]), case.options.get("campaign_url")) for case in cases()]
    for _ in range(2_000):
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
