"""Check a postback URL: its address, the user's own values in it, and the names of its parameters."""

from __future__ import annotations

import re
from collections.abc import Collection

from ..catalog.model import FREE_ROLES, ROLE_NAMES, URL_DELIVERIES, Tracker
from ..catalog.network_parts import PostbackType
from ..catalog.shape import Slot
from ..messages.message import message
from ..setup.currency import ISO_4217, is_currency_code
from ..text.characters import shown
from ..text.macros import is_macro_like
from ..text.markup import Span, spans, write_plain
from ..text.placeholders import is_placeholder
from ..urls.cut import Parameter, Part
from ..urls.edit import Edit, append, fill, remove
from ..urls.hosts import host_of, is_private
from .classify import Kind, judge
from .fields import check_fields, check_received_fields
from .findings import Findings
from .received import check_received_values
from .recognise import Recognised
from .signs import check_joints, check_scheme_sign
from .value import filling, piece_of
from .values import check_click_id, check_currency_macro, check_extra_value, check_payout, check_role, read_in_dollars

_TWICE_BY_ITSELF = ("click_id", "payout")
"""Slots whose own checks report a second value."""
_CURRENCY_NAME = re.compile(r"(?:\w*[_-])?(?:currency|curr?|ccy|valuta)(?:[_-]?(?:code|iso))?", re.IGNORECASE)


def check_postback(read: Recognised, tracker: Tracker | None, link_param: str | None, found: Findings) -> None:
    """Report what is wrong with a postback.

    ``tracker``: whose macros it should hold, if that is known; ``link_param``: the parameter of the tracking link in which
    the click ID travels, if there is a link.
    """
    _check_address(read, tracker, found)
    check_fields(read, tracker, found)
    _check_currency(read, tracker, found)
    _check_names(read, found)
    check_click_id(read, tracker, link_param, found)
    check_payout(read, tracker, found)
    for role in FREE_ROLES:
        check_role(read, tracker, role, found)
    currencies = {code for item in read.extra if (code := _currency_in(item))}
    for parameter in read.extra:
        if _report_currency_beside(read, tracker, parameter, currencies, found):
            continue
        if not check_extra_value(read, tracker, parameter, found):
            name, network = shown(parameter.name.decoded), read.network.name
            found.warn("extra-parameter.unknown", parameter, name=name, network=network)
    if tracker and tracker.postback_out.delivery not in URL_DELIVERIES:
        text, slots = tracker.postback_out.instead, {"network": Span("plain", read.network.name)}
        instead = write_plain(spans(text, slots)) if text else message("fix.see-render", id=tracker.id)
        found.warn("not-pasted.tracker", read.url.host, tracker=tracker.name, instead=instead)


def check_received(read: Recognised, found: Findings) -> None:
    """Report what is wrong with a postback that has arrived: there are values now where the macros stood."""
    _check_path(read, found)
    check_received_fields(read, found)
    _check_code(read, found)
    _check_names(read, found)
    check_joints(read.url, found)
    check_received_values(read, found)


def _check_address(read: Recognised, tracker: Tracker | None, found: Findings) -> None:
    url = read.url
    if is_for_trial(read):
        _note_trial(read, tracker, found)
    else:
        _check_scheme(read, tracker, found)
        _check_host(read, found)
    _check_path(read, found)
    if url.fragment.text:
        # A parameter after # was meant to be sent. Without it, its value would be lost. The click ID is added again.
        names = set(re.findall(r"[?&#]([^?&#=]+)=", url.fragment.text)) - {read.type.shape.parameter_of("click_id")}
        edits = [] if names else [Edit(url.fragment.start, url.fragment.end, "")]
        found.error("own-fragment.sent", url.fragment, *edits)


def is_for_trial(read: Recognised) -> bool:
    """Return whether a postback goes to a receiver on this machine or in a private network, such as `listen`."""
    is_web = read.url.scheme.text.casefold() in ("http", "https")
    return is_web and not read.host_fits and is_private(host_of(read.url))


def _note_trial(read: Recognised, tracker: Tracker | None, found: Findings) -> None:
    """Note the address of a trial, and give the network's in its place."""
    end, network = read.url.host.end, read.network
    address = Part(read.url.text[:end], 0, end)
    real = Edit(0, end, f"{network.schemes[0]}://{read.type.shape.form.host}")
    found.note("private-address.trial", address, real, network=network.name)
    if tracker and tracker.postback_out.sends.private is False:
        found.warn("private-address.refused", address, tracker=tracker.name)


