"""The parts of a network: its fields, its macros, what it takes the amount for, and the forms of its postback URL."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, Literal

from ..frozen import Frozen
from .evidence import Evidence
from .shape import Shape
from .tracker_parts import NOTHING

if TYPE_CHECKING:
    from .fields import Word
    from .keys import Key, LinkMacros, Styles, ValuesOfField, WordsOfStatus


ACCOUNT = "account"
"""The currency of a network that takes the amount in that of the user's account."""
STATUSES = ("confirmed", "pending", "rejected")
"""What the status of a conversion can mean."""
RESERVED_FIELDS = frozenset(
    """
    campaign_url click_id_macro click_id_param currency_code error event_token event_tokens field fields http https network
    payout_macro postback_url setup tracker tracking_link type warnings with with_macros
    """.split()
)
"""Names that no field of a network can have: options, and columns of a table, have them."""


class UserField(Frozen):
    """A value that the user has to fill into the network's URL, such as the account."""

    label: Annotated[str, Key("what the network calls it")]
    placeholder: Annotated[
        str | None,
        Word("[A-Za-z0-9._~-]{1,64}", "a word that can be in a URL"),
        Key("what is in the URL until it is filled in; for a field that a template needs"),
    ] = None
    default: Annotated[
        str | None,
        Word("[A-Za-z0-9._~-]{0,64}", "a word that can be in a URL, or empty text"),
        Key("in place of a placeholder: what is right in the URL as long as the user gives nothing; it can be empty"),
    ] = None
    pattern: Annotated[str | None, Key("regular expression for the whole value; a field has a pattern or values")] = (
        None
    )
    values: Annotated[ValuesOfField, Key('the only values, each with its meaning: {"1": main goal}')] = NOTHING
    macro: Annotated[
        Literal["sale_amount", "status", "txid"] | None,
        Key("the role of the tracker's macro that can be there too: --field NAME=macro"),
    ] = None
    statuses: Annotated[
        WordsOfStatus,
        Key("which of the values a status of the conversion is: {confirmed: approved}; for macro: status"),
    ] = NOTHING
    where: Annotated[tuple[str, ...], Key("menu path to where the user finds it")] = ()
    other_placeholders: Annotated[tuple[str, ...], Key("what is there in the templates of other tools")] = ()

    def takes(self, value: str) -> bool:
        """Return whether the user can give this value."""
        if self.pattern is None:
            return value in self.values
        return re.fullmatch(self.pattern, value, re.ASCII) is not None

    @property
    def ungiven(self) -> str:
        """What is in the URL if the user gives nothing: the default, or the placeholder."""
        return (self.placeholder if self.default is None else self.default) or ""


class NetworkClickIn(Frozen):
    """The network's own macros, for the tracking link, and how long that link may be."""

    style: Annotated[Styles, Key('how its macros are written: [["{", "}"]]; some networks have two ways')]
    macros: Annotated[LinkMacros, Key("its macros for the tracking link; click_id is null where it is not known")]
    link_limit: Annotated[int | None, Key("longest tracking link that it takes, in characters", null=True)] = None

    @classmethod
    def from_keys(cls, macros: Mapping[str, str | None], **values: Any) -> NetworkClickIn:
        """Make it from the keys of the file, where a macro can be null."""
        known = {name: macro for name, macro in macros.items() if macro is not None}
        return cls(macros=MappingProxyType(known), **values)


class NetworkPayout(Frozen):
    """What the network takes the amount for."""

    means: Annotated[
        Literal["price", "revenue"] | None,
        Key("price (what you pay the network) or revenue (what the conversion is worth to you)", null=True),
    ] = None
    currency: Annotated[
        str | None,
        Word("account|[A-Z]{3}", "account, or a currency code"),
        Key("account (the account's currency), or the only code that it takes", null=True),
    ] = None
    integer: Annotated[bool, Key("true where the amount has to be a whole number")] = False


class PostbackType(Frozen):
    """One form of the network's postback URL. What it needs and can use follows from its template."""

    id: str
    shape: Shape
    name: Annotated[str, Key("the network's name for this form")]
    currencies: Annotated[
        tuple[Annotated[str, Word("[A-Z0-9]{2,8}", "a currency code")], ...],
        Key("the only currencies that it takes"),
    ] = ()

    @property
    def needs(self) -> tuple[str, ...]:
        """What of payout and currency the user has to give for it."""
        return tuple(need for need in ("payout", "currency") if need in self.shape.needed)

    def takes(self, slot: str) -> bool:
        """Return whether its URL has a place for a role, the currency or a field."""
        return slot in self.shape.slots


class TrackerAtNetwork(Frozen):
    """What is special about one tracker at this network: ``steps`` replace the tracker's own, ``network_steps`` the network's."""

    builtin_template: Annotated[
        str | None,
        Word("[^`*<>]{1,64}", "a name without the signs ` * < >"),
        Key(
            "the tracker's own template for this network: its steps then are the tracker's template_steps",
            evidence="needed",
        ),
    ] = None
    partner: Annotated[
        bool, Key("true where the tracker has the network as an integrated partner", evidence="needed")
    ] = False
    steps: Annotated[tuple[str, ...], Key("steps that replace the tracker's own", evidence="needed")] = ()
    network_steps: Annotated[
        tuple[str, ...], Key("steps at the network that replace its usual ones", evidence="needed")
    ] = ()
    pitfalls: Annotated[tuple[str, ...], Key("what goes wrong with just these two", evidence="possible")] = ()
    evidence: Annotated[tuple[Evidence, ...], Key("the sources")] = ()
