"""Show the arguments that a function takes, where its decorator says that they are the fields of a record: griffe only reads the code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields
from importlib import import_module
from typing import Any

from griffe import Extension, Function, Module, Parameter, ParameterKind, Parameters

_TAKING = re.compile(r"taking\((\w+)\)")


class Signatures(Extension):
    """Put the fields of the record in the place of the argument that holds them."""

    def on_package(self, *, pkg: Module, **_: Any) -> None:
        """Do so for every function with the decorator ``taking``."""
        for module in _modules(pkg):
            for function in module.functions.values():
                records = (
                    [] if function.is_alias else [_TAKING.fullmatch(str(one.value)) for one in function.decorators]
                )
                for record in filter(None, records):
                    _spread(function, record[1])


def _modules(package: Module) -> Iterator[Module]:
    yield package
    for module in package.modules.values():
        yield from _modules(module)


def _spread(function: Function, record: str) -> None:
    path = function.resolve(record)
    described = function.modules_collection[path]
    made = getattr(import_module(path.rpartition(".")[0]), record)
    arguments = [_parameter(field, described.members[field.name].annotation) for field in fields(made)]
    function.parameters = Parameters(function.parameters[0], *arguments)


def _parameter(field: Field[Any], annotation: Any) -> Parameter:
    default = field.default if field.default_factory is MISSING else field.default_factory()
    return Parameter(
        field.name,
        annotation=annotation,
        kind=ParameterKind.keyword_only if field.kw_only else ParameterKind.positional_or_keyword,
        default=None if default is MISSING else repr(default),
    )
