"""A tracker's campaign URL: what keeps the network's macros from being put into it, and what looks doubtful in it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from urllib.parse import unquote

from ..catalog.model import Network, Tracker
from ..errors import Problem
from ..messages.message import Message, message
from ..text.characters import hidden_character, shown
from ..text.encoding import decodings
from ..text.macros import is_bracketed
from ..text.placeholders import is_placeholder
from . import slips
from .cut import CutUrl, Part, cut_exactly
from .edit import Edit, append, apply_edits, fill
from .hosts import host_of, is_shortener
from .macro_patterns import raw_macros, raw_styles

LONGEST = 10_000
START = r"https?://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.?(:[0-9]{1,5})?(?=[/?#]|$)"
REFUSED = r'[\s<>"\\^`]'
INCOMING = r"postback(\.php)?"
"""How the path of an address ends at which some tracker or other takes conversions."""


def cut_campaign_url(url: str, network: Network, tracker: Tracker, problems: list[Problem]) -> CutUrl | None:
    """Return the user's URL cut up, or None if it is not a campaign URL of ``tracker`` that macros can be put into."""
    if len(url) > LONGEST:
        problems.append(Problem(message("link.too-long", length=len(url)), "campaign-url", ""))
        return None
    whole = cut_exactly(url, network)
    listed_macros, *styles = raw_macros(network)
    rest = listed_macros.sub("", url)
    unlisted = []
    for alike in styles:
        unlisted += alike.findall(rest)
        rest = alike.sub("", rest)
    faults = _url_fault(whole, rest, network, tracker), _macro_fault(rest, unlisted, network)
    problems += [Problem(fault, "campaign-url", shown(url)) for fault in faults if fault]
    return None if any(faults) else whole


def _url_fault(whole: CutUrl, rest: str, network: Network, tracker: Tracker) -> Message | None:
    """Say what keeps this from being a campaign URL of ``tracker``; ``rest`` is the URL without the network's macros."""
    url, names = whole.text, [parameter.name.decoded for parameter in whole.parameters]
    if hidden := hidden_character(url):
        return message("link.hidden", character=hidden)
    if re.search(REFUSED, url.strip()) is None and url != url.strip():
        return message("link.space-around")
    if refused := re.search(REFUSED, rest):
        return message("link.space") if refused[0] == " " else message("link.refused", sign=shown(refused[0]))
    if not url.isascii():
        return message("link.not-ascii")
    if not re.match("https?://", url, re.IGNORECASE):
        return message("link.scheme")
    if not re.match(START, url, re.IGNORECASE):
        return message("link.host")
    if any(url.casefold().partition("://")[2].startswith(kind.shape.start) for kind in network.types.values()):
        return message("link.postback", network=network.name)
    if takes_postbacks(whole.path.text, names, is_in(network.click_id_macro, url), [tracker]):
        return message("link.takes-postbacks", tracker=tracker.name)
    if whole.query.text.startswith("??"):
        return message("link.two-question-marks")
    left = [part.text for part in slips.placeholders_in_address(whole, network)]
    return message("link.placeholders", parts=left) if left else None


def _macro_fault(rest: str, unlisted: Iterable[str], network: Network) -> Message | None:
    """Say what is wrong with the network's macros in the URL: encoded or cut off."""
    if encoded := _encoded_in(rest, unlisted, network):
        return message("link.encoded", macro=encoded, network=network.name)
    macro = network.click_id_macro or next(iter(network.click_in.macros.values()), "")
    for opening, closing in network.click_in.style:
        if slips.cut_off_macro(rest, opening) or (len(opening) > 1 and closing in rest):
            return message("link.cut-off", network=network.name, opening=opening, macro=macro)
    return None


def is_in(macro: str | None, text: str) -> bool:
    """Return whether a macro, if it is known, is in a text."""
    return macro is not None and macro in text


def _encoded_in(rest: str, unlisted: Iterable[str], network: Network) -> str | None:
    """Return the macro that is in the URL percent-encoded: a listed one, or any other in the network's style."""
    for text in (*unlisted, rest):
        if macro := slips.encoded_macro(text, network.click_in.macros.values()):
            return macro
    styles = [style for style in network.click_in.style if len(style[0]) > 1]
    found = (alike.search(decoded) for alike in raw_styles(styles) for decoded in decodings(rest))
    return next((hit[0] for hit in found if hit), None)


