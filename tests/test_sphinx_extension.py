"""The Sphinx extension, by real builds in this process; test_builds.py builds with sphinx-build."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest
from docutils import nodes
from sphinx.testing.util import SphinxTestApp

from postback_pack import Catalog, build_setup
from postback_pack.embedding.docutils_nodes import write_nodes
from postback_pack.embedding.fragment import read
from postback_pack.paths import data_folder
from tests.conftest import TESTS, mostly_long

URL = "https://www.pbterra.com/name/acme/at?subid_short={external_id}&atpay={revenue}"
LINK = "https://YOUR-DOMAIN/CAMPAIGN?external_id=##SUB_ID_SHORT(action)##"
MINE = (TESTS / "catalogs" / "good" / "smallest.yaml").read_text(encoding="utf-8")
Build = Callable[..., SphinxTestApp]
pytestmark = pytest.mark.filterwarnings("ignore:::docutils", "ignore::DeprecationWarning")


@pytest.fixture
def build(tmp_path: Path) -> Iterator[Build]:
    """Build a project from pages by file name; a second call builds it again with what has changed."""
    made: list[SphinxTestApp] = []

    def call(builder: str = "html", conf: str = "", **pages: str) -> SphinxTestApp:
        source = tmp_path / "source"
        source.mkdir(exist_ok=True)
        conf = (
            f'extensions = ["myst_parser", "postback_pack.sphinx"]\nmyst_enable_extensions = ["colon_fence"]\n{conf}\n'
        )
        if not (source / "conf.py").exists():
            (source / "conf.py").write_text(conf, encoding="utf-8")
        for name, text in pages.items():
            file = source / (name.replace("_md", ".md") if name.endswith("_md") else f"{name}.rst")
            title = "# Title\n\n" if file.suffix == ".md" else "Title\n=====\n\n"
            file.write_text(
                f":orphan:\n\n{title}{text}" if file.suffix == ".rst" else f"---\norphan: true\n---\n{title}{text}",
                encoding="utf-8",
            )
        for before in made:
            before.cleanup()
        app = SphinxTestApp(builder, source, warning=StringIO(), status=StringIO())
        made.append(app)
        app.build()
        return app

    yield call
    made[-1].cleanup()


def uncoloured(text: str) -> str:
    return re.sub("\x1b[^m]*m", "", text)


def blocks(app: SphinxTestApp, page: str = "index") -> list[str]:
    return [node.astext() for node in app.env.get_doctree(page).findall(nodes.literal_block)]


def warnings(app: SphinxTestApp) -> list[str]:
    return [line.replace(f"{app.srcdir}/", "") for line in uncoloured(app.warning.getvalue()).splitlines()]


def notes(app: SphinxTestApp, name: str) -> list[nodes.admonition]:
    found = app.env.get_doctree("index").findall(nodes.admonition)
    return [note for note in found if name in note["classes"]]


OPTIONS = ":account: acme\n:payout: macro\n"
RST = ".. postback:: keitaro\n   :account: acme\n   :payout: macro\n"


@pytest.mark.parametrize(
    "pages",
    mostly_long(
        [
            {"index": RST},
            {"index": "1. List\n\n" + "".join(f"   {line}\n" for line in RST.splitlines())},
            {"index": ".. note::\n\n" + "".join(f"   {line}\n" for line in RST.splitlines())},
            {"index_md": f"```{{postback}} keitaro\n{OPTIONS}```\n"},
            {"index_md": f":::{{postback}} keitaro\n{OPTIONS}:::\n"},
            {"index_md": "- List\n\n  :::{postback} keitaro\n  :account: acme\n  :payout-macro: '{revenue}'\n  :::\n"},
        ],
        2,
    ),
)
def test_a_directive_shows_the_setup(build: Build, pages: dict[str, str]) -> None:
    app = build(**pages)
    assert warnings(app) == []
    assert blocks(app)[:2] == [URL, LINK]
    text = app.env.get_doctree("index").astext()
    assert text.index("Postback URL for Keitaro") < text.index("In Keitaro") < text.index("Watch out")
    page = (app.outdir / "index.html").read_text(encoding="utf-8")
    # The class by which copy buttons find a block.
    assert '<div class="highlight-text notranslate"><div class="highlight"><pre>' in page


@pytest.mark.parametrize("builder", mostly_long(["text", "html", "latex", "man", "texinfo", "xml"], 1))
def test_every_tracker_in_every_builder(build: Build, catalog: Catalog, builder: str) -> None:
    if builder != "html":
        page = f"{RST}\n.. postback:: shopify\n\n.. postback-table::\n\n:postback-macro:`cake.click_id`\n"
    else:
        page = "\n".join(f".. postback:: {tracker}\n   :account: acme\n" for tracker in catalog.trackers)
    app = build(builder, index=page)
    assert warnings(app) == []
    if builder == "html":
        setups = [build_setup(catalog, tracker, account="acme") for tracker in catalog.trackers]
        found = set(blocks(app))
        assert {
            text for setup in setups for text in (setup.postback_url, setup.tracking_link, setup.code) if text
        } == found


def test_a_missing_account_is_marked_and_no_warning(build: Build) -> None:
    app = build(index=".. postback:: keitaro\n")
    assert warnings(app) == []
    [note] = notes(app, "postback-pack-placeholder")
    assert note.children[0].astext() == "Replace the placeholder"
    assert note.children[1].astext().startswith("Replace NAMEOFADVERTISER with your Advertiser username")
    assert blocks(app)[0] == URL.replace("acme", "NAMEOFADVERTISER").partition("&")[0]


def test_a_warning_about_the_setup_stands_in_the_page(build: Build) -> None:
    app = build(index=".. postback:: keitaro\n   :account: acme\n   :payout: 1\n   :currency-code: XX9\n")
    assert warnings(app) == []
    [note] = notes(app, "postback-pack-warning")
    assert note.children[0].astext() == "Warning"
    assert note.children[1].astext().startswith("XX9 is not an ISO 4217 currency code")


def test_what_is_shown_and_how(build: Build) -> None:
    app = build(
        conf='postback_options = {"heading-level": 4, "account": "acme"}',
        index=".. postback:: keitaro\n   :parts: title, url, watch-out\n   :sources:\n",
        plain=".. postback:: keitaro\n   :admonitions: none\n   :heading-level: 1\n   :picture: no\n",
    )
    assert warnings(app) == []
    page, plain = (app.env.get_doctree(name) for name in ("index", "plain"))
    assert blocks(app) == [URL.partition("&")[0]]
    assert [node["heading-level"] for node in page.findall(nodes.rubric)] == [4, 5]
    assert [note.children[0].astext() for note in page.findall(nodes.admonition)] == ["Watch out"]
    assert [*page.findall(nodes.raw), *plain.findall(nodes.raw), *plain.findall(nodes.admonition)] == []
    assert len([*page.findall(nodes.reference)]) > 3
    assert {node["heading-level"] for node in plain.findall(nodes.rubric)} == {1, 2}


def test_a_style_sheet_comes_with_it(build: Build, tmp_path: Path) -> None:
    own = tmp_path / "source" / "_static" / "postback-pack.css"
    app = build(conf='html_static_path = ("_static",)', index=RST)
    made = app.outdir / "_static" / "postback-pack.css"
    assert made.read_bytes() == (data_folder() / "templates" / "blocks" / "postback-pack.css").read_bytes()
    assert "postback-pack.css" in (app.outdir / "index.html").read_text(encoding="utf-8")
    own.parent.mkdir()
    own.write_text("/* mine */", encoding="utf-8")
    build(index=f"{RST}\nMore.\n")
    assert made.read_text(encoding="utf-8") == "/* mine */"


def test_macros_and_tables(build: Build) -> None:
    app = build(
        index=":postback-macro:`keitaro.click_id` :postback-macro:`CPV Lab.payout`\n\n.. postback-table:: mmp\n",
        more_md="{postback-macro}`n8n.click_id`\n\n```{postback-table}\n:kind: mmp\n```\n",
    )
    assert warnings(app) == []
    texts = [node.astext() for node in app.env.get_doctree("index").findall(nodes.literal)]
    assert texts[:2] == ["{external_id}", "{!revenue!}"]
    more = next(iter(app.env.get_doctree("more").findall(nodes.literal)))
    assert more.astext() == "{{ $json.body.<param> }}"
    tables = [next(iter(app.env.get_doctree(page).findall(nodes.table))).astext() for page in ("index", "more")]
    assert tables[0] == tables[1]
    assert "AppsFlyer" in tables[0]
    assert "Keitaro" not in tables[0]


@pytest.mark.parametrize(
    ("text", "start", "subtype", "help"),
    [
        (".. postback:: keitarro\n", "index.rst:6", "tracker", "Did you mean keitaro?"),
        (".. postback::\n", "index.rst:6", "tracker", "The tracker is missing"),
        ("Text\n\n.. postback:: keitaro\n   :acount: x\n", "index.rst:8", "option", "Did you mean :account:?"),
        (".. postback:: keitaro\n   :parts: lnk\n", "index.rst:6", "value", "Did you mean link?"),
        (".. postback:: keitaro\n   :picture: maybe\n", "index.rst:6", "value", "Write yes or no"),
        (".. postback:: keitaro\n   :payout: 1,5\n", "index.rst:6", "value", ":payout: '1,5': Did you mean 1.5?"),
        (".. postback:: keitaro\n   :network: adstera\n", "index.rst:6", "value", "Did you mean adsterra?"),
        (".. postback-table:: selfhosted\n", "index.rst:6", "value", "Did you mean self_hosted?"),
        (".. postback-table::\n   :knd: mmp\n", "index.rst:6", "option", "Did you mean :kind:?"),
        (":postback-macro:`keitarro.payout`\n", "index.rst:6", "tracker", "Did you mean keitaro?"),
        (":postback-macro:`keitaro.clickid`\n", "index.rst:6", "macro", "Did you mean click_id?"),
        (":postback-macro:`keitaro`\n", "index.rst:6", "macro", "Write tracker.role"),
        (
            ":postback-macro:`custom.click_id`\n",
            "index.rst:6",
            "macro",
            "The click-ID macro of Custom tracker is not known",
        ),
        (":postback-macro:`custom.txid`\n", "index.rst:6", "macro", "The transaction-ID macro of Custom"),
    ],
)
def test_a_mistake_is_a_warning_with_a_place(build: Build, text: str, start: str, subtype: str, help: str) -> None:
    [warning] = warnings(build(index=text))
    assert warning.startswith(f"{start}: WARNING: ")
    assert warning.endswith(f"[postback.{subtype}]")
    assert help in warning


def test_a_macro_that_a_tracker_has_not(build: Build, catalog: Catalog) -> None:
    tracker = next(tracker for tracker in catalog.trackers.values() if "payout" in tracker.postback_out.absent)
    [warning] = warnings(build(index=f":postback-macro:`{tracker.id}.payout`\n"))
    assert f"{tracker.name} has no payout macro. [postback.macro]" in warning


def test_an_option_twice(build: Build) -> None:
    twice = ":account: acme\n:account: acmee\n"
    app = build(
        index_md=f":::{{postback}} keitaro\n{twice}:::\n",
        more=".. postback:: keitaro\n   :account: a\n   :account: b\n",
    )
    assert ["Give :account: only once" in line for line in warnings(app) if "postback.value" in line] == [True]
    assert 'duplicate option "account"' in app.warning.getvalue()


def test_warnings_can_be_silenced(build: Build) -> None:
    assert warnings(build(conf='suppress_warnings = ["postback.tracker"]', index=".. postback:: keitarro\n")) == []


def test_an_own_catalog_and_its_mistakes(build: Build, tmp_path: Path) -> None:
    own = tmp_path / "source" / "own.yaml"
    own.parent.mkdir()
    own.write_text(MINE, encoding="utf-8")
    app = build(conf='postback_catalog = "own.yaml"', index=".. postback:: mine\n   :account: acme\n")
    assert warnings(app) == []
    assert "subid_short={ext}" in blocks(app)[0]
    own.write_text(MINE.replace("delivery: paste", "delivery: pigeon"), encoding="utf-8")
    assert all(line.endswith("[postback.catalog]") for line in warnings(build()))


def test_exactly_the_pages_that_use_a_changed_catalog_are_read_again(build: Build, tmp_path: Path) -> None:
    folder = tmp_path / "source" / "own"
    networks = folder / "templates" / "networks"
    shutil.copytree(TESTS / "made_up" / "templates" / "networks", networks)
    (folder / "trackers.yaml").write_text(MINE, encoding="utf-8")
    build(
        conf='postback_catalog = ["own"]',
        index="No block.\n",
        one=RST,
        two_md=":::{postback} mine\n:::\n",
        role=":postback-macro:`keitaro.click_id`\n",
        wind=".. postback:: keitaro\n   :network: tradewind\n",
    )

    def read_again() -> set[str]:
        app = build()
        assert warnings(app) == []
        said = uncoloured(app.status.getvalue())
        pages = {name for name in ("index", "one", "two", "role", "wind") if f"] {name}" in said}
        assert f"0 added, {len(pages)} changed, 0 removed" in said
        return pages

    assert read_again() == set()
    (folder / "trackers.yaml").write_text(MINE.replace("{ext}", "{new_ext}"), encoding="utf-8")
    assert read_again() == {"one", "two", "role", "wind"}
    assert "{new_ext}" in (tmp_path / "source" / "_build" / "html" / "two.html").read_text(encoding="utf-8")
    with (networks / "tradewind" / "network.yaml").open("a", encoding="utf-8") as file:
        file.write("\n# changed\n")
    assert read_again() == {"wind"}


def test_the_files_of_a_page_are_noted(build: Build) -> None:
    other = ".. postback:: keitaro\n   :network: Propeller Ads\n"
    app = build(index=RST, plain="Text.\n", code=".. postback:: shopify\n", other=other)
    files = {name: [*map(Path, app.env.dependencies.get(name, ()))] for name in ("index", "plain", "code", "other")}
    noted = {name: {file.name for file in found} for name, found in files.items()}
    assert "propellerads" in {file.parent.name for file in files["other"]}
    assert noted["plain"] == set()
    network = {file.name for file in (data_folder() / "templates" / "networks" / "adsterra").iterdir()}
    assert noted["index"] >= {"trackers.yaml", "setup.html.j2", *network}
    assert "shopify.js.j2" in noted["code"] - noted["index"]


def test_it_can_read_and_write_in_parallel(build: Build) -> None:
    app = build(index="Text.\n")
    extension = app.extensions["postback_pack.sphinx"]
    assert extension.parallel_read_safe
    assert extension.parallel_write_safe
    assert isinstance(extension.metadata["env_version"], int)


def test_a_picture_goes_to_html_only() -> None:
    node = write_nodes(read('<section class="postback-pack"><figure><svg><title>A</title></svg></figure></section>'))
    assert isinstance(node, nodes.container)
    [picture] = node.findall(nodes.raw)
    assert (picture["format"], picture.astext()) == ("html", "<svg><title>A</title></svg>")
