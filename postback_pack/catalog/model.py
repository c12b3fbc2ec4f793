"""Trackers and networks as frozen objects: what the catalog says, and what follows from it.

A key of a catalog file is one annotated field; a field without a ``Key`` is not in the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Annotated, Literal, TypeVar, get_args

from ..frozen import Frozen
from .evidence import Evidence, Grade, grade_of
from .network_parts import NetworkClickIn, NetworkPayout, PostbackType, TrackerAtNetwork, UserField
from .tracker_parts import NOTHING, ClickIn, Exemption, PostbackOut, has_blank

if TYPE_CHECKING:
    from .keys import AddressEnd, Host, Id, Key, LinkParametersOf, MacroText, Schemes, SomeTexts, Style, WebPage

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
ROLES = tuple(ROLE_LABELS)
"""What a macro can mean."""
ROLE_NAMES = {role: label.removesuffix(" macro").replace("-", " ") for role, label in ROLE_LABELS.items()}
"""What stands for a role: "click ID", "payout"."""
CLICK_ID, OWN_CLICK_ID, OTHER = "click_id", "own_click_id", "other"
MEANING_NAMES = {**ROLE_NAMES, OWN_CLICK_ID: "own click ID", OTHER: "other"}
"""What a macro can mean in addition to a role: the tracker's own click ID, or something that no network asks for."""

LINK_MACROS = (
    "click_id", "placement", "zone", "campaign", "creative", "publisher", "landing", "cost", "country", "region",
    "city", "device", "brand", "os", "browser", "user_agent", "language", "carrier", "connection", "keyword",
    "category", "format", "ip", "domain",
)  # fmt: skip
"""What a network's macro in the tracking link can mean."""
LINK_NAMES = {name: name.replace("_", " ") for name in LINK_MACROS} | {
    "click_id": "click ID",
    "brand": "device brand",
    "os": "operating system",
    "ip": "IP address",
}
"""What such a macro stands for, in a sentence."""

TrackerKind = Literal["tracker", "self_hosted", "platform", "mmp", "site"]
KINDS = get_args(TrackerKind)
"""The sorts of systems that have an entry."""
KIND_NAMES = {
    "tracker": "Tracker",
    "self_hosted": "Self-hosted tracker",
    "platform": "Affiliate platform",
    "mmp": "Mobile measurement",
    "site": "Site or tool",
}
"""What a kind is called where somebody reads it."""

URL_DELIVERIES = ("paste", "link_callback")
"""The deliveries for which there is a postback URL."""

RESERVED_IDS = ("catalog", "index")
"""Names of pages that a site has in addition to those of the trackers: a tracker's page would take their place."""


class _Named(Frozen):
    """Is shown by its id and name: a whole entry would fill the screen."""

    id: str
    name: str

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id}: {self.name}>"


class Tracker(_Named):
    """What the catalog knows about a tracker: one entry of trackers.yaml, which starts at ``line`` of ``file``."""

    id: Annotated[Id, Key("the tracker's id, unique")]
    name: Annotated[str, Key("the tracker's name as its vendor writes it")]
    kind: Annotated[TrackerKind, Key("the kind of system")]
    status: Annotated[
        Literal["active", "unknown"], Key("whether it is known to be on sale; discontinued products are not listed")
    ]
    aliases: Annotated[tuple[str, ...], Key("other names that users type")] = ()
    website: Annotated[WebPage | None, Key("the vendor's site", null=True)] = None
    style: Annotated[Style | None, Key('how its macros are written: ["{", "}"]', "possible", null=True)] = None
    click_in: Annotated[ClickIn, Key("how the network's click ID gets in")]
    postback_out: Annotated[PostbackOut, Key("how a conversion is reported")]
    steps: Annotated[SomeTexts, Key("what to do in the tracker: menu path, field, what to switch on", "possible")]
    template_steps: Annotated[
        tuple[str, ...],
        Key("in place of steps for a network of which the tracker has a template; <template> is its name", "possible"),
    ] = ()
    verify: Annotated[SomeTexts, Key("how to see that it works", "possible")]
    pitfalls: Annotated[tuple[str, ...], Key("what goes wrong", "possible")] = ()
    disagreements: Annotated[
        tuple[str, ...], Key("where sources disagree, and whom the entry follows", "possible")
    ] = ()
    evidence: Annotated[tuple[Evidence, ...], Key("the sources")]
    postback_in: Annotated[
        tuple[AddressEnd, ...],
        Key(
            "the end of the address to which affiliate networks report, with one of its parameters; check uses it to know the opposite direction",
            "needed",
            label="address for incoming postbacks",
        ),
    ] = ()
    replaces: Annotated[bool, Key("true in a catalog of your own: the entry replaces the shipped one with its ID")] = (
        False
    )
    lint: Annotated[tuple[Exemption, ...], Key("rules of lint that the entry may break")] = ()
    file: str = ""
    line: int = 0

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that the tracker can be asked for by."""
        return (self.id, self.name, *self.aliases)

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
        from .facts import facts_of

        return facts_of(self)

    @cached_property
    def listed_macros(self) -> tuple[str, ...]:
        """Every macro of the postback that is written out here; those with a blank such as ``<n>`` are not."""
        out = self.postback_out
        macros = [*out.macros.values(), *(macro for macros in out.spellings.values() for macro in macros)]
        macros += [*(pair.click_id for pair in self.click_in.also), *out.own_click_id, *out.other]
        return tuple(macro for macro in dict.fromkeys(macros) if not has_blank(macro))

    @cached_property
    def _roles_by_macro(self) -> Mapping[str, frozenset[str]]:
        """The roles of every macro that is written out; a pair for any <n> has more."""
        out = self.postback_out
        listed = [(macro, role) for role, macro in out.macros.items() if not has_blank(macro)]
        listed += [(macro, role) for role, macros in out.spellings.items() for macro in macros]
        return {macro: frozenset(role for other, role in listed if other == macro) for macro, _ in listed}

    def roles(self, macro: str) -> tuple[str, ...]:
        """Return the roles that ``macro`` has in this tracker's postback, in any of its spellings."""
        roles = self._roles_by_macro.get(macro, frozenset())
        translation = self.postback_out.status_translation
        if translation and translation.is_macro(macro):
            roles |= {"status"}
        # A pair for any <name> at all says nothing about this macro.
        if any("<name>" not in pair.click_id and pair.param_of(macro) for pair in self.click_in.also):
            roles |= {"click_id"}
        return tuple(role for role in ROLES if role in roles) if roles else ()

    def meanings(self, macro: str) -> tuple[str, ...]:
        """Return what ``macro`` means in this tracker's postback: roles, OWN_CLICK_ID, OTHER; empty: not listed."""
        out = self.postback_out
        meanings = [*self.roles(macro)]
        meanings += [OWN_CLICK_ID] if macro in out.own_click_id else []
        return tuple(meanings + ([OTHER] if macro in out.other else []))


