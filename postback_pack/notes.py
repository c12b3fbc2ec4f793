"""What a setup says besides URL and steps: gaps, warnings, and what the payout will mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from .characters import listed
from .click_id import ClickId
from .markup import Span
from .model import FREE_ROLES, ROLE_LABELS, Network, PostbackType, Tracker

if TYPE_CHECKING:
    from .options import Currency
    from .setup import Payout
    from .tracking_link import TrackingLink

_MEANS = {
    "paid_to_network": "what you pay <network> for the conversion: just what `<payout parameter>` asks for",
    "earned": "what you earn on the conversion, not what you pay <network>",
    "sale_value": "what your customer paid, not what you pay <network>",
    None: "an amount whose meaning no source explains",
}
_COMES_IN = {
    "USD": "It comes in US dollars.",
    "account": "It comes in the currency of your account.",
    "offer": "It comes in the currency of the offer.",
    "sale": "It comes in the currency of the sale.",
    None: "No source says in which currency it comes.",
}


def values(network: Network, kind: PostbackType, payout: Payout | None) -> dict[str, Span]:
    """Return what the notes fill in besides the steps' names."""
    filled = {
        "network": Span("plain", network.name),
        "payout parameter": Span("code", kind.shape.parameter_of("payout") or "payout"),
    }
    return filled | ({"payout": Span("code", payout.text)} if payout and payout.text else {})


def notes(
    tracker: Tracker,
    network: Network,
    kind: PostbackType,
    click_id: ClickId,
    payout: Payout | None,
    currency: str | None,
) -> Iterator[str]:
    """Yield notes as catalog texts."""
    if click_id.macro and click_id.given_by_user:
        yield f"The click-ID macro was given by you; the catalog has not confirmed it for {tracker.name}."
    elif click_id.macro and click_id.grade == "reported":
        yield f"The click-ID macro is reported, not confirmed by {tracker.name}: compare it with the list of macros in your account."
    if click_id.fact == "also":
        yield "The click ID travels in `<parameter>`, so the postback reads it from there: the link and the postback have to be used together."
    if payout and not payout.by_macro:
        yield f"`<payout>` is reported as what you pay <network> for each conversion, in {currency or listed(kind.currencies) or 'your currency'}."
    if payout and payout.by_macro and payout.text:
        yield from _payout_notes(tracker, kind, payout, currency)
    if tracker.postback_out.sends.scheme == "http" and "http" in network.schemes:
        yield f"The URL begins with http because {tracker.name} can send only http."


def _payout_notes(tracker: Tracker, kind: PostbackType, payout: Payout, currency: str | None) -> Iterator[str]:
    out = tracker.postback_out
    if payout.given_by_user:
        yield "The payout macro `<payout>` was given by you: make sure that it counts what you pay <network> for the conversion."
    else:
        yield f"`<payout>` is {_MEANS[out.payout_means]}. {_COMES_IN['USD' if payout.role == 'payout_usd' else out.payout_currency]}"
        if payout.grade == "reported":
            yield f"`<payout>` is reported, not confirmed by {tracker.name}: compare it with the list of macros in your account."
        if out.minor_units:
            yield "`<payout>` is in cents: <network> would read 150 where 1.50 is meant."
    if out.payout_means != "paid_to_network" or payout.given_by_user:
        yield "If you pay <network> a fixed price for a conversion, write that amount, such as `1.5`, in place of `<payout>`."
    wanted = currency or (kind.currencies[0] if len(kind.currencies) == 1 else None)
    if wanted and not (payout.role == "payout_usd" and wanted == "USD"):
        yield f"<network> takes the amount as {wanted}: make sure that `<payout>` comes in {wanted}."


def gaps(
    tracker: Tracker, network: Network, kind: PostbackType, click_id: ClickId, payout: Payout | None, link: TrackingLink
) -> Mapping[str, str]:
    """Return why there is no postback URL (``url``) or no tracking link (``link``), and what to do."""
    found: dict[str, str] = {}
    if reasons := list(_why_no_url(tracker, network, kind, click_id, payout)):
        found["url"] = " ".join(reasons)
    if click_id.param is None:
        found["link"] = (
            f"It is not known in which parameter {tracker.name} keeps the network's click ID. Look at the parameters of the traffic source and give it with --click-id-param."
        )
    elif link.text is None:
        found["link"] = (
            f"{tracker.name} makes the link; give it with --campaign-url to see it with the macro of {network.name} in {click_id.param}."
        )
    return found


def _why_no_url(
    tracker: Tracker, network: Network, kind: PostbackType, click_id: ClickId, payout: Payout | None
) -> Iterator[str]:
    out = tracker.postback_out
    if out.delivery == "partner":
        yield f"There is no postback URL to paste for {tracker.name}: {out.instead}"
        return
    if click_id.macro is None:
        if "click_id" in out.absent:
            yield f"{tracker.name} has no macro for the network's click ID, so it cannot report to {network.name} by a postback URL."
        else:
            yield (
                f"The click-ID macro of {tracker.name} is not known. Look at the list of macros beside the postback field in your account"
                " for the one that returns the traffic source's click ID, and give it with --click-id-macro."
            )
    if payout and payout.by_macro and payout.text is None:
        state = "has no payout macro" if {"payout", "payout_usd"} & out.absent else "has no payout macro that is known"
        yield f"{tracker.name} {state}: give a fixed amount (--payout 1.5), leave the payout out (--type simple), or give the macro that you see in your account (--payout-macro)."
    for role in FREE_ROLES:
        if role in kind.shape.slots and tracker.macro(role) is None:
            yield f"The {ROLE_LABELS[role]} of {tracker.name}, which {network.name} asks for, is not known."


def warnings(
    tracker: Tracker,
    network: Network,
    given: Mapping[str, str],
    currency: Currency | None,
    click_id: ClickId,
    link: TrackingLink,
) -> Iterator[tuple[str, str]]:
    """Yield (``url`` or ``link``, sentence) for what the user should look at before pasting."""
    for name, field in network.fields.items():
        if name not in given:
            where = f"; you find it at {network.name} under {' > '.join(field.where)}" if field.where else ""
            option = f"--{name}" if name == "account" else f"--field {name}=..."
            yield "url", f"{field.placeholder} is a placeholder: give your {field.label.lower()} with {option}{where}"
    if currency and not currency.is_iso:
        yield (
            "url",
            f"{currency.code} is not a currency code of ISO 4217: use it only if {network.name}'s support gave it to you",
        )
    yield from (("link", warning) for warning in link.warnings)
    if not click_id.told_to_tracker and click_id.param:
        yield (
            "link",
            f"{tracker.name} reads the click ID from {tracker.click_in.param} unless it is told otherwise: name {click_id.param} in the traffic source's parameters",
        )
    limit = network.click_in.link_limit
    if limit and link.text and len(link.text) > limit and not link.is_example:
        known_from = listed([item.source for item in network.evidence_for("link_limit")], "and")
        yield (
            "link",
            f"the tracking link has {len(link.text)} characters, and {network.name} takes at most {limit} (known from: {known_from})",
        )
