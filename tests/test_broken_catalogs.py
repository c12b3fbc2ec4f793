"""Mistakes that people make in a catalog: each has its message, its place, its field and a fix; all come at once."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import yaml

from postback_pack import CatalogError, InputError, load_catalog
from postback_pack.errors import Mistake
from tests.conftest import MADE_UP, load_whole

ROOT = Path(__file__).parent.parent

MARK = "»"
RIGHT = """\
- id: mine
  name: Mine
  kind: tracker
  status: active
  style: ["{", "}"]
  click_in: {param: ext, naming: fixed}
  postback_out:
    delivery: paste
    macros: {click_id: "{ext}", payout: null}
    own_click_id: ["{own}"]
  steps: ["Paste it."]
  verify: ["Look."]
  evidence:
    - {url: "https://mine.example/", by: vendor, supports: [param, macros.click_id, own_click_id], read: 2026-11}
"""


@pytest.fixture(params=["C", "pure"])
def reader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """PyYAML's C reader and its pure one have to report the same."""
    if request.param == "C":
        if not hasattr(yaml, "CSafeLoader"):
            pytest.skip("PyYAML was built without libyaml")
    else:
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    return str(request.param)


def mistakes_of(folder: Path, text: str) -> list[Mistake]:
    file = folder / "mine.yaml"
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    try:
        load_catalog(file)
    except CatalogError as error:
        assert str(error).splitlines()[-1].startswith(f"{len(error.mistakes)} mistake")
        return list(error.mistakes)
    return []


def test_the_right_one_is_right(tmp_path: Path, reader: str) -> None:
    assert mistakes_of(tmp_path, RIGHT) == []


