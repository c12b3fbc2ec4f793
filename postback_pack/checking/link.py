"""Check a tracking link: whether it gives the tracker the network's click ID, where the tracker looks for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from urllib.parse import unquote

from ..characters import listed, shown
from ..click_id import choose_click_id
from ..errors import Problem
from ..macro_syntax import is_bracketed
from ..model import Network, Tracker
from ..placeholders import is_placeholder, is_placeholder_anywhere
from ..suggestions import one_edit_apart
from .cutting import CutUrl, Parameter, Part
from .findings import Edit, Findings
from .judging import fully_decoded
from .mending import appended, filled, removed
from .recognising import may_mean

_HOST = re.compile(r"([\w-]+(\.[\w-]+)*\.?|\[[0-9a-fA-F:.]+\])(:[0-9]{1,5})?")
_ALIKE = 0.7
"""How alike a text and the click-ID macro have to be to count as a misspelling of it; 1 is equal."""


class Link:
    """A tracking link, in the eyes of a network and a tracker, if that is known.

    ``read_by_postback``: the parameter that the postback reads the click ID from, if there is a postback that tells.
    """

    def __init__(
        self, url: CutUrl, network: Network, tracker: Tracker | None, read_by_postback: str | None = None
    ) -> None:
        self.url, self.network, self.tracker = url, network, tracker
        self.macro = network.click_id_macro
        self.wanted = read_by_postback or (tracker.click_in.param if tracker else None)

    @property
    def callbacks(self) -> list[Parameter]:
        """The parameters that carry a whole postback."""
        callback = self.tracker.postback_out.callback if self.tracker else None
        if callback is None:
            return []
        names = (callback.install, callback.event.partition("<token>")[0])
        return [
            parameter
            for parameter in self.url.parameters
            if parameter.name.decoded.removeprefix(callback.prefix).startswith(names)
        ]

    @property
    def holders(self) -> list[Parameter]:
        """The parameters whose whole value is the network's click-ID macro."""
        return [parameter for parameter in self.url.parameters if parameter.value.text == self.macro]

    @property
    def param(self) -> str | None:
        """The parameter that carries the click ID, if there is just one."""
        holders = self.holders
        return holders[0].name.decoded if len(holders) == 1 else None

    def named(self, name: str | None) -> Parameter | None:
        """Return the parameter with this name."""
        return next((parameter for parameter in self.url.parameters if parameter.name.decoded == name), None)

    def is_click_id(self, parameter: Parameter) -> bool:
        """Tell whether the click ID is, or was meant to be, in this parameter."""
        name = parameter.name.decoded
        return name == self.wanted or (not self.named(self.wanted) and may_mean("click_id", name))


def check_link(link: Link, found: Findings) -> None:
    """Add what is to be said of a tracking link."""
    _check_address(link, found)
    _check_placeholders(link, found)
    spoilt = _check_spoilt_macros(link, found)
    _check_click_id(link, spoilt, found)
    _check_further_macros(link, found)
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
    if url.scheme.text.casefold() not in ("http", "https"):
        edits = [] if url.scheme.text or not _HOST.fullmatch(url.host.text) else [Edit(0, 0, "https://")]
        found.error("wrong-scheme", Part("", 0, url.host.start), "a link begins with https:// or http://", *edits)
    if not _HOST.fullmatch(url.host.text):
        found.error("wrong-host", url.host, "this is no host name: copy the link from the tracker")


def _check_placeholders(link: Link, found: Findings) -> None:
    labels = (
        Part(label[0], link.url.host.start + label.start(), link.url.host.start + label.end())
        for label in re.finditer("[^.:]+", link.url.host.text)
    )
    values = (parameter.value for parameter in link.url.parameters if not link.is_click_id(parameter))
    for part in (*labels, *link.url.segments, *values):
        if is_placeholder_anywhere(part.decoded, link.network.placeholders):
            found.error("placeholder", part, f"{shown(part.text)} is a placeholder: put your own value there")


