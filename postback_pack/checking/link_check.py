"""Check a tracking link: whether it gives the tracker the network's click ID, where the tracker looks for it."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from ..catalog.model import LINK_NAMES
from ..messages.message import Message, message
from ..text.characters import shown
from ..text.encoding import fully_decoded
from ..text.macros import is_bracketed
from ..text.placeholders import is_placeholder
from ..text.suggestions import one_edit_apart
from ..urls import slips
from ..urls.cut import Part
from ..urls.edit import Edit
from .findings import Findings, some
from .link import Link
from .link_click_id import check_click_id
from .signs import check_scheme_sign

_HOST = re.compile(r"([\w-]+(\.[\w-]+)*\.?|\[[0-9a-fA-F:.]+\])(:[0-9]{1,5})?")
_REST_OF_ADDRESS = re.compile(r"#[\w.-]*\w\.[\w.-]*\w(?::[0-9]{1,5})?[/?]")
_SECOND_SIGN = re.compile(r"[\w~-]*(?P<sign>\?)(?P<name>[\w.~-]+)=[^/?]*")
_CUT_OFF = 5
"""This many characters of the click-ID macro show that it was meant."""
_ALIKE = 0.7
"""How alike a text and the click-ID macro have to be to count as a misspelling of it; 1 is equal."""


def check_link(link: Link, found: Findings) -> None:
    """Report what is wrong with a tracking link."""
    _check_address(link, found)
    if _has_sign_in_host(link, found):
        return
    _check_placeholders(link, found)
    if link.network.click_id_macro is None:
        found.warn("unlisted-macro.click-id", link.url.host, network=link.network.name)
        return
    spoilt = _check_spoilt_macros(link, found)
    check_click_id(link, spoilt, found)
    _check_further_macros(link, found)
    _check_twice(link, found)
    _check_second_sign(link, found)
    url, limit = link.url, link.network.click_in.link_limit
    if url.fragment.text and link.macro not in url.fragment.text and not spoilt:
        found.warn("link-fragment.leave-out", url.fragment, fragment=shown(url.fragment.text))
    if limit and len(url.text) > limit:
        end = Part("", limit, len(url.text))
        found.warn("link-too-long.length", end, length=len(url.text), network=link.network.name, limit=limit)


def _check_address(link: Link, found: Findings) -> None:
    url = link.url
    if url.scheme.text.casefold() in ("http", "https"):
        check_scheme_sign(url, found)
    else:
        is_host = _HOST.fullmatch(url.host.text) and re.search(r"[.:]|^localhost$", url.host.text)
        # Nobody knows whether a server at a port of its own takes https.
        is_usual = re.search(r":(?!443$)[0-9]+$", url.host.text) is None
        edits = [Edit(0, url.host.start, "https://")] if is_host and is_usual and not url.scheme.text else []
        found.error("wrong-scheme.link", Part("", 0, url.host.start), *edits)
    if not _HOST.fullmatch(url.host.text):
        found.error("wrong-host.link", url.host)


def _has_sign_in_host(link: Link, found: Findings) -> bool:
    """Report a # in the middle of the host; return whether there is one: then nothing shows what the other parts are."""
    url = link.url
    if url.path.text or url.query.text or not _REST_OF_ADDRESS.match(url.fragment.text):
        return False
    found.error("wrong-host.sign", Part("#", url.fragment.start, url.fragment.start + 1), sign="#")
    return True


def _check_placeholders(link: Link, found: Findings) -> None:
    for part in slips.placeholders_in_address(link.url, link.network):
        found.error("placeholder.own", part, value=shown(part.text))
    for parameter in link.url.parameters:
        part = parameter.value
        if slips.is_left_in(part, link.network) and not link.is_click_id(parameter):
            found.warn("placeholder.own", part, value=shown(part.text))


