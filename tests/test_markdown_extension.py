"""The Python-Markdown extension, in this process; test_builds.py builds whole sites with it."""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import markdown
import pytest
from markdown.preprocessors import Preprocessor

from postback_pack import Catalog, InputError, build_setup, render
from postback_pack.embedding.block_options import SETUP_OPTIONS, TABLE_OPTIONS
from postback_pack.embedding.fragment import read, setup_fragment
from postback_pack.rendering.view import View, view_options
from postback_pack.setup.options import option_list
from tests.conftest import MADE_UP, TESTS
from tests.test_formats import read_html

BLOCK = "::: postback keitaro\n    :account: acme\n    :payout: macro\n"
URL = "https://www.pbterra.com/name/acme/at?subid_short={external_id}&atpay={revenue}"
LINK = "https://YOUR-DOMAIN/CAMPAIGN?external_id=##SUB_ID_SHORT(action)##"
OTHERS = [
    "admonition",
    "attr_list",
    "codehilite",
    "def_list",
    "md_in_html",
    "sane_lists",
    "smarty",
    "tables",
    "toc",
    "pymdownx.arithmatex",
    "pymdownx.betterem",
    "pymdownx.emoji",
    "pymdownx.highlight",
    "pymdownx.inlinehilite",
    "pymdownx.magiclink",
    "pymdownx.mark",
    "pymdownx.smartsymbols",
    "pymdownx.superfences",
    "pymdownx.tabbed",
    "pymdownx.tilde",
]


def convert(text: str, *more: str, **options: Any) -> str:
    return markdown.markdown(text, extensions=["postback_pack", *more], extension_configs={"postback_pack": options})


def problems(text: str, **options: Any) -> list[str]:
    with pytest.raises(InputError) as raised:
        convert(text, **options)
    return [problem.message for problem in raised.value.problems]


def indented(text: str) -> str:
    return "".join(f"    {line}\n" for line in text.splitlines())


def test_a_block_shows_the_setup() -> None:
    page = read_html(convert(f"Before.\n\n{BLOCK}\nAfter."))
    assert URL in page.code
    assert LINK in page.code
    assert page.prose.index("Before.") < page.prose.index("Postback URL for Keitaro") < page.prose.index("After.")
    assert page.prose.index("In Keitaro") < page.prose.index("Check that it works") < page.prose.index("Watch out")


def test_it_says_what_render_says(catalog: Catalog) -> None:
    md = markdown.Markdown(extensions=["postback_pack", *OTHERS])
    choices: list[dict[str, str]] = [
        {},
        {"payout": "macro"},
        {"payout": "1.5", "currency": "EUR"},
        {"payout": "1", "currency-code": "XX9"},
    ]
    for tracker, options in zip(catalog.trackers, itertools.cycle(choices)):
        arguments = {name.replace("-", "_"): value for name, value in options.items()}
        setup = build_setup(catalog, tracker, account="acme", **arguments)  # type: ignore[arg-type]
        lines = "".join(f"    :{name}: {value}\n" for name, value in {"account": "acme", **options}.items())
        embedded = read_html(md.reset().convert(f"::: postback {tracker}\n{lines}"))
        rendered = read_html(render(setup, "html", grades=False))
        assert embedded.code == rendered.code
        assert embedded.prose.split()[: len(rendered.prose.split())] == rendered.prose.split()
        assert embedded.prose.count("Warning:") == len(setup.warnings)


@pytest.mark.parametrize("extensions", [[], OTHERS], ids=["alone", "beside others"])
@pytest.mark.parametrize(
    "text",
    [
        f"1. One\n\n{indented(BLOCK)}\n2. Two\n",
        f"- One\n\n{indented(BLOCK)}\n    - Two\n\n{indented(indented(BLOCK))}",
        f"- {BLOCK}- last\n",
        "".join(f"> {line}\n" for line in BLOCK.splitlines()),
        f"Text right before\n{BLOCK}and after\n",
        f"# Title\n{BLOCK}# Next\n",
        BLOCK.replace("    :", "\t:"),
        BLOCK.replace("    :", "  :"),
        BLOCK.replace("\n", "\r\n"),
        BLOCK.rstrip("\n"),
    ],
)
def test_where_it_can_stand(text: str, extensions: list[str]) -> None:
    html = convert(text, *extensions)
    assert URL in read_html(html).code
    assert ":::" not in html
    assert ":payout:" not in html


