"""The sandboxed Jinja environment of all templates. Only plain data goes in, and nothing is rendered twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from jinja2 import BytecodeCache, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from jinja2.sandbox import ImmutableSandboxedEnvironment, SandboxedEnvironment

from .data import data_folder

COMPILED = "compiled"
"""Folder of the data in which a wheel carries templates that are compiled already."""


class _Compiled(BytecodeCache):
    """Reads templates that were compiled for this very source and this Python, as Jinja checks; never writes any."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """Return the name by which a template is kept: where it lies does not matter."""
        return name

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take the compiled template, if there is one that fits."""
        with suppress(OSError):
            bucket.bytecode_from_string((self._folder / bucket.key).read_bytes())

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write nothing: an installed package may be read-only."""


def compiled(environment: SandboxedEnvironment, name: str) -> bytes:
    """Return a template of an environment in the form that ``environment`` looks for."""
    source, _, _ = environment.loader.get_source(environment, name)  # type: ignore[union-attr]
    bucket = Bucket(environment, name, _Compiled(Path()).get_source_checksum(source))
    bucket.code = environment.compile(source, name, name)
    return bucket.bytecode_to_string()


def environment(folder: str, filters: Mapping[str, Callable[[str], str]]) -> SandboxedEnvironment:
    """Return the environment for the templates of a folder under templates/, with these filters besides Jinja's own."""
    made = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(data_folder() / "templates" / folder),
        undefined=StrictUndefined,
        finalize=_refuse_none,
        bytecode_cache=_Compiled(data_folder() / COMPILED / folder),
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
