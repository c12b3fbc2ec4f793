"""The generator page with any network: it is found by search, and the form has what its postback takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from postback_pack import build_setup, load_catalog
from postback_pack.site.generator import generator_page
from tests.browser import Opened, choose
from tests.conftest import MADE_UP
from tests.generator_files import written

pytestmark = pytest.mark.browser


def test_every_name_of_a_network_leads_to_it(opened: Opened) -> None:
    catalog = load_catalog()
    names = {name: network.name for network in catalog.networks.values() for name in network.names}
    find = "(names) => names.map((name) => PostbackPack.findNetwork(PostbackPack.read(document.getElementById('data').textContent), name)?.name)"
    assert opened.go().evaluate(find, [*names]) == [*names.values()]


def test_the_default_network_is_chosen_and_another_can_be(browser: Any, opened: Opened, tmp_path: Path) -> None:
    assert opened.go().input_value("#network") == "Adsterra"
    (tmp_path / "index.html").write_text(generator_page(load_catalog(), "mgid"), encoding="utf-8")
    page = Opened(browser.new_context(), tmp_path / "index.html").go()
    assert page.input_value("#network") == "MGID"
    choose(page, "keitaro")
    assert page.is_visible("#field-event")


def test_a_network_is_found_by_its_alias(opened: Opened) -> None:
    page = opened.go("tracker=bemob")
    page.click("#network")
    page.keyboard.type("marketg")
    assert page.inner_text("#networks").splitlines() == ["MGID", "MarketGid"]
    page.keyboard.press("Enter")
    assert page.input_value("#network") == "MGID"
    page.fill("#field-event", "lead")
    page.check("#report-macro", force=True)
    assert page.inner_text("#postback-url") == "https://a.mgid.com/postback?c={externalId}&e=lead&r={payout}"
    assert "network=mgid" in page.url
    assert "field.event=lead" in page.url
    page.reload()
    page.wait_for_selector("#postback-url")
    assert page.input_value("#field-event") == "lead"
    page.click("#network")
    page.keyboard.type("no such thing")
    assert page.inner_text("#networks") == "No network has this name."
    page.keyboard.press("Escape")
    assert page.input_value("#network") == "MGID"


def test_a_phone_can_choose_a_network(browser: Any, page_file: Path) -> None:
    context = browser.new_context(viewport={"width": 375, "height": 740}, has_touch=True, is_mobile=True)
    page = Opened(context, page_file).go("tracker=keitaro")
    page.tap("#network")
    page.keyboard.type("tabo")
    page.tap("#networks li")
    assert page.input_value("#network") == "Taboola"
    assert "click-id={external_id}" in page.inner_text("#postback-url")
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    context.close()


def test_the_form_has_the_fields_of_the_network(opened: Opened) -> None:
    page = opened.go("network=propellerads&tracker=keitaro&payout=macro")
    assert "Tracking > Other tracker or CPA network" in page.inner_text("#field-aid-hint")
    page.fill("#field-aid", "1")
    page.fill("#field-tid", "2")
    url = "http://ad.propellerads.com/conversion.php?aid=1&pid=&tid=2&visitor_id={external_id}&payout={revenue}"
    assert page.inner_text("#postback-url") == url
    page.select_option("#field-goal", "2")
    assert page.inner_text("#postback-url") == f"{url}&goal=2"
    assert "secondary event" in page.inner_text("#field-goal option:checked")
    page.click("summary")
    assert page.inner_text("#scheme option:first-child") == "Automatic: http"
    page.select_option("#scheme", "https")
    assert page.inner_text("#postback-url").startswith("https://ad.propellerads.com/")
    assert "https=yes" in page.url
    page.reload()
    page.wait_for_selector("#postback-url")
    assert page.inner_text("#postback-url") == f"{url}&goal=2".replace("http:", "https:")
    choose(page, "mgid", "network")
    assert page.is_hidden("#scheme")
    assert page.locator("#field-aid").count() == 0
    choose(page, "propeller", "network")
    assert page.input_value("#field-aid") == "1"


def test_the_tracker_can_fill_in_a_field(opened: Opened) -> None:
    page = opened.go("network=mgid&tracker=binom")
    page.check("#field-event-macro")
    status = load_catalog().trackers["binom"].macro("status")
    assert page.inner_text("#postback-url") == f"https://a.mgid.com/postback?c={{externalid}}&e={status}"
    assert page.is_disabled("#field-event")
    page.reload()
    page.wait_for_selector("#postback-url")
    assert page.is_checked("#field-event-macro")
    page.uncheck("#field-event-macro")
    page.fill("#field-event", "lead")
    assert page.inner_text("#postback-url").endswith("&e=lead")


def test_a_type_has_its_own_fields_and_a_currency_is_asked_for_where_it_is_taken(browser: Any, tmp_path: Path) -> None:
    catalog = load_catalog(MADE_UP)
    page = Opened(browser.new_context(), written(catalog, tmp_path)).go("network=beacon&tracker=keitaro")
    page.click("summary")
    for kind in catalog.networks["beacon"].types.values():
        page.select_option("#type", kind.id)
        shown = {name for name in catalog.networks["beacon"].fields if page.is_visible(f"#field-{name}-place")}
        assert shown == {name for name in catalog.networks["beacon"].fields if kind.takes(name)}
    page = Opened(browser.new_context(), written(load_catalog(), tmp_path)).go("network=mgid&tracker=keitaro&payout=1")
    assert page.is_hidden("#currency")
    choose(page, "taboola", "network")
    assert page.is_visible("#currency")


def test_what_is_known_is_said_as_on_the_command_line(opened: Opened) -> None:
    page = opened.go("network=mgid&tracker=binom&field.event=lead&payout=macro")
    assert page.inner_text("#url .known") == "Postback URL of MGID: confirmed. Its payout: confirmed."
    assert page.inner_text("#link .known") == "Click-ID macro of MGID: confirmed."
    page = opened.go("network=mgid&tracker=php&field.event=lead")
    assert page.inner_text("#code .known") == "Postback URL of MGID: confirmed."
    assert (
        page.inner_text("#code-text")
        == build_setup(load_catalog(), "php", network="mgid", fields={"event": "lead"}).code
    )


def test_code_has_the_fields_that_may_be_left_out(opened: Opened) -> None:
    page = opened.go("network=mgid&tracker=php&field.event=lead&account=acme")
    setup = build_setup(load_catalog(), "php", network="mgid", fields={"event": "lead", "account": "acme"})
    assert "postback/acme?c=" in str(setup.code)
    assert page.inner_text("#code-text") == setup.code


def test_a_scheme_that_the_network_does_not_take_is_said_beside_its_field(opened: Opened) -> None:
    page = opened.go("network=adxad&tracker=keitaro&https=yes")
    assert page.inner_text("#https-error") == "ADxAD takes only http. Drop “https”."
    assert page.locator("#postback-url").count() == 0
    assert page.locator("#tracking-link").count() == 1
    page.click("#url .jump")
    page.select_option("#scheme", "")
    assert page.inner_text("#postback-url").startswith("http://")
