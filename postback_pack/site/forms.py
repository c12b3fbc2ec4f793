"""Every form of a tracker's postback at a network: by postback type, without an amount, with a fixed one, with a macro."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..catalog.load import Catalog
from ..errors import InputError
from ..messages.message import Message, message
from ..setup.build import Setup, build_setup
from ..setup.payout import BY_MACRO, sample_amount

SAMPLE_CURRENCY = "EUR"
_FIXED = "fixed"
"""In place of an amount that the network takes."""
_FORMS = (
    ("site.form-macro", BY_MACRO, None),
    ("site.form-macro-currency", BY_MACRO, SAMPLE_CURRENCY),
    ("site.form-fixed", _FIXED, None),
    ("site.form-fixed-currency", _FIXED, SAMPLE_CURRENCY),
    ("site.form-none", None, None),
)
"""The code of what a form reports, its payout and its currency."""


class PostbackForm(NamedTuple):
    """One form: what it reports, as the sentence in front of the URL, and its setup."""

    label: Message
    setup: Setup


def forms(catalog: Catalog, tracker: str, network: str) -> Iterator[PostbackForm]:
    """Yield each form of the postback that can be pasted, the one that reports most of itself first."""
    for code, reported, currency in _FORMS:
        payout = sample_amount(catalog.network(network)) if reported == _FIXED else reported
        label = message(code, amount=payout, currency=currency)
        try:
            setup = build_setup(catalog, tracker, network=network, payout=payout, currency=currency)
        except InputError:
            continue  # the network has no such form
        if setup.postback_url or setup.code:
            yield PostbackForm(label, setup)


def main_form(catalog: Catalog, tracker: str, network: str) -> Setup:
    """Return the setup that a page about the tracker shows: the first of its forms, or the one that names the gap."""
    first = next(forms(catalog, tracker, network), None)
    return first.setup if first else build_setup(catalog, tracker, network=network)


def other_forms(catalog: Catalog, tracker: str, network: str) -> list[PostbackForm]:
    """Return the forms that are pasted, but the main one."""
    return [form for form in [*forms(catalog, tracker, network)][1:] if form.setup.postback_url]
