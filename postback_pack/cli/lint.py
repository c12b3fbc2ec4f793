"""The command ``lint``."""

from __future__ import annotations

from pathlib import Path

import click

from ..errors import InputError, Mistake, Problem
from ..messages.message import message
from .arguments import PathName, format_option, refuse_to_edit_installed
from .terminal import print_json, print_result


@click.command()
@click.argument("files", nargs=-1, type=PathName(folder=True))
@click.option("--rules", is_flag=True, help="List the rules instead.")
@click.option("--fix", is_flag=True, help="Sort the entries and tidy the space between them first. Comments stay.")
@format_option("text", "json", "github", help="github: annotations for a GitHub workflow.")
def lint(files: tuple[str, ...], rules: bool, fix: bool, format: str) -> int:
    """Find what is wrong with catalog FILES, with line, column and how to fix it.

    Without FILES, it checks the shipped trackers.yaml. The exit status is 1 if there is an error; warnings do not count.

    \b
    Examples:
      postback-pack lint
      postback-pack lint mine.yaml
      postback-pack lint --rules
    """
    from ..catalog.load import files_of
    from ..catalog.read import read_text
    from ..contribute.lint import lint as lint_text
    from ..contribute.lint import list_rules, put_in_order
    from ..paths import data_folder
    from ..text.characters import shown
    from ..text.tables import text_table

    if rules:
        print_result("\n".join(text_table(["rule", "severity", "may be broken", "about"], list_rules())))
        return 0
    if fix and not files:
        refuse_to_edit_installed("fix")
    paths = [files_of(Path(file))[0] for file in files] or [data_folder() / "trackers.yaml"]
    missing = [
        message("file.not-plain", path=shown(str(path)))
        if path.exists()
        else message("catalog.no-file", file=shown(str(path)))
        for path in paths
        if not path.is_file()
    ]
    if missing:
        raise InputError(Problem(fault, "files") for fault in missing)
    found: list[Mistake] = []
    for path in paths:
        name = str(path) if files else path.name
        if fix:
            put_in_order(path, name)
        text = read_text(path, name, found)
        found += lint_text(text, name)
    _print_found(found, format)
    return 1 if any(mistake.severity == "error" for mistake in found) else 0


def _print_found(found: list[Mistake], format: str) -> None:
    from ..contribute.lint import github_annotation
    from ..rendering.tracker_data import SCHEMA_VERSION

    if format == "json":
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
        print_json({"schema_version": SCHEMA_VERSION, "findings": rows}, only_ascii=True)
    elif format == "github":
        for mistake in found:
            print_result(github_annotation(mistake))
    else:
        for mistake in found:
            print_result(f"{mistake.severity}: {mistake} [{mistake.code}]")
        errors = sum(mistake.severity == "error" for mistake in found)
        print_result(message("lint.summary", errors=errors, warnings=len(found) - errors))
