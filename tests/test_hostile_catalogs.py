"""Catalogs from somebody who means harm: each ends within seconds in an error with a place, by either reader of YAML."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from postback_pack import CatalogError, build_setup
from postback_pack.catalog import yaml_reader as strict_yaml
from postback_pack.catalog.limits import LONGEST_LINE, MOST_BYTES, MOST_ENTRIES, MOST_MISTAKES, MOST_NETWORKS
from postback_pack.catalog.read_trackers import read_trackers
from postback_pack.errors import Mistake
from postback_pack.paths import data_folder
from postback_pack.text.characters import hidden_character
from tests.conftest import MADE_UP, Result, load_whole, mostly_long
from tests.test_broken_catalogs import RIGHT

SECONDS = 60
"""A machine under load is slow; what these tests are about takes hours, or all memory."""
Cli = Callable[..., Result]
ALIASES = "- &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"- &{chr(98 + i)} [{', '.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(9)
)
BOMBS = {
    "aliases": (ALIASES, "cannot start with &"),
    "merge keys": (RIGHT + "  <<: *x\n", "cannot start with *"),
    "a tag that runs a program": (RIGHT + '  aliases: !!python/object/apply:os.system ["exit 1"]\n', "cannot start with !"),
    "a tag of its own": ("%TAG ! tag:x.example,2000:\n---\n" + RIGHT, "The file is not a list of entries"),
    "lists in lists": ("- " + "[" * 9000 + "\n", "nested more than"),
    "lists in lists, by dashes": ("- " * 4500 + "\n", "nested more than"),
    "mappings in mappings": ("- " + "{a: " * 2400 + "\n", "nested more than"),
    "keys that are lists": ("- ? " + "? " * 4000 + "\n", "nested more than"),
    "values": ("- id:\n" + "  - [[],[],[],[]]\n" * 4000, "more than 15,000 values"),
    "entries": ("- a\n" * (MOST_ENTRIES + 1), f"more than {MOST_ENTRIES:,} entries"),
    "NUL": ("- id: a\n" + "\0" * 9000 + "\n", f"more than {MOST_MISTAKES:,} mistakes"),
    "NUL on many lines": ("- id: a\n" + "\0\n" * 1_900_000, f"more than {MOST_MISTAKES:,} mistakes"),
    "tabs": ("- id: a\n" + "\t\n" * 1_900_000, f"more than {MOST_MISTAKES:,} mistakes"),
    "a long line": (RIGHT + f'  aliases: ["{"a" * LONGEST_LINE}"]\n', f"more than {LONGEST_LINE:,} characters"),
    "a long value": (RIGHT + '  aliases: ["' + "a\n    " * 100_000 + '"]\n', None),
    "a long plain value": (RIGHT + "  aliases: [" + "a\n    " * 100_000 + "]\n", None),
    "brackets and commas": ("- id: x\n  y: " + "{, " * 3000 + "\n", "cannot be read here"),
    "commas and signs": (("- id: x\n  y: " + "[ , #" * 1900 + "\n") * 9, "as a comment"),
    "quotes": ("- id: x\n" + "  y: '\"\n" * 400_000, "cannot be read here"),
    "unknown keys": (RIGHT + "".join(f"  steqs{i}: x\n" for i in range(5000)), f"more than {MOST_MISTAKES:,} mistakes"),
    "long unknown keys": (RIGHT + "".join(f"  {'steps' * 20}{i}: x\n" for i in range(999)), "There is no key"),
    "a key many times": (RIGHT + "  name: x\n" * 50_000, f"more than {MOST_MISTAKES:,} mistakes"),
    "documents": ("- a\n---\n" * 4000, f"more than {MOST_MISTAKES:,} mistakes"),
    "big numbers": (RIGHT + f"  aliases: [{'9' * 9000}]\n", None),
    "comments": (RIGHT + "#" * 9000 + "\n" + "#\n" * 300_000, None),
    "marks in a text": (RIGHT.replace("Paste it.", "**a*" * 2000), None),
    "names in a text": (RIGHT.replace("Paste it.", "<a" * 4000), None),
    "lines that nobody sees": (RIGHT.replace('["Paste it."]', '\u2028\x85\u2029["Paste it."]'), "cannot have the character U+2028"),
    "backticks in a text": (RIGHT.replace("Paste it.", "` `` " * 1500), None),
    "a long macro": (RIGHT.replace("{ext}", "{" * 4000 + "}" * 4000), None),
}  # fmt: skip
LARGE = ("values", "a key many times", "a long value", "a long plain value", "unknown keys", "comments", "NUL on many lines", "tabs", "quotes")  # fmt: skip
"""What the pure reader takes a second for."""


def mistakes_in(path: Path) -> tuple[Mistake, ...]:
    """Load it within the time; return the mistakes, each with a place and a text that acts on nothing."""
    started = time.perf_counter()
    mistakes: tuple[Mistake, ...] = ()
    try:
        catalog = load_whole(path)
    except CatalogError as error:
        mistakes = error.mistakes
        assert not any(hidden_character(line) for line in str(error).split("\n"))
        assert max(len(line) for line in str(error).split("\n")) < 2000
    else:
        build_setup(catalog, "mine" if "mine" in catalog.trackers else "keitaro", account="acme")
    assert time.perf_counter() - started < SECONDS
    for mistake in mistakes:
        assert mistake.place.line > 0
        assert mistake.place.column > 0
        assert mistake.message
        assert mistake.fix
    return mistakes


@pytest.fixture(params=["C", "pure"])
def reader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "pure":
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    elif not hasattr(yaml, "CSafeLoader"):
        pytest.skip("PyYAML was built without libyaml")
    return str(request.param)


@pytest.mark.parametrize(
    ("reader", "bomb"),
    [
        pytest.param(reader, bomb, marks=[pytest.mark.long] if reader == "pure" else [])
        for reader in ("C", "pure")
        for bomb in BOMBS
    ],
    indirect=["reader"],
)
def test_a_bomb_is_an_error(tmp_path: Path, reader: str, bomb: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if bomb == "values":
        # The shipped catalog has ten thousand; the pure reader takes seconds for as many as there may be.
        monkeypatch.setattr(strict_yaml, "MOST_VALUES", 15_000)
    text, message = BOMBS[bomb]
    file = tmp_path / "mine.yaml"
    file.write_text(text, encoding="utf-8")
    messages = [mistake.message for mistake in mistakes_in(file)]
    assert len(messages) <= MOST_MISTAKES + 1
    assert message is None or any(message in told for told in messages), messages[-3:]


def test_a_bomb_ends_the_command_line_with_2(tmp_path: Path, cli: Cli) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(ALIASES, encoding="utf-8")
    for command in (["list"], ["render", "keitaro"], ["check", "x"], ["show", "keitaro"], ["sources"]):
        result = cli(*command, "-C", str(file))
        assert result.status == 2
        assert result.problems[0].startswith(f"Error: {file}:1:3: ")
    assert cli("lint", str(file)).status == 1


def read_by(loader: object, text: str) -> tuple[object, object]:
    """Return what a reader makes of a text: objects, and the mistakes with places and words."""
    mistakes: list[Mistake] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml, "CSafeLoader", loader, raising=False)
        try:
            trackers = read_trackers(text, "mine.yaml", mistakes)
        except CatalogError as error:
            return None, list(error.mistakes)
    return trackers, mistakes


SCRAPS = st.lists(
    st.one_of(
        st.sampled_from(["{", "}", "[", "]", ": ", ", ", "- ", "\n", "\n  ", "\n    ", "#", " #", '"', "'", "&a ", "*a", "!t ", "? ", "|", ">", "%", "@", "\\", "null", "~", "a", "id", "\u202e", "\u0301", "\U0001f600"]),
        st.text(max_size=3),
    ),
    max_size=12,
).map("".join)  # fmt: skip


@pytest.mark.parametrize("times", mostly_long([21, 1_001, 999, 1_000, 1_025, 2_000], 2))
@pytest.mark.parametrize("signs", ["[", "{", "[{", "{a: "])
def test_too_deep_is_named_where_it_begins(reader: str, signs: str, times: int) -> None:
    """libyaml reads 1,024 characters ahead, and since 0.2.6 it refuses 1,000 levels in words of its own."""
    mistakes: list[Mistake] = []
    read_trackers(RIGHT.replace('["Paste it."]', signs * times), "mine.yaml", mistakes)
    [mistake] = mistakes
    assert mistake.message == "Values are nested more than 20 deep."
    # The value of `steps` is on the second level, and begins in column 10.
    assert (mistake.place.line, mistake.place.column) == (11, 10 + len(signs * 19) // (2 if signs == "[{" else 1))


@pytest.mark.skipif(not hasattr(yaml, "CSafeLoader"), reason="PyYAML was built without libyaml")
@pytest.mark.parametrize(
    "bomb",
    [
        pytest.param(bomb, marks=[pytest.mark.long] if bomb in LARGE else [])
        for bomb, (text, _) in BOMBS.items()
        if len(text) < 200_000
    ],
)
def test_both_readers_say_the_same(bomb: str) -> None:
    text, _ = BOMBS[bomb]
    assert read_by(yaml.CSafeLoader, text) == read_by(yaml.SafeLoader, text)


@pytest.mark.skipif(not hasattr(yaml, "CSafeLoader"), reason="PyYAML was built without libyaml")
def test_the_shipped_catalog_is_the_same_by_both() -> None:
    text = (data_folder() / "trackers.yaml").read_text(encoding="utf-8")
    trackers, mistakes = read_by(yaml.CSafeLoader, text)
    assert (trackers, mistakes) == read_by(yaml.SafeLoader, text)
    assert trackers
    assert mistakes == []


def sparse(path: Path, size: int) -> None:
    with path.open("wb") as file:
        file.truncate(size)


def test_a_file_of_100_megabytes(tmp_path: Path) -> None:
    shutil.copytree(MADE_UP, tmp_path / "c")
    sparse(tmp_path / "big.yaml", 100_000_000)
    sparse(tmp_path / "c" / "templates" / "networks" / "harbour" / "hit.url.j2", 100_000_000)
    for path in (tmp_path / "big.yaml", tmp_path / "c"):
        assert f"The file has more than {MOST_BYTES:,} bytes." in [mistake.message for mistake in mistakes_in(path)]


def test_a_device_without_an_end() -> None:
    [mistake] = mistakes_in(Path("/dev/zero"))
    assert "bytes" in mistake.message


def link(target: str) -> Callable[[Path], object]:
    return lambda path: path.symlink_to(target)


@pytest.mark.parametrize("name", ["trackers.yaml", "templates/networks/harbour/network.yaml", "templates/networks/harbour/hit.url.j2"])  # fmt: skip
@pytest.mark.parametrize(
    ("make", "message"),
    [
        (link("/etc/passwd"), "link that leads out"),
        (link("/dev/zero"), "link that leads out"),
        (link("/proc/self/environ"), "link that leads out"),
        (link("../" * 20 + "etc/passwd"), "link that leads out"),
        (os.mkfifo, "not a plain file"),
        (Path.mkdir, "not a plain file"),
    ],
)
def test_a_file_that_is_none(tmp_path: Path, name: str, make: Callable[[Path], object], message: str) -> None:
    shutil.copytree(MADE_UP, tmp_path / "c")
    (tmp_path / "c" / name).unlink()
    make(tmp_path / "c" / name)
    mistakes = mistakes_in(tmp_path / "c")
    assert any(message in mistake.message and mistake.place.file.endswith(name) for mistake in mistakes), mistakes


def test_links_in_a_circle(tmp_path: Path, cli: Cli) -> None:
    shutil.copytree(MADE_UP, tmp_path / "c")
    (tmp_path / "c" / "trackers.yaml").unlink()
    (tmp_path / "c" / "trackers.yaml").symlink_to("trackers.yaml")
    result = cli("list", "-C", str(tmp_path / "c"))
    assert "Traceback" not in result.err
    shutil.copytree(MADE_UP, tmp_path / "d")
    (tmp_path / "d" / "templates" / "networks" / "loop").symlink_to("..")
    assert "cannot be read" in mistakes_in(tmp_path / "d")[0].message


def test_a_network_that_is_a_link_to_another_folder(tmp_path: Path) -> None:
    shutil.copytree(MADE_UP, tmp_path / "c")
    shutil.move(tmp_path / "c" / "templates" / "networks" / "harbour", tmp_path / "harbour")
    (tmp_path / "c" / "templates" / "networks" / "harbour").symlink_to(tmp_path / "harbour")
    assert "link that leads out" in mistakes_in(tmp_path / "c")[0].message


def test_a_link_inside_and_a_folder_that_is_a_link(tmp_path: Path) -> None:
    shutil.copytree(MADE_UP, tmp_path / "c")
    folder = tmp_path / "c"
    (folder / "trackers.yaml").rename(folder / "real.yaml")
    (folder / "trackers.yaml").symlink_to("real.yaml")
    (tmp_path / "link").symlink_to("c")
    assert mistakes_in(tmp_path / "link") == ()


def test_many_networks(tmp_path: Path) -> None:
    for number in range(MOST_NETWORKS + 1):
        (tmp_path / "templates" / "networks" / f"n{number}").mkdir(parents=True)
    assert any(f"more than {MOST_NETWORKS} folders" in mistake.message for mistake in mistakes_in(tmp_path))


@pytest.mark.parametrize("name", ["\x1b[31m", "a\nb", "\u202e", "..", "{{ 7*7 }}", "%s", "x" * 200, "~", "é"])
def test_strange_names_of_folders_and_templates(tmp_path: Path, name: str) -> None:
    shutil.copytree(MADE_UP, tmp_path / "c")
    networks = tmp_path / "c" / "templates" / "networks"
    if name != "..":
        shutil.copytree(networks / "harbour", networks / name)
        assert mistakes_in(tmp_path / "c")
    file = networks / "harbour" / "network.yaml"
    file.write_text(file.read_text().replace("  hit:", f'  "../{name}":'), encoding="utf-8")
    assert any(mistake.place.file.endswith("harbour/network.yaml") for mistake in mistakes_in(tmp_path / "c"))


@pytest.mark.parametrize("template", ["{{ ''.__class__ }}", "{% for x in range(9**9) %}x{% endfor %}", "{{ click_id|center(10**9) }}", "{# x #}", "{{ scheme }}://x.example/?a={{ click_id }}{% include '/etc/passwd' %}", "{{" * 2000, "{{ scheme }}://" + "x." * 90_000 + "?a={{ click_id }}\x1b[31m"])  # fmt: skip
def test_a_url_template_is_never_run(tmp_path: Path, template: str) -> None:
    shutil.copytree(MADE_UP, tmp_path / "c")
    (tmp_path / "c" / "templates" / "networks" / "harbour" / "hit.url.j2").write_text(template, encoding="utf-8")
    assert any(mistake.place.file.endswith("hit.url.j2") for mistake in mistakes_in(tmp_path / "c"))


def test_a_snippet_that_is_not_there(tmp_path: Path) -> None:
    for name in ("nothere.js", "_report.mjs"):
        text = RIGHT.replace("delivery: paste", f"delivery: code\n    snippet: {name}")
        (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
        assert mistakes_in(tmp_path / "mine.yaml")


def test_a_hidden_character_in_an_address(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(RIGHT.replace("mine.example/", "mine.example/\\u202ex"), encoding="utf-8")
    assert "mine.evidence.0.url" in [mistake.field for mistake in mistakes_in(tmp_path / "mine.yaml")]


@pytest.mark.parametrize("value", ["[a?b]", "[Is it on?]", "[{a?b: c}]", "[a, ?]", "[x:]", "[- a]", "[[a]?]"])
def test_both_readers_refuse_the_same_signs(value: str) -> None:
    text = RIGHT.replace('["Paste it."]', value)
    by_c, by_python = read_by(getattr(yaml, "CSafeLoader", yaml.SafeLoader), text), read_by(yaml.SafeLoader, text)
    assert by_c == by_python
    assert by_c[1]


@pytest.mark.skipif(not hasattr(yaml, "CSafeLoader"), reason="PyYAML was built without libyaml")
@given(SCRAPS, st.integers(min_value=0, max_value=len(RIGHT)))
def test_both_readers_take_the_same_scraps(scrap: str, at: int) -> None:
    text = RIGHT[:at] + scrap + RIGHT[at:]
    assert read_by(yaml.CSafeLoader, text) == read_by(yaml.SafeLoader, text)
