"""A network that nobody wrote Python for: two fields, http only, no currency, macros in double braces."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from postback_pack import FORMATS, Catalog, CatalogError, InputError, build_setup, load_catalog, render
from tests.conftest import MADE_UP, Result, load_whole

Cli = Callable[..., Result]
FIELDS = {"account": "acme", "key": "ABCD1234"}


def test_urls_and_links(with_made_up: Catalog) -> None:
    setup = build_setup(
        with_made_up,
        "keitaro",
        network="tradewind",
        fields=FIELDS,
        campaign_url="https://trk.example/a#b",
        with_macros=["placement"],
    )
    assert setup.postback_url == "http://in.tradewind.example/acme/event?key=ABCD1234&token={external_id}"
    assert setup.tracking_link == "https://trk.example/a?external_id={{ClickToken}}&source={{zone}}#b"
    paid = build_setup(with_made_up, "keitaro", network="tradewind", fields=FIELDS, payout="macro")
    assert (
        paid.postback_url
        == "http://in.tradewind.example/acme/event?key=ABCD1234&token={external_id}&worth={revenue}&order={tid}"
    )


@pytest.mark.parametrize("format", [format for format in FORMATS if format != "code"])
def test_every_format(with_made_up: Catalog, format: str) -> None:
    setup = build_setup(with_made_up, "cpvlab", network="tradewind", fields=FIELDS)
    text = render(setup, format)
    assert "pbterra" not in text
    assert "##SUB_ID" not in text
    assert "{{ClickToken}}" in text if format != "url" else "{!tscode!}" in text


def test_through_the_command_line(cli: Cli) -> None:
    command = ("render", "keitaro", "-C", str(MADE_UP), "--network", "tradewind", "--format", "url")
    assert cli(*command, "--account", "acme", "--field", "key=ABCD1234") == (
        0,
        "http://in.tradewind.example/acme/event?key=ABCD1234&token={external_id}\n",
        "",
    )
    placeholders = cli(*command)
    assert placeholders.out == "http://in.tradewind.example/PARTNERCODE/event?key=SECRETKEY&token={external_id}\n"
    assert placeholders.err.count("placeholder") == 2


@pytest.mark.parametrize(
    ("options", "help"),
    [
        ({"payout": "1", "currency": "EUR"}, "takes no currency"),
        ({"type": "simple"}, "lead or sale"),
        ({"fields": {"key": "short"}}, r"fields\[\"key\"\]='short'"),
        ({"http": False, "fields": {"key": "SECRETKEY"}}, "placeholder"),
        ({"payout": "1", "type": "lead"}, "takes no payout"),
        ({"with_macros": ["campaign"]}, "placement"),
    ],
)
def test_its_own_rules(with_made_up: Catalog, options: dict[str, object], help: str) -> None:
    with pytest.raises(InputError, match=help):
        build_setup(with_made_up, "keitaro", network="tradewind", **options)  # type: ignore[arg-type]


def test_a_role_that_the_tracker_has_no_macro_for_is_a_gap(with_made_up: Catalog) -> None:
    setup = build_setup(with_made_up, "binom", network="tradewind", fields=FIELDS, payout="1")
    assert setup.postback_url is None
    assert "transaction-ID macro of Binom" in str(setup.gaps["url"])


@pytest.mark.parametrize("options", [{}, {"payout": "1"}, {"payout": "macro"}])
def test_there_is_no_code_for_what_code_does_not_know(with_made_up: Catalog, options: dict[str, str]) -> None:
    setup = build_setup(with_made_up, "php", network="tradewind", fields=FIELDS, **options)  # type: ignore[arg-type]
    assert setup.code is None
    assert "transaction ID" in str(setup.gaps["code"])
    assert "Tradewind" in render(setup, "text")
    with pytest.raises(InputError, match="transaction ID"):
        render(setup, "code")


def test_of_two_types_that_fit_the_first_is_taken(tmp_path: Path) -> None:
    shutil.copytree(MADE_UP, tmp_path, dirs_exist_ok=True)
    folder = tmp_path / "templates" / "networks" / "tradewind"
    network = folder / "network.yaml"
    network.write_text(
        network.read_text().replace("  lead: {name: Lead}\n", "  lead: {name: Lead}\n  visit: {name: Visit}\n")
    )
    shutil.copy(folder / "lead.url.j2", folder / "visit.url.j2")
    catalog = load_catalog(tmp_path)
    assert build_setup(catalog, "keitaro", network="tradewind", fields=FIELDS).type.id == "lead"
    assert build_setup(catalog, "keitaro", network="tradewind", fields=FIELDS, type="visit").type.id == "visit"


def test_a_template_says_where_the_network_is(with_made_up: Catalog) -> None:
    assert with_made_up.networks["tradewind"].types["lead"].shape.start == "in.tradewind.example/"


def test_nothing_outside_its_folder_knows_adsterra() -> None:
    root = Path(__file__).parent.parent
    sources = [*(root / "postback_pack").rglob("*.py"), *(root / "templates" / "setup").iterdir()]
    sources += (root / "templates" / "site").iterdir()
    for file in sources:
        text = file.read_text(encoding="utf-8")
        for word in ("pbterra", "subid_short", "atpay", "##SUB_ID", "NAMEOFADVERTISER"):
            assert word not in text, f"{file.name} knows {word}"


def test_an_unfinished_network_is_an_error_with_its_place(tmp_path: Path) -> None:
    shutil.copytree(MADE_UP, tmp_path / "more")
    file = tmp_path / "more" / "templates" / "networks" / "tradewind" / "network.yaml"
    file.write_text(file.read_text() + "pitfalls:\n  - Fine.\n  - 'FILL IN: what goes wrong.'\n")
    line = len(file.read_text().splitlines())
    with pytest.raises(CatalogError, match=rf"network.yaml:{line}:5: tradewind.pitfalls.1: This still has FILL IN"):
        load_whole(tmp_path / "more")
