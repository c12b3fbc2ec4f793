"""A tracker's campaign URL as text: find the network's macros in it and put them where they belong.

No URL library touches it: ``##X##`` looks like a fragment to all of them. The macros are cut out
first, each replaced by one private character; then ``#``, ``?`` and ``&`` mean what they say.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from .characters import hidden_character, shown
from .errors import Problem
from .macro_syntax import is_bracketed
from .model import Network
from .placeholders import is_placeholder, is_placeholder_anywhere

LONGEST = 10_000
_FIRST_MASK = 0xF0000
START = re.compile(r"https?://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.?(:[0-9]{1,5})?(?=[/?#]|$)", re.IGNORECASE)
REFUSED = re.compile(r'[\s<>"\\^`]')


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
        return masked.translate({ord(mask): macro for macro, mask in self._masks.items()})

    @property
    def warnings(self) -> tuple[str, ...]:
        """What looks doubtful in the URL, a sentence each."""
        known = self._network.click_in.macros.values()
        unlisted = [macro for macro in self._masks if macro not in known]
        warnings = [
            f"{macro} in the campaign URL is not a macro of {self._network.name} that is known here; it stays as it is"
            for macro in unlisted
        ]
        values = [parameter.partition("=")[2] for parameter in self._parameters]
        left = [
            part
            for part in (*re.split("[/:.]+", self._head), *values)
            if is_placeholder_anywhere(unquote(part), self._network.placeholders)
        ]
        warnings += [f"{part} in the campaign URL looks like a placeholder: put your own value there" for part in left]
        warnings += [
            f"{value} in the campaign URL is no macro of {self._network.name}, which will send it as it stands"
            for value in values
            if is_bracketed(value) and value not in left
        ]
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
        mask = self._masks.get(macro)
        total = (self._head + "&".join(self._parameters) + self._fragment).count(mask) if mask else 0
        return total > len(self.parameters_with(macro))

    def _split(self) -> list[tuple[str, str, str]]:
        return [parameter.partition("=") for parameter in self._parameters]

    @property
    def host(self) -> str:
        """The host, in small letters, without a port."""
        return re.split("[/:]", self._head.partition("://")[2].casefold(), maxsplit=1)[0]

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


def url_faults(url: str, network: Network) -> list[Problem]:
    """Return what keeps ``url`` from being a campaign URL that macros can be put into."""
    if len(url) > LONGEST:
        return [Problem(f"--campaign-url: it has {len(url)} characters; no network takes that many", "campaign-url")]
    rest = url
    for pattern in _patterns(network):
        rest = pattern.sub("", rest)
    faults = [fault for fault in (_text_fault(url, rest, network), _macro_fault(url, rest, network)) if fault]
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
