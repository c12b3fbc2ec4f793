"""What the user asked for, checked: the only way from raw options to a setup."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ..catalog.load import Catalog
from ..catalog.model import Network, Tracker
from ..catalog.network_parts import PostbackType, TrackerAtNetwork
from ..errors import InputError, Problem
from ..frozen import Frozen
from ..text.characters import shown
from .click_id import ClickId, choose_click_id
from .currency import Currency, check_currency
from .link import TrackingLink, put_macros, start_link
from .network_values import check_fields, check_scheme, option_of
from .options import Options, option_list
from .overrides import check_event_tokens, check_macro, check_parameter
from .payout import BY_MACRO, Payout, amount_text, check_payout, choose_payout, is_amount, is_whole
from .postback_type import Given, choose_type


class Request(Frozen):
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
        """The fields that are in the URL: what the user gave, or else the default or placeholder of one that it needs."""
        return {
            name: self.given_fields.get(name, field.ungiven)
            for name, field in self.network.fields.items()
            if name in self.given_fields or name in self.type.shape.needed
        }

    @property
    def macro_fields(self) -> dict[str, str]:
        """The fields that the tracker fills in, each with the role of its macro."""
        given = self.given_fields
        return {
            name: field.macro
            for name, field in self.network.fields.items()
            if field.macro and given.get(name) == BY_MACRO
        }

    @property
    def values(self) -> dict[str, str]:
        """What the user fills into the URL, apart from macros: scheme, fields, currency and a fixed amount."""
        by_macro = self.macro_fields
        values = {"scheme": self.scheme, **{name: value for name, value in self.fields.items() if name not in by_macro}}
        if self.currency and not self.currency.by_macro:
            values["currency"] = self.currency.code
        if self.payout and not self.payout.by_macro and self.payout.text:
            values["payout"] = self.payout.text
        return values

    @property
    def pair(self) -> TrackerAtNetwork:
        """What is special about this tracker at this network."""
        return self.network.trackers.get(self.tracker.id, TrackerAtNetwork())

    @property
    def tracker_steps(self) -> tuple[str, ...]:
        """What to do in the tracker: the steps of the pair, those with the tracker's template, or the usual ones."""
        pair, with_template = self.pair, self.tracker.template_steps
        if pair.steps:
            return pair.steps
        if pair.builtin_template is None or not with_template:
            return self.tracker.steps
        return tuple(step.replace("<template>", pair.builtin_template) for step in with_template)


def check_request(catalog: Catalog, options: Options) -> Request:
    """Check the options of a setup. Raises InputError with every problem at once."""
    amount_given = amount_text(options.payout)
    problems = _not_text(replace(options, payout=amount_given))
    if problems or not (amount_given is None or isinstance(amount_given, str)):
        raise InputError(problems)
    at, by = _find(catalog, options.network, options.tracker)
    right_fields = check_fields(at, options.account, options.fields or {}, problems)
    amount = check_payout(amount_given, options.payout_macro, problems)
    if at.payout.integer and amount and is_amount(amount) and not is_whole(amount):
        problems.append(Problem.of("payout.not-whole", "payout", shown(amount), network=at.name))
    money = check_currency(options.currency, options.currency_code, problems)
    scheme = check_scheme(at, by, problems, http=options.http, https=options.https)
    check_macro("click-id-macro", options.click_id_macro, by, at, problems)
    check_macro("payout-macro", options.payout_macro, by, at, problems)
    before_name = len(problems)
    check_parameter(options.click_id_param, problems)
    wrong_name = problems[before_name:]
    tokens = check_event_tokens(options.event_tokens, by, problems)
    kind = None
    # A currency that is not one would only be named a second time by the choice of the type.
    if money or (options.currency is None and options.currency_code is None):
        given = Given(amount is not None, money, [*right_fields])
        kind = choose_type(at, options.type, given, problems)
    if kind and money and money.by_macro and amount != BY_MACRO:
        problems.append(Problem.of("currency.macro-with-amount", "currency", BY_MACRO))
    # What is wrong elsewhere does not hide what is wrong in the link.
    about_link = [*wrong_name]
    link = start_link(by, at, options.campaign_url, about_link)
    click_id = choose_click_id(by, at, link.carrying, options.click_id_param, options.click_id_macro, about_link)
    link = put_macros(link, click_id, _words(options.with_macros), about_link)
    problems += about_link[len(wrong_name) :]
    if problems or kind is None:
        raise InputError(problems)
    return Request(
        tracker=by,
        network=at,
        type=kind,
        scheme=scheme,
        given_fields=right_fields,
        click_id=click_id,
        payout=choose_payout(by, kind, amount, options.payout_macro, money),
        currency=money,
        link=link,
        event_tokens=tokens,
    )


def _not_text(options: Options) -> list[Problem]:
    """Return a problem for each option and field that should be text, and is something else."""
    problems = []
    for option in option_list():
        value = getattr(options, option.argument)
        if option.kind != "text" or option.name == "network" or value is None or isinstance(value, str):
            continue
        text = str(value)
        if option.name == "payout":
            problems.append(Problem.of("option.not-a-number", option.name, text))
        else:
            problems.append(Problem.of("option.not-text", option.name, text, example=repr(text)))
    for name, value in (options.fields or {}).items():
        if not isinstance(value, str):
            text = str(value)
            problems.append(Problem.of("option.not-text", option_of(str(name)), shown(text), example=repr(text)))
    return problems


def _words(names: str | Iterable[str]) -> Iterable[str]:
    return [name.strip() for name in names.split(",") if name.strip()] if isinstance(names, str) else names


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
