"""Nothing of a catalog runs in a snippet: names that are meant to end the string or comment that they are in."""

from __future__ import annotations

import itertools
import json
import shutil
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from postback_pack import Catalog, build_setup, load_catalog, render
from postback_pack.setup import quoting
from tests.conftest import TESTS
from tests.snippet_runs import needs, output_of, write_program

HOSTILE = TESTS / "catalogs" / "hostile"
CATALOG = load_catalog(HOSTILE)
NETWORKS = {
    folder.name: CATALOG.networks[folder.name].name for folder in (HOSTILE / "templates" / "networks").iterdir()
}
SIGNS = ["\\", "'", '"', "`", "$", "{", "}", "<", ">", "*", "/", "?", "-", "!", "#", "%", "u", "N", "x", "1", "\n", "\r", "\u2028", "é", "😀"]  # fmt: skip
TEXTS = [
    "".join(signs) for length in (1, 2, 3) for signs in itertools.product(SIGNS, repeat=length)
] + list(NETWORKS.values())  # fmt: skip


JAVA_PRINTS = """public class Call { public static void main(String[] given) {
    for (String text : new String[] {TEXTS}) { text.chars().forEach(unit -> System.out.print(unit + " ")); System.out.println(); }
} }"""
"""Prints each text as the numbers of its UTF-16 units."""


def units_in(printed: str) -> list[str]:
    lines = printed.splitlines()
    return [b"".join(int(unit).to_bytes(2, "little") for unit in line.split()).decode("utf-16-le") for line in lines]


def code(tracker: str, network: str) -> str:
    return render(build_setup(CATALOG, tracker, network=network, payout="macro"), "code")


def test_the_catalog_is_there() -> None:
    assert len(NETWORKS) == 10


@pytest.mark.parametrize("tracker", ["php", "woocommerce", "contact_form_7", "opencart"])
def test_nothing_runs_in_php(tracker: str, tmp_path: Path) -> None:
    for network in NETWORKS:
        (tmp_path / f"{network}.php").write_text(code(tracker, network))
    shutil.copy(Path(__file__).parent / "wordpress_stand_in.php", tmp_path / "stand_in.php")
    program = "<?php class Controller { } require 'stand_in.php'; $names = []; foreach (%s as $id) { require \"$id.php\"; $names[$id] = constant(strtoupper($id) . '_NETWORK'); } echo json_encode($names);"
    (tmp_path / "program.php").write_text(program % json.dumps([*NETWORKS]))
    assert json.loads(output_of([needs("php"), "program.php"], tmp_path)) == NETWORKS
    assert not (tmp_path / "harm").exists()


@pytest.mark.parametrize("id", ["parse", "site", "home", "admin", "rest"])
@pytest.mark.parametrize("tracker", ["php", "woocommerce", "contact_form_7", "opencart"])
def test_no_function_has_the_name_of_one_of_php_or_wordpress(tracker: str, id: str, tmp_path: Path) -> None:
    named = Catalog(CATALOG.trackers, {id: replace(CATALOG.networks["single"], id=id)})
    text = render(build_setup(named, tracker, network=id, payout="macro"), "code")
    # PHP has parse_url; WordPress has site_url, home_url, admin_url and rest_url.
    assert f"function {id}_url(" not in text
    (tmp_path / "program.php").write_text(text)
    assert "No syntax errors" in output_of([needs("php"), "-l", "program.php"], tmp_path)


def test_nothing_runs_in_python(tmp_path: Path) -> None:
    for network in NETWORKS:
        (tmp_path / f"{network}_code.py").write_text(code("python", network))
    program = (
        "import json, importlib\nprint(json.dumps({id: importlib.import_module(id + '_code').NETWORK for id in %s}))"
    )
    (tmp_path / "program.py").write_text(program % [*NETWORKS])
    assert json.loads(output_of([needs("py"), "-W", "error", "program.py"], tmp_path)) == NETWORKS


def test_nothing_runs_in_ruby(tmp_path: Path) -> None:
    for network in NETWORKS:
        (tmp_path / f"{network}.rb").write_text(code("ruby", network))
    program = "require 'json'\nputs JSON.generate(%s.to_h { |id| require_relative id; [id, Object.const_get(\"#{id.upcase}Postback\")::NETWORK] })"
    (tmp_path / "program.rb").write_text(program % json.dumps([*NETWORKS]))
    assert json.loads(output_of([needs("rb"), "-w", "program.rb"], tmp_path)) == NETWORKS
    assert not (tmp_path / "harm").exists()


