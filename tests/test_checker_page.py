"""The tab that checks a URL, in Chromium: what it says, what it keeps to itself, and what it does when something goes wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from postback_pack import Catalog, load_catalog
from postback_pack.site.checker import checker_texts
from postback_pack.site.checker_answer import answer
from postback_pack.site.generator import generator_page
from tests.browser import say
from tests.checker_site import PATIENCE, READY, TEST_LIMIT, CheckerPage, Site, running_site, write_checker_site
from tests.conftest import MADE_UP, TESTS
from tests.test_check import cases

pytestmark = [pytest.mark.browser, pytest.mark.timeout(TEST_LIMIT)]
WORDS = checker_texts()
RIGHT = "https://www.pbterra.com/name/acme/at?subid_short={externalid}&atpay=1.5"
WRONG = "https://www.pbterra.com/name/acme/at?subid_short={cf_click_id}&amount=1.5"
MESSAGE = f"Hi, no conversions show up.\nPostback: {WRONG}\nThanks"
HOSTILE = [
    '"><img src=x onerror=alert(1)>',
    "</script><script>alert(1)</script>",
    f"<svg onload=alert(1)> {WRONG}&x=<img/src=x/onerror=alert(1)>",
    "https://www.pbterra.com/name/acme/at?subid_short={cf_click_id}\0\0&a=\0",
    "https://www.pbterra.com/name/\u202eacme\u202c/at?subid_short=\u200f{x}\u2066",
    f"{WRONG}&\ud800=\udfff",
    "{placeholder}{tracker}__proto__ constructor https://a.example/__proto__?__proto__=1",
    "\u2028\u2029\ufeff" + WRONG,
    f"<iframe><img><svg> {WRONG}&<iframe>=<img>",
]


@pytest.fixture(scope="module")
def with_networks() -> Catalog:
    return load_catalog(MADE_UP)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, with_networks: Catalog) -> Iterator[Site]:
    top = tmp_path_factory.mktemp("host")
    write_checker_site(top, with_networks)
    with running_site(top) as server:
        yield server


@pytest.fixture(scope="module")
def started(browser: Any, site: Site) -> Iterator[CheckerPage]:
    """The page with its checker ready: it takes seconds to start."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = CheckerPage(context, site)
    opened.open()
    yield opened
    context.close()


@pytest.fixture
def checker(started: CheckerPage) -> Iterator[CheckerPage]:
    """The same page for each test, with an empty box, and quiet at the end."""
    page = started.page
    page.set_viewport_size({"width": 1280, "height": 900})
    page.evaluate("location.hash = '#check'")
    page.wait_for_selector(READY, timeout=PATIENCE)
    page.click("#check-clear")
    started.messages.clear()
    yield started
    assert started.messages == []


