"""A stencil, filled with values, is what is made with these values from the start."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postback_pack import build_setup, load_catalog, render
from postback_pack.bulk.prepared import prepare
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
    stencil = prepared.stencil(["account"], render)
    assert (stencil is None) == prepared.link_carries_postback
    if stencil:
        for account in ACCOUNTS:
            assert stencil.fill({"account": account}) == render(build_setup(CATALOG, tracker, account=account))


def test_what_depends_on_the_length_of_a_value_has_no_stencil() -> None:
    """The picture breaks its lines by their length, and the key is in one of them."""
    prepared = prepare(CATALOG, "keitaro", network="tradewind", fields={"account": "acme", "key": "ABCD1234"})
    assert prepared.stencil(["account", "key"], lambda setup: render(setup, "html")) is None
    text = prepared.stencil(["account", "key"], render)
    assert text is not None
    fields = {"account": "acme", "key": "WXYZ9876"}
    assert text.fill(fields) == render(build_setup(CATALOG, "keitaro", network="tradewind", fields=fields))