def _check_spoilt_macros(link: Link, found: Findings) -> bool:
    """Report the network's macros that are encoded, misspelt or cut off; return whether the click-ID macro is among them."""
    spoilt = False
    known = link.network.click_in.macros.values()
    for part in _places(link):
        decoded = fully_decoded(part.text)
        meant = next(
            (macro for macro in known if macro not in part.text and macro.casefold() in decoded.casefold()), None
        )
        if meant and decoded != part.text:
            edits = [Edit(part.start, part.end, meant)] if decoded.casefold() == meant.casefold() else []
            found.error(
                "encoded-macro", part, f"{link.network.name} fills in {meant} only if it is written raw", *edits
            )
            spoilt = spoilt or meant == link.macro
    is_missing = link.macro not in link.url.text
    for part in _written_like_macros(link):
        if part.text in link.network.affiliate_macros:
            what = f"{part.text} is for {link.network.name}'s reports to affiliates' trackers"
            found.error("opposite-direction", part, f"{what}; the click ID of an advertiser's link is {link.macro}")
            continue
        meant = next((macro for macro in known if one_edit_apart(part.text, macro)), None)
        if meant is None and is_missing and _are_alike(part.text, link.macro):
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


def _places(link: Link) -> Iterator[Part]:
    carrying = {parameter.start for parameter in link.callbacks}
    yield from (parameter.value for parameter in link.url.parameters if parameter.start not in carrying)
    yield from link.url.segments


def _written_like_macros(link: Link) -> Iterator[Part]:
    """Yield what is written in the network's style, or begins so, but is none of its macros."""
    known, opening = link.network.click_in.macros.values(), link.network.click_in.style[0]
    yield from (macro for macro in link.url.macros if macro.text not in known and macro.text.startswith(opening))
    if len(opening) > 1 and (found := re.search(re.escape(opening) + "[^&]{0,200}", link.url.outside_macros)):
        yield Part(link.url.text[found.start() : found.end()], *found.span())


def _check_click_id(link: Link, spoilt: bool, found: Findings) -> None:
    url, holders = link.url, link.holders
    behind = link.macro in url.fragment.text
    if behind:
        _report_behind_fragment(link, found)
    if len(holders) > 1:
        keep = next((holder for holder in holders if holder.name.decoded == link.wanted), holders[0])
        spare = [holder for holder in holders if holder is not keep]
        message = (
            f"{link.macro} stands in {listed([shown(holder.name.decoded) for holder in holders[:5]], 'and')}; leave one"
        )
        found.error("link-macro-twice", spare[0], message, *(removed(url, holder) for holder in spare))
    elif holders:
        _check_parameter(link, holders[0], found)
    elif not behind and not spoilt and not link.callbacks:
        _report_missing(link, found)


def _report_behind_fragment(link: Link, found: Findings) -> None:
    url = link.url
    place = url.fragment.start + url.fragment.text.index(link.macro)
    named = re.search(rf"([\w.~-]+)={re.escape(link.macro)}", url.fragment.text)
    name = named[1] if named else link.wanted
    edits = []
    if name:
        rest = re.sub(rf"[?&]?[^?&=#]*=?{re.escape(link.macro)}", "", url.fragment.text)
        edits = [
            Edit(url.query.end, url.fragment.end, appended(url, f"{name}={link.macro}").text + rest.removesuffix("#"))
        ]
    message = f"put {name or 'the parameter'}={link.macro} before the #"
    found.error("behind-fragment", Part(link.macro, place, place + len(link.macro)), message, *edits)


