"""Render a setup in a format. The only way from a Setup to text."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .characters import listed, shown
from .data import data_folder
from .errors import InputError, Problem
from .markup import Span, Text, markdown_fence, write_html, write_markdown, write_plain, write_rst
from .setup import Setup
from .setup_view import setup_data

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment

ONE_LINE = ("url", "link")
_TEMPLATES: dict[str, tuple[str, Callable[[Text], str]]] = {
    "text": ("setup.txt.j2", write_plain),
    "md": ("setup.md.j2", write_markdown),
    "html": ("setup.html.j2", write_html),
    "rst": ("setup.rst.j2", write_rst),
}
FORMATS = (*_TEMPLATES, "json", *ONE_LINE)
"""The formats of ``render``."""


def render(setup: Setup, format: str = "text", *, sources: bool = False) -> str:
    """Return ``setup`` as text, without a line end.

    format: one of FORMATS; ``url`` and ``link`` are one line. sources: add the evidence.
    Raises InputError for an unknown format, and where the format has nothing to show (the message says why).
    """
    if format in ONE_LINE:
        return _one_line(setup, format)
    if format == "json":
        import json

        return json.dumps(setup_data(setup, write_plain, sources), ensure_ascii=False, indent=2)
    if format not in _TEMPLATES:
        raise InputError([Problem(f"there is no format {shown(format)}: choose {listed(FORMATS)}", "format")])
    template, write = _TEMPLATES[format]
    data = setup_data(setup, write, sources)
    return _environment(write).get_template(template).render(data).rstrip("\n")


def _one_line(setup: Setup, format: str) -> str:
    text = setup.postback_url if format == "url" else setup.tracking_link
    if text is None:
        raise InputError([Problem(str(setup.gaps[format]), "format")])
    return text


def _environment(write: Callable[[Text], str]) -> SandboxedEnvironment:
    """Return an environment whose filters ``plain``, ``label`` and ``code`` write a string in the output's format."""
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(data_folder() / "templates" / "setup"),
        undefined=StrictUndefined,
        finalize=_refuse_none,
        autoescape=lambda name: name is not None and name.endswith(".html.j2"),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["plain"] = lambda text: write((Span("plain", text),))
    environment.filters["label"] = lambda text: write((Span("label", text),))
    environment.filters["code"] = lambda text: write((Span("code", text),))
    environment.filters["markdown_fence"] = markdown_fence
    return environment


def _refuse_none(value: Any) -> Any:
    if value is None:
        raise TypeError("a template prints a value that is not there")
    return value
