"""What a check finds: a code and its message, the place in the URL, and the edits that correct it.

Each code is a group of the catalogue of messages, with its title, why it loses conversions, and what is said about a place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal, NamedTuple

from ..messages.message import Message, message, text_of, texts
from ..urls.cut import Parameter, Part
from ..urls.edit import Edit

Severity = Literal["error", "warning", "note"]
About = Literal["postback", "link"]

YOUR_TRACKER = message("meaning.your-tracker")
"""In place of a tracker's name, where several trackers fit."""
YOUR_NETWORK = message("meaning.your-network")
"""In place of a network's name, where several networks fit."""
_YOURS = {"tracker": YOUR_TRACKER, "network": YOUR_NETWORK}
CALL_CODES = ("macro-not-replaced", "plus-sign", "values-in-body", "click-id-again")
"""The codes that only a call can have."""
_MOST_NAMED = 8


def codes() -> list[str]:
    """Return every code, in the order of the catalogue of messages."""
    return [group for group, names in texts().items() if {"title", "why"} <= names.keys()]


class Finding(NamedTuple):
    """One thing found in a pasted URL.

    ``start`` and ``end`` are the place in the URL that ``about`` names; ``edits`` correct it, where that is known.
    """

    code: str
    severity: Severity
    about: About
    start: int
    end: int
    said: Message
    edits: tuple[Edit, ...] = ()

    @property
    def identity(self) -> tuple[str, Severity, About, int, int]:
        """What the same finding has in common for several trackers: all but the message and the edits, which hold macros."""
        return self.code, self.severity, self.about, self.start, self.end

    @property
    def message(self) -> str:
        """What it is, and what to do."""
        return str(self.said)

    @property
    def title(self) -> str:
        """What sort of mistake it is."""
        return text_of(f"{self.code}.title")

    @property
    def why(self) -> str:
        """Why it loses conversions."""
        return text_of(f"{self.code}.why")


def worst(findings: Iterable[Finding]) -> str:
    """Return the worst severity of some findings; "right" if there are none."""
    found = {finding.severity for finding in findings}
    return next((severity for severity in ("error", "warning", "note") if severity in found), "right")


def some(names: Sequence[str], most: int = _MOST_NAMED) -> list[str | Message]:
    """Return the first names, and how many more there are."""
    # One more is named too: it takes no more room than "1 other".
    if len(names) <= most + 1:
        return [*names]
    return [*names[:most], message("report.more", count=len(names) - most)]


def unnamed(said: Message, what: Literal["tracker", "network"] = "tracker") -> Message:
    """Return a message that says "your tracker", or "your network", also inside the messages that it names."""
    values = []
    for name, value in said.values:
        inner = unnamed(value, what) if isinstance(value, Message) else value
        values.append((name, _YOURS[what] if name == what else inner))
    return Message(said.code, tuple(values))


class Findings:
    """Collects what is found in one URL."""

    def __init__(self, about: About) -> None:
        self._about = about
        self.found: list[Finding] = []

    def error(self, what: str, place: Part | Parameter, /, *edits: Edit, **values: Any) -> None:
        """Add something that loses conversions: the code of its message, and the message's values."""
        self._add("error", what, place, edits, values)

    def warn(self, what: str, place: Part | Parameter, /, *edits: Edit, **values: Any) -> None:
        """Add something worth a look."""
        self._add("warning", what, place, edits, values)

    def note(self, what: str, place: Part | Parameter, /, *edits: Edit, **values: Any) -> None:
        """Add something for information."""
        self._add("note", what, place, edits, values)

    def _add(
        self, severity: Severity, what: str, place: Part | Parameter, edits: tuple[Edit, ...], values: dict[str, Any]
    ) -> None:
        code = what.partition(".")[0]
        said = message(what, **values)
        self.found.append(Finding(code, severity, self._about, place.start, place.end, said, edits))