# The mark shows where the mistake is; without it the place is written out.
BROKEN = [
    # old, new, place, field, message, fix
    ('click_id: "{ext}"', "click_id: »{ext}", "", "mine.postback_out.macros.click_id", "Found a mapping, but expected a macro in quotes", '"{ext}"'),
    ('click_id: "{ext}"', "click_id: »[ext]", "", "mine.postback_out.macros.click_id", "Found a list", '"[ext]"'),
    ('click_id: "{ext}"', "click_id: »ext", "", "mine.postback_out.macros.click_id", "Found 'ext', but expected a macro in quotes", '"ext"'),
    ('click_id: "{ext}"', "click_id: »{{ext}}", "", "mine.postback_out.macros.click_id", "Found a mapping", '"{{ext}}"'),
    ('{click_id: "{ext}", payout: null}', "\n      click_id:» ##ext##", "", "mine.postback_out.macros.click_id", "treats ##ext## as a comment", "quotes"),
    ('{click_id: "{ext}", payout: null}', "\n      click_id:»", "", "mine.postback_out.macros.click_id", "The value is empty", "null"),
    ('{click_id: "{ext}", payout: null}', "\n      click_id: »%ext%", "", "mine", "cannot start with %", "quotes"),
    ('{click_id: "{ext}", payout: null}', "\n      click_id: »@ext", "", "mine", "cannot start with @", "quotes"),
    ('{click_id: "{ext}", payout: null}', "\n      click_id: »`ext`", "", "mine", "cannot start with `", "quotes"),
    ('{click_id: "{ext}", payout: null}', "\n      click_id: »*ext", "", "mine.postback_out.macros.click_id", "cannot start with *", "quotes"),
    ('{click_id: "{ext}", payout: null}', "\n      click_id: »&ext", "", "mine.postback_out.macros.click_id", "cannot start with &", "quotes"),
    ('{click_id: "{ext}", payout: null}', "\n      click_id: »!ext x", "", "mine.postback_out.macros.click_id", "cannot start with !", "quotes"),
    ("payout: null", 'payout: »"PAYOUT1"', "", "mine.postback_out.macros.payout", "cannot be used", "only letters and digits"),
    ("payout: null", "payout: »{!p!}", "", "mine", "cannot start with !", "quotes"),
    ("naming: fixed}", "naming: fixed, also: [»{param: u, click_id: \"{u<n>}\"}]}", "", "mine.click_in.also.0", "Only one half", "both"),
    ("param: ext,", "param: »e<n>,", "", "mine.click_in.param", "name of a URL parameter", "Correct"),
    ('steps: ["Paste it."]', 'steps: [»"Paste <it>."]', "", "mine.steps.0", "Nothing fills in <it>", "Use one of"),
    ("payout: null", "payout: »##p##", "", "mine", "treats ##p##} as a comment", "quotes"),
    ("payout: null", "»payout: ", "", "mine.postback_out.macros.payout", "Found nothing, but expected a macro in quotes", "quotes"),
    ("payout: null", "payout: »none", "", "mine.postback_out.macros.payout", "Found 'none'", '"none"'),
    ("payout: null", 'payout: »""', "", "mine.postback_out.macros.payout", "The value is empty", "null"),
    ("payout: null", 'payout: »"{a}&b={c}"', "", "mine.postback_out.macros.payout", "cannot be used", "contains &"),
    ("payout: null", 'payout: »"{a}\\u202e"', "", "mine.postback_out.macros.payout", "cannot be used", "U+202E"),
    ("payout: null", "payuot: »null", "", "mine.postback_out.macros.payuot", "no key 'payuot'", "Did you mean payout?"),
    ("payout: null", 'payout: »"{p}"', "", "mine.postback_out.macros.payout", "No evidence supports macros.payout", "Add it under `supports` of its source"),
    ("payout: null", "payout: »absent", "", "mine.postback_out.macros.payout", "No evidence supports macros.payout", "Add it under `supports` of its source"),
    ('"{own}"', '"{ext}"', "9:24", "mine.postback_out.macros.click_id", "own click ID", "null"),
    ('"{own}"', "»{own}", "", "mine.postback_out.own_click_id.0", "Found a mapping", '"{own}"'),
    ("  name: Mine\n", "", "1:3", "mine.name", "The key name is missing", "as its vendor writes it"),
    ("  name: Mine\n", "  name: Mine\n  »name: Ours\n", "", "mine.name", "appears twice", "Keep one"),
    ("  name: Mine\n", "  name: Mine\n  nmae: »Ours\n", "", "mine.nmae", "no key 'nmae'", "Did you mean name?"),
    ("  name: Mine\n", "  name: Mine\n  colour: »red\n", "", "mine.colour", "no key 'colour'", "The keys are"),
    ("  name: Mine\n", "  name: »Mine #1\n", "", "mine.name", "cut off", "quotes"),
    ("  name: Mine\n", "  name: »7\n", "", "mine.name", "Found '7', but expected text", "quotes"),
    ("  name: Mine\n", "  name: »null\n", "", "mine.name", "Found null, but expected text", "quotes"),
    ("  name: Mine\n", "  name: »{x}\n", "", "mine.name", "Found a mapping, but expected text", "quotes"),
    ("  name: Mine\n", "»\tname: Mine\n", "", "mine", "a tab", "spaces"),
    ("  name: Mine\n", '  name: »"Mi\u202ene"\n', "", "mine.name", "U+202E", "control characters"),
    ("  name: Mine\n", "  name: Mi»\x00ne\n", "", "mine", "U+0000", "Remove"),
    ("  name: Mine\n", "  name: 'Mine\n", "", "mine", "YAML cannot be read here", "missing quote"),
    ("  name: Mine\n", "  name: »no\n", "", "mine.name", "is not text", '"no"'),
    ("- id: mine", "- id: »Mine-1", "", "Mine-1.id", "expected an ID", "Correct"),
    ("- id: mine", "»- id: keitaro", "", "keitaro", "also belongs to keitaro (trackers.yaml:", "another"),
    ("  name: Mine\n", "  name: Mine\n  aliases: [Has-Offers]\n", "1:1", "mine", "hasoffers also belongs to tune", "another"),
    ("kind: tracker", "kind: »traker", "", "mine.kind", "Found 'traker', but expected tracker, self_hosted", "Did you mean tracker?"),
    ("kind: tracker", "kind: »[tracker]", "", "mine.kind", "Found a list", "one of these"),
    ("status: active", "status: »discontinued", "", "mine.status", "expected active or unknown", "one of these"),
    ('["{", "}"]', '»["{"]', "", "mine.style", "Found 1 in the list, but expected 2", "Add"),
    ('["{", "}"]', '»["{", "}", "x"]', "", "mine.style", "Found 3 in the list, but expected 2", "remove"),
    ("naming: fixed", "naming: »free", "", "mine.click_in.naming", "fixed, default or chosen", "one of these"),
    ("param: ext,", "param: »'a b',", "", "mine.click_in.param", "name of a URL parameter", "Correct"),
    ("click_in: {param: ext, naming: fixed}", "click_in: »{param: null, naming: chosen}", "", "mine.click_in", "suggests none", "Add param"),
    ('"{ext}", payout', '»"{<param>}", payout', "", "mine.postback_out.macros.click_id", "the parameter is fixed", "name out"),
    ("delivery: paste", "delivery: »pigeon", "", "mine.postback_out.delivery", "expected paste, link_callback", "one of these"),
    ("delivery: paste", "»delivery: partner", "", "mine.postback_out", "The delivery partner needs instead", "Add instead"),
    ('steps: ["Paste it."]', "steps: »[]", "", "mine.steps", "Found 0 in the list, but expected 1", "Add"),
    ('steps: ["Paste it."]', "steps: »Paste it.", "", "mine.steps", "Found 'Paste it.', but expected a list", "dash"),
    ('steps: ["Paste it."]', "steps: [»Paste it: now]", "", "mine.steps.0", "Found a mapping, but expected text", "quotes"),
    ("by: vendor", "by: »me", "", "mine.evidence.0.by", "vendor, network or other", "one of these"),
    ("read: 2026-11}", "read: »November}", "", "mine.evidence.0.read", "a month", "Correct"),
    ("read: 2026-11}", "read: »2026-13}", "", "mine.evidence.0.read", "a month", "Correct"),
    ('url: "https://mine.example/"', 'url: »"mine.example"', "", "mine.evidence.0.url", "begins with https://", "Correct"),
    ('{url: "https://mine.example/", ', "»{", "", "mine.evidence.0", "either url or seen", "Add"),
    ("supports: [param, ", "supports: [»parm, ", "", "mine.evidence.0.supports.0", "expected style, param", "Did you mean param?"),
    (", own_click_id]", "]", "10:19", "mine.postback_out.own_click_id", "supports own_click_id", "Add it under `supports` of its source"),
    ("- id: mine", "»id: mine", "", "", "not a list of entries", "- id"),
    ("- id: mine\n", "- - id: mine\n", "", "", "", ""),
    ("- id: mine", "- id: »aux", "", "aux.id", "Windows has a device called aux", "aux_1"),
    ("- id: mine", "- id: »index", "", "index.id", "another page of a site", "index_1"),
    ("  name: Mine\n", '  name: »""\n', "", "mine.name", "The value is empty", "quotes"),
    ("  name: Mine\n", "  name: Mine\n  replaces: true\n", "1:1", "mine", "no catalog below has this ID", "Remove"),
    ("delivery: paste", 'delivery: paste\n    why: »"So."', "", "mine.postback_out.why", "does not use why", "Remove"),
    ('{click_id: "{ext}", payout: null}', "»7", "", "mine.postback_out.macros", "Found '7', but expected a mapping", "name: value"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "place", "field", "message", "fix"), BROKEN, ids=[f"{new.strip()[:40]}" for _, new, *_ in BROKEN]
)
def test_a_mistake(
    tmp_path: Path, reader: str, old: str, new: str, place: str, field: str, message: str, fix: str
) -> None:
    assert old in RIGHT
    text, where = without_mark(RIGHT.replace(old, new, 1), place)
    found = mistakes_of(tmp_path, text)
    assert [
        mistake
        for mistake in found
        if where in ("", position(mistake)) and mistake.field.startswith(field)
        if message in mistake.message and fix in mistake.fix
    ], found


