"""A tracker's campaign URL as text: find the network's macros in it and put them where they belong.

No URL library touches it: ``##X##`` looks like a fragment to all of them. The macros are cut out
first, each replaced by one private character; then ``#``, ``?`` and ``&`` mean what they say.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from copy import copy
from urllib.parse import unquote

from ..catalog.model import Network, Tracker
from ..errors import Problem
from ..text.characters import hidden_character, listed, shown
from ..text.macros import is_bracketed
from ..text.placeholders import is_placeholder, severity_in_link
from .hosts import is_shortener, plain_host

LONGEST = 10_000
_FIRST_MASK = 0xF0000
START = re.compile(r"https?://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.?(:[0-9]{1,5})?(?=[/?#]|$)", re.IGNORECASE)
REFUSED = re.compile(r'[\s<>"\\^`]')
ESCAPED_AMPERSAND = re.compile(r"&(?:(?:amp|#0*38|#x0*26);)+", re.IGNORECASE)
"""How HTML writes ``&``."""
INCOMING = re.compile(r"postback(\.php)?", re.IGNORECASE)
"""How the path of an address ends at which some tracker or other takes conversions."""


class CampaignUrl:
    """A campaign URL that macros can be put into. ``warnings`` tells what looks doubtful in it."""

    def __init__(self, url: str, network: Network) -> None:
        """Cut ``url`` up. It must have passed ``url_faults``."""
        self._network = network
        self._masks: dict[str, str] = {}
        masked = self._masked(url)
        before_fragment, self._hash, self._fragment = masked.partition("#")
        self._head, self._question, query = before_fragment.partition("?")
        self._parameters = query.split("&") if self._question else []

    def _masked(self, url: str) -> str:
        for pattern in _patterns(self._network):
            url = pattern.sub(self._mask, url)
        return url

    def _mask(self, found: re.Match[str]) -> str:
        return self._masks.setdefault(found[0], chr(_FIRST_MASK + len(self._masks)))

    @property
    def text(self) -> str:
        """The URL, every macro raw."""
        query = self._question + "&".join(self._parameters)
        return self._unmask(self._head + query + self._hash + self._fragment)

    def _unmask(self, masked: str) -> str:
        # The last first: what is written like a macro may have one of the network's in it.
        for macro, mask in reversed(self._masks.items()):
            masked = masked.replace(mask, macro)
        return masked

    @property
    def warnings(self) -> tuple[str, ...]:
        """What looks doubtful in the URL, a sentence each."""
        known = self._network.click_in.macros.values()
        unlisted = [macro for macro in self._masks if macro not in known]
        warnings = [
            f"{macro} in the campaign URL is not a macro of {self._network.name} that is known here; it stays as it is"
            for macro in unlisted
        ]
        values = [value for _, _, value in self._split()]
        left = [part for part in values if severity_in_link(unquote(part), False, self._network.placeholders)]
        warnings += [f"{part} in the campaign URL looks like a placeholder: put your own value there" for part in left]
        warnings += [
            f"{value} in the campaign URL is no macro of {self._network.name}, which will send it as it stands"
            for value in values
            if is_bracketed(value) and value not in left
        ]
        warnings += [
            f"the campaign URL has {name} {count} times, and a tracker keeps one of the values: leave one"
            for name, count in doubled(unquote(name) for name, _, _ in self._split()).items()
        ]
        if is_shortener(self.host):
            warnings.append(
                f"{self.host} shortens links, and may lose the macro on the way: give the campaign URL that the short link leads to"
            )
        if self._hash:
            fragment = self._unmask(self._hash + self._fragment)
            warnings.append(
                f"the campaign URL ends in {fragment}, which comes right behind a macro and may spoil it: leave {fragment} out if the page works without it"
            )
        return tuple(warnings)

    def parameters_with(self, macro: str) -> list[str]:
        """Return the names of the parameters whose whole value is ``macro``."""
        mask = self._masks.get(macro)
        return [unquote(name) for name, _, value in self._split() if mask and value == mask]

    def stands_elsewhere(self, macro: str) -> bool:
        """Tell whether ``macro`` stands anywhere but as the whole value of a parameter."""
        return self.text.count(macro) > len(self.parameters_with(macro))

    def _split(self) -> list[tuple[str, str, str]]:
        return [parameter.partition("=") for parameter in self._parameters]

    @property
    def host(self) -> str:
        """The host as ``plain_host`` writes it."""
        return plain_host(self._head.partition("://")[0], self._written_host)

    @property
    def _written_host(self) -> str:
        return self._head.partition("://")[2].partition("/")[0]

    @property
    def _path(self) -> str:
        return "".join(self._head.partition("://")[2].partition("/")[1:])

    def fault(self, tracker: Tracker) -> str | None:
        """Say what keeps this from being a campaign URL of ``tracker``, or return None."""
        carries_macro = self._masks.get(self._network.click_id_macro) is not None
        names = [unquote(name) for name, _, _ in self._split()]
        if takes_postbacks(self._path, names, carries_macro, [tracker]):
            return f"at this address {tracker.name} takes conversions from affiliate networks; give the campaign URL of the tracker"
        if self._parameters and self._parameters[0].startswith("?"):
            return "it has two question marks before its parameters; write one"
        address = (*re.split("[.:]", self._written_host), *self._path.split("/"))
        left = [part for part in address if severity_in_link(unquote(part), True, self._network.placeholders)]
        if left:
            return f"it has a placeholder; put your own value in place of {listed(left, 'and')}"
        return None

    def drop_final_slash(self) -> bool:
        """Leave out a slash at the end of the path; return whether there was one."""
        if self._path in ("", "/") or not self._head.endswith("/"):
            return False
        self._head = self._head.rstrip("/")
        return True

    def copied(self) -> CampaignUrl:
        """Return the same URL once more; what is put into one is not in the other."""
        twin = copy(self)
        twin._masks, twin._parameters = dict(self._masks), list(self._parameters)
        return twin

    def put(self, name: str, wanted: str) -> str | None:
        """Give the parameter ``name`` the value ``wanted``; return what is in the way, or None if it is done.

        A parameter without a value or with a placeholder is filled, one that is not there is appended.
        ``wanted`` is a macro of the network, or text for a URL with such macros in it.
        """
        masked = self._masked(wanted)
        found = [index for index, (key, _, _) in enumerate(self._split()) if unquote(key) == name]
        if len(found) > 1:
            return f"it has the parameter {name} {len(found)} times; leave one"
        if not found:
            self._append(f"{name}={masked}")
            return None
        key, _, value = self._parameters[found[0]].partition("=")
        if value == masked:
            return None
        if value and not is_placeholder(unquote(value), self._network.placeholders):
            return f"it already has {name}={self._unmask(value)}, where {wanted} belongs; remove that value"
        self._parameters[found[0]] = f"{key}={masked}"
        return None

    def _append(self, parameter: str) -> None:
        if self._parameters and not self._parameters[-1]:
            self._parameters[-1] = parameter
        else:
            self._parameters.append(parameter)
        self._question = "?"


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
    return not carries_macro and INCOMING.fullmatch(path.rpartition("/")[2]) is not None


def doubled(names: Iterable[str]) -> dict[str, int]:
    """Return the names that appear more than once, and how often; ``ids[]`` may."""
    counts: dict[str, int] = {}
    for name in names:
        if name and not name.endswith("[]"):
            counts[name] = counts.get(name, 0) + 1
    return {name: count for name, count in counts.items() if count > 1}


def url_faults(url: str, network: Network, tracker: Tracker) -> list[Problem]:
    """Return what keeps ``url`` from being a campaign URL of ``tracker`` that macros can be put into."""
    if len(url) > LONGEST:
        return [Problem(f"--campaign-url: it has {len(url)} characters; no network takes that many", "campaign-url")]
    rest = url
    for pattern in _patterns(network):
        rest = pattern.sub("", rest)
    text_fault = _text_fault(url, rest, network) or CampaignUrl(url, network).fault(tracker)
    faults = [fault for fault in (text_fault, _macro_fault(url, rest, network)) if fault]
    return [Problem(f"--campaign-url {shown(url)}: {fault}", "campaign-url") for fault in faults]


def _text_fault(url: str, rest: str, network: Network) -> str | None:
    """Say what is wrong with the URL as such; ``rest`` is the URL without the network's macros."""
    if hidden := hidden_character(url):
        return f"it holds the character {hidden}; copy the URL again"
    if REFUSED.search(url.strip()) is None and url != url.strip():
        return "there is a space before or behind it; leave it out"
    if refused := REFUSED.search(rest):
        what = "a space" if refused[0] == " " else shown(refused[0])
        return f"it contains {what}, which cannot stand in a URL; remove it or write it percent-encoded"
    if not url.isascii():
        return "it contains letters outside ASCII; copy the URL from a browser's address bar, which encodes them (a host name as xn--...)"
    if not re.match("https?://", url, re.IGNORECASE):
        return "it does not start with http:// or https://; give the whole campaign URL"
    if not START.match(url):
        return "its host name is not one; give the URL as the tracker shows it, such as https://trk.example/abc"
    if any(url.casefold().partition("://")[2].startswith(kind.shape.start) for kind in network.types.values()):
        return f"this is a postback URL of {network.name}; give the campaign URL of the tracker"
    return None


