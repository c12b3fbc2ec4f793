"""A tracker's campaign URL as text: find the network's macros in it and put them where they belong.

No URL library touches it: ``##X##`` looks like a fragment to all of them. The macros are cut out
first, each replaced by one private character; then ``#``, ``?`` and ``&`` mean what they say.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from .characters import hidden_character, listed, shown
from .errors import Problem
from .model import Network
from .placeholders import is_placeholder

_LONGEST = 10_000
_FIRST_MASK = 0xF0000
_START = re.compile(r"https?://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.?(:[0-9]{1,5})?(?=[/?#]|$)", re.IGNORECASE)
_REFUSED = re.compile(r'[\s<>"\\^`]')


class CampaignUrl:
    """A campaign URL that macros can be put into. ``warnings`` tells what looks doubtful in it."""

    def __init__(self, url: str, network: Network) -> None:
        """Cut ``url`` up. It must have passed ``url_faults``."""
        self._network = network
        self._masks: dict[str, str] = {}
        self._pattern = _style_pattern(network)
        masked = self._pattern.sub(self._mask, url)
        before_fragment, self._hash, self._fragment = masked.partition("#")
        self._head, self._question, query = before_fragment.partition("?")
        self._parameters = query.split("&") if self._question else []

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
            if is_placeholder(unquote(part), self._network.placeholders)
        ]
        warnings += [f"{part} in the campaign URL looks like a placeholder: put your own value there" for part in left]
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
        masked = self._pattern.sub(self._mask, wanted)
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
    faults = []
    masked = _style_pattern(network).sub("", url)
    if len(url) > _LONGEST:
        return [Problem(f"--campaign-url: it has {len(url)} characters; no network takes that many", "campaign-url")]
    if hidden := hidden_character(url):
        faults.append(f"it holds the character {hidden}; copy the URL again")
    elif refused := _REFUSED.search(masked):
        faults.append(
            f"it holds {shown(refused[0])}, which cannot stand in a URL; remove it or write it percent-encoded"
        )
    elif not url.isascii():
        faults.append(
            "it holds letters outside ASCII; copy the URL from a browser's address bar, which encodes them (a host name as xn--...)"
        )
    if not re.match("https?://", url, re.IGNORECASE):
        faults.append("it does not start with http:// or https://; give the whole campaign URL")
    elif not _START.match(url) and url.isascii():
        faults.append("the host name is not one; give the URL as the tracker shows it, such as https://trk.example/abc")
    if any(url.casefold().partition("://")[2].startswith(kind.shape.start) for kind in network.types.values()):
        faults.append(f"this is a postback URL of {network.name}; give the campaign URL of the tracker")
    faults += _macro_faults(masked, network)
    return [Problem(f"--campaign-url {shown(url)}: {fault}", "campaign-url") for fault in faults]


def _macro_faults(masked: str, network: Network) -> list[str]:
    opening, closing = network.click_in.style
    if len(opening) > 1 and (opening in masked or closing in masked):
        return [
            f"it holds a part of a macro of {network.name} ({opening}); write the macro whole, such as {network.click_id_macro}"
        ]
    decoded = masked
    for _ in range(3):
        decoded = unquote(decoded)
        encoded = [macro for macro in network.click_in.macros.values() if macro in decoded]
        if encoded:
            return [
                f"it holds {listed(encoded, 'and')} percent-encoded, which {network.name} does not replace; write it raw"
            ]
    return []


def _style_pattern(network: Network) -> re.Pattern[str]:
    """Match the network's listed macros, and whatever else is written in their style."""
    opening, closing = map(re.escape, network.click_in.style)
    listed_macros = sorted(map(re.escape, network.click_in.macros.values()), key=len, reverse=True)
    return re.compile("|".join([*listed_macros, f"{opening}[^&\\s]+?{closing}"]))
