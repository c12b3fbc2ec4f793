"""Show the arguments that a function takes, where its code says that it takes ``Options``: griffe only reads the code."""

from __future__ import annotations

from typing import Any

from griffe import Extension, Function, Parameter, ParameterKind, Parameters

from postback_pack.setup import options as options_module

_TAKING = "taking"
_OPTIONS = "Options"


class Signatures(Extension):
    """Put the fields of ``Options`` in the place of the argument that holds them."""

    def on_function(self, *, func: Function, **_: Any) -> None:
        """Do so for a function with the decorator ``taking``."""
        if not any(str(decorator.value).startswith(f"{_TAKING}(") for decorator in func.decorators):
            return
        names = [field.name for field in options_module.fields(options_module.Options)]
        source = func.package["setup.options"].members[_OPTIONS]
        first = func.parameters[0]
        made = [first]
        for number, name in enumerate(names):
            field = source.members[name]
            kind = ParameterKind.keyword_only if number else ParameterKind.positional_or_keyword
            made.append(Parameter(name, annotation=field.annotation, kind=kind, default=_default(name)))
        func.parameters = Parameters(*made)


def _default(name: str) -> str | None:
    found = {field.name: field for field in options_module.fields(options_module.Options)}[name]
    if name == "tracker":
        return None
    return repr(found.default_factory() if callable(found.default_factory) else found.default)
