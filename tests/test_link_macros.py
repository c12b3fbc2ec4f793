"""The network's macros in a tracking link that do not carry the click ID: asked for by name, explained, and unknown ones reported once."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import MADE_UP, Result

Cli = Callable[..., Result]
REPORTED = {
    "##PUBLISHER_ID##": "publisher",
    "##LANDING_ID##": "landing",
    "##ZONE_ID##": "zone",
    "##COST_CPC##": "cost",
    "##DEVICE_BRAND##": "device brand",
    "##USER_OS##": "operating system",
    "##BROWSER_NAME##": "browser",
    "##USERAGENT##": "user agent",
    "##REMOTE_LANGUAGE##": "language",
    "##USER_CARRIER##": "carrier",
}
NAMES = ("publisher", "landing", "zone", "cost", "brand", "os", "browser", "user_agent", "language", "carrier")
OWN = """\
- id: own
  name: Own
  kind: tracker
  status: active
  style: ["{{", "}}"]
  click_in: {{param: ext, naming: default, slots: {{{slots}}}}}
  postback_out: {{delivery: paste, where: [x], macros: {{click_id: "{{ext}}", payout: "{{pay}}"}}}}
  steps: ["Paste the postback URL."]
  verify: ["Look."]
  evidence: [{{url: "https://own.example", by: vendor, supports: [param, slots, macros.click_id, macros.payout, style], read: 2026-11}}]
"""
LINK = "https://track.example/c?external_id=##SUB_ID_SHORT(action)##"


def query(macros: list[str]) -> str:
    return "".join(f"&p{number}={macro}" for number, macro in enumerate(macros))


def test_reported_macros_are_known_and_explained(cli: Cli) -> None:
    result = cli("check", "--tracker", "keitaro", "--format", "json", LINK + query([*REPORTED]))
    data = json.loads(result.out)
    assert (result.status, data["verdict"]) == (0, "note")
    said = " ".join(finding["message"] for finding in data["urls"][0]["findings"])
    for macro, name in REPORTED.items():
        assert f"{macro} is the {name}." in said
    assert "at the click, Adsterra puts the operating system there" in {
        part["meaning"] for part in data["urls"][0]["parts"]
    }
    facts = {row["fact"]: row for row in json.loads(cli("show", "adsterra", "--format", "json").out)["facts"]}
    assert {facts[f"macros.{name}"]["grade"] for name in ("cost", "os", "publisher", "zone")} == {"reported"}


def test_all_is_what_the_tracker_has_a_parameter_for(cli: Cli) -> None:
    every = cli("render", "keitaro", "--account", "acme", "--with", "all", "--format", "json").out
    by_name = ["--with", "placement,campaign,creative,cost"]
    named = cli("render", "keitaro", "--account", "acme", *by_name, "--format", "json").out
    assert json.loads(every)["tracking_link"] == json.loads(named)["tracking_link"]
    assert json.loads(every)["tracking_link"].count("##") == 10


def test_a_macro_is_a_slot_by_its_name(cli: Cli, tmp_path: Path) -> None:
    """The tracker decides which parameter takes it: without one it is refused by name, not as unknown."""
    slots = ", ".join(f"{name}: s{number}" for number, name in enumerate(NAMES))
    (tmp_path / "own.yaml").write_text(OWN.format(slots=slots), encoding="utf-8")
    command = ["render", "own", "--account", "acme", "--with", ",".join(NAMES), "--campaign-url", "https://t.example/c"]
    link = json.loads(cli(*command, "-C", str(tmp_path / "own.yaml"), "--format", "json").out)["tracking_link"]
    expected = "".join(f"&s{number}={macro}" for number, macro in enumerate(REPORTED))
    assert link == f"https://t.example/c?ext=##SUB_ID_SHORT(action)##{expected}"
    result = cli("render", "keitaro", "--account", "acme", "--with", "browser")
    assert result.status == 2
    assert "--with 'browser': We could not confirm which parameter of Keitaro takes it." in result.err


@pytest.mark.parametrize(
    ("count", "named"),
    [
        (1, "'##NEW_A##' is not a known macro of Adsterra."),
        (2, "'##NEW_A##' and '##NEW_B##' are not known macros of Adsterra."),
        (7, "'##NEW_F##' and '##NEW_G##' are not known macros of Adsterra."),
        (20, "'##NEW_H##' and 12 others are not known macros of Adsterra."),
    ],
)
def test_unknown_macros_are_one_finding(cli: Cli, count: int, named: str) -> None:
    macros = [f"##NEW_{chr(ord('A') + number)}##" for number in range(count)]
    url = LINK + query([*macros, macros[0]])
    data = json.loads(cli("check", "--tracker", "keitaro", "--format", "json", url).out)
    found = [one for one in data["urls"][0]["findings"] if one["severity"] != "note"]
    assert [one["code"] for one in found] == ["unlisted-macro"]
    assert found[0]["text"] == macros[0]
    assert named in found[0]["message"]
    assert "(1 warning)" in cli("check", "--tracker", "keitaro", url).out


def test_the_same_for_another_network(cli: Cli) -> None:
    url = "https://track.example/c?ext=${REF}&a=${NEW_ONE}&b=${OTHER_TWO}"
    data = json.loads(cli("check", "--network", "beacon", "--format", "json", "-C", str(MADE_UP), url).out)
    messages = [one["message"] for one in data["urls"][0]["findings"] if one["code"] == "unlisted-macro"]
    assert messages == [
        "'${NEW_ONE}' and '${OTHER_TWO}' are not known macros of Beacon. "
        "Compare them with the list in its campaign form."
    ]


@pytest.mark.parametrize(
    ("parts", "warnings"),
    [
        (["##NEW_A##"], ["##NEW_A## in the campaign URL is not a macro of Adsterra that we know. It stays as it is."]),
        (
            ["##NEW_A##", "##NEW_B##", "##NEW_A##", "##NEW_C##"],
            [
                "##NEW_A##, ##NEW_B## and ##NEW_C## in the campaign URL are not macros of Adsterra that we know. "
                "They stay as they are."
            ],
        ),
        (
            ["YOUR_ID", "{x}", "YOUR_NAME", "[y]", "{x}"],
            [
                "YOUR_ID and YOUR_NAME in the campaign URL look like placeholders. Put your own values there.",
                "{x} and [y] in the campaign URL are not macros of Adsterra, which will send them as they are.",
            ],
        ),
    ],
)
def test_a_link_is_made_with_one_warning_of_a_kind(cli: Cli, parts: list[str], warnings: list[str]) -> None:
    url = LINK + query(parts)
    result = cli("render", "keitaro", "--account", "acme", "--campaign-url", url, "--format", "json")
    setup = json.loads(result.out)
    assert setup["tracking_link"] == url
    assert setup["warnings"] == warnings
