"""Check a tracking link: whether it gives the tracker the network's click ID, where the tracker looks for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from ..text.characters import shown
from ..text.macros import is_bracketed
from ..text.placeholders import is_placeholder
from ..text.suggestions import one_edit_apart
from ..urls import slips
from ..urls.cut import Part
from ..urls.edit import Edit
from .findings import Findings
from .link import Link
from .link_click_id import check_click_id
from .signs import check_scheme_sign

_HOST = re.compile(r"([\w-]+(\.[\w-]+)*\.?|\[[0-9a-fA-F:.]+\])(:[0-9]{1,5})?")
_CUT_OFF = 5
"""So many characters of the click-ID macro show that it was meant."""
_ALIKE = 0.7
"""How alike a text and the click-ID macro have to be to count as a misspelling of it; 1 is equal."""


def check_link(link: Link, found: Findings) -> None:
    """Add what is to be said of a tracking link."""
    _check_address(link, found)
    _check_placeholders(link, found)
    spoilt = _check_spoilt_macros(link, found)
    check_click_id(link, spoilt, found)
    _check_further_macros(link, found)
    _check_twice(link, found)
    url, limit = link.url, link.network.click_in.link_limit
    if url.fragment.text and link.macro not in url.fragment.text and not spoilt:
        message = f"leave {shown(url.fragment.text)} out if the page works without it"
        found.warn("link-fragment", url.fragment, message)
    if limit and len(url.text) > limit:
        end = Part("", limit, len(url.text))
        found.warn(
            "link-too-long", end, f"it has {len(url.text)} characters; {link.network.name} takes at most {limit}"
        )


def _check_address(link: Link, found: Findings) -> None:
    url = link.url
    if url.scheme.text.casefold() in ("http", "https"):
        check_scheme_sign(url, found)
    if url.scheme.text.casefold() not in ("http", "https"):
        edits = [] if url.scheme.text or not _HOST.fullmatch(url.host.text) else [Edit(0, 0, "https://")]
        found.error("wrong-scheme", Part("", 0, url.host.start), "a link begins with https:// or http://", *edits)
    if not _HOST.fullmatch(url.host.text):
        found.error("wrong-host", url.host, "this is no host name: copy the link from the tracker")


def _check_placeholders(link: Link, found: Findings) -> None:
    for part in slips.placeholders_in_address(link.url, link.network):
        found.error("placeholder", part, f"{shown(part.text)} is a placeholder: put your own value there")
    for parameter in link.url.parameters:
        part = parameter.value
        if slips.is_left_in(part, link.network) and not link.is_click_id(parameter):
            found.warn("placeholder", part, f"{shown(part.text)} is a placeholder: put your own value there")


def _check_spoilt_macros(link: Link, found: Findings) -> bool:
    """Report the network's macros that are encoded, misspelt or cut off; return whether the click-ID macro is among them."""
    spoilt = False
    known = link.network.click_in.macros.values()
    for part in _places(link):
        meant = slips.encoded_macro(part.text, known)
        if meant:
            is_all = slips.fully_decoded(part.text).casefold() == meant.casefold()
            edits = [Edit(part.start, part.end, meant)] if is_all else []
            found.error(
                "encoded-macro", part, f"{link.network.name} fills in {meant} only if it is written raw", *edits
            )
            spoilt = spoilt or meant == link.macro
    is_missing = link.macro not in link.url.text
    unlisted = [*slips.unlisted_macros(link.url, link.network)]
    if span := slips.cut_off_macro(link.url.outside_macros, link.network):
        unlisted.append(Part(link.url.text[slice(*span)], *span))
    for part in unlisted:
        if part.text in link.network.affiliate_macros:
            what = f"{part.text} is for {link.network.name}'s reports to affiliates' trackers"
            found.error("opposite-direction", part, f"{what}; the click ID of an advertiser's link is {link.macro}")
            continue
        meant = next((macro for macro in known if one_edit_apart(part.text, macro)), None)
        if meant is None and is_missing and (_are_alike(part.text, link.macro) or _is_cut_off(part.text, link.macro)):
            meant = link.macro
        if meant == link.macro:
            spoilt = True
            found.error(
                "misspelt-macro", part, f"{link.network.name}'s macro is {meant}", Edit(part.start, part.end, meant)
            )
        elif meant:
            found.warn(
                "misspelt-macro", part, f"{link.network.name}'s macro is {meant}", Edit(part.start, part.end, meant)
            )
        else:
            found.warn(
                "unlisted-macro", part, f"{shown(part.text)} is no macro of {link.network.name} that is known here"
            )
    return spoilt


def _are_alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one[:200].casefold(), other.casefold()).ratio() >= _ALIKE


def _is_cut_off(text: str, macro: str) -> bool:
    return len(text) >= _CUT_OFF and macro.startswith(text)


def _places(link: Link) -> Iterator[Part]:
    carrying = {parameter.start for parameter in link.callbacks}
    yield from (parameter.value for parameter in link.url.parameters if parameter.start not in carrying)
    yield from link.url.segments


def _check_further_macros(link: Link, found: Findings) -> None:
    """Say what the network's other macros do, and which values nobody will fill in."""
    names = {macro: name for name, macro in link.network.click_in.macros.items()}
    slots = link.tracker.click_in.slots if link.tracker else {}
    without_click_id = not link.holders
    for parameter in link.url.parameters:
        value, name = parameter.value, parameter.name.decoded
        if value.text == link.macro or (without_click_id and link.is_click_id(parameter)):
            continue  # the click ID's own checks have said what there is to say
        if value.text in names:
            slot = slots.get(names[value.text])
            known = f"; {link.tracker.name} keeps it in {slot}" if link.tracker and slot and slot != name else ""
            found.note("slot-macro", value, f"{value.text} is the {names[value.text]}{known}")
        elif is_bracketed(value.text) and not is_placeholder(value.text):
            what = f"{shown(value.text)} is no macro of {link.network.name}, which will send it as it stands"
            found.warn("invented-macro", value, what)


def _check_twice(link: Link, found: Findings) -> None:
    """Report a parameter that is there twice, with two values."""
    others = (parameter for parameter in link.url.parameters if link.macro not in parameter.value.text)
    for name, same in slips.given_twice(others).items():
        if len({parameter.value.text for parameter in same}) > 1:
            message = f"{shown(name)} appears {len(same)} times, and a tracker keeps only one of the values: leave one"
            found.warn("parameter-twice", same[1], message)
