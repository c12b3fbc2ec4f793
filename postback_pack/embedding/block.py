"""The text of a block in Markdown: ``::: postback keitaro`` with indented ``:option: value`` lines -> its parts."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..errors import InputError, Problem
from ..messages.message import message
from ..text.characters import shown
from ..text.suggestions import nearest
from .block_options import SETUP_OPTIONS, TABLE_OPTIONS

NAMES = ("postback", "postback-table")

_HEAD = re.compile(r"(?:^|\n) {0,3}(?P<head>::: *(?P<name>postback(?:-[\w-]*)?)(?P<argument>[ \t][^\n]*)?)(?:\n|$)")
# Other tools use ::: too, such as `::: package.module`: a name of ours ends at a blank or at the line's end.
_OPTION = re.compile(r"[ \t]*:([A-Za-z][\w-]*):(?:[ \t]+(.*))?")


@dataclass(frozen=True)
class Block:
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
    """Tell whether a line of ``text`` begins a block of ours."""
    return _HEAD.search(text) is not None


def stray_option(text: str) -> bool:
    """Tell whether ``text`` begins with an option that lost its block; an emoji such as ``:smile:`` is none."""
    found = _OPTION.match(text)
    known = (*SETUP_OPTIONS, *TABLE_OPTIONS)
    if found is None:
        return False
    return found[1] in known or (text[0] in " \t" and nearest(found[1], known) is not None)


def cut(text: str) -> tuple[str, Block, str]:
    """Return what is before the first block in ``text``, the block, and what comes after it.

    Raises InputError if the block's own lines are wrong.
    """
    found = _HEAD.search(text)
    assert found is not None
    lines = text[found.end() :].splitlines()
    count = next((number for number, line in enumerate(lines) if line[:1] not in (" ", "\t")), len(lines))
    own, rest = lines[:count], lines[count:]
    block = Block(
        found["name"],
        (found["argument"] or "").strip(),
        tuple(
            (match[1], match[2] or "", number)
            for number, line in enumerate(own, 1)
            if (match := _OPTION.fullmatch(line))
        ),
        (found["head"].rstrip(), *own),
    )
    problems = []
    if block.name not in NAMES:
        near = nearest(block.name, NAMES)
        problems.append(message("block.no-block", name=block.name, near=near))
    problems += [
        message("block.not-an-option", line=shown(line.strip()))
        for line in own
        if line.strip() and not _OPTION.fullmatch(line)
    ]
    if rest and stray_option(rest[0]):
        problems.append(message("block.indent", line=shown(rest[0].strip())))
    if problems:
        raise BlockError(block, [Problem(problem) for problem in problems])
    return text[: found.start()], block, "\n".join(rest)


class BlockError(InputError):
    """A block whose lines cannot be read."""

    def __init__(self, block: Block, problems: list[Problem]) -> None:
        self.block = block
        super().__init__(problems)
