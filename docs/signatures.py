"""Show the arguments that a function takes, where its code says that it takes ``Options``: griffe only reads the code."""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import Any

from griffe import Extension, Function, Parameter, ParameterKind, Parameters

from postback_pack.setup.options import Options

_TAKING = "taking"
_OPTIONS = "Options"


class Signatures(Extension):
    """Put the fields of ``Options`` in the place of the argument that holds them."""

    def on_function(self, *, func: Function, **_: Any) -> None:
        """Do so for a function with the decorator ``taking``."""
        if not any(str(decorator.value).startswith(f"{_TAKING}(") for decorator in func.decorators):
            return
        source = func.package["setup.options"].members[_OPTIONS]
        made = [func.parameters[0]]
        for field in fields(Options):
            kind = ParameterKind.keyword_only if field.kw_only else ParameterKind.positional_or_keyword
            default = field.default if field.default_factory is MISSING else field.default_factory()
            made.append(
                Parameter(
                    field.name,
                    annotation=source.members[field.name].annotation,
                    kind=kind,
                    default=None if default is MISSING else repr(default),
                )
            )
        func.parameters = Parameters(*made)