@pytest.mark.parametrize(
    "text",
    [
        f"!!! note\n\n{indented(BLOCK)}",
        f'=== "One"\n\n{indented(BLOCK)}\n=== "Two"\n\n{indented(BLOCK)}',
        f'<div markdown="1">\n\n{BLOCK}\n</div>',
    ],
)
def test_where_others_make_room(text: str) -> None:
    html = convert(text, *OTHERS)
    assert read_html(html).code.count(URL) == text.count("::: postback")
    assert ":::" not in html


@pytest.mark.parametrize(
    ("extension", "text"),
    [
        ("fenced_code", f"```\n{BLOCK}```\n"),
        ("pymdownx.superfences", f"```\n{BLOCK}```\n"),
        ("pymdownx.superfences", f"1. One\n\n    ```\n{indented(BLOCK)}    ```\n"),
        ("extra", f"Text\n\n{indented(BLOCK)}"),
    ],
)
def test_code_is_left_alone(extension: str, text: str) -> None:
    html = convert(text, extension)
    assert "::: postback keitaro" in html
    assert "pbterra" not in html


@pytest.mark.parametrize(
    "text", ["::: postback_pack.setup\n    options:\n      show: true", "::: other", "a ::: postback keitaro"]
)
def test_other_blocks_are_left_alone(text: str) -> None:
    assert convert(text) == markdown.markdown(text)


@pytest.mark.parametrize("between", ["\n", ""])
def test_an_emoji_after_a_block_is_no_option(between: str) -> None:
    html = convert(f"{BLOCK}{between}:smile: That was it.")
    assert ":smile: That was it." in html
    assert URL in read_html(html).code


def test_no_other_extension_changes_a_macro() -> None:
    macro = "{a_b_c--'x'~y~*z*[w]$e$:smile:^u^==v==<b>}"
    link = "https://trk.example/a_b_c?x=1&copy;=2&lt;y=3"
    text = f"::: postback custom\n    :account: acme\n    :click-id-macro: {macro}\n    :campaign-url: {link}\n    :click-id-param: c\n    :grades:\n"
    code = read_html(convert(text, *OTHERS)).code
    assert f"https://www.pbterra.com/name/acme/at?subid_short={macro}" in code
    assert f"{link}&c=##SUB_ID_SHORT(action)##" in code
    assert macro in code


def test_a_missing_account_is_marked() -> None:
    html = convert("::: postback keitaro")
    assert "/name/<mark>NAMEOFADVERTISER</mark>/at?" in html
    assert '<p class="postback-pack-placeholder">Replace <code><mark>' in html
    assert "Warning:" not in html
    assert "mark>" not in convert(BLOCK)


def test_what_is_shown_and_how() -> None:
    plain = convert(BLOCK)
    assert "Grades:" not in plain
    assert "<svg" in plain
    html = convert(
        f"{BLOCK}    :parts: url, watch-out\n    :heading-level: 4\n    :admonitions: mkdocs\n    :grades:\n    :sources:\n"
    )
    page = read_html(html)
    assert URL in page.code
    assert LINK not in page.code
    assert re.findall("<h([1-6])", html) == ["4"]
    assert html.count('<div class="admonition warning">') == html.count('<p class="admonition-title">') == 1
    assert "Grades: click-ID macro" in page.prose
    assert "<svg" not in html
    assert '<a href="https://' in html
    assert "<svg" in convert(f"{BLOCK}    :parts: url\n    :picture: yes\n")
    assert "<svg" not in convert(f"{BLOCK}    :picture: no\n")


def test_options_of_every_block() -> None:
    defaults = {
        "account": "acme",
        "payout": "macro",
        "parts": ["title", "url"],
        "heading-level": 3,
        "http": False,
        "grades": True,
    }
    html = convert("::: postback keitaro", options=defaults)
    assert read_html(html).code[0] == URL
    assert re.findall("<h([1-6])", html) == ["3"]
    assert "Grades:" in html
    own = convert("::: postback keitaro\n    :heading-level: 5\n    :grades: no", options=defaults)
    assert re.findall("<h([1-6])", own) == ["5"]
    assert "Grades:" not in own
    assert read_html(convert("::: postback keitaro", options={**defaults, "http": True})).code[0].startswith("http:")
    [problem] = problems("::: postback keitaro", options={"heading": 3})
    assert "There is no option heading. Did you mean :heading-level:?" in problem
    [problem] = problems("::: postback keitaro", options=["picture"])
    assert "Give the names and values of options." in problem


