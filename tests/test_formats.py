"""Every format is read back by a real parser of that format: macros come out byte for byte."""

from __future__ import annotations

import html
import html.parser
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import docutils.core
import docutils.nodes
import markdown
import pytest

from postback_pack import Setup, build_setup, load_catalog, render
from postback_pack.rendering.writers import markdown_cell, markdown_code, markdown_fence, write_markdown, write_rst
from postback_pack.text.markup import Span

CATALOG = load_catalog()
HOSTILE = ["{x}", "[[c1]]", "#s2#", "<cid>", "{!a!}", "%x%", "${x}", "{{x}}", "*p*", "_p_", "`a`", "``a", "a|b-", "\\x{}", "<b>!</b>", "{% x %}", "{# x #}", "~x~", "$x$", "'x\"", "{x} {y}", "&#123;".replace("&", ""), "]]>", "```"]  # fmt: skip
SETUPS = [
    tracker.id
    for tracker in CATALOG.trackers.values()
    if tracker.macro("click_id") and tracker.postback_out.delivery == "paste"
]


class CodeReader(html.parser.HTMLParser):
    """Collects the text of code elements, of the picture, and of everything else."""

    def __init__(self) -> None:
        super().__init__()
        self.code: list[str] = []
        self.drawn: list[str] = []
        self.prose = ""
        self.tags: list[str] = []
        self._depth = 0
        self._drawing = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "code":
            self._depth += 1
            self.code.append("")
        self._drawing = tag == "text" or (self._drawing and tag != "svg")
        if tag == "text":
            self.drawn.append("")

    def handle_endtag(self, tag: str) -> None:
        self._depth -= tag == "code"
        self._drawing = self._drawing and tag != "text"

    def handle_data(self, data: str) -> None:
        if self._depth:
            self.code[-1] += data
        elif self._drawing:
            self.drawn[-1] += data
        else:
            self.prose += data


def read_html(text: str) -> CodeReader:
    reader = CodeReader()
    reader.feed(text)
    reader.close()
    return reader


def hostile_setup(macro: str) -> Setup:
    return build_setup(CATALOG, "custom", account="acme", click_id_macro=macro, payout_macro=macro)


@pytest.mark.parametrize("macro", HOSTILE)
def test_html(macro: str) -> None:
    setup = hostile_setup(macro)
    page = read_html(render(setup, "html"))
    assert setup.postback_url in page.code
    assert page.code.count(macro) >= 2
    assert f"subid_short={macro}" in page.drawn
    assert set(page.tags) <= set("section h2 h3 p pre code ol ul li strong div svg path rect text".split())


@pytest.mark.parametrize("macro", HOSTILE)
def test_markdown(macro: str) -> None:
    setup = hostile_setup(macro)
    text = render(setup, "md", picture=True)
    page = read_html(markdown.markdown(text, extensions=["fenced_code", "tables", "attr_list", "smarty"]))
    assert setup.postback_url in [code.rstrip("\n") for code in page.code]
    assert page.code.count(macro) >= 2
    assert macro not in page.prose
    assert f"subid_short={macro}" in page.drawn
    assert set(page.tags) <= set("h2 h3 p pre code ol ul li strong div svg path rect text".split())


@pytest.mark.parametrize("macro", HOSTILE)
def test_rst(macro: str) -> None:
    setup = hostile_setup(macro)
    literals = read_rst(render(setup, "rst"))
    assert setup.postback_url in literals
    assert literals.count(macro) >= 2


def read_rst(text: str) -> list[str]:
    """Parse strictly; return every literal."""
    settings = {"halt_level": 2, "report_level": 2, "raw_enabled": False, "file_insertion_enabled": False}
    tree = docutils.core.publish_doctree(text, settings_overrides=settings)
    return [
        node.astext()
        for node in tree.findall(lambda node: isinstance(node, docutils.nodes.literal | docutils.nodes.literal_block))
    ]


@pytest.mark.parametrize("macro", HOSTILE)
def test_json_and_text(macro: str) -> None:
    setup = hostile_setup(macro)
    assert json.loads(render(setup, "json"))["postback_url"] == setup.postback_url
    assert setup.postback_url in render(setup, "text").splitlines()


@pytest.mark.parametrize("macro", HOSTILE)
def test_markdown_table_cell(macro: str) -> None:
    table = f"| a | b |\n| --- | --- |\n| {markdown_cell(macro)} | x |"
    page = read_html(markdown.markdown(table, extensions=["tables"]))
    assert page.code == [macro]
    assert page.tags.count("td") == 2


