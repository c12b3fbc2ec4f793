"""Check a postback URL: its address, the user's own values in it, and the names of its parameters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from ..catalog.model import FREE_ROLES, ROLE_LABELS, URL_DELIVERIES, PostbackType, Tracker
from ..catalog.shape import Slot
from ..setup.currency import ISO_4217, is_currency_code
from ..setup.network_values import field_fault
from ..text.characters import listed, shown
from ..text.macros import is_macro_like
from ..text.markup import Span, spans, write_plain
from ..text.placeholders import is_placeholder
from ..urls.cut import Parameter, Part
from ..urls.edit import Edit, append, fill, remove
from .classify import judge
from .findings import Findings
from .received import check_received_values
from .recognise import Recognised
from .signs import check_joints, check_scheme_sign
from .values import check_click_id, check_extra_value, check_payout, check_role, read_in_dollars

_CURRENCY_NAME = re.compile(r"(?:\w*[_-])?(?:currency|curr?|ccy|valuta)(?:[_-]?(?:code|iso))?", re.IGNORECASE)


def check_postback(read: Recognised, tracker: Tracker | None, link_param: str | None, found: Findings) -> None:
    """Add what is to be said of a postback.

    ``tracker``: whose macros it should hold, if that is known; ``link_param``: the parameter of the tracking link in which
    the click ID travels, if there is a link.
    """
    _check_address(read, tracker, found)
    _check_fields(read, found)
    _check_currency(read, found)
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
            name = shown(parameter.name.decoded)
            found.warn("extra-parameter", parameter, f"{read.network.name} has no parameter {name} that is known here")
    if tracker and tracker.postback_out.delivery not in URL_DELIVERIES:
        instead = tracker.postback_out.instead or f"See `postback-pack render {tracker.id}`."
        instead = write_plain(spans(instead, {"network": Span("plain", read.network.name)}))
        found.warn("not-pasted", read.url.host, f"{tracker.name} takes no postback URL. {instead}")


def check_received(read: Recognised, found: Findings) -> None:
    """Add what is to be said of a postback that has arrived: there are values now where the macros stood."""
    _check_path(read, found)
    _check_fields(read, found)
    _check_currency(read, found)
    _check_names(read, found)
    check_joints(read.url, found)
    check_received_values(read, found)


def _check_address(read: Recognised, tracker: Tracker | None, found: Findings) -> None:
    url, network = read.url, read.network
    scheme, right = url.scheme.text.casefold(), network.schemes[0]
    if scheme in network.schemes:
        check_scheme_sign(url, found)
    if scheme not in network.schemes:
        start = Part("", 0, url.host.start)
        message = f"{network.name} takes {listed(network.schemes)}: begin with {right}://"
        found.error("wrong-scheme", start, message, Edit(0, url.host.start, f"{right}://"))
    elif scheme == "http" and right != "http" and not (tracker and tracker.postback_out.sends.scheme == "http"):
        found.note("http", url.scheme, f"{network.name} takes {listed(network.schemes, 'and')}")
    if tracker and tracker.postback_out.sends.scheme == "http" and scheme == "https":
        edits = [Edit(0, url.scheme.end, "http")] if "http" in network.schemes else []
        found.warn("http-only-tracker", url.scheme, f"{tracker.name} can send only http", *edits)
    form = read.type.shape.form
    if not read.host_fits:
        message = f"the host of {network.name} is {form.host}"
        found.error("wrong-host", url.host, message, Edit(url.host.start, url.host.end, form.host))
    _check_path(read, found)
    if url.fragment.text:
        message = "nothing from # on is sent: remove it, or write # as %23 where it belongs to a value"
        # A parameter behind # was meant to be sent: taken out it would be lost. The click ID is added again.
        names = set(re.findall(r"[?&#]([^?&#=]+)=", url.fragment.text)) - {read.type.shape.parameter_of("click_id")}
        edits = [] if names else [Edit(url.fragment.start, url.fragment.end, "")]
        found.error("own-fragment", url.fragment, message, *edits)


def _check_path(read: Recognised, found: Findings) -> None:
    url = read.url
    if not read.path_fits:
        message = f'for "{read.type.name}" the path is {_path(read, read.type, named=True)}'
        # A path that is further off may be that of another type: then the amount would be taken in another currency.
        edits = [Edit(url.path.start, url.path.end, _path(read, read.type))] if read.path_is_near else []
        edits += _moved_behind_path(read)
        found.error("wrong-path", url.path, message, *edits)


def _moved_behind_path(read: Recognised) -> list[Edit]:
    """Return the edit that makes a parameter of a click-ID macro at the end of the path."""
    name = read.type.shape.parameter_of("click_id")
    last = read.url.segments[-1].text if read.url.segments else ""
    if not read.path_is_near or not is_macro_like(last) or name is None or read.value("click_id"):
        return []
    return [append(read.url, f"{name}={last}")]


def _path(read: Recognised, kind: PostbackType, named: bool = False, currency: str | None = None) -> str:
    """Return the path of a type with what the user gave in it, or with the names of the slots."""
    pieces = []
    for piece in kind.shape.form.path:
        if isinstance(piece, str):
            pieces.append(piece)
        elif piece.name == "currency" and currency:
            pieces.append(currency)
        else:
            pieces.append(f"<{piece.name}>" if named else _given(read, piece.name))
    return "".join(f"/{piece}" for piece in pieces)


def _given(read: Recognised, slot: str) -> str:
    if slot in read.fields:
        return read.fields[slot].text
    return read.network.fields[slot].placeholder if slot in read.network.fields else slot.upper()


def _check_fields(read: Recognised, found: Findings) -> None:
    network = read.network
    for name, field in network.fields.items():
        value, parameter = read.value(name), read.type.shape.parameter_of(name)
        if value is None and parameter:
            edit = append(read.url, f"{parameter}={field.placeholder}")
            found.error(
                "wrong-field", read.url.query, f"the {field.label.lower()} is missing: add {parameter}=...", edit
            )
        elif value and not value.text:
            edit = Edit(value.start, value.end, field.placeholder)
            where = f"copy it from {network.name} under {' > '.join(field.where)}" if field.where else "put it there"
            found.error("wrong-field", value, f"the {field.label.lower()} is missing here: {where}", edit)
        elif value and is_placeholder(value.decoded, network.placeholders):
            where = f"; you find it at {network.name} under {' > '.join(field.where)}" if field.where else ""
            message = f"{value.text} is a placeholder: put your {field.label.lower()} there{where}"
            found.error("placeholder", value, message)
        elif value and (fault := field_fault(network, name, value.decoded)):
            found.error("wrong-field", value, f"{shown(value.text)}: {fault}")
        elif value is None and read.path_fits:
            found.error("wrong-field", read.url.path, f"the {field.label.lower()} is missing")


def _check_currency(read: Recognised, found: Findings) -> None:
    value, network = read.value("currency"), read.network
    if value is None:
        return
    code = value.decoded
    others = [kind for kind in network.types.values() if code in kind.currencies and kind.id != read.type.id]
    if is_placeholder(code, network.placeholders) or code == "CURRENCY":
        found.error(
            "placeholder", value, f"{value.text} is a placeholder: put the code of your currency there, such as EUR"
        )
    elif not is_currency_code(code):
        is_text = judge(code, network, None).kind == "text"
        what = (
            "a code has 2 to 8 capital letters or digits"
            if is_text
            else "no tracker fills in a macro here; write the code"
        )
        edits = [Edit(value.start, value.end, code.upper())] if code.isascii() and code.upper() in ISO_4217 else []
        found.error("currency-code", value, f"{shown(code)}: {what}, such as EUR", *edits)
    elif others:
        edits = [Edit(read.url.path.start, read.url.path.end, _path(read, others[0]))] if read.path_fits else []
        message = f"for {code} {network.name} has another form of the URL: {others[0].name}"
        place = Part(read.url.text[read.url.path.start : value.end], read.url.path.start, value.end)
        found.error("currency-type", place if edits else value, message, *edits)
    elif code not in ISO_4217:
        message = f"{code} is not a currency code of ISO 4217: use it only if {network.name}'s support gave it to you"
        found.warn("currency-not-iso", value, message)


def _report_currency_beside(
    read: Recognised, tracker: Tracker | None, parameter: Parameter, currencies: Collection[str], found: Findings
) -> bool:
    """Report another currency than the one in which the network takes the amount; return whether there is one."""
    network, url, code = read.network, read.url, _currency_in(parameter)
    payout, in_path, name = read.value("payout"), read.value("currency"), parameter.name.decoded
    if code is None or payout is None:
        return False
    if in_path and in_path.decoded in ISO_4217 and in_path.decoded != code:
        message = (
            f"the path says {in_path.decoded}, which {network.name} reads, and {shown(name)} says {code}: leave one"
        )
        found.error("currency-type", parameter, message)
        return True
    if not read_in_dollars(read) or code in read.type.currencies:
        return False
    message = f"{network.name} has no parameter {shown(name)}, and takes the amount as US dollars"
    other = next((kind for kind in network.types.values() if "currency" in kind.shape.slots), None)
    is_in_dollars = tracker is not None and set(tracker.roles(payout.text)) == {"payout_usd"}
    if other is None or not read.path_fits or is_in_dollars:
        found.error("currency-type", parameter, f"{message}: leave {shown(name)} out, or report dollars")
        return True
    if len(currencies) > 1:
        found.error("currency-type", parameter, f"{message}. There are several currencies: leave one")
        return True
    path = _path(read, other, currency=code)
    edit = Edit(url.path.start, url.path.end, path)
    if not any(edit in item.edits for item in found.found[-2:]):
        found.error("currency-type", url.path, f"for {code} the path is {path}", edit)
    found.error("currency-type", parameter, f"{message}: the currency belongs in the path", remove(url, parameter))
    return True


def _currency_in(parameter: Parameter) -> str | None:
    """Return the currency that a parameter names which other systems read, or None."""
    code = parameter.value.decoded.upper()
    return code if _CURRENCY_NAME.fullmatch(parameter.name.decoded) and code in ISO_4217 else None


def _check_names(read: Recognised, found: Findings) -> None:
    """Report parameters whose name is not the network's, and fixed ones that are missing or have another value."""
    for slot, parameter in read.misnamed.items():
        right = read.type.shape.parameter_of(slot) or ""
        what = ROLE_LABELS.get(slot, slot).removesuffix(" macro").replace("-", " ")
        message = f"{read.network.name} reads the {what} from {right}{_look_alikes(parameter.name.text)}"
        edit = Edit(parameter.start, parameter.name.end, right)
        found.error("wrong-parameter", parameter.name, message, edit)
    given = {parameter.name.decoded: parameter for parameter in read.url.parameters}
    for name, piece in read.type.shape.form.query:
        if isinstance(piece, Slot):
            continue
        there = given.get(name)
        if there is None:
            message = f"the parameter {name}={piece} is missing"
            found.error("fixed-parameter", read.url.query, message, append(read.url, f"{name}={piece}"))
        elif there.value.decoded != piece:
            found.error("fixed-parameter", there, f"write {name}={piece}", fill(there, piece))


def _look_alikes(text: str) -> str:
    """Name the letters of other scripts that look like those of a parameter's name."""
    names = [
        f"U+{ord(letter):04X} {unicodedata.name(letter, 'without a name')}" for letter in text if not letter.isascii()
    ]
    return f"; here it is written with {listed(names[:3], 'and')}" if names else ""
