"""`site --checker`: what it takes, what it writes, and what the page says about a text. tests/test_checker_page.py opens the page."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from postback_pack import Catalog, load_catalog
from postback_pack.checking.check import check_all
from postback_pack.checking.report import check_data, check_reply, check_text
from postback_pack.site.checker import checker_texts, make_checker, package_zip, pinned
from postback_pack.site.checker_answer import LABELS, answer, changes
from postback_pack.site.checker_examples import examples
from tests.conftest import TESTS, Result, mostly_long
from tests.test_check import cases

Cli = Callable[..., Result]
FILES = {name: f"what {name} holds".encode() for name in pinned()["files"]}
PINNED = pinned() | {"files": {name: sha256(content).hexdigest() for name, content in FILES.items()}}
WRONG = "https://www.pbterra.com/name/acme/at?subid_short={cf_click_id}&amount=1.5"

KNOWN = {"network": "adsterra", "type": "payout", "fields": {"account": "acme"}, "payout": "1.5"}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """An unpacked npm package of the right name and version, with other files."""
    folder = tmp_path / "package"
    folder.mkdir()
    about = {"name": pinned()["package"], "version": pinned()["version"]}
    (folder / "package.json").write_text(json.dumps(about), encoding="utf-8")
    for name, content in FILES.items():
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture
def few(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the files of the fixture for the right ones, and write a site of one tracker."""
    monkeypatch.setattr("postback_pack.site.checker.pinned", lambda: PINNED)
    one = Catalog({"clickflare": catalog.tracker("clickflare")}, catalog.networks)
    monkeypatch.setattr("postback_pack.cli.site.load", lambda catalogs: one)