def test_names_with_wide_letters(tmp_path: Path) -> None:
    file = tmp_path / "wide.yaml"
    entry = (
        (Path(__file__).parent / "made_up" / "trackers.yaml")
        .read_text(encoding="utf-8")
        .replace("Tidepool", "\u6f6e\u6c60 *x* > y")
    )
    file.write_text(entry, encoding="utf-8")
    setup = build_setup(load_catalog(file), "tidepool", account="acme")
    assert setup.postback_url in read_rst(render(setup, "rst"))
    page = read_html(markdown.markdown(render(setup, "md"), extensions=["fenced_code"]))
    assert "\u6f6e\u6c60 *x* > y" in page.prose
    assert "em" not in page.tags


def test_a_text_that_begins_like_a_quotation() -> None:
    assert read_html(markdown.markdown("1. " + write_markdown((Span("plain", "> x"),)))).tags == ["ol", "li"]


@pytest.mark.parametrize("around", [("x", "y"), (" ", "."), ("(", ")"), ("", "s")])
@pytest.mark.parametrize("code", HOSTILE)
def test_code_inside_a_rst_sentence(code: str, around: tuple[str, str]) -> None:
    text = write_rst((Span("plain", around[0]), Span("code", code), Span("plain", around[1])))
    assert read_rst(f"A {text}") == [code]


@pytest.mark.parametrize("text", ["a`b", "`", "``", "a ``` b", "```", "`a", "a`"])
def test_backticks_in_markdown(text: str) -> None:
    assert read_html(markdown.markdown(markdown_code(text))).code == [text]
    assert read_html(markdown.markdown(markdown_fence(text), extensions=["fenced_code"])).code == [text + "\n"]


@pytest.mark.parametrize("tracker", SETUPS)
def test_every_tracker_in_every_format(tracker: str) -> None:
    setup = build_setup(CATALOG, tracker, account="acme", campaign_url="https://trk.example/abc")
    url, link, macro = setup.postback_url, setup.tracking_link, setup.click_id.macro
    from_html = read_html(render(setup, "html", sources=True)).code
    from_markdown = [
        code.rstrip("\n")
        for code in read_html(markdown.markdown(render(setup, "md", sources=True), extensions=["fenced_code"])).code
    ]
    from_rst = read_rst(render(setup, "rst", sources=True))
    for code in (from_html, from_markdown, from_rst, render(setup, "text").splitlines()):
        assert url in code
        assert link is None or link in code
    for code in (from_html, from_markdown, from_rst):
        assert macro in code


@pytest.mark.parametrize("tracker", CATALOG.trackers)
def test_macros_stand_only_in_code_in_markdown(tracker: str) -> None:
    setup = build_setup(CATALOG, tracker, account="acme", payout="macro")
    prose = read_html(markdown.markdown(render(setup, "md", sources=True), extensions=["fenced_code"])).prose
    for macro in (*CATALOG.trackers[tracker].postback_out.macros.values(), *setup.network.click_in.macros.values()):
        assert macro not in prose


def outside_code(text: str) -> str:
    """Return Markdown without fences and inline code: what MDX and Liquid read as their own."""
    without_fences = re.sub(r"^(```+)text\n.*?^\1$", "", text, flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"(`+)(?!`).+?(?<!`)\1(?!`)", "", without_fences)


@pytest.mark.parametrize("tracker", CATALOG.trackers)
def test_nothing_that_mdx_reads_as_its_own_stands_outside_code_in_markdown(tracker: str) -> None:
    setup = build_setup(CATALOG, tracker, payout="macro")
    text = outside_code(render(setup, "md", sources=True))
    assert re.findall("[{}<]", text) == []
    text = outside_code(render(setup, "md", picture=True))
    assert re.findall("[{}]", text) == []
    [picture] = re.findall("<svg.*?</svg>", text, re.DOTALL)
    ElementTree.fromstring(picture)
    assert "\n\n" not in picture, "a blank line ends an HTML block"


def test_the_picture_has_a_text_alternative() -> None:
    page = render(build_setup(CATALOG, "keitaro", account="acme", payout="macro"), "html")
    [label] = re.findall('<svg[^>]* aria-label="([^"]*)"', page)
    assert "Keitaro to Adsterra: the postback, subid_short={external_id}, atpay={revenue}." in html.unescape(label)
