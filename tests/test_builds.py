"""Sites built by the tools that people use, each in an environment of its own, with this project's wheel in it.

The environments are made in a temporary folder; with POSTBACK_PACK_BUILDS they are kept in that folder and used again.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from postback_pack import build_setup, load_catalog, render
from tests.conftest import TESTS
from tests.environments import Environments, run
from tests.test_formats import CodeReader, read_html

pytestmark = pytest.mark.builds

SOURCE = TESTS / "site_source"
BUILD = {
    "mkdocs": ["-m", "mkdocs", "build", "--strict"],
    "properdocs": ["-m", "properdocs", "build", "--strict", "-f", "mkdocs.yml"],
    "zensical": ["-m", "zensical", "build", "--clean"],
}
THEMES = {"mkdocs": "material", "properdocs": "mkdocs", "zensical": "material"}
SITES = list(BUILD)
CONFIG = """site_name: Sample
theme:
  name: {theme}
plugins:
  - search
  - mkdocstrings:
      handlers:
        python:
          paths: [.]
markdown_extensions:
  - admonition
  - attr_list
  - smarty
  - tables
  - toc
  - pymdownx.highlight
  - pymdownx.superfences
  - pymdownx.tilde
  - pymdownx.tabbed:
      alternate_style: true
  - postback_pack