def _check_parameter(link: Link, holder: Parameter, found: Findings) -> None:
    """Check whether the tracker looks for the click ID where it is."""
    tracker, wanted = link.tracker, link.named(link.wanted)
    name = holder.name.decoded
    if _report_swapped(link, holder, found):
        return
    same = [item for item in link.url.parameters if item.name.decoded == name and item is not holder]
    if same:
        message = f"{name} stands {len(same) + 1} times; leave {name}={link.macro}"
        found.error("link-macro-twice", same[0], message, *(removed(link.url, item) for item in same))
    if tracker is None:
        return
    problems: list[Problem] = []
    chosen = choose_click_id(tracker, link.network, [name], None, None, problems)
    if problems:
        reads = [tracker.click_in.param or "", *(pair.param for pair in tracker.click_in.also)]
        message = f"{tracker.name} keeps the click ID in {listed(reads)}, not in {shown(name)}"
        renamed = [Edit(holder.start, holder.name.end, link.wanted or "")]
        edits = [filled(wanted, link.macro), removed(link.url, holder)] if wanted else renamed
        found.error("link-parameter", holder.name, message, *edits)
    elif chosen.renamed:
        message = f"{tracker.name} reads the click ID from {tracker.click_in.param} unless it is told of {name}"
        found.warn("renamed-parameter", holder.name, message)


def _report_swapped(link: Link, holder: Parameter, found: Findings) -> bool:
    """Report another macro of the network where the click ID belongs; return whether there is one."""
    others = [macro for macro in link.network.click_in.macros.values() if macro != link.macro]
    is_named_like_it = may_mean("click_id", holder.name.decoded)
    for parameter in link.url.parameters:
        meant = parameter.name.decoded == link.wanted or (link.is_click_id(parameter) and not is_named_like_it)
        if meant and parameter.value.text in others:
            text, name = parameter.value.text, parameter.name.decoded
            message = f"{text} stands in {name}, where the click ID belongs; write {link.macro} there"
            found.error("macros-swapped", parameter.value, message, filled(parameter, link.macro), filled(holder, text))
            return True
    return False


def _report_missing(link: Link, found: Findings) -> None:
    url, network = link.url, link.network
    inside = url.text.find(link.macro)
    parameter = link.named(link.wanted) or next((item for item in url.parameters if link.is_click_id(item)), None)
    if inside >= 0:
        around = next((item for item in url.parameters if link.macro in item.value.text), None)
        # More than a few plain letters around the macro may be a URL of its own, or a list of values: then nobody knows.
        plain = around and re.fullmatch(r"[\w.-]*", around.value.text.replace(link.macro, ""))
        edits = [filled(around, link.macro)] if around and plain else []
        whole = f"{around.name.text if around else link.wanted or '...'}={link.macro}"
        message = f"{link.macro} has to be the whole value of a parameter: write {whole}"
        place = Part(link.macro, inside, inside + len(link.macro))
        (found.error if link.tracker else found.warn)("macro-not-alone", place, message, *edits)
        return
    if parameter is None:
        edits = [appended(url, f"{link.wanted}={link.macro}")] if link.wanted else []
        end = Part("", url.query.end, url.query.end)
        found.error(
            "link-macro-missing",
            end,
            f"add {link.wanted or 'a parameter that your tracker keeps'}={link.macro}",
            *edits,
        )
        return
    name, value = parameter.name.decoded, parameter.value
    edit = filled(parameter, link.macro)
    write = f"write {name}={link.macro}"
    if not value.text:
        found.error("link-macro-missing", parameter, f"{name} is empty; {write}", edit)
    elif is_placeholder(value.decoded, network.placeholders):
        found.error("placeholder", value, f"{shown(value.text)} is a placeholder; {write}", edit)
    elif value.text in network.click_in.macros.values():
        found.error("macros-swapped", value, f"{value.text} is not the click ID; {write}", edit)
    elif is_bracketed(unquote(value.text)):
        message = f"{shown(value.text)} is no macro of {network.name}; {write}"
        found.error("invented-macro", value, message, edit)
    elif value.text not in network.affiliate_macros:
        found.error("link-macro-missing", value, f"{shown(value.text)} is the same for every click; {write}", edit)


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
