"""Pages of Markdown from ``render`` and ``site``, built by tools that know nothing of this package, without any setting for it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from functools import cache, cached_property
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from postback_pack import Setup, build_setup, load_catalog, render
from postback_pack.catalog.model import Network
from postback_pack.catalog.network_parts import PostbackType
from postback_pack.cli import run as run_command
from postback_pack.errors import InputError
from postback_pack.rendering.tables import markdown_table
from postback_pack.rendering.writers import write_markdown
from postback_pack.setup.options import DEFAULT_NETWORK
from postback_pack.site.forms import forms, main_form
from postback_pack.text.markup import Span
from tests.environments import Environments, run
from tests.test_formats import HOSTILE, hostile_setup, outside_code

pytestmark = pytest.mark.builds

CATALOG = load_catalog()
DOCUSAURUS = """
module.exports = {
  title: "Sample", url: "https://docs.example", baseUrl: "/", onBrokenLinks: "throw", onBrokenMarkdownLinks: "throw",
  future: { v4: true, faster: true },
  presets: [["classic", { docs: { routeBasePath: "/" }, blog: false }]],
};
"""
HUGO = {
    "hugo.toml": 'baseURL = "https://docs.example/"\ntitle = "Sample"\n',
    "layouts/_default/single.html": "<main><h1>{{ .Title }}</h1>{{ .Content }}</main>\n",
    "layouts/_default/list.html": "<main><h1>{{ .Title }}</h1>{{ .Content }}</main>\n",
}
TYPOGRAPHY = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2026": "...", "\u200b": ""})
PROSE = "At 10:30 see a:b[c]{d=e}, ::x, {y}, <z>, *w*, _v_, ~u~, $t$, #s, ==r== and 'q'."
PAYOUTS: tuple[dict[str, Any], ...] = ({}, {"payout": "macro"}, {"payout": "macro", "currency": "EUR"})


class Page(HTMLParser):
    """What a page shows: each piece of code, and the words of all of it, without the picture."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.code: list[str] = []
        self.targets: list[str] = []
        self._text: list[str] = []
        self._pictures = self._hidden = 0
        self._depth: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "code":
            self._depth.append(tag)
            self.code.append("")
        if tag == "br" and self._depth:
            self.code[-1] += "\n"
        if tag in ("svg", "script", "style"):
            self._hidden += 1
            self._pictures += tag == "svg"
        self.targets += [value or "" for name, value in attrs if tag == "a" and name == "href"]
        self._text.append(" " if tag in ("p", "li", "td", "th", "h1", "h2", "h3", "h4", "div", "pre", "br") else "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "code":
            self._depth.pop()
        self._hidden -= tag in ("svg", "script", "style")

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        if self._depth:
            self.code[-1] += data
        self._text.append(data)

    @cached_property
    def words(self) -> str:
        """Everything that the page says, as one line."""
        return " ".join("".join(self._text).translate(TYPOGRAPHY).split())

    @property
    def pieces(self) -> list[str]:
        """Each piece of code, without the line end that some tools put after it."""
        return [piece.rstrip("\n") for piece in self.code]


class Asked(NamedTuple):
    """A setup of the pages about networks, and whether its sources are shown too."""

    setup: Setup
    sources: bool


@cache
def setups_at(id: str, step: int) -> list[Asked]:
    """Return setups for every type of the network, each of every ``step``-th tracker; sources where they are new to the pages."""
    network = CATALOG.networks[id]
    types = [kind for each in CATALOG.networks.values() for kind in each.types.values()]
    asked = []
    for kind in network.types.values():
        for tracker in [*CATALOG.trackers][types.index(kind) % step :: step]:
            is_new = tracker == "keitaro" or id == DEFAULT_NETWORK or tracker in network.trackers
            asked.append(Asked(setup_of(network, kind, tracker), is_new))
    return asked


def setup_of(network: Network, kind: PostbackType, tracker: str) -> Setup:
    for options in PAYOUTS:
        try:
            return build_setup(CATALOG, tracker, network=network, type=kind.id, **options)
        except InputError as error:
            wrong = error
    raise wrong


def write_pages(folder: Path, index: str, layout: str, step: int) -> None:
    """Write a site of Markdown, a page for each network with its setups, and one with all that can be asked for."""
    site = folder / "trackers"
    assert run_command(["site", str(site), "--format", "md", "--layout", layout]) == 0
    pages = {index: "# Start\n"}
    for network in CATALOG.networks.values():
        texts = [render(setup, "md", sources=sources) for setup, sources in setups_at(network.id, step)]
        assert not re.search("[{}<]", outside_code("\n".join(texts))), "what MDX reads as code"
        pages[f"setups/{network.id}.md"] = "\n\n".join([f"# {network.id}", *texts, ""])
    setup = main_form(CATALOG, "keitaro", DEFAULT_NETWORK)
    tool = "docusaurus" if layout == "files" else "github"
    looks = render(setup, "md", picture=True, admonitions=tool, heading_level=1, parts="title,url,watch-out")
    pages["looks.md"] = f"{looks}\n"
    hostile = [render(hostile_setup(macro), "md") for macro in HOSTILE]
    table = markdown_table(["macro", "text"], [[macro, PROSE] for macro in HOSTILE], {0})
    pages["hostile.md"] = "\n\n".join(
        ["# Hostile", *hostile, write_markdown((Span("plain", PROSE),)), "\n".join(table), ""]
    )
    write_all(folder, pages)


def shown(folder: Path, name: str) -> Page:
    file = folder / f"{name}.html"
    return Page((file if file.is_file() else folder / name / "index.html").read_text(encoding="utf-8"))


def assert_setups(folder: Path, step: int) -> None:
    """Every page shows what ``render --format html`` shows: the code byte for byte, the words in their order."""
    for network in CATALOG.networks.values():
        page = shown(folder, f"setups/{network.id}")
        expected = [
            Page(render(setup, "html", picture=False, sources=sources))
            for setup, sources in setups_at(network.id, step)
        ]
        assert page.pieces == [piece for one in expected for piece in one.pieces]
        start = 0
        for one in expected:
            found = page.words.find(one.words, start)
            assert found >= 0, one.words
            start = found


def assert_hostile(folder: Path) -> None:
    """Macros and texts that are markup for somebody come out as they went in."""
    page = shown(folder, "hostile")
    pieces = [piece for macro in HOSTILE for piece in Page(render(hostile_setup(macro), "html", picture=False)).pieces]
    assert page.pieces[: len(pieces)] == pieces
    assert page.words.count(PROSE) == 1 + len(HOSTILE)
    assert all(macro.translate(TYPOGRAPHY) in page.words for macro in HOSTILE)
    assert {macro for macro in HOSTILE if not re.search(r"[|`\\]", macro)} <= {*page.pieces[len(pieces) :]}


def assert_site(folder: Path) -> None:
    """Every page of ``site`` is there, and shows all of it."""
    for network in CATALOG.networks.values():
        about = shown(folder, f"trackers/networks/{network.id}")
        assert {macro for macro in network.click_in.macros.values() if macro} <= {*about.pieces}
        assert {item.url for item in network.evidence if item.url} <= {*about.targets}
    index = shown(folder, "trackers")
    for tracker in CATALOG.trackers.values():
        page = shown(folder, f"trackers/{tracker.id}")
        main = Page(render(main_form(CATALOG, tracker.id, DEFAULT_NETWORK), "html", picture=False, sources=True))
        assert main.words in page.words
        others = [form.setup.postback_url for form in [*forms(CATALOG, tracker.id, DEFAULT_NETWORK)][1:]]
        assert page.pieces == [*main.pieces, *filter(None, others)]
        assert tracker.name in index.words
        if macro := tracker.macro("click_id"):
            assert macro in index.pieces or ("|" in macro and macro in index.words)


def write_all(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def test_docusaurus(environments: Environments, tmp_path: Path) -> None:
    packages = environments.npm("docusaurus")
    (tmp_path / "node_modules").symlink_to(packages)
    write_all(tmp_path, {"docusaurus.config.js": DOCUSAURUS, "package.json": "{}"})
    # Docusaurus takes a minute for all trackers at all networks. Each of them is in it a few times, and in Hugo's with all others.
    step = 5
    write_pages(tmp_path / "docs", "index.md", "files", step)
    node, docusaurus = packages / "node" / "bin" / "node", packages / "@docusaurus" / "core" / "bin" / "docusaurus.mjs"
    run(str(node), str(docusaurus), "build", folder=tmp_path)
    assert_setups(tmp_path / "build", step)
    assert_hostile(tmp_path / "build")
    assert_site(tmp_path / "build")
    looks = (tmp_path / "build" / "looks" / "index.html").read_text(encoding="utf-8")
    assert len(re.findall("<div class=postback-pack-way><svg", looks.replace('"', ""))) == 1
    assert re.findall(r"theme-admonition-(\w+)", looks) == ["info", "warning"]


def program(name: str) -> str:
    found = shutil.which(name)
    if not found:
        pytest.skip(f"needs {name}: install the package {name}")
    return found


def test_hugo(tmp_path: Path) -> None:
    hugo = program("hugo")
    write_all(tmp_path, HUGO)
    (tmp_path / "content").mkdir()
    write_pages(tmp_path / "content", "_index.md", "hugo", 1)
    run(hugo, "--panicOnWarning", folder=tmp_path)
    assert_setups(tmp_path / "public", 1)
    assert_hostile(tmp_path / "public")
    assert_site(tmp_path / "public")
    for source in (tmp_path / "content").glob("**/*.md"):
        page = tmp_path / "public" / source.relative_to(tmp_path / "content").with_suffix("") / "index.html"
        if source.name != "_index.md" and "raw HTML omitted" in page.read_text(encoding="utf-8"):
            # Hugo leaves out the picture that was asked for, and the element around code with a pipe, but not what is in it.
            assert re.search("^<div|[|] <code>", source.read_text(encoding="utf-8"), re.MULTILINE), source
    for link in shown(tmp_path / "public", "trackers").targets:
        assert (tmp_path / "public" / "trackers" / link / "index.html").is_file(), link


def test_jekyll(tmp_path: Path) -> None:
    jekyll = program("jekyll")
    assert run_command(["site", str(tmp_path / "trackers"), "--format", "md", "--raw-guard", "jekyll"]) == 0
    run(jekyll, "build", folder=tmp_path)
    assert_site(tmp_path / "_site")
