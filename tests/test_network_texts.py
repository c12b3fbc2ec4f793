"""What a setup says about a network: the amount and currency that it takes, its labels, and nothing that is true of others only."""

from __future__ import annotations

import re
from typing import Any

import pytest

from postback_pack import Catalog, InputError, build_setup, check, render
from postback_pack.catalog.model import Network
from postback_pack.catalog.network_parts import NetworkPayout
from postback_pack.catalog.network_rules import SLOTS
from postback_pack.catalog.template import read_shape
from postback_pack.setup.build import Setup
from postback_pack.trial.preview import preview

TRACKERS = ("keitaro", "branch", "php", "zapier", "appsflyer", "custom")
"""Of each delivery, with an amount that is earned, paid by a customer, or not known; none is what you pay a network."""
PAYS = "tune"
"""Its payout macro is what you pay the network."""
AMOUNT_NOTE = re.compile("worth to you|you pay|you earn|customer paid|value of the sale|order's value|which amount")


TEMPLATE = (
    "{{ scheme }}://in.harbour.example/hit?click={{ click_id }}"
    "{% if payout %}&worth={{ payout }}{% endif %}{% if currency %}&cur={{ currency }}{% endif %}"
)


def harbour(catalog: Catalog, means: str | None, currency: str | None = "USD", integer: bool = False) -> Network:
    """A made-up network with one parameter for the amount, and one for the currency."""
    network = catalog.network("harbour")
    [kind] = network.types.values()
    payout = NetworkPayout(means=means, currency=currency, integer=integer)  # type: ignore[arg-type]
    kinds = {"hit": kind.changed(shape=read_shape(TEMPLATE, SLOTS))}
    return network.changed(payout=payout, types=kinds)


def notes(setup: Setup) -> str:
    return " ".join("".join(span.text for span in note) for note in setup.notes)


@pytest.mark.parametrize(
    ("means", "tracker", "said", "doubtful"),
    [
        ("price", "tune", "is what you pay Harbour for the conversion, which is what Harbour takes", False),
        ("price", "keitaro", "is what you earn on the conversion, not what you pay Harbour", True),
        ("price", "branch", "is what your customer paid, not what you pay Harbour", True),
        ("price", "redtrack", "could not confirm what {offer_payout} contains", True),
        ("price", "php", "what your customer paid, not what you pay Harbour", True),
        ("revenue", "tune", "is what you pay Harbour for the conversion, but Harbour takes what it is worth to you", True),
        ("revenue", "keitaro", "is what you earn on the conversion, which is what Harbour takes", False),
        ("revenue", "branch", "is the value of the sale, and Harbour takes it", False),
        ("revenue", "redtrack", "could not confirm what {offer_payout} contains. Harbour takes what the conversion is worth", True),
        ("revenue", "php", "reports the order's value, and Harbour takes it", False),
        (None, "tune", "We could not confirm which amount Harbour expects", True),
        (None, "keitaro", "We could not confirm which amount Harbour expects", True),
        (None, "branch", "We could not confirm which amount Harbour expects", True),
        (None, "redtrack", "We could not confirm which amount Harbour expects", True),
        (None, "php", "We could not confirm which amount Harbour expects", True),
    ],
)  # fmt: skip
def test_what_the_amount_is(with_made_up: Catalog, means: str | None, tracker: str, said: str, doubtful: bool) -> None:
    setup = build_setup(with_made_up, tracker, network=harbour(with_made_up, means), payout="macro", currency="USD")
    text = notes(setup)
    assert said in text
    assert ("fixed price" in text) == (means == "price" and doubtful and tracker != "php")
    assert ("worth the same to you" in text) == (means == "revenue" and tracker == PAYS)
    if setup.postback_url:
        found = [finding for finding in checked(with_made_up, setup).findings if finding.code == "payout-means"]
        assert [finding.severity for finding in found] == (["note"] if doubtful else [])
    else:
        # The code says the same, in a comment.
        assert said in " ".join((setup.code or "").split())


def checked(catalog: Catalog, setup: Setup) -> Any:
    networks = {**catalog.networks, "harbour": setup.network}
    return check(catalog.changed(networks=networks), setup.postback_url or "", setup.tracker.id)


