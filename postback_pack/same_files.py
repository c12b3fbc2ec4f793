"""Find out that two names are one file, before one is written."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from .errors import InputError, Problem
from .messages.message import Message, Option, message
from .text.characters import shown

_STREAMS = {1: "file.same-stdout", 2: "file.same-stderr"}


def refuse_same(outputs: dict[str, Path | int], inputs: dict[Message, Path | int]) -> None:
    """Refuse an output that is one of the inputs, or another output, under whatever name.

    A file is a path, or the number of an open file. Outputs are named by their option. Raises InputError with each of them.
    """
    problems = []
    others: dict[Message | Option, Path | int] = dict(inputs.items())
    for option, output in outputs.items():
        code, given = (_STREAMS[output], None) if isinstance(output, int) else ("file.same", shown(str(output)))
        if same := [name for name, other in others.items() if _is_same(output, other, name in inputs)]:
            problems.append(Problem(message(code, other=same[0]), option, given))
        others[Option(option)] = output
    if problems:
        raise InputError(problems)


def _is_same(one: Path | int, other: Path | int, is_input: bool) -> bool:
    first, second = _status(one), _status(other)
    if first and second:
        # Two outputs may go to one pipe. Whoever reads from the pipe that he writes to waits for ever.
        counts = stat.S_ISREG(first.st_mode) or (is_input and stat.S_ISFIFO(first.st_mode))
        return counts and os.path.samestat(first, second)
    if first or second or isinstance(one, int) or isinstance(other, int):
        return False
    from unicodedata import normalize

    # Where neither is there yet, nothing shows whether the disk takes two spellings for one name.
    return len({normalize("NFC", os.path.realpath(path)).casefold() for path in (one, other)}) == 1


def _status(file: Path | int) -> os.stat_result | None:
    try:
        return os.stat(file)
    except (OSError, ValueError):
        return None
