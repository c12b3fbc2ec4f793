"""One value of a pasted postback: where it is, what it is, and what is wrong with it in any place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from ..catalog.model import Tracker
from ..catalog.shape import Slot
from ..messages.message import Message, message
from ..setup.click_id import read_by
from ..text.characters import shown
from ..urls.cut import Parameter, Part
from ..urls.edit import Edit, fill
from .classify import Kind, judge
from .findings import Findings
from .recognise import Recognised

_SPOILT = {
    Kind.PLACEHOLDER: ("placeholder.left", ("value", "fix")),
    Kind.NETWORK: ("network-macro.value", ("value", "network", "fix")),
    Kind.OPPOSITE: ("opposite-direction.macro", ("value", "network", "fix")),
    Kind.ENCODED: ("encoded-macro.tracker", ("value", "macro")),
    Kind.MISSPELT: ("misspelt-macro.tracker", ("value", "tracker", "macro", "right")),
    Kind.FOREIGN: ("foreign-style.tracker", ("value", "tracker", "opening", "closing", "fix")),
    Kind.MIXED: ("text-around-macro.whole", ("macro",)),
}
"""What is wrong in any parameter: the message, and its values."""
_BY_ITS_MACRO = (Kind.ENCODED, Kind.MISSPELT, Kind.MIXED)
"""What holds a macro of the tracker that only has to be written right."""


def places_of(read: Recognised, slot: str) -> tuple[Parameter, ...]:
    """Return what fills a slot. A segment of the path is a parameter without a name."""
    if slot in read.fields:
        segment = read.fields[slot]
        return (Parameter(Part("", segment.start, segment.start), segment),)
    return read.given(slot)


def piece_of(read: Recognised, slot: str) -> Slot:
    """Return the slot as it is in the path or the query, with the text around it."""
    form = read.type.shape.form
    pieces = (piece for piece in (*form.path, *(piece for _, piece in form.query)) if isinstance(piece, Slot))
    return next(piece for piece in pieces if piece.name == slot)


def filling(read: Recognised, slot: str | None, parameter: Parameter, text: str) -> Edit:
    """Return the edit that gives a slot another value; with it goes the text that the network has around it."""
    if slot is None:
        return fill(parameter, text)
    if slot in read.fields:
        return Edit(parameter.value.start, parameter.value.end, text)
    piece = piece_of(read, slot)
    # What was read as the value may be without the text around it.
    whole = next(one for one in read.url.parameters if one.start == parameter.start)
    return fill(whole, f"{piece.before}{text}{piece.after}")


def _place_of(read: Recognised, slot: str | None, parameter: Parameter) -> Part:
    """Return the whole value or segment, with the text that the network has around it."""
    if slot in read.fields:
        return next(one for one in read.url.segments if one.start <= parameter.value.start <= one.end)
    return next(one for one in read.url.parameters if one.start == parameter.start).value


def written(read: Recognised, slot: str, text: str) -> str:
    """Return how a slot with a value is written in the URL: as a parameter with its name, or as a segment."""
    if read.type.shape.parameter_of(slot):
        return read.filled(slot, text)
    piece = piece_of(read, slot)
    return f"{piece.before}{text}{piece.after}"


class Value:
    """The value of one slot, or of a parameter that the network does not know. ``right`` is the macro that belongs there, if it is known.

    ``wanted``: the macro to write in place of another system's; ``right`` unless given.
    """

    def __init__(
        self,
        read: Recognised,
        tracker: Tracker | None,
        slot: str | None,
        parameter: Parameter,
        found: Findings,
        right: str | None = None,
        link_param: str | None = None,
        wanted: str | None = None,
    ) -> None:
        self.read, self.tracker, self.slot, self.parameter = read, tracker, slot, parameter
        self.found, self.right, self.link_param, self.wanted = found, right, link_param, wanted
        self.part: Part = parameter.value
        self.text = self.part.text
        whole = _place_of(read, slot, parameter)
        self.place: Part | Parameter = whole if whole.text else parameter
        self.judged = judge(self.text, read.network, tracker)
        self.is_click_id = slot == "click_id"
        self.is_macro_known = tracker is not None and tracker.macro("click_id") is not None

    @property
    def quoted(self) -> str:
        """The value as messages name it."""
        return shown(self.text)

    def filled(self, text: str) -> Edit:
        """Return the edit that writes ``text`` in its place."""
        return filling(self.read, self.slot, self.parameter, text)

    def error(self, what: str, edits: Iterable[Edit] | None = None, **values: Any) -> None:
        """Add an error. Unless edits are given, the right macro corrects it."""
        if edits is None:
            edits = [self.filled(self.right)] if self.right else []
        self.found.error(what, self.place, *edits, **values)

    def report_spoilt(self, fix: Message) -> bool:
        """Report a value that is wrong in any parameter; return whether it was."""
        kind = self._kind
        if kind is Kind.UNLISTED:
            return self._report_unlisted(fix)
        if kind not in _SPOILT:
            return False
        what, names = _SPOILT[kind]
        right, tracker = self._right_for(kind), self.tracker
        opening, closing = (tracker and tracker.style) or ("", "")
        values = {
            "value": self.quoted,
            "macro": self.judged.macro,
            "right": right,
            "tracker": tracker.name if tracker else None,
            "opening": opening,
            "closing": closing,
            "network": self.read.network.name,
            "fix": fix,
        }
        edits = [self.filled(right)] if right else []
        self.error(what, edits, **{name: values[name] for name in names})
        return True

    @property
    def _kind(self) -> Kind:
        """What the value is for this parameter."""
        kind = self.judged.kind
        if self.is_click_id:
            is_signs = kind is Kind.TEXT and not self.is_macro_known and re.search(r"[^\w.~-]", self.part.decoded)
            return Kind.UNLISTED if is_signs else kind
        is_strange = kind is Kind.CLICK_ID and self.tracker and not self.tracker.meanings(self.text)
        return Kind.UNLISTED if is_strange else kind

    def _right_for(self, kind: Kind) -> str | None:
        """Return the macro to write: the one that is spoilt, unless it cannot be here."""
        if kind is Kind.FOREIGN:
            return self.wanted or self.right
        if kind not in _BY_ITS_MACRO:
            return self.right
        macro = self.judged.macro
        # With a link the link decides; without one any right click-ID macro may be meant.
        may_be_meant = self.tracker and not self.link_param and read_by(self.tracker, macro)
        if not self.is_click_id or may_be_meant:
            return macro
        return self.right or macro

    def _report_unlisted(self, fix: Message) -> bool:
        tracker = self.tracker
        if tracker is None:
            if self.is_click_id:
                self._report_nobodys(fix)
            return self.is_click_id
        is_list_complete = tracker.postback_out.list == "complete"
        # A macro that only others report may be wrong itself: it does not replace the one in the user's URL.
        # The catalog's own notation, such as {<param>}, is not a macro of any tracker.
        is_notation = self.text == tracker.macro("click_id")
        is_known = is_notation or tracker.grade("macros.click_id") == "confirmed"
        is_certain = is_list_complete or (self.is_click_id and is_known)
        if is_certain:
            self.error("unlisted-macro.tracker", value=self.quoted, tracker=tracker.name, fix=fix)
        else:
            compare = message("unlisted-macro.compare")
            self.found.warn("unlisted-macro.tracker", self.place, value=self.quoted, tracker=tracker.name, fix=compare)
        return True

    def _report_nobodys(self, fix: Message) -> None:
        """Report a macro that no tracker has, where the tracker is not known; a network may have it for the tracking link."""
        networks = [network.name for network in self.read.networks.filling_in(self.text)]
        if networks and not self.read.networks.may_be_of_a_tracker(self.text):
            self.error("network-macro.other", value=self.quoted, networks=networks, fix=fix)
            return
        hint = message("unlisted-macro.variable") if self.text.startswith("$") else None
        if networks:
            hint = message("unlisted-macro.of-networks", networks=networks)
        self.found.warn("unlisted-macro.nobody", self.place, value=self.quoted, hint=hint)
