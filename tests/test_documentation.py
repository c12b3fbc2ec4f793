"""The documentation site as one command builds it: what its pages have, and how they look in a browser."""

from __future__ import annotations

import functools
import http.server
import json
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

import postback_pack
from postback_pack import load_catalog, render
from postback_pack.rendering.tracker_data import facts_of
from postback_pack.setup.options import DEFAULT_NETWORK
from postback_pack.site.forms import forms, main_form
from tests.environments import ROOT, Environments
from tests.mistakes_page import GROUPS
from tests.test_builds import assert_shows, code_blocks
from tests.test_formats import read_html

# Whoever asks first makes the environment and builds the site.
pytestmark = pytest.mark.timeout(600)
REPOSITORY = "acme/postback-pack"
LOADED = re.compile(r"""<(?:script|link(?! rel="canonical")|img|iframe)\b[^>]*?(?:src|href)=["']?(?:https?:)?//""")
LOOKS = [(1280, "light"), (768, "dark"), (375, "dark"), (320, "light")]
LOOKED_AT = [
    "",
    "start/",
    "payout/",
    "trackers/keitaro/",
    "networks/mgid/",
    "mistakes/",
    "commands/",
    "api/build_setup/",
]


def build(environments: Environments, folder: Path, **variables: str) -> Path:
    command = [environments.python("docs"), str(ROOT / "docs" / "build.py"), "--output", str(folder)]
    without = {name: value for name, value in os.environ.items() if name != "GITHUB_REPOSITORY"}
    result = subprocess.run(
        command, env={**without, **variables}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300
    )
    assert result.returncode == 0, result.stdout
    assert "No issues found" in result.stdout
    assert "griffe: " not in result.stdout
    return folder


