"""What the page says for each tracker at a network: texts, gaps and code, decided here and only picked in the browser.

The setups are made with marks for what a user types; the page puts the user's values in their place.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Any

from ..catalog.model import URL_DELIVERIES, Network, Tracker
from ..catalog.network_parts import TrackerAtNetwork, UserField
from ..catalog.tracker_parts import ClickIn, PostbackOut
from ..messages.message import Message
from ..setup import notes
from ..setup.amount import amount_notes, is_amount_doubtful
from ..setup.click_id import ClickId, choose_click_id
from ..setup.currency import Currency
from ..setup.link import start_link
from ..setup.network_values import check_scheme
from ..setup.options import INSTALL
from ..setup.payout import BY_MACRO, choose_payout
from ..setup.postback_type import Given, choose_type
from ..setup.request import Request
from ..setup.snippets import snippet
from ..text.markup import NAME, Span, spans
from ..text.stencil import Stencil, marks
from .generator_words import page_words

_ANY_CURRENCY = "*"
_PARAMETER = "zq-parameter-zq"
"""Stands for the parameter's name in code, also in comments, where a mark would be a blank."""
_SOME_MACRO = "{x}"
"""Where it matters only that there is a macro."""
_FORMATS = ("gap.use-url", "gap.use-code")
_MARK = "\x00"


class Sentences:
    """Texts and lines of code, each kept once; the rest of the data names them by number."""

    def __init__(self) -> None:
        self._sentences: dict[str, int] = {}
        self._lines: dict[tuple[Any, ...], int] = {}
        self._cases: dict[str, int] = {}
        self.codes: set[str] = set()
        """The messages that the page's script fills in."""

    def add(self, texts: Iterable[str | Message]) -> list[int]:
        """Return the numbers of catalog texts."""
        said = (text.say(page_words) if isinstance(text, Message) else text for text in texts)
        return [self._sentences.setdefault(text, len(self._sentences)) for text in said]

    def add_message(self, message: Message) -> str:
        """Return the code of a message whose values the page fills in itself."""
        self.codes.add(message.code)
        return message.code

    def add_code(self, code: str, names: Iterable[str]) -> list[int]:
        """Return the numbers of the lines of code, which holds the marks of these names."""
        given = [*names]
        lines = (tuple(_alternating(Stencil(line, given))) for line in code.split("\n"))
        return [self._lines.setdefault(line, len(self._lines)) for line in lines]

    def add_case(self, case: dict[str, Any]) -> int:
        """Return the number of what holds for one type, payout and currency: many trackers share it."""
        return self._cases.setdefault(json.dumps(case), len(self._cases))

    @property
    def cases(self) -> list[dict[str, Any]]:
        """What holds for a type, payout and currency."""
        return [json.loads(case) for case in self._cases]

    @property
    def pieces(self) -> list[list[Any]]:
        """The texts, cut up: text, [kind, text or [name], ...], or ["slot", name]."""
        return [list(_pieces(text)) for text in self._sentences]

    @property
    def lines(self) -> list[tuple[Any, ...]]:
        """The lines of code, cut up: text, [name], text, ..."""
        return [*self._lines]


def _alternating(line: Stencil) -> Iterator[Any]:
    for literal, name in zip_longest(line.literals, line.names):
        yield literal
        if name is not None:
            yield (name,)


def _pieces(text: str) -> Iterator[Any]:
    marked = {name: Span("plain", f"{_MARK}{name}{_MARK}") for name in NAME.findall(text)}
    for span in spans(text, marked):
        parts = span.text.split(_MARK)
        if span.kind != "plain":
            yield [span.kind, *(([part] if index % 2 else part) for index, part in enumerate(parts) if part)]
        elif len(parts) > 1:
            yield ["slot", parts[1]]
        else:
            yield span.text


def pair_data(network: Network, tracker: Tracker, sentences: Sentences) -> dict[str, Any]:
    """Return what the page says about a tracker at a network."""
    pair = network.trackers.get(tracker.id, TrackerAtNetwork())
    plain = _request(network, tracker)
    return {
        "scheme": plain.scheme,
        "steps": sentences.add(plain.tracker_steps),
        "network_steps": sentences.add(pair.network_steps or network.steps),
        "verify": sentences.add((*tracker.verify, *network.verify)),
        "pitfalls": sentences.add((*tracker.pitfalls, *pair.pitfalls, *network.pitfalls)),
        "no_url": _gaps(notes.why_no_url(plain), sentences) if _sent_otherwise(tracker) else [],
        "no_click_macro": [] if _sent_otherwise(tracker) else _no_click_macro(plain, sentences),
        "click_notes": _click_notes(plain, sentences),
        "field_gaps": {name: _field_gaps(plain, name, field, sentences) for name, field in network.fields.items()},
        "cases": dict(_cases(network, tracker, sentences)),
    }


def _field_gaps(plain: Request, name: str, field: UserField, sentences: Sentences) -> list[list[Any]]:
    """Return why there is no URL if the tracker is to fill a field in."""
    if not field.macro or _sent_otherwise(plain.tracker):
        return []
    always = set(notes.why_no_url(plain))
    by_macro = plain.changed(given_fields={name: BY_MACRO})
    return _gaps((gap for gap in notes.why_no_url(by_macro) if gap not in always), sentences)


