"""The Python-Markdown extension: ``::: postback TRACKER`` and ``::: postback-table [KIND]``.

It is a block processor, so code fences are left alone, and it works wherever blocks do: in lists, tabs and admonitions.
All text goes in as data that no other extension looks at.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from markdown.util import AtomicString, code_escape

from ..errors import InputError, Problem
from ..messages.message import message
from .block import Block, cut, holds_block, stray_option
from .block_options import Defaults, block_setup, block_trackers, block_words
from .catalogs import as_paths, load_cached
from .fragment import setup_fragment, table_fragment
from .where import place_of

_PRIORITY = 105
"""Before every block processor of Python-Markdown, and before others that read ``:::``."""
_MADE = "postback-pack"
"""The class of our elements begins with it."""


class PostbackExtension(Extension):
    """Puts setups and tables of trackers into pages."""

    def __init__(self, **options: Any) -> None:
        self.config = {
            "catalog": ["", "Catalogs of your own on top of the shipped one: a path, or a list of them"],
            "options": [{}, "Options of every block that does not give them itself, by their names"],
        }
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:
        """Register the processors."""
        source = _Source(md)
        # The last of the preprocessors is given the text as it will be parsed.
        md.preprocessors.register(source, "postback_pack_source", -100)
        processor = _Blocks(md, source, as_paths(self.getConfig("catalog")), self.getConfig("options") or {})
        md.parser.blockprocessors.register(processor, "postback_pack", _PRIORITY)


class _Source(Preprocessor):
    """Keeps the lines of the page, to find the line of a block that is wrong."""

    lines: list[str]

    def run(self, lines: list[str]) -> list[str]:
        self.lines = lines
        return lines


class _Blocks(BlockProcessor):
    def __init__(self, md: Markdown, source: _Source, catalogs: tuple[str, ...], defaults: Defaults) -> None:
        super().__init__(md.parser)
        self.md, self.source, self.catalogs, self.defaults = md, source, catalogs, defaults

    def test(self, parent: Element, block: str) -> bool:
        return holds_block(block) or (stray_option(block) and _follows_ours(parent))

    def run(self, parent: Element, blocks: list[str]) -> None:
        text = blocks.pop(0)
        if not holds_block(text):
            line = text.strip().splitlines()[0]
            raise self._error(Block("postback", "", (), (line,)), [Problem(message("block.apart"))])
        before, block, rest, problems = cut(text)
        if problems:
            raise self._error(block, problems)
        if before.strip():
            self.parser.parseBlocks(parent, [before])
        try:
            made = self._make(block)
        except InputError as error:
            raise self._error(block, error.problems) from None
        parent.append(self._guarded(made))
        if rest.strip():
            blocks.insert(0, rest)

    def _make(self, block: Block) -> Element:
        catalog = load_cached(self.catalogs)
        options = [(name, value) for name, value, _ in block.options]
        if block.name == "postback":
            return setup_fragment(*block_setup(catalog, block.argument, options, self.defaults))
        return table_fragment(block_trackers(catalog, block.argument, options))

    def _error(self, block: Block, problems: Iterable[Problem]) -> InputError:
        def placed(problem: Problem) -> Problem:
            place = place_of(self.md, getattr(self.source, "lines", []), block, problem)
            place = ": ".join(filter(None, (place, block.head)))
            return Problem(message("block.at", place=place, problem=problem.say(block_words)), problem.option)

        return InputError(map(placed, problems))

    def _guarded(self, element: Element) -> Element:
        """Return a copy that other extensions leave as it is."""
        if element.tag in ("pre", "raw"):
            # Highlighters rewrite what they find in <pre>: it goes in after them, as finished markup.
            box = Element("p")
            markup = tostring(element, "unicode", short_empty_elements=False) if element.tag == "pre" else element.text
            box.text = AtomicString(self.md.htmlStash.store(markup or ""))
            return box
        copy = Element(element.tag, element.attrib)
        copy.text = self._stashed(element.text)
        for child in element:
            copy.append(self._guarded(child))
            if child.tail:
                # What follows an element is always parsed for markup; in an element of its own it can be kept from that.
                SubElement(copy, "span").text = self._stashed(child.tail)
        return copy

    def _stashed(self, text: str | None) -> AtomicString | None:
        """Put a text away until the page is finished: other extensions read ticks, attributes or ``[TOC]`` out of it."""
        return AtomicString(self.md.htmlStash.store(code_escape(text))) if text else None


def _follows_ours(parent: Element) -> bool:
    last = parent[-1] if len(parent) else None
    while last is not None and last.tag in ("ul", "ol", "li") and len(last):
        last = last[-1]
    return last is not None and last.get("class", "").startswith(_MADE)


makeExtension = PostbackExtension
"""Python-Markdown looks for this name."""