def position(mistake: Mistake) -> str:
    return f"{mistake.place.line}:{mistake.place.column}"


def without_mark(text: str, place: str | None) -> tuple[str, str | None]:
    """Take the mark out of a text; return also where it stood, as line:column."""
    before, mark, after = text.partition(MARK)
    if not mark:
        return text, place
    return before + after, f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


def test_all_mistakes_come_at_once_and_in_order(tmp_path: Path, reader: str) -> None:
    second = (
        RIGHT.replace("mine", "yours")
        .replace("Mine", "Yours")
        .replace("kind: tracker", "kind: traker")
        .replace('"{own}"', "{own}")
    )
    third = RIGHT.replace("mine", "theirs").replace("Mine", "Theirs").replace('"{ext}"', "%ext%")
    fourth = RIGHT.replace("mine", "ours").replace("Mine", "Ours").replace("status: active", "status: yes")
    found = mistakes_of(tmp_path, RIGHT + second + third + fourth)
    assert [(mistake.place.line, mistake.field.partition(".")[0]) for mistake in found] == [
        (17, "yours"),
        (24, "yours"),
        (37, "theirs"),
        (46, "ours"),
        (46, "ours"),
    ]


def test_both_readers_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    catalog = load_catalog(MADE_UP)
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    assert load_catalog(MADE_UP) == catalog


