"""The packed catalog of a wheel equals the YAML that it was made from, and is not used beside any other."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from postback_pack import Catalog
from postback_pack.catalog.compiled import FILE, read_compiled
from postback_pack.catalog.model import plain_names
from postback_pack.catalog.pack import compile_catalog, pack_catalog
from postback_pack.catalog.tracker_parts import Sends
from postback_pack.paths import data_folder
from postback_pack.rendering.render import compiled_templates
from postback_pack.templating import COMPILED
from tests.installed import install, packed_catalog


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder as in a wheel."""
    shutil.copy(data_folder() / "trackers.yaml", tmp_path)
    shutil.copytree(data_folder() / "templates", tmp_path / "templates")
    (tmp_path / FILE).write_bytes(packed_catalog())
    return tmp_path


def test_it_equals_the_yaml(folder: Path, catalog: Catalog) -> None:
    packed = read_compiled(folder)
    assert packed
    assert list(packed.trackers) == list(catalog.trackers)
    assert dict(packed.trackers) == dict(catalog.trackers)
    assert dict(packed.networks) == dict(catalog.networks)
    for tracker in catalog.trackers.values():
        assert {packed.names[name] for name in plain_names(tracker)} == {tracker.id}
    for network in catalog.networks.values():
        assert {packed.network_names[name] for name in plain_names(network)} == {network.id}
    with pytest.raises(TypeError):
        packed.trackers["keitaro"].postback_out.macros["click_id"] = "{x}"  # type: ignore[index]
    assert "nobody" not in packed.trackers


def test_what_was_packed_can_be_packed_again(folder: Path) -> None:
    """An installed package packs its catalog for the page that checks URLs."""
    packed = read_compiled(folder)
    assert packed
    assert pack_catalog(Catalog(*packed), folder) == packed_catalog()


def test_a_catalog_can_be_packed_for_a_folder_without_its_files(tmp_path: Path, catalog: Catalog) -> None:
    (tmp_path / FILE).write_bytes(pack_catalog(catalog, tmp_path / "nowhere"))
    packed = read_compiled(tmp_path)
    assert packed
    assert dict(packed.trackers) == dict(catalog.trackers)


@pytest.mark.parametrize("cut", [0, 1, 10, 20, 100, 5_000, -1, -1_000])
def test_what_was_cut_short_or_damaged_is_not_taken(folder: Path, cut: int) -> None:
    content = (folder / FILE).read_bytes()
    (folder / FILE).write_bytes(content[:cut])
    assert read_compiled(folder) is None
    (folder / FILE).write_bytes(content[:cut] + b"?" + content[cut:])
    assert read_compiled(folder) is None


