"""Rewrite a pasted postback for another tracker."""

from __future__ import annotations

from typing import Any

from ..catalog.load import Catalog
from ..catalog.model import ROLE_NAMES, Network, Tracker
from ..errors import InputError, Problem
from ..messages.message import Message, message
from ..setup.build import Setup, build_setup
from ..setup.payout import BY_MACRO, is_amount, meant_amount
from ..text.characters import shown
from ..text.placeholders import is_placeholder
from ..urls.extract import extract
from .classify import Kind, judge
from .findings import Findings
from .guess import best, candidates
from .network_of import Reader, recognise
from .postback import check_postback
from .recognise import Recognised

_CORRECT_FIRST = message("translate.correct-first")


def translate(
    catalog: Catalog,
    url: str,
    to: str | Tracker,
    *,
    tracker: str | Tracker | None = None,
    network: str | Network | None = None,
) -> Setup:
    """Return the setup of the tracker ``to`` that reports what ``url`` reports: its account, type, amount and currency.

    tracker: whose postback ``url`` is; without it, it is guessed. network: which network's it is; without it, its address shows it.
    Raises InputError if there is nothing to translate.
    """
    options = reported_options(catalog, url, to, tracker=tracker, network=network)
    try:
        return build_setup(catalog, to, **options)
    except InputError as error:
        # They name options of render; what is wrong here is in the URL.
        labels = {name: field.label for name, field in catalog.network(options["network"]).fields.items()}
        wrong = dict.fromkeys(
            labels.get(problem.option or "", (problem.option or "type").replace("-", " ")) for problem in error.problems
        )
        faults = (message("translate.value", label=label, fix=_CORRECT_FIRST) for label in wrong)
        raise InputError(Problem(fault, "to", "") for fault in faults) from error


def reported_options(
    catalog: Catalog,
    url: str,
    to: str | Tracker,
    *,
    tracker: str | Tracker | None = None,
    network: str | Network | None = None,
) -> dict[str, Any]:
    """Return the options of the setup that ``translate`` builds, as arguments of ``build_setup``; it may still refuse them."""
    networks = catalog.networks_named(network)
    url = _only_url(url)
    named = catalog.tracker(tracker) if tracker else None
    known = [named] if named else best(candidates(url, Reader(networks)))[:1]
    read = recognise(url, networks, known, named)
    if read is None:
        raise InputError.of("translate.no-postback", "to", "")
    if not read.path_fits:
        raise _refusal("translate.path")
    _refuse_unsure(read)
    target = catalog.tracker(to)
    if target.postback_out.callback:
        raise InputError.of("translate.callback", "to", target.id, fix=message("fix.see-render", id=target.id))
    placeholders = read.network.placeholders
    source = known[0] if known else None
    fields: dict[str, str] = {}
    for name, field in read.network.fields.items():
        if value := read.value(name):
            is_filled_in = _is_by_macro(field.macro, field.label, value.text, source, target)
            fields[name] = BY_MACRO if is_filled_in else value.decoded
    payout, currency = read.value("payout"), read.value("currency")
    is_by_macro = currency and _is_by_macro("currency", ROLE_NAMES["currency"], currency.text, source, target)
    return {
        "network": read.network.id,
        "type": read.type.id,
        "fields": {name: value for name, value in fields.items() if not is_placeholder(value, placeholders)},
        "payout": _payout(payout.text, read.network) if payout else None,
        "currency": BY_MACRO if is_by_macro else None,
        "currency_code": currency.decoded if currency and not is_by_macro else None,
    }


def _is_by_macro(role: str | None, label: str, text: str, source: Tracker | None, target: Tracker) -> bool:
    """Return whether the tracker whose URL it is fills a value in; refuse what the other one may not be able to fill in."""
    if role is None or source is None or role not in source.roles(text):
        return False
    translation = source.postback_out.status_translation if role == "status" else None
    is_translated = bool(translation and translation.found_in(text))
    if target.macro(role) is None or (is_translated and not target.postback_out.status_translation):
        raise InputError.of("translate.no-macro", "to", target.id, label=label, tracker=target.name)
    return True


def _refuse_unsure(read: Recognised) -> None:
    """Refuse a URL that may report another amount, or another currency, than the one that would be translated."""
    found = Findings("postback")
    check_postback(read, None, None, found)
    for item in found.found:
        is_beside = item.code == "currency-type" and (not read.value("currency") or not item.edits)
        is_twice = item.code == "payout-amount" and len(read.parameters.get("payout", ())) > 1
        is_twice = is_twice or (item.code == "parameter-twice" and not item.edits)
        is_lost = item.code == "own-fragment" and not item.edits
        if is_beside or is_twice or is_lost:
            raise _refusal("translate.finding", what=item.said)


def _only_url(text: str) -> str:
    """Return the URL in ``text``; refuse a text in which it is not certain what belongs to it."""
    found = extract(text)
    if not found or found[0].kind != "url":
        raise InputError.of("translate.no-postback", "to", "")
    if len(found) > 1 or not found[0].is_certain or found[0].is_code:
        raise InputError.of("translate.unsure", "to", "")
    return found[0].url


def _payout(text: str, network: Network) -> str:
    """Return the amount, or that a macro reports it; what is neither is not for us to replace."""
    amount = text if is_amount(text) else meant_amount(text)
    if amount:
        return amount
    if judge(text, network, None).kind in (Kind.TEXT, Kind.EMPTY):
        raise _refusal("translate.amount", value=shown(text))
    return BY_MACRO


def _refusal(what: str, /, **values: str | Message) -> InputError:
    """Return the error about a URL that has to be right before it is translated."""
    return InputError.of(what, "to", "", fix=_CORRECT_FIRST, **values)