def test_a_file_that_is_not_utf_8(tmp_path: Path) -> None:
    [mistake] = mistakes_of(tmp_path, RIGHT.replace("Mine", "M\udce4ne"))
    assert (position(mistake), mistake.message) == ("2:1", "This is not UTF-8 text.")


def test_deep_nesting_is_refused(tmp_path: Path, reader: str) -> None:
    found = mistakes_of(tmp_path, RIGHT.replace('["Paste it."]', "[" * 4000 + "]" * 4000))
    assert any("nested" in mistake.message for mistake in found)


def test_a_path_that_is_not_there() -> None:
    with pytest.raises(InputError, match="no file or folder"):
        load_catalog("no-such-file.yaml")


BROKEN_NETWORKS = [
    # file, old, new, place, field, message
    ("lead.url.j2", "{{ click_id }}", "»{{ click_id | urlencode }}", "", "", "A URL template cannot have"),
    ("lead.url.j2", "{{ click_id }}", "»{{ clickid }}", "", "", "no value clickid"),
    ("lead.url.j2", "{{ click_id }}", "»{% if 1 %}x{% endif %}", "", "", "A URL template cannot have"),
    ("lead.url.j2", "{{ click_id }}", "»{# x #}", "", "", "A URL template cannot have"),
    ("lead.url.j2", "{{ click_id }}", "»{{ click_id }}{{ txid }}", "", "", "shares a path segment or a parameter's value"),
    ("lead.url.j2", "/event?", "/event»{{ txid }}{{ status }}?", "", "", "shares a path segment"),
    ("lead.url.j2", "/event?", "/event?»{{ txid }}=1&", "", "", "or is outside of both"),
    ("lead.url.j2", "in.tradewind.example", "in.»{{ txid }}.example", "", "", "or is outside of both"),
    ("lead.url.j2", "{{ click_id }}", "{{ click_id }}»{% if txid %}&o={{ txid }}", "", "", "no end"),
    ("lead.url.j2", "{{ click_id }}", "{{ click_id }}{% if txid %}&o={{ txid }}»{% if status %}&s={{ status }}{% endif %}{% endif %}", "", "", "inside another"),
    ("lead.url.j2", "{{ click_id }}", "{{ click_id }}»{% if txid %}{% endif %}", "", "", "exactly one value"),
    ("lead.url.j2", "{{ click_id }}", "{{ click_id }}»{% if txid %}&o={{ status }}{% endif %}", "", "", "exactly one value"),
    ("lead.url.j2", "{{ click_id }}", "{{ click_id }}»{% if txid %}&o={{ txid }}&s={{ status }}{% endif %}", "", "", "exactly one value"),
    ("lead.url.j2", "{{ click_id }}", "{{ click_id }}»{% if payed %}&o={{ payed }}{% endif %}", "", "", "no value payed"),
    ("lead.url.j2", "{{ click_id }}", "{{ click_id }}{% if txid %}&o=»{{ txid|upper }}{{ txid }}{% endif %}", "", "", "A URL template cannot have"),
    ("lead.url.j2", "{{ click_id }}", "{{ click_id }}{% if txid %}&o={{ txid }}»{% else %}&o=0{% endif %}", "", "", "A URL template cannot have"),
    ("lead.url.j2", "&token={{ click_id }}", "»{% if click_id %}&token={{ click_id }}{% endif %}", "", "", "cannot be optional"),
    ("lead.url.j2", "{{ click_id }}", "{{ click_id }}»{% if txid %}{{ txid }}{% endif %}", "", "", "not a whole parameter"),
    ("lead.url.j2", "{{ click_id }}", "{{ click_id }}»{% if txid %}o={{ txid }}&{% endif %}", "", "", "not a whole parameter"),
    ("lead.url.j2", "/event?", "/event?»{% if txid %}&o={{ txid }}{% endif %}", "", "", "not a whole parameter"),
    ("lead.url.j2", "/event?", "/event»{% if txid %}x/{{ txid }}{% endif %}?", "", "", "not a whole parameter"),
    ("lead.url.j2", "{{ click_id }}", "{{ click_id }}{% if txid %}&o={{ txid }}{% endif %}&p={{ txid }}", "1:1", "", "txid appears twice"),
    ("lead.url.j2", "{{ click_id }}", "x", "1:1", "", "no {{ click_id }}"),
    ("lead.url.j2", "{{ key }}", "{{ click_id }}", "1:1", "", "click_id appears twice"),
    ("lead.url.j2", "{{ scheme }}", "https", "1:1", "", "does not start with {{ scheme }}"),
    ("lead.url.j2", "{{ click_id }}", "{{ click_id }}&a=b»\nx", "", "", "A URL template cannot have"),
    ("lead.url.j2", None, None, "1:1", "", "cannot be read"),
    ("network.yaml", "id: tradewind", "id: »tradewinds", "", "tradewind.id", "the folder is tradewind"),
    ("network.yaml", "{name: Sale}", "{name: Sale, needs: »[payout]}", "", "tradewind.types.sale.needs", "no key 'needs'"),
    ("network.yaml", '"[A-Z0-9]{8}"', '»"([A-Z0-9]"', "", "tradewind.fields.key.pattern", "not a regular expression"),
    ("network.yaml", '"[A-Z0-9]{8}"', '»"[A-Z0-9"', "", "tradewind.fields.key.pattern", "do not read"),
    ("network.yaml", 'macros: {click_id: "{{ClickToken}}"', 'macros: {clickid: »"{{ClickToken}}"', "", "tradewind.click_in.macros.clickid", "no key 'clickid'"),
    ("network.yaml", '"{{zone}}"', "»{{zone}}", "", "tradewind.click_in.macros.placement", "Found a mapping"),
    ("network.yaml", 'style: [["{{", "}}"]]', 'style: [["{{", "}}"]]\n  link_limit: »0', "", "tradewind.click_in.link_limit", "expected a whole number above 0"),
    ("network.yaml", "schemes: [http]", "schemes: [»ftp]", "", "tradewind.schemes.0", "https or http"),
    ("network.yaml", 'account: {label', 'click_id: {label', None, "tradewind.fields.click_id", "meaning of its own"),
    ("network.yaml", '"Paste the tracking link into', '»"Paste <it> into', "", "tradewind.steps.0", "Nothing fills in <it>"),
    ("network.yaml", "evidence: []", "evidence: []\ncolour: »red", "", "tradewind.colour", "no key 'colour'"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "old", "new", "place", "field", "message"),
    BROKEN_NETWORKS,
    ids=[f"{row[0]} {row[2]}" for row in BROKEN_NETWORKS],
)
def test_a_mistake_in_a_network(
    tmp_path: Path,
    reader: str,
    file: str,
    old: str | None,
    new: str | None,
    place: str | None,
    field: str,
    message: str,
) -> None:
    shutil.copytree(MADE_UP, tmp_path, dirs_exist_ok=True)
    path = tmp_path / "templates" / "networks" / "tradewind" / file
    if old is None or new is None:
        path.unlink()
    else:
        text = path.read_text()
        assert old in text
        text, place = without_mark(text.replace(old, new, 1), place)
        path.write_text(text)
    with pytest.raises(CatalogError) as error:
        load_whole(tmp_path)
    lines = [str(mistake) for mistake in error.value.mistakes]
    assert any(f"/{file}:{place or ''}" in line and f": {field}" in line and message in line for line in lines), lines


