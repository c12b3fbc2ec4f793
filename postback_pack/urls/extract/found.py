"""What `extract` finds: a URL, or a part of one, with its place and with what was done to reach it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ...messages.message import Message, sentences

Kind = Literal["url", "path", "query", "host"]


@dataclass(frozen=True)
class Found:
    """A URL in a text.

    ``url`` is its exact text once the way of writing of its place is undone. Its own faults are still in it.
    ``start`` and ``end`` are its place in the text, ``how`` is what was done to reach it. ``is_certain`` is False where
    nobody can be sure of each of its characters: then it may be judged, but not offered for pasting.

    ``kind``: "path" (``GET /name/…``) and "query" (``?a=b``) are only a part of a URL; "host" is a host name alone.
    ``is_alone``: there is nothing else in the text. ``label``: what is in front of it, as in ``Postback URL: …``.
    ``is_code``: a program builds it from variables; ``language`` names the language, if it is known.
    ``is_cut``: it begins with a quotation mark that nothing closes, so a shell may have cut it.
    ``is_sent``: it is in the line of a log, so it is a call that was sent rather than a URL to set up.
    ``decodings``: how often it was percent-encoded as a whole.
    ``places``: where each of its characters is in the text, and where it ends.
    """

    url: str
    start: int
    end: int
    how: tuple[Message, ...] = ()
    is_certain: bool = True
    kind: Kind = "url"
    is_alone: bool = False
    label: str | None = None
    is_code: bool = False
    language: str | None = None
    is_cut: bool = False
    is_sent: bool = False
    decodings: int = 0
    places: Sequence[int] = ()

    @property
    def said(self) -> Message | None:
        """What was done to reach it, in one line; None if nothing was."""
        return sentences(*self.how) if self.how else None

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return where a piece of the URL is in the text."""
        return self.places[start], max(self.places[end], self.places[start])
