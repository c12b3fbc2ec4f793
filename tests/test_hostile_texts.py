"""Texts of a catalog are text in every format: names and steps that are markup, code or directives come out as they went in.

The catalog is tests/catalogs/hostile_texts. Each output is read back by the readers that people use.
"""

from __future__ import annotations

import html.parser
import json
import re
import subprocess
from pathlib import Path
from urllib.parse import unquote

import docutils.nodes
import markdown
import pytest
import yaml
from docutils.core import publish_doctree
from markdown_it import MarkdownIt

from postback_pack import Catalog, build_setup, load_catalog, render
from postback_pack.embedding.docutils_nodes import write_nodes
from postback_pack.embedding.fragment import setup_fragment
from postback_pack.embedding.python_markdown import PostbackExtension
from postback_pack.rendering.view import View
from postback_pack.site.pages import site_pages
from postback_pack.text.markup import spans, write_plain
from tests.conftest import TESTS
from tests.node import run_node

CATALOG = TESTS / "catalogs" / "hostile_texts"
HOSTILE = load_catalog(CATALOG)
TRACKERS = [tracker for tracker in HOSTILE.trackers if tracker.startswith("fiend") or tracker == "constructor"]
FIRST = HOSTILE.trackers[TRACKERS[0]]
SECRET = "a secret of the machine"
EXTENSIONS = [
    "abbr", "admonition", "attr_list", "def_list", "fenced_code", "footnotes", "md_in_html", "tables", "toc",
    "pymdownx.blocks.admonition", "pymdownx.details", "pymdownx.emoji", "pymdownx.mark", "pymdownx.snippets", "pymdownx.superfences",
    "pymdownx.tasklist", "pymdownx.tilde", "postback_pack",
]  # fmt: skip
ELEMENTS = set(
    "section h1 h2 h3 h4 p pre code ol ul li strong div span svg path rect text table thead tbody tr th td a".split()
)