def _check_scheme(read: Recognised, tracker: Tracker | None, found: Findings) -> None:
    url, network = read.url, read.network
    scheme, right = url.scheme.text.casefold(), network.schemes[0]
    if scheme in network.schemes:
        check_scheme_sign(url, found)
    if scheme not in network.schemes:
        start, edit = Part("", 0, url.host.start), Edit(0, url.host.start, f"{right}://")
        found.error("wrong-scheme.network", start, edit, network=network.name, schemes=network.schemes, scheme=right)
    elif scheme == "http" and right != "http" and not (tracker and tracker.postback_out.sends.scheme == "http"):
        found.note("http.schemes", url.scheme, network=network.name, schemes=network.schemes)
    if tracker and tracker.postback_out.sends.scheme == "http" and scheme == "https":
        edits = [Edit(0, url.scheme.end, "http")] if "http" in network.schemes else []
        found.warn("http-only-tracker.tracker", url.scheme, *edits, tracker=tracker.name)


def _check_host(read: Recognised, found: Findings) -> None:
    url, network = read.url, read.network
    form = read.type.shape.form
    if read.host_fits and host_of(url) != form.host:
        found.note("other-host.takes", url.host, network=network.name, host=form.host)
    if read.owner and read.owner is not network and not read.host_fits:
        found.error("wrong-host.another", url.host, owner=read.owner.name, network=network.name, host=form.host)
    elif not read.host_fits:
        edit = Edit(url.host.start, url.host.end, form.host)
        found.error("wrong-host.network", url.host, edit, network=network.name, host=form.host)


def _check_path(read: Recognised, found: Findings) -> None:
    url, edits = read.url, []
    if read.path_fits:
        return
    # A path that is further off may be that of another type: then the amount would be taken in another currency.
    if read.path_is_near:
        edits = [Edit(url.path.start, url.path.end, _path(read, read.type))]
        name, last = read.type.shape.parameter_of("click_id"), url.segments[-1].text if url.segments else ""
        if name and is_macro_like(last) and not read.value("click_id"):
            # The click-ID macro is at the end of the path.
            edits.append(append(url, read.filled("click_id", last)))
    path = _path(read, read.type, named=True)
    found.error("wrong-path.type", url.path, *edits, type=read.type.name, path=path)


def _path(read: Recognised, kind: PostbackType, named: bool = False, currency: str | None = None) -> str:
    """Return the path of a type with what the user gave in it, or with the names of the slots."""
    pieces = []
    for piece in kind.shape.form.path:
        if isinstance(piece, str):
            pieces.append(piece)
        elif piece.name == "currency" and currency:
            pieces.append(f"{piece.before}{currency}{piece.after}")
        elif not piece.optional or piece.name in read.fields:
            field = read.network.fields.get(piece.name)
            default = field.ungiven if field else piece.name.upper()
            given = read.fields[piece.name].text if piece.name in read.fields else default
            pieces.append(f"{piece.before}{f'<{piece.name}>' if named else given}{piece.after}")
    return "".join(f"/{piece}" for piece in pieces)


def _check_currency(read: Recognised, tracker: Tracker | None, found: Findings) -> None:
    """Report a currency that is none. In the path the code chooses the address, so no macro can be there."""
    is_parameter = read.type.shape.parameter_of("currency") is not None
    if not is_parameter or not check_currency_macro(read, tracker, found):
        _check_code(read, found)


def _check_code(read: Recognised, found: Findings) -> None:
    value, network = read.value("currency"), read.network
    if value is None:
        return
    code = value.decoded
    others = [kind for kind in network.types.values() if code in kind.currencies and kind.id != read.type.id]
    if is_placeholder(code, network.placeholders) or code == "CURRENCY":
        found.error("placeholder.currency", value, value=value.text)
    elif not code:
        found.error("currency-code.empty", value)
    elif not is_currency_code(code):
        is_text = judge(code, network, None).kind is Kind.TEXT
        edits = [Edit(value.start, value.end, code.upper())] if code.isascii() and code.upper() in ISO_4217 else []
        found.error("currency-code.signs" if is_text else "currency-code.macro", value, *edits, code=shown(code))
    elif others:
        edits = [Edit(read.url.path.start, read.url.path.end, _path(read, others[0]))] if read.path_fits else []
        whole = Part(read.url.text[read.url.path.start : value.end], read.url.path.start, value.end)
        place = whole if edits else value
        found.error("currency-type.type", place, *edits, code=code, network=network.name, type=others[0].name)
    elif code not in ISO_4217:
        found.warn("currency-not-iso.code", value, currency=code, network=network.name)


