"""The command ``lint``."""

from __future__ import annotations

from collections.abc import Sequence

import click

from ..errors import Mistake
from ..messages.message import message
from .arguments import PathName, format_option, refuse_to_edit_installed
from .terminal import print_json, print_lines, print_result, print_screen


@click.command()
@click.argument("files", nargs=-1, type=PathName(folder=True))
@click.option("--rules", is_flag=True, help="List the rules instead.")
@click.option("--fix", is_flag=True, help="Sort the entries and tidy the space between them first. Comments stay.")
@format_option("text", "json", "github", help="github: annotations for a GitHub workflow.")
def lint(files: tuple[str, ...], rules: bool, fix: bool, format: str) -> int:
    """Find what is wrong with catalog FILES, with line, column and how to fix it.

    One of FILES is a file of trackers, a network's folder or network.yaml, or a folder with trackers.yaml and
    templates/networks. Without FILES, it checks all that is shipped. The exit status is 1 if there is an error; warnings do
    not count.

    \b
    Examples:
      postback-pack lint
      postback-pack lint mine.yaml
      postback-pack lint templates/networks/mynetwork
      postback-pack lint --rules
    """
    from ..catalog.read import read_text
    from ..contribute.lint import lint as lint_text
    from ..contribute.lint import list_rules, put_in_order, tracker_ids
    from ..contribute.lint_networks import lint_networks
    from ..contribute.targets import targets_of

    if rules:
        print_screen(_rules_text(list_rules()))
        return 0
    if fix and not files:
        refuse_to_edit_installed("fix")
    targets = targets_of(files)
    found: list[Mistake] = []
    texts = []
    for target in targets:
        if target.is_network:
            continue
        if fix:
            put_in_order(target.path, target.name)
        text = read_text(target.path, target.name, found)
        texts.append(text)
        found += lint_text(text, target.name)
    if networks := [target for target in targets if target.is_network]:
        found += lint_networks(networks, tracker_ids(texts))
    _print_found(found, format)
    return 1 if any(mistake.severity == "error" for mistake in found) else 0


def _rules_text(rules: Sequence[Sequence[str]]) -> str:
    """Return the rules as marked text: what each asks for stands below it."""
    from ..text.screen import HANGING, heading, whole_lines
    from ..text.tables import text_table

    header, *lines = text_table(["rule", "severity", "for", "may be broken"], [rule[:-1] for rule in rules])
    about = [f"    {rule[-1]}" for rule in rules]
    found = [heading(header + HANGING)]
    for line, text in zip(lines, about, strict=True):
        found += [whole_lines(line), text]
    return "\n".join(found)


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
            print_lines(f"{mistake.severity}: {mistake} [{mistake.code}]", mistake.severity)
        errors = sum(mistake.severity == "error" for mistake in found)
        print_lines(message("lint.summary", errors=errors, warnings=len(found) - errors))
