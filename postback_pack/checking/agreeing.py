"""Put together what several trackers, which fit a URL equally well, have to say of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ..catalog.model import Tracker
from ..messages.message import Message, message
from .explain import Explained
from .findings import About, Finding, unnamed
from .proposal import NAME_THE_TRACKER

_ByIdentity = dict[tuple[str, str, str, int, int], Finding]


@dataclass(frozen=True)
class CheckedUrl:
    """One pasted URL, explained and checked.

    ``url`` is the URL as it is meant, ``text`` all that was pasted: the findings' places are in ``text``.
    ``corrected`` is the URL to paste in its place, None where nothing is known to change; ``left`` are the errors that it
    still has. ``reason``: why there is none although there is an error. ``type`` is the postback type, None for a
    tracking link.
    """

    about: About
    text: str
    url: str
    type: str | None
    parts: tuple[Explained, ...]
    findings: tuple[Finding, ...]
    corrected: str | None
    left: tuple[Finding, ...]
    reason: Message | None

    @property
    def why_not(self) -> str | None:
        """Why there is no URL to paste, although there is an error."""
        return str(self.reason) if self.reason else None


def agreed(examined: Sequence[CheckedUrl], trackers: Sequence[Tracker | None]) -> CheckedUrl:
    """Combine the results for several possible trackers: propose only what all of them agree on.

    An error that only some of them find is not passed over: what is wrong for one must not pass as right.
    """
    first, *others = examined
    if not others:
        return first
    # Of several findings that are the same, the first counts.
    by_identity = [{item.identity: item for item in reversed(one.findings)} for one in examined]
    merged = [*_shared(first, by_identity, trackers), *_not_shared(examined, by_identity, trackers)]
    findings = sorted(merged, key=lambda item: item.start)
    is_wrong = any(finding.severity == "error" for finding in findings)
    if all(one.corrected == first.corrected for one in others):
        reason = first.reason if is_wrong else None
        left = {item.code: item._replace(said=unnamed(item.said)) for one in reversed(examined) for item in one.left}
        return replace(first, findings=tuple(findings), left=tuple(left.values()), reason=reason)
    reason = NAME_THE_TRACKER if is_wrong else None
    return replace(first, findings=tuple(findings), corrected=None, left=(), reason=reason)


def _shared(
    first: CheckedUrl, by_identity: Sequence[_ByIdentity], trackers: Sequence[Tracker | None]
) -> Iterator[Finding]:
    """Yield the findings that all have, at the same place with the same code."""
    for finding in first.findings:
        alike = [found[finding.identity] for found in by_identity if finding.identity in found]
        if len(alike) < len(by_identity):
            continue
        said = unnamed(finding.said)
        if all(unnamed(item.said) == said for item in alike):
            yield finding._replace(said=said)
        elif finding.severity != "note":
            yield finding._replace(said=_depending(alike, trackers), edits=())


def _not_shared(
    examined: Sequence[CheckedUrl], by_identity: Sequence[_ByIdentity], trackers: Sequence[Tracker | None]
) -> Iterator[Finding]:
    """Yield one finding for each place at which only some find an error, or each another one."""
    by_place: dict[tuple[int, int], list[tuple[Finding, Tracker | None]]] = {}
    shared = set(by_identity[0]).intersection(*by_identity[1:])
    for checked, tracker in zip(examined, trackers, strict=True):
        for finding in checked.findings:
            if finding.severity == "error" and finding.identity not in shared:
                by_place.setdefault((finding.start, finding.end), []).append((finding, tracker))
    for found in by_place.values():
        code = Counter(finding.code for finding, _ in found).most_common(1)[0][0]
        finding = next(finding for finding, _ in found if finding.code == code)
        wrong_in = {tracker.id: tracker.name for _, tracker in found if tracker}
        if len(wrong_in) == len(examined):
            said = _depending([finding for finding, _ in found], [tracker for _, tracker in found])
            yield finding._replace(said=said, edits=())
        else:
            said = message("several.wrong-in", trackers=[*wrong_in.values()])
            yield finding._replace(severity="warning", said=said, edits=())


def _depending(alike: Sequence[Finding], trackers: Sequence[Tracker | None]) -> Message:
    """Say what belongs there in each tracker, of findings that differ in it."""
    names: dict[str, list[str]] = {}
    for finding, tracker in zip(alike, trackers, strict=True):
        if tracker and len(finding.edits) == 1:
            names.setdefault(finding.edits[0].value, []).append(tracker.name)
    each = [message("several.write", trackers=whose, text=macro) for macro, whose in names.items() if macro]
    return message("several.depends", each=each or None)
