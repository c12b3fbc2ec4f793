"""What `render` and `site` show of a setup, and how: parts, headings, pictures, notes and grades."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import markdown
import pytest

from postback_pack import Catalog, InputError, build_setup, render
from postback_pack.rendering.view import PARTS, View, view_options
from postback_pack.site.writing import write_site
from tests.conftest import Result
from tests.test_formats import read_html, read_rst

Cli = Callable[..., Result]
HEADINGS = {
    "tracker-steps": "In Keitaro",
    "network-steps": "In Adsterra",
    "verify": "Check that",
    "watch-out": "Watch out",
}
URL = "https://www.pbterra.com/name/NAMEOFADVERTISER/at?subid_short={external_id}&atpay={revenue}"
LINK = "https://YOUR-DOMAIN/CAMPAIGN?external_id=##SUB_ID_SHORT(action)##"


def shown(catalog: Catalog, tracker: str = "keitaro", format: str = "md", **view: Any) -> str:
    return render(build_setup(catalog, tracker, payout="macro"), format, **view)


@pytest.mark.parametrize("format", ["md", "html", "rst"])
@pytest.mark.parametrize("part", PARTS)
def test_a_part_alone(catalog: Catalog, part: str, format: str) -> None:
    text = shown(catalog, format=format, parts=part)
    assert [name for name, words in HEADINGS.items() if words in text] == ([part] if part in HEADINGS else [])
    assert ("NAMEOFADVERTISER" in text) == (part == "url")
    assert ("Tracking link for" in text) == (part == "link")
    assert ("Simple Postback with payout variable" in text) == (part == "title")
    assert ("takes a postback URL, not code" in text) == (part == "code")
    assert "Grades:" not in text
    assert "<svg" not in text
    assert "\n\n\n" not in text
    assert text == text.strip()


def test_parts_come_in_the_order_of_the_page(catalog: Catalog) -> None:
    text = shown(catalog, parts=["watch-out", "link", "url"])
    assert text == shown(catalog, parts="url link,watch-out")
    assert text.index(URL) < text.index(LINK) < text.index("## Watch out")


@pytest.mark.parametrize("format", ["md", "html", "rst"])
def test_all_parts_are_the_whole(catalog: Catalog, format: str) -> None:
    for tracker in ("keitaro", "shopify", "n8n", "branch", "hyros", "custom"):
        whole = shown(catalog, tracker, format, picture=False) if format != "rst" else shown(catalog, tracker, format)
        parts = [
            part for part in PARTS if part != "code" or "code" not in build_setup(catalog, tracker, payout="macro").gaps
        ]
        assert shown(catalog, tracker, format, parts=parts, grades=True) == whole
        assert "\n\n\n\n" not in whole


def test_the_level_of_headings(catalog: Catalog) -> None:
    assert re.findall("^#+", shown(catalog), re.MULTILINE) == ["##", *["###"] * 4]
    assert re.findall("^#+", shown(catalog, heading_level=5), re.MULTILINE) == ["#####", *["######"] * 4]
    assert re.findall("^#+", shown(catalog, heading_level="1", parts="verify"), re.MULTILINE) == ["#"]
    assert re.findall("<h(.)>", shown(catalog, format="html", heading_level=4, sources=True)) == ["4", *"55555"]
    assert {line[0] for line in re.findall(r"^(?:(\W)\1{3,})$", shown(catalog, format="rst", heading_level=4), re.MULTILINE)} == {"~", "^"}  # fmt: skip


def test_pictures(catalog: Catalog) -> None:
    has_picture = {
        format: [
            "<svg" in shown(catalog, format=format),
            "<svg" in shown(catalog, format=format, picture=True, parts="url"),
            "<svg" in shown(catalog, format=format, picture=False),
        ]
        for format in ("md", "html")
    }
    assert has_picture == {"md": [False, True, False], "html": [True, True, False]}


def test_notes_of_each_tool(catalog: Catalog) -> None:
    boxes = {
        "mkdocs": ['!!! info "Replace the placeholder"', '!!! warning "Watch out"'],
        "docusaurus": [":::info[Replace the placeholder]", ":::warning[Watch out]"],
        "github": ["> [!IMPORTANT]", "> [!WARNING]"],
    }
    for tool, begun in boxes.items():
        text = shown(catalog, admonitions=tool)
        assert [line for line in text.splitlines() if line in begun] == begun
        assert "### Watch out" not in text
    page = markdown.markdown(shown(catalog, admonitions="mkdocs"), extensions=["admonition", "fenced_code"])
    assert page.count('<div class="admonition ') == 2
    assert {URL + "\n", LINK + "\n"} < {*read_html(page).code}
    assert re.findall(r'class="admonition (\w+)', shown(catalog, format="html", admonitions="mkdocs")) == [
        "info",
        "warning",
    ]
    code = shown(catalog, "shopify", admonitions="github")
    assert code.index("```text") < code.rindex("> [!IMPORTANT]")


def test_grades(catalog: Catalog) -> None:
    for format in ("md", "html", "rst"):
        assert "Grades:" in shown(catalog, format=format)
        assert "Grades:" not in shown(catalog, format=format, grades=False)
        assert "Grades:" in shown(catalog, format=format, grades=True, parts="url")


def test_a_document_is_read_back(catalog: Catalog) -> None:
    assert read_rst(shown(catalog, format="rst", parts="title,url,link", heading_level=3))[0] == URL


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--parts", "urls", "--heading-level", "0"), ["--parts 'urls'", "--heading-level '0'"]),
        (("--admonitions", "docusarus"), ["Did you mean docusaurus?"]),
        (("--parts", ""), ["There is no such part."]),
        (("--format", "html", "--admonitions", "github"), ["For HTML choose none or mkdocs."]),
        (("--format", "text", "--picture"), ["--picture: This is only for the formats md and html."]),
        (("--format", "rst", "--admonitions", "mkdocs"), ["--admonitions: This is only for the formats md and html."]),
        (("--format", "url", "--parts", "url", "--payout", "1,5"), ["--parts: This is only", "--payout '1,5'"]),
        (("--format", "json", "--no-grades"), ["--grades: This is only for the formats md, html and rst."]),
    ],
)
def test_mistakes(cli: Cli, options: tuple[str, ...], said: list[str]) -> None:
    given = options if "--format" in options else (*options, "--format", "md")
    result = cli("render", "keitaro", *given)
    assert (result.status, result.out) == (2, "")
    assert len(result.problems) == len(said)
    assert all(words in line for words, line in zip(said, result.problems, strict=True))


def test_on_the_command_line(cli: Cli) -> None:
    result = cli(
        "render", "keitaro", "--account", "acme", "--format", "md", "--parts", "url,link", "--picture", "--grades"
    )
    assert result.out.count("```text") == 2
    assert "<svg" in result.out
    assert "Grades:" in result.out
    assert cli("render", "keitaro", "--account", "acme", "--heading-level", "2").status == 0


def test_the_arguments_of_render_are_the_options(catalog: Catalog) -> None:
    assert [option.argument for option in view_options()] == [name for name in vars(View()) if name != "format"]
    with pytest.raises(TypeError, match="colour"):
        render(build_setup(catalog, "keitaro"), "md", colour=True)  # type: ignore[call-arg]
    with pytest.raises(InputError, match="admonitions='x'"):
        shown(catalog, admonitions="x")


def test_a_site_of_markdown(cli: Cli, tmp_path: Path) -> None:
    asked = ("--format", "md", "--layout", "hugo", "--admonitions", "github", "--picture", "--parts", "url,watch-out")
    assert cli("site", str(tmp_path), *asked).status == 0
    assert not (tmp_path / "index.md").exists()
    index = (tmp_path / "_index.md").read_text(encoding="utf-8")
    assert "](keitaro/)" in index
    assert "](networks/mgid/)" in index
    page = (tmp_path / "keitaro.md").read_text(encoding="utf-8")
    assert "> [!WARNING]" in page
    assert "<svg" in page
    assert "### In Keitaro" not in page
    assert "_index.md" in write_site(tmp_path, {"index.md": "# Start\n"}).removed


def test_mistakes_of_a_site(cli: Cli, tmp_path: Path) -> None:
    result = cli("site", str(tmp_path / "site"), "--layout", "hugo", "--no-picture", "--raw-guard", "jekyll")
    assert (result.status, result.out) == (2, "")
    assert [line.partition(":")[2].split(":")[0] for line in result.problems] == [
        " --picture",
        " --raw-guard",
        " --layout",
    ]
    result = cli("site", str(tmp_path / "site"), "--format", "md", "--admonitions", "x", "--parts", "y")
    assert len(result.problems) == 2
    assert not (tmp_path / "site").exists()
