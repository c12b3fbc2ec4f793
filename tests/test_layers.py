"""The packages of postback_pack are layers: each imports from lower ones only. `pytest -s tests/test_layers.py` prints the picture."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import postback_pack
from postback_pack.cli.app import COMMANDS

ROOT = Path(postback_pack.__file__).parent
LAYERS = ["messages", "text", "ground", "catalog", "urls", "setup", "rendering", "checking", "trial", "bulk", "site", "embedding", "contribute", "cli"]  # fmt: skip
"""From the lowest to the highest. `ground` is what lies in the package's own folder: errors, paths, files, templating."""
FRONT_DOORS = {"__init__", "__main__", "sphinx"}
"""By these names others find the package, so they lead everywhere."""
KNOWN = {
    ("setup.build", "rendering.render"): "a notebook shows a setup by a method of the setup itself",
}


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {module_name(path): path for path in sorted(ROOT.rglob("*.py"))}


def layer_of(module: str) -> str:
    package, dot, _ = module.partition(".")
    return package if dot or package in LAYERS else "ground"


def imports(module: str) -> Iterator[tuple[str, bool]]:
    """Yield each module of the package that one imports, and whether it does so when it is loaded itself."""
    path = MODULES[module]
    tree = ast.parse(path.read_text(encoding="utf-8"))
    at_once = {id(node) for node in tree.body}
    here = module.split(".") if path.name == "__init__.py" else module.split(".")[:-1]
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or not node.level:
            continue
        base = here[: len(here) - node.level + 1] + (node.module.split(".") if node.module else [])
        for alias in node.names:
            inside = ".".join([*base, alias.name])
            target = inside if inside in MODULES else ".".join(base)
            if target in MODULES and target != module:
                yield target, id(node) in at_once


@cache
def all_imports() -> list[tuple[str, str, bool]]:
    """Return each import: the module, what it imports, and whether it does so when it is loaded itself."""
    return [
        (module, target, at_once)
        for module in MODULES
        if module.partition(".")[0] not in FRONT_DOORS
        for target, at_once in imports(module)
    ]


def test_the_picture() -> None:
    """Print the packages and the arrows between them."""
    arrows: dict[str, set[str]] = defaultdict(set)
    for module, target, _ in all_imports():
        if layer_of(module) != layer_of(target):
            arrows[layer_of(module)].add(layer_of(target))
    for layer in reversed(LAYERS):
        number = sum(layer_of(module) == layer for module in MODULES if module.partition(".")[0] not in FRONT_DOORS)
        print(f"{layer:11} {number:3} modules  ->  {', '.join(sorted(arrows[layer], key=LAYERS.index))}")
    assert {layer_of(module) for module in MODULES if module.partition(".")[0] not in FRONT_DOORS} == set(LAYERS)


def test_each_package_imports_from_lower_ones_only() -> None:
    upwards = {
        (module, target)
        for module, target, _ in all_imports()
        if LAYERS.index(layer_of(module)) < LAYERS.index(layer_of(target)) and (module, target) not in KNOWN
    }
    assert upwards == set()


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph: dict[str, set[str]] = {module: set() for module in MODULES}
    for module, target, at_once in all_imports():
        if at_once and (module, target) not in KNOWN:
            graph[module].add(target)
    assert set(TopologicalSorter(graph).static_order()) == set(MODULES)


def test_every_package_says_what_it_is_for() -> None:
    for package in sorted({layer for layer in LAYERS if layer != "ground"}):
        assert ast.get_docstring(ast.parse((ROOT / package / "__init__.py").read_text(encoding="utf-8"))), package


def test_the_page_about_the_code_names_every_module() -> None:
    """Where each is, in the row of its package. The commands are named by themselves."""
    page = (ROOT.parent / "docs" / "code.md").read_text(encoding="utf-8")
    commands = {f"cli.{module}" for module, _ in COMMANDS.values()}
    rows = {name.strip("`/"): row for name, row in re.findall(r"^\| (`\w+/`|ground) \| (.*) \|$", page, re.MULTILINE)}
    assert set(rows) == set(LAYERS)
    modules = {module for module in MODULES if MODULES[module].name != "__init__.py"} - FRONT_DOORS - commands
    assert [one for one in sorted(modules) if f"`{one.rpartition('.')[2]}`" not in rows[layer_of(one)]] == []
