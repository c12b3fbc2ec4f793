"""Check a URL that stands alone, a postback or a tracking link, or both as a pair."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ..catalog.model import Network, Tracker
from ..errors import InputError
from ..messages.message import message
from .agreeing import CheckedUrl, agreed
from .explain import Explained, explain_link, explain_postback
from .findings import About, Finding, unnamed, worst
from .guess import Candidate, best, candidates, carrying, of_others
from .link_network import default_of, networks_in
from .network_of import Reader
from .pasted import Pasted
from .proposal import NAME_THE_NETWORK, NAME_THE_TRACKER, NOT_A_LINK, why_not_correct

_MOST_ALIKE = 12
"""How many trackers that fit equally well are looked at."""


@dataclass(frozen=True)
class Check:
    """The result of a check."""

    network: Network
    """The network that it was checked for."""
    networks: tuple[Network, ...]
    """Every network whose URL it may be. Empty: nothing in it shows one."""
    tracker: Tracker | None
    """The tracker that it was checked for."""
    guessed: bool
    """True if the tracker is a guess."""
    candidates: tuple[Tracker, ...]
    """Every tracker that it may be."""
    urls: tuple[CheckedUrl, ...]
    """What was found in each URL: its ``parts``, ``findings`` and ``corrected``, the URL to paste instead."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, the postback's first."""
        return tuple(finding for url in self.urls for finding in url.findings)

    @property
    def verdict(self) -> str:
        """The worst severity of the findings: error, warning or note; "right" if nothing was found."""
        return worst(self.findings)


def check_bare(reader: Reader, texts: Sequence[str], again: bool = False) -> Check:
    """Check one URL or a pair; ``again``: a correction, of which only the findings count."""
    networks, named = reader.networks, reader.tracker
    sorted_texts = sort_texts(texts, reader)
    ranked: list[Candidate] = []
    of_link = [] if "postback" in sorted_texts else networks_in(sorted_texts["link"], networks)
    first = of_link[0] if of_link else default_of(networks, reader.default)
    if named:
        guesses = [named]
    elif "postback" in sorted_texts:
        ranked = candidates(sorted_texts["postback"], reader)
        guesses = best(ranked)
    else:
        guesses = carrying(sorted_texts["link"], first, networks.trackers)
    alike: Sequence[Tracker | None] = guesses[:_MOST_ALIKE] or [None]
    pasted = [Pasted(sorted_texts, one, reader, first, bool(of_link)) for one in alike]
    urls: list[CheckedUrl] = []
    for examined in zip(*[_examined(one) for one in pasted], strict=True):
        checked = agreed(examined, alike)
        parts = _explained(checked.about, pasted[0])
        if len(alike) > 1:
            parts = (part._replace(said=unnamed(part.said)) for part in parts)
        urls.append(_doubted(replace(checked, parts=tuple(parts)), ranked, alike))
    if not again and not named and any(url.corrected for url in urls):
        urls = _confirmed(reader, urls, guesses)
    if not named:
        urls = [_without_guessed_macro(url, pasted[0]) for url in urls]
    if len(of_link) > 1:
        others = [Pasted(sorted_texts, alike[0], reader, other, True) for other in of_link[1:]]
        urls = [_agreed_by_networks(url, others) for url in urls]
    return Check(
        network=pasted[0].network,
        networks=(pasted[0].network,) if "postback" in sorted_texts else tuple(of_link),
        tracker=alike[0],
        guessed=named is None and alike[0] is not None,
        candidates=tuple(candidate.tracker for candidate in ranked),
        urls=tuple(urls),
    )


def _without_guessed_macro(checked: CheckedUrl, pasted: Pasted) -> CheckedUrl:
    """Drop a correction that replaces the network's own macro: one that a tracker writes too says little about the tracker."""
    click_id = pasted.read.value("click_id") if pasted.read else None
    if click_id is None or click_id.text != pasted.network.click_id_macro:
        return checked
    if not checked.corrected or click_id.text in checked.corrected:
        return checked
    return replace(checked, corrected=None, left=(), reason=NAME_THE_TRACKER)


