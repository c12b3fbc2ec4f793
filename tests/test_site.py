"""`site`: the files that it writes, and those that it leaves alone."""

from __future__ import annotations

import json
import os
import re
import shutil
from base64 import b64encode
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from postback_pack import Catalog, build_setup, load_catalog
from postback_pack.catalog.model import RESERVED_IDS
from postback_pack.cli import run
from postback_pack.rendering.tracker_data import plain_data
from postback_pack.site.pages import site_pages
from tests.conftest import MADE_UP, Result, mostly_long
from tests.test_formats import outside_code, read_html

Cli = Callable[..., Result]
OWN = """
- id: zz_mine
  name: Mine
  kind: tracker
  status: active
  style: ["{", "}"]
  click_in: {param: x, naming: chosen}
  postback_out: {delivery: paste, where: [Sources], macros: {click_id: "{NAME}"}}
  steps: ["Paste it."]
  verify: ["Look."]
  evidence: [{url: "https://mine.example/", by: vendor, supports: [macros.click_id], read: 2026-11}]
"""


def files(folder: Path) -> dict[str, str]:
    """Return the text of each file, also of those in folders, by its name in the site."""
    paths = (path for path in folder.rglob("*") if not path.is_dir())
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in paths}


@cache
def shipped_pages(format: str, network: str, raw_guard: str) -> dict[str, str]:
    return site_pages(load_catalog(), format, network=network, raw_guard=raw_guard)


@pytest.fixture(scope="module")
def made() -> dict[tuple[object, ...], dict[str, str]]:
    """The pages that were made already, by what is in the catalog that is not shipped, and by the options."""
    return {}


@pytest.fixture(autouse=True)
def quick(catalog: Catalog, monkeypatch: pytest.MonkeyPatch, made: dict[tuple[object, ...], dict[str, str]]) -> None:
    """Make the pages of each catalog once: most tests are about the files."""

    def pages(of: Catalog, format: str, *, network: str, raw_guard: str, **more: Any) -> dict[str, str]:
        entries = (*of.trackers.values(), *of.networks.values())
        shipped = {id(entry) for entry in (*catalog.trackers.values(), *catalog.networks.values())}
        own = repr([plain_data(entry) for entry in entries if id(entry) not in shipped])
        key = (own, len(entries), format, network, raw_guard, repr(more))
        if key not in made:
            is_shipped = own == "[]" and len(entries) == len(shipped) and more == {"layout": "files", "view": {}}
            made[key] = (
                shipped_pages(format, network, raw_guard)
                if is_shipped
                else site_pages(of, format, network=network, raw_guard=raw_guard, **more)
            )
        return made[key]

    monkeypatch.setattr("postback_pack.site.pages.site_pages", pages)


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "site"
    run(["site", str(folder), "--format", "json"])
    return folder


@pytest.fixture
def site(made_once: Path, tmp_path: Path) -> Path:
    """A site of JSON files, as an earlier run wrote it."""
    return shutil.copytree(made_once, tmp_path / "site")


@pytest.mark.parametrize("format", mostly_long(["html", "md", "json"], 1))
def test_a_page_for_every_tracker(cli: Cli, catalog: Catalog, tmp_path: Path, format: str) -> None:
    assert cli("site", str(tmp_path / "site"), "--format", format).status == 0
    written = files(tmp_path / "site")
    folder, listed = ("trackers/", "trackers.html") if format == "html" else ("", f"index.{format}")
    pages = {f"{folder}{tracker}.{format}" for tracker in catalog.trackers}
    pages |= {f"networks/{network}.{format}" for network in catalog.networks}
    assert pages | {f"index.{format}", listed, "catalog.json", ".postback-pack.json"} <= set(written)
    for tracker in catalog.trackers.values():
        if tracker.postback_out.delivery == "paste" and tracker.macro("click_id"):
            url = build_setup(catalog, tracker.id).postback_url
            page = written[f"{folder}{tracker.id}.{format}"]
            assert url in (read_html(page).code if format == "html" else page) or format == "json", tracker.id
            assert f"{folder}{tracker.id}.{format}" in written[listed] or format == "json"
    data = json.loads(written["catalog.json"])
    assert data["schema_version"] == 1
    assert [entry["id"] for entry in data["trackers"]] == list(catalog.trackers)
    assert data["trackers"][0]["source"] == {"file": "trackers.yaml", "line": catalog.trackers["adjust"].line}
    urls = {network["id"]: [kind["url"] for kind in network["types"].values()] for network in data["networks"]}
    assert list(urls) == list(catalog.networks)
    assert urls["adsterra"][0] == "<scheme>://www.pbterra.com/name/<account>/at?subid_short=<click_id>"