def test_a_network_that_another_catalog_has_too() -> None:
    with pytest.raises(CatalogError) as error:
        load_catalog(MADE_UP, MADE_UP)
    assert "Two folders have this network." in [mistake.message for mistake in error.value.mistakes]


def test_the_page_about_the_format_names_every_key() -> None:
    from postback_pack.catalog.layout import ENTRY, NETWORK

    page = (ROOT / "docs" / "catalog.md").read_text(encoding="utf-8")
    for key in keys_of(ENTRY) | keys_of(NETWORK):
        assert re.search(rf"\b{key}\b", page), key


def keys_of(kind: object) -> set[str]:
    """Return every key that is declared in a kind and in those inside it."""
    fields = getattr(kind, "fields", {})
    inner = [field.kind for field in fields.values()] + [getattr(kind, "kind", None)]
    return set(fields).union(*(keys_of(one) for one in inner if one is not None))


def test_the_example_in_that_page_is_right(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "catalog.md").read_text(encoding="utf-8")
    entry, network = re.findall(r"^```yaml\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    folder = tmp_path / "templates" / "networks" / "mynetwork"
    folder.mkdir(parents=True)
    (tmp_path / "trackers.yaml").write_text(entry)
    (folder / "network.yaml").write_text(network)
    [url] = re.findall(r"^```text\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    (folder / "paid.url.j2").write_text(url)
    (folder / "plain.url.j2").write_text(url.replace("&sum={{ payout }}", ""))
    assert load_catalog(tmp_path).tracker("ExTrk").macro("click_id") == "{ext_id}"