@pytest.mark.compiled
@pytest.mark.parametrize("network", NETWORKS)
def test_nothing_runs_in_go(network: str, tmp_path: Path) -> None:
    program = 'package main\nimport ("encoding/json"; "os"; "example/postback")\nfunc main() { json.NewEncoder(os.Stdout).Encode(postback.Network) }'
    text = code("go", network).replace("\tnetwork ", "\tNetwork ").replace("network,", "Network,")
    needs("go")
    assert json.loads(output_of(write_program("go", tmp_path, text, program), tmp_path)) == NETWORKS[network]


@pytest.mark.compiled
@pytest.mark.parametrize("network", NETWORKS)
def test_nothing_runs_in_java(network: str, tmp_path: Path) -> None:
    text = code("java", network).replace("private static final String NETWORK", "static final String NETWORK")
    needs("java")
    command = write_program("java", tmp_path, text, JAVA_PRINTS.replace("TEXTS", "Postback.NETWORK"))
    assert units_in(output_of(command, tmp_path)) == [NETWORKS[network]]


@pytest.mark.parametrize("tracker", ["node", "stripe", "paddle", "cloudflare_workers", "segment", "shopify", "gtm_web"])
def test_nothing_runs_in_javascript(tracker: str, tmp_path: Path) -> None:
    for name in ("stripe", "@paddle/paddle-node-sdk"):
        package = tmp_path / "node_modules" / name
        package.mkdir(parents=True)
        (package / "package.json").write_text(json.dumps({"name": name, "type": "module", "exports": "./index.js"}))
        (package / "index.js").write_text("export default class { }\nexport class Paddle { }")
    around = "globalThis.location = { search: '' }; globalThis.document = { cookie: '' }; globalThis.analytics = { subscribe() {} };"
    for network in NETWORKS:
        text = code(tracker, network)
        (tmp_path / f"{network}.mjs").write_text("\n".join(Page(text).scripts) if tracker == "gtm_web" else text)
    program = f"{around} let all = []; for (const id of {json.dumps([*NETWORKS])}) {{ await import(`./${{id}}.mjs`); all.push(id); }} console.log(all.length); process.exit();"
    (tmp_path / "program.mjs").write_text(program)
    # Each endpoint listens: 0 lets the system choose a free port.
    assert output_of([needs("mjs"), "program.mjs"], tmp_path, PORT="0", STRIPE_SECRET_KEY="x") == str(len(NETWORKS))


