"""The pages about trackers and networks in a browser: complete without a script, and with one they copy, search and change the theme."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from postback_pack import Catalog, load_catalog
from postback_pack.setup.build import build_setup
from postback_pack.site.pages import site_pages
from postback_pack.site.writing import write_site
from tests.browser import say

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    catalog = load_catalog()
    few = {id: catalog.trackers[id] for id in ("keitaro", "php", "appsflyer", "adjust", "custom", "binom")}
    folder = tmp_path_factory.mktemp("site")
    write_site(folder, site_pages(Catalog(few, catalog.networks), "html", network="adsterra"))
    return folder


@pytest.fixture
def page(browser: Any, site: Path) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    context.route(re.compile("^https?:"), lambda route: route.abort())
    page = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    yield page
    assert said == []
    assert [url for url in asked if not url.startswith(site.as_uri())] == []
    context.close()


def go(page: Any, site: Path, name: str) -> Any:
    page.goto((site / f"{name}.html").as_uri())
    return page


def test_every_url_of_a_tracker_has_a_copy_button(page: Any, site: Path) -> None:
    go(page, site, "trackers/keitaro")
    blocks = page.locator("pre[data-copyable]")
    assert page.locator("[data-copy=block]").count() == blocks.count() > 4
    page.locator("[data-copy=block]").first.click()
    say(page, "Copied")
    catalog = load_catalog()
    assert (
        page.evaluate("navigator.clipboard.readText()") == build_setup(catalog, "keitaro", payout="macro").postback_url
    )
    go(page, site, "trackers/php")
    page.locator("[data-copy=block]").first.click()
    say(page, "Copied: Code")
    assert page.evaluate("navigator.clipboard.readText()") == build_setup(catalog, "php", payout="macro").code


def test_a_page_leads_to_the_tool_with_everything_chosen(page: Any, site: Path) -> None:
    go(page, site, "trackers/binom")
    page.click("a.button")
    page.wait_for_selector("#postback-url")
    assert page.input_value("#tracker") == "Binom"
    page.click(".top .known a")
    page.wait_for_selector("#known")
    assert page.url.endswith("trackers/binom.html#known")
    page.click("#others a:text-is('MGID')")
    page.wait_for_selector("#postback-url")
    assert (page.input_value("#tracker"), page.input_value("#network")) == ("Binom", "MGID")


def test_the_search_in_the_header_leads_to_pages(page: Any, site: Path) -> None:
    for start in ("networks/mgid", "trackers", "index"):
        go(page, site, start)
        page.fill("#site-search", "propel")
        assert page.inner_text("#site-results li span:first-child") == "PropellerAds"
        assert page.inner_text("#site-results .kind") == "Network"
        page.keyboard.press("Enter")
        page.wait_for_url("**/networks/propellerads.html")
    page.fill("#site-search", "appsf")
    page.click("#site-results li")
    page.wait_for_url("**/trackers/appsflyer.html")


def test_the_theme_is_kept(page: Any, site: Path) -> None:
    go(page, site, "trackers")
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.click("#theme")
    dark = page.evaluate(paper)
    assert dark != light
    assert page.get_attribute("#theme", "aria-pressed") == "true"
    page.reload()
    assert page.evaluate(paper) == dark
    page.click("#theme")
    assert page.evaluate(paper) == light


@pytest.mark.parametrize(
    "name", ["trackers/keitaro", "trackers/php", "trackers/adjust", "networks/mgid", "trackers", "networks"]
)
def test_without_a_script_a_page_is_complete(browser: Any, site: Path, name: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = go(context.new_page(), site, name)
    assert page.locator("h1").count() == 1
    assert page.locator("main h2:visible").count() + page.locator(".entries li:visible").count() > 4
    assert page.locator("button:visible, #site-search:visible").count() == 0
    assert page.locator(".tabs a:visible").count() == 4
    context.close()


def test_without_a_script_the_tool_leads_to_the_pages(browser: Any, site: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = go(context.new_page(), site, "index")
    assert page.is_visible("noscript a[href='trackers.html']")
    context.close()


def test_the_path_of_a_conversion_can_be_read_on_a_phone(browser: Any, site: Path) -> None:
    context = browser.new_context(viewport={"width": 375, "height": 667})
    page = go(context.new_page(), site, "trackers/keitaro")
    assert page.is_hidden(".drawing svg")
    sizes = page.locator(".path li, .path code").evaluate_all(
        "(all) => all.map((one) => parseFloat(getComputedStyle(one).fontSize))"
    )
    assert min(sizes) >= 13
    assert page.locator(".path .who").all_inner_texts() == [
        "Adsterra → Keitaro",
        "Keitaro → Offer",
        "Offer → Keitaro",
        "Keitaro → Adsterra",
    ]
    page.set_viewport_size({"width": 1280, "height": 800})
    assert page.is_visible(".drawing svg")
    assert page.is_hidden(".path")
    context.close()


@pytest.mark.parametrize("width", [320, 375, 768, 1280])
def test_no_page_scrolls_sideways(browser: Any, site: Path, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    for file in sorted(site.rglob("*.html")):
        page.goto(file.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width, file.name
    context.close()
