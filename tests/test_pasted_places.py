"""A URL gets the same answer wherever it was copied from: every URL of the cases, in every place of test_extract.py."""

from __future__ import annotations

import html
import re
from collections import Counter
from functools import cache
from itertools import product
from typing import NamedTuple

import pytest

from postback_pack import InputError
from postback_pack.checking.check import check_all
from postback_pack.urls.extract import extract
from tests.test_corrections import CASES, CATALOG, Case
from tests.test_extract import INNER, OUTER, PLACES

MARKS = ".,;:!?)]>\"'`*\\\u200b\u00bb"
"""At the end of a URL: where there is text around it, they are not the URL's own."""
NOT_OFFERED = [
    (".*", "=$", "a value may follow"),
    ("log", r"=(?=\w*\d)\w{6}", "with a real click ID, it is a call that was sent"),
    ("Markdown link to itself", r"%|\?$|,|[>\\]$|\[\[[^\]]*\]$", "its editor encodes what is encoded, so that the two URLs differ"),
    ("source of a mail", r"^[^=]*=[^=]*$|\s|=.*%", "with one =3D, 3D may be the value's; a macro that is encoded may be one"),
    ("HTML with .*|HTML as text|chat link.*|Markdown escapes", r"\s", "behind a blank, the code of a sign may be other text"),
    ("HTML.*|chat link.*", "[<>]", "a < begins a tag"),
    ("percent-encoded.*|mail program|social network|search engine|defanged|JSON.*", r"[^\x00-\x7f]|\s|^(?!https?://)", "this is done only to a URL with a scheme, and without blanks"),
    ("code|quotes", r"\$\w", "the code has such a variable, and brackets around quotes are code"),
    ("row.*", r",$|=\d+,\d+$", "a comma ends the cell"),
    ("square brackets", r"\[\[[^\]]*\]$", "the bracket around it closes the macro"),
    ("HTML.*|JSON.*|chat link.*|code|curl|list|quoted mail", r"\\$", "it escapes the sign that closes the text, or joins the next line"),
    ("defanged", "=http|=ftp|^https?://https?:|^https?://[^/]*#", "the address inside is not made harmless by any program"),
]  # fmt: skip
"""Places, URLs by pattern, and why the URL may not be found there; then no other URL may be offered."""
URLS = [case for case in CASES if not case.link and len(case.url) < 400 and [(one.url, one.kind) for one in extract(case.url)] == [(case.url.strip(), "url")]]  # fmt: skip


class Answer(NamedTuple):
    found: Counter[tuple[str, str, str]]
    urls: tuple[str | None, ...]


@cache
def _answer(text: str, tracker: str | None, network: str | None) -> Answer:
    """Return what is found, but for what is said about the place, and the URLs to paste."""
    try:
        results = check_all(CATALOG, [text], tracker=tracker, network=network)
    except InputError:
        return Answer(Counter(), ())
    urls = [url for result in results for url in result.urls]
    found: Counter[tuple[str, str, str]] = Counter(
        (item.code, str(item.severity), item.message)
        for url in urls
        for item in url.findings
        if item.code not in ("wrapped-url", "cut-off") and item.said.code != "encoded-macro.whole"
    )
    return Answer(found, tuple(url.corrected or (None if url.why_not else url.url) for url in urls))


def _assert_same(case: Case, *places: str) -> None:
    text = case.url
    for place in places:
        text = PLACES[place](text)
    answer = _answer(text, case.tracker, case.network)
    # What a place undoes: marks at the end, and where there is HTML, its code for &.
    urls = [case.url, html.unescape(html.unescape(case.url))]
    urls += [bare for url in urls for bare in (url.rstrip(MARKS), url[:-1] if url[-1] in MARKS else url)]
    right = [_answer(url, case.tracker, case.network) for url in urls]
    if answer in right:
        return
    may_be_missed = any(
        re.fullmatch(pattern, place) and re.search(of_url, case.url)
        for pattern, of_url, _ in NOT_OFFERED
        for place in places
    )
    assert may_be_missed, (places, text, answer, right[0])


NOT_TOGETHER = [
    ("Markdown link to itself|(?!percent-encoded|mail program|social network|search engine|defanged|Markdown escapes).*", "chat link.*"),
    ("Markdown title|Markdown link to itself", "HTML.*"),
    ("chat link|HTML link", "Markdown.*|JSON.*"),
    ("HTML link", "HTML link"),
    ("JSON.*", "curl"),
]  # fmt: skip
"""What nobody writes in the other: the link of a chat program, an attribute of HTML and a command have only a URL in them."""
PAIRS = [
    pair
    for pair in product(INNER, OUTER)
    if not any(re.fullmatch(inner, pair[0]) and re.fullmatch(outer, pair[1]) for inner, outer in NOT_TOGETHER)
]


@pytest.mark.parametrize("place", PLACES)
def test_a_place_changes_no_answer(place: str) -> None:
    first = [*PLACES].index(place)
    for case in URLS[first::70]:
        _assert_same(case, place)


def test_two_places_at_once_change_no_answer() -> None:
    assert len(PAIRS) > 1_000
    for number, pair in enumerate(PAIRS[::9]):
        _assert_same(URLS[number * 7 % len(URLS)], *pair)


@pytest.mark.long
@pytest.mark.parametrize("place", PLACES)
def test_a_place_changes_no_answer_to_any_url(place: str) -> None:
    assert len(URLS) > 400
    for case in URLS:
        _assert_same(case, place)


@pytest.mark.long
def test_any_two_places_at_once_change_no_answer() -> None:
    for number, pair in enumerate(PAIRS):
        for case in URLS[number % 30 :: 30]:
            _assert_same(case, *pair)
