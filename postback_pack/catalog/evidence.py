"""Where facts are known from, and how well."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Grade = Literal["confirmed", "reported", "unknown"]
"""How well a fact is known: by its maker, by somebody else, or not at all. Derived, never stored."""


@dataclass(frozen=True)
class Evidence:
    """Where a fact is known from: ``url`` of a page or ``seen`` (what and where), by whom, which fields, when read."""

    by: Literal["vendor", "network", "other"]
    supports: tuple[str, ...]
    read: str
    url: str | None = None
    seen: str | None = None
    text: str | None = None

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