@pytest.fixture
def fresh(browser: Any, site: Site) -> Iterator[CheckerPage]:
    """A page of its own, which has loaded nothing yet."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield CheckerPage(context, site)
    context.close()


# ---- what it says ----------------------------------------------------------------------------------------------------


def questions() -> list[tuple[str, str, str]]:
    """Return the texts of all cases, with tracker and network where they name one. What is no text to check is a text too."""
    found = []
    for case in (case.values[1] for kind in ("wrong", "near_miss") for case in cases(kind)):
        text = "\n".join(filter(None, [case["url"], case.get("link")]))
        found.append((text, case.get("tracker", ""), case.get("network", "")))
    files = {
        name: yaml.safe_load((TESTS / "cases" / f"{name}.yaml").read_text("utf-8"))
        for name in ("extract", "pasted", "tables")
    }
    found += [(case["text"], "", "") for part in files["extract"].values() for case in part]
    for case in files["pasted"]:
        if isinstance(case["input"], str):
            options = case.get("options", {})
            found.append((case["input"], options.get("tracker", ""), options.get("network", "")))
    found += [(case["text"], "", "") for case in files["tables"] if "text" in case]
    found += [
        (case["url"], "", "") for case in json.loads((TESTS / "cases" / "join.json").read_bytes()) if "url" in case
    ]
    return found


def test_every_case_is_what_python_says_here(started: CheckerPage, with_networks: Catalog) -> None:
    asked = questions()
    assert len(asked) > 700
    answers = started.ask(asked)
    differ = [
        (question, there, here)
        for question, (_, there) in zip(asked, answers, strict=True)
        if there != (here := answer(with_networks, *question, "adsterra"))
    ]
    assert differ[:3] == []


def test_a_check_takes_less_than_a_tenth_of_a_second(started: CheckerPage) -> None:
    """The best of ten counts, because the machine may be busy with other tests."""
    assert min(taken for taken, _ in started.ask([(WRONG, "", "")] * 10)) < 100


def test_a_pasted_message_is_corrected_and_the_url_copied(checker: CheckerPage) -> None:
    page = checker.page
    page.evaluate("text => navigator.clipboard.writeText(text)", MESSAGE)
    page.focus("#pasted")
    page.keyboard.press("Control+V")
    page.wait_for_selector(".found")
    page.click("[data-copy=checked]")
    page.wait_for_selector(f"text={WORDS['copied']}")
    assert checker.copied() == RIGHT
    page.click("[data-copy=reply]")
    say(page, WORDS["copied_reply"])
    assert checker.copied().startswith("If your tracker is ClickFlare")
    assert RIGHT in checker.copied()


def test_what_is_shown_of_a_url(checker: CheckerPage) -> None:
    page = checker.check(WRONG, tracker="clickflare")
    assert page.inner_text(".verdict") == "Wrong: Postback URL of Adsterra, checked for ClickFlare (2 errors)"
    corrected = page.locator(".correction .url")
    assert corrected.locator("del").all_text_contents() == ["{cf_click_id}", "amount"]
    assert corrected.locator("ins").all_text_contents() == ["{externalid}", "atpay"]
    assert (
        corrected.evaluate(
            "(one) => { const copy = one.cloneNode(true); copy.querySelectorAll('del').forEach((gone) => gone.remove()); return copy.textContent; }"
        )
        == RIGHT
    )
    assert page.locator(".findings mark").all_text_contents() == ["{cf_click_id}", "amount"]
    assert page.locator(".findings .said").all_inner_texts() == [
        "Error: {cf_click_id} is ClickFlare's own click ID, which Adsterra does not know. Write subid_short={externalid}.",
        "Error: Adsterra reads the payout from atpay.",
    ]
    assert "the click ID: ClickFlare fills in its own click ID" in page.inner_text(".part-list")
    page.click(".make-this")
    page.wait_for_selector("#postback-url")
    assert page.text_content("#postback-url") == RIGHT
    assert page.input_value("#field-account") == "acme"
    page.go_back()
    page.wait_for_selector(".found")
    assert page.input_value("#pasted") == WRONG


def test_the_tracker_is_chosen_among_those_that_fit(checker: CheckerPage) -> None:
    page = checker.check("https://www.pbterra.com/name/acme/at?subid_short={clickid}&atpay=1.5")
    assert page.locator("[data-copy=checked]").count() == 0
    page.click(".choose button:has-text('Voluum')")
    page.wait_for_selector(".verdict:has-text('checked for Voluum')")
    assert page.input_value("#check-tracker") == "voluum"
    assert page.text_content(".correction ins") == "{externalid}"


@pytest.mark.parametrize("name", ["example_url", "example_message", "example_log"])
def test_an_example(checker: CheckerPage, name: str) -> None:
    page = checker.page
    page.click(f"[data-example={name}]")
    page.wait_for_selector(".found.is-error")
    assert page.input_value("#pasted") != ""


def test_a_pair_and_several_urls(checker: CheckerPage) -> None:
    link = "https://trk.example/abc?external_id=##SUB_ID_SHORT(action)##"
    assert checker.check(f"{RIGHT} {link}", tracker="binom").locator(".found").count() == 2
    page = checker.check("\n".join(WRONG.replace("acme", f"acme{number}") for number in range(60)))
    assert page.locator(".found").count() == 50
    assert page.inner_text("#checked .notice").startswith("10 more URLs are not shown.")


@pytest.mark.parametrize(
    ("text", "right"), [("", WORDS["empty"]), ("hello", "No URL found."), (" \n ", WORDS["empty"])]
)
def test_what_is_not_a_url_is_said_at_the_box(checker: CheckerPage, text: str, right: str) -> None:
    page = checker.check(text)
    assert page.inner_text("#pasted-error").startswith(right)
    assert page.get_attribute("#pasted", "aria-invalid") == "true"
    assert page.locator(".found").count() == 0
    page.click("[data-example=example_url]")
    page.wait_for_selector(".found")
    assert page.get_attribute("#pasted", "aria-invalid") is None


# ---- what it keeps to itself -----------------------------------------------------------------------------------------


def test_what_is_pasted_goes_nowhere_and_is_not_kept(checker: CheckerPage) -> None:
    before = len(checker.requests)
    for name in ("secretone", "secrettwo"):
        checker.check(MESSAGE.replace("acme", name))
    assert checker.requests[before:] == []
    assert all(url.startswith((checker.site.address, "about:", "blob:")) for url in checker.requests), checker.requests
    assert "secret" not in checker.kept()
    page = checker.page
    assert [page.get_attribute("#pasted", name) for name in ("autocomplete", "name")] == ["off", None]


EVAL = "try { return eval('1 + 1'); } catch (error) { return error.name; }"
FUNCTION = "try { return new Function('return 2')(); } catch (error) { return error.name; }"
ELSEWHERE = {
    "fetch": "return fetch('{url}').then(() => 'sent', () => 'refused');",
    "request": "return new Promise((done) => {{ const one = new XMLHttpRequest(); one.onload = () => done('sent'); one.onerror = () => done('refused'); one.open('GET', '{url}'); one.send(); }});",
    "import": "return import('{url}x.js').then(() => 'sent', () => 'refused');",
    "socket": "return new Promise((done) => {{ const one = new WebSocket('{url}'.replace('http', 'ws')); one.onopen = () => done('sent'); one.onerror = () => done('refused'); }});",
}


@pytest.mark.parametrize("where", ["page", "worker"])
def test_no_text_is_run_and_no_other_host_is_asked(started: CheckerPage, tmp_path: Path, where: str) -> None:
    """The worker's own fetch has only the files that it was given; here it gets back the browser's."""
    page = started.page

    def run(program: str) -> Any:
        if where == "worker":
            return started.in_worker(program)
        return page.evaluate(
            f"new Promise((done) => setTimeout(async () => done(await (async () => {{ {program} }})())))"
        )

    if where == "worker":
        assert started.in_worker(
            "const mine = fetch; delete self.fetch; const is = mine !== fetch; self.fetch = fetch; return is;"
        )
    with running_site(tmp_path) as other:
        assert run(EVAL) == "EvalError"
        assert run(FUNCTION) == "EvalError"
        for name, program in ELSEWHERE.items():
            assert run(program.format(url=f"http://127.0.0.1:{other.server_port}/")) == "refused", name
        assert other.asked == []
    started.messages.clear()


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_stays_text(checker: CheckerPage, text: str) -> None:
    page = checker.check(text)
    assert (
        page.locator("#check img, #check svg, #check iframe, #check a:not(.make-this), [onerror], [onload]").count()
        == 0
    )
    assert page.locator("#check script").count() == 1
    assert "<iframe>" in page.inner_text("#checked") or "<iframe>" not in text
    assert "\u202e" not in page.inner_text("#checked")
    checker.check(WRONG)


def test_texts_of_a_megabyte(checker: CheckerPage) -> None:
    """They are checked, or said to have no URL; the page stays usable."""
    for text in ("a" * 1_000_000, f"{'Hello. ' * 140_000} {WRONG}", f"https://trk.example/?a={'{x}' * 330_000}"):
        checker.check(text)
        checker.page.wait_for_selector("#check-note", state="hidden", timeout=PATIENCE)
    assert checker.page.locator(".found").count() == 1
    checker.check(WRONG)


# ---- loading, offline, crashes ---------------------------------------------------------------------------------------


def test_it_loads_when_the_tab_is_used_and_can_be_cancelled_and_tried_again(fresh: CheckerPage) -> None:
    page = fresh.page
    page.goto(fresh.site.address)
    page.wait_for_selector("#tracker")
    assert not [url for url in fresh.requests if "pyodide" in url or "checker-" in url]
    held: list[Any] = []
    page.route("**/pyodide.asm.wasm", lambda route: held.append(route))
    page.click("#tab-check")
    page.wait_for_selector("#check-load:not([hidden])")
    page.fill("#pasted", WRONG)
    page.click("#check-now")
    page.wait_for_selector("#check-load-text:text-matches('^[34][.][0-9] of 13[.][0-9] MB[.]$')")
    assert 20 < int(page.get_attribute("#check-bar", "aria-valuenow")) < 40
    assert WORDS["load_once"] in page.inner_text("#check-load")
    page.click("#check-cancel")
    page.wait_for_selector(f"#check-note:has-text('{WORDS['load_cancelled']}')")
    page.unroute("**/pyodide.asm.wasm")
    page.route("**/pyodide.asm.wasm", lambda route: route.fulfill(status=404))
    page.click("#check-note button")
    page.wait_for_selector(f"#check-note:has-text('{WORDS['load_failed']}')")
    assert page.input_value("#pasted") == WRONG
    page.unroute("**/pyodide.asm.wasm")
    page.click("#check-note button")
    page.wait_for_selector(".found.is-error", timeout=PATIENCE)
    assert page.locator("#check-note").is_hidden()


def test_it_works_offline_and_is_started_again_after_a_crash(checker: CheckerPage) -> None:
    page = checker.page
    checker.context.set_offline(True)
    try:
        checker.check(WRONG)
        count = len(page.evaluate("window.workers"))
        checker.in_worker("setTimeout(() => { throw new Error('crash'); })")
        page.wait_for_selector(f"#check-note:has-text('{WORDS['crashed']}')")
        page.wait_for_selector(READY, timeout=PATIENCE)
        assert len(page.evaluate("window.workers")) == count + 1
        assert page.input_value("#pasted") == WRONG
        checker.check(WRONG)
        # One that is gone without a word is missed at the next check, which is done by its successor.
        checker.in_worker("self.close()")
        checker.check(WRONG)
        assert len(page.evaluate("window.workers")) == count + 2
        assert page.locator(".found.is-error").count() == 1
    finally:
        checker.context.set_offline(False)
    checker.messages[:] = [said for said in checker.messages if "crash" not in said]


def test_a_long_check_can_be_stopped(checker: CheckerPage) -> None:
    page = checker.check(WRONG)
    text = " ".join(WRONG.replace("acme", f"a{number}") for number in range(12_000))
    page.evaluate("text => { document.getElementById('pasted').value = text; }", text)
    page.click("#check-now")
    page.wait_for_selector(f"#check-note:has-text('{WORDS['checking_long']}')")
    assert page.locator(".found").count() == 0
    page.click("#check-note button")
    page.wait_for_selector(f"#check-note:has-text('{WORDS['stopped']}')")
    assert page.evaluate("document.getElementById('pasted').value.length") == len(text)
    checker.check(WRONG)


# ---- for everybody ---------------------------------------------------------------------------------------------------


def test_by_keyboard_alone(checker: CheckerPage) -> None:
    page = checker.page
    page.evaluate("document.activeElement.blur(); document.getElementById('tab-check').focus()")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "pasted":
            break
    page.keyboard.type(WRONG)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".found")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.copy") == "checked":
            break
    page.keyboard.press("Enter")
    page.wait_for_selector(f"text={WORDS['copied']}")
    assert checker.copied() == RIGHT
    assert page.text_content("#status") == WORDS["copied_url"]


@pytest.mark.parametrize("width", [320, 375, 768])
def test_it_never_scrolls_sideways(checker: CheckerPage, width: int) -> None:
    page = checker.page
    page.set_viewport_size({"width": width, "height": 700})
    for text in (
        WRONG,
        MESSAGE,
        "hello",
        f"{WRONG}&{'x' * 1_900}={{{'y' * 60}}}",
        f"{WRONG}&{'&'.join(f'sub{number}={{sub_id_{number}}}' for number in range(150))}",
        f"https://trk.example/{'abc' * 300}",
    ):
        checker.check(text)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, text[:80]


def test_axe_finds_nothing(browser: Any, site: Site) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe-playwright-python").Axe()
    context = browser.new_context(bypass_csp=True)
    opened = CheckerPage(context, site)
    page = opened.open(ready=False)
    page.wait_for_selector("#check-load:not([hidden])")
    assert axe.run(page).response["violations"] == []
    opened.page.wait_for_selector(READY, timeout=PATIENCE)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for text in ("", "hello", MESSAGE, f"{RIGHT} https://trk.example/a?b={{c}}", RIGHT):
            opened.check(text)
            for details in page.locator("#checked details").all():
                details.evaluate("(one) => { one.open = true; }")
            assert axe.run(page).response["violations"] == []
    context.close()


def test_as_a_file_or_without_a_checker_it_says_how_else(browser: Any, tmp_path: Path, catalog: Catalog) -> None:
    page = browser.new_page()
    (tmp_path / "index.html").write_text(generator_page(catalog), encoding="utf-8")
    page.goto(f"{(tmp_path / 'index.html').as_uri()}#check")
    assert WORDS["without_title"] in page.inner_text("#check")
    assert "postback-pack check" in page.inner_text("#check pre")
    assert "wasm-unsafe-eval" not in page.content()
    page.close()


def test_opened_as_a_file_it_says_how_to_serve_it(browser: Any, tmp_path: Path, with_networks: Catalog) -> None:
    write_checker_site(tmp_path, with_networks)
    [file] = tmp_path.rglob("index.html")
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{file.as_uri()}#check")
    assert WORDS["file_title"] in page.inner_text("#check")
    assert page.locator("#check-form").is_hidden()
    assert page.locator("#check-load").is_hidden()
    page.goto(f"{file.as_uri()}#network=adsterra&tracker=keitaro&account=acme")
    page.wait_for_selector("#postback-url")
    assert said == []
    page.close()
