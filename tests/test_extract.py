"""Finding URLs in what people paste, kind by kind: tests/cases/extract.yaml."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable, Iterator
from time import process_time
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postback_pack import load_catalog
from postback_pack.urls.extract import extract, inner_urls, inside
from tests.conftest import MADE_UP, cases_in
from tests.test_check_properties import PASTED

CASES: dict[str, list[dict[str, Any]]] = cases_in("extract")


def cases() -> Iterator[Any]:
    for kind, part in CASES.items():
        for number, case in enumerate(part):
            yield pytest.param(case, id=f"{kind}-{number}")


@pytest.mark.parametrize("case", [*cases()])
def test_the_urls_of_a_text(case: dict[str, Any]) -> None:
    text = case["text"]
    found = extract(text)
    assert [one.url for one in found] == case.get("urls", [text])
    assert [number for number, one in enumerate(found) if not one.is_certain] == case.get("uncertain", [])
    for one in found:
        assert len(one.places) == len(one.url) + 1
        assert 0 <= one.start <= one.end <= len(text)
    for one in found[:1]:
        assert [said.code.removeprefix("extract.") for said in one.how] == case.get("how", [])
        assert one.kind == case.get("kind", "url")
        assert one.is_alone == case.get("alone", False)
        assert one.is_cut == case.get("cut", False)
        assert one.is_sent == case.get("sent", False)
        assert one.decodings == case.get("decodings", 0)
        assert (one.language or "" if one.is_code else None) == case.get("language")
        if "label" in case:
            assert one.label == case["label"]


# How places write a URL. A URL in one of them has to come out as it was, byte for byte.
def _in_json(url: str) -> str:
    return json.dumps({"url": url}).replace("/", "\\/").replace("&", "\\u0026")


def _in_mail(url: str) -> str:
    text = url.replace("=", "=3D")
    return f"{text[:60]}=\n{text[60:]}" if len(text) > 60 else text


PLACES: dict[str, Callable[[str], str]] = {
    "sentence": lambda url: f"My url is {url} thanks",
    "comma": lambda url: f"I use {url}, is it right?",
    "question": lambda url: f"Is it {url}?\nThanks",
    "label": lambda url: f"Postback URL: {url}.",
    "quotes": lambda url: f'"{url}"',
    "single quotes": lambda url: f"'{url}'",
    "backticks": lambda url: f"see `{url}`",
    "smart quotes": lambda url: f"\u201c{url}\u201d",
    "low quotes": lambda url: f"\u201e{url}\u201c",
    "French quotes": lambda url: f"see \u00ab{url}\u00bb.",
    "Chinese brackets": lambda url: f"\u300c{url}\u300d\u3002",
    "wide brackets": lambda url: f"\uff08{url}\uff09",
    "round brackets": lambda url: f"({url})",
    "square brackets": lambda url: f"[{url}]",
    "angle brackets": lambda url: f"<{url}>",
    "Markdown link": lambda url: f"a [my link]({url}) b",
    "Markdown title": lambda url: f'a [my link]({url} "title") b',
    "Markdown link to itself": lambda url: f"[{url}]({quote(url, safe=':/?&=()#')})",
    "Markdown table": lambda url: f"| Binom | {url} | on |",
    "narrow table": lambda url: f"|Binom|{url}|on|",
    "Markdown escapes": lambda url: re.sub(r"([_*\[\]{}#&])", r"\\\1", url),
    "fence": lambda url: f"```\n{url}\n```",
    "bold": lambda url: f"**{url}**",
    "chat link": lambda url: f"<{html.escape(url, quote=False)}|{html.escape(url, quote=False)}>",
    "chat link with a text": lambda url: f"hi <{html.escape(url, quote=False)}|my url> thx",
    "spoiler": lambda url: f"||{url}||",
    "HTML link": lambda url: f'<a href="{html.escape(url)}">{html.escape(url)}</a>',
    "HTML with numbers": lambda url: '<input value="{}">'.format(html.escape(url).replace("&amp;", "&#038;")),
    "HTML with hex": lambda url: "<a href='{}'>x</a>".format(html.escape(url).replace("&amp;", "&#x26;")),
    "HTML table": lambda url: f"<td>{html.escape(url)}</td>",
    "HTML as text": lambda url: html.escape(f'<a href="{html.escape(url)}">'),
    "JSON": lambda url: json.dumps({"url": url, "on": True}),
    "JSON with escapes": _in_json,
    "JSON in JSON": lambda url: json.dumps(_in_json(url)),
    "JSON text": lambda url: json.dumps({"text": f"my url\n{url}\nthx"}),
    "curl": lambda url: f"curl -X GET '{url}' -H 'x: y'",
    "code": lambda url: f'const url = "{url}";',
    "log": lambda url: f"[2026-05-01 10:00:00] Sent {url} response 200 OK",
    "row": lambda url: f"binom,{url},active",
    "row with tabs": lambda url: f"binom\t{url}\tx",
    "list": lambda url: f"1. {url}\n2. done",
    "percent-encoded": lambda url: quote(url, safe=""),
    "percent-encoded twice": lambda url: quote(quote(url, safe=""), safe=""),
    "mail program": lambda url: f"https://eur01.safelinks.protection.outlook.com/?url={quote(url, safe='')}&data=05%7C01",
    "social network": lambda url: f"https://l.facebook.com/l.php?u={quote(url, safe='')}&h=AT0",
    "search engine": lambda url: f"https://www.google.com/url?q={quote(url, safe='')}&sa=D",
    "source of a mail": lambda url: f"x {_in_mail(url)} y",
    "quoted mail": lambda url: f"> {url}\r\n> thx\r\n",
    "no-break spaces": lambda url: f"url:\u00a0{url}\u00a0thx",
    "invisible": lambda url: f"\u200b{url}\u200b thx",
    "defanged": lambda url: url.replace("https://", "hxxps://").replace("pbterra.com", "pbterra[.]com"),
}  # fmt: skip
OF_THE_URL_ITSELF = {"percent-encoded", "percent-encoded twice", "mail program", "social network", "search engine", "defanged", "Markdown escapes", "Markdown link to itself"}  # fmt: skip
"""What is done to a URL before somebody writes it anywhere."""
OF_LINES = {"label", "row", "row with tabs", "list", "source of a mail", "quoted mail", "JSON text", "HTML as text"}
"""What a row, a line or a document holds, and not the other way round."""
INNER = sorted(PLACES.keys() - OF_LINES)
OUTER = sorted(PLACES.keys() - OF_THE_URL_ITSELF - {"source of a mail", "HTML as text"})
FURTHER = ["%x%", "*x*", "{!x!}", "[[x]]", "<x>", "(x)", "$x$", "{status: lead=1 sale=2}", "{{a}}", "[=X=]", "##X(y)##", "${(a.b)!}", "#{x}", "@x@", "__x__", '{{ $json["body"]["id"] }}', "{{ $json['id'] }}"]  # fmt: skip


def _macros() -> list[str]:
    catalog = load_catalog(MADE_UP)
    found = {macro for tracker in catalog.trackers.values() for macro in tracker.listed_macros}
    for network in catalog.all_networks:
        found |= {*network.click_in.macros.values(), *network.affiliate_macros}
    return [*sorted(found), *FURTHER]


MACROS = _macros()
# One for each way of writing a macro.
STYLES = [*{re.sub(r"\w+", "x", macro): macro for macro in MACROS}.values()]


def _assert_unchanged(place: str, macros: Iterable[str]) -> None:
    for macro in macros:
        for url in (
            f"https://www.pbterra.com/name/acme/at?subid_short={macro}",
            f"http://t.example/{macro}?x={macro}&y=1",
        ):
            text = PLACES[place](url)
            assert [one.url for one in extract(text) if one.is_certain] == [url], text


@pytest.mark.parametrize("place", PLACES)
def test_no_place_changes_a_macro(place: str) -> None:
    _assert_unchanged(place, STYLES)


@pytest.mark.long
def test_no_place_changes_any_macro() -> None:
    for place in PLACES:
        _assert_unchanged(place, MACROS)


@pytest.mark.often
@given(st.sampled_from(INNER), st.sampled_from(OUTER), st.sampled_from(MACROS))
def test_two_places_at_once_change_no_macro_unseen(inner: str, outer: str, macro: str) -> None:
    url = f"https://www.pbterra.com/name/acme/at?subid_short={macro}&atpay=1.5"
    found = [one.url for one in extract(PLACES[outer](PLACES[inner](url))) if one.is_certain]
    # Codes of HTML that nothing shows to be HTML are a fault of the URL, for others to report.
    assert [html.unescape(html.unescape(one)) for one in found] in ([url], [])


CHECKED = cases_in("check")
OF_PLACES = {"no-url", "wrapped-url", "cut-off", "built-by-code", "sent-call"}
"""The codes whose cases are URLs in other text, or only parts of URLs."""
BARE = [case["url"] for code, part in CHECKED.items() for kind in ("wrong", "near_miss") for case in part[kind] if code not in OF_PLACES and "%3A%2F%2F" not in case["url"][:20]]  # fmt: skip
UNDONE = re.compile(r"[.,;:!?)\]>\"'`*\\\u200b]$|&(?:amp|#)|^(?!https?://)", re.IGNORECASE)
"""Faults that a place undoes: a mark at the end belongs to the sentence, and in HTML ``&amp;`` is &."""


def test_a_text_that_is_only_a_url_keeps_its_faults() -> None:
    assert len(BARE) > 300
    for url in BARE:
        assert [(one.url, one.is_alone, [*one.places]) for one in extract(f" {url}\n")] == [
            (url.strip(), True, [*range(1, len(url.strip()) + 2)])
        ], url


@pytest.mark.parametrize("place", ["sentence", "label", "quotes", "backticks", "round brackets", "Markdown link", "JSON", "curl", "log", "chat link with a text"])  # fmt: skip
def test_a_place_keeps_the_faults_of_a_url(place: str) -> None:
    for url in BARE:
        if len(url) < 400 and not UNDONE.search(url):
            assert [one.url for one in extract(PLACES[place](url))] == [url], place


HOSTILE = ["{", "[", "<", "#", "'", '"', "\\", "%25", "a.", "//", "http://", '"http://', "(http://", "<http://a|", "[http://a](http://b)", "http://a=http://", "http://a\n&b=", "http://a?b= {x} ", "https%3A%2F%2F", "http://a=\n", '" + a + "', '"http://a" + a + ', "GET /a?b ", "&amp;", "=3D"]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_grows_with_the_length_only(piece: str) -> None:
    def seconds(length: int) -> float:
        text = piece * (length // len(piece))
        times = []
        for _ in range(2):
            start = process_time()
            extract(text)
            times.append(process_time() - start)
        return min(times)

    assert seconds(8_000) < 24 * (seconds(1_000) + 0.002)


def test_many_urls_in_a_long_text() -> None:
    url = "https://www.pbterra.com/name/acme/at?subid_short={{externalid}}&n={}"
    text = "".join(f"{'some words, and (more); ' * 38} {url.format(number)}\n" for number in range(250))
    start = process_time()
    found = extract(text)
    assert process_time() - start < 3
    assert [one.url for one in found] == [url.format(number) for number in range(250)]


@pytest.mark.often
@given(PASTED)
def test_any_text_is_read(text: str) -> None:
    for one in extract(text):
        assert one.url
        assert 0 <= one.start <= one.end <= len(text)
        assert [*one.places] == sorted(one.places)
        assert str(one.said or "x")
        assert one.place(0, len(one.url))[1] <= len(text)


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ('<a href="https://trk.example/a?x={b}&amp;yy={c}">', "yy={c}"),
        ("see https%3A%2F%2Ftrk.example%2Fa%3Fyy%3D1 ok", "yy"),
        ("> https://trk.example/a?x={b}\n> &yy={c}", "&yy={c}"),
    ],
)
def test_a_place_in_the_url_is_a_place_in_the_text(text: str, piece: str) -> None:
    (one,) = extract(text)
    start = one.url.index(piece)
    begins, ends = one.place(start, start + len(piece))
    assert text[begins:ends] == piece
    assert one.end - one.start >= len(one.url)


def test_the_url_in_a_parameter() -> None:
    url = "https://mail.example/?url=https%3A%2F%2Fwww.pbterra.com%2Fname%2Facme%2Fat%3Fsubid_short%3D%7Bx%7D&data=05"
    (one,) = extract(f'"{url}"')
    (inner,) = inner_urls(one.url)
    assert (inner.name, inner.url) == ("url", "https://www.pbterra.com/name/acme/at?subid_short={x}")
    found = inside(one, inner)
    assert found.url == inner.url
    assert found.is_certain
    start, end = found.place(found.url.index("{"), len(found.url))
    assert f'"{url}"'[start:end] == "%7Bx%7D"
    assert [said.code for said in found.how] == ["extract.between", "extract.redirect"]


def test_what_was_done_is_said_in_one_line() -> None:
    (one,) = extract("[a](https:\\/\\/trk.example/a?x={b}\\u0026c={d})")
    assert str(one.said) == "Taken from the Markdown link. \\/ is read as /. \\u0026 is read as &."
