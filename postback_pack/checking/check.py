"""Check what a user pasted: a postback URL, a tracking link, or both as a pair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..catalog.load import Catalog
from ..catalog.model import Network, Tracker
from ..errors import InputError, Problem
from ..text.characters import listed
from ..urls.cut import cut
from .agreeing import CheckedUrl, agreed
from .explain import Explained, explain_link, explain_postback
from .findings import About, Finding
from .guess import Candidate, best, candidates, carrying, of_others
from .pasted import Pasted
from .proposal import NAME_THE_TRACKER, NOT_A_LINK, NOTHING_TO_CORRECT, propose
from .recognise import recognise
from .wrapping import Wrapping, unwrapped, wrapping_of

_MOST_ALIKE = 12
"""How many trackers that fit equally well are looked at."""


@dataclass(frozen=True)
class Check:
    """What is to be said of what was pasted.

    ``tracker`` is the one that it was checked for, ``guessed`` whether that is a guess; ``candidates`` are all that it may be.
    """

    network: Network
    tracker: Tracker | None
    guessed: bool
    candidates: tuple[Tracker, ...]
    urls: tuple[CheckedUrl, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, the postback's first."""
        return tuple(finding for url in self.urls for finding in url.findings)

    @property
    def verdict(self) -> str:
        """The worst severity of the findings: error, warning or note; "right" if nothing was found."""
        found = {finding.severity for finding in self.findings}
        return next((severity for severity in ("error", "warning", "note") if severity in found), "right")


def check(catalog: Catalog, url: str, tracker: str | Tracker | None = None, *, link: str | None = None) -> Check:
    """Check a postback URL or a tracking link, or a postback URL and the ``link`` that goes with it.

    tracker: the tracker, or its id, name or alias; without it, it is guessed from the spelling of the macros.
    Raises InputError for an unknown tracker and for a pair that is none; never for what stands in a URL.
    """
    named = catalog.tracker(tracker) if tracker is not None else None
    networks = [*catalog.networks.values()]
    texts = [text.strip() for text in (url, link) if text is not None]
    if not all(texts):
        raise InputError([Problem("there is no URL to check: paste one between quotes", "url")])
    spans = [unwrapped(text) for text in texts]
    bare = [text[slice(*span)] for text, span in zip(texts, spans, strict=True)]
    unreadable = {text: wrapping for text in bare if (wrapping := wrapping_of(text))}
    if unreadable:
        return Check(networks[0], named, False, (), tuple(_unread(text, found) for text, found in unreadable.items()))
    result = _checked_bare(catalog, bare, named)
    around = {inner: (text, span[0]) for inner, text, span in zip(bare, texts, spans, strict=True) if inner != text}
    urls = (_wrapped(checked, *around[checked.text]) if checked.text in around else checked for checked in result.urls)
    return replace(result, urls=tuple(urls))


def _unread(text: str, wrapping: Wrapping) -> CheckedUrl:
    """Return what is to be said of a text that is not a URL alone: just that."""
    finding = Finding(wrapping.code, "error", "link", wrapping.start, wrapping.end, wrapping.message)
    why_not = NOTHING_TO_CORRECT[wrapping.code]
    return CheckedUrl("link", text, None, (), (finding,), None, (finding,), why_not)


def _wrapped(checked: CheckedUrl, text: str, start: int) -> CheckedUrl:
    """Return a check of a URL that is in quotes or brackets, with the places of the whole text."""
    end = start + len(checked.text)
    moved = [finding._replace(start=finding.start + start, end=finding.end + start) for finding in checked.findings]
    message = f"{text[:start]} and {text[end:]} around the URL are not part of it"
    around = Finding("wrapped-url", "note", checked.about, 0, start, message)
    corrected = checked.corrected
    if corrected is None and checked.why_not is None:
        corrected = checked.text
    return replace(checked, text=text, findings=(around, *moved), corrected=corrected)


