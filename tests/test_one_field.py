"""An option of a setup is one field: a made-up one is in every front end without another line of code."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import postback_pack
from postback_pack.paths import data_folder
from tests.conftest import TESTS

BEFORE = "    network: str | Network = declare("
FIELD = '    loudness: str | None = declare("How loud the postback is.", "WORD")\n'
PROGRAM = """
import postback_pack
from contextlib import redirect_stdout
from io import StringIO

from postback_pack import load_catalog
from postback_pack.bulk.printing import Printer
from postback_pack.bulk.columns import COLUMNS, TRACKER, given_names
from postback_pack.cli import run
from postback_pack.embedding.block_options import block_setup
from postback_pack.site.generator_data import page_data
from tests.commands_page import commands_page

catalog = load_catalog()
help = StringIO()
with redirect_stdout(help):
    assert run(["render", "--help"]) == 0
print("help", "--loudness WORD" in help.getvalue() and "How loud the postback is." in help.getvalue())
with redirect_stdout(StringIO()):
    print_status = run(["render", "keitaro", "--loudness", "high"])
print("command", print_status == 0)
print("block", block_setup(catalog, "keitaro", [("loudness", "high")]).setup.tracker.id == "keitaro")
columns = ["tracker", "account", "loudness"]
print("column", given_names(columns, {}, (TRACKER, *COLUMNS, "account")) == columns)
print("row", bool(Printer(catalog, columns, None).print(["keitaro", "acme", "high"]).postback_url))
print("page", {"name": "loudness", "kind": "text", "help": "How loud the postback is."} in page_data(catalog)["options"])
print("docs", "| `--loudness` | `WORD` | How loud the postback is. |" in commands_page())
"""


def test_an_option_is_one_field(tmp_path: Path) -> None:
    package = tmp_path / "postback_pack"
    shutil.copytree(Path(postback_pack.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("templates", "trackers.yaml"):
        (tmp_path / name).symlink_to(data_folder() / name)
    (tmp_path / "tests").symlink_to(TESTS)
    options = package / "setup" / "options.py"
    text = options.read_text(encoding="utf-8")
    assert text.count(BEFORE) == 1
    options.write_text(text.replace(BEFORE, FIELD + BEFORE), encoding="utf-8")
    run = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.stderr.count("Traceback") == 0, done.stderr
    places = ["help", "command", "block", "column", "row", "page", "docs"]
    assert done.stdout.splitlines() == [f"{place} True" for place in places]
