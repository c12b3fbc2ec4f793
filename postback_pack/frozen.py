"""The base of records that nobody can change: dataclasses that a cold start makes without compiling code for each.

``@dataclass(frozen=True)`` writes the text of six methods for every class and compiles it. The catalog's fourteen classes
took a quarter of what a cold start adds to its imports; here all classes share the methods of one.
"""

from __future__ import annotations

from functools import cache
from typing import Any, ClassVar, Self, dataclass_transform


class _DataclassFields:
    """The fields in the form that ``dataclasses`` knows, so that its functions take these classes; made when asked for."""

    def __get__(self, record: object, kind: type[Frozen]) -> dict[str, Any]:
        return _dataclass_fields(kind._fields)


@cache
def _dataclass_fields(names: tuple[str, ...]) -> dict[str, Any]:
    from dataclasses import make_dataclass

    made: Any = make_dataclass("Record", names)
    return dict(made.__dataclass_fields__)


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Frozen:
    """A record. Each annotation of a class is a field, what it is set to in the class is its default.

    A default is shared by all records, so it must not be one that can be changed. Fields are given by name.
    """

    _fields: ClassVar[tuple[str, ...]] = ()
    """The names of the fields in their order, as a named tuple has them."""
    __dataclass_fields__: ClassVar[dict[str, Any]] = _DataclassFields()  # type: ignore[assignment]

    _defaults: ClassVar[dict[str, Any]] = {}

    def __init_subclass__(cls) -> None:
        cls._fields = tuple(dict.fromkeys((*cls._fields, *cls.__annotations__)))
        cls._defaults = {name: getattr(cls, name) for name in cls._fields if hasattr(cls, name)}

    def __init__(self, **values: Any) -> None:
        given = self._defaults | values
        if wrong := given.keys() ^ set(self._fields):
            known, names = ", ".join(self._fields), ", ".join(sorted(wrong))
            raise TypeError(f"{type(self).__name__} takes {known}; missing or unknown: {names}")
        vars(self).update({name: given[name] for name in self._fields})

    def changed(self, **values: Any) -> Self:
        """Return the record with other values in some fields."""
        return type(self)(**{name: getattr(self, name) for name in self._fields} | values)

    def __setattr__(self, name: str, value: Any) -> None:
        from dataclasses import FrozenInstanceError

        raise FrozenInstanceError(f"{type(self).__name__} is frozen: {name} cannot be changed")

    def __delattr__(self, name: str) -> None:
        setattr(self, name, None)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._values() == other._values()

    def __hash__(self) -> int:
        return hash((type(self), self._values()))

    def __repr__(self) -> str:
        values = zip(self._fields, self._values(), strict=True)
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in values)})"

    def _values(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in self._fields)
