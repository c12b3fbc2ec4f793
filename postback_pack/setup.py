"""Build a setup: everything to paste and to do for one tracker, network and postback type."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from . import notes
from .catalog import Catalog
from .click_id import ClickId, choose_click_id
from .errors import InputError, Problem
from .markup import Span, Text, spans
from .model import FREE_ROLES, Grade, Network, PostbackType, Tracker, TrackerAtNetwork
from .options import BY_MACRO, check_currency, check_fields, check_macro, check_parameter, check_payout, check_scheme
from .postback_type import choose_type
from .tracking_link import TrackingLink

DEFAULT_NETWORK = "adsterra"


@dataclass(frozen=True)
class Payout:
    """What is reported as payout: ``text`` is a fixed amount or a macro; None where the macro is not known."""

    by_macro: bool
    text: str | None
    role: str = "payout"
    grade: Grade = "unknown"
    given_by_user: bool = False


@dataclass(frozen=True)
class Setup:
    """Everything for one tracker at one network: what to paste, the steps, and how well it is known.

    ``postback_url`` and ``tracking_link`` are None where there is nothing to paste; ``gaps`` then says
    why, keyed ``url`` and ``link``. ``warnings`` are keyed by the same words, for what they concern.
    """

    tracker: Tracker
    network: Network
    type: PostbackType
    postback_url: str | None
    tracking_link: str | None
    link_is_example: bool
    click_id: ClickId
    payout: Payout | None
    currency: str | None
    fields: Mapping[str, str]
    tracker_steps: tuple[Text, ...]
    network_steps: tuple[Text, ...]
    verify: tuple[Text, ...]
    pitfalls: tuple[Text, ...]
    notes: tuple[Text, ...]
    gaps: Mapping[str, str]
    warnings: tuple[tuple[str, str], ...]

    @property
    def missing_fields(self) -> tuple[str, ...]:
        """The fields that still hold their placeholder."""
        return tuple(name for name in self.network.fields if name not in self.fields)


def build_setup(
    catalog: Catalog,
    tracker: str,
    *,
    network: str = DEFAULT_NETWORK,
    account: str | None = None,
    fields: Mapping[str, str] | None = None,
    type: str | None = None,
    payout: str | None = None,
    currency: str | None = None,
    currency_code: str | None = None,
    campaign_url: str | None = None,
    with_macros: Iterable[str] = (),
    http: bool = False,
    click_id_macro: str | None = None,
    payout_macro: str | None = None,
    click_id_param: str | None = None,
) -> Setup:
    """Return the setup for a tracker, by its id, name or alias.

    account: short for ``fields={"account": ...}``; without it the network's placeholder stays.
    type: id of a postback type; without it the type follows from payout and currency.
    payout: ``"macro"``, or a fixed amount as text such as ``"1.5"``.
    currency: a code of ISO 4217; currency_code: a code that the network's support gave.
    campaign_url: the tracker's URL to put the network's macros into; without it the entry's example is used.
    with_macros: further macros of the network for the link, such as ``["placement"]``, or ``["all"]``.
    click_id_macro, payout_macro, click_id_param: what the user sees in the tracker, in place of the catalog's.

    Raises InputError with every problem at once.
    """
    problems: list[Problem] = []
    at, by = _find(catalog, network, tracker)
    given = dict(fields or {}) | ({"account": account} if account is not None else {})
    right_fields = check_fields(at, given, problems)
    amount = check_payout(payout, payout_macro, problems)
    money = check_currency(currency, currency_code, problems)
    scheme = check_scheme(at, by, http, problems)
    check_macro("click-id-macro", click_id_macro, by, at, problems)
    check_macro("payout-macro", payout_macro, by, at, problems)
    check_parameter(click_id_param, problems)
    has_currency = currency is not None or currency_code is not None
    # A currency that is not one would only be named a second time by the choice of the type.
    kind = (
        choose_type(at, type, amount is not None, money.code if money else None, problems)
        if bool(money) == has_currency
        else None
    )
    link = TrackingLink(by, at, campaign_url, problems)
    click_id = choose_click_id(by, at, link.carrying, click_id_param, click_id_macro, problems)
    link.put(click_id, with_macros, problems)
    if problems or kind is None:
        raise InputError(problems)

    paid = _payout(by, kind, amount, payout_macro)
    code = money.code if money else None
    gaps = notes.gaps(by, at, kind, click_id, paid, link)
    filled_fields = {name: right_fields.get(name, field.placeholder) for name, field in at.fields.items()}
    user_values = {"scheme": scheme, **filled_fields} | ({"currency": code} if code else {})
    url = None if "url" in gaps else _postback_url(kind, by, user_values, click_id, paid)
    tracking_link = None if "link" in gaps else link.text
    values = _values(at, filled_fields, click_id, url, tracking_link) | notes.values(at, kind, paid)
    pair = at.trackers.get(by.id, TrackerAtNetwork())

    def texts(sources: Iterable[str]) -> tuple[Text, ...]:
        return tuple(spans(source, values) for source in sources)

    return Setup(
        tracker=by,
        network=at,
        type=kind,
        postback_url=url,
        tracking_link=tracking_link,
        link_is_example=link.is_example,
        click_id=click_id,
        payout=paid,
        currency=code,
        fields=right_fields,
        tracker_steps=texts(pair.steps or by.steps),
        network_steps=texts(pair.network_steps or at.steps),
        verify=texts((*by.verify, *at.verify)),
        pitfalls=texts((*by.pitfalls, *at.pitfalls)),
        notes=texts(notes.notes(by, at, kind, click_id, paid, code)),
        gaps=gaps,
        warnings=tuple(
            warning for warning in notes.warnings(by, at, right_fields, money, click_id, link) if warning[0] not in gaps
        ),
    )


def _find(catalog: Catalog, network: str, tracker: str) -> tuple[Network, Tracker]:
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


def _payout(tracker: Tracker, kind: PostbackType, amount: str | None, own_macro: str | None) -> Payout | None:
    """Return what is reported: the user's amount or macro, else the macro of the tracker that fits the type."""
    if amount is None:
        return None
    if amount != BY_MACRO:
        return Payout(by_macro=False, text=amount)
    if own_macro is not None:
        return Payout(by_macro=True, text=own_macro, grade="reported", given_by_user=True)
    roles = ("payout_usd", "payout") if kind.currencies == ("USD",) else ("payout",)
    role = next((role for role in roles if tracker.macro(role)), "payout")
    return Payout(by_macro=True, text=tracker.macro(role), role=role, grade=tracker.grade(f"macros.{role}"))


def _postback_url(
    kind: PostbackType, tracker: Tracker, user_values: Mapping[str, str], click_id: ClickId, payout: Payout | None
) -> str:
    """Fill the shape: what the user gave is encoded, macros stay raw."""
    values = dict(user_values)
    macros = {role: macro for role, macro in tracker.postback_out.macros.items() if role in FREE_ROLES}
    macros["click_id"] = click_id.macro or ""
    if payout and payout.text:
        (macros if payout.by_macro else values)["payout"] = payout.text
    return kind.shape.fill(values, macros)


def _values(
    network: Network, fields: Mapping[str, str], click_id: ClickId, url: str | None, link: str | None
) -> dict[str, Span]:
    """Return what the steps fill in, by the name that stands between < and >."""
    return {name: Span("code", value) for name, value in fields.items()} | {
        "network": Span("plain", network.name),
        "network macro": Span("code", network.click_id_macro),
        "parameter": Span("code", click_id.param) if click_id.param else Span("plain", "the click-ID parameter"),
        "postback URL": Span("code", url) if url else Span("plain", "the postback URL"),
        "tracking link": Span("code", link) if link else Span("plain", "the tracking link"),
    }
