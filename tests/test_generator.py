"""The generator page as a file: small, closed to everything outside, and all its words in one place."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from dataclasses import replace
from string import Formatter

import pytest

from postback_pack import Catalog, load_catalog
from postback_pack.catalog.model import KINDS
from postback_pack.messages.message import text_of, texts
from postback_pack.site.generator import generator_page
from postback_pack.site.generator_data import SPACES, page_data
from postback_pack.site.generator_words import SCRIPTS, page_texts, script_codes, site_file
from tests.conftest import TESTS

TEXTS = page_texts()


@pytest.fixture(scope="module")
def page() -> str:
    return generator_page(load_catalog())


def elements(page: str, name: str) -> list[tuple[str, str]]:
    """Return (attributes, content) of each element of this name."""
    return re.findall(rf"<{name}\b([^>]*)>(.*?)</{name}>", page, re.DOTALL)


def test_it_is_under_the_limit(page: str) -> None:
    assert len(page.encode()) < 600_000
    assert len(gzip.compress(page.encode())) < 150_000


def test_a_network_adds_little() -> None:
    """What is said about a tracker is in the page once, however many networks there are."""
    catalog = load_catalog()
    [first, second, *_] = [id for id, network in catalog.networks.items() if not network.trackers]
    sizes = [
        len(generator_page(Catalog(catalog.trackers, {id: catalog.networks[id] for id in ids})))
        for ids in ([first], [first, second])
    ]
    assert sizes[1] - sizes[0] < 12_000


def test_the_policy_names_exactly_what_is_in_it(page: str) -> None:
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert found
    policy = dict(part.split(" ", 1) for part in found[1].split("; "))
    scripts = [text for attributes, text in elements(page, "script") if "application/json" not in attributes]
    [(_, style)] = elements(page, "style")
    assert len(scripts) == 2
    for name, found_texts in {"script-src": scripts, "style-src": [style]}.items():
        digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in found_texts]
        assert policy[name] == " ".join(f"'sha256-{digest}'" for digest in digests)
    assert policy["default-src"] == "'none'"
    assert policy["img-src"] == "data:"
    assert "unsafe" not in found[1]
    assert "http" not in found[1].replace("http-equiv", "")


def test_it_asks_nobody_for_anything(page: str) -> None:
    outside = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)
    assert not re.search(r"\s(src|action|style|on[a-z]+)=", outside)
    own = re.compile(r"#[a-z]*|data:image/svg\+xml,.*|(index|trackers|networks)\.html(#check)?")
    assert [address for address in re.findall(r'\shref="([^"]*)"', outside) if not own.fullmatch(address)] == []
    [(_, style)] = elements(page, "style")
    assert style.count("url(") == style.count('url("data:image/svg+xml,')
    assert "@import" not in style


def test_no_data_can_end_its_element(catalog: Catalog) -> None:
    hostile = "</script><script>alert(1)</script><!--"
    tracker = catalog.trackers["keitaro"]
    changed = replace(tracker, name=hostile, steps=(hostile,))
    page = generator_page(Catalog({**catalog.trackers, "keitaro": changed}, catalog.networks))
    assert [len(elements(page, name)) for name in ("script", "style")] == [5, 1]
    blocks = [text for attributes, text in elements(page, "script") if "application/json" in attributes]
    assert all("<" not in block for block in blocks)
    [data] = [
        block for block in map(json.loads, blocks) if "trackers" in block and "networks" in block and "rules" in block
    ]
    assert hostile in [one["name"] for one in data["trackers"]]


def test_it_is_the_same_each_time(page: str) -> None:
    assert generator_page(load_catalog()) == page


def test_every_label_is_used() -> None:
    """Both groups: the tool's own labels, and those of every page."""
    folder = TESTS.parent / "templates" / "site"
    every = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir() if path.suffix != ".md"}
    scripts = "\n".join(text for name, text in every.items() if name.endswith(".js"))
    html = "\n".join(text for name, text in every.items() if name.endswith(".html.j2"))
    own = every["generator.js"]
    of_tool = set(re.findall(r"\bwords\.([a-z_]+)", own)) | set(re.findall(r"\btexts(?:\.|\[\")([a-z_-]+)", html))
    made = re.compile(
        r"start_counts$|(copy|copied|grade|payout)_|(click-id-macro|payout-macro|click-id-param|event-token|tracker|network)(_[a-z_]+)?$"
    )
    assert {name for name in of_tool if not name.endswith("_")} <= set(TEXTS["page"])
    assert [name for name in TEXTS["page"] if name not in of_tool and not made.match(name)] == []
    of_site = set(re.findall(r"\bwords\.([a-z_]+)", scripts.replace(own, "") + html))
    assert {name for name in of_site if not name.endswith("_")} <= set(TEXTS["site"])
    made = re.compile(r"(kinds|offers|by|is)_")
    assert [name for name in TEXTS["site"] if name not in of_site and not made.match(name)] == []
    rules = site_file("generator_rules.js")
    assert [code for code in TEXTS["own"] if f'"{code}"' not in rules] == []


def test_what_is_searched_for_leads_to_trackers() -> None:
    catalog = load_catalog()
    assert {*TEXTS["popular"], TEXTS["other"]} <= set(catalog.trackers)
    assert len(set(TEXTS["popular"])) == 12
    assert set(TEXTS["search"]) <= {*catalog.trackers, *KINDS}


def test_the_script_says_only_what_is_in_the_catalogue() -> None:
    groups = "|".join(texts())
    codes = {code for name in SCRIPTS for code in re.findall(rf'"((?:{groups})\.[a-z-]+)"', site_file(name))}
    assert codes == {*script_codes()}


def test_its_sentences_have_the_words_of_the_page() -> None:
    data = page_data(load_catalog(TESTS / "made_up"))
    assert data["messages"]["payout.not-an-amount"].endswith("To let the tracker fill it in, use “By macro”.")
    assert [text for text in data["messages"].values() if re.search("--[a-z]", text)] == []
    named = {
        f"{name}:{spec}".rstrip(":")
        for code in data["messages"]
        for _, name, spec, _ in Formatter().parse(text_of(code))
    }
    assert {f"--{choice}" for choice in TEXTS["options"]} <= named


def test_every_macro_says_how_it_is_known(catalog: Catalog) -> None:
    data = page_data(catalog)
    for entries, found in ((data["trackers"], catalog.trackers), (data["networks"], catalog.networks)):
        for one in entries:
            entry = found[one["id"]]
            for fact, (grade, source) in one["known"].items():
                assert grade == entry.grade(fact), (one["id"], fact)
                urls = [item.url or "" for item in entry.evidence_for(fact)]
                months = [item.read for item in entry.evidence_for(fact)]
                if source is None:
                    assert grade != "confirmed", (one["id"], fact)
                    continue
                host, month = data["sources"][source]
                assert any(re.match(rf"https?://(www\.)?{re.escape(host)}(/|$)", url) for url in urls), (
                    one["id"],
                    fact,
                )
                assert month in months
    keitaro = next(one for one in data["trackers"] if one["id"] == "keitaro")
    assert keitaro["known"]["macros.click_id"][0] == "confirmed"
    assert data["catalog"]["month"] == max(month for _, month in data["sources"])


def test_a_space_is_what_python_takes_for_one() -> None:
    spaces = re.compile(f"[{SPACES}]")
    signs = [chr(code) for code in range(0x11000)]
    assert [sign for sign in signs if spaces.match(sign)] == [sign for sign in signs if sign.isspace()]