def test_a_warning_stands_in_the_page() -> None:
    text = "::: postback keitaro\n    :account: acme\n    :payout: 1\n    :currency-code: XX9\n"
    assert "Warning: XX9 is not an ISO 4217 currency code" in read_html(convert(text)).prose


def test_every_option_of_render() -> None:
    assert set(SETUP_OPTIONS) == {option.name for option in (*option_list(), *view_options())}


def test_the_page_of_the_docs_names_every_option() -> None:
    page = (TESTS.parent / "docs" / "embed.md").read_text(encoding="utf-8")
    assert [name for name in (*SETUP_OPTIONS, *TABLE_OPTIONS) if f"`:{name}:`" not in page] == []


def test_the_blocks_of_the_docs_work() -> None:
    page = (TESTS.parent / "docs" / "embed.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```text\n(::: .*?)^```", page, re.MULTILINE | re.DOTALL)
    found = [read_html(convert(block)).code for block in blocks]
    assert "https://www.pbterra.com/name/acme/at?subid_short={external_id}&atpay={revenue}" in found[0]
    assert "https://a.mgid.com/postback?c={externalId}&e=lead&r={payout}" in found[1]
    assert found[2][0] == "https://www.pbterra.com/name/acme/at?subid_short={external_id}"
    assert "{!tscode!}" in found[3]


def _option_names(decorator: Any) -> list[str]:
    import click

    command = click.Command("x", callback=lambda: None)
    decorator(command)
    return [option.removeprefix("--") for parameter in command.params for option in parameter.opts]


def test_the_options_reach_the_setup() -> None:
    text = """::: postback keitaro
    :network: tradewind
    :field: account=acme, key=ABCD1234
    :campaign-url: https://trk.example/a#b
    :with: placement
"""
    code = read_html(convert(text, catalog=str(MADE_UP))).code
    assert "http://in.tradewind.example/acme/event?key=ABCD1234&token={external_id}" in code
    assert "https://trk.example/a?external_id={{ClickToken}}&source={{zone}}#b" in code
    http = "::: postback keitaro\n    :account: acme\n    :http:\n    :click-id-param: sub_id_3\n"
    assert "http://www.pbterra.com/name/acme/at?subid_short={sub_id_3}" in read_html(convert(http)).code


def test_a_block_takes_every_network(catalog: Catalog) -> None:
    text = "".join(f"::: postback keitaro\n    :network: {network.name}\n\n" for network in catalog.networks.values())
    code = read_html(convert(text)).code
    urls = [build_setup(catalog, "keitaro", network=network).postback_url for network in catalog.networks]
    assert [url for url in urls if url not in code] == []


def test_a_table() -> None:
    html = convert("::: postback-table self_hosted")
    assert html == convert("::: postback-table\n    :kind: self_hosted")
    page = read_html(html)
    assert "{!tscode!}" in page.code
    assert "Voluum" not in page.prose
    assert "Voluum" in convert("::: postback-table", *OTHERS)


def test_an_own_catalog(tmp_path: Path) -> None:
    own = TESTS / "catalogs" / "good" / "smallest.yaml"
    for catalog in (str(own), [str(own)], own):
        assert "subid_short={ext}" in convert("::: postback mine", catalog=catalog)
    assert problems("::: postback keitaro", catalog=str(tmp_path / "none.yaml"))[0].startswith(
        "line 1: ::: postback keitaro: There is no file"
    )