def _check_spoilt_macros(link: Link, found: Findings) -> bool:
    """Report the network's macros that are encoded, misspelt or cut off; return whether the click-ID macro is among them."""
    spoilt = False
    known, network = link.network.click_in.macros.values(), link.network.name
    carrying = {parameter.start for parameter in link.callbacks}
    values = [parameter.value for parameter in link.url.parameters if parameter.start not in carrying]
    for part in (*values, *link.url.segments):
        meant = slips.encoded_macro(part.text, known)
        if meant:
            is_all = fully_decoded(part.text).casefold() == meant.casefold()
            edits = [Edit(part.start, part.end, meant)] if is_all else []
            panel = _shown_by(link)
            found.error("encoded-macro.network", part, *edits, network=network, macro=meant, panel=panel)
            spoilt = spoilt or meant == link.macro
    is_missing = link.macro not in link.url.text
    of_nobody = {parameter.value.text for parameter in link.url.parameters if link.is_nobodys(parameter)}
    unlisted = [*slips.unlisted_macros(link.url, link.network)]
    cut_off = [slips.cut_off_macro(link.url.outside_macros, opening) for opening, _ in link.network.click_in.style]
    unlisted += [Part(link.url.text[slice(*span)], *span) for span in cut_off if span]
    of_no_network = []
    for part in unlisted:
        if part.text in link.network.affiliate_macros:
            fix = message("opposite-direction.link", macro=link.macro)
            found.error("opposite-direction.macro", part, value=part.text, network=network, fix=fix)
            continue
        meant = next((macro for macro in known if one_edit_apart(part.text, macro)), None)
        if meant is None and is_missing:
            is_cut_off = len(part.text) >= _CUT_OFF and link.macro.startswith(part.text)
            likeness = SequenceMatcher(None, part.text[:200].casefold(), link.macro.casefold())
            meant = link.macro if is_cut_off or likeness.ratio() >= _ALIKE else None
        if meant:
            report = found.error if meant == link.macro else found.warn
            report("misspelt-macro.network", part, Edit(part.start, part.end, meant), network=network, macro=meant)
            spoilt = spoilt or meant == link.macro
        elif part.text not in of_nobody:
            of_no_network.append(part)
    _report_unlisted(of_no_network, network, found)
    return spoilt


def _report_unlisted(parts: list[Part], network: str, found: Findings) -> None:
    """Report macros that the network is not known to have: as one finding, because one list in its campaign form settles them all."""
    values = list(dict.fromkeys(shown(part.text) for part in parts))
    if len(values) > 1:
        found.warn("unlisted-macro.several", parts[0], values=some(values), network=network)
    elif parts:
        found.warn("unlisted-macro.network", parts[0], value=values[0], network=network)


def _shown_by(link: Link) -> Message | None:
    """Return that the tracker itself shows its links with encoded macros, if it does."""
    if link.tracker and link.tracker.click_in.shown_encoded:
        return message("encoded-macro.panel", tracker=link.tracker.name)
    return None


def _check_further_macros(link: Link, found: Findings) -> None:
    """Say what the network's other macros do, and which values nobody will fill in."""
    names = {macro: name for name, macro in link.network.click_in.macros.items()}
    slots = link.tracker.click_in.slots if link.tracker else {}
    without_click_id = not link.holders
    for parameter in link.url.parameters:
        value, name = parameter.value, parameter.name.decoded
        if value.text == link.macro or (without_click_id and link.is_click_id(parameter)):
            continue  # the click ID's own checks have reported it already
        if value.text in names:
            slot = slots.get(names[value.text])
            kept = None
            if link.tracker and slot and slot != name:
                kept = message("slot-macro.kept", tracker=link.tracker.name, name=slot)
            found.note("slot-macro.means", value, macro=value.text, slot=LINK_NAMES[names[value.text]], kept=kept)
        elif link.is_nobodys(parameter):
            found.warn("invented-macro.nobody", value, value=shown(value.text))
        elif is_bracketed(value.text) and not is_placeholder(value.text):
            found.warn("invented-macro.value", value, value=shown(value.text), network=link.network.name, fix=None)


def _check_second_sign(link: Link, found: Findings) -> None:
    """Report a second ? in front of what may be a parameter, and may be one of an address in the value."""
    for parameter in link.url.parameters:
        value = parameter.value
        if second := _SECOND_SIGN.fullmatch(value.text):
            start = value.start + second.start("sign")
            place = Part(value.text[second.start("sign") :], start, value.end)
            found.warn("wrong-joint.maybe", place, sign="?", name=second["name"])


def _check_twice(link: Link, found: Findings) -> None:
    others = (parameter for parameter in link.url.parameters if link.macro not in parameter.value.text)
    for name, same in slips.given_twice(others).items():
        if len({parameter.value.text for parameter in same}) > 1:
            found.warn("parameter-twice.times", same[1], name=shown(name), count=len(same))