@pytest.mark.parametrize("format", ["html", "md", "json"])
def test_a_page_about_a_network(catalog: Catalog, format: str) -> None:
    written = shipped_pages(format, "adsterra", "none")
    for network in catalog.networks.values():
        page = written[f"networks/{network.id}.{format}"]
        if format == "json":
            data = json.loads(page)
            assert data["id"] == network.id
            assert set(data["fields"]) == set(network.fields)
            continue
        text = unescape(visible(page)) if format == "html" else unescape(page)
        said = [network.name, *(field.label for field in network.fields.values()), *network.click_in.macros.values()]
        said += [item.url for item in network.evidence if item.url]
        said += [where for field in network.fields.values() for where in field.where]
        said += [kind.shape.start for kind in network.types.values()]
        assert [words for words in said if words not in text] == [], network.id
        assert text.count("## ") + page.count("<h2") >= 6
        link = f"(networks/{network.id}.md)" if format == "md" else f'href="networks/{network.id}.html"'
        assert link in written["index.md" if format == "md" else "networks.html"]
        if format == "html":
            assert f"../index.html#network={network.id}" in page


def test_the_pages_are_for_the_network_that_was_named(catalog: Catalog) -> None:
    few = Catalog({"keitaro": catalog.trackers["keitaro"]}, catalog.networks)
    pages = site_pages(few, "html", network="mgid")
    page = pages["trackers/keitaro.html"]
    assert any(code.startswith("https://a.mgid.com/postback?c={external_id}&") for code in read_html(page).code)
    assert 'href="../networks/mgid.html"' in page
    assert 'href="../index.html#network=mgid&amp;tracker=keitaro"' in page
    [data] = re.findall('id="data">(.*?)</script>', pages["index.html"])
    assert json.loads(data)["network"] == "mgid"


def test_no_page_is_written_through_a_folder_that_is_a_link(cli: Cli, tmp_path: Path, site: Path) -> None:
    shutil.move(site / "networks", tmp_path / "elsewhere")
    (tmp_path / "elsewhere" / "mgid.json").unlink()
    (site / "networks").symlink_to(tmp_path / "elsewhere")
    result = cli("site", str(site), "--format", "json")
    assert (result.status, result.out) == (2, "")
    assert "networks is a link. Move it" in result.err
    assert not (tmp_path / "elsewhere" / "mgid.json").exists()
    (site / "networks").unlink()
    (site / "networks").write_text("mine")
    assert cli("site", str(site), "--format", "json").status == 2
    assert (site / "networks").read_text() == "mine"


def test_html_allows_no_style_and_script_but_its_own(cli: Cli, tmp_path: Path) -> None:
    cli("site", str(tmp_path))
    for name in ("trackers/keitaro.html", "networks/mgid.html", "trackers.html", "networks.html"):
        page = (tmp_path / name).read_text(encoding="utf-8")
        [style] = re.findall("<style>(.*?)</style>", page, re.DOTALL)
        scripts = re.findall("<script>(.*?)</script>", page, re.DOTALL)
        assert page.count("<script") == len(scripts) + page.count('<script type="application/json"')
        policy = page.partition('content="')[2].partition('"')[0]
        own = " ".join(f"'{digest(script)}'" for script in scripts)
        assert policy == (
            f"default-src 'none'; img-src data:; script-src {own}; style-src '{digest(style)}'; base-uri 'none'; form-action 'none'"
        )
        addresses = re.findall(r'\s(?:src|href)="([^"]*)"', page)
        own_page = re.compile(
            r"(\.\./)?((trackers|networks)/)?[a-z0-9_]+\.html(#.*)?|#[a-z0-9-]+|data:image/svg.*|https?://.*"
        )
        assert [address for address in addresses if not own_page.fullmatch(address)] == []
        assert not re.search(r'\ssrc="', page)


