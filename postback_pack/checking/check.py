"""Check what a user pasted: a postback URL, a tracking link, or both as a pair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..catalog import Catalog
from ..characters import listed
from ..errors import InputError, Problem
from ..model import Network, Tracker
from .cutting import cut
from .explaining import Explained, explain_link, explain_postback
from .findings import About, Finding
from .guessing import Candidate, best, candidates, carrying, of_others
from .pasted import Pasted
from .recognising import recognise

_MOST_ALIKE = 12
"""How many trackers that fit equally well are looked at."""

_BEYOND_MENDING = ("wrong-scheme", "wrong-host", "wrong-path", "opposite-direction")
"""With one of these left, what the edits leave is no URL to paste."""


@dataclass(frozen=True)
class CheckedUrl:
    """One pasted URL, explained and checked.

    ``corrected`` is the URL to paste in its place, None where nothing is known to change; ``left`` are the errors that it
    still has. ``type`` is the postback type, None for a tracking link.
    """

    about: About
    text: str
    type: str | None
    parts: tuple[Explained, ...]
    findings: tuple[Finding, ...]
    corrected: str | None
    left: tuple[Finding, ...]


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
    networks, trackers = [*catalog.networks.values()], [*catalog.trackers.values()]
    postback, link = _sorted(url, link, networks, named)
    ranked = candidates(postback, networks, trackers) if postback and not named else []
    guesses = best(ranked) if postback else carrying(link or "", networks, trackers)
    alike: Sequence[Tracker | None] = [named] if named else guesses[:_MOST_ALIKE] or [None]
    taking_postbacks = [named] if named else trackers
    # Of several that fit none is called by its name.
    seen = [replace(one, name="your tracker") if one and len(alike) > 1 else one for one in alike]
    pasted = [Pasted(postback, link, one, networks, taking_postbacks) for one in seen]
    examined = zip(*(_examined(one) for one in pasted), strict=True)
    return Check(
        network=pasted[0].network,
        tracker=alike[0],
        guessed=named is None and alike[0] is not None,
        candidates=tuple(candidate.tracker for candidate in ranked),
        urls=tuple(_doubted(_agreed(same, alike), ranked, alike) for same in examined),
    )


def _sorted(
    url: str, link: str | None, networks: Sequence[Network], tracker: Tracker | None
) -> tuple[str | None, str | None]:
    """Return (postback, link), whichever way round they were given."""
    texts = [text.strip() for text in (url, link) if text is not None]
    if not all(texts):
        raise InputError([Problem("there is no URL to check: paste one between quotes", "url")])
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
        urls.append(
            _checked("postback", pasted.postback, corrected.postback, parts, pasted, corrected, pasted.read.type.id)
        )
    if pasted.tracking_link and pasted.link:
        parts = explain_link(pasted.tracking_link)
        urls.append(_checked("link", pasted.link, corrected.link, parts, pasted, corrected, None))
    return urls


def _checked(
    about: About,
    text: str,
    corrected: str | None,
    parts: tuple[Explained, ...],
    before: Pasted,
    after: Pasted,
    type: str | None,
) -> CheckedUrl:
    if any(finding.code in _BEYOND_MENDING for finding in after.of(about)):
        corrected = None
    left = tuple(finding for finding in after.of(about) if finding.severity == "error")
    return CheckedUrl(about, text, type, parts, before.of(about), corrected if corrected != text else None, left)


def _agreed(examined: tuple[CheckedUrl, ...], trackers: Sequence[Tracker | None]) -> CheckedUrl:
    """Return what holds for whichever of several trackers it may be: a macro of only one of them is not proposed."""
    first, *others = examined
    found = [{finding[:5]: finding for finding in one.findings} for one in others]
    findings = []
    for finding in first.findings:
        same = [one.get(finding[:5]) for one in found]
        differs = any(other and other.message != finding.message for other in same)
        if None in same or (differs and finding.severity == "note"):
            continue
        if differs:
            finding = finding._replace(message=_depending([finding, *filter(None, same)], trackers), edits=())
        findings.append(finding)
    corrected = first.corrected if all(one.corrected == first.corrected for one in others) else None
    return replace(first, findings=tuple(findings), corrected=corrected)


def _depending(alike: Sequence[Finding], trackers: Sequence[Tracker | None]) -> str:
    """Say what belongs there in each tracker, of findings that differ in it."""
    names: dict[str, list[str]] = {}
    for finding, tracker in zip(alike, trackers, strict=True):
        if tracker and len(finding.edits) == 1:
            names.setdefault(finding.edits[0].text.removeprefix("="), []).append(tracker.name)
    per_tracker = "; ".join(f"{macro} in {listed(trackers)}" for macro, trackers in names.items() if macro)
    depends = "what belongs there depends on the tracker: name yours with --tracker"
    return f"{depends} ({per_tracker})" if per_tracker else depends


def _doubted(checked: CheckedUrl, ranked: Sequence[Candidate], alike: Sequence[Tracker | None]) -> CheckedUrl:
    """Add a warning where the macro is right by the guess, but the own click ID of another tracker that it may be."""
    if checked.about != "postback" or not ranked:
        return checked
    others = [tracker for tracker in of_others(ranked) if tracker not in alike]
    if not others or any(finding.code == "own-click-id" for finding in checked.findings):
        return checked
    names = listed([tracker.name for tracker in others[:_MOST_ALIKE]], "and")
    macro = ranked[0].click_id
    message = f"in {names} {macro.text} is the tracker's own click ID, which is wrong here: name yours with --tracker"
    doubt = Finding("own-click-id", "warning", "postback", macro.start, macro.end, message)
    return replace(checked, findings=(*checked.findings, doubt))