def test_a_changed_catalog_is_read_again(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    text = (TESTS / "catalogs" / "good" / "smallest.yaml").read_text(encoding="utf-8")
    own.write_text(text, encoding="utf-8")
    assert "{ext}" in convert("::: postback mine", catalog=str(own))
    own.write_text(text.replace("{ext}", "{new_ext}"), encoding="utf-8")
    assert "{new_ext}" in convert("::: postback mine", catalog=str(own))


@pytest.mark.parametrize(
    ("text", "place", "help"),
    [
        ("::: postback keitarro", 1, "Did you mean keitaro?"),
        ("Text\n\n::: postback keitaro\n    :acount: acme", 4, "There is no option acount. Did you mean :account:?"),
        ("::: postback keitaro\n    :account: acme\n    :payout: 1,5", 3, ":payout: '1,5': Did you mean 1.5?"),
        ("::: postback keitaro\n    :account: acme\n    :network: adstera", 3, "Did you mean adsterra?"),
        ("::: postback keitaro\n    :account: a\n    :account: b", 2, "Give :account: only once"),
        ("::: postback keitaro\n    :account:", 2, ":account: This option has no value"),
        ("::: postback keitaro\n    :http: yes", 2, "takes no value"),
        ("::: postback keitaro\n    :field: acme", 2, "Write NAME=VALUE"),
        ("::: postback keitaro\n    account: acme", 1, "'account: acme' is not an option. Write :name: value"),
        ("::: postback keitaro\n:account: acme", 1, "Indent ':account: acme' by 4 spaces"),
        ("::: postback", 1, "The tracker is missing"),
        ("::: postback-tabel", 1, "Did you mean postback-table?"),
        ("::: postback-table selfhosted", 1, "Did you mean self_hosted?"),
        ("::: postback-table\n    :knd: mmp", 2, "There is no option knd. Did you mean :kind:?"),
        ("::: postback keitaro\n    :parts: url, steps", 2, "There is no such part"),
        ("::: postback keitaro\n    :parts: lnk", 2, "Did you mean link?"),
        ("::: postback keitaro\n    :heading-level: 7", 2, "Give a number from 1 to 5"),
        ("::: postback keitaro\n    :admonitions: github", 2, "For HTML choose none or mkdocs"),
        ("::: postback keitaro\n    :picture: maybe", 2, "Write yes or no"),
        ("::: postback-table mmp\n    :kind: mmp", 2, "Give the kind once"),
        ("::: postback keitaro\n\n    :account: acme", 3, "Put it right under the first line"),
        ("- ::: postback keitaro\n\n    :account: acme", 3, "Put it right under the first line"),
        ("1. One\n\n    ::: postback keitaro\n        :acount: acme", 4, "Did you mean :account:?"),
    ],
)
def test_a_mistake_names_its_line_and_the_nearest_match(text: str, place: int, help: str) -> None:
    [problem] = problems(text)
    assert problem.startswith(f"line {place}: ")
    assert help in problem


@pytest.mark.parametrize(
    ("written", "place"),
    [("---\ntitle: x\n---\n\n::: postback nope\n", "a/bad.md:5"), ("Without it.\n", "a/bad.md"), (None, "a/bad.md")],
)
def test_the_page_is_named_where_the_tool_tells_it(tmp_path: Path, written: str | None, place: str) -> None:
    class Told(Preprocessor):
        page = SimpleNamespace(path="a/bad.md")
        config: ClassVar[dict[str, str]] = {"docs_dir": str(tmp_path)}

        def run(self, lines: list[str]) -> list[str]:
            return lines

    (tmp_path / "a").mkdir()
    if written is not None:
        (tmp_path / "a" / "bad.md").write_text(written, encoding="utf-8")
    md = markdown.Markdown(extensions=["postback_pack"])
    md.preprocessors.register(Told(md), "told", 0)
    with pytest.raises(InputError, match=f"^{place}: ::: postback nope: There is no tracker"):
        md.convert("::: postback nope\n")


def test_all_mistakes_at_once() -> None:
    found = problems("::: postback keitaro\n    :acount: acme\n    :payout: 1,5\n    :campaign-url: nope\n    :http: x")
    assert [problem.partition(":")[0] for problem in found] == ["line 2", "line 5", "line 3", "line 4"]


def test_a_picture_of_the_template_is_left_as_it_is(catalog: Catalog) -> None:
    picture = '<svg xmlns="http://www.w3.org/2000/svg"><title>*a* &amp; b</title><style>a > b {}</style></svg>'
    section = read(f"<section>\n<p>Text</p>\n{picture}\n</section>")
    assert [(child.tag, child.text) for child in section] == [("p", "Text"), ("raw", picture)]
    assert setup_fragment(build_setup(catalog, "keitaro"), View("html")).tag == "section"


def test_importing_the_package_imports_no_docs_tool() -> None:
    import subprocess
    import sys

    code = "import sys, postback_pack.embedding.block_options, postback_pack.embedding.fragment; print({'markdown', 'sphinx', 'docutils'} & set(sys.modules))"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60).stdout
        == "set()\n"
    )
