"""The packed catalog of a wheel equals the YAML that it was made from, and is not used beside any other."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from postback_pack import Catalog
from postback_pack.catalog import plain_names
from postback_pack.compiled import FILE, compile_catalog, read_compiled
from postback_pack.data import data_folder
from postback_pack.rendering import compiled_templates
from postback_pack.templating import COMPILED


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder as in a wheel."""
    shutil.copy(data_folder() / "trackers.yaml", tmp_path)
    shutil.copytree(data_folder() / "templates", tmp_path / "templates")
    (tmp_path / FILE).write_bytes(compile_catalog(tmp_path))
    return tmp_path


def test_it_equals_the_yaml(folder: Path, catalog: Catalog) -> None:
    packed = read_compiled(folder)
    assert packed
    assert list(packed.trackers) == list(catalog.trackers)
    assert dict(packed.trackers) == dict(catalog.trackers)
    assert dict(packed.networks) == dict(catalog.networks)
    for tracker in catalog.trackers.values():
        assert {packed.names[name] for name in plain_names(tracker)} == {tracker.id}
    with pytest.raises(TypeError):
        packed.trackers["keitaro"].postback_out.macros["click_id"] = "{x}"  # type: ignore[index]
    assert "nobody" not in packed.trackers


@pytest.mark.parametrize("changed", ["trackers.yaml", "templates/networks/adsterra/simple.url.j2"])
def test_it_does_not_count_beside_other_files(folder: Path, changed: str) -> None:
    path = folder / changed
    path.write_text(path.read_text(encoding="utf-8").replace("subid_short", "other").replace("{external_id}", "{x}"))
    assert read_compiled(folder) is None


def test_an_installed_package_uses_it(folder: Path, tmp_path: Path) -> None:
    package = tmp_path / "installed" / "postback_pack"
    shutil.copytree(Path(sys.modules["postback_pack"].__file__ or "").parent, package)
    shutil.copytree(folder / "templates", package / "_data" / "templates")
    for name in ("trackers.yaml", FILE):
        shutil.copy(folder / name, package / "_data" / name)
    program = (
        "import sys; from postback_pack import load_catalog; c = load_catalog(); c.tracker('HasOffers'); "
        "print('yaml' in sys.modules, len(c.trackers._unpacked))"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=package.parent, capture_output=True, text=True, check=True)
    assert done.stdout == "False 1\n"


def test_compiled_templates_are_used_as_long_as_they_fit(folder: Path, tmp_path: Path, catalog: Catalog) -> None:
    package = tmp_path / "installed" / "postback_pack"
    shutil.copytree(Path(sys.modules["postback_pack"].__file__ or "").parent, package)
    shutil.copytree(folder / "templates", package / "_data" / "templates")
    shutil.copy(folder / "trackers.yaml", package / "_data")
    (package / "_data" / COMPILED / "setup").mkdir(parents=True)
    for name, code in compiled_templates().items():
        (package / "_data" / COMPILED / "setup" / name).write_bytes(code)
    program = (
        "import jinja2; calls = []; compile = jinja2.Environment.compile\n"
        "def counted(self, source, name=None, *more): calls.append(name); return compile(self, source, name, *more)\n"
        "jinja2.Environment.compile = counted\n"
        "from postback_pack import build_setup, load_catalog, render\n"
        "setup = build_setup(load_catalog(), 'keitaro', account='acme')\n"
        "text = [render(setup, format) for format in ('text', 'md', 'html', 'rst')]\n"
        "import sys; print([name for name in calls if name != 'diagram.svg.j2'], hash(tuple(text)))"
    )

    def run() -> str:
        command = [sys.executable, "-c", program]
        environment = {"PYTHONHASHSEED": "0"}
        return subprocess.run(
            command, cwd=package.parent, capture_output=True, text=True, check=True, env=environment
        ).stdout

    with_compiled = run()
    assert with_compiled.startswith("[] ")
    template = package / "_data" / "templates" / "setup" / "setup.txt.j2"
    template.write_text(template.read_text(encoding="utf-8") + "{# changed #}")
    assert run() == with_compiled.replace("[]", "['setup.txt.j2']")


COMMANDS = {
    "--help": "characters cli cli.app cli.terminal errors",
    "list": "cli cli.app cli.arguments cli.list_trackers cli.terminal catalog catalog_view characters compiled data errors evidence limits markup model"
    " shape tables",
    "render keitaro --account acme --format url": "cli cli.app cli.arguments cli.render cli.setup_options cli.terminal campaign_url catalog"
    " catalog_view characters click_id compiled currencies data errors evidence hosts limits macro_syntax markup model notes options payout placeholders"
    " postback_type rendering request setup setup_view shape snippets tracking_link",
}
COMMANDS["render keitaro --account acme"] = COMMANDS["render keitaro --account acme --format url"] + " templating"
THIRD_PARTIES = {"--help": {"click"}, "list": {"click"}, "render keitaro --account acme --format url": {"click"}}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_imports_these_modules_and_no_others(folder: Path, tmp_path: Path, command: str) -> None:
    package = tmp_path / "installed" / "postback_pack"
    shutil.copytree(Path(sys.modules["postback_pack"].__file__ or "").parent, package)
    shutil.copytree(folder / "templates", package / "_data" / "templates")
    for name in ("trackers.yaml", FILE):
        shutil.copy(folder / name, package / "_data" / name)
    program = (
        "import sys, atexit\n"
        "atexit.register(lambda: print(*sorted(sys.modules), file=sys.stderr))\n"
        f"from postback_pack.cli import run; run({command.split()!r})"
    )
    run = [sys.executable, "-c", program]
    done = subprocess.run(run, cwd=package.parent, capture_output=True, text=True, check=True)
    loaded = done.stderr.split()
    own = {name.removeprefix("postback_pack.") for name in loaded if name.startswith("postback_pack.")}
    assert own == set(COMMANDS[command].split())
    others = {"click", "jinja2", "yaml", "markupsafe"} & set(loaded)
    assert others == THIRD_PARTIES.get(command, {"click", "jinja2", "markupsafe"})
    # Jinja brings json and tempfile along.
    unwanted = {"difflib", "importlib.metadata", "asyncio"} | (set() if "jinja2" in others else {"json", "tempfile"})
    assert not unwanted & set(loaded)
