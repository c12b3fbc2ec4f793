"""The text of a block in Markdown: ``::: postback keitaro`` with indented ``:option: value`` lines -> its parts."""

from __future__ import annotations

import re
from typing import NamedTuple

from ..errors import Problem
from ..messages.message import Message, message
from ..text.characters import shown
from ..text.suggestions import nearest
from .block_options import SETUP_OPTIONS, TABLE_OPTIONS

NAMES = ("postback", "postback-table")

_HEAD = re.compile(r"(?:^|\n) {0,3}(?P<head>::: *(?P<name>postback(?:-[\w-]*)?)(?P<argument>[ \t][^\n]*)?)(?:\n|$)")
# Other tools use ::: too, such as `::: package.module`: a name of ours ends at a blank or at the line's end.
_OPTION = re.compile(r"[ \t]*:([A-Za-z][\w-]*):(?:[ \t]+(.*))?")


class Block(NamedTuple):
    """A block as it is written: ``lines`` are all of its lines, ``options`` names, values and the line of each."""

    name: str
    argument: str
    options: tuple[tuple[str, str, int], ...]
    lines: tuple[str, ...]

    @property
    def head(self) -> str:
        """The line with the block's name."""
        return self.lines[0]

    def line_of(self, option: str | None) -> int:
        """Return the number of the line that an option is in, counted from the block's first, 0."""
        return next((line for name, _, line in self.options if name == option), 0)


def holds_block(text: str) -> bool:
    """Return whether a line of ``text`` begins a block of ours."""
    return _HEAD.search(text) is not None


def stray_option(text: str) -> bool:
    """Return whether ``text`` begins with an option that lost its block; an emoji such as ``:smile:`` is none."""
    found = _OPTION.match(text)
    if found is None:
        return False
    known = (*SETUP_OPTIONS, *TABLE_OPTIONS)
    return found[1] in known or (text[0] in " \t" and nearest(found[1], known) is not None)


def cut(text: str) -> tuple[str, Block, str, list[Problem]]:
    """Return what is before the first block in ``text``, the block, what comes after it, and what is wrong with its lines."""
    found = _HEAD.search(text)
    assert found is not None
    lines = text[found.end() :].splitlines()
    count = next((number for number, line in enumerate(lines) if line[:1] not in (" ", "\t")), len(lines))
    own, rest = lines[:count], lines[count:]
    options: list[tuple[str, str, int]] = []
    wrong: list[Message] = []
    if found["name"] not in NAMES:
        wrong.append(message("block.no-block", name=found["name"], near=nearest(found["name"], NAMES)))
    for number, line in enumerate(own, start=1):
        if option := _OPTION.fullmatch(line):
            options.append((option[1], option[2] or "", number))
        elif line.strip():
            wrong.append(message("block.not-an-option", line=shown(line.strip())))
    if rest and stray_option(rest[0]):
        wrong.append(message("block.indent", line=shown(rest[0].strip())))
    argument = (found["argument"] or "").strip()
    block = Block(found["name"], argument, tuple(options), (found["head"].rstrip(), *own))
    return text[: found.start()], block, "\n".join(rest), [*map(Problem, wrong)]
