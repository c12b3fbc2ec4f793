"""How the generator page looks: on small and large screens, light and dark, and for those who cannot see it; and how fast it is there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from postback_pack import Catalog, load_catalog
from postback_pack.site.pages import site_pages
from postback_pack.site.writing import write_site
from tests.browser import KEITARO, Opened
from tests.conftest import TESTS

pytestmark = pytest.mark.browser


READY = """new Promise((done) => {
    const look = () => document.getElementById("postback-url") ? done(performance.now()) : setTimeout(look);
    look();
})"""
"""The time from navigation until the URL is there, in milliseconds."""


def test_it_is_small_and_quick(browser: Any, page_file: Path) -> None:
    """The median of five counts; of three rounds the best, because the machine may be busy with other tests."""
    assert page_file.stat().st_size < 600_000
    medians = []
    for _ in range(3):
        context = browser.new_context()
        page = context.new_page()
        page.add_init_script(f"window.ready = {READY}")
        taken = []
        for _ in range(5):
            page.goto("about:blank")
            page.goto(f"{page_file.as_uri()}#{KEITARO}")
            taken.append(page.evaluate("window.ready"))
        context.close()
        medians.append(sorted(taken)[2])
        if medians[-1] < 300:
            break
    assert min(medians) < 300, medians


@pytest.mark.parametrize("width", [320, 375, 768, 1280])
def test_it_never_scrolls_sideways(opened: Opened, width: int) -> None:
    opened.page.set_viewport_size({"width": width, "height": 812})
    for hash in (
        "",
        KEITARO,
        "tracker=php&account=acme&payout=macro",
        "tracker=adjust",
        "tracker=custom&account=a b",
        "tracker=keitaro&account=acme&campaign-url=https%3A%2F%2Ftrk.example%2F" + "a" * 1900 + "%3Fb%3D" + "c" * 60,
        "tracker=custom&account=acme&click-id-macro=%7B" + "m" * 48 + "%7D",
        "check",
        "tracker=zzz&network=zzz&acount=" + "a" * 300 + "&" + "b" * 300,
    ):
        page = opened.go(hash)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, hash


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 1160])
def test_a_picture(
    browser: Any, page_file: Path, tmp_path: Path, pytestconfig: pytest.Config, scheme: str, width: int
) -> None:
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 780})
    page = Opened(context, page_file).go(KEITARO.replace("&currency=EUR", ""))
    wanted = pytestconfig.getoption("--update-golden") and width == 1160
    picture = (TESTS.parent / "docs" if wanted else tmp_path) / f"tool-{scheme}.png"
    page.screenshot(path=picture)
    assert 20_000 < picture.stat().st_size < 150_000
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Any, page_file: Path, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe-playwright-python").Axe()
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)
    opened = Opened(context, page_file)
    hashes = [KEITARO, "", "tracker=custom", "tracker=php&payout=macro", "tracker=keitaro&account=a b&payout=x"]
    hashes += [
        "tracker=keitaro&payout=macro",
        "tracker=zzz&network=zzz&type=zzz",
        "tracker=keitaro&with=zzz&acount=acme",
    ]
    for hash in hashes:
        page = opened.go(hash)
        page.evaluate("document.getElementById('more').open = true")
        assert_accessible(axe, page)
    page.click("#tracker")
    assert_accessible(axe, page)
    page = opened.go("check")
    assert_accessible(axe, page)
    page = opened.go(KEITARO)
    page.set_viewport_size({"width": 375, "height": 667})
    page.focus("#postback-url .macro")
    assert_accessible(axe, page)
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_about_a_network_is_accessible_and_fits_a_phone(browser: Any, tmp_path: Path, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe-playwright-python").Axe()
    catalog = load_catalog()
    few = Catalog({"keitaro": catalog.trackers["keitaro"]}, catalog.networks)
    write_site(tmp_path, site_pages(few, "html", network="adsterra"))
    context = browser.new_context(color_scheme=scheme, bypass_csp=True, viewport={"width": 375, "height": 812})
    page = context.new_page()
    for name in ("trackers", "networks", "trackers/keitaro", "networks/propellerads", "networks/adsterra"):
        page.goto((tmp_path / f"{name}.html").as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= 375
        assert_accessible(axe, page)
    page.click("a.button")
    page.wait_for_selector("#network")
    assert page.input_value("#network") == "Adsterra"
    context.close()


def assert_accessible(axe: Any, page: Any) -> None:
    found = axe.run(page).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