@pytest.fixture(scope="session")
def documentation(environments: Environments, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site of a repository."""
    return build(environments, tmp_path_factory.mktemp("documentation") / "site", GITHUB_REPOSITORY=REPOSITORY)


def text_of(documentation: Path, name: str) -> str:
    return (documentation / name / "index.html").read_text(encoding="utf-8")


@pytest.mark.builds
def test_a_tracker_page_says_how_we_know_each_fact(documentation: Path) -> None:
    """The numbers lead to the pages, and are those of the list of sources."""
    for tracker in load_catalog().trackers.values():
        html = text_of(documentation, f"trackers/{tracker.id}").partition('id="how-we-know"')[2]
        assert html
        table, _, listed = html.partition("<details")
        listed = listed.partition("</details>")[0]
        rows = re.findall("<tr>(.*?)</tr>", table, re.DOTALL)[1:]
        assert len(rows) == len(facts_of(tracker))
        for row, fact in zip(rows, facts_of(tracker), strict=True):
            assert fact["grade"] in row
            assert (fact["grade"] == "unknown") == (not fact["sources"])
            for number in fact["sources"]:
                if url := tracker.evidence[number - 1].url:
                    [cited] = re.findall(rf'<a href="{re.escape(escape(url))}"[^>]*>(\d+)</a>', row)
                    assert escape(url) in re.findall("<li>(.*?)</li>", listed, re.DOTALL)[int(cited) - 1]


@pytest.mark.builds
def test_it_has_a_page_for_every_tracker_with_what_render_prints(documentation: Path) -> None:
    catalog = load_catalog()
    listed = text_of(documentation, "trackers")
    for tracker in catalog.trackers.values():
        assert f'href="./{tracker.id}/"' in listed
        html = text_of(documentation, f"trackers/{tracker.id}")
        payout = main_form(catalog, tracker.id, DEFAULT_NETWORK).payout
        amount = {"payout": "macro" if payout.by_macro else payout.text or ""} if payout else {}
        assert_shows(html, [(tracker.id, amount)])
        found = code_blocks(html)
        for form in forms(catalog, tracker.id, DEFAULT_NETWORK):
            assert form.setup.postback_url is None or render(form.setup, "url") in found
        assert all(evidence.url in read_html(html).prose for evidence in tracker.evidence if evidence.url)


@pytest.mark.builds
def test_it_has_a_page_for_every_network(documentation: Path) -> None:
    listed = text_of(documentation, "networks")
    for network in load_catalog().networks.values():
        assert f'href="./{network.id}/"' in listed
        shown = read_html(text_of(documentation, f"networks/{network.id}"))
        assert network.name in shown.prose
        assert {macro for macro in network.click_in.macros.values() if macro} <= {*shown.code}
        assert all(evidence.url in shown.prose for evidence in network.evidence if evidence.url)


@pytest.mark.builds
def test_it_has_a_page_for_every_public_name_and_every_kind_of_mistake(documentation: Path) -> None:
    for name in postback_pack.__all__:
        assert f"postback_pack.{name}" in text_of(documentation, f"api/{name}")
    parameters = re.findall(r"<td>\s*<code>(\w+)</code>", text_of(documentation, "api/build_setup"))
    assert {"tracker", "account", "payout", "network", "event_tokens"} <= {*parameters}
    for name, group in GROUPS.items():
        html = text_of(documentation, f"mistakes/{name}")
        assert all(f'id="{code}"' in html for code in group.codes.split())


@pytest.mark.builds
def test_it_has_the_schemas_and_the_tool(documentation: Path) -> None:
    for name in ("render", "check"):
        schema = json.loads((documentation / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator.check_schema(schema)
    assert (documentation / "tool" / "index.html").is_file()
    home = text_of(documentation, "")
    assert 'href="tool/index.html"' in home
    for link in re.findall(r'href="(tool/[^"#]*)', home):
        assert (documentation / link).is_file()


@pytest.mark.builds
def test_nothing_is_loaded_from_another_host(documentation: Path) -> None:
    for page in documentation.glob("**/*.html"):
        assert not LOADED.search(page.read_text(encoding="utf-8")), page


@pytest.mark.builds
def test_a_page_can_be_edited_where_it_comes_from(documentation: Path) -> None:
    edit = f"https://github.com/{REPOSITORY}/edit/main/"
    for page, source in {
        "start": "docs/start.md",
        "trackers/keitaro": "trackers.yaml",
        "networks/mgid": "templates/networks/mgid/network.yaml",
        "contributing": "CONTRIBUTING.md",
    }.items():
        assert f'href="{edit}{source}"' in text_of(documentation, page)
        assert (ROOT / source).is_file()
    for form, page in {"tracker": "trackers/keitaro", "network": "networks/mgid"}.items():
        assert f"/issues/new?template={form}.yml&amp;title=" in text_of(documentation, page)
        assert (ROOT / ".github" / "ISSUE_TEMPLATE" / f"{form}.yml").is_file()
    for page in ("commands", "mistakes", "api/check"):
        assert edit not in text_of(documentation, page)


@pytest.mark.builds
def test_it_knows_where_it_will_be(documentation: Path) -> None:
    """The page for what is not there is shown at any address, so its links begin at the host."""
    links = re.findall(r'(?:href|src)="(/[^"]*)"', (documentation / "404.html").read_text(encoding="utf-8"))
    assert links
    assert all(link.startswith("/postback-pack/") for link in links)
    address = "https://acme.github.io/postback-pack/"
    assert f"<loc>{address}trackers/keitaro/</loc>" in (documentation / "sitemap.xml").read_text(encoding="utf-8")
    assert f'<link rel="canonical" href="{address}start/">' in text_of(documentation, "start")


@pytest.mark.builds
def test_without_a_repository_there_are_no_links_to_one(environments: Environments, tmp_path: Path) -> None:
    site = build(environments, tmp_path / "site")
    for page in ("", "start", "trackers/keitaro"):
        html = text_of(site, page)
        assert 'class="md-source"' not in html
        assert 'rel="edit"' not in html
        assert f"postback-pack {postback_pack.__version__}" in html


@pytest.mark.builds
@pytest.mark.parametrize("link", ["nowhere.md", "check.md#nowhere"])
def test_a_dead_link_stops_the_build(environments: Environments, tmp_path: Path, link: str) -> None:
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    for guide in ("CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"):
        shutil.copy(ROOT / guide, tmp_path)
    with (tmp_path / "docs" / "start.md").open("a", encoding="utf-8") as page:
        page.write(f"\n[dead]({link})\n")
    command = [environments.python("docs"), str(tmp_path / "docs" / "build.py")]
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300)
    assert result.returncode == 1
    assert "does not exist" in result.stdout
    assert not (tmp_path / "site").exists()


@pytest.mark.builds
def test_a_folder_with_files_is_left_alone(environments: Environments, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "kept").write_text("mine")
    command = [environments.python("docs"), str(ROOT / "docs" / "build.py"), "--output", str(tmp_path / "site")]
    result = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert result.returncode == 2
    assert "is not empty. Remove it, or choose another folder." in result.stderr
    assert [file.name for file in (tmp_path / "site").iterdir()] == ["kept"]


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def address(documentation: Path) -> Iterator[str]:
    """Serve the site in a folder of its host, as Pages does."""
    handler = functools.partial(_Quiet, directory=str(documentation.parent))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/{documentation.name}/"
    server.shutdown()
    thread.join(10)
    server.server_close()


class Looked:
    """A page of the site in a browser, with what it asked for and said."""

    def __init__(self, browser: Any, address: str, width: int = 1280, scheme: str = "light") -> None:
        self.context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        self.context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.page = self.context.new_page()
        self.foreign: list[str] = []
        self.messages: list[str] = []
        self._address = address
        self.page.on("request", self._asked)
        self.page.on("console", lambda message: self.messages.append(message.text))
        self.page.on("pageerror", lambda error: self.messages.append(str(error)))

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self._address, "data:", "blob:")):
            self.foreign.append(request.url)

    def go(self, name: str) -> Any:
        self.page.goto(self._address + name)
        return self.page


@pytest.fixture
def looked(browser: Any, address: str) -> Iterator[Looked]:
    opened = Looked(browser, address)
    yield opened
    assert opened.foreign == []
    assert opened.messages == []
    opened.context.close()


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_every_kind_of_page_fits_and_has_no_violation(browser: Any, address: str, width: int, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe-playwright-python").Axe()
    opened = Looked(browser, address, width, scheme)
    for name in LOOKED_AT:
        page = opened.go(name)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, (name, width)
        if width in (1280, 375):
            found = axe.run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]})
            assert found.violations_count == 0, f"{name} {width}\n{found.generate_report()}"
    assert opened.foreign == []
    assert opened.messages == []
    opened.context.close()


@pytest.mark.browser
def test_the_search_finds_trackers_networks_and_mistakes(looked: Looked) -> None:
    page = looked.go("")
    page.locator("header .md-search__button").click()
    for typed, found in {
        "keitaro": "trackers/keitaro/",
        "mgid": "networks/mgid/",
        "own-click-id": "mistakes/wrong-click-id/",
    }.items():
        page.locator("input:focus").fill(typed)
        page.wait_for_selector(f'a[href*="{found}?h="]:visible', timeout=20_000)


@pytest.mark.browser
def test_a_url_is_copied_whole_and_macros_never_break(looked: Looked) -> None:
    page = looked.go("trackers/keitaro/")
    box = page.locator(".urls").first
    box.hover()
    box.locator("button").first.click()
    page.wait_for_function("navigator.clipboard.readText().then((text) => text.startsWith('https://'))", timeout=10_000)
    url = "https://www.pbterra.com/name/NAMEOFADVERTISER/at?subid_short={external_id}&atpay={revenue}"
    assert page.evaluate("navigator.clipboard.readText()").strip() == url
    pieces = box.locator("code").first.inner_html().split("<wbr>")
    assert len(pieces) > 3
    assert sum("{external_id}" in piece for piece in pieces) == sum("{revenue}" in piece for piece in pieces) == 1


@pytest.mark.browser
def test_the_scheme_can_be_chosen(looked: Looked) -> None:
    page = looked.go("")
    scheme = "document.body.getAttribute('data-md-color-scheme')"
    seen = {page.evaluate(scheme)}
    for _ in range(3):
        page.locator("[data-md-component=palette] label:visible").click()
        seen.add(page.evaluate(scheme))
    assert seen == {"default", "slate"}


@pytest.mark.browser
def test_no_page_but_a_reference_is_longer_than_three_screens(looked: Looked) -> None:
    """A screen is that of a large desktop. The page about blocks has the reference of their options, too."""
    settings = yaml.safe_load((ROOT / "docs" / "site.yml").read_text(encoding="utf-8"))
    [guides] = [item["Guides"] for item in settings["nav"] if "Guides" in item]
    pages = {*re.findall(r"(\w+)\.md", json.dumps(guides))} - {"embed"}
    assert len(pages) > 10
    heights = {name: looked.go(f"{name}/").evaluate("document.querySelector('article').scrollHeight") for name in pages}
    assert {name: height for name, height in heights.items() if height > 3 * 1200} == {}