def test_a_wrong_macro_is_reported_where_the_repository_is(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    few = Catalog({"cpvlab": catalog.trackers["cpvlab"]}, {"mgid": catalog.networks["mgid"]})
    assert "/issues/new" not in "".join(site_pages(few, "html", network="mgid").values())
    for wrong in ("owner", 'owner/name"><script>', "a/b/c"):
        monkeypatch.setenv("GITHUB_REPOSITORY", wrong)
        assert "/issues/new" not in "".join(site_pages(few, "html", network="mgid").values())
    monkeypatch.setenv("GITHUB_REPOSITORY", "owner/name")
    pages = site_pages(few, "html", network="mgid")
    start = "https://github.com/owner/name/issues/new?template="
    tracker = f"{start}tracker.yml&title=Tracker%3A%20CPV%20Lab&name=CPV%20Lab&kind=self_hosted&param="
    [link] = re.findall(f'href="({re.escape(start)}[^"]*)"', unescape(pages["trackers/cpvlab.html"]))
    assert link.startswith(tracker)
    assert "&click_id=%7B%21tscode%21%7D" in link
    [data] = re.findall('id="data">(.*?)</script>', pages["index.html"])
    assert json.loads(data)["trackers"][0]["report"] == link
    [link] = re.findall(f'href="({re.escape(start)}[^"]*)"', unescape(pages["networks/mgid.html"]))
    assert link == f"{start}network.yml&title=Network%3A%20MGID&name=MGID&click_in=%7Bclick_id%7D"
    forms = Path(__file__).parent.parent / ".github" / "ISSUE_TEMPLATE"
    for form, names in {"tracker": "name kind param click_id payout", "network": "name click_in"}.items():
        text = (forms / f"{form}.yml").read_text(encoding="utf-8")
        assert all(f"    id: {name}\n" in text for name in names.split())


def visible(page: str) -> str:
    """Return the text of a page that is seen, still escaped."""
    return re.sub("<[^>]*>", "", re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL))


