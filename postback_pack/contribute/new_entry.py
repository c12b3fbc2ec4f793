"""Write a new entry for trackers.yaml, with comments where a contributor has to go on."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from ..catalog.keys import WEB_PAGE
from ..catalog.limits import ID, MOST_BYTES, PARAMETER
from ..catalog.load import try_text
from ..catalog.model import plain_name, plain_names
from ..catalog.read import read_text, text_of
from ..catalog.read_trackers import read_entries
from ..catalog.rules import UNFINISHED
from ..catalog.yaml_reader import END_OF_DOCUMENT
from ..errors import CatalogError, InputError, Mistake, Problem
from ..messages.message import message
from ..paths import data_folder
from ..text.characters import hidden_character, shown
from ..text.macros import macro_fault
from .lint import ENTRY_START, lint
from .rewrite import rewrite
from .yaml_text import quoted, quoted_if_needed, style_of


class NewEntry(NamedTuple):
    """What a contributor knows about a tracker; an empty text means: not known."""

    id: str
    name: str
    kind: str
    param: str
    click_id_macro: str
    payout_macro: str
    source: str
    by: str


def faults(entry: NewEntry) -> list[Problem]:
    """Return what keeps the values from becoming an entry."""
    found = []
    if not re.fullmatch(ID, entry.id):
        found.append(Problem(message("new.id", id=shown(entry.id)), "id"))
    if not entry.name.strip() or hidden_character(entry.name):
        found.append(Problem(message("new.name"), "name", shown(entry.name)))
    for option, macro in (("click-id-macro", entry.click_id_macro), ("payout-macro", entry.payout_macro)):
        if macro and (fault := macro_fault(macro)):
            found.append(Problem(fault, option, shown(macro)))
    if entry.param and not re.fullmatch(PARAMETER, entry.param):
        found.append(Problem(message("parameter.signs"), "param", shown(entry.param)))
    if (entry.click_id_macro or entry.payout_macro or entry.param) and not entry.source:
        found.append(Problem(message("new.no-source"), "source"))
    if entry.source and not re.fullmatch(WEB_PAGE.pattern, entry.source):
        found.append(Problem(message("new.source"), "source", shown(entry.source)))
    return found


def add_entry(entry: NewEntry, file: Path, month: str) -> list[Mistake]:
    """Write the entry into its place in a catalog; return what is left to do about it.

    Raises InputError with every problem of the values, CatalogError if the catalog could not be loaded for another reason.
    """
    text = entry_yaml(entry, month)
    after = ""

    def change(content: bytes | None) -> str:
        nonlocal after
        mistakes: list[Mistake] = []
        text_of(content or b"", str(file), mistakes)
        if mistakes:
            raise CatalogError(mistakes)
        before = "# A catalog of trackers.\n" if content is None else content.decode()
        _refuse_taken(entry, before, file)
        changed = insert_entry(before, text, entry.id)
        after = text_of(changed.encode(), str(file), mistakes)
        try:
            try_text(file, after)
        except CatalogError as error:
            # What is left to fill in, here or in another new entry, is no reason to write nothing.
            if wrong := [mistake for mistake in error.mistakes if mistake.code != "unfinished"]:
                raise CatalogError(wrong) from error
        return changed

    rewrite(file, change, MOST_BYTES + 1)
    return [mistake for mistake in lint(after, str(file)) if mistake.field.startswith(entry.id)]


def _refuse_taken(entry: NewEntry, text: str, file: Path) -> None:
    """Raise InputError if an entry in the text of ``file``, or a shipped one, has the new one's ID or name."""
    shipped = data_folder() / "trackers.yaml"
    texts = {str(file): text}
    if not (file.exists() and file.samefile(shipped)):
        texts[shipped.name] = read_text(shipped, shipped.name, [])
    wanted = {plain_name(name): name for name in (entry.name, entry.id)}
    for name, found in texts.items():
        for _, owner in read_entries(found, name, []):
            if taken := [wanted[plain] for plain in wanted if plain in plain_names(owner)]:
                given = shown(taken[0])
                raise InputError.of("new.taken", "id", name=given, owner=owner.id, file=name, line=owner.line)


