"""Change the modules that build, join and check URLs, one place at a time, and see whether the tests notice.

    python .ci/mutate.py                # every module, a sample of each
    python .ci/mutate.py --most 5 shape # five changes of one module

A change that no test notices is printed with its place. The exit status is 1 if fewer than 90 % are noticed.
The same changes are made in every run. It works in a copy of the checkout, whose package shadows the installed one.
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Without those that start other programs, and with few examples of each property: they run once for each change.
FAST = ["test_golden", "test_made_up_network", "test_made_up_trackers", "test_link_callback"]
BUILD = [
    *FAST,
    "test_bulk",
    "test_bulk_bad_rows",
    "test_bulk_cells",
    "test_deliveries",
    "test_check",
    "test_check_output",
    "test_check_to",
    "test_render",
    "test_bad_input",
    "test_properties",
    "test_python_interface",
]
CHECK = [*FAST, "test_check", "test_check_output", "test_check_to", "test_check_properties", "test_listen"]
MODULES = dict.fromkeys(
    "catalog/shape urls/campaign_url setup/link setup/click_id setup/payout setup/postback_type setup/options setup/request setup/build".split(),
    BUILD,
)
ENOUGH = 0.9
SLOWEST = 240
_SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Is: ast.IsNot,
    ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And, ast.Add: ast.Sub, ast.Sub: ast.Add,
}  # fmt: skip


def _changes(node: ast.AST) -> Iterator[ast.AST | None]:
    """Yield what can stand in place of a node; None for nothing."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in _SWAPS:
        yield ast.Compare(node.left, [_SWAPS[type(node.ops[0])](), *node.ops[1:]], node.comparators)  # type: ignore[list-item]
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(_SWAPS[type(node.op)](), node.values)  # type: ignore[arg-type]
        yield ast.BoolOp(node.op, node.values[1:]) if len(node.values) > 2 else node.values[0]
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand
    elif isinstance(node, ast.BinOp) and type(node.op) in _SWAPS and not isinstance(node.left, ast.Constant):
        yield ast.BinOp(node.left, _SWAPS[type(node.op)](), node.right)  # type: ignore[arg-type]
    elif isinstance(node, ast.IfExp | ast.If):
        yield type(node)(ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse)  # type: ignore[arg-type]
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield ast.Constant(node.value + 1)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield ast.Constant(node.value + "XX" if node.value else "XX")
    elif isinstance(node, ast.Return) and node.value is not None and not isinstance(node.value, ast.Constant):
        yield ast.Return(ast.Constant(None))
    elif isinstance(node, ast.Expr | ast.AugAssign | ast.Continue | ast.Break | ast.Raise):
        yield ast.Pass()


def _untouched(tree: ast.Module) -> set[int]:
    """Return the nodes in which a change is none: docstrings, annotations, and the texts of messages."""
    left: set[int] = set()
    for node in ast.walk(tree):
        parts: list[ast.AST | None] = []
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            parts = [node]
        elif isinstance(node, ast.FunctionDef):
            parts = [
                node.returns,
                *node.decorator_list,
                *(arg.annotation for arg in [*node.args.args, *node.args.kwonlyargs]),
            ]
        elif isinstance(node, ast.AnnAssign):
            parts = [node.annotation]
        elif isinstance(node, ast.ImportFrom | ast.Import | ast.JoinedStr) or (
            isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        ):
            parts = [node]
        left |= {id(inner) for part in parts if part for inner in ast.walk(part)}
    return left


def mutants(source: str) -> list[tuple[int, str, str]]:
    """Return (line, what was changed into what, the changed module)."""
    tree = ast.parse(source)
    left, found = _untouched(tree), []
    for number, node in enumerate(ast.walk(tree)):
        for change in () if id(node) in left else _changes(node):
            other = copy.deepcopy(tree)
            # Every part is reached in the same order in the copy.
            place = next(inner for count, inner in enumerate(ast.walk(other)) if count == number)
            made = ast.unparse(_Replacing(place, copy.deepcopy(change)).visit(other))
            told = f"{ast.unparse(node).splitlines()[0]}  ->  {ast.unparse(change).splitlines()[0] if change else ''}"
            found.append((getattr(node, "lineno", 0), told, made))
    return found


class _Replacing(ast.NodeTransformer):
    def __init__(self, place: ast.AST, change: ast.AST | None) -> None:
        self.place, self.change = place, change

    def visit(self, node: ast.AST) -> ast.AST | None:
        if node is not self.place:
            return self.generic_visit(node)
        return ast.fix_missing_locations(ast.copy_location(self.change, node)) if self.change else None


def noticed(copies: Path, module: Path, source: str, tests: list[str]) -> bool:
    """Put a changed module into a copy of its own; return whether a test fails there."""
    with tempfile.TemporaryDirectory(dir=copies) as folder:
        shutil.copytree(copies / "right", folder, dirs_exist_ok=True)
        (Path(folder) / module).write_text(source, encoding="utf-8")
        files = [f"tests/{name}.py" for name in tests if (ROOT / "tests" / f"{name}.py").exists()]
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-x",
            "-q",
            "-n0",
            "-p",
            "no:cacheprovider",
            "--hypothesis-profile",
            "few",
            *files,
        ]
        environment = os.environ | {"PYTHONPATH": folder, "PYTHONDONTWRITEBYTECODE": "1"}
        try:
            return (
                subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=SLOWEST).returncode
                != 0
            )
        except subprocess.TimeoutExpired:
            return True


def main() -> int:
    """Run a sample of the changes; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=25, help="changes of each module")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("modules", nargs="*")
    options = parser.parse_args()
    chosen = {f"postback_pack/{name}.py": tests for name, tests in MODULES.items()}
    checking = sorted((ROOT / "postback_pack/checking").glob("[!_]*.py"))
    chosen |= dict.fromkeys([f"postback_pack/urls/{name}.py" for name in ("cut", "edit", "slips")], CHECK)
    chosen |= {path.relative_to(ROOT).as_posix(): CHECK for path in checking}
    work = []
    for module, tests in chosen.items():
        if not options.modules or Path(module).stem in options.modules:
            all_of_it = mutants((ROOT / module).read_text(encoding="utf-8"))
            sample = random.Random(module).sample(all_of_it, min(options.most, len(all_of_it)))
            work += [(Path(module), tests, *mutant) for mutant in sorted(sample)]
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(options.jobs) as pool:
        copies = Path(folder)
        shutil.copytree(
            ROOT, copies / "right", ignore=shutil.ignore_patterns(".*", "__pycache__", "dist", "node_modules")
        )
        for module, tests in {tuple(tests): (module, tests) for module, tests, *_ in work}.values():
            if noticed(copies, module, (ROOT / module).read_text(encoding="utf-8"), tests):
                print(f"{module}: the tests fail without a change")
                return 2
        results = []
        outcomes = pool.map(lambda item: noticed(copies, item[0], item[4], item[1]), work)
        for (module, _, line, told, _), killed in zip(work, outcomes, strict=True):
            results.append(killed)
            if not killed:
                print(f"{module}:{line}: {told}", flush=True)
    print(f"{sum(results)} of {len(results)} changes noticed ({sum(results) / len(results):.0%})")
    return 0 if sum(results) >= ENOUGH * len(results) else 1


if __name__ == "__main__":
    sys.exit(main())
