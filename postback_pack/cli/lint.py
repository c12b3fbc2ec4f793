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
@click.option("--fix", is_flag=True, help="Sort the entries and tidy the space between them first. Comments stay.")
@click.option(
    "--format",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="github: annotations for a GitHub workflow.",
)
@click.pass_context
def lint(context: click.Context, files: tuple[str, ...], rules: bool, fix: bool, format: str) -> None:
    """Find what is wrong with catalog FILES, with line, column and how to fix it.

    Without FILES, it checks the shipped trackers.yaml. The exit status is 1 if there is an error; warnings do not count.

    \b
    Examples:
      postback-pack lint
      postback-pack lint mine.yaml
      postback-pack lint --rules
    """
    from pathlib import Path

    from ..catalog.read import read_text
    from ..contribute.lint import lint as lint_text
    from ..contribute.lint import list_rules, put_in_order
    from ..errors import InputError, Problem
    from ..messages.message import message
    from ..paths import data_folder
    from ..text.characters import shown
    from ..text.tables import text_table
    from .arguments import refuse_to_edit_installed

    if rules:
        print_result("\n".join(text_table(["rule", "severity", "may be broken", "about"], list_rules())))
        return
    if fix and not files:
        refuse_to_edit_installed("installed.fix", "fix")
    paths = [_catalog_in(Path(file)) for file in files] or [data_folder() / "trackers.yaml"]
    missing = [
        Problem(message("lint.not-plain" if path.exists() else "catalog.no-file", file=shown(str(path))), "files")
        for path in paths
        if not path.is_file()
    ]
    if missing:
        raise InputError(missing)
    found: list[Mistake] = []
    for path in paths:
        name = str(path) if files else path.name
        if fix:
            put_in_order(path, name)
        text = read_text(path, name, found)
        found += lint_text(text, name)
    _print_found(found, format)
    context.exit(1 if any(mistake.severity == "error" for mistake in found) else 0)


def _catalog_in(path: Path) -> Path:
    return path / "trackers.yaml" if path.is_dir() else path


def _print_found(found: list[Mistake], format: str) -> None:
    from ..contribute.lint import github_annotation
    from ..messages.message import message
    from ..rendering.tracker_data import SCHEMA_VERSION

    if format == "json":
        import json

        rows = [
            {
                "place": mistake.place._asdict(),
                "field": mistake.field,
                "message": mistake.message,
                "mend": mistake.fix,
                "code": mistake.code,
                "severity": mistake.severity,
            }
            for mistake in found
        ]
        print_result(json.dumps({"schema_version": SCHEMA_VERSION, "findings": rows}, indent=2))
    elif format == "github":
        for mistake in found:
            print_result(github_annotation(mistake))
    else:
        for mistake in found:
            print_result(f"{mistake.severity}: {mistake} [{mistake.code}]")
        errors = sum(mistake.severity == "error" for mistake in found)
        print_result(message("lint.summary", errors=errors, warnings=len(found) - errors))