def entry_yaml(entry: NewEntry, month: str) -> str:
    """Return the entry as YAML. Raises InputError with every problem."""
    if problems := faults(entry):
        raise InputError(problems)
    signs = style_of(entry.click_id_macro or entry.payout_macro)
    style = f"[{quoted(signs[0])}, {quoted(signs[1])}]" if signs else "null  # how its macros are written"
    facts = {"param": entry.param, "macros.click_id": entry.click_id_macro, "macros.payout": entry.payout_macro}
    supports = [fact for fact, value in facts.items() if value]
    evidence = [
        "  evidence:  # one item per page. What no source supports is null",
        f"    - url: {quoted_if_needed(entry.source)}",
        f"      by: {entry.by}  # vendor (the tracker's own maker), network or other",
        f"      supports: [{', '.join(supports) or 'steps'}]",
        f"      read: {month}",
    ]
    lines = [
        f"- id: {entry.id}",
        f"  name: {quoted(entry.name)}",
        f"  kind: {entry.kind}",
        "  status: active",
        f"  style: {style}",
        "  click_in:",
        f"    param: {quoted_if_needed(entry.param) if entry.param else 'null'}  # the link parameter that keeps the network's click ID",
        "    naming: default  # fixed, default (may be renamed) or chosen (the user names it)",
        '    example: "https://YOUR-DOMAIN/YOUR-CAMPAIGN"  # the shape of a campaign URL, without the click ID',
        "  postback_out:",
        "    delivery: paste  # paste, link_callback, partner, code or none",
        "    where: []  # menu path to the postback field, outermost first: [Sources, Create, Postback URL]",
        "    macros:",
        f"      click_id: {_or_null(entry.click_id_macro)}  # the network's click ID, never the tracker's own",
        f"      payout: {_or_null(entry.payout_macro)}",
        "    payout_means: null  # paid_to_network, earned or sale_value, if a source says so",
        "    own_click_id: []  # the tracker's own click ID, in quotes",
        "  steps:  # menu path, field, what to switch on",
        f'    - "{UNFINISHED}: where to paste the postback URL, as in: Open **Sources** and paste the postback URL into **Postback**."',
        f'    - "{UNFINISHED}: where the click ID goes, `<parameter>` with `<network macro>` as its value."',
        f'    - "{UNFINISHED}: what to switch on, such as statuses, and where the campaign URL is copied."',
        "  verify:",
        f'    - "{UNFINISHED}: where to see the postbacks that were sent, or how else to check that it works."',
        *(evidence if entry.source else ["  evidence: []"]),
    ]
    return "\n".join(lines) + "\n"


_LINE = re.compile("[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


def insert_entry(text: str, entry: str, id: str) -> str:
    """Return the text of a trackers.yaml with one more entry in its place; nothing else in it changes, line ends neither."""
    lines: list[str] = _LINE.findall(text)
    ends = [line[len(line.rstrip("\r\n")) :] for line in lines]
    end = next(filter(None, ends), "\n")
    place = _place_for(id, lines)
    before, after = lines[:place], lines[place:]
    if before and not ends[place - 1]:
        before[-1] += end
    if before and before[-1].strip():
        before.append(end)
    new = [line + end for line in entry.splitlines()]
    if after and after[0].strip() and not END_OF_DOCUMENT.match(after[0]):
        new.append(end)
    return "".join([*before, *new, *after])


def _place_for(id: str, lines: list[str]) -> int:
    """Return the line before which an entry belongs: before the first with a greater id, else at the end."""
    for number, line in enumerate(lines):
        found = ENTRY_START.match(line.removeprefix("\ufeff"))
        if found and found[1] > id:
            start = number
            while start and lines[start - 1].removeprefix("\ufeff").startswith("#"):
                start -= 1
            # The comment at the top of the file belongs to the file.
            return start or number
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    tail = end
    while tail and (lines[tail - 1].startswith("#") or not lines[tail - 1].strip()):
        tail -= 1
    return tail - 1 if tail and END_OF_DOCUMENT.match(lines[tail - 1]) else end


def _or_null(macro: str) -> str:
    return quoted(macro) if macro else "null"
