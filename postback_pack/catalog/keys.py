"""What a field of the catalog's classes says of its key, and the kinds of values that several keys share.

The classes name these in annotations, which stay text until the reader, the schema or a view asks: a cold start does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

from ..frozen import Frozen
from .fields import Choice, ListOf, Macro, MapOf, Text, Word
from .limits import ID, PARAMETER
from .model import LINK_MACROS, ROLES
from .network_parts import STATUSES

_MACRO = Macro()
WEB_PAGE = Word(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?([/?#][^\s<>\"]*)?", "a web address that begins with https://")
LINK_PARAMETER = Word(PARAMETER, "the name of a URL parameter")
_PLAIN_WORD = Word("[A-Za-z0-9._~-]{1,64}", "a word that can be in a URL")
_BLANK_PARAMETER = "the name of a URL parameter, with <n> for a number or <name> for a word"

Id = Annotated[str, Word(ID, "an ID: lowercase letters, digits and _")]
WebPage = Annotated[str, WEB_PAGE]
Host = Annotated[str, Word(r"[a-z0-9-]+(\.[a-z0-9-]+)+", "a host name")]
LinkParameter = Annotated[str, LINK_PARAMETER]
ClickParameter = Annotated[
    str, Word(PARAMETER + r"(\[[A-Za-z0-9_]{1,64}\])?", "the name of a URL parameter, such as sub1 or more[sub1]")
]
LinkParameters = Annotated[str, Word(r"[A-Za-z0-9._~<>-]{1,64}(\[[A-Za-z0-9_<>]{1,64}\])?", _BLANK_PARAMETER)]
AddressEnd = Annotated[str, Word(r"[A-Za-z0-9._/-]{1,64}(\?[A-Za-z0-9_]{1,64})?", "a path, such as cf/cv?click_id")]
MacroText = Annotated[str, _MACRO]
MacroOfRole = Annotated[Mapping[str, str], MapOf(Macro(gaps=("null", "absent")), keys=ROLES)]
SpellingsOfRole = Annotated[Mapping[str, tuple[str, ...]], MapOf(ListOf(_MACRO), keys=ROLES)]
Style = Annotated[tuple[str, str], ListOf(_MACRO, at_least=2, at_most=2)]
Styles = Annotated[tuple[tuple[str, str], ...], ListOf(ListOf(_MACRO, at_least=2, at_most=2), at_least=1)]
LinkMacros = Annotated[Mapping[str, str], MapOf(Macro(gaps=("null",)), keys=LINK_MACROS)]
LinkParametersOf = Annotated[
    Mapping[str, tuple[str, ...]], MapOf(ListOf(LINK_PARAMETER, at_least=1), keys=LINK_PARAMETER.pattern)
]
ValuesOfField = Annotated[Mapping[str, str], MapOf(Text(), keys="[A-Za-z0-9._~-]{1,64}")]
WordsOfStatus = Annotated[Mapping[str, str], MapOf(_PLAIN_WORD, keys=STATUSES)]
SomeTexts = Annotated[tuple[str, ...], ListOf(Text(), at_least=1)]
Schemes = Annotated[tuple[str, ...], ListOf(Choice(("https", "http")), at_least=1)]


class FactsOfHolder:
    """Stands for the fact names of the class that contains the evidence. They are not known when this is declared."""


Supported = Annotated[tuple[str, ...], FactsOfHolder()]


class Key(NamedTuple):
    """What a key needs in addition to its type and its default. Its kind follows from the type, if none is beside it."""

    about: str
    evidence: Literal["none", "possible", "needed", "needed for each"] = "none"
    """Whether evidence can support it, has to, or has to for each value of the mapping alone."""
    label: str = ""
    """What it is called in ``show`` and among the sources; empty: its own name."""
    null: bool = False
    """Whether null, for "not known", can be its value."""


class Declared(NamedTuple):
    """A key as its class declares it. ``type`` has the kinds in it; a key without a default is required."""

    key: Key
    type: Any
    required: bool

    @property
    def record(self) -> Any:
        """The class that a mapping with keys of its own is read into; None for plain values, lists and other mappings."""
        bare = self._bare
        return bare if isinstance(bare, type) and issubclass(bare, Frozen) else None

    @property
    def is_text(self) -> bool:
        """Whether it is free text, with names to fill in."""
        return self._bare is str and all(isinstance(mark, Key) for mark in self.type.__metadata__)

    @property
    def _bare(self) -> Any:
        bare = get_args(self.type)[0]
        while get_origin(bare) in (Union, UnionType):
            bare = get_args(bare)[0]
        return bare


@cache
def keys_of(kind: Any) -> dict[str, Declared]:
    """Return the keys of a class by their names. Fields without a Key are not in the file."""
    types = get_type_hints(kind, localns=globals(), include_extras=True)
    found = {}
    for name in kind._fields:
        marks = getattr(types[name], "__metadata__", ())
        for key in (mark for mark in marks if isinstance(mark, Key)):
            found[name] = Declared(key, types[name], not hasattr(kind, name))
    return found
