"""A setup or a table as elements of HTML, with the text as data: each docs tool writes them in its own way.

The setup comes from the template of ``render --format html``, so an embedded setup says the same as a rendered one.
The elements are those of that template, and two more: ``mark`` around a placeholder that the reader has to replace, and
``raw``, whose text is a piece of markup to be left as it is, such as a picture.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from ..catalog.model import Tracker
from ..messages.message import message
from ..rendering.render import render
from ..rendering.setup_data import warnings_but_placeholders
from ..rendering.tracker_data import LIST_COLUMNS, MACRO_COLUMNS, list_cells, list_rows
from ..rendering.view import NO_ADMONITIONS, View
from ..setup.build import Setup
from .block_options import block_words

PLACEHOLDER = "postback-pack-placeholder"
"""Class of a note that asks to replace a placeholder."""
WARNING = "postback-pack-warning"
"""Class of a warning about the setup."""

_PICTURE = re.compile(r"<svg\b.*?</svg>", re.DOTALL)


def setup_fragment(setup: Setup, view: View) -> Element:
    """Return a ``section`` with what to paste and to do, placeholders marked and warnings at its end."""
    section = read(render(setup, **vars(view)))
    placeholders = [setup.network.fields[name].ungiven for name in setup.missing_fields]
    if placeholders:
        _mark(section, placeholders)
    # A block without an account is as it should be: the placeholder is marked in the page.
    for _, warning in warnings_but_placeholders(setup):
        text = warning.say(block_words)
        if view.admonitions == NO_ADMONITIONS:
            paragraph = SubElement(section, "p", {"class": WARNING})
            SubElement(paragraph, "strong").text = f"{message('block.warning')}:"
            paragraph[-1].tail = f" {text}"
        else:
            box = SubElement(section, "div", {"class": f"admonition warning {WARNING}"})
            SubElement(box, "p", {"class": "admonition-title"}).text = str(message("block.warning"))
            SubElement(box, "p").text = text
    return section


def table_fragment(trackers: Iterable[Tracker]) -> Element:
    """Return a ``div`` with the table of ``list``."""
    # The table itself has no class: themes give their own style only to a table without one.
    # It scrolls in its own box, without a style sheet and by keyboard too: the macros are too long for most pages.
    label = str(message("block.table"))
    scrolls = {"style": "overflow-x: auto", "tabindex": "0", "role": "region", "aria-label": label}
    box = Element("div", {"class": "postback-pack-table", **scrolls})
    table = SubElement(box, "table")
    head = SubElement(SubElement(table, "thead"), "tr")
    for title in (title for key, title in LIST_COLUMNS.items() if key != "means"):
        SubElement(head, "th").text = title
    body = SubElement(table, "tbody")
    for row in list_rows(trackers):
        line = SubElement(body, "tr")
        for key, text in list_cells(row).items():
            cell = SubElement(line, "td")
            if text:
                (SubElement(cell, "code") if key in MACRO_COLUMNS else cell).text = text
    return box


def read(html: str) -> Element:
    """Return the elements of HTML that one of our templates wrote, which is XML too; pictures become ``raw``."""
    pictures = _PICTURE.findall(html)
    # The template escapes all data, so the only <svg in it is the template's own.
    root = ElementTree.fromstring(_PICTURE.sub("<raw/>", html))
    for element, picture in zip(root.iter("raw"), pictures, strict=True):
        element.text = picture
    _drop_line_ends(root)
    return root


def _drop_line_ends(element: Element) -> None:
    """Remove the blanks that only lay out the template: those with a line end, outside code."""
    if element.tag in ("code", "raw"):
        return
    if element.text and element.text.isspace() and "\n" in element.text:
        element.text = None
    for child in element:
        _drop_line_ends(child)
        if child.tail and child.tail.isspace() and "\n" in child.tail:
            child.tail = None


def _mark(section: Element, placeholders: list[str]) -> None:
    words = "|".join(map(re.escape, placeholders))
    pattern = re.compile(rf"(?<![A-Za-z0-9])({words})(?![A-Za-z0-9])")
    for code in list(section.iter("code")):
        pieces = pattern.split(code.text or "")
        code.text = pieces[0]
        for placeholder, after in zip(pieces[1::2], pieces[2::2], strict=True):
            SubElement(code, "mark").text = placeholder
            code[-1].tail = after or None