class Network(_Named):
    """What the catalog knows about an ad network: one folder of templates/networks."""

    id: Annotated[Id, Key("the network's id, the name of its folder")]
    name: Annotated[str, Key("the network's name")]
    aliases: Annotated[tuple[str, ...], Key("other names that users type")] = ()
    website: Annotated[WebPage | None, Key("the network's site", null=True)] = None
    status: Annotated[Literal["active", "unknown"], Key("whether it is known to take advertisers")] = "unknown"
    other_hosts: Annotated[
        tuple[Host, ...], Key("other hosts that take its postbacks, old ones included: check knows them")
    ] = ()
    other_parameters: Annotated[
        LinkParametersOf, Key("other spellings of a parameter that work too: {advertiserId: [advertiserid]}")
    ] = NOTHING
    fields: Annotated[Mapping[str, UserField], Key("what the user copies from the network")]
    payout: Annotated[NetworkPayout, Key("what it takes the amount for")] = NetworkPayout()
    schemes: Annotated[Schemes, Key("allowed schemes; the first is the default")]
    click_in: Annotated[NetworkClickIn, Key("the network's own macros")]
    affiliate_macros: Annotated[
        tuple[MacroText, ...],
        Key(
            "its macros as an affiliate network that reports to trackers; check uses them to know the opposite direction"
        ),
    ] = ()
    types: Annotated[
        Mapping[str, PostbackType],
        Key("the forms of its postback URL, the preferred one first; each has a <type>.url.j2 beside the file"),
    ]
    steps: Annotated[SomeTexts, Key("what to do at the network")]
    verify: Annotated[tuple[str, ...], Key("how to see that it works")] = ()
    pitfalls: Annotated[tuple[str, ...], Key("what goes wrong")] = ()
    disagreements: Annotated[tuple[str, ...], Key("where sources disagree, and whom the folder follows")] = ()
    trackers: Annotated[Mapping[str, TrackerAtNetwork], Key("what is special about a tracker at this network")] = (
        NOTHING
    )
    evidence: Annotated[tuple[Evidence, ...], Key("the sources")] = ()
    lint: Annotated[tuple[Exemption, ...], Key("rules of lint that the network may break")] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that the network can be asked for by."""
        return (self.id, self.name, *self.aliases)

    @property
    def click_id_macro(self) -> str | None:
        """The network's macro for its click ID, as it is in the tracking link; None: not known."""
        return self.click_in.macros.get("click_id")

    @cached_property
    def placeholders(self) -> frozenset[str]:
        """The placeholders of the fields that the user fills in, also those of other tools; in small letters."""
        words = (word for item in self.fields.values() for word in (item.placeholder, *item.other_placeholders))
        return frozenset(word.casefold() for word in words if word)

    def grade(self, fact: str) -> Grade:
        """Return how well a fact is known, such as ``types.payout``, ``macros.click_id`` or ``fields.account``."""
        return grade_of(self.evidence, fact)

    def evidence_for(self, fact: str) -> tuple[Evidence, ...]:
        """Return the evidence that supports a fact about the network."""
        return tuple(item for item in self.evidence if fact in item.supports)


@lru_cache(maxsize=4_096)
def plain_name(name: str) -> str:
    """Return ``name`` as it is compared: ``CPV Lab``, ``cpv-lab`` and ``cpvlab`` are the same."""
    return "".join(character for character in name.casefold() if character not in " -_.")


def plain_names(entry: Tracker | Network) -> set[str]:
    """Return every name that a tracker or a network can be asked for by, as it is compared."""
    return {plain_name(name) for name in entry.names}


_Entry = TypeVar("_Entry", Tracker, Network, "Tracker | Network")


def called(entries: Iterable[_Entry], word: str) -> list[_Entry]:
    """Return the entries that have a word in one of their names."""
    return [entry for entry in entries if any(is_part(word, name) for name in entry.names)]


def is_part(word: str, name: str) -> bool:
    """Return whether a word is a part of a name, however both are written."""
    return plain_name(word) in plain_name(name) and bool(plain_name(word) or not word)


def ids_by_name(entries: Iterable[Tracker | Network]) -> dict[str, str]:
    """Return every name that a tracker or a network can be asked for by, as it is compared, with its id."""
    return {name: entry.id for entry in entries for name in sorted(plain_names(entry))}