def takes_postbacks(
    path: str, names: Collection[str], carries_macro: bool, trackers: Iterable[Tracker]
) -> Tracker | bool:
    """Return the tracker that takes conversions at such an address, True if some tracker does, else False.

    ``path`` begins with a slash; ``names`` are those of the parameters; ``carries_macro``: the network's click-ID macro is in the URL.
    """
    for tracker in trackers:
        for address in tracker.postback_in:
            end, _, parameter = address.partition("?")
            if path.endswith(f"/{end}") and (not parameter or parameter in names):
                return tracker
    return not carries_macro and re.fullmatch(INCOMING, path.rpartition("/")[2], re.IGNORECASE) is not None


def doubts(url: CutUrl, network: Network) -> Iterator[Message]:
    """Yield what looks doubtful in a campaign URL."""
    # One for each kind: what settles one macro settles them all.
    unlisted = _texts(slips.unlisted_macros(url, network))
    if len(unlisted) > 1:
        yield message("link.unlisted-several", macros=unlisted, network=network.name)
    elif unlisted:
        yield message("link.unlisted", macro=unlisted[0], network=network.name)
    values = [parameter.value for parameter in url.parameters]
    left = [value for value in values if slips.is_left_in(value, network)]
    placeholders = _texts(left)
    if len(placeholders) > 1:
        yield message("link.placeholder-several", parts=placeholders)
    elif placeholders:
        yield message("link.placeholder", part=placeholders[0])
    bracketed = _texts(
        value for value in values if is_bracketed(value.text) and value not in left and value not in url.macros
    )
    if len(bracketed) > 1:
        yield message("link.bracketed-several", values=bracketed, network=network.name)
    elif bracketed:
        yield message("link.bracketed", value=bracketed[0], network=network.name)
    for name, same in slips.given_twice(url.parameters).items():
        yield message("link.given-twice", name=name, count=len(same))
    host = host_of(url)
    if is_shortener(host):
        yield message("link.shortener", host=host)
    if fragment := url.fragment.text:
        yield message("link.fragment", fragment=fragment)


def _texts(parts: Iterable[Part]) -> list[str]:
    """Return the texts of some parts, each once."""
    return list(dict.fromkeys(part.text for part in parts))


def without_final_slash(url: CutUrl, network: Network) -> CutUrl:
    """Return the URL without a slash at the end of its path."""
    path = url.path
    if path.text == "/" or not path.text.endswith("/"):
        return url
    slash = Edit(path.start + len(path.text.rstrip("/")), path.end, "")
    return cut_exactly(apply_edits(url.text, [slash]), network)


def join(url: CutUrl, values: Iterable[tuple[str, str]], network: Network) -> tuple[CutUrl, list[Message]]:
    """Return the URL with each parameter given its value, and what is in the way of the others.

    A parameter without a value or with a placeholder is filled, one that is not there is appended.
    A value is a macro of the network, or text for a URL with such macros in it.
    """
    faults: list[Message] = []
    fills: list[Edit] = []
    new: list[str] = []
    done: dict[str, str] = {}
    for name, wanted in values:
        found = url.named(name)
        there = done.get(name, found[0].value.text if found else "")
        if len(found) > 1:
            faults.append(message("link.parameter-twice", name=name, count=len(found)))
        elif there not in ("", wanted) and not is_placeholder(unquote(there), network.placeholders):
            faults.append(message("link.taken", name=name, value=there, wanted=wanted))
        elif name not in done:
            done[name] = wanted
            if found:
                fills.append(fill(found[0], wanted))
            else:
                new.append(f"{name}={wanted}")
    if fills:
        url = cut_exactly(apply_edits(url.text, fills), network)
    if new:
        # Behind the first one, a ? at the end is a part of the last value.
        joint = "&" if url.query.text[1:].endswith("?") else ""
        url = cut_exactly(apply_edits(url.text, [append(url, joint + "&".join(new))]), network)
    return url, faults
