"""Where facts are known from, and how well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, get_args

from ..frozen import Frozen

if TYPE_CHECKING:
    from .fields import Word
    from .keys import Key, Supported, WebPage

Grade = Literal["confirmed", "reported", "unknown"]
"""How well a fact is known: by its maker, by somebody else, or not at all. Derived, never stored."""
GRADES = get_args(Grade)
"""The best known first."""

Sayer = Literal["vendor", "network", "other"]
SAYERS = get_args(Sayer)


class Evidence(Frozen):
    """Where a fact is known from: ``url`` of a page or ``seen`` (what and where), by whom, which fields, when read."""

    url: Annotated[WebPage | None, Key("address of the page")] = None
    seen: Annotated[
        str | None, Key("what was seen and where, if no address is known; then a fact is at most reported")
    ] = None
    text: Annotated[str | None, Key("words on the page, for sources --check; without them it looks for the macros")] = (
        None
    )
    by: Annotated[
        Sayer,
        Key("who says it: vendor (maker of the system that the fact is about), network or other"),
    ]
    supports: Annotated[Supported, Key("the fields that it proves")]
    read: Annotated[
        str, Word("20[0-9]{2}-(0[1-9]|1[0-2])", "a month, such as 2026-11"), Key("the month in which the page was read")
    ]

    @property
    def source(self) -> str:
        """The address, or what was seen where no address is known."""
        return self.url or self.seen or ""


def grade_of(evidence: tuple[Evidence, ...], fact: str) -> Grade:
    """Return how well a fact is known by this evidence: confirmed only by a page of its maker's."""
    supporting = [item for item in evidence if fact in item.supports]
    if any(item.by == "vendor" and item.url for item in supporting):
        return "confirmed"
    return "reported" if supporting else "unknown"
