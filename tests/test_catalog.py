"""The shipped catalog: true, sourced, and readable in every format. Runs over every entry."""

from __future__ import annotations

import re
from dataclasses import FrozenInstanceError

import pytest

from postback_pack import InputError, build_setup, load_catalog
from postback_pack.catalog.model import Network, Tracker, plain_names
from postback_pack.catalog.rules import FILLED_IN
from postback_pack.contribute.shared_rules import MOST_PITFALLS
from postback_pack.text.markup import names_in, spans, write_plain

CATALOG = load_catalog()
PICKER = "adsbridge appsflyer bemob binom cake cpvlab custom keitaro prosper202 redtrack tune voluum"
TRACKERS = pytest.mark.parametrize("tracker", CATALOG.trackers.values(), ids=lambda tracker: tracker.id)
NETWORKS = pytest.mark.parametrize("network", CATALOG.networks.values(), ids=lambda network: network.id)


def test_the_trackers_of_the_picker_are_there_and_sorted() -> None:
    assert set(PICKER.split()) <= set(CATALOG.trackers)
    lines = [tracker.line for tracker in CATALOG.trackers.values()]
    assert lines == sorted(lines), "trackers.yaml is not sorted by id"


def test_everything_is_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        CATALOG.tracker("keitaro").name = "x"  # type: ignore[misc]
    with pytest.raises(TypeError):
        CATALOG.trackers["x"] = CATALOG.tracker("keitaro")  # type: ignore[index]
    with pytest.raises(TypeError):
        CATALOG.tracker("keitaro").postback_out.macros["click_id"] = "{x}"  # type: ignore[index]


@pytest.mark.parametrize("name", ["keitaro", "Keitaro TDS", "KEITARO-tracker", "keitaro.tds"])
def test_a_tracker_has_many_names(name: str) -> None:
    assert CATALOG.tracker(name).id == "keitaro"


def test_an_unknown_name_gets_the_nearest_one() -> None:
    with pytest.raises(InputError, match="Did you mean tune"):
        CATALOG.tracker("hasoffer")
    with pytest.raises(InputError, match="Did you mean adsterra"):
        CATALOG.network("adstera")


@TRACKERS
def test_every_fact_has_a_source(tracker: Tracker) -> None:
    for fact in tracker.facts():
        assert tracker.grade(fact) in ("confirmed", "reported"), fact


def test_what_the_payout_is_is_confirmed_only_of_the_macro_itself() -> None:
    """A page of the vendor on the amount that comes in, or one without the macro, says nothing of what the macro sends."""
    for tracker in CATALOG.trackers.values():
        if tracker.grade("payout_means") == "confirmed" and tracker.macro("payout"):
            pages = [
                {item.url for item in tracker.evidence_for(fact) if item.by == "vendor"}
                for fact in ("payout_means", "macros.payout")
            ]
            assert (pages[0] & pages[1]) - {None}, tracker.id


@NETWORKS
def test_the_texts_of_a_network(network: Network) -> None:
    """Every <name> is one that is filled in, and signs of macros stand only in code. For trackers it is a rule of lint."""
    seen = [item.seen for item in network.evidence if item.seen]
    pairs = [text for pair in network.trackers.values() for text in (*pair.steps, *pair.network_steps, *pair.pitfalls)]
    for text in (*network.steps, *network.verify, *network.pitfalls, *pairs, *seen):
        assert names_in(text) <= FILLED_IN, text
        plain = "".join(span.text for span in spans(text, {}) if span.kind == "plain")
        assert not re.search(r"[{}`*\[\]]|##|://", re.sub("<[a-zA-Z ]+>", "", plain)), text


@NETWORKS
def test_a_network_names_only_trackers_that_are_listed(network: Network) -> None:
    assert set(network.trackers) <= set(CATALOG.trackers)
    for id, pair in network.trackers.items():
        assert not pair.partner or CATALOG.trackers[id].postback_out.delivery == "partner"


@NETWORKS
def test_a_setup_warns_only_of_what_matters(network: Network) -> None:
    """A tracker has four pitfalls at most, and a network with what is special about one tracker there has four more.

    One sentence about what was not found is enough in each list that the user reads.
    """
    for id, tracker in CATALOG.trackers.items():
        setup = build_setup(CATALOG, id, network=network.id)
        assert len(setup.pitfalls) - len(tracker.pitfalls) <= MOST_PITFALLS, id
        assert len(tracker.pitfalls) <= MOST_PITFALLS, id
        for texts in (setup.tracker_steps, setup.network_steps, setup.verify, setup.pitfalls):
            assert "".join(map(write_plain, texts)).count("We could not find") <= 1, id


@NETWORKS
def test_the_steps_begin_with_the_trackers_own_template(network: Network) -> None:
    for id, pair in network.trackers.items():
        setup = build_setup(CATALOG, id, network=network.id)
        steps = [*map(write_plain, setup.tracker_steps)]
        assert pair.builtin_template is None or pair.builtin_template in steps[0], id
        assert "<template>" not in "".join(steps), id


@NETWORKS
def test_no_text_has_a_value_of_somebodys_account(network: Network) -> None:
    """A long number in a text, a placeholder or a template would be one; numbers of an index of files tell a reader nothing."""
    texts = [*network.steps, *network.verify, *network.pitfalls, *network.disagreements]
    for pair in network.trackers.values():
        texts += [*pair.steps, *pair.network_steps, *pair.pitfalls]
    for field in network.fields.values():
        texts += [field.placeholder or "", field.default or "", *field.other_placeholders]
    texts += [part for kind in network.types.values() for part in kind.shape.parts if isinstance(part, str)]
    for text in texts:
        words = re.findall("[0-9a-f]{5,}", text)
        assert [word for word in words if not word.isalpha()] == [], text
    assert not [item.seen for item in network.evidence if item.seen and "index id" in item.seen]


def test_names_do_not_clash() -> None:
    names = [name for tracker in CATALOG.trackers.values() for name in plain_names(tracker)]
    assert len(names) == len(set(names))


@TRACKERS
def test_a_setup_has_no_hole(tracker: Tracker) -> None:
    setup = build_setup(CATALOG, tracker.id, account="acme", payout="macro")
    for text in (*setup.tracker_steps, *setup.network_steps, *setup.verify, *setup.pitfalls, *setup.notes):
        written = "".join(span.text for span in text)
        for macro in (*tracker.listed_macros, setup.click_id.macro or ""):
            written = written.replace(macro, "") if macro else written
        assert "None" not in written
        assert not re.search("<(?!campaign_id>)[a-z ]+>", written), written
