"""Build the documentation site, with the tool in it: python docs/build.py writes the folder site.

It adds the pages that a checkout does not have: one for each tracker, network and name of the Python API, the guide for contributors
and the changelog. The repository's links come from GITHUB_REPOSITORY, such as owner/name; without it there are none. SITE_ADDRESS is where the site will be,
if that is not the address that GitHub gives the repository's pages.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

import postback_pack
from postback_pack import Catalog, build_setup, load_catalog, render
from postback_pack.catalog.model import KINDS, Network, Tracker
from postback_pack.cli import run
from postback_pack.contribute.output_schema import OUTPUTS, output_schema
from postback_pack.rendering.setup_data import setup_data
from postback_pack.rendering.tracker_data import fact_label, facts_of, list_cells, list_rows
from postback_pack.rendering.tracker_text import fact_value
from postback_pack.rendering.writers import markdown_cell, markdown_fence, write_markdown
from postback_pack.setup.options import DEFAULT_NETWORK
from postback_pack.site.forms import forms
from postback_pack.site.pages import site_pages
from postback_pack.text.markup import Span, markdown_link, spans

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
TOOL = "tool"
"""The folder of the page that makes and checks URLs."""
TRACKERS, NETWORKS = "trackers", "networks"
_KIND_TITLES = {
    "tracker": "Tracker services",
    "self_hosted": "Self-hosted trackers",
    "platform": "Affiliate platforms",
    "mmp": "Mobile measurement",
    "site": "Sites and shops",
}
_NOT_PAGES = ("build.py", "signatures.py", "__pycache__", "site.yml", "theme")
_BRANCH = "main"
_GUIDES = {"CONTRIBUTING.md": "contributing.md", "CHANGELOG.md": "changelog.md", "SECURITY.md": "vulnerabilities.md"}
"""Files beside the docs, and the pages that they make."""
_URLS = r'(<div class="language-(?:text|diff) highlight"><pre><span></span><code>)((?:(?:<span class="g.">)?[-+ ]*https?://[^\n]*\n)+)</code>'
"""Code that has nothing but URLs, in a built page."""
_MORE = dict.fromkeys(
    ["Tracker", "Network"], "\nEvery key of the catalog is an attribute, too: see [Every key](../keys.md).\n"
)
"""What a page of the Python API says in addition to the docstrings."""
_MADE = ("commands.md", "keys.md", "wanted.md", "mistakes.md", "mistakes/*.md")
"""Pages that are made from the code: nobody edits them."""


def main(arguments: list[str] | None = None) -> int:
    """Build the site; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, help="a new or empty folder, in place of the folder site")
    parser.add_argument("--checker", help="the unpacked npm package pyodide, for the page that checks URLs")
    given = parser.parse_args(arguments)
    output: Path = given.output or ROOT / "site"
    if given.output is None:
        shutil.rmtree(output, ignore_errors=True)
    elif output.exists() and (not output.is_dir() or any(output.iterdir())):
        parser.error(f"{output} is not empty. Remove it, or choose another folder.")
    with TemporaryDirectory() as folder:
        status = _build(Path(folder), os.environ.get("GITHUB_REPOSITORY"))
        if status:
            return status
        for page in (Path(folder) / "site").rglob("*.html"):
            page.write_text(_with_breaks(page.read_text("utf-8")), encoding="utf-8")
        shutil.copytree(Path(folder) / "site", output, dirs_exist_ok=True)
    return run(["site", str(output / TOOL), *(["--checker", given.checker] if given.checker else [])])


def _build(folder: Path, repository: str | None) -> int:
    """Write the whole source of the site into a folder, and build it there."""
    catalog = load_catalog()
    shutil.copytree(DOCS, folder / "docs", ignore=shutil.ignore_patterns(*_NOT_PAGES))
    shutil.copytree(DOCS / "theme", folder / "theme")
    for page in (folder / "docs").rglob("*.md"):
        page.write_text(_page(catalog, page.relative_to(folder / "docs"), page.read_text("utf-8")), encoding="utf-8")
    for name, text in _more_pages(catalog, repository).items():
        page = folder / "docs" / name
        page.parent.mkdir(exist_ok=True)
        page.write_text(text, encoding="utf-8")
    for name in OUTPUTS:
        file = folder / "docs" / "schemas" / f"{name}.schema.json"
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(output_schema(name), indent=2) + "\n", encoding="utf-8")
    # JSON is YAML, too.
    settings = json.dumps(_settings(catalog, repository), indent=1)
    (folder / "mkdocs.yml").write_text(settings, encoding="utf-8")
    command = [sys.executable, "-m", "zensical", "build", "--clean", "--strict", "-f", "mkdocs.yml"]
    return subprocess.run(command, cwd=folder).returncode


