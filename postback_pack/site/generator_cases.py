"""What the page says about trackers and networks: decided here, and only picked in the browser.

Most of it depends on one of the two. What depends on both is in tables: trackers for which the sentences are the same are one
group, and so are postback types. The page puts names, macros and the user's values in their places.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any

from ..catalog.model import FREE_ROLES, URL_DELIVERIES, Network, Tracker
from ..catalog.network_parts import PostbackType
from ..catalog.tracker_parts import NOTHING, ClickIn, PostbackOut
from ..setup import notes
from ..setup.amount import amount_notes, is_amount_doubtful, types_by_currency
from ..setup.click_id import ClickId
from ..setup.currency import Currency
from ..setup.link import start_link
from ..setup.options import INSTALL, SAMPLE_AMOUNT
from ..setup.payout import BY_MACRO, Payout, choose_payout
from ..setup.postback_type import Given, choose_type
from ..setup.request import Request
from .sentences import Sentences

_SOME_MACRO = "{x}"
"""Where it matters only that there is a macro."""
_ANY_CURRENCY = "*"
_NAMED_CURRENCY = "<currency>"
_PAYOUTS = {"none": None, "amount": SAMPLE_AMOUNT, "macro": BY_MACRO, "own": BY_MACRO}
_NOT_DECIDING = {
    "where": (),
    "own_click_id": (),
    "other": (),
    "spellings": NOTHING,
    "why": "",
    "instead": "",
}
"""What of a tracker's postback changes no sentence, or is in one by itself."""


def special_currencies(network: Network) -> list[str]:
    """Return the codes that have cases of their own: those that the network names, and US dollars, for which a tracker may have a macro."""
    own = network.payout.currency
    named = {code for kind in network.types.values() for code in kind.currencies}
    return sorted(named | {"USD"} | ({own} if own and own.isupper() else set()))


class Cases:
    """The tables of what depends on a tracker, a postback type, the payout and the currency."""

    def __init__(self, trackers: Iterable[Tracker], networks: Iterable[Network], sentences: Sentences) -> None:
        self._sentences = sentences
        self._groups: dict[str, Tracker] = {}
        self._columns: dict[tuple[str, ...], int] = {}
        self._any_network = _bare(next(iter(networks)))
        self._of_tracker = {tracker.id: self._group(tracker) for tracker in trackers}
        self._plain = [request_for(self._any_network, tracker) for tracker in self._groups.values()]

    def _group(self, tracker: Tracker) -> int:
        out = tracker.postback_out
        roles = sorted(out.macros)
        decides = out.changed(**_NOT_DECIDING, macros=roles)
        grades = [tracker.grade(f"macros.{role}") for role in roles]
        key = repr((decides, grades))
        self._groups.setdefault(key, tracker)
        return [*self._groups].index(key)

    def of_tracker(self, tracker: Tracker) -> dict[str, Any]:
        """Return what the page says about a tracker at any network."""
        plain, sentences = request_for(self._any_network, tracker), self._sentences
        is_sent_otherwise = tracker.postback_out.delivery not in URL_DELIVERIES
        without = plain.changed(click_id=plain.click_id.changed(macro=None))
        why_not = sentences.add_gaps(notes.why_no_url(without))
        return {
            "group": self._of_tracker[tracker.id],
            **{
                name: sentences.add(getattr(tracker, name))
                for name in ("steps", "template_steps", "verify", "pitfalls")
            },
            "no_url": why_not if is_sent_otherwise else [],
            "no_click_macro": [] if is_sent_otherwise else why_not,
            "click_notes": sentences.add_row("click_notes", self._click_notes(plain)),
        }

    def _click_notes(self, plain: Request) -> dict[str, list[int]]:
        """Return the notes on the click ID by what they are about; the page adds them up."""

        def written(**changes: Any) -> list[int]:
            return self._sentences.add(notes.click_notes(plain.changed(click_id=plain.click_id.changed(**changes))))

        return {
            "callback": written(in_callback=True),
            "given": written(given_by_user=True),
            "graded": written(),
            "also_graded": written(grade=plain.tracker.grade("also")),
            "also": written(fact="also", grade="confirmed"),
            "renamed": written(renamed=True, grade="confirmed"),
        }

    def of_network(self, network: Network) -> dict[str, int]:
        """Return ``type|payout|currency`` and the number of its column: a case for each group of trackers."""
        return dict(self._of_network(network))

    def _of_network(self, network: Network) -> Iterator[tuple[str, int]]:
        for kind in network.types.values():
            for currency in ("", *special_currencies(network), _ANY_CURRENCY, BY_MACRO):
                code = _NAMED_CURRENCY if currency == _ANY_CURRENCY else currency or None
                money = Currency(code, by_macro=code == BY_MACRO) if code else None
                for payout, amount in _PAYOUTS.items():
                    # Where it does not fit, the page finds the same and says so.
                    if choose_type(network, kind.id, Given(amount is not None, money), []):
                        yield f"{kind.id}|{payout}|{currency}", self._column(network, kind, payout, money)

    def _column(self, network: Network, kind: PostbackType, payout: str, money: Currency | None) -> int:
        # http raises no warning here: what is said about the scheme has a table of its own.
        asked = {"network": network, "type": kind, "currency": money, "scheme": "http"}
        paid = Payout(by_macro=True, text=None) if _PAYOUTS[payout] == BY_MACRO else None
        in_code = types_by_currency(self._plain[0].changed(**asked, payout=paid))
        branches = [(codes, kind.takes("currency")) for codes, kind in in_code]
        decides = (
            repr(network.payout),
            repr(kind.currencies),
            str(kind.takes("currency")),
            repr(branches),
            payout,
            repr(money),
        )
        if decides not in self._columns:
            cases = [self._case(plain.changed(**asked), payout) for plain in self._plain]
            self._columns[decides] = self._sentences.add_row("columns", cases)
        return self._columns[decides]

    def _case(self, plain: Request, payout: str) -> int:
        own_macro = _SOME_MACRO if payout == "own" else None
        paid = choose_payout(plain.tracker, plain.type, _PAYOUTS[payout], own_macro, plain.currency)
        request = plain.changed(payout=paid)
        is_url = plain.tracker.postback_out.delivery in URL_DELIVERIES
        known = paid and paid.by_macro and paid.text and not paid.given_by_user
        case = {
            "payout": paid.role if paid and known else None,
            "amount": self._sentences.add(amount_notes(request)),
            "doubtful": is_amount_doubtful(request),
            "gaps": self._sentences.add_gaps(_without_roles(notes.why_no_url(request))) if is_url else [],
            "warnings": self._warnings(request),
        }
        return self._sentences.add_row("cases", {name: value for name, value in case.items() if value})

    def _warnings(self, request: Request) -> list[str]:
        """Return the codes of the warnings about the URL; the page finds those about placeholders and the link itself."""
        found = [warning for about, warning in notes.warnings(request) if about == "url"]
        return [self._sentences.add_message(warning) for warning in found if warning.code != notes.PLACEHOLDER]

    def of_schemes(self) -> dict[str, dict[str, Any]]:
        """Return ``what a tracker can send|scheme of the URL`` and what is said about these two."""
        by_scheme = {plain.tracker.postback_out.sends.scheme or "": plain for plain in self._plain}
        said = {}
        for sends, plain in sorted(by_scheme.items()):
            for scheme in ("http", "https"):
                request = plain.changed(scheme=scheme)
                texts = self._sentences.add(notes.scheme_notes(request))
                said[f"{sends}|{scheme}"] = {"notes": texts, "warnings": self._warnings(request)}
        return said


