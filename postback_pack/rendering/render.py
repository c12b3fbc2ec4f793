"""Render a setup in a format. The only way from a Setup to text."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from ..errors import InputError
from ..setup.build import Setup
from ..setup.options import taking
from ..text.characters import shown, width
from ..text.markup import Span, Text, markdown_link, write_plain
from ..text.screen import heading, url_line, whole_lines, without_marks, write_screen
from . import BARE, FORMATS
from .labels import labels
from .setup_data import setup_data
from .view import PARTS, Shown, View, read_view
from .writers import markdown_fence, markdown_note, rst_link, write_html, write_markdown, write_rst

if TYPE_CHECKING:
    from jinja2 import Template
    from jinja2.sandbox import SandboxedEnvironment

_TEMPLATES: dict[str, tuple[str, Callable[[Text], str]]] = {
    "text": ("setup.txt.j2", write_screen),
    "md": ("setup.md.j2", write_markdown),
    "html": ("setup.html.j2", write_html),
    "rst": ("setup.rst.j2", write_rst),
}
_HEADINGS: dict[str, tuple[str, ...]] = {
    "md": ("#", "##", "###", "####", "#####", "######"),
    "html": ("h1", "h2", "h3", "h4", "h5", "h6"),
    "rst": ("#", "=", "-", "~", "^", '"'),
}
"""What marks a heading, by its level."""


@taking(View)
def render(setup: Setup, view: View) -> str:
    """Return a setup as text, without a line end.

    Args:
        setup: What ``build_setup`` returns.
        format: One of ``FORMATS``. ``url`` and ``link`` are one line, ``code`` is a program or a table.
        parts: For the documents ``md``, ``html`` and ``rst``: show only these parts, some of ``PARTS``.
        heading_level: For documents: the level of the first heading, 1 to 5.
        picture: For ``md`` and ``html``: draw the path of a conversion.
        admonitions: For ``md`` and ``html``: the tool whose way of marking notes is used, one of ``ADMONITIONS``.
        grades: For documents: say how well the macros are known.
        sources: Add the evidence.

    Raises:
        InputError: The format or an option is unknown, or the format has nothing to show. The message says why.

    Examples:
        >>> from postback_pack import build_setup, load_catalog, render
        >>> setup = build_setup(load_catalog(), "bemob", network="mgid", fields={"event": "lead"})
        >>> render(setup, "url")
        'https://a.mgid.com/postback?c={externalId}&e=lead'
    """
    format = view.format
    if format not in FORMATS:
        raise InputError.of("format.unknown", "format", shown(format), formats=FORMATS)
    wanted = read_view(view)
    if format in BARE:
        return _bare(setup, format)
    if format == "json":
        import json

        return json.dumps(setup_data(setup, write_plain, wanted.sources), ensure_ascii=False, indent=2)
    text = _filled(setup, format, wanted)
    return without_marks(text) if format == "text" else text


def render_screen(setup: Setup, *, sources: bool = False) -> str:
    """Return ``setup`` as marked text for a terminal."""
    return _filled(setup, "text", read_view(View("text", sources=sources)))


def _filled(setup: Setup, format: str, wanted: Shown) -> str:
    _, write = _TEMPLATES[format]
    data = setup_data(setup, write, wanted.sources)
    data["labels"] = labels(setup, data, write, wanted.grades)
    if format in _HEADINGS:
        data |= _layout(setup, wanted, _HEADINGS[format])
    return template_of(format).render(data).strip("\n")


def _layout(setup: Setup, wanted: Shown, headings: tuple[str, ...]) -> dict[str, Any]:
    """Return what a template of a document is told about what to show, and how."""
    layout: dict[str, Any] = {
        "parts": [part for part in PARTS if part in wanted.parts],
        "named_parts": [*wanted.named],
        "heading": headings[wanted.level - 1],
        "subheading": headings[wanted.level_of_parts - 1],
        "picture": wanted.picture,
        "admonitions": wanted.admonitions,
    }
    if wanted.picture:
        from markupsafe import Markup

        from .diagram import diagram

        layout["diagram"] = Markup(diagram(setup))
    return layout


def template_of(format: str) -> Template:
    """Return the compiled template of a format."""
    template, write = _TEMPLATES[format]
    return _environment(write).get_template(template)


def compiled_templates() -> dict[str, bytes]:
    """Return the template of every format in compiled form, by its name: for a wheel."""
    from ..templating import compiled

    return {name: compiled(_environment(write), name) for name, write in _TEMPLATES.values()}


def _bare(setup: Setup, format: str) -> str:
    text = {"url": setup.postback_url, "link": setup.tracking_link, "code": setup.code}[format]
    if text is None:
        gap = setup.gaps[format]
        raise InputError.of("join.gap", "format", why=write_plain(gap.why), to_do=gap.to_do)
    return text


@cache
def _environment(write: Callable[[Text], str]) -> SandboxedEnvironment:
    """Return the environment whose filter ``plain`` writes a string in the output's format.

    It is made once for each format: a page with many setups would wait for its templates.
    """
    from ..templating import environment

    return environment(
        "setup",
        {
            "plain": lambda text: write((Span("plain", text),)),
            "heading": heading,
            "url_line": url_line,
            "whole_lines": whole_lines,
            "markdown_fence": markdown_fence,
            "markdown_link": markdown_link,
            "rst_link": rst_link,
            "markdown_note": markdown_note,
            "underline": lambda text, sign: text + "\n" + sign * width(text),
        },
    )
