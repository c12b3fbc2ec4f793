"""What the page says about a pasted text: the package's own check, in the page's words. It runs in the browser, and here for the tests."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any

from ..catalog.load import Catalog
from ..checking.agreeing import CheckedUrl
from ..checking.check import Check, check_all
from ..checking.findings import Finding, worst
from ..checking.report import check_data, check_reply, check_text, visible
from ..checking.report.lines import Kind, kinds_of, sentences_of, shorten, to_paste, verdict_line, whose
from ..checking.translate import reported_options
from ..errors import InputError
from ..messages.message import Option, message
from ..setup.currency import ISO_4217
from ..urls.extract import extract

LABELS = {
    "tracker": message("label.tracker"),
    "network": message("label.network"),
    "format": message("checker.label-format"),
}
"""The page's names for the options that sentences about a check mention."""
_MOST_URLS = 50
_MOST_PARTS = 40
_LONGEST_SHOWN = 3_000
_LONGEST_PART = 300
_LONGEST_EXCERPT = 600
_AROUND_PLACE = 80
_MOST_PIECES = 2_000
_PIECES = re.compile(r"[^/?&=]+|[/?&=]")

Marked = list[tuple[str, str]]
"""A text in pieces, each with what is to be seen of it: same, gone, new; plain, place, more."""


def answer(catalog: Catalog, text: str, tracker: str = "", network: str = "", default: str = "") -> str:
    """Return as JSON what is found in a text, or why nothing can be checked. Without a name, tracker and network are found out."""
    text = text.strip()
    found = extract(text)
    if len(found) > _MOST_URLS:
        text = text[: found[_MOST_URLS].start]
    try:
        results = check_all(
            catalog, [text], tracker or None, network=network or None, default_network=None if network else default
        )
    except InputError as error:
        return json.dumps({"problems": [problem.said.say(_words) for problem in error.problems]})
    is_one = len(results) == 1
    numbered = [(None if is_one else number, result) for number, result in enumerate(results, start=1)]
    return json.dumps(
        {
            "results": [_result(catalog, result) for result in results],
            "more": _more("checker.more-urls", len(found) - _MOST_URLS),
            "reply": "\n\n".join(check_reply(result, number) for number, result in numbered),
            "report": "\n\n".join(check_text(result, number) for number, result in numbered),
        }
    )


def _words(option: Option, value: str) -> str:
    return f"“{LABELS.get(option.name, option.name)}”"


def _result(catalog: Catalog, result: Check) -> dict[str, Any]:
    return {
        "data": check_data(result),
        "urls": [_url(url, result) for url in result.urls],
        "make": _options(catalog, result),
    }


def _url(url: CheckedUrl, result: Check) -> dict[str, Any]:
    before, corrected = to_paste(url)
    return {
        "verdict": worst(url.findings),
        "said": verdict_line(url, result).say(_words),
        "before": before.say(_words) if before else None,
        "corrected": corrected,
        "changes": changes(visible(url.url), corrected) if corrected is not None else None,
        "url": shorten(url.url, _LONGEST_SHOWN),
        "whose": [said.say(_words) for said in whose(url, result)],
        "findings": [_finding(kind, url.text) for kind in kinds_of(url.findings)],
        "parts": [(shorten(part.text, _LONGEST_PART), part.said.say(_words)) for part in url.parts[:_MOST_PARTS]],
        "more_parts": _more("report.more-parameters", len(url.parts) - _MOST_PARTS),
    }


def _more(code: str, count: int) -> str | None:
    return str(message(code, count=count)) if count > 0 else None


def _finding(kind: Kind, text: str) -> dict[str, Any]:
    places = [finding for found in kind.places.values() for finding in found]
    said = [message(f"report.of-{kind.severity}", said=one) for one in sentences_of(kind)]
    return {
        "code": kind.code,
        "severity": kind.severity,
        "title": places[0].title,
        "said": [visible(one.say(_words)) for one in said],
        "why": kind.why,
        "place": excerpt(text, places),
    }


def excerpt(text: str, places: Sequence[Finding]) -> Marked:
    """Return the lines of a text that have these places, with each of them marked; of a long one, what is around the first."""
    spans = sorted({(place.start, place.end) for place in places})
    start = text.rfind("\n", 0, spans[0][0]) + 1
    last = max(end for _, end in spans)
    until = text.find("\n", max(last - 1, spans[0][0]))
    end = len(text) if until < 0 else until
    if end - start > _LONGEST_EXCERPT:
        start = max(start, spans[0][0] - _AROUND_PLACE)
        end = min(end, start + _LONGEST_EXCERPT)
    pieces = [("more", "")] if text[:start].rpartition("\n")[2] else []
    at = start
    for first, behind in spans:
        if first < at or first > end:
            continue  # it is in one that is marked already, or out of sight
        pieces += [("plain", text[at:first]), ("place", text[first : min(behind, end)])]
        at = max(first, min(behind, end))
    pieces.append(("plain", text[at:end]))
    if text[end:].partition("\n")[0]:
        pieces.append(("more", ""))
    return [(kind, visible(piece)) for kind, piece in pieces if piece or kind != "plain"]


def changes(before: str, after: str) -> Marked:
    """Return a URL and its correction as one text in pieces: what is the same in both, what is gone, and what is new."""
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    if max(len(old), len(new)) > _MOST_PIECES:
        return [("new", after)]
    return [*_joined(_changes(old, new))]


def _changes(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    for what, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            yield "same", "".join(old[start:end])
        else:
            yield "gone", "".join(old[start:end])
            yield "new", "".join(new[new_start:new_end])


def _joined(pieces: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    return ((kind, text) for kind, text in pieces if text)


def _options(catalog: Catalog, result: Check) -> dict[str, Any]:
    """Return the options of a setup that are known from what was pasted: nothing here is guessed."""
    is_known = not result.guessed or len(result.candidates) == 1
    tracker = result.tracker if is_known else None
    known: dict[str, Any] = {}
    if len(result.networks) == 1:
        known["network"] = result.networks[0].id
    if tracker:
        known["tracker"] = tracker.id
    postback = next((url for url in result.urls if url.about == "postback"), None)
    if postback is None or result.tracker is None:
        return known
    try:
        reported = reported_options(
            catalog, postback.corrected or postback.url, result.tracker, tracker=result.tracker, network=result.network
        )
    except InputError:
        return known
    if reported["currency_code"] in ISO_4217:
        reported |= {"currency": reported["currency_code"], "currency_code": None}
    return known | {name: value for name, value in reported.items() if value is not None}