def _settings(catalog: Catalog, repository: str | None) -> dict[str, Any]:
    """Return the settings in site.yml with what they cannot know."""
    settings: dict[str, Any] = yaml.safe_load((DOCS / "site.yml").read_text("utf-8"))
    settings["extra"] = {"release": postback_pack.__version__}
    settings["copyright"] = f"postback-pack {postback_pack.__version__}, MIT license"
    python = settings["plugins"]["mkdocstrings"]["handlers"]["python"]["options"]
    python["extensions"] = [str(DOCS / "signatures.py")]
    if repository:
        settings["site_url"] = os.environ.get("SITE_ADDRESS") or _pages_address(repository)
        settings["repo_url"] = f"https://github.com/{repository}"
        settings["repo_name"] = repository
        settings["edit_uri"] = f"edit/{_BRANCH}/docs/"
    sections = {name: pages for item in settings["nav"] for name, pages in item.items() if isinstance(pages, list)}
    for kind, title in _KIND_TITLES.items():
        entries = [tracker for tracker in catalog.trackers.values() if tracker.kind == kind]
        sections["Trackers"].append({title: [{one.name: _path(one)} for one in _by_name(entries)]})
    sections["Common mistakes"] += [{_title(page): f"mistakes/{page.name}"} for page in _in_order(DOCS / "mistakes.md")]
    sections["Networks"] += [{one.name: _path(one)} for one in _by_name(catalog.networks.values())]
    reference = {name: pages for item in sections["Reference"] for name, pages in item.items()}
    reference["Python API"] += [
        {name: f"api/{name}.md"} for name in sorted(postback_pack.__all__, key=_functions_first)
    ]
    return settings


def _pages_address(repository: str) -> str:
    """Return where GitHub publishes the pages of a repository."""
    owner, _, name = repository.lower().partition("/")
    host = f"https://{owner}.github.io/"
    return host if host == f"https://{name}/" else f"{host}{name}/"


def _page(catalog: Catalog, name: Path, text: str) -> str:
    """Return a page of the docs with links to the pages that only the site has."""
    up = "../" * (len(name.parts) - 1)
    for file, guide in _GUIDES.items():
        text = text.replace(f"]({up}../{file}", f"]({up}{guide}")
    if str(name) == "trackers.md":
        rows = {row["id"]: row for row in list_rows(catalog.trackers.values())}
        for kind in KINDS:
            table = "\n".join(_table(one for one in rows.values() if one["kind"] == kind))
            text = text.replace(f"\n::: postback-table {kind}\n", f"\n{table}\n")
    if str(name) == "networks.md":
        for network in catalog.networks.values():
            cell = f"| {_plain(network.name)} |"
            text = text.replace(cell, f"| [{_plain(network.name)}]({_path(network)}) |")
        text = _with_head(text, {"hide": ["toc"]})
    if str(name) == "python.md":
        for one in postback_pack.__all__:
            text = re.sub(rf"^(\|.*)`{one}`", rf"\1[`{one}`](api/{one}.md)", text, flags=re.MULTILINE)
    if any(name.match(made) for made in _MADE):
        text = _with_head(text, {"source": ""})
    return text


def _more_pages(catalog: Catalog, repository: str | None) -> dict[str, str]:
    pages = {_path(one): "\n".join(_tracker_page(catalog, one, repository)) + "\n" for one in catalog.trackers.values()}
    made = site_pages(catalog, "md", network=DEFAULT_NETWORK)
    for network in catalog.networks.values():
        _, _, text = made[f"{NETWORKS}/{network.id}.md"].split("---\n", 2)
        body = f"# {_plain(network.name)}\n\n{_tool_button(f'network={network.id}', 'Make a URL for this network')}\n{text}"
        body += f"\n{_report_link(repository, 'network', network.id)}\n"
        pages[_path(network)] = _with_head(body, {"source": f"templates/networks/{network.id}/network.yaml"})
    for file, guide in _GUIDES.items():
        text = (ROOT / file).read_text("utf-8").replace("](docs/", "](")
        for other, page in _GUIDES.items():
            text = text.replace(f"]({other}", f"]({page}")
        pages[guide] = _with_head(text, {"source": file})
    return pages | {f"api/{name}.md": _api_page(name) for name in postback_pack.__all__}


def _api_page(name: str) -> str:
    """Return the page of a public name: its docstring, and those of what it has."""
    return _with_head(f"::: postback_pack.{name}\n{_MORE.get(name, '')}", {"source": ""})


