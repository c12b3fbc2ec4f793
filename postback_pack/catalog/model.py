"""Trackers and networks as frozen objects: what the catalog says, and what follows from it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Literal

from .evidence import Evidence, Grade, grade_of
from .shape import Shape

ROLES = ("click_id", "payout", "payout_usd", "sale_amount", "currency", "status", "txid")
"""What a macro can mean."""

FREE_ROLES = ("sale_amount", "status", "txid")
"""The roles that a URL can ask for without the user's doing; currency is a code that the user gives, not a macro."""

ROLE_LABELS = {
    "click_id": "click-ID macro",
    "payout": "payout macro",
    "payout_usd": "payout macro in US dollars",
    "sale_amount": "sale amount macro",
    "currency": "currency macro",
    "status": "status macro",
    "txid": "transaction-ID macro",
}
ROLE_NAMES = {role: label.removesuffix(" macro").replace("-", " ") for role, label in ROLE_LABELS.items()}
"""What stands for a role: "click ID", "payout"."""


URL_DELIVERIES = ("paste", "link_callback")
"""The deliveries for which there is a postback URL."""


@dataclass(frozen=True)
class Pair:
    """A parameter of the tracking link and the macro that gives its value back.

    In both, ``<n>`` stands for a number and ``<name>`` for a word: ``sub_id_<n>`` and ``{sub_id_<n>}``.
    """

    param: str
    click_id: str

    @property
    def blanks_agree(self) -> bool:
        """Whether both halves have the same blank, or none."""
        return [blank in self.param for blank in BLANKS] == [blank in self.click_id for blank in BLANKS]

    def macro_of(self, param: str) -> str | None:
        """Return the macro that reads ``param``, or None if the pair does not cover it."""
        return _translate(param, self.param, self.click_id)

    def param_of(self, macro: str) -> str | None:
        """Return the parameter that ``macro`` reads, or None if the pair does not cover it."""
        return _translate(macro, self.click_id, self.param)


BLANKS = {"<n>": "([1-9][0-9]?)", "<name>": "([A-Za-z][A-Za-z0-9_]{0,63})"}


def _has_blank(macro: str) -> bool:
    return any(blank in macro for blank in (*BLANKS, "<param>"))


def _translate(text: str, source: str, target: str) -> str | None:
    blank = next((blank for blank in BLANKS if blank in source), None)
    if blank is None:
        return target if text == source else None
    found = _pattern(source, blank).fullmatch(text)
    return target.replace(blank, found[1]) if found else None


@cache
def _pattern(source: str, blank: str) -> re.Pattern[str]:
    return re.compile(re.escape(source).replace(re.escape(blank), BLANKS[blank], 1))


@dataclass(frozen=True)
class ClickIn:
    """How the network's click ID gets into the tracker: the parameter of the tracking link."""

    naming: Literal["fixed", "default", "chosen"]
    param: str | None = None
    slots: Mapping[str, str] = field(default_factory=dict)
    also: tuple[Pair, ...] = ()
    example: str | None = None
    no_final_slash: bool = False
    """Its links fail if their path ends in a slash."""


@dataclass(frozen=True)
class Sends:
    """How the tracker sends the postback; None: not known. ``scheme`` "http": it can send only http."""

    method: str | None = None
    encoded: bool | None = None
    scheme: str | None = None


@dataclass(frozen=True)
class Callback:
    """Parameters of the tracker's own link that carry a whole postback: on ``host`` as they are, elsewhere with ``prefix``.

    ``install`` is the parameter for the install, ``event`` the one for an event, in which ``<token>`` is the event's token.
    """

    host: str
    prefix: str
    install: str
    event: str