def digest(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode()


def test_every_link_leads_to_a_page_that_is_there(cli: Cli, tmp_path: Path) -> None:
    cli("site", str(tmp_path))
    pages = {name: text for name, text in files(tmp_path).items() if name.endswith(".html")}
    for name, text in pages.items():
        for address in re.findall(r'\shref="([^"#:]+\.html)[^"]*"', text):
            assert (Path(name).parent / address).as_posix().replace("trackers/../", "").replace(
                "networks/../", ""
            ) in pages, (name, address)
        for place in re.findall(r'\shref="#([a-z0-9-]+)"', text):
            assert f'id="{place}"' in text, (name, place)


def test_a_page_about_a_tracker_has_every_fact_with_its_sources(catalog: Catalog) -> None:
    pages = shipped_pages("html", "adsterra", "none")
    for tracker in catalog.trackers.values():
        page = pages[f"trackers/{tracker.id}.html"]
        text = unescape(visible(page))
        said = [tracker.name, *(item.url for item in tracker.evidence if item.url), *tracker.postback_out.where]
        said += tracker.postback_out.macros.values()
        assert [words for words in said if words not in text] == [], tracker.id
        assert not re.search(r"self_hosted|\bmmp\b", text)
        others = {id for id in catalog.networks if id != "adsterra"}
        assert all(f'#network={id}&amp;tracker={tracker.id}"' in page for id in others)


@pytest.mark.parametrize("tracker", mostly_long(["branch", "n8n", "goaffpro", "prosper202"], 2))
def test_markdown_is_safe_for_mdx_and_liquid(cli: Cli, tmp_path: Path, tracker: str) -> None:
    cli("site", str(tmp_path), "--format", "md", "--raw-guard", "jekyll")
    page = (tmp_path / f"{tracker}.md").read_text(encoding="utf-8")
    assert page.startswith("---\ntitle: ")
    front, body = page.split("\n---\n")
    assert "{" not in front
    assert body.lstrip("\n").startswith("{% raw %}\n")
    assert body.endswith("\n{% endraw %}\n")
    assert "{" not in outside_code(body.replace("{% raw %}", "").replace("{% endraw %}", ""))


def test_run_again_only_what_changed_is_written(cli: Cli, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(OWN.replace("NAME", "cid"))
    site = tmp_path / "site"
    assert " 0 unchanged, 0 removed" in cli("site", str(site), "--format", "md", "-C", str(own)).out
    before = {path: path.stat().st_mtime_ns for path in site.iterdir()}
    again = cli("site", str(site), "--format", "md", "-C", str(own))
    assert again.out.startswith("0 written")
    assert {path: path.stat().st_mtime_ns for path in site.iterdir()} == before
    own.write_text(OWN.replace("NAME", "cid2"))
    cli("site", str(site), "--format", "md", "-C", str(own))
    changed = {path.name for path in site.iterdir() if path.stat().st_mtime_ns != before[path]}
    assert {"zz_mine.md", "index.md", "catalog.json", ".postback-pack.json"} <= changed
    assert changed <= {"zz_mine.md", "index.md", "catalog.json", ".postback-pack.json"}


def test_only_its_own_files_are_removed(cli: Cli, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(OWN.replace("NAME", "cid"))
    site = tmp_path / "site"
    cli("site", str(site), "--format", "md", "-C", str(own))
    (site / "notes.md").write_text("mine")
    assert "1 removed" in cli("site", str(site), "--format", "md").out
    assert not (site / "zz_mine.md").exists()
    assert (site / "notes.md").read_text() == "mine"
    cli("site", str(site), "--format", "md", "-C", str(own))
    (site / "zz_mine.md").write_text("changed by hand")
    kept = cli("site", str(site), "--format", "md")
    assert "somebody has changed it" in kept.err
    assert (site / "zz_mine.md").read_text() == "changed by hand"


def test_a_file_of_somebody_else_is_in_the_way(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("mine")
    (tmp_path / "trackers").mkdir()
    (tmp_path / "trackers" / "binom.html").write_text("mine too")
    result = cli("site", str(tmp_path))
    assert result.status == 2
    assert len(result.problems) == 2
    assert files(tmp_path) == {"index.html": "mine", "trackers/binom.html": "mine too"}


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        '{"files": {"../x": "1"}}',
        '{"files": {"a/b": "1"}}',
        '{"files": []}',
        '{"files": {"a.html": 5}}',
        '{"files": {"a.html": "1"}}',
        "[" * 100_000,
    ],
)
def test_a_list_of_files_that_is_not_ours(cli: Cli, tmp_path: Path, text: str) -> None:
    (tmp_path / ".postback-pack.json").write_text(text)
    result = cli("site", str(tmp_path))
    assert result.status == 2
    assert "Remove it to start again" in result.err


@pytest.mark.parametrize(
    ("name", "leads_to"),
    [
        ("index.json", "a file"),
        ("keitaro.json", "nothing"),
        ("catalog.json", "a page of the site"),
        (".postback-pack.json", "a file"),
    ],
)
def test_nothing_is_written_through_a_link(cli: Cli, tmp_path: Path, site: Path, name: str, leads_to: str) -> None:
    outside = tmp_path / "outside"
    if leads_to == "a page of the site":
        outside = site / "binom.json"
    elif leads_to == "a file":
        outside.write_bytes((site / name).read_bytes())
    (site / name).unlink()
    (site / name).symlink_to(outside)
    before = files(site) if leads_to != "nothing" else {}
    result = cli("site", str(site), "--format", "json")
    assert (result.status, result.out) == (2, "")
    assert ("is not what postback-pack wrote" if name.startswith(".") else "is a link. Move it") in result.err
    assert (site / name).is_symlink()
    assert leads_to != "nothing" or not outside.exists()
    assert leads_to == "nothing" or files(site) == before


def test_the_folder_itself_may_be_a_link(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    assert cli("site", str(tmp_path / "link")).status == 0
    assert (tmp_path / "real" / "index.html").is_file()


def test_what_only_a_planted_list_says_is_ours_stays(cli: Cli, tmp_path: Path) -> None:
    mine = {"index.html": "my start page", "notes.html": "my notes", "trackers.html": "mine"}
    for name, text in mine.items():
        (tmp_path / name).write_text(text)
    listed = {"files": dict.fromkeys(mine, sha256(b"else").hexdigest())}
    (tmp_path / ".postback-pack.json").write_text(json.dumps(listed))
    result = cli("site", str(tmp_path))
    assert result.status == 2
    assert sorted(line.partition(".html")[0] for line in result.problems) == [
        "Error: index",
        "Error: trackers",
    ]
    assert {name: (tmp_path / name).read_text() for name in mine} == mine


@pytest.mark.parametrize("name", [".bashrc", "README.md", "Index.html", "..html"])
def test_a_list_with_names_that_no_page_has(cli: Cli, tmp_path: Path, name: str) -> None:
    """Not even if the hash is right."""
    (tmp_path / name).write_text("mine")
    listed = {"files": {name: sha256(b"mine").hexdigest()}}
    (tmp_path / ".postback-pack.json").write_text(json.dumps(listed))
    assert cli("site", str(tmp_path)).status == 2
    assert (tmp_path / name).read_text() == "mine"


def test_a_page_that_was_changed_by_hand_is_not_written_over(cli: Cli, site: Path) -> None:
    page = site / "keitaro.json"
    page.write_text("changed by hand")
    result = cli("site", str(site), "--format", "json")
    assert result.status == 2
    assert "Error: keitaro.json was changed after postback-pack wrote it. Move it" in result.err
    assert page.read_text() == "changed by hand"
    page.unlink()
    assert cli("site", str(site), "--format", "json").out.startswith("1 written, ")


def test_a_checkout_with_other_line_ends_is_ours(cli: Cli, site: Path) -> None:
    page = site / "keitaro.json"
    before = page.read_bytes()
    page.write_bytes(before.replace(b"\n", b"\r\n"))
    assert cli("site", str(site), "--format", "json").out.startswith("1 written, ")
    assert page.read_bytes() == before


def test_what_is_no_file_is_in_the_way_and_not_opened(cli: Cli, site: Path) -> None:
    for name in ("index.json", "keitaro.json"):
        (site / name).unlink()
    os.mkfifo(site / "index.json")
    (site / "keitaro.json").mkdir()
    result = cli("site", str(site), "--format", "json")
    assert result.status == 2
    assert result.err.count("is not a file that can be read. Move it") == 2


@pytest.mark.parametrize("format", mostly_long(["html", "md", "json"], 1))
def test_every_tracker_has_a_page_of_its_own(catalog: Catalog, format: str) -> None:
    pages = shipped_pages(format, "adsterra", "none")
    names = {name.partition(".")[0] for name in pages}
    folder = "trackers/" if format == "html" else ""
    trackers = {f"{folder}{tracker}" for tracker in catalog.trackers}
    networks = {f"networks/{network}" for network in catalog.networks}
    assert trackers | networks <= names
    own = {"trackers", "networks"} if format == "html" else set()
    assert names - trackers - networks - own <= set(RESERVED_IDS)
    assert len(pages) == len(names)


@pytest.mark.parametrize("id", RESERVED_IDS)
def test_a_tracker_cannot_take_the_place_of_another_page(cli: Cli, tmp_path: Path, id: str) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(OWN.replace("NAME", "cid").replace("zz_mine", id))
    result = cli("site", str(tmp_path / "site"), "-C", str(own))
    assert result.status == 2
    assert f":2:7: {id}.id: The ID {id} is the name of another page of a site" in result.err
    assert not (tmp_path / "site").exists()
    assert "is the name of another page" in cli("new", id, "-o", str(tmp_path / "new.yaml")).err
    assert not (tmp_path / "new.yaml").exists()


def test_the_made_up_network(cli: Cli, tmp_path: Path) -> None:
    assert cli("site", str(tmp_path), "-C", str(MADE_UP), "--network", "tradewind", "--format", "md").status == 0
    page = (tmp_path / "keitaro.md").read_text(encoding="utf-8")
    assert "http://in.tradewind.example/PARTNERCODE/event?key=SECRETKEY&token={external_id}" in page
    assert "pbterra" not in page


@pytest.mark.parametrize(
    ("arguments", "help"),
    [
        (["x", "--network", "adstera"], "Did you mean adsterra?"),
        (["x", "--raw-guard", "jekyll"], "--format md"),
        (["x", "--format", "pdf"], "pdf"),
        ([__file__], "is a file. Name a folder"),
        ([f"{__file__}/x"], "cannot be written (Not a directory)"),
    ],
)
def test_bad_input(cli: Cli, tmp_path: Path, arguments: list[str], help: str) -> None:
    result = cli("site", *arguments)
    assert result.status == 2
    assert help in result.err