def _agreed_by_networks(link: CheckedUrl, others: Iterable[Pasted]) -> CheckedUrl:
    """Name no network where all that a link may be for find the same, and drop a correction that differs among them."""
    said = [{unnamed(finding.said, "network") for finding in other.findings} for other in others]
    findings = []
    for finding in link.findings:
        your = unnamed(finding.said, "network")
        findings.append(finding._replace(said=your) if all(your in one for one in said) else finding)
    parts = tuple(part._replace(said=unnamed(part.said, "network")) for part in link.parts)
    link = replace(link, findings=tuple(findings), parts=parts)
    if not link.corrected or all(other.corrected().texts["link"] == link.corrected for other in others):
        return link
    return replace(link, corrected=None, left=(), reason=NAME_THE_NETWORK)


def _confirmed(reader: Reader, urls: Sequence[CheckedUrl], guesses: Sequence[Tracker]) -> list[CheckedUrl]:
    """Drop the corrections in which another guess at the tracker finds an error that is not listed."""
    corrected = {url.about: url.corrected or url.text for url in urls}
    if "postback" in corrected:
        ranked = candidates(corrected["postback"], reader)
        if best(ranked) == guesses:
            return [*urls]
    again = check_bare(reader, [*corrected.values()], again=True)
    errors = {
        url.about: {finding.code for finding in url.findings if finding.severity == "error"} for url in again.urls
    }
    confirmed = []
    for url in urls:
        # Corrected, it may not even be what it was: then nothing speaks for it.
        is_confirmed = url.about in errors and errors[url.about] <= {finding.code for finding in url.left}
        dropped = replace(url, corrected=None, left=(), reason=NAME_THE_TRACKER)
        confirmed.append(url if is_confirmed else dropped)
    return confirmed


def sort_texts(texts: Sequence[str], reader: Reader) -> dict[About, str]:
    """Return the postback and the link, in this order, whichever way round they were given. Raises InputError if both are the same."""
    urls: dict[About, list[str]] = {"postback": [], "link": []}
    for text in texts:
        urls["postback" if reader.is_postback(text) else "link"].append(text)
    for about, alike in urls.items():
        if len(alike) > 1:
            raise InputError.of(f"pasted.two-{about}s", "link", "")
    return {about: alike[0] for about, alike in urls.items() if alike}


def _examined(pasted: Pasted) -> list[CheckedUrl]:
    """Return the check of each URL for one tracker, without its parts."""
    corrected = pasted.corrected()
    urls = []
    for about, text in pasted.texts.items():
        left = tuple(finding for finding in corrected.of(about) if finding.severity == "error")
        reason = why_not_correct(about, pasted, corrected, left)
        type = pasted.read.type.id if pasted.read and about == "postback" else None
        proposed = None if reason or text == corrected.texts[about] else corrected.texts[about]
        urls.append(CheckedUrl(about, text, text, type, (), pasted.of(about), proposed, left, reason))
    return urls


def _explained(about: About, pasted: Pasted) -> Iterable[Explained]:
    """Return the parts of the postback, or of the link if it is one."""
    if about == "postback":
        return explain_postback(pasted.read, pasted.tracker) if pasted.read else ()
    is_link = not any(finding.code in NOT_A_LINK for finding in pasted.of("link"))
    return explain_link(pasted.tracking_link) if pasted.tracking_link and is_link else ()


def _doubted(checked: CheckedUrl, ranked: Sequence[Candidate], alike: Sequence[Tracker | None]) -> CheckedUrl:
    """Add a warning where the macro is right by the guess, but the own click ID of another tracker that it may be."""
    if checked.about != "postback" or not ranked:
        return checked
    others = [tracker for tracker in of_others(ranked) if tracker not in alike]
    if not others or any(finding.code == "own-click-id" for finding in checked.findings):
        return checked
    macro, names = ranked[0].click_id, [tracker.name for tracker in others[:_MOST_ALIKE]]
    said = message("own-click-id.others", trackers=names, macro=macro.text)
    doubt = Finding("own-click-id", "warning", "postback", macro.start, macro.end, said)
    return replace(checked, findings=(*checked.findings, doubt))
