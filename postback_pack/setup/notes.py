"""What a setup says besides URL and steps: gaps, warnings, and what the payout will mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ..catalog.model import FREE_ROLES, ROLE_LABELS, URL_DELIVERIES, Tracker
from ..text.characters import listed
from .options import INSTALL
from .payout import Payout
from .request import Request
from .snippets import unknown_roles

PAYOUT_MEANS = {
    "paid_to_network": "what you pay <network> for the conversion: just what `<payout parameter>` asks for",
    "earned": "what you earn on the conversion, not what you pay <network>",
    "sale_value": "what your customer paid, not what you pay <network>",
    None: "an amount whose meaning no source explains",
}
"""What a payout macro counts, by ``payout_means``, as catalog texts."""
_COMES_IN = {
    "USD": "It comes in US dollars.",
    "account": "It comes in the currency of your account.",
    "offer": "It comes in the currency of the offer.",
    "sale": "It comes in the currency of the sale.",
    None: "No source says in which currency it comes.",
}


def notes(request: Request) -> Iterator[str]:
    """Yield what to know about the macros and the payout, as catalog texts."""
    yield from click_notes(request)
    yield from payout_notes(request)


def click_notes(request: Request) -> Iterator[str]:
    """Yield what to know about the way of the click ID."""
    tracker, click_id = request.tracker, request.click_id
    if click_id.in_callback:
        yield "The click ID needs no macro of the tracker: <network> fills `<network macro>` in at the click, and the finished postback travels on the link."
    elif click_id.macro and click_id.given_by_user:
        yield "The click-ID macro was given by you; the catalog has not confirmed it for <tracker name>."
    elif click_id.macro and click_id.grade == "reported":
        yield "The click-ID macro is reported, not confirmed by <tracker name>: compare it with the list of macros in your account."
    if click_id.fact == "also":
        yield "The click ID travels in `<parameter>`, and the postback reads it from there: use this link and this postback together."
    if click_id.renamed and click_id.param:
        yield f"<tracker name> reads the click ID from `{tracker.click_in.param}` unless it is told otherwise: tell it that the parameter is `<parameter>`."


def payout_notes(request: Request) -> Iterator[str]:
    """Yield what to know about the payout, and how it is sent."""
    yield from amount_notes(request)
    yield from scheme_notes(request)


def is_amount_doubtful(request: Request) -> bool:
    """Whether what is reported may be another amount than what the user pays the network."""
    payout, out = request.payout, request.tracker.postback_out
    if payout is None or not payout.by_macro:
        return False
    return payout.given_by_user or out.payout_means != "paid_to_network"


def amount_notes(request: Request) -> Iterator[str]:
    """Yield what the reported amount is."""
    tracker, payout = request.tracker, request.payout
    if payout and payout.text and tracker.postback_out.delivery in URL_DELIVERIES:
        yield from _macro_notes(request, payout) if payout.by_macro else _fixed_amount_notes(request)
    if tracker.postback_out.delivery == "code" and payout and payout.by_macro:
        yield "The code reports the order's value: what your customer paid, not what you pay <network>. Use it only if <network> asked for that."


def scheme_notes(request: Request) -> Iterator[str]:
    """Yield why the URL begins with http."""
    tracker = request.tracker
    if tracker.postback_out.sends.scheme == "http" and request.scheme == "http":
        yield "The URL begins with http because <tracker name> can send only http."


def _fixed_amount_notes(request: Request) -> Iterator[str]:
    currency = _currency_of(request)
    yield "`<payout>` is reported as what you pay <network> for each conversion" + (
        f", in {currency}." if currency else "."
    )


def _macro_notes(request: Request, payout: Payout) -> Iterator[str]:
    out = request.tracker.postback_out
    if payout.given_by_user:
        yield "The payout macro `<payout>` was given by you: make sure that it counts what you pay <network> for the conversion."
    else:
        comes_in = _COMES_IN["USD" if payout.role == "payout_usd" else out.payout_currency]
        yield f"`<payout>` is {PAYOUT_MEANS[out.payout_means]}. {comes_in}"
        if payout.grade == "reported":
            yield "`<payout>` is reported, not confirmed by <tracker name>: compare it with the list of macros in your account."
        if out.minor_units:
            yield "`<payout>` is in cents: <network> would read 150 where 1.50 is meant."
    if is_amount_doubtful(request):
        yield "If you pay <network> a fixed price for a conversion, write that amount, such as `1.5`, in place of `<payout>`."
    currency = _currency_of(request)
    if currency and not (payout.role == "payout_usd" and currency == "USD"):
        yield f"<network> takes the amount as {currency}: make sure that `<payout>` comes in {currency}."


def _currency_of(request: Request) -> str | None:
    """Return the currency in which the network reads the amount, where it is known."""
    if request.currency:
        return request.currency.code
    return request.type.currencies[0] if len(request.type.currencies) == 1 else None


class Gap(NamedTuple):
    """Why there is nothing to paste (a catalog text), and what somebody at the command line can do about it."""

    why: str
    what_to_do: str = ""


def gaps(request: Request) -> Mapping[str, Gap]:
    """Return why there is no postback URL (``url``), no tracking link (``link``) or no code (``code``)."""
    reasons = {
        "url": list(why_no_url(request)),
        "link": list(why_no_link(request)),
        "code": list(_why_no_code(request)),
    }
    return {
        name: Gap(" ".join(gap.why for gap in found), " ".join(gap.what_to_do for gap in found).strip())
        for name, found in reasons.items()
        if found
    }


def _why_no_code(request: Request) -> Iterator[Gap]:
    tracker = request.tracker
    if tracker.postback_out.delivery in URL_DELIVERIES:
        yield Gap("<tracker name> takes a postback URL, not code.", "Use --format url.")
    elif tracker.postback_out.delivery != "code":
        yield _sent_otherwise(tracker)
    elif unknown := unknown_roles(request):
        labels = listed([ROLE_LABELS[role].removesuffix(" macro") for role in unknown], "and")
        yield Gap(f"There is no code for <network>: it asks for the {labels}, which the code does not know.")


def why_no_link(request: Request) -> Iterator[Gap]:
    """Yield each reason why there is no tracking link."""
    click_id = request.click_id
    if click_id.param is None and not click_id.in_callback:
        yield Gap(
            "It is not known in which parameter <tracker name> keeps the network's click ID: look at the parameters of the traffic source.",
            "Add the parameter of your tracker's link that keeps it: --click-id-param NAME.",
        )
    elif click_id.in_callback and any(why_no_url(request)):
        yield Gap("The postback rides on the link of <tracker name>, and there is none.")
    elif request.link.text is None:
        yield Gap(
            "<tracker name> makes the tracking link itself.",
            f"To see that link with the macro of {request.network.name}, add it: --campaign-url 'https://…'.",
        )


def why_no_url(request: Request) -> Iterator[Gap]:
    """Yield each reason why there is no postback URL."""
    tracker, payout, out = request.tracker, request.payout, request.tracker.postback_out
    if out.delivery not in URL_DELIVERIES:
        without_code = [*_why_no_code(request)] if out.delivery == "code" else []
        yield from without_code or [_sent_otherwise(tracker)]
        return
    if request.click_id.macro is None:
        if "click_id" in out.absent:
            yield Gap(
                "<tracker name> has no macro for the network's click ID, so it cannot report to <network> by a postback URL."
            )
        else:
            yield Gap(
                "The click-ID macro of <tracker name> is not known. Look for the one that returns the traffic source's click ID"
                " in the list of macros beside the postback field in your account.",
                "Add your tracker's click-ID macro: --click-id-macro '{…}'.",
            )
    if payout and payout.by_macro and payout.text is None:
        known = "" if {"payout", "payout_usd"} & out.absent else " that is known"
        yield Gap(
            f"<tracker name> has no payout macro{known}: report a fixed amount, or no payout.",
            "For the payout use an amount, such as --payout 1.5, or add your tracker's macro: --payout-macro '{…}'.",
        )
    for role in (role for role in FREE_ROLES if role in request.type.shape.slots and not tracker.macro(role)):
        yield Gap(f"The {ROLE_LABELS[role]} of <tracker name>, which <network> asks for, is not known.")


def _sent_otherwise(tracker: Tracker) -> Gap:
    out = tracker.postback_out
    if out.delivery == "partner":
        return Gap(f"There is no postback URL to paste for <tracker name>. {out.instead}")
    if out.delivery == "code":
        return Gap("There is no postback URL to paste for <tracker name>: code sends it instead.", "Use --format code.")
    return Gap(f"<tracker name> cannot send a postback URL: {out.why} {out.instead}")


def warnings(request: Request) -> Iterator[tuple[str, str]]:
    """Yield (``url`` or ``link``, sentence) for what the user should look at before pasting."""
    yield from (("url", warning) for warning in _url_warnings(request))
    yield from (("link", warning) for warning in _link_warnings(request))


def _url_warnings(request: Request) -> Iterator[str]:
    network = request.network
    for name, field in network.fields.items():
        if name not in request.given_fields:
            where = f"; you find it at {network.name} under {' > '.join(field.where)}" if field.where else ""
            option = f"--{name}" if name == "account" else f"--field {name}=..."
            yield f"{field.placeholder} is a placeholder: give your {field.label.lower()} with {option}{where}"
    if request.currency and not request.currency.is_iso:
        yield f"{request.currency.code} is not a currency code of ISO 4217: use it only if {network.name}'s support gave it to you"
    if request.tracker.postback_out.sends.scheme == "http" and request.scheme != "http":
        yield f"{request.tracker.name} can send only http, and {network.name} takes only {request.scheme}: the postback may not arrive"


def _link_warnings(request: Request) -> Iterator[str]:
    tracker, network, link, click_id = request.tracker, request.network, request.link, request.click_id
    yield from link.warnings
    if link.found_no_slots:
        yield f"--with all adds nothing: it is not known which parameters of {tracker.name} take other macros"
    if click_id.renamed and not click_id.named_by_user:
        yield (
            f"{tracker.name} reads the click ID from {tracker.click_in.param} unless it is told otherwise:"
            f" name {click_id.param} in the traffic source's parameters"
        )
    if tracker.postback_out.callback and INSTALL in request.event_tokens and request.payout and request.payout.by_macro:
        yield (
            f"an install has no revenue, so {tracker.name} leaves {request.payout.text} out of its postback:"
            " name the event with --event-token, or report a fixed amount"
        )
    limit = network.click_in.link_limit
    if limit and link.text and len(link.text) > limit and not link.is_example:
        known_from = listed([item.source for item in network.evidence_for("link_limit")], "and")
        yield f"the tracking link has {len(link.text)} characters, and {network.name} takes at most {limit} (known from: {known_from})"
