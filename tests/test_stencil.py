"""A stencil, filled with values, is what is made with these values from the start."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postback_pack import build_setup, load_catalog, render
from postback_pack.bulk.prepared import prepare
from postback_pack.bulk.printing import Printer
from postback_pack.setup import quoting
from postback_pack.text.characters import hidden_character
from postback_pack.text.stencil import Stencil, marks
from tests.conftest import MADE_UP, mostly_long
from tests.test_properties import accounts

CATALOG = load_catalog(MADE_UP)
WRITERS = (
    str,
    json.dumps,
    lambda text: json.dumps(text, ensure_ascii=False),
    lambda text: quote(text, safe=""),
    quoting.php_string,
    quoting.python_string,
    quoting.script_string,
)
ACCOUNTS = ("a", "a--b_.~", "y" * 64)


@given(st.lists(st.one_of(st.text(), st.sampled_from(["account", "event"])), max_size=9), accounts, accounts)
def test_a_text_is_filled_however_it_is_written(pieces: list[str], account: str, event: str) -> None:
    values = {"account": account, "event": event}
    marked = marks(values)
    pieces = [piece for piece in pieces if piece in values or not hidden_character(piece)]
    for write in WRITERS:
        stencil = Stencil(write("".join(marked.get(piece, piece) for piece in pieces)), values)
        assert stencil.fill(values) == write("".join(values.get(piece, piece) for piece in pieces))


def test_nothing_that_is_taken_holds_a_mark() -> None:
    assert all(hidden_character(mark) for mark in marks(["account"]).values())


@pytest.mark.parametrize("tracker", mostly_long(CATALOG.trackers, 6))
def test_every_tracker_has_a_stencil(tracker: str) -> None:
    prepared = prepare(CATALOG, tracker, account="acme")
    if not prepared.link_carries_postback:
        stencil = prepared.stencil(["account"], render)
        for account in ACCOUNTS:
            assert stencil.fill({"account": account}) == render(build_setup(CATALOG, tracker, account=account))


def test_the_length_of_a_value_may_change_more_than_itself() -> None:
    """The picture breaks its lines by their length, and the key is in one of them: then each row is made by itself."""
    printer = Printer(CATALOG, ["tracker", "network", "account", "key"], "html")
    for key in ("A1234567", "B7654321", "C1357913"):
        fields = {"account": "acme", "key": key}
        own = render(build_setup(CATALOG, "keitaro", network="tradewind", fields=fields), "html")
        stencil = prepare(CATALOG, "keitaro", network="tradewind", fields=fields).stencil(
            fields, lambda setup: render(setup, "html")
        )
        assert stencil.fill(fields) != own
        assert printer.print(["keitaro", "tradewind", "acme", key]).setup == own