def _request(network: Network, tracker: Tracker) -> Request:
    """Return a request that asks for nothing, with a click-ID macro and its parameter."""
    kind = next(iter(network.types.values()))
    macro = tracker.macro("click_id") or _SOME_MACRO
    click_id = ClickId(param="x", macro=macro, fact="macros.click_id", grade=tracker.grade("macros.click_id"))
    link = start_link(tracker, network, None, [])
    scheme = check_scheme(network, tracker, [])
    return Request(
        tracker=tracker,
        network=network,
        type=kind,
        scheme=scheme,
        given_fields={},
        click_id=click_id,
        payout=None,
        currency=None,
        link=link,
        event_tokens=(INSTALL,),
    )


def _sent_otherwise(tracker: Tracker) -> bool:
    return tracker.postback_out.delivery not in URL_DELIVERIES


def _gaps(found: Iterable[notes.Reason], sentences: Sentences) -> list[list[Any]]:
    """Return [number of the text, code of what to do]; another format is nothing to do on the page, which shows them all."""
    gaps = []
    for gap in found:
        to_do = sentences.add_message(gap.to_do) if gap.to_do and gap.to_do.code not in _FORMATS else None
        gaps.append([*sentences.add([gap.why]), to_do])
    return gaps


def _no_click_macro(plain: Request, sentences: Sentences) -> list[list[Any]]:
    always = set(notes.why_no_url(plain))
    without = plain.changed(click_id=plain.click_id.changed(macro=None))
    return _gaps((gap for gap in notes.why_no_url(without) if gap not in always), sentences)


def _click_notes(plain: Request, sentences: Sentences) -> dict[str, list[int]]:
    """Return the notes on the click ID by what they are about; the page adds them up."""

    def written(**changes: Any) -> list[int]:
        return sentences.add(notes.click_notes(plain.changed(click_id=plain.click_id.changed(**changes))))

    graded = plain.tracker.grade("also")
    return {
        "callback": written(in_callback=True),
        "given": written(given_by_user=True),
        "graded": written(),
        "also_graded": written(grade=graded),
        "also": written(fact="also", grade="confirmed"),
        "renamed": written(renamed=True, grade="confirmed"),
    }


def special_currencies(network: Network) -> list[str]:
    """Return the codes that have cases of their own: those that a type lists, and US dollars, for which a tracker may have a macro."""
    return sorted({"USD", *(code for kind in network.types.values() for code in kind.currencies)})


def _cases(network: Network, tracker: Tracker, sentences: Sentences) -> Iterator[tuple[str, int]]:
    """Yield ``type|payout|currency`` and the number of what holds for it."""
    mark = _marks_of(network)
    payouts = {"none": None, "amount": mark["payout"], "macro": BY_MACRO, "own": BY_MACRO}
    # A name that the tracker does not read is refused.
    param = None if tracker.click_in.naming == "fixed" else _PARAMETER
    click_id = choose_click_id(tracker, network, [], param, None, [])
    plain = _request(network, tracker).changed(click_id=click_id)
    for kind in network.types:
        for payout, amount in payouts.items():
            for currency in ("", *special_currencies(network), _ANY_CURRENCY, BY_MACRO):
                code = mark["currency"] if currency == _ANY_CURRENCY else currency or None
                money = Currency(code, by_macro=code == BY_MACRO) if code else None
                fitting = choose_type(network, kind, Given(amount is not None, money), [])
                if fitting is None:
                    continue  # the page finds the same and says so
                paid = choose_payout(tracker, fitting, amount, mark["payout"] if payout == "own" else None, money)
                # Code has no place for what may be left out: the page shows none where the user gives that.
                given = {name: mark[name] for name in fitting.shape.needed if name in network.fields}
                request = plain.changed(type=fitting, payout=paid, currency=money, given_fields=given)
                yield f"{kind}|{payout}|{currency}", sentences.add_case(_case(request, sentences))


def _marks_of(network: Network) -> dict[str, str]:
    """Return what stands for each value of a user in code: the names are those of the page's texts."""
    return marks([*network.fields, "payout", "currency", "parameter"])


def _case(request: Request, sentences: Sentences) -> dict[str, Any]:
    paid, mark = request.payout, _marks_of(request.network)
    code = snippet(request)
    known = request.changed(click_id=request.click_id.changed(macro=_SOME_MACRO))
    gaps = [] if _sent_otherwise(request.tracker) else _gaps(notes.why_no_url(known), sentences)
    warnings = [sentences.add_message(warning) for about, warning in notes.warnings(request) if about == "url"]
    is_any = request.currency is not None and request.currency.code == mark["currency"]
    named = request.changed(currency=Currency("<currency>")) if is_any else request
    return {
        "payout": paid.text if paid and paid.by_macro and not paid.given_by_user else None,
        "notes": sentences.add(notes.scheme_notes(request)),
        "amount": sentences.add(amount_notes(named)),
        "doubtful": is_amount_doubtful(request),
        "gaps": gaps,
        "warnings": warnings,
        **({"code": sentences.add_code(code.replace(_PARAMETER, mark["parameter"]), mark)} if code else {}),
    }


def link_gaps(network: Network, sentences: Sentences) -> dict[str, list[Any]]:
    """Return why there may be no tracking link, for every tracker at a network."""
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
    plain = _request(network, tracker)
    changes: dict[str, dict[str, Any]] = {
        "no_parameter": {"param": None},
        "no_callback": {"in_callback": True},
        "own_link": {},
    }
    known = plain.changed(network=network.changed(click_in=network.click_in.changed(macros={"click_id": _SOME_MACRO})))
    found = {
        name: _gaps(notes.why_no_link(known.changed(click_id=known.click_id.changed(**change))), sentences)[0]
        for name, change in changes.items()
    }
    unknown = plain.changed(network=network.changed(click_in=network.click_in.changed(macros={})))
    return {**found, "no_macro": _gaps(notes.why_no_link(unknown), sentences)[0]}
