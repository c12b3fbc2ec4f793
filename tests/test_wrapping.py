"""Where a URL may be broken in a page: the text stays the URL, and no macro is cut."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postback_pack.site.wrapping import breakable

MACROS = ["{external_id}", "##SUB_ID_SHORT(action)##", "[[c1]]", "{x=/?&}", "<cid>"]


def text_of(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html))


def outer_parts(html: str) -> list[str]:
    """Return the text of each part that is not inside another one."""
    found, depth, start = [], 0, 0
    for tag in re.finditer(r"</?span[^>]*>", html):
        depth += -1 if tag[0].startswith("</") else 1
        if depth == 0:
            found.append(text_of(html[start : tag.end()]))
            start = tag.end()
    return found


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        (
            "https://a.example/name/acme/at?s={external_id}&p=1.5",
            ["https://a.example", "/name", "/acme", "/at", "?s={external_id}", "&p=1.5"],
        ),
        ("https://a.example/?x={x=/?&}&y=1", ["https://a.example", "/", "?x={x=/?&}", "&y=1"]),
        ("//a.example", ["//a.example"]),
        ("?x=1", ["?x=1"]),
        ("", []),
    ],
)
def test_a_url_is_cut_before_its_signs(url: str, parts: list[str]) -> None:
    assert [part for part in outer_parts(breakable(url, MACROS)) if part] == parts


@given(st.lists(st.sampled_from([*"?&/=:#%<>ab.", "://", *MACROS])).map("".join))
def test_the_text_is_the_url_and_each_macro_is_whole(url: str) -> None:
    html = breakable(url, MACROS)
    assert text_of(html) == url
    marked = [unescape(macro) for macro in re.findall(r'<span class="macro">(.*?)</span>', html)]
    assert set(marked) <= set(MACROS)
    assert len(marked) == len(re.findall("|".join(map(re.escape, sorted(MACROS, key=len, reverse=True))), url))