class Page(HTMLParser):
    """What a browser finds in a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.scripts: list[str] = []
        self.comments = 0
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_comment(self, data: str) -> None:
        self.comments += 1

    def handle_data(self, data: str) -> None:
        if self.cdata_elem:
            self.scripts.append(data)
        else:
            assert not data.strip()


@pytest.mark.parametrize("network", NETWORKS)
def test_the_tags_hold_two_scripts_and_no_variable_but_ours(network: str) -> None:
    text = code("gtm_web", network)
    page = Page(text)
    assert (page.tags, page.comments) == (["script", "script"], 3)
    assert text.replace("{{Order ID}}", "").count("{{") == 0


def test_strings_of_php_mean_the_text(tmp_path: Path) -> None:
    lines = ",\n".join(map(quoting.php_string, TEXTS))
    (tmp_path / "program.php").write_text(f"<?php echo json_encode([{lines}]);", encoding="utf-8", newline="")
    assert json.loads(output_of([needs("php"), "program.php"], tmp_path)) == TEXTS


def test_strings_of_javascript_mean_the_text(tmp_path: Path) -> None:
    strings = [quoting.script_string(text) for text in TEXTS]
    assert not any(sign in "".join(strings) for sign in "<>{}")
    (tmp_path / "program.mjs").write_text(f"console.log(JSON.stringify([{','.join(strings)}]))", encoding="utf-8")
    assert json.loads(output_of([needs("mjs"), "program.mjs"], tmp_path)) == TEXTS


def test_strings_of_python_mean_the_text(tmp_path: Path) -> None:
    lines = ",\n".join(map(quoting.python_string, TEXTS))
    (tmp_path / "program.py").write_text(f"import json\nprint(json.dumps([{lines}]))", encoding="utf-8")
    assert json.loads(output_of([needs("py"), "-W", "error", "program.py"], tmp_path)) == TEXTS


def test_strings_of_ruby_mean_the_text(tmp_path: Path) -> None:
    lines = ",\n".join(map(quoting.ruby_string, TEXTS))
    (tmp_path / "program.rb").write_text(f"require 'json'\nputs JSON.generate([{lines}])", encoding="utf-8")
    assert json.loads(output_of([needs("rb"), "-w", "program.rb"], tmp_path)) == TEXTS


@pytest.mark.compiled
def test_strings_of_go_mean_the_text(tmp_path: Path) -> None:
    needs("go")
    lines = ",\n".join(map(quoting.go_string, TEXTS))
    program = f'package main\nimport ("encoding/json"; "os"; _ "example/postback")\nfunc main() {{ json.NewEncoder(os.Stdout).Encode([]string{{{lines},\n}}) }}'
    assert json.loads(output_of(write_program("go", tmp_path, "package postback", program), tmp_path)) == TEXTS


@pytest.mark.compiled
def test_strings_of_java_mean_the_text(tmp_path: Path) -> None:
    needs("java")
    some = TEXTS[:: len(TEXTS) // 2000] + list(NETWORKS.values())  # Java limits how long a method is
    program = JAVA_PRINTS.replace("TEXTS", ",\n".join(map(quoting.java_string, some)))
    assert units_in(output_of(write_program("java", tmp_path, "class Postback { }", program), tmp_path)) == some


def test_comments_of_ruby_end_where_they_end(tmp_path: Path) -> None:
    comments = "\n".join(f"  # for {quoting.go_comment(text)}: x" for text in TEXTS)
    (tmp_path / "program.rb").write_text(f"# frozen_string_literal: true\n{comments}\nputs 'end'", encoding="utf-8")
    assert output_of([needs("rb"), "-w", "program.rb"], tmp_path) == "end"


@pytest.mark.compiled
def test_comments_of_go_end_where_they_end(tmp_path: Path) -> None:
    needs("go")
    comments = "\n".join(f"// for {quoting.go_comment(text)}: x" for text in TEXTS)
    program = f'package main\nimport _ "example/postback"\n{comments}\nfunc main() {{ print("end") }}'
    output_of(write_program("go", tmp_path, "package postback", program), tmp_path)


@pytest.mark.compiled
def test_comments_of_java_end_where_they_end(tmp_path: Path) -> None:
    needs("java")
    comments = [quoting.java_comment(text) for text in TEXTS]
    block = "\n".join(f"/* for {comment}, x */" for comment in comments)
    line = "\n".join(f"// for {comment}: x" for comment in comments)
    program = f'{block}\n{line}\npublic class Call {{ public static void main(String[] given) {{ System.out.print("end"); }} }}'
    assert output_of(write_program("java", tmp_path, "class Postback { }", program), tmp_path) == "end"


def test_comments_of_php_end_where_they_end(tmp_path: Path) -> None:
    comments = [quoting.php_comment(text) for text in TEXTS]
    block = "\n".join(f"/* for {comment}, x */" for comment in comments)
    line = "\n".join(f"// for {comment}: x" for comment in comments)
    (tmp_path / "program.php").write_text(f"<?php {block}\n{line}\necho 'end';", encoding="utf-8")
    assert output_of([needs("php"), "program.php"], tmp_path) == "end"


def test_comments_of_javascript_end_where_they_end(tmp_path: Path) -> None:
    comments = [quoting.script_comment(text) for text in TEXTS]
    block = "\n".join(f"/* for {comment}, x */" for comment in comments)
    line = "\n".join(f"// for {comment}: x" for comment in comments)
    (tmp_path / "program.mjs").write_text(f"{block}\n{line}\nconsole.log('end')", encoding="utf-8")
    assert output_of([needs("mjs"), "program.mjs"], tmp_path) == "end"


def test_comments_of_python_end_where_they_end(tmp_path: Path) -> None:
    comments = [quoting.python_comment(text) for text in TEXTS]
    block = "\n".join(f'"""For {comment}, x."""' for comment in comments)
    line = "\n".join(f"# for {comment}: x" for comment in comments)
    (tmp_path / "program.py").write_text(f"{block}\n{line}\nprint('end')", encoding="utf-8")
    assert output_of([needs("py"), "-W", "error", "program.py"], tmp_path) == "end"


def test_comments_of_a_page_end_where_they_end() -> None:
    comments = [quoting.page_comment(text) for text in TEXTS]
    page = Page("\n".join(f"<!-- for {comment}, x -->" for comment in comments))
    assert (page.tags, page.comments) == ([], len(TEXTS))
    assert not any(mark in comment for comment in comments for mark in ("--", "{{"))