def roles_data(sentences: Sentences) -> dict[str, Any]:
    """Return why there is no URL or code if a role is not known: by role, and for code by roles joined with commas."""
    subsets = [roles for count in range(1, len(FREE_ROLES) + 1) for roles in combinations(FREE_ROLES, count)]
    return {
        "unknown_role": {role: sentences.add_gaps([notes.unknown_role(role)])[0] for role in FREE_ROLES},
        "unknown_wish": {role: sentences.add_gaps([notes.unknown_wish(role)])[0] for role in (*FREE_ROLES, "currency")},
        **{
            name: {",".join(roles): sentences.add_gaps([why(roles)])[0] for roles in subsets}
            for name, why in (("unknown_in_code", notes.unknown_in_code), ("wish_in_code", notes.wish_in_code))
        },
    }


def _without_roles(found: Iterable[notes.Reason]) -> Iterator[notes.Reason]:
    """Leave out what is missing in addition to click ID and payout: the page looks these up by role."""
    about_roles = [notes.unknown_wish("currency"), *map(notes.unknown_role, FREE_ROLES)]
    return (gap for gap in found if gap not in about_roles)


def _bare(network: Network) -> Network:
    """Return a network with one type, as if its URL asked for no role that only a tracker knows."""
    kind = next(iter(network.types.values()))
    parts = tuple(part for part in kind.shape.parts if isinstance(part, str) or part.name not in FREE_ROLES)
    return network.changed(types={kind.id: kind.changed(shape=kind.shape.changed(parts=parts))})


def request_for(network: Network, tracker: Tracker) -> Request:
    """Return a request that asks for nothing, with a click-ID macro and its parameter."""
    macro = tracker.macro("click_id") or _SOME_MACRO
    click_id = ClickId(param="x", macro=macro, fact="macros.click_id", grade=tracker.grade("macros.click_id"))
    return Request(
        tracker=tracker,
        network=network,
        type=next(iter(network.types.values())),
        scheme="https",
        given_fields={},
        click_id=click_id,
        payout=None,
        currency=None,
        link=start_link(tracker, network, None, []),
        event_tokens=(INSTALL,),
    )


def link_gaps(network: Network, sentences: Sentences) -> dict[str, list[Any]]:
    """Return why there may be no tracking link, for every tracker at every network."""
    silent = PostbackOut.from_keys(delivery="none", why="", instead="")
    tracker = Tracker(
        id="none",
        name="none",
        kind="tracker",
        status="active",
        click_in=ClickIn(naming="chosen"),
        postback_out=silent,
        steps=(),
        verify=(),
        evidence=(),
    )
    plain = request_for(network, tracker)
    changes: dict[str, dict[str, Any]] = {
        "no_parameter": {"param": None},
        "no_callback": {"in_callback": True},
        "own_link": {},
    }
    known = plain.changed(network=network.changed(click_in=network.click_in.changed(macros={"click_id": _SOME_MACRO})))
    found = {
        name: sentences.add_gaps(notes.why_no_link(known.changed(click_id=known.click_id.changed(**change))))[0]
        for name, change in changes.items()
    }
    unknown = plain.changed(network=network.changed(click_in=network.click_in.changed(macros={})))
    return {**found, "no_macro": sentences.add_gaps(notes.why_no_link(unknown))[0]}
