"""The command ``lint``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from .arguments import PathName
from .terminal import print_result

if TYPE_CHECKING:
    from pathlib import Path

    from ..errors import Mistake

FORMATS = ("text", "json", "github")


@click.command()
@click.argument("files", nargs=-1, type=PathName(folder=True))
@click.option("--rules", is_flag=True, help="List the rules instead.")
@click.option("--fix", is_flag=True, help="Sort the entries and tidy up the space between them first; comments stay.")
@click.option(
    "--format",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="github: annotations for a workflow.",
)
@click.pass_context
def lint(context: click.Context, files: tuple[str, ...], rules: bool, fix: bool, format: str) -> None:
    """Say what is wrong with catalog FILES, with line, column and how to mend it.

    Without FILES it is the shipped trackers.yaml. The exit status is 1 if there is an error; a warning is none.

    \b
    Examples:
      postback-pack lint
      postback-pack lint mine.yaml
      postback-pack lint --rules
    """
    from pathlib import Path

    from ..catalog.read import read_text
    from ..contribute.lint import lint as lint_text
    from ..errors import InputError, Problem
    from ..paths import data_folder
    from ..text.characters import shown
    from .arguments import refuse_to_edit_installed

    if rules:
        _print_rules()
        return
    if fix and not files:
        refuse_to_edit_installed("installed.fix", "fix")
    paths = [_catalog_in(Path(file)) for file in files] or [data_folder() / "trackers.yaml"]
    missing = [
        Problem(
            f"{shown(str(path))} is not a plain file" if path.exists() else f"there is no file {shown(str(path))}",
            "files",
        )
        for path in paths
        if not path.is_file()
    ]
    if missing:
        raise InputError(missing)
    found: list[Mistake] = []
    for path in paths:
        name = str(path) if files else path.name
        if fix:
            _put_in_order(path, name)
        here = lint_text(read_text(path, name, found), name)
        found += here
    _print_found(found, format)
    context.exit(1 if any(mistake.severity == "error" for mistake in found) else 0)


def _put_in_order(path: Path, name: str) -> None:
    """Sort the entries of a file that can be read, and tidy up; its line ends stay."""
    from ..catalog.limits import MOST_BYTES
    from ..catalog.read import text_of, written_like
    from ..contribute.lint import in_order, says_the_same
    from ..contribute.lint import lint as lint_text
    from ..contribute.rewrite import rewrite

    def change(content: bytes | None) -> str | None:
        found: list[Mistake] = []
        text = text_of(content or b"", name, found)
        found += lint_text(text, name)
        if not text or any(mistake.code == "form" for mistake in found):
            # What cannot be read is not put in order.
            return None
        ways = (in_order(text), in_order(text, strip=False))
        fixed = next((fixed for fixed in ways if says_the_same(text, fixed)), text)
        return written_like(fixed, content or b"") if fixed != text else None

    rewrite(path, change, MOST_BYTES + 1)


def _catalog_in(path: Path) -> Path:
    return path / "trackers.yaml" if path.is_dir() else path


def _print_rules() -> None:
    from ..catalog.rules import RULES
    from ..text.tables import text_table

    rows = [[rule.code, rule.severity, "no" if rule.to_load else "with a reason", rule.about] for rule in RULES]
    rows += [["form", "error", "no", "every value can be read"], ["order", "error", "no", "entries are sorted by id"]]
    rows += [["unique", "error", "no", "no id, name or alias belongs to two entries"]]
    rows += [["exemption", "error", "no", "an exemption names a rule that the entry breaks"]]
    print_result("\n".join(text_table(["rule", "severity", "may be broken", "about"], rows)))


def _print_found(found: list[Mistake], format: str) -> None:
    from ..contribute.lint import github_annotation
    from ..rendering.tracker_data import SCHEMA_VERSION

    if format == "json":
        import json

        rows = [mistake._asdict() | {"place": mistake.place._asdict()} for mistake in found]
        print_result(json.dumps({"schema_version": SCHEMA_VERSION, "findings": rows}, indent=2))
    elif format == "github":
        for mistake in found:
            print_result(github_annotation(mistake))
    else:
        for mistake in found:
            print_result(f"{mistake.severity}: {mistake} [{mistake.code}]")
        errors = sum(mistake.severity == "error" for mistake in found)
        print_result(f"{errors} errors, {len(found) - errors} warnings")
