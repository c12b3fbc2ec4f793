"""Where a block is: the page and the line, as far as the tool that builds the docs shows them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import Problem
from .block import Block

if TYPE_CHECKING:
    from markdown import Markdown


def place_of(md: Markdown, source: list[str], block: Block, problem: Problem) -> str:
    """Return ``page:line``, as much of it as is known, for a problem in a block; ``source``: the text that is converted."""
    page, lines = _page(md)
    # Where the page is known only its file counts: the text may have lost its head, or have other files in it.
    start = _line_of(source if page is None else lines, block)
    line = start + block.line_of(problem.option) if start else None
    if page is None:
        return f"line {line}" if line else ""
    return f"{page}:{line}" if line else page


def _page(md: Markdown) -> tuple[str | None, list[str]]:
    """Return the page's name and its lines, from what the tools leave on ``md``.

    MkDocs and ProperDocs tell the file to the processor that makes links relative, Zensical keeps the page in a processor
    of its own. Neither promises it, so nothing is expected to be there.
    """
    for processor in (*md.treeprocessors, *md.preprocessors):
        file = getattr(processor, "file", None)
        if isinstance(name := getattr(file, "src_uri", None), str):
            return name, _lines(getattr(file, "abs_src_path", None))
        page = getattr(processor, "page", None)
        if isinstance(name := getattr(page, "path", None), str):
            config = getattr(processor, "config", None)
            folder = config.get("docs_dir") if isinstance(config, dict) else None
            return name, _lines(Path(folder) / name if isinstance(folder, str) else name)
    return None, []


def _lines(path: str | Path | None) -> list[str]:
    try:
        return Path(path).read_text(encoding="utf-8-sig").splitlines() if path else []
    except (OSError, ValueError):
        return []


def _line_of(lines: list[str], block: Block) -> int | None:
    """Return the number of the block's first line, counted from 1; it may be indented or quoted."""
    wanted = [line.strip() for line in block.lines]
    for start in range(len(lines) - len(wanted) + 1):
        part = lines[start : start + len(wanted)]
        if all(line.rstrip().endswith(text) for line, text in zip(part, wanted, strict=True)):
            return start + 1
    return None