@dataclass(frozen=True)
class PostbackOut:
    """How the tracker reports a conversion to the network. ``absent``: roles known to have no macro."""

    delivery: Literal["paste", "link_callback", "partner", "code", "none"]
    where: tuple[str, ...] = ()
    macros: Mapping[str, str] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()
    payout_means: Literal["paid_to_network", "earned", "sale_value"] | None = None
    payout_currency: str | None = None
    minor_units: bool = False
    own_click_id: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    list: Literal["complete", "partial"] = "partial"
    spellings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sends: Sends = field(default_factory=Sends)
    callback: Callback | None = None
    snippet: str | None = None
    why: str | None = None
    instead: str | None = None


RESERVED_IDS = ("catalog", "generator", "index")
"""Names of pages that a site has besides those of the trackers: a tracker's page would take their place."""


@dataclass(frozen=True)
class Exemption:
    """A rule of lint that an entry may break, and why."""

    ignore: str
    reason: str


class _Named:
    """Has an id and a name, and is shown by them: a whole entry would fill the screen."""

    id: str
    name: str

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id}: {self.name}>"


@dataclass(frozen=True, repr=False)
class Tracker(_Named):
    """One entry of trackers.yaml. ``line`` is where the entry starts in ``file``."""

    id: str
    name: str
    kind: Literal["tracker", "self_hosted", "platform", "mmp", "site"]
    status: Literal["active", "unknown"]
    click_in: ClickIn
    postback_out: PostbackOut
    aliases: tuple[str, ...] = ()
    website: str | None = None
    style: tuple[str, str] | None = None
    steps: tuple[str, ...] = ()
    verify: tuple[str, ...] = ()
    pitfalls: tuple[str, ...] = ()
    disagreements: tuple[str, ...] = ()
    postback_in: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    lint: tuple[Exemption, ...] = ()
    replaces: bool = False
    file: str = ""
    line: int = 0

    def macro(self, role: str) -> str | None:
        """Return the macro with this role, or None if it is unknown or absent."""
        return self.postback_out.macros.get(role)

    def grade(self, fact: str) -> Grade:
        """Return how well a fact is known, such as ``macros.click_id``, ``param`` or ``payout_means``."""
        return grade_of(self.evidence, fact)

    def evidence_for(self, fact: str) -> tuple[Evidence, ...]:
        """Return the evidence that supports a fact."""
        return tuple(item for item in self.evidence if fact in item.supports)

    def facts(self) -> dict[str, str]:
        """Return every known fact that needs evidence, as ``name -> value`` for reading."""
        out, into = self.postback_out, self.click_in
        facts: dict[str, str] = {}
        if into.param and into.naming != "chosen":
            facts["param"] = into.param
        if into.slots:
            facts["slots"] = ", ".join(f"{name}: {param}" for name, param in into.slots.items())
        if into.also:
            facts["also"] = ", ".join(f"{pair.param} -> {pair.click_id}" for pair in into.also)
        if into.no_final_slash:
            facts["no_final_slash"] = "true"
        facts |= {f"macros.{role}": macro for role, macro in out.macros.items()}
        facts |= {f"macros.{role}": "absent" for role in sorted(out.absent)}
        if out.own_click_id:
            facts["own_click_id"] = " ".join(out.own_click_id)
        if out.other:
            facts["other"] = " ".join(out.other)
        if out.spellings:
            facts["spellings"] = ", ".join(f"{role}: {' '.join(macros)}" for role, macros in out.spellings.items())
        if out.payout_means:
            facts["payout_means"] = out.payout_means
        if out.payout_currency:
            facts["payout_currency"] = out.payout_currency
        if self.postback_in:
            facts["postback_in"] = " ".join(self.postback_in)
        facts |= {f"sends.{name}": str(value) for name, value in vars(out.sends).items() if value is not None}
        return facts

    @cached_property
    def listed_macros(self) -> tuple[str, ...]:
        """Every macro of the postback that is written out here; those with a blank such as <n> are not."""
        out = self.postback_out
        macros = [*out.macros.values(), *(macro for macros in out.spellings.values() for macro in macros)]
        macros += [*(pair.click_id for pair in self.click_in.also), *out.own_click_id, *out.other]
        return tuple(macro for macro in dict.fromkeys(macros) if not _has_blank(macro))

    @cached_property
    def _roles_by_macro(self) -> Mapping[str, frozenset[str]]:
        """The roles of every macro that is written out; a pair for any <n> has more."""
        out = self.postback_out
        listed = [(macro, role) for role, macro in out.macros.items() if not _has_blank(macro)]
        listed += [(macro, role) for role, macros in out.spellings.items() for macro in macros]
        return {macro: frozenset(role for other, role in listed if other == macro) for macro, _ in listed}

    def roles(self, macro: str) -> tuple[str, ...]:
        """Return the roles that ``macro`` has in this tracker's postback, in any of its spellings."""
        roles = self._roles_by_macro.get(macro, frozenset())
        # A pair for any <name> at all tells nothing about this macro.
        if any("<name>" not in pair.click_id and pair.param_of(macro) for pair in self.click_in.also):
            roles |= {"click_id"}
        return tuple(role for role in ROLES if role in roles) if roles else ()

    def meanings(self, macro: str) -> tuple[str, ...]:
        """Return what ``macro`` means in this tracker's postback: roles, "own click ID", "other"; empty: not listed."""
        out = self.postback_out
        meanings = [ROLE_NAMES[role] for role in self.roles(macro)]
        meanings += ["own click ID"] if macro in out.own_click_id else []
        return tuple(meanings + (["other"] if macro in out.other else []))