def _report_currency_beside(
    read: Recognised, tracker: Tracker | None, parameter: Parameter, currencies: Collection[str], found: Findings
) -> bool:
    """Report another currency than the one in which the network takes the amount; return whether there is one."""
    network, url, code = read.network.name, read.url, _currency_in(parameter)
    payout, in_path, name = read.value("payout"), read.value("currency"), shown(parameter.name.decoded)
    if code is None or payout is None:
        return False
    if in_path and in_path.decoded in ISO_4217 and in_path.decoded != code:
        found.error("currency-type.two", parameter, network=network, in_path=in_path.decoded, name=name, code=code)
        return True
    if not read_in_dollars(read) or code in read.type.currencies:
        return False
    kinds = read.network.types.values()
    other = next((kind for kind in kinds if kind.takes("currency") and not kind.shape.parameter_of("currency")), None)
    is_in_dollars = tracker is not None and set(tracker.roles(payout.text)) == {"payout_usd"}
    edits = []
    if other is None or not read.path_fits or is_in_dollars:
        fix = message("currency-type.leave-out", name=name)
    elif len(currencies) > 1:
        fix = message("currency-type.several")
    else:
        path = _path(read, other, currency=code)
        edit = Edit(url.path.start, url.path.end, path)
        if not any(edit in item.edits for item in found.found[-2:]):
            found.error("currency-type.path", url.path, edit, code=code, path=path)
        fix, edits = message("currency-type.in-path"), [remove(url, parameter)]
    found.error("currency-type.dollars", parameter, *edits, network=network, name=name, fix=fix)
    return True


def _currency_in(parameter: Parameter) -> str | None:
    """Return the currency that a parameter names which other systems read, or None."""
    code = parameter.value.decoded.upper()
    return code if _CURRENCY_NAME.fullmatch(parameter.name.decoded) and code in ISO_4217 else None


def _check_names(read: Recognised, found: Findings) -> None:
    """Report parameters whose name is not the network's, and fixed ones that are missing or have another value."""
    for slot, parameter in read.misnamed.items():
        right = read.type.shape.parameter_of(slot) or ""
        edit, role = Edit(parameter.start, parameter.name.end, right), ROLE_NAMES.get(slot, slot)
        found.error("wrong-parameter.name", parameter.name, edit, network=read.network.name, role=role, right=right)
    _check_twice(read, found)
    _check_text_around(read, found)
    for name, piece in read.type.shape.form.query:
        if isinstance(piece, Slot):
            continue
        given, whole = read.url.named(name), f"{name}={piece}"
        if not given:
            found.error("fixed-parameter.missing", read.url.query, append(read.url, whole), parameter=whole)
        for there in given:
            if there.value.decoded != piece:
                found.error("fixed-parameter.value", there, fill(there, piece), parameter=whole)


def _check_twice(read: Recognised, found: Findings) -> None:
    """Report every value that a parameter of the network has after its first one."""
    for slot, (first, *spare) in read.parameters.items():
        if slot in _TWICE_BY_ITSELF:
            continue
        for one in spare:
            name, count = one.name.decoded, len(spare) + 1
            if one.value.text == first.value.text:
                found.warn("parameter-twice.same", one, remove(read.url, one), name=name, count=count)
            else:
                found.error("parameter-twice.network", one, name=name, count=count, network=read.network.name)


def _check_text_around(read: Recognised, found: Findings) -> None:
    """Report values that lack the text which the network has before or after them."""
    for slot, given in read.parameters.items():
        piece = piece_of(read, slot)
        for parameter in given:
            value, there = parameter.value, read.url.text
            is_there = there[: value.start].endswith(piece.before) and there[value.end :].startswith(piece.after)
            if not is_there:
                # A half of it may be there.
                inner = value.text.removeprefix(piece.before).removesuffix(piece.after)
                edit = filling(read, slot, parameter, inner)
                whole = f"{parameter.name.decoded}={piece.before}...{piece.after}"
                found.error("text-missing.around", value, edit, whole=whole, network=read.network.name)
