"""Check the values that a user copied from the network: each as the network writes it, or the tracker's macro where that may be."""

from __future__ import annotations

from ..catalog.model import ROLE_NAMES, Network, Tracker
from ..catalog.network_parts import UserField
from ..messages.message import Message, message
from ..setup.network_values import field_fault, macro_for, source_of
from ..text.characters import shown
from ..text.macros import has_macro
from ..text.placeholders import is_placeholder
from ..urls.cut import Part
from ..urls.edit import append
from .classify import Kind
from .findings import Findings
from .recognise import Recognised
from .value import Value, filling, places_of

_MACROS = (Kind.CLICK_ID, Kind.OWN, Kind.LISTED)
"""A macro of the tracker, as it is written there."""


def check_fields(read: Recognised, tracker: Tracker | None, found: Findings) -> None:
    """Add what is wrong with the fields that the type uses."""
    for name, field, part in _wrong_fields(read, found):
        if not _is_filled_in(read, tracker, name, field, found):
            _report_text(read, name, field, part, found)


def check_received_fields(read: Recognised, found: Findings) -> None:
    """Add what is wrong with the fields of a call that has arrived: in place of a macro there is a value now."""
    for name, field, part in _wrong_fields(read, found):
        is_left = has_macro(part.text)
        if is_left and part.text:
            found.error("macro-not-replaced.value", part, value=shown(part.decoded))
        elif field.macro is None or not part.text or is_placeholder(part.decoded, read.network.placeholders):
            _report_text(read, name, field, part, found)
        elif fault := field_fault(read.network, name, part.decoded):
            # The tracker's own word: only the user can say whether the network is set up to read it.
            found.note("wrong-field.invalid", part, value=shown(part.text), fault=fault)


def _wrong_fields(read: Recognised, found: Findings) -> list[tuple[str, UserField, Part]]:
    """Return the fields with a value that is not one of the network's, and report those that are missing."""
    wrong = []
    for name, field in read.network.fields.items():
        place = next(iter(places_of(read, name)), None)
        if place is None:
            if name in read.type.shape.needed:
                _report_missing(read, name, field, found)
            continue
        text = place.value.decoded
        if text != field.default and field_fault(read.network, name, text) is not None:
            wrong.append((name, field, place.value))
    return wrong


def _report_missing(read: Recognised, name: str, field: UserField, found: Findings) -> None:
    label, parameter = field.label, read.type.shape.parameter_of(name)
    if parameter:
        edit = append(read.url, read.filled(name, field.ungiven))
        found.error("wrong-field.add", read.url.query, edit, label=label, parameter=parameter)
    elif read.path_fits:
        found.error("wrong-field.missing", read.url.path, label=label, fix=None)


def _is_filled_in(read: Recognised, tracker: Tracker | None, name: str, field: UserField, found: Findings) -> bool:
    """Return whether the tracker fills a field in, and report a macro that is wrong there."""
    place = places_of(read, name)[0]
    text = place.value.text
    if field.macro is None:
        return tracker is not None and _is_translated(read, tracker, name, field, place.value, found)
    right = macro_for(tracker, field) if tracker else None
    value = Value(read, tracker, name, place, found, right)
    if value.judged.kind in (Kind.EMPTY, Kind.PLACEHOLDER):
        return False
    if tracker is None:
        return has_macro(text)
    if _holds_macro(tracker, field.macro, text):
        return True
    label = ROLE_NAMES[field.macro]
    if value.judged.kind in _MACROS:
        # Which macro has the name of the event, only the user can know; an ID or an amount is never one.
        if value.judged.kind is not Kind.LISTED or tracker.roles(text):
            fix = message("fix.write", text=right) if right else None
            found.warn("wrong-macro.role", value.place, value=value.quoted, role=label, fix=fix)
        return True
    is_text = value.judged.kind is Kind.TEXT and (right is not None or not has_macro(text))
    return not is_text and (value.report_spoilt(message("fix.role", role=label)) or has_macro(text))


def _holds_macro(tracker: Tracker, role: str, text: str) -> bool:
    """Return whether the tracker's macro for a role is in a text, in any of its spellings; there may be text around it."""
    out = tracker.postback_out
    known = [tracker.macro(role), *out.spellings.get(role, ())]
    translation = out.status_translation if role == "status" else None
    return any(macro and macro in text for macro in known) or bool(translation and translation.found_in(text))


def _is_translated(
    read: Recognised, tracker: Tracker, name: str, field: UserField, part: Part, found: Findings
) -> bool:
    """Return whether the tracker translates its statuses there, and report the first one that the field does not take."""
    translation = tracker.postback_out.status_translation
    sent = translation.values_in(part.text) if translation else []
    faults = ((value, field_fault(read.network, name, value)) for value in sent)
    wrong = next(((value, fault) for value, fault in faults if fault), None)
    if wrong:
        found.error("wrong-field.invalid", part, value=shown(wrong[0]), fault=wrong[1])
    return bool(sent)


def _report_text(read: Recognised, name: str, field: UserField, part: Part, found: Findings) -> None:
    """Report a value that is not one of the network's."""
    network, label = read.network, field.label
    if not part.text:
        place = places_of(read, name)[0]
        edits = [filling(read, name, place, field.ungiven)] if field.ungiven else []
        found.error("wrong-field.missing", part, *edits, label=label, fix=_copy(network, field))
    elif is_placeholder(part.decoded, network.placeholders):
        found.error("placeholder.field", part, value=part.text, label=label, fix=_copy(network, field))
    else:
        fault = field_fault(network, name, part.decoded)
        found.error("wrong-field.invalid", part, value=shown(part.text), fault=fault)


def _copy(network: Network, field: UserField) -> Message | None:
    return message("fix.copy", source=source_of(network, field)) if field.where else None