@dataclass(frozen=True)
class UserField:
    """A value that the user has to fill into the network's URL, such as the account."""

    label: str
    placeholder: str
    pattern: str
    where: tuple[str, ...] = ()
    other_placeholders: tuple[str, ...] = ()


@dataclass(frozen=True)
class NetworkClickIn:
    """The network's own macros, which stand in the tracking link, and how long that link may be."""

    style: tuple[str, str]
    macros: Mapping[str, str]
    link_limit: int | None = None


@dataclass(frozen=True)
class PostbackType:
    """One form of the network's postback URL; ``needs`` are the things the user has to give for it."""

    id: str
    name: str
    shape: Shape
    needs: tuple[str, ...] = ()
    currencies: tuple[str, ...] = ()


@dataclass(frozen=True)
class TrackerAtNetwork:
    """What is special about one tracker at this network: ``steps`` replace the tracker's own, ``network_steps`` the network's."""

    builtin_template: str | None = None
    partner: bool = False
    steps: tuple[str, ...] = ()
    network_steps: tuple[str, ...] = ()
    pitfalls: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, repr=False)
class Network(_Named):
    """One folder of templates/networks."""

    id: str
    name: str
    fields: Mapping[str, UserField]
    schemes: tuple[str, ...]
    click_in: NetworkClickIn
    types: Mapping[str, PostbackType]
    affiliate_macros: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    verify: tuple[str, ...] = ()
    pitfalls: tuple[str, ...] = ()
    trackers: Mapping[str, TrackerAtNetwork] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()

    @property
    def click_id_macro(self) -> str:
        """The network's macro for its click ID, such as it stands in the tracking link."""
        return self.click_in.macros["click_id"]

    @cached_property
    def placeholders(self) -> frozenset[str]:
        """The placeholders of the fields that the user fills in, also those of other tools; in small letters."""
        words = (word for item in self.fields.values() for word in (item.placeholder, *item.other_placeholders))
        return frozenset(word.casefold() for word in words)

    def evidence_for(self, fact: str) -> tuple[Evidence, ...]:
        """Return the evidence that supports a fact about the network."""
        return tuple(item for item in self.evidence if fact in item.supports)


def plain_name(name: str) -> str:
    """Return ``name`` as it is compared: ``CPV Lab``, ``cpv-lab`` and ``cpvlab`` are the same."""
    return "".join(character for character in name.casefold() if character not in " -_.")


def plain_names(tracker: Tracker) -> set[str]:
    """Return every name that a tracker can be asked for by, as it is compared."""
    return {plain_name(name) for name in (tracker.id, tracker.name, *tracker.aliases)}