"""
CATALOG = load_catalog(SOURCE / "sphinx" / "own.yaml")
PAYOUT = {"payout": "macro"}
EUR = {"payout": "1.5", "currency": "EUR"}
OWN_MACRO = {"click_id_macro": "{my_own--*macro*}"}
CAMPAIGN = {"campaign_url": "https://trk.example/c_a_m?x=1&copy;=2", "click_id_param": "cid"}
ACME = {"account": "acme"}
Setups = list[tuple[str, dict[str, str]]]
PAGES: dict[str, Setups] = {
    "index": [("keitaro", ACME | PAYOUT), ("binom", {})],
    "places": [
        ("voluum", ACME | EUR),
        ("bemob", ACME),
        ("cpvlab", ACME | PAYOUT),
        ("prosper202", ACME),
        ("cake", ACME | {"http": "yes"}),
        ("tune", ACME),
        ("custom", ACME | OWN_MACRO | CAMPAIGN),
    ],
    "reference": [("appsflyer", ACME)],
}
SPHINX_PAGES: dict[str, Setups] = {
    "rest": [("keitaro", ACME | PAYOUT), ("voluum", ACME | EUR), ("cpvlab", ACME | PAYOUT), ("binom", {})],
    "myst": [("cake", ACME | {"http": "yes"}), ("bemob", ACME), ("mine", ACME), ("custom", ACME | OWN_MACRO)],
}
BAD = {
    "tracker": ("::: postback keitarro", 0, "Did you mean keitaro?"),
    "option": ("::: postback keitaro\n    :account: acme\n    :payuot: 1", 2, "Did you mean :payout:?"),
    "value": ("::: postback keitaro\n    :payout: 1,5", 1, "Did you mean 1.5?"),
}
BAD_SPHINX = {
    "tracker": (".. postback:: keitarro", "Did you mean keitaro?"),
    "option": (".. postback:: keitaro\n   :payuot: 1", "Did you mean :payout:?"),
    "value": (".. postback:: keitaro\n   :payout: 1,5", "Did you mean 1.5?"),
    "macro": (":postback-macro:`custom.click_id`", "is not known"),
}


def site(folder: Path, tool: str) -> Path:
    """Copy the small docs tree, with a configuration for the tool."""
    shutil.copytree(SOURCE, folder, dirs_exist_ok=True)
    (folder / "mkdocs.yml").write_text(CONFIG.format(theme=THEMES[tool]), encoding="utf-8")
    return folder


def code_blocks(html: str) -> list[str]:
    """Return the text of what stands in <pre>, which is what a copy button copies."""

    class Reader(CodeReader):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            super().handle_starttag("code" if tag == "pre" else "pre" if tag == "code" else tag, attrs)

        def handle_endtag(self, tag: str) -> None:
            super().handle_endtag("code" if tag == "pre" else "pre" if tag == "code" else tag)

    reader = Reader()
    reader.feed(html)
    reader.close()
    return [code.removesuffix("\n") for code in reader.code]


def assert_shows(html: str, setups: Setups, *examples: str) -> None:
    """The page's code blocks are those setups' URLs and links; an example in a fence stands there as it was written."""
    found, prose = code_blocks(html), read_html(html).prose.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    for tracker, options in setups:
        arguments: dict[str, Any] = {**options, "http": True} if "http" in options else {**options}
        setup = build_setup(CATALOG, tracker, **arguments)
        if setup.postback_url:
            assert render(setup, "url") in found
        if setup.tracking_link:
            assert render(setup, "link") in found
        for step in setup.tracker_steps:
            assert step[0].text in prose
    for example in examples:
        assert len([block for block in found if block.startswith(example)]) == 1
        html = html.replace(example, "")
    assert ":account:" not in html
    assert ":::" not in html


@pytest.mark.parametrize("tool", SITES)
def test_a_site(environments: Environments, tool: str, tmp_path: Path) -> None:
    folder = site(tmp_path, tool)
    run(environments.python(tool), *BUILD[tool], folder=folder)
    for page, setups in PAGES.items():
        file = folder / "site" / ("index.html" if page == "index" else f"{page}/index.html")
        html = file.read_text(encoding="utf-8")
        assert_shows(html, setups, *(["::: postback in-a-fence"] if page == "places" else []))
        assert ("<mark>NAMEOFADVERTISER</mark>" in html) == (page != "reference")
        if page == "reference":
            assert "Return the tenth part of an amount." in html
            assert 'id="sample.commission"' in html
        if page == "index":
            assert "{!tscode!}" in read_html(html).code
            assert html.count('style="overflow-x: auto"') == 1
        if page == "places":
            assert re.findall(r'<div class="admonition (info|warning)[" ]', html) == ["info", "warning"]
            assert html.count("Grades:") == 1
            assert 'href="https://doc.voluum.com/' in html


@pytest.mark.parametrize("kind", list(BAD))
@pytest.mark.parametrize("tool", SITES)
def test_a_mistake_ends_the_build(environments: Environments, tool: str, kind: str, tmp_path: Path) -> None:
    block, line, help = BAD[kind]
    folder = site(tmp_path, tool)
    (folder / "docs" / "bad.md").write_text(f"---\ntitle: Bad\n---\n\n# Bad\n\nText.\n\n{block}\n", encoding="utf-8")
    said = run(environments.python(tool), *BUILD[tool], folder=folder, status=None)
    assert f"bad.md:{9 + line}: ::: postback keita" in said
    assert help in said


def test_plain_python_markdown(environments: Environments, tmp_path: Path) -> None:
    python = environments.python("markdown")
    extensions = ["postback_pack", "admonition", "pymdownx.superfences", "pymdownx.tabbed", "meta"]
    options = [option for extension in extensions for option in ("-x", extension)]
    for page in ("index", "places"):
        run(python, "-m", "markdown", *options, "-f", str(tmp_path / "page.html"), str(SOURCE / "docs" / f"{page}.md"))
        examples = ["::: postback in-a-fence"] if page == "places" else []
        assert_shows((tmp_path / "page.html").read_text(encoding="utf-8"), PAGES[page], *examples)
    (tmp_path / "bad.md").write_text("Text\n\n::: postback keitarro\n", encoding="utf-8")
    said = run(python, "-m", "markdown", "-x", "postback_pack", str(tmp_path / "bad.md"), status=None)
    assert "line 3: ::: postback keitarro: There is no tracker 'keitarro'. Did you mean keitaro?" in said


def sphinx(environments: Environments, folder: Path, status: int | None = 0) -> str:
    options = ("-W", "-n", "-j", "2", "--keep-going", "-b", "html")
    return run(environments.python("sphinx"), "-m", "sphinx", *options, str(folder), str(folder / "out"), status=status)


def test_sphinx(environments: Environments, tmp_path: Path) -> None:
    folder = tmp_path / "project"
    shutil.copytree(SOURCE / "sphinx", folder)
    sphinx(environments, folder)
    for page, setups in SPHINX_PAGES.items():
        html = (folder / "out" / f"{page}.html").read_text(encoding="utf-8")
        assert_shows(html, setups, ".. postback:: in-a-literal" if page == "rest" else "```{postback} in-a-fence")
    html = (folder / "out" / "rest.html").read_text(encoding="utf-8")
    assert re.search('<div class="(?:[a-z-]+ )*admonition(?: [a-z-]+)*"', html)
    assert "Replace the placeholder" in read_html(html).prose
    assert (folder / "out" / "_static" / "postback-pack.css").is_file()
    assert "{external_id}" in html

    assert "0 added, 0 changed" in sphinx(environments, folder)
    own = folder / "own.yaml"
    own.write_text(own.read_text(encoding="utf-8").replace("{ext}", "{new_ext}"), encoding="utf-8")
    # Two of the four pages have blocks, and an own catalog can replace any entry.
    assert "0 added, 2 changed, 0 removed" in sphinx(environments, folder)
    assert "{new_ext}" in (folder / "out" / "myst.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", list(BAD_SPHINX))
def test_a_mistake_ends_a_build_with_sphinx(environments: Environments, kind: str, tmp_path: Path) -> None:
    block, help = BAD_SPHINX[kind]
    folder = tmp_path / "project"
    shutil.copytree(SOURCE / "sphinx", folder)
    (folder / "plain.rst").write_text(f"Plain\n=====\n\n{block}\n", encoding="utf-8")
    said = sphinx(environments, folder, status=None)
    assert "plain.rst:4: WARNING: " in said
    assert help in said
    assert f"[postback.{kind}]" in said