def _checked_bare(catalog: Catalog, texts: Sequence[str], named: Tracker | None, again: bool = False) -> Check:
    """Check one URL or a pair; ``again``: a correction, of which only the findings count."""
    networks, trackers = [*catalog.networks.values()], [*catalog.trackers.values()]
    postback, link = _sorted(texts, networks, named)
    ranked = candidates(postback, networks, trackers) if postback and not named else []
    guesses = best(ranked) if postback else carrying(link or "", networks, trackers)
    alike: Sequence[Tracker | None] = [named] if named else guesses[:_MOST_ALIKE] or [None]
    taking_postbacks = [named] if named else trackers
    # Of several that fit none is called by its name.
    seen = [replace(one, name="your tracker") if one and len(alike) > 1 else one for one in alike]
    pasted = [Pasted(postback, link, one, networks, taking_postbacks) for one in seen]
    examined = zip(*(_examined(one) for one in pasted), strict=True)
    urls = [_doubted(agreed(same, alike), ranked, alike) for same in examined]
    if not again and not named and any(url.corrected for url in urls):
        urls = _confirmed(catalog, urls, guesses)
    return Check(
        network=pasted[0].network,
        tracker=alike[0],
        guessed=named is None and alike[0] is not None,
        candidates=tuple(candidate.tracker for candidate in ranked),
        urls=tuple(urls),
    )


def _confirmed(catalog: Catalog, urls: Sequence[CheckedUrl], guesses: Sequence[Tracker]) -> list[CheckedUrl]:
    """Drop the corrections in which another guess at the tracker finds an error that is not listed."""
    postback = next((url.corrected or url.text for url in urls if url.about == "postback"), None)
    if postback:
        networks, trackers = [*catalog.networks.values()], [*catalog.trackers.values()]
        if best(candidates(postback, networks, trackers)) == guesses:
            return [*urls]
    again = _checked_bare(catalog, [url.corrected or url.text for url in urls], None, again=True)
    errors = {url.about: {item.code for item in url.findings if item.severity == "error"} for url in again.urls}
    return [
        url
        if errors.get(url.about, {""}) <= {item.code for item in url.left}
        else replace(url, corrected=None, left=(), why_not=NAME_THE_TRACKER)
        for url in urls
    ]


def _sorted(
    texts: Sequence[str], networks: Sequence[Network], tracker: Tracker | None
) -> tuple[str | None, str | None]:
    """Return (postback, link), whichever way round they were given."""
    known = [tracker] if tracker else []
    postbacks = [text for text in texts if recognise(cut(text, networks, known), networks)]
    links = [text for text in texts if text not in postbacks]
    if len(postbacks) > 1 or len(links) > 1:
        what = "postback URLs" if postbacks else "tracking links"
        raise InputError([Problem(f"--link: both are {what}; give one postback URL and one tracking link", "link")])
    return next(iter(postbacks), None), next(iter(links), None)


def _examined(pasted: Pasted) -> list[CheckedUrl]:
    corrected = pasted.corrected()
    urls = []
    if pasted.read and pasted.postback:
        parts = explain_postback(pasted.read, pasted.tracker)
        urls.append(_checked("postback", pasted.postback, parts, pasted, corrected))
    if pasted.tracking_link and pasted.link:
        is_link = not any(finding.code in NOT_A_LINK for finding in pasted.of("link"))
        parts = explain_link(pasted.tracking_link) if is_link else ()
        urls.append(_checked("link", pasted.link, parts, pasted, corrected))
    return urls


def _checked(about: About, text: str, parts: tuple[Explained, ...], before: Pasted, after: Pasted) -> CheckedUrl:
    found = before.of(about)
    left = tuple(finding for finding in after.of(about) if finding.severity == "error")
    proposal = propose(about, before, after, left)
    type = before.read.type.id if about == "postback" and before.read else None
    return CheckedUrl(about, text, type, parts, found, proposal.corrected, left, proposal.why_not)


def _doubted(checked: CheckedUrl, ranked: Sequence[Candidate], alike: Sequence[Tracker | None]) -> CheckedUrl:
    """Add a warning where the macro is right by the guess, but the own click ID of another tracker that it may be."""
    if checked.about != "postback" or not ranked:
        return checked
    others = [tracker for tracker in of_others(ranked) if tracker not in alike]
    if not others or any(finding.code == "own-click-id" for finding in checked.findings):
        return checked
    names = listed([tracker.name for tracker in others[:_MOST_ALIKE]], "and")
    macro = ranked[0].click_id
    message = f"in {names} {macro.text} is the tracker's own click ID, which is wrong here: name your tracker"
    doubt = Finding("own-click-id", "warning", "postback", macro.start, macro.end, message)
    return replace(checked, findings=(*checked.findings, doubt))
