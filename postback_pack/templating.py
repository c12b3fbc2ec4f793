"""The sandboxed Jinja environment of all templates. Only plain data goes in, and nothing is rendered twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment, SandboxedEnvironment

from .data import data_folder


def environment(folder: str, filters: Mapping[str, Callable[[str], str]]) -> SandboxedEnvironment:
    """Return the environment for the templates of a folder under templates/, with these filters besides Jinja's own."""
    made = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(data_folder() / "templates" / folder),
        undefined=StrictUndefined,
        finalize=_refuse_none,
        autoescape=lambda name: (
            name is not None and name.endswith((".html.j2", ".svg.j2")) and folder in ("setup", "site")
        ),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(filters)
    return made


def _refuse_none(value: Any) -> Any:
    if value is None:
        raise TypeError("a template prints a value that is not there")
    return value
