"""The sandboxed Jinja environment of all templates. Only plain data goes in, and nothing is rendered twice."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import BytecodeCache, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket, bc_magic
from jinja2.sandbox import ImmutableSandboxedEnvironment, SandboxedEnvironment

from .paths import checksum, data_folder, is_installed

COMPILED = "compiled"
"""Folder of the data in which a wheel carries templates that are compiled already."""


class _Compiled(BytecodeCache):
    """Reads templates that were compiled for this very source, this Jinja and this Python; never writes any.

    They are Python code, and count only as part of an installed package. Everything is compared before anything is unpacked.
    """

    def __init__(self, folder: str) -> None:
        self._folder = data_folder() / COMPILED / folder if is_installed() else None

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """Return the name by which a template is kept: where it lies does not matter."""
        return name

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take the compiled template, if there is one that fits and is whole."""
        if self._folder is None:
            return
        try:
            content = (self._folder / bucket.key).read_bytes()
        except OSError:
            return
        made_for, _, rest = content.partition(b"\n")
        digest, _, code = rest.partition(b"\n")
        if made_for == _made_for(bucket) and digest == checksum(code):
            bucket.code = marshal.loads(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write nothing: an installed package may be read-only."""


def _made_for(bucket: Bucket) -> bytes:
    return f"{bc_magic.hex()} {bucket.checksum}".encode()


def compiled(environment: SandboxedEnvironment, name: str) -> bytes:
    """Return a template of an environment in the form that ``environment`` looks for."""
    source, _, _ = environment.loader.get_source(environment, name)  # type: ignore[union-attr]
    bucket = Bucket(environment, name, _Compiled("").get_source_checksum(source))
    code = marshal.dumps(environment.compile(source, name, name))
    return b"\n".join((_made_for(bucket), checksum(code), code))


def environment(folder: str, filters: Mapping[str, Callable[..., str]]) -> SandboxedEnvironment:
    """Return the environment for the templates of a folder under templates/, with these filters in addition to Jinja's own."""
    made = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(data_folder() / "templates" / folder),
        undefined=StrictUndefined,
        finalize=_refuse_none,
        bytecode_cache=_Compiled(folder),
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