@pytest.mark.parametrize(
    ("means", "said"),
    [
        ("price", "{x} is reported as what you pay Harbour for each conversion."),
        ("revenue", "{x} is reported as what each conversion is worth to you."),
        (None, "{x} is reported for each conversion. We could not confirm which amount Harbour expects."),
    ],
)
def test_a_fixed_amount_and_a_macro_of_the_users(with_made_up: Catalog, means: str | None, said: str) -> None:
    network = harbour(with_made_up, means)
    fixed = build_setup(with_made_up, "keitaro", network=network, payout="1.5", currency="USD")
    assert said.replace("{x}", "1.5") in notes(fixed)
    assert "Harbour takes the amount as USD." in notes(fixed)
    own = notes(build_setup(with_made_up, "keitaro", network=network, payout_macro="{mine}", currency="USD"))
    assert "You gave the payout macro {mine}" in own
    assert ("what you pay Harbour" in own, "worth to you" in own) == (means == "price", means == "revenue")


def test_what_an_empty_amount_is_corrected_to(with_made_up: Catalog) -> None:
    """Only the amount that the network takes is put there."""
    right = {("price", "tune"), ("revenue", "keitaro"), ("revenue", "branch")}
    for means in ("price", "revenue", None):
        for tracker in ("tune", "keitaro", "branch"):
            network = harbour(with_made_up, means)
            setup = build_setup(with_made_up, tracker, network=network, payout="1", currency="USD")
            assert setup.postback_url is not None
            url = setup.postback_url.replace("worth=1", "worth=")
            [result] = checked(with_made_up, setup.changed(postback_url=url)).urls
            macro = build_setup(with_made_up, tracker, network=network, payout="macro", currency="USD").postback_url
            assert result.corrected == (macro if (means, tracker) in right else None), (means, tracker)


def test_the_value_of_the_sale_is_an_amount_for_a_network_that_takes_what_a_conversion_is_worth(
    with_made_up: Catalog,
) -> None:
    for means, found in (("price", "wrong-macro"), ("revenue", None), (None, "payout-means")):
        setup = build_setup(
            with_made_up, PAYS, network=harbour(with_made_up, means), payout_macro="{sale_amount}", currency="USD"
        )
        codes = [finding.code for finding in checked(with_made_up, setup).findings]
        assert codes == ([found] if found else []), means
    paid = build_setup(with_made_up, PAYS, network=harbour(with_made_up, "revenue"), payout="macro", currency="USD")
    assert "For the value of the sale, TUNE has {sale_amount}." in notes(paid)


@pytest.mark.parametrize(
    ("own", "given", "macro", "fixed"),
    [
        ("account", {}, "Harbour takes the amount in the currency of your account there. Make sure", "in the currency of your account"),
        ("account", {"currency": "EUR"}, "takes the amount as EUR. Make sure that", "takes the amount as EUR."),
        (None, {}, "could not confirm in which currency", "could not confirm in which currency"),
        (None, {"currency": "EUR"}, "takes the amount as EUR. Make sure that", "takes the amount as EUR."),
    ],
)  # fmt: skip
def test_in_which_currency_it_is(
    with_made_up: Catalog, own: str | None, given: dict[str, str], macro: str, fixed: str
) -> None:
    network = harbour(with_made_up, "revenue", own)
    by_macro = notes(build_setup(with_made_up, "keitaro", network=network, payout="macro", **given))  # type: ignore[arg-type]
    assert macro in by_macro
    amount = notes(build_setup(with_made_up, "keitaro", network=network, payout="2", **given))  # type: ignore[arg-type]
    assert fixed in amount
    assert "Make sure" not in amount
    # With the currency of each conversion beside it, nothing is left to say.
    carried = notes(build_setup(with_made_up, "tune", network=network, payout="macro", currency="macro"))
    assert "Harbour takes the amount" not in carried
    assert "in which currency" not in carried