def test_that_of_another_version_is_not_taken(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also if it was made from the very same files: an entry of it lacks what this version knows."""
    with monkeypatch.context() as before:
        before.setattr(Sends, "_fields", ("method", "encoded"))
        (folder / FILE).write_bytes(compile_catalog(folder))
    assert read_compiled(folder) is None


def test_every_object_has_all_fields_in_their_order(folder: Path, catalog: Catalog) -> None:
    """What shows an object goes through its fields as they come."""
    packed = read_compiled(folder)
    assert packed
    for id, tracker in catalog.trackers.items():
        kept = packed.trackers[id]
        pairs: list[tuple[Any, Any]] = [
            (kept, tracker),
            (kept.postback_out, tracker.postback_out),
            (kept.click_in, tracker.click_in),
        ]
        pairs += [
            (kept.postback_out.sends, tracker.postback_out.sends),
            *zip(kept.evidence, tracker.evidence, strict=True),
        ]
        for one, other in pairs:
            names = [field.name for field in fields(other)]
            assert [name for name in vars(one) if name in names] == names


@pytest.mark.parametrize("changed", ["trackers.yaml", "templates/networks/adsterra/simple.url.j2"])
def test_it_does_not_count_beside_other_files(folder: Path, changed: str) -> None:
    path = folder / changed
    path.write_text(path.read_text(encoding="utf-8").replace("subid_short", "other").replace("{external_id}", "{x}"))
    assert read_compiled(folder) is None


@pytest.mark.parametrize(
    "change",
    [
        lambda networks: (networks / "adsterra" / "simple.url.j2").unlink(),
        lambda networks: (networks / "adsterra" / "simple.url.j2").rename(networks / "adsterra" / "simpler.url.j2"),
        lambda networks: (networks / "mgid").rename(networks / "mgid2"),
        lambda networks: (networks / "adsterra" / "more.url.j2").write_text(""),
        lambda networks: shutil.copytree(networks / "mgid", networks / "another"),
        lambda networks: shutil.rmtree(networks),
    ],
    ids=["file gone", "file renamed", "folder renamed", "new file", "new folder", "no networks"],
)
def test_it_does_not_count_beside_more_or_fewer_files(folder: Path, change: Callable[[Path], object]) -> None:
    change(folder / "templates" / "networks")
    assert read_compiled(folder) is None


def test_a_render_reads_one_tracker_and_one_network(tmp_path: Path) -> None:
    """Whatever name the network is asked for by: each more costs a cold start time."""
    place = install(tmp_path / "installed")
    for network in ("adsterra", "MarketGid"):
        program = (
            "from postback_pack import build_setup, load_catalog, render; catalog = load_catalog(); "
            f"render(build_setup(catalog, 'HasOffers', network={network!r}), 'text'); "
            "print(len(catalog.trackers._unpacked), len(catalog.networks._unpacked))"
        )
        assert python(place, program) == "1 1\n"


def python(place: Path, program: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=place,
        env={"PYTHONHASHSEED": "0"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout


def test_an_installed_package_uses_it(tmp_path: Path) -> None:
    program = (
        "import sys; from postback_pack import load_catalog; c = load_catalog(); c.tracker('HasOffers'); "
        "print('yaml' in sys.modules, len(c.trackers._unpacked))"
    )
    assert python(install(tmp_path / "installed"), program) == "False 1\n"


WHAT_IS_COMPILED = (
    "import jinja2; calls = []; compile = jinja2.Environment.compile\n"
    "def counted(self, source, name=None, *more): calls.append(name); return compile(self, source, name, *more)\n"
    "jinja2.Environment.compile = counted\n"
    "from postback_pack import build_setup, load_catalog, render\n"
    "setup = build_setup(load_catalog(), 'keitaro', account='acme')\n"
    "text = [render(setup, format) for format in ('text', 'md', 'html', 'rst')]\n"
    "print([name for name in calls if name != 'diagram.svg.j2'], hash(tuple(text)))"
)


def test_compiled_templates_are_used_as_long_as_they_fit(tmp_path: Path) -> None:
    place = install(tmp_path / "installed")
    with_compiled = python(place, WHAT_IS_COMPILED)
    assert with_compiled.startswith("[] ")
    template = place / "postback_pack" / "_data" / "templates" / "setup" / "setup.txt.j2"
    template.write_text(template.read_text(encoding="utf-8") + "{# changed #}")
    assert python(place, WHAT_IS_COMPILED) == with_compiled.replace("[]", "['setup.txt.j2']")


@pytest.mark.parametrize("cut", [0, 60, -1, *(pytest.param(cut, marks=pytest.mark.long) for cut in (1, 30, 90, 200))])
def test_a_compiled_template_that_was_cut_short_is_made_anew(tmp_path: Path, cut: int) -> None:
    place = install(tmp_path / "installed")
    whole = python(place, WHAT_IS_COMPILED)
    kept = place / "postback_pack" / "_data" / COMPILED / "setup" / "setup.txt.j2"
    kept.write_bytes(kept.read_bytes()[:cut])
    assert python(place, WHAT_IS_COMPILED) == whole.replace("[]", "['setup.txt.j2']")


def test_nothing_compiled_counts_in_a_checkout(folder: Path, tmp_path: Path) -> None:
    """What lies beside the package can be from anybody: a folder that was unpacked, a shared one."""
    place = tmp_path / "checkout"
    shutil.copytree(Path(sys.modules["postback_pack"].__file__ or "").parent, place / "postback_pack")
    shutil.copytree(folder / "templates", place / "templates")
    shutil.copy(folder / "trackers.yaml", place)
    expected = python(place, WHAT_IS_COMPILED)
    evil = b"cos\nsystem\n(S'echo evil'\ntR."
    for name in (FILE, "catalog.bin"):
        (place / name).write_bytes(evil)
    (place / COMPILED / "setup").mkdir(parents=True)
    for name, code in compiled_templates().items():
        (place / COMPILED / "setup" / name).write_bytes(code if name == "setup.md.j2" else b"j2\x80\x02K\x05." + evil)
    assert python(place, WHAT_IS_COMPILED) == expected
    shutil.copy(folder / FILE, place)
    assert (
        python(
            place, "import sys; from postback_pack import load_catalog; load_catalog(); print('yaml' in sys.modules)"
        )
        == "True\n"
    )


COMMANDS = {
    "--help": {
        *("errors", "messages", "text", "catalog", "urls", "setup", "rendering", "checking"),
        *("trial", "bulk", "site", "embedding", "contribute"),
    },
    "list": {"urls", "setup", "checking", "trial", "bulk", "site", "embedding", "contribute"},
    "render keitaro --account acme --format url": {"checking", "trial", "bulk", "site", "embedding", "contribute"},
    "render keitaro --account acme": {"checking", "trial", "bulk", "site", "embedding", "contribute"},
}
"""Command -> the packages that it must not import."""
THIRD_PARTIES = {"--help": {"click"}, "list": {"click"}, "render keitaro --account acme --format url": {"click"}}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_imports_only_what_it_needs(tmp_path: Path, command: str) -> None:
    place = install(tmp_path / "installed")
    program = (
        "import sys, atexit\n"
        "atexit.register(lambda: print(*sorted(sys.modules), file=sys.stderr))\n"
        f"from postback_pack.cli import run; run({command.split()!r})"
    )
    run = [sys.executable, "-c", program]
    done = subprocess.run(run, cwd=place, capture_output=True, text=True, check=True, timeout=60)
    loaded = done.stderr.split()
    own = {name.split(".")[1] for name in loaded if name.startswith("postback_pack.")}
    assert own & COMMANDS[command] == set()
    others = {"click", "jinja2", "yaml", "markupsafe"} & set(loaded)
    assert others == THIRD_PARTIES.get(command, {"click", "jinja2", "markupsafe"})
    # Jinja brings tempfile along.
    unwanted = {"difflib", "importlib.metadata", "asyncio"} | (set() if "jinja2" in others else {"tempfile"})
    assert not unwanted & set(loaded)
