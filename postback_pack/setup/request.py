"""What the user asked for, checked: the only way from raw options to a setup."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..catalog.load import Catalog
from ..catalog.model import Network, PostbackType, Tracker, TrackerAtNetwork
from ..errors import InputError, Problem
from ..text.characters import shown
from .click_id import ClickId, choose_click_id
from .currency import Currency, check_currency
from .link import TrackingLink, put_macros, start_link
from .options import check_event_tokens, check_fields, check_macro, check_parameter, check_scheme
from .payout import Payout, amount_text, check_payout, choose_payout
from .postback_type import choose_type

if TYPE_CHECKING:
    from decimal import Decimal


@dataclass(frozen=True)
class Request:
    """One tracker, network and postback type with everything that goes into them.

    ``given_fields``: the network's fields that the user gave; the others keep their placeholder.
    """

    tracker: Tracker
    network: Network
    type: PostbackType
    scheme: str
    given_fields: Mapping[str, str]
    click_id: ClickId
    payout: Payout | None
    currency: Currency | None
    link: TrackingLink
    event_tokens: tuple[str, ...]

    @property
    def fields(self) -> dict[str, str]:
        """All fields of the network: what the user gave, or the placeholder."""
        return {name: self.given_fields.get(name, field.placeholder) for name, field in self.network.fields.items()}

    @property
    def values(self) -> dict[str, str]:
        """What the user fills into the URL, besides macros: scheme, fields, currency and a fixed amount."""
        values = {"scheme": self.scheme, **self.fields}
        if self.currency:
            values["currency"] = self.currency.code
        if self.payout and not self.payout.by_macro and self.payout.text:
            values["payout"] = self.payout.text
        return values

    @property
    def pair(self) -> TrackerAtNetwork:
        """What is special about this tracker at this network."""
        return self.network.trackers.get(self.tracker.id, TrackerAtNetwork())


def check_request(
    catalog: Catalog,
    tracker: str | Tracker,
    network: str | Network,
    *,
    account: str | None = None,
    fields: Mapping[str, str] | None = None,
    type: str | None = None,
    payout: str | float | Decimal | None = None,
    currency: str | None = None,
    currency_code: str | None = None,
    campaign_url: str | None = None,
    with_macros: Iterable[str] = (),
    http: bool = False,
    click_id_macro: str | None = None,
    payout_macro: str | None = None,
    click_id_param: str | None = None,
    event_tokens: Iterable[str] = (),
) -> Request:
    """Check the options of ``build_setup``, which explains them. Raises InputError with every problem at once."""
    paid_text = amount_text(payout)
    texts = {"account": account, "type": type, "payout": paid_text, "currency": currency, "campaign-url": campaign_url}
    texts |= {"currency-code": currency_code, "click-id-macro": click_id_macro, "payout-macro": payout_macro}
    problems = [
        Problem(f"--{option} {value}: {_expected(option, value)}", option)
        for option, value in texts.items()
        if value is not None and not isinstance(value, str)
    ]
    problems += [
        Problem(f"--field {name}={shown(str(value))}: give text", str(name))
        for name, value in (fields or {}).items()
        if not isinstance(value, str)
    ]
    if problems or (paid_text is not None and not isinstance(paid_text, str)):
        raise InputError(problems)
    if isinstance(event_tokens, str):
        event_tokens = (event_tokens,)
    if isinstance(with_macros, str):
        with_macros = [name.strip() for name in with_macros.split(",") if name.strip()]
    at, by = _find(catalog, network, tracker)
    right_fields = check_fields(at, account, fields or {}, problems)
    amount = check_payout(paid_text, payout_macro, problems)
    money = check_currency(currency, currency_code, problems)
    scheme = check_scheme(at, by, http, problems)
    check_macro("click-id-macro", click_id_macro, by, at, problems)
    check_macro("payout-macro", payout_macro, by, at, problems)
    check_parameter(click_id_param, problems)
    tokens = check_event_tokens(event_tokens, by, problems)
    kind = None
    # A currency that is not one would only be named a second time by the choice of the type.
    if money or (currency is None and currency_code is None):
        kind = choose_type(at, type, amount is not None, money.code if money else None, problems)
    # What is wrong elsewhere does not hide what is wrong in the link.
    wrong_name = [problem for problem in problems if problem.option == "click-id-param"]
    about_link = list(wrong_name)
    link = start_link(by, at, campaign_url, about_link)
    click_id = choose_click_id(by, at, link.carrying, click_id_param, click_id_macro, about_link)
    link = put_macros(link, click_id, with_macros, about_link)
    problems += about_link[len(wrong_name) :]
    if problems or kind is None:
        raise InputError(problems)
    paid = choose_payout(by, kind, amount, payout_macro)
    return Request(by, at, kind, scheme, right_fields, click_id, paid, money, link, tokens)


def _expected(option: str, value: object) -> str:
    if option == "payout":
        return "give a number above 0, such as 1.5, or the word macro to let the tracker fill it in"
    return f"give text, such as {str(value)!r}"


def _find(catalog: Catalog, network: str | Network, tracker: str | Tracker) -> tuple[Network, Tracker]:
    problems: list[Problem] = []
    try:
        at = catalog.network(network)
    except InputError as error:
        problems += error.problems
    try:
        by = catalog.tracker(tracker)
    except InputError as error:
        problems += error.problems
    if problems:
        raise InputError(problems)
    return at, by