class Reader(html.parser.HTMLParser):
    """Collects elements, the targets of links, attributes that act, and the text of each list item."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.targets: list[str] = []
        self.attributes: set[str] = set()
        self.items: list[str] = []
        self.in_links: list[str] = []
        self.text = ""
        self._in_item = self._in_link = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.targets += [value or "" for name, value in attrs if name in ("href", "src")]
        if self._in_link:
            self.in_links.append(tag)
        self._in_link = self._in_link or tag == "a"
        if tag == "li":
            self.items.append("")
            self._in_item = True

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._in_item:
            self.items[-1] += data

    def handle_endtag(self, tag: str) -> None:
        self._in_item = self._in_item and tag != "li"
        self._in_link = self._in_link and tag != "a"


def plain(text: str) -> str:
    return " ".join(write_plain(spans(text, {})).split())


def setup_text(tracker: str, format: str) -> str:
    setup = build_setup(HOSTILE, tracker, network="fiend", account="acme", fields={"constructor": "acme"})
    return render(setup, format, sources=True)


def sources(tracker: str) -> set[str]:
    """Return the addresses that a setup of the tracker names."""
    evidence = (*HOSTILE.trackers[tracker].evidence, *HOSTILE.networks["fiend"].evidence)
    return {item.url for item in evidence if item.url}


def assert_links(reader: Reader, tracker: str) -> None:
    assert {unquote(target) for target in reader.targets} == {unquote(url) for url in sources(tracker)}


def assert_only_text(reader: Reader) -> None:
    assert reader.elements <= ELEMENTS
    assert not any(name.startswith("on") or name in ("style", "srcdoc") for name in reader.attributes)
    assert all(re.match(r"https?://|(networks/)?[a-z0-9_-]+\.(md|html)|#", target) for target in reader.targets)
    assert not any(element in ("a", "code") for element in reader.in_links)
    assert SECRET not in reader.text


@pytest.fixture
def beside_a_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret.txt").write_text(SECRET)
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("beside_a_secret")
@pytest.mark.parametrize("tracker", TRACKERS)
def test_restructured_text(tracker: str) -> None:
    # Everything that docutils can do is on, as in Sphinx.
    settings = {"halt_level": 1, "report_level": 1, "raw_enabled": True, "file_insertion_enabled": True}
    tree = publish_doctree(setup_text(tracker, "rst"), settings_overrides=settings)
    assert SECRET not in tree.astext()
    assert not [
        *tree.findall(
            lambda node: isinstance(
                node,
                docutils.nodes.raw
                | docutils.nodes.image
                | docutils.nodes.problematic
                | docutils.nodes.substitution_definition
                | docutils.nodes.comment,
            )
        )
    ]
    assert {node.get("refuri") for node in tree.findall(docutils.nodes.reference)} == sources(tracker)
    items = [" ".join(node.astext().split()) for node in tree.findall(docutils.nodes.list_item)]
    assert [step for step in HOSTILE.trackers[tracker].steps if plain(step) not in items] == []


@pytest.mark.usefixtures("beside_a_secret")
@pytest.mark.parametrize("extensions", [[], EXTENSIONS], ids=["alone", "with extensions"])
@pytest.mark.parametrize("tracker", TRACKERS)
def test_python_markdown(tracker: str, extensions: list[str]) -> None:
    reader = Reader(markdown.markdown(setup_text(tracker, "md"), extensions=extensions))
    assert_only_text(reader)
    assert_links(reader, tracker)
    items = [" ".join(item.split()) for item in reader.items]
    assert [step for step in HOSTILE.trackers[tracker].steps if plain(step) not in items] == []


@pytest.mark.parametrize("preset", ["commonmark", "js-default", "gfm-like"])
@pytest.mark.parametrize("tracker", TRACKERS)
def test_commonmark(tracker: str, preset: str) -> None:
    parser = MarkdownIt(preset, {"html": True, "linkify": False})
    reader = Reader(parser.render(setup_text(tracker, "md")))
    assert_only_text(reader)
    assert_links(reader, tracker)
    items = [" ".join(item.split()) for item in reader.items]
    assert [step for step in HOSTILE.trackers[tracker].steps if plain(step) not in items] == []


@pytest.mark.parametrize("tracker", TRACKERS)
def test_html(tracker: str) -> None:
    reader = Reader(setup_text(tracker, "html"))
    assert_only_text(reader)
    assert_links(reader, tracker)
    items = [" ".join(item.split()) for item in reader.items]
    assert [step for step in HOSTILE.trackers[tracker].steps if plain(step) not in items] == []


@pytest.mark.parametrize("tracker", TRACKERS)
def test_a_name_in_a_note_or_a_gap_is_text(tracker: str) -> None:
    name = HOSTILE.trackers[tracker].name
    setup = build_setup(HOSTILE, tracker, network="fiend", payout="macro")
    assert any(name in str(gap) for gap in setup.gaps.values())
    if setup.tracker.postback_out.delivery == "paste":
        noted = build_setup(HOSTILE, tracker, network="fiend", click_id_macro="{mine}").notes
        assert any(write_plain(note).endswith(f"cannot confirm it for {name}.") for note in noted)


@pytest.mark.parametrize("tracker", TRACKERS)
def test_json(tracker: str) -> None:
    data = json.loads(setup_text(tracker, "json"))
    assert data["steps"]["tracker"] == [write_plain(spans(step, {})) for step in HOSTILE.trackers[tracker].steps]


def test_a_site_of_markdown() -> None:
    pages = site_pages(HOSTILE, "md", network="fiend")
    for name in ("index", *TRACKERS):
        page = pages[f"{name}.md"]
        _, front, body = page.split("---\n", 2)
        assert list(yaml.safe_load(front)) == ["title"]
        assert_only_text(Reader(markdown.markdown(body, extensions=["tables", "fenced_code"])))
        assert_only_text(Reader(MarkdownIt("js-default", {"html": True}).render(body)))
    rows = Reader(markdown.markdown(pages["index.md"].split("---\n", 2)[2], extensions=["tables"]))
    assert all(" ".join(HOSTILE.trackers[tracker].name.split()) in " ".join(rows.text.split()) for tracker in TRACKERS)
    assert_index_has_names(rows, HOSTILE)


def assert_index_has_names(rows: Reader, catalog: Catalog) -> None:
    assert [target for target in rows.targets if not target.endswith(".md")] == []
    assert len(rows.targets) == len(catalog.trackers) + len(catalog.networks)


def test_a_site_of_html() -> None:
    """A page has the elements and attributes of a harmless one, as many scripts, and links that lead to pages."""
    pages = site_pages(HOSTILE, "html", network="fiend")
    harmless = site_pages(load_catalog(), "html", network="adsterra")
    like = {"index": "index", "trackers": "trackers", "networks": "networks", "networks/fiend": "networks/mgid"}
    like |= {f"trackers/{tracker}": "trackers/keitaro" for tracker in TRACKERS}
    usual = [Reader(harmless[f"{name}.html"]) for name in {*like.values(), "trackers/php", "trackers/hyros"}]
    elements = set().union(*(one.elements for one in usual))
    attributes = set().union(*(one.attributes for one in usual))
    for name, harmless_name in like.items():
        page = pages[f"{name}.html"]
        reader = Reader(page)
        assert reader.elements <= elements, name
        assert reader.attributes <= attributes, name
        assert page.count("<script") == harmless[f"{harmless_name}.html"].count("<script")
        assert not any(attribute.startswith("on") for attribute in reader.attributes)
        assert not any(target.startswith("javascript") for target in reader.targets)


@pytest.mark.usefixtures("beside_a_secret")
@pytest.mark.parametrize("extensions", [[], EXTENSIONS[:-1]], ids=["alone", "with extensions"])
@pytest.mark.parametrize("tracker", TRACKERS)
def test_a_block_in_python_markdown(tracker: str, extensions: list[str]) -> None:
    page = f"::: postback {tracker}\n    :network: fiend\n\n::: postback-table\n"
    ours = PostbackExtension(catalog=str(CATALOG))
    html = markdown.markdown(page, extensions=[*extensions, ours])
    assert html.count(" style=") == html.count(' style="overflow-x: auto"') == 1
    reader = Reader(html.replace(' style="overflow-x: auto"', ""))
    reader.elements.discard("mark")
    assert_only_text(reader)
    assert reader.targets == []
    items = [" ".join(item.split()) for item in reader.items]
    assert [step for step in HOSTILE.trackers[tracker].steps if plain(step) not in items] == []
    assert all(other.name in reader.text for other in HOSTILE.trackers.values())


@pytest.mark.parametrize("tracker", TRACKERS)
def test_a_block_in_sphinx(tracker: str) -> None:
    made = write_nodes(setup_fragment(build_setup(HOSTILE, tracker, network="fiend"), View("html")))
    kinds = docutils.nodes.reference | docutils.nodes.image | docutils.nodes.target | docutils.nodes.problematic
    assert not [*made.findall(lambda node: isinstance(node, kinds))]
    assert all(node.astext().startswith("<svg") for node in made.findall(docutils.nodes.raw))
    items = [" ".join(node.astext().split()) for node in made.findall(docutils.nodes.list_item)]
    assert [step for step in HOSTILE.trackers[tracker].steps if plain(step) not in items] == []


@pytest.mark.builds
def test_markdown_it_of_javascript(tmp_path: Path) -> None:
    subprocess.run(["npm", "install", "--silent", "--prefix", str(tmp_path), "markdown-it@14"], check=True, timeout=300)
    program = f"""
        const parser = require({json.dumps(str(tmp_path / "node_modules" / "markdown-it"))})({{ html: true, linkify: false }});
        console.log(JSON.stringify(given.map((text) => parser.render(text))));
    """
    pages = run_node(program, [setup_text(tracker, "md") for tracker in TRACKERS])
    for tracker, page in zip(TRACKERS, pages, strict=True):
        reader = Reader(page)
        assert_only_text(reader)
        items = [" ".join(item.split()) for item in reader.items]
        assert [step for step in HOSTILE.trackers[tracker].steps if plain(step) not in items] == []