def test_the_preview_uses_an_amount_that_the_network_takes_and_names_its_currency(with_made_up: Catalog) -> None:
    for integer, amount in ((False, "1.5"), (True, "2")):
        network = harbour(with_made_up, "revenue", "account", integer=integer)
        journey = preview(build_setup(with_made_up, "keitaro", network=network, payout="macro"), "123abc")
        assert journey.problems == ()
        assert journey.sent == f"https://in.harbour.example/hit?click=123abc&worth={amount}"
        assert journey.hops[-1].lines[-1] == "currency: that of your account at Harbour"


def test_what_the_user_wants_the_tracker_to_fill_in_is_not_what_the_network_asks_for(with_made_up: Catalog) -> None:
    fields = {"event": "macro"}
    for options in ({"fields": fields}, {"fields": {"event": "x"}, "payout": "macro", "currency": "macro"}):
        setup = build_setup(
            with_made_up,
            "maxconv",
            network="beacon",
            account="5",
            click_id_macro="{x}",
            **options,
        )
        why = str(setup.gaps["url"])
        assert "asks for" not in why
        assert "Give a value of your own" in why
    code = build_setup(with_made_up, "php", network="beacon", account="5", fields=fields)
    assert str(code.gaps["code"]) == "The code does not know the status. Give a value of your own in its place."


def test_dollars_are_preferred_where_the_network_takes_only_dollars(catalog: Catalog) -> None:
    for network in catalog.networks.values():
        if network.payout.currency == "USD":
            fields = {name: "1" * 32 for name in network.fields if name == "account"}
            setup = build_setup(catalog, "branch", network=network, fields=fields, payout="macro")
            assert setup.payout
            assert setup.payout.role == "payout_usd"
            assert "Make sure" not in notes(setup)


def every_setup(catalog: Catalog, network: Network, trackers: tuple[str, ...]) -> list[Setup]:
    """A setup of each type that there is, without and with an amount."""
    setups = []
    for tracker in trackers:
        for kind in network.types.values():
            for payout in ("macro", "1", None):
                try:
                    setups.append(build_setup(catalog, tracker, network=network, type=kind.id, payout=payout))
                except InputError:
                    continue
    return setups


def all_said(setup: Setup) -> str:
    return "\n".join([render(setup), *(warning for _, warning in setup.warnings)])


def test_nothing_is_said_that_is_true_of_other_networks_only(catalog: Catalog) -> None:
    names = {name: network for network in catalog.networks.values() for name in (network.name, *network.aliases)}
    for network in catalog.networks.values():
        own = [name for name, other in names.items() if other.id == network.id]
        others = [name for name, other in names.items() if other.id != network.id]
        is_with_hashes = any("##" in signs for pair in network.click_in.style for signs in pair)
        setups = every_setup(catalog, network, TRACKERS)
        assert setups
        for setup in setups:
            text = all_said(setup)
            bare = text
            for name in sorted(own, key=len, reverse=True):
                bare = bare.replace(name, "")
            assert re.findall(rf"\b(?:{'|'.join(map(re.escape, others))})\b", bare) == [], setup
            assert is_with_hashes or "##" not in text, setup
            # A pitfall of a network may tell the price of its clicks from the amount.
            but_its_own = render(setup.changed(pitfalls=setup.pitfalls[: len(setup.tracker.pitfalls)]))
            assert network.payout.means != "revenue" or "what you pay" not in but_its_own, setup
            amount = [note for note in setup.notes if AMOUNT_NOTE.search("".join(span.text for span in note))]
            assert setup.payout is None or not setup.postback_url or amount, setup


def test_labels_are_as_the_network_writes_them(catalog: Catalog) -> None:
    for network in catalog.networks.values():
        for setup in every_setup(catalog, network, ("keitaro",)):
            text, warnings = render(setup), " ".join(warning for _, warning in setup.warnings)
            for name in setup.missing_fields:
                label = network.fields[name].label
                assert f"with your {label}" in text
                assert f"Give your {label} with" in warnings
        for name, field in network.fields.items():
            with pytest.raises(InputError) as error:
                build_setup(catalog, "keitaro", network=network, fields={name: "A\tB"})
            assert field.label in str(error.value)
