"""A network's postback URL, as its page or an account shows it, cut into what is always the same and what is filled in."""

from __future__ import annotations

import re
from itertools import chain, count
from typing import NamedTuple

from ..catalog.load import Catalog
from ..catalog.model import FREE_ROLES
from ..catalog.network_parts import RESERVED_FIELDS
from ..catalog.network_rules import SLOTS
from ..errors import InputError
from ..text.characters import shown
from ..text.macros import is_macro_like
from ..text.placeholders import is_placeholder
from ..urls.cut import cut

ROLES = ("click_id", "payout", "currency", *FREE_ROLES)
"""What a template has filled in, in addition to fields. A user can write each of them as {name}."""
_CAPITALS = re.compile(r"[A-Z][A-Z0-9]*(?:[_-][A-Z0-9]+)*|[xX?]{3,}|replace")
"""What guides write in place of a value."""
_ACCOUNT = re.compile(r"[0-9]{4,}|(?=\D*[0-9])[0-9a-fA-F-]{12,}")
"""A number or a code this long is somebody's, not the network's."""


class Value(NamedTuple):
    """A segment of the path, which has no name, or the value of a parameter. ``slot``: what is filled in there; None: nothing."""

    name: str | None
    text: str
    slot: str | None


class Example(NamedTuple):
    """The URL in parts."""

    scheme: str
    host: str
    path: tuple[Value, ...]
    query: tuple[Value, ...]

    @property
    def slots(self) -> tuple[str, ...]:
        """What is filled in, in order."""
        return tuple(value.slot for value in (*self.path, *self.query) if value.slot)

    @property
    def fields(self) -> tuple[str, ...]:
        """What the user copies from the network."""
        return tuple(slot for slot in self.slots if slot not in ROLES)

    @property
    def constants(self) -> tuple[str, ...]:
        """The parameters that are the same for everybody."""
        return tuple(f"{value.name}={value.text}" for value in self.query if not value.slot)

    @property
    def optional(self) -> tuple[str, ...]:
        """The roles that the URL is taken to go without: those of a parameter, if another one stays."""
        has_other = any(value.slot in ("click_id", None, *self.fields) for value in self.query)
        return tuple(value.slot for value in self.query if value.slot in ROLES[1:]) if has_other else ()

    @property
    def template(self) -> str:
        """The text of the template."""
        path = "".join(f"/{_filled(value)}" for value in self.path)
        text = f"{{{{ scheme }}}}://{self.host}{path}{'?' if self.query else ''}"
        is_first = True
        for value in self.query:
            parameter = f"{value.name}={_filled(value)}"
            if value.slot in self.optional:
                text += _optional(value.slot, f"{parameter}&" if is_first else f"&{parameter}")
            else:
                text += parameter if is_first else f"&{parameter}"
                is_first = False
        return text + "\n"


def _filled(value: Value) -> str:
    return f"{{{{ {value.slot} }}}}" if value.slot else value.text


def _optional(slot: str | None, text: str) -> str:
    return f"{{% if {slot} %}}{text}{{% endif %}}"


def read_example(url: str, catalog: Catalog) -> Example:
    """Cut the URL. Raises InputError if it is none, or if it does not show where the click ID goes.

    What is filled in is known by its macro, which is that of a tracker in the catalog, or by its parameter, which is that of a network.
    """
    # A row of # is a placeholder; a single one would begin a fragment.
    text = re.sub("#{3,}", "XXX", url.strip())
    found = cut(text, catalog.networks.values(), ())
    if found.scheme.text.lower() not in ("http", "https") or not found.host.text or found.fragment.text:
        raise InputError.of("new.not-url", "url", shown(url))
    raw: list[tuple[str | None, str]] = []
    raw += [(None, part.text) for part in found.segments] if found.path.text else []
    raw += [(parameter.name.text, parameter.value.text) for parameter in found.parameters]
    roles = _roles(raw, catalog)
    if roles.count("click_id") != 1:
        raise InputError.of("new.no-click-id", "url")
    taken: list[str] = []
    values = []
    for (name, text), role in zip(raw, roles, strict=True):
        slot = role or (_field_name(name, text, taken) if _is_open(text) else None)
        taken += [slot] if slot else []
        values.append(Value(name, text, slot))
    segments = len(raw) - len(found.parameters)
    return Example(found.scheme.text.lower(), found.host.text, tuple(values[:segments]), tuple(values[segments:]))


def _roles(raw: list[tuple[str | None, str]], catalog: Catalog) -> list[str | None]:
    """Return the role of each value, each role once; None: it has none."""
    by_macro = [_role_of_macro(text, catalog) for _, text in raw]
    roles: list[str | None] = []
    for (name, text), role in zip(raw, by_macro, strict=True):
        if role is None and name and (_is_open(text) or not text):
            role = _role_of_parameter(name, catalog)
            # What a macro shows is surer than a name.
            role = None if role in by_macro or role in roles else role
        roles.append(role if role == "click_id" or role not in roles else None)
    return roles


def _role_of_macro(text: str, catalog: Catalog) -> str | None:
    found = {role for tracker in catalog.trackers.values() for role in tracker.roles(text)}
    found |= {"payout"} if "payout_usd" in found else set()
    return next((role for role in ROLES if text == f"{{{role}}}" or role in found), None)


def _role_of_parameter(name: str, catalog: Catalog) -> str | None:
    """Return what every network that has the parameter fills in there, if that is one role."""
    kinds = [kind for network in catalog.networks.values() for kind in network.types.values()]
    found = {slot for kind in kinds for slot, parameter in kind.shape.parameters.items() if parameter == name}
    return found.pop() if len(found) == 1 and found <= set(ROLES) else None


def _is_open(text: str) -> bool:
    """Return whether a value is one that each user has another of."""
    is_word = _CAPITALS.fullmatch(text) is not None and len(text) > 2
    return is_macro_like(text) or is_placeholder(text) or is_word or _ACCOUNT.fullmatch(text) is not None


def _field_name(name: str | None, text: str, taken: list[str]) -> str:
    """Return a name for a field: the parameter's, or the word that is in its place."""
    words = re.sub("[^a-z0-9]+", "_", (name or text).lower()).strip("_")
    bare = re.sub("^(?:your|replace)_?|^x[x_]*$", "", words)
    bare = "account" if not bare or (name is None and bare.isdigit()) else bare
    bare = bare if bare[0].isalpha() else f"field_{bare}"
    bare = f"{bare}_value" if bare in SLOTS or bare in RESERVED_FIELDS else bare
    numbered = (f"{bare}_{number}" for number in count(2))
    return next(each for each in chain([bare], numbered) if each not in taken)
