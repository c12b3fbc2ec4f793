"""Values of fields that are words of a network's screen, such as ``Sale (%)``: allowed by their pattern, encoded where they land."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from postback_pack import Catalog, InputError, build_setup, check, load_catalog, render
from postback_pack.catalog.model import Network
from postback_pack.embedding.block_options import block_setup
from postback_pack.errors import Problem
from tests.conftest import MADE_UP, Result
from tests.generator_cases import in_page, on_the_page, run_script

Cli = Callable[..., Result]
WORDS = {
    "Sale (%)": "Sale%20%28%25%29",
    "Add to cart": "Add%20to%20cart",
    "Event name 1": "Event%20name%201",
    "a/b?c&d=e#f+g": "a%2Fb%3Fc%26d%3De%23f%2Bg",
    "50%25": "50%2525",
    "caf\u00e9": "caf%C3%A9",
    'it\'s "so" `x` <b> {y} $z \\': "it%27s%20%22so%22%20%60x%60%20%3Cb%3E%20%7By%7D%20%24z%20%5C",
}
PATTERN = "[^\\^|]{1,40}"
START = "http://in.beacon.example/e"


@pytest.fixture(scope="module")
def words() -> Catalog:
    """The made-up networks, with words of the screen for a segment of the path and for a parameter."""
    catalog = load_catalog(MADE_UP)
    beacon = catalog.network("beacon")
    fields = {
        name: field.changed(pattern=PATTERN) if name in ("account", "event") else field
        for name, field in beacon.fields.items()
    }
    return catalog.changed(networks={**catalog.networks, "beacon": beacon.changed(fields=fields)})


def options(word: str, **more: Any) -> dict[str, Any]:
    return {"network": "beacon", "account": word, "fields": {"event": word}, **more}


@pytest.mark.parametrize(("word", "encoded"), WORDS.items())
def test_a_word_is_encoded_in_path_and_query_and_passes_the_check(words: Catalog, word: str, encoded: str) -> None:
    setup = build_setup(words, "binom", **options(word))
    assert setup.postback_url == f"{START}/{encoded}?ref=b-{{externalid}}&event={encoded}&pid="
    assert [finding.code for finding in check(words, setup.postback_url, "binom").findings] == []
    # What is printed as text is the word itself.
    assert json.loads(render(setup, "json"))["fields"] == {"account": word, "event": word}


def test_code_holds_the_encoded_word(words: Catalog) -> None:
    code = render(build_setup(words, "php", **options("Sale (%)")), "code")
    assert "/e/Sale%20%28%25%29?ref=b-' . rawurlencode($clickId) . '&event=Sale%20%28%25%29&pid='" in code


REFUSED = {
    "Sale\n": "field.hidden",
    "Sa\u200ble": "field.hidden",
    "\x1b[31m": "field.hidden",
    "Sale ": "field.space-around",
    "\u00a0Sale": "field.space-around",
    "..": "field.nothing",
    "": "field.nothing",
    "A|B^": "field.signs",
    "YOUR_EVENT": "field.placeholder",
    "y" * 41: "field.pattern",
    "|" * 41: "field.pattern",
}


def problems_of(catalog: Catalog, given: dict[str, Any]) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as error:
        build_setup(catalog, **given)
    # Each is one line, with nothing in it that acts on a terminal.
    assert str(error.value).isprintable()
    return tuple(error.value.problems)


def test_what_stays_refused_in_python_and_on_the_page(words: Catalog) -> None:
    beacon: Network = words.networks["beacon"]
    every: list[dict[str, Any]] = [
        {"tracker": "binom", "network": "beacon", "fields": {"event": word}} for word in REFUSED
    ]
    on_page = run_script(only(words, "beacon"), [in_page(given) for given in every])
    for given, code, made in zip(every, REFUSED.values(), on_page, strict=True):
        problems = problems_of(words, given)
        assert [problem.said.code for problem in problems] == [code]
        assert made["problems"] == [on_the_page(problem, beacon, given) for problem in problems]


def only(catalog: Catalog, network: str) -> Catalog:
    """A catalog of one network: the data of the page for all of them takes its time."""
    return catalog.changed(networks={network: catalog.networks[network]})


def test_the_page_makes_the_same_url_and_code(words: Catalog) -> None:
    every = [{"tracker": tracker, **options(word)} for tracker in ("binom", "php") for word in WORDS]
    made = run_script(only(words, "beacon"), [in_page(one) for one in every])
    for one, setup in zip(every, (build_setup(words, **one) for one in every), strict=True):
        page = made.pop(0)
        assert (page["problems"], page["url"], page["code"]) == ([], setup.postback_url, setup.code), one


def folder_with_words(folder: Path) -> Path:
    """Write the made-up networks into a folder, with words of the screen for the event of beacon."""
    network = folder / "templates" / "networks" / "beacon"
    network.mkdir(parents=True)
    for file in (MADE_UP / "templates" / "networks" / "beacon").iterdir():
        text = file.read_text(encoding="utf-8").replace('"[a-z]{1,16}"', '"[A-Za-z0-9 ()%]{1,32}"')
        (network / file.name).write_text(text, encoding="utf-8")
    return folder


def test_on_the_command_line_in_tables_and_in_blocks(cli: Cli, tmp_path: Path) -> None:
    folder = folder_with_words(tmp_path / "more")
    url = f"{START}/5?ref=b-{{externalid}}&event=Sale%20%28%25%29&pid="
    shared = ("--network", "beacon", "-C", str(folder), "--account", "5")
    assert cli("render", "binom", *shared, "--field", "event=Sale (%)", "--format", "url") == (0, f"{url}\n", "")
    refused = cli("render", "binom", *shared, "--field", "event=Sale-", "--format", "url")
    assert refused.problems == [
        "Error: --field event='Sale-': This does not look like the Event name: it has 5 characters"
        " (expected [A-Za-z0-9 ()%]{1,32}). Copy yours from Beacon: Goals."
    ]
    table = tmp_path / "in.csv"
    table.write_text(
        "tracker,network,account,event\nbinom,beacon,5,lead\nbinom,beacon,5,sale\nbinom,beacon,5,Sale (%)\nbinom,beacon,6,Add to cart\n",
        encoding="utf-8",
    )
    result = cli("bulk", str(table), "-C", str(folder), "-o", str(tmp_path / "out.jsonl"), "--format", "text")
    assert (result.status, result.err) == (0, "")
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["postback_url"] for row in rows] == [
        f"{START}/5?ref=b-{{externalid}}&event=lead&pid=",
        f"{START}/5?ref=b-{{externalid}}&event=sale&pid=",
        url,
        f"{START}/6?ref=b-{{externalid}}&event=Add%20to%20cart&pid=",
    ]
    for row in rows:
        assert row["postback_url"] in row["setup"]
        assert f"Copy the event's name, {row['event']}, from Goals." in row["setup"]
    block = block_setup(
        load_catalog(folder), "binom", [("network", "beacon"), ("field", "event=Sale (%), goal=2,"), ("account", "5")]
    )
    assert block.setup.postback_url == url.replace("?", "?goal=2&")


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("event=a", {"event": "a"}),
        ("event=a goal=1", {"event": "a", "goal": "1"}),
        ("event=a,goal=1,", {"event": "a", "goal": "1"}),
        ("goal=1 , event=b", {"event": "b", "goal": "1"}),
    ],
)
def test_fields_of_a_block_end_at_the_next_name(with_made_up: Catalog, text: str, fields: dict[str, str]) -> None:
    assert block_setup(with_made_up, "binom", [("network", "beacon"), ("field", text)]).setup.fields == fields


def test_a_default_can_be_given_too(with_made_up: Catalog) -> None:
    setup = build_setup(with_made_up, "binom", network="beacon", account="5", fields={"event": "lead", "pid": ""})
    assert setup.postback_url == f"{START}/5?ref=b-{{externalid}}&event=lead&pid="
