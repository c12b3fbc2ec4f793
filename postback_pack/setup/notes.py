"""What a setup says in addition to URL and steps: gaps, warnings, and what the payout will mean. Notes and gaps are catalog texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from ..catalog.model import FREE_ROLES, ROLE_LABELS, ROLE_NAMES, URL_DELIVERIES, Tracker
from ..messages.message import Message, message
from .amount import amount_notes
from .network_values import option_of, source_of
from .options import INSTALL
from .request import Request
from .snippets import unknown_roles


def notes(request: Request) -> Iterator[Message]:
    """Yield what to know about the macros and the payout."""
    yield from click_notes(request)
    yield from amount_notes(request)
    yield from scheme_notes(request)


def click_notes(request: Request) -> Iterator[Message]:
    """Yield what to know about how the click ID travels."""
    click_id = request.click_id
    if click_id.in_callback:
        yield message("note.callback")
    elif click_id.macro and click_id.given_by_user:
        yield message("note.own-macro")
    elif click_id.macro and click_id.grade == "reported":
        yield message("note.reported")
    if click_id.fact == "also":
        yield message("note.also")
    if click_id.renamed and click_id.param:
        yield message("note.renamed")


def scheme_notes(request: Request) -> Iterator[Message]:
    """Yield why the URL begins with http."""
    if request.tracker.postback_out.sends.scheme == "http" and request.scheme == "http":
        yield message("note.http")


class Reason(NamedTuple):
    """One reason why there is nothing to paste (a catalog text), and what the user can do about it."""

    why: Message
    to_do: Message | None = None


def gaps(request: Request) -> Mapping[str, list[Reason]]:
    """Return why there is no postback URL (``url``), no tracking link (``link``) or no code (``code``)."""
    reasons = {"url": [*why_no_url(request)], "link": [*why_no_link(request)], "code": [*_why_no_code(request)]}
    return {name: found for name, found in reasons.items() if found}


def _why_no_code(request: Request) -> Iterator[Reason]:
    tracker = request.tracker
    if tracker.postback_out.delivery in URL_DELIVERIES:
        yield Reason(message("gap.no-code"), message("gap.use-url"))
    elif tracker.postback_out.delivery != "code":
        yield _sent_otherwise(tracker)
    elif unknown := unknown_roles(request):
        wishes = [role for role in unknown if role in request.macro_fields.values()]
        yield wish_in_code(wishes) if wishes else unknown_in_code(unknown)


def why_no_link(request: Request) -> Iterator[Reason]:
    """Yield each reason why there is no tracking link."""
    click_id = request.click_id
    if request.network.click_id_macro is None:
        yield Reason(message("gap.unknown-network-macro"))
        return
    if click_id.param is None and not click_id.in_callback:
        yield Reason(message("gap.no-parameter"), message("gap.add-parameter"))
    elif click_id.in_callback and any(why_no_url(request)):
        yield Reason(message("gap.no-callback"))
    elif request.link.text is None:
        yield Reason(message("gap.own-link"), message("gap.add-campaign-url", network=request.network.name))


def why_no_url(request: Request) -> Iterator[Reason]:
    """Yield each reason why there is no postback URL."""
    tracker, payout, out = request.tracker, request.payout, request.tracker.postback_out
    if out.delivery not in URL_DELIVERIES:
        without_code = [*_why_no_code(request)] if out.delivery == "code" else []
        yield from without_code or [_sent_otherwise(tracker)]
        return
    if request.click_id.macro is None:
        if "click_id" in out.absent:
            yield Reason(message("gap.no-click-id"))
        else:
            yield Reason(message("gap.unknown-click-id"), message("gap.add-click-id"))
    if payout and payout.by_macro and payout.text is None:
        is_absent = bool({"payout", "payout_usd"} & out.absent)
        yield Reason(message("gap.no-payout" if is_absent else "gap.unknown-payout"), message("gap.add-payout"))
    for role in FREE_ROLES:
        if role in request.type.shape.needed and not tracker.macro(role):
            yield unknown_role(role)
    wishes = [*request.macro_fields.values()]
    wishes += ["currency"] if request.currency and request.currency.by_macro else []
    for role in dict.fromkeys(wishes):
        if not tracker.macro(role):
            yield unknown_wish(role)


def unknown_role(role: str) -> Reason:
    """Return why there is no URL if the tracker has no macro for a role that the network asks for."""
    return Reason(message("gap.unknown-role", role=ROLE_LABELS[role]))


def unknown_wish(role: str) -> Reason:
    """Return why there is no URL if the tracker has no macro for a role that the user wants it to fill in."""
    return Reason(message("gap.unknown-wish", role=ROLE_LABELS[role]))


def unknown_in_code(roles: Iterable[str]) -> Reason:
    """Return why there is no code if the URL asks for roles that only a tracker knows."""
    return Reason(message("gap.unknown-in-code", labels=[ROLE_NAMES[role] for role in roles]))


def wish_in_code(roles: Iterable[str]) -> Reason:
    """Return why there is no code if the user wants a tracker to fill in what has these roles."""
    return Reason(message("gap.wish-in-code", labels=[ROLE_NAMES[role] for role in roles]))


def _sent_otherwise(tracker: Tracker) -> Reason:
    out = tracker.postback_out
    if out.delivery == "partner":
        return Reason(message("gap.partner", instead=out.instead))
    if out.delivery == "code":
        return Reason(message("gap.code"), message("gap.use-code"))
    return Reason(message("gap.cannot-send", why=out.why, instead=out.instead))


def warnings(request: Request) -> Iterator[tuple[str, Message]]:
    """Yield (``url`` or ``link``, sentence) for what the user should look at before pasting."""
    yield from (("url", warning) for warning in _url_warnings(request))
    yield from (("link", warning) for warning in _link_warnings(request))


PLACEHOLDER = "field.not-given"
"""Warns that a placeholder is left. Who names placeholders in another way leaves these warnings out."""


def _url_warnings(request: Request) -> Iterator[Message]:
    network, tracker = request.network, request.tracker
    for name, field in network.fields.items():
        is_left = name in request.type.shape.needed and name not in request.given_fields
        if is_left and field.placeholder:
            yield message(
                PLACEHOLDER,
                placeholder=field.placeholder,
                label=field.label,
                option=option_of(name),
                source=source_of(network, field),
            )
    if request.currency and not request.currency.is_iso:
        yield message("currency-not-iso.code", currency=request.currency.code, network=network.name)
    if tracker.postback_out.sends.scheme == "http" and request.scheme != "http":
        yield message("warning.http-only", tracker=tracker.name, network=network.name, scheme=request.scheme)
    if network.payout.integer and request.payout and request.payout.by_macro:
        yield message("warning.whole-amounts", network=network.name, tracker=tracker.name)
    if network.click_id_macro is None and not request.link.is_example:
        # There is no link that could have a warning.
        yield message("link.macro-unknown", network=network.name)


def _link_warnings(request: Request) -> Iterator[Message]:
    tracker, network, link, click_id = request.tracker, request.network, request.link, request.click_id
    yield from link.warnings
    if link.found_no_slots:
        yield message("warning.no-slots", tracker=tracker.name)
    if click_id.renamed and not click_id.named_by_user:
        yield message("warning.renamed", tracker=tracker.name, own=tracker.click_in.param, param=click_id.param)
    if tracker.postback_out.callback and INSTALL in request.event_tokens and request.payout and request.payout.by_macro:
        yield message("warning.install-without-revenue", tracker=tracker.name, macro=request.payout.text)
    limit = network.click_in.link_limit
    if limit and link.text and len(link.text) > limit and not link.is_example:
        sources = [item.source for item in network.evidence_for("link_limit")]
        yield message(
            "warning.link-too-long", length=len(link.text), network=network.name, limit=limit, sources=sources
        )