def said_of(catalog: Catalog, text: str, **names: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(answer(catalog, text, default="adsterra", **names))
    return found


# ---- the folder that is given ----------------------------------------------------------------------------------------


def test_a_folder_that_is_not_there(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = cli("site", "site", "--checker", "nowhere")
    assert (result.status, result.out) == (2, "")
    assert result.problems == [
        f"Error: --checker 'nowhere': This folder does not exist. Run `npm pack pyodide@{pinned()['version']}`, "
        "unpack what it gives you, and name the folder `package` in it."
    ]
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize("text", [None, "", "{", "[]", '"x"', "[" * 100_000, '{"name": "other", "version": "1.0"}'])
def test_another_folder(cli: Cli, tmp_path: Path, package: Path, text: str | None) -> None:
    (package / "package.json").unlink()
    if text is not None:
        (package / "package.json").write_text(text, encoding="utf-8")
    result = cli("site", str(tmp_path / "site"), "--checker", str(package))
    assert result.status == 2
    assert [problem for problem in result.problems if "This is not the unpacked npm package pyodide." in problem]
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize("version", ["0.28.0", "\x1b[31m", 7, ["x"]])
def test_another_version(cli: Cli, tmp_path: Path, package: Path, version: Any) -> None:
    (package / "package.json").write_text(json.dumps({"name": "pyodide", "version": version}), encoding="utf-8")
    result = cli("site", str(tmp_path / "site"), "--checker", str(package))
    [problem] = result.problems
    assert result.status == 2
    assert f"but the page needs {pinned()['version']}. Run `npm pack" in problem
    assert "\x1b" not in problem


def test_every_file_that_is_missing_or_changed_is_named(
    cli: Cli, tmp_path: Path, package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    missing, folder, *changed = sorted(FILES)
    (package / missing).unlink()
    (package / folder).unlink()
    (package / folder).mkdir()
    result = cli("site", "site", "--checker", "package")
    assert result.status == 2
    right = f"pyodide {pinned()['version']}"
    assert {*result.problems} == {
        *(f"Error: --checker 'package': {name} is missing. Unpack {right} again." for name in (missing, folder)),
        *(f"Error: --checker 'package': {name} is not the file of {right}. Unpack it again." for name in changed),
    }
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize("format", ["md", "json"])
def test_only_html_has_the_page(cli: Cli, tmp_path: Path, package: Path, format: str) -> None:
    result = cli("site", str(tmp_path / "site"), "--checker", str(package), "--format", format)
    assert (result.status, result.err) == (2, "Error: --checker: This is only for --format html.\n")
    both = cli("site", str(tmp_path / "site"), "--checker", "x", "--format", "json", "--raw-guard", "jekyll")
    assert len(both.problems) == 2


def test_the_page_for_publishers_names_the_version() -> None:
    page = (TESTS.parent / "docs" / "publish.md").read_text(encoding="utf-8")
    named = re.findall(r"pyodide[-@]([\d.]+\d)", page)
    assert len(named) > 3
    assert {*named} == {pinned()["version"]}
    assert all(checker_texts()[name].rstrip(".") in page for name in ("without_title", "file_title"))


# ---- what is written -------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("few")
def test_the_files_and_the_notice_are_written_and_removed(cli: Cli, tmp_path: Path, package: Path) -> None:
    site, beside = tmp_path / "site", f"pyodide-{pinned()['version']}"
    assert cli("site", str(site), "--checker", str(package)).status == 0
    assert {name: (site / beside / name).read_bytes() for name in FILES} == FILES
    notice = (site / beside / "LICENSE.txt").read_text(encoding="utf-8")
    assert f"github.com/pyodide/pyodide/tree/{pinned()['version']}" in notice
    assert "Mozilla Public License" in notice
    assert "PYTHON SOFTWARE FOUNDATION LICENSE" in notice
    assert "{version}" not in notice
    [packed] = site.glob("checker-*.zip")
    assert packed.stem == f"checker-{sha256(packed.read_bytes()).hexdigest()[:16]}"
    again = cli("site", str(site), "--checker", str(package))
    assert "0 written" in again.out
    assert cli("site", str(site)).status == 0
    assert [*site.glob("checker-*"), *site.glob("pyodide-*")] == []


@pytest.mark.usefixtures("few")
def test_a_file_of_the_checker_that_somebody_changed_stays(cli: Cli, tmp_path: Path, package: Path) -> None:
    site, name = tmp_path / "site", f"pyodide-{pinned()['version']}/pyodide.mjs"
    cli("site", str(site), "--checker", str(package))
    (site / name).write_text("mine")
    refused = cli("site", str(site), "--checker", str(package))
    assert (refused.status, refused.problems) == (
        2,
        [f"Error: {name} was changed after postback-pack wrote it. Move it, or choose another folder."],
    )
    assert f"Warning: {name} is no longer part of the site" in cli("site", str(site)).err
    assert (site / name).read_text() == "mine"


def test_the_package_is_whole_and_needs_nothing_else(catalog: Catalog, tmp_path: Path) -> None:
    """Python without any installed package says the same from the zip: for its own catalog, not for that of this machine."""
    ZipFile(io.BytesIO(package_zip(catalog))).extractall(tmp_path)
    texts = [(case.values[1]["url"], case.values[1].get("tracker", "")) for case in [*cases("wrong")][::20]]
    program = """
import json, sys
sys.path.insert(0, sys.argv[1])
from postback_pack.catalog.load import load_catalog
from postback_pack.site.checker_answer import answer
catalog = load_catalog()
print(json.dumps([answer(catalog, text, tracker, "", "adsterra") for text, tracker in json.load(sys.stdin)]))
"""
    command = [sys.executable, "-I", "-S", "-W", "error", "-c", program, str(tmp_path)]
    done = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr == ""
    assert json.loads(done.stdout) == [answer(catalog, text, tracker, "", "adsterra") for text, tracker in texts]


def test_the_package_has_the_catalog_that_it_was_made_for(with_made_up: Catalog, tmp_path: Path) -> None:
    packed = package_zip(with_made_up)
    assert packed == package_zip(with_made_up)
    assert packed != package_zip(load_catalog())
    names = ZipFile(io.BytesIO(packed)).namelist()
    assert not [name for name in names if name.startswith(("postback_pack/cli", "postback_pack/trial"))]
    assert len(packed) < 500_000


@pytest.mark.usefixtures("few")
def test_what_the_page_knows(catalog: Catalog, package: Path) -> None:
    data = make_checker(package, catalog, "mgid").data
    assert data["network"] == "mgid"
    assert set(data["trackers"]) == set(catalog.trackers)
    assert set(data["networks"]) == set(catalog.networks)
    assert sum(data["files"].values()) > sum(map(len, FILES.values()))


# ---- what is said about a text ---------------------------------------------------------------------------------------


def test_the_answer_is_that_of_the_package(catalog: Catalog) -> None:
    said = said_of(catalog, WRONG)
    [checked] = check_all(catalog, [WRONG], default_network="adsterra")
    assert [result["data"] for result in said["results"]] == [check_data(checked)]
    assert (said["reply"], said["report"], said["more"]) == (check_reply(checked), check_text(checked), None)
    [url] = said["results"][0]["urls"]
    assert url["verdict"] == "error"
    assert url["corrected"] == "https://www.pbterra.com/name/acme/at?subid_short={externalid}&atpay=1.5"
    assert [piece for piece in url["changes"] if piece[0] != "same"] == [
        ["gone", "{cf_click_id}"],
        ["new", "{externalid}"],
        ["gone", "amount"],
        ["new", "atpay"],
    ]
    places = [[text for kind, text in finding["place"] if kind == "place"] for finding in url["findings"]]
    assert places == [["{cf_click_id}"], ["amount"]]


@pytest.mark.parametrize("part", mostly_long(range(8), 1))
def test_pieces_are_the_text_that_they_are_of(with_made_up: Catalog, part: int) -> None:
    """What is marked is found in both URLs, and the places are those of the findings."""
    for case in [*cases("wrong"), *cases("near_miss")][part::8]:
        text, tracker = case.values[1]["url"], case.values[1].get("tracker", "")
        for result in said_of(with_made_up, text, tracker=tracker).get("results", ()):
            for url, data in zip(result["urls"], result["data"]["urls"], strict=True):
                if url["corrected"] is not None:
                    assert "".join(piece for what, piece in url["changes"] if what != "gone") == url["corrected"]
                marked = [piece for found in url["findings"] for what, piece in found["place"] if what == "place"]
                known = {found["text"] for found in data["findings"]}
                assert [piece for piece in marked if not any(piece in one or "�" in piece for one in known)] == []


@pytest.mark.parametrize(
    ("before", "after", "right"),
    [
        ("https://a.example/x?b=1", "https://a.example/x?b=1", [("same", "https://a.example/x?b=1")]),
        ("http://a.example", "https://a.example", [("gone", "http:"), ("new", "https:"), ("same", "//a.example")]),
        (
            "https://a.example?b=1",
            "https://a.example?b=1&c={d}",
            [("same", "https://a.example?b=1"), ("new", "&c={d}")],
        ),
        ("", "https://a.example", [("new", "https://a.example")]),
        ("a/" * 2_001, "b", [("new", "b")]),
    ],
)
def test_what_changed(before: str, after: str, right: list[tuple[str, str]]) -> None:
    assert changes(before, after) == right


def test_a_long_message_is_shown_around_the_place(catalog: Catalog) -> None:
    said = said_of(catalog, f"Hello\n{'Is this right? ' * 50}{WRONG} {'Thanks. ' * 500}\nBye")
    [url] = said["results"][0]["urls"]
    first = next(found for found in url["findings"] if found["code"] == "own-click-id")
    kinds, texts = zip(*first["place"], strict=True)
    assert kinds == ("more", "plain", "place", "plain", "more")
    assert texts[2] == "{cf_click_id}"
    assert sum(map(len, texts)) <= 600
    short = said_of(catalog, f"Hello\nIs this right? {WRONG}\nBye")["results"][0]["urls"][0]["findings"]
    assert {"".join(text for _, text in found["place"]) for found in short} == {f"Is this right? {WRONG}"}


@pytest.mark.parametrize(
    ("text", "names", "right"),
    [
        ("hello", {}, "No URL found. Paste the URL as it is in the field, or any text with the URL in it."),
        (WRONG, {"tracker": "nobody"}, "There is no tracker"),
        (WRONG, {"network": "nobody"}, "There is no network"),
    ],
)
def test_what_cannot_be_checked(catalog: Catalog, text: str, names: dict[str, str], right: str) -> None:
    [problem] = said_of(catalog, text, **names)["problems"]
    assert right in problem


def test_sentences_name_the_fields_of_the_page(catalog: Catalog) -> None:
    said = json.dumps(
        said_of(catalog, WRONG.replace("{cf_click_id}", "{external_id}"))["results"][0]["urls"], ensure_ascii=False
    )
    assert "Add “Tracker” to be sure." in said
    assert "--" not in said
    assert [checker_texts()[name] for name in ("tracker", "network", "copy_json")] == [*map(str, LABELS.values())]


@pytest.mark.parametrize(
    ("text", "names", "right"),
    [
        (WRONG, {"tracker": "clickflare"}, KNOWN | {"tracker": "clickflare"}),
        (WRONG.replace("{cf_click_id}", "[[subid]]"), {}, KNOWN | {"tracker": "prosper202"}),
        (WRONG, {}, KNOWN),
        (
            "https://www.pbterra.com/name/NAMEOFADVERTISER/at?subid_short={external_id}&atpay={revenue}",
            {"tracker": "keitaro"},
            {"network": "adsterra", "tracker": "keitaro", "type": "payout", "fields": {}, "payout": "macro"},
        ),
        (
            "https://www.pbterra.com/name/acme/at?subid_short={external_id}",
            {},
            {"network": "adsterra", "type": "simple", "fields": {"account": "acme"}},
        ),
        ("https://trk.example/abc?x=##SUB_ID_SHORT(action)##", {}, {"network": "adsterra"}),
        ("https://trk.example/abc?x=1", {}, {}),
        (
            "https://www.pbterra.com/code/EUR/acme/at?subid_short=[[c1]]&atpay=2",
            {},
            KNOWN | {"tracker": "prosper202", "type": "currency", "payout": "2", "currency": "EUR"},
        ),
    ],
)
def test_what_is_known_for_making_the_url(
    catalog: Catalog, text: str, names: dict[str, str], right: dict[str, Any]
) -> None:
    """A tracker that is only one of several guesses is not taken for known."""
    assert said_of(catalog, text, **names)["results"][0]["make"] == right


def test_many_urls_are_cut_short(catalog: Catalog) -> None:
    text = "\n".join(f"https://www.pbterra.com/name/acme{number}/at?subid_short={{s}}" for number in range(60))
    said = said_of(catalog, text)
    assert len(said["results"]) == 50
    assert said["more"].startswith("10 more URLs are not shown.")


@pytest.mark.parametrize("network", mostly_long(["adsterra", "adcash", *load_catalog().networks], 2))
def test_the_texts_to_try_are_wrong(catalog: Catalog, network: str) -> None:
    """A network for which there is no correction without doubt gets those of another one."""
    texts = checker_texts()
    found = examples(catalog, network, texts)
    assert set(found) == {"example_url", "example_message", "example_log"} <= set(texts)
    for text in found.values():
        assert [one.verdict for one in check_all(catalog, [text])] == ["error"], text
    assert examples(Catalog({}, catalog.networks), network, texts) == {}


def test_every_label_is_there_and_used() -> None:
    folder = TESTS.parent / "templates" / "site"
    script, page, around = (
        (folder / name).read_text("utf-8") for name in ("checker.js", "checker.html.j2", "generator.html.j2")
    )
    used = {*re.findall(r"\blabels\.([a-z_]+)", script + page), *re.findall(r"checker\.texts\.([a-z_]+)", around)}
    made = re.compile(r"(example|copy|copied|tracker|network)(_[a-z]+)?|clear|message|log")
    texts = {*checker_texts()}
    assert {name for name in used if not name.endswith("_")} <= texts
    assert {name for name in texts - used if not made.fullmatch(name)} == set()