def _macro_fault(url: str, rest: str, network: Network) -> str | None:
    """Say what is wrong with the network's macros in the URL: encoded or cut off."""
    listed_macros, written_alike = _patterns(network)
    known = {macro.casefold(): macro for macro in network.click_in.macros.values()}
    for found in written_alike.findall(listed_macros.sub("", url)):
        if found != unquote(found) and unquote(found).casefold() in known:
            return _encoded(known[unquote(found).casefold()], network)
    decoded = rest
    for _ in range(3):
        decoded = unquote(decoded)
        for plain, macro in known.items():
            if plain in decoded.casefold():
                return _encoded(macro, network)
        if len(network.click_in.style[0]) > 1 and (found := written_alike.search(decoded)):
            return _encoded(found[0], network)
    opening, closing = network.click_in.style
    if len(opening) > 1 and (opening in rest or closing in rest):
        return f"it holds a part of a macro of {network.name} ({opening}); write the macro whole, such as {network.click_id_macro}"
    return None


def _encoded(macro: str, network: Network) -> str:
    return f"it holds {macro} percent-encoded, which {network.name} does not replace; write it raw"


def _patterns(network: Network) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Match the network's listed macros, and then whatever else is written in their style."""
    opening, closing = map(re.escape, network.click_in.style)
    listed_macros = sorted(map(re.escape, network.click_in.macros.values()), key=len, reverse=True)
    return re.compile("|".join(listed_macros)), re.compile(f"{opening}[^&=?/#\\s]+?{closing}")