def _tracker_page(catalog: Catalog, tracker: Tracker, repository: str | None) -> Iterator[str]:
    found = [*forms(catalog, tracker.id, DEFAULT_NETWORK)]
    setup = found[0].setup if found else build_setup(catalog, tracker.id)
    yield from ("---", "source: trackers.yaml", "---", "")
    yield f"# {_plain(tracker.name)}\n"
    yield _tool_button(f"network={DEFAULT_NETWORK}&amp;tracker={tracker.id}", "Make this URL for your account")
    yield f"\nOr in a terminal: `postback-pack render {tracker.id}`, with `--network` for [another network](../networks.md).\n"
    yield render(setup, "md", picture=True, admonitions="mkdocs")
    others = [form for form in found[1:] if form.setup.postback_url]
    if others:
        yield "\n### Other forms of the URL"
    for form in others:
        yield f"\n{form.label}\n\n{markdown_fence(form.setup.postback_url or '')}"
    yield from _how_we_know(tracker, setup_data(setup, write_markdown, True)["sources"])
    yield f"\n{_report_link(repository, 'tracker', tracker.id)}"


def _how_we_know(tracker: Tracker, sources: list[dict[str, Any]]) -> Iterator[str]:
    """Return each fact about the tracker with its grade and the numbers of its sources, and the list of them."""
    yield "\n## How we know\n"
    rows = [*_fact_rows(tracker, sources)]
    if rows:
        yield from ("| fact | value | grade | sources |", "|---|---|---|---|", *rows, "")
    yield f'??? note "Sources ({len(sources)})"\n'
    for number, source in enumerate(sources, 1):
        place = markdown_link(source["url"]) if source["url"] else source["seen"]
        about = _plain(", ".join(source["supports"]))
        yield f"    {number}. {place} ({source['by']}, read {source['read']}): {about}"


def _fact_rows(tracker: Tracker, sources: list[dict[str, Any]]) -> Iterator[str]:
    numbers = {source["url"] or source["seen"]: number for number, source in enumerate(sources, 1)}
    for row in facts_of(tracker):
        cited: dict[str, str] = {}
        for item in (tracker.evidence[number - 1] for number in row["sources"]):
            number = str(numbers[item.url or write_markdown(spans(item.source, {}))])
            cited[number] = markdown_link(item.url, number) if item.url else number
        words = fact_value(row)
        value = markdown_cell(words) if words == row["value"] else words
        yield f"| {_plain(fact_label(row['fact']))} | {value} | {row['grade']} | {', '.join(cited.values())} |"


def _report_link(repository: str | None, form: str, title: str) -> str:
    """Return the last line of a page about a tracker or a network: ``form`` is the name of its issue form."""
    issue = f"https://github.com/{repository}/issues/new?template={form}.yml&title={title}"
    report = issue if repository else "../contributing.md"
    return f"[How facts are graded](../facts.md). [Report a mistake on this page]({report})."


def _table(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    yield "| name | id | click-ID macro | grade | payout macro |"
    yield "|---|---|---|---|---|"
    for row in rows:
        cells = list_cells(row)
        click_id = markdown_cell(row["click_id_macro"]) if row["click_id_macro"] else cells["click_id_macro"]
        payout = markdown_cell(row["payout_macro"]) if row["payout_macro"] else ""
        name = f"[{_plain(row['name'])}]({TRACKERS}/{row['id']}.md)"
        yield f"| {name} | {markdown_cell(row['id'])} | {click_id} | {cells['grade']} | {payout} |"


def _tool_button(chosen: str, label: str) -> str:
    return f'<a class="md-button md-button--primary" href="../../{TOOL}/index.html#{chosen}">{label}</a>'


def _with_breaks(html: str) -> str:
    """Let the long URLs in code break between their parts, never inside a macro, as the tool does."""

    def broken(code: re.Match[str]) -> str:
        lines = re.sub(r"(?<=[^/:<])(?=/[\w.-])|(?=[?](?=\w))|(?=&amp;(?!#))", "<wbr>", code[2])
        return f"{code[1].replace(' highlight', ' highlight urls')}{lines}</code>"

    return re.sub(_URLS, broken, html, flags=re.DOTALL)


def _in_order(page: Path) -> list[Path]:
    """Return the pages in the folder of a page, in the order in which it links to them."""
    found = re.findall(rf"\]\(({page.stem}/[\w-]+\.md)", page.read_text("utf-8"))
    return [page.parent / name for name in dict.fromkeys(found)]


def _title(page: Path) -> str:
    return page.read_text("utf-8").partition("\n")[0].removeprefix("# ")


def _functions_first(name: str) -> tuple[bool, str]:
    return not name[0].islower(), name


def _with_head(text: str, values: dict[str, Any]) -> str:
    return f"---\n{yaml.safe_dump(values)}---\n\n{text}"


def _by_name(entries: Iterable[Any]) -> list[Any]:
    return sorted(entries, key=lambda entry: entry.name.casefold())


def _path(entry: Tracker | Network) -> str:
    return f"{TRACKERS if isinstance(entry, Tracker) else NETWORKS}/{entry.id}.md"


def _plain(text: str) -> str:
    return write_markdown((Span("plain", text),))


if __name__ == "__main__":
    sys.exit(main())
