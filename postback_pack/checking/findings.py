"""What a check can find: the codes, and a finding with its place and what would mend it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple, Protocol

from ..urls.edit import Edit

Severity = Literal["error", "warning", "note"]
About = Literal["postback", "link"]

_NO_CLICK = "The network cannot tell which click the conversion belongs to, and does not count it."
_SENT_AS_TEXT = "The tracker fills in only what is written exactly like its macro. Anything else is sent as it stands."
_NOT_ARRIVING = "The call does not reach the network, and nothing is counted."
_NOT_PAID = "The conversion may be counted without its amount, or with a wrong one."
_CUT_OFF = "The network, the tracker or the browser reads the URL only up to this place, or reads something else."
_NO_ID_IN_TRACKER = "The tracker is never given the network's click ID, so it has none to report."

CODES: dict[str, tuple[str, str]] = {
    # whether it is a URL of these at all
    "no-url": ("No URL", "There is nothing to check."),
    "wrapped-url": ("Something else than the URL", "What is around a URL would be pasted with it."),
    "other-network": ("A postback to another network", "The catalog does not have this network, so neither its parameters nor its macros are known."),
    # the URL itself
    "character": ("A character that cannot stand in a URL", _CUT_OFF),
    "wrong-scheme": ("The URL does not begin as it should", _NOT_ARRIVING),
    "wrong-host": ("Not the network's host", _NOT_ARRIVING),
    "wrong-path": ("Not the network's path", _NOT_ARRIVING),
    "wrong-field": ("This cannot be your account", "The network does not know whose conversion it is."),
    "placeholder": ("A placeholder is left", "It stands for a value of your own, and is sent as it is written."),
    "fixed-parameter": ("A parameter that the network needs", _NOT_ARRIVING),
    "wrong-parameter": ("A parameter name that the network does not read", "The network ignores what it does not know, the value with it."),
    "extra-parameter": ("A parameter that the network does not know", "It is most probably ignored. Nothing is lost, unless you rely on it."),
    "own-fragment": ("A # in the postback", _CUT_OFF),
    "wrong-joint": ("Not & between two parameters", "The network reads all that follows as part of the first value."),
    "trailing-mark": ("A mark at the end that is not part of the URL", "It becomes part of the last value: a macro with it is not filled in, an amount is not read."),
    "escaped-ampersand": ("HTML's code for & in place of &", "The next parameter gets another name, which the network does not read."),
    # the click ID in the postback
    "click-id-missing": ("No parameter for the click ID", _NO_CLICK),
    "click-id-empty": ("An empty click ID", _NO_CLICK),
    "click-id-twice": ("The click ID stands twice", "Which of the two the network reads is not known."),
    "click-id-literal": ("The same text as click ID for every conversion", _NO_CLICK),
    "own-click-id": ("The tracker's own click ID", "The network knows only the ID that it sent itself. It finds no click with this one."),
    "wrong-macro": ("A macro of another meaning", "It is filled in, but not with what the network expects here."),
    # macros
    "encoded-macro": ("A percent-encoded macro", _SENT_AS_TEXT),
    "misspelt-macro": ("A misspelt macro", _SENT_AS_TEXT),
    "foreign-style": ("A macro written as another system writes them", _SENT_AS_TEXT),
    "unlisted-macro": ("A macro that the catalog does not list", "If the tracker does not know it either, it is sent as it stands."),
    "text-around-macro": ("Text around a macro", "The value that arrives is not the one that the network expects."),
    "network-macro": ("The network's own macro in the postback", "The network fills in its macros in the tracking link, at the click. In a postback nobody does."),
    "opposite-direction": ("The opposite direction", "This URL reports conversions to the tracker. The network is told nothing by it."),
    # payout and currency
    "payout-missing": ("No payout", "This form of the postback is for an amount in another currency, and there is none."),
    "payout-amount": ("Not an amount", _NOT_PAID),
    "payout-not-usd": ("An amount that may not be in US dollars", "The network takes the number as dollars."),
    "minor-units": ("An amount in cents", "The network would read 150 where 1.50 is meant."),
    "payout-means": ("What the payout macro counts", "It is what gets reported as your price for the conversion."),
    "currency-code": ("Not a currency code", _NOT_PAID),
    "currency-type": ("A currency that belongs to another form of the URL", _NOT_PAID),
    "currency-not-iso": ("A code that is not in ISO 4217", "The network may not know it."),
    # what to know
    "http": ("http", "It works. What is sent can be read and changed on its way."),
    "http-only-tracker": ("The tracker sends only http", "An https address may not be called at all."),
    "not-pasted": ("Nothing to paste in this tracker", "The tracker reports conversions in another way."),
    # the tracking link
    "link-macro-missing": ("No click-ID macro in the tracking link", _NO_ID_IN_TRACKER),
    "macros-swapped": ("Another macro where the click ID belongs", "The tracker reports that value as click ID, and the network finds no click with it."),
    "link-parameter": ("The click ID in another parameter than the tracker reads", _NO_ID_IN_TRACKER),
    "renamed-parameter": ("A parameter that the tracker has to be told of", "Otherwise it does not keep the click ID."),
    "link-macro-twice": ("The click-ID macro stands twice", "Which of the two the tracker keeps is not known."),
    "parameter-twice": ("A parameter that appears twice", "The tracker keeps one of the two values, and which one is not known."),
    "macro-not-alone": ("The click-ID macro is not a whole value", "The ID reaches the tracker with text around it, or not at all."),
    "behind-fragment": ("The macro stands behind #", "What follows # stays in the browser and never reaches the tracker."),
    "invented-macro": ("A macro that the network does not have", "The network fills in only its own macros. This is sent as it stands."),
    "callback": ("The postback in the link", _NOT_ARRIVING),
    "slot-macro": ("A further macro of the network", "It tells the tracker where the click came from. The conversion does not depend on it."),
    "link-fragment": ("The link has a fragment", "It comes right behind a macro and may spoil it."),
    "link-too-long": ("The link is too long", "The network does not take it, or cuts it off."),
    # both together
    "pair-mismatch": ("Link and postback do not meet", "The postback reads another parameter than the one in which the click ID arrives."),
}  # fmt: skip
"""Every code: what it is, and why it loses conversions."""


CALL_CODES: dict[str, tuple[str, str]] = {
    "macro-not-replaced": ("A macro that nobody filled in", _NO_CLICK),
    "plus-sign": (
        "A + that may mean a space",
        "PHP's urlencode and Go's QueryEscape write a space as +, and many servers read a + as a space. The network may read another value.",
    ),
    "values-in-body": (
        "Values in the body of the call",
        "The network reads the URL only. What is in the body is lost.",
    ),
    "click-id-again": ("The same click ID once more", "A second call for one click may count twice, or not at all."),
}
"""The codes that only a call can have."""


class Finding(NamedTuple):
    """One thing found in a pasted URL.

    ``start`` and ``end`` are the place in the URL that ``about`` names; ``message`` says what it is and what to do;
    ``edits`` mend it, where that is known.
    """

    code: str
    severity: Severity
    about: About
    start: int
    end: int
    message: str
    edits: tuple[Edit, ...] = ()

    @property
    def title(self) -> str:
        """What sort of mistake it is."""
        return (CODES | CALL_CODES)[self.code][0]

    @property
    def why(self) -> str:
        """Why it loses conversions."""
        return (CODES | CALL_CODES)[self.code][1]


class Span(Protocol):
    """Anything that has a place in a URL."""

    @property
    def start(self) -> int: ...  # noqa: D102
    @property
    def end(self) -> int: ...  # noqa: D102


class Findings:
    """Collects what is found in one URL."""

    def __init__(self, about: About) -> None:
        self._about = about
        self.found: list[Finding] = []

    def error(self, code: str, place: Span, message: str, *edits: Edit) -> None:
        """Add something that loses conversions."""
        self._add(code, "error", place, message, edits)

    def warn(self, code: str, place: Span, message: str, *edits: Edit) -> None:
        """Add something to look at."""
        self._add(code, "warning", place, message, edits)

    def note(self, code: str, place: Span, message: str) -> None:
        """Add something to know."""
        self._add(code, "note", place, message, ())

    def _add(self, code: str, severity: Severity, place: Span, message: str, edits: Iterable[Edit]) -> None:
        self.found.append(Finding(code, severity, self._about, place.start, place.end, message, tuple(edits)))
