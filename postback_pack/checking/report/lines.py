"""What the forms of a report have in common: its lines of verdict, the findings of one kind, and whose macros they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ...messages.message import Message, message
from ...text.characters import hidden_character
from ..agreeing import CheckedUrl
from ..check import Check
from ..findings import Finding, Severity, some, worst

_MOST_OF_A_KIND = 10
"""At most so many sentences of one kind are shown. The data has all of them."""
_SEVERITIES: Sequence[Severity] = ("error", "warning", "note")


class Kind(NamedTuple):
    """The findings of one severity and code, which are one finding to a reader. ``places``: what is said, and where."""

    severity: Severity
    code: str
    why: str
    places: dict[Message, list[Finding]]


def kinds_of(findings: Iterable[Finding]) -> list[Kind]:
    """Return the kinds of findings, the worst first and otherwise in their order."""
    found: dict[tuple[str, str], Kind] = {}
    for finding in findings:
        key = finding.severity, finding.code
        kind = found.setdefault(key, Kind(finding.severity, finding.code, finding.why, {}))
        kind.places.setdefault(finding.said, []).append(finding)
    return sorted(found.values(), key=lambda kind: _SEVERITIES.index(kind.severity))


def sentences_of(kind: Kind) -> list[Message]:
    """Return what is said of a kind of findings, each sentence once, and how many more there are."""
    sentences = []
    for said, places in [*kind.places.items()][:_MOST_OF_A_KIND]:
        counts_them = "count" in dict(said.values)
        if len(places) > 1 and not counts_them:
            sentences.append(message("report.in-places", said=said, count=len(places)))
        else:
            sentences.append(said)
    if len(kind.places) > _MOST_OF_A_KIND:
        sentences.append(message("report.more-findings", count=len(kind.places) - _MOST_OF_A_KIND))
    return sentences


def labelled(kind: Kind) -> list[str]:
    """Return the same, with how bad each is in front."""
    return [visible(str(message(f"report.of-{kind.severity}", said=said))) for said in sentences_of(kind)]


def verdict_line(url: CheckedUrl, result: Check) -> Message:
    """Return what a URL is and whether it is right, with the number of errors and warnings."""
    kinds = kinds_of(url.findings)
    counts = []
    for severity in ("error", "warning"):
        count = sum(len(kind.places) for kind in kinds if kind.severity == severity)
        if count:
            counts.append(message(f"report.{severity}{'' if count == 1 else 's'}", count=count))
    verdict = worst(url.findings)
    told = "right" if verdict == "note" else verdict
    return message(f"report.verdict-{told}", what=_what(url, result), counts=counts)


def _what(url: CheckedUrl, result: Check) -> Message:
    if not url.parts:
        what = message("report.unread")
    elif url.about == "postback":
        what = message("report.postback", network=result.network.name)
    else:
        what = message("report.link")
    if result.tracker and not result.guessed:
        return message("report.checked-for", what=what, tracker=result.tracker.name)
    return what


def to_paste(url: CheckedUrl) -> tuple[Message | None, str | None]:
    """Return what comes before the URL to paste, and the URL; or why there is none."""
    if url.corrected is not None:
        return _before_corrected(url), visible(url.corrected)
    if url.why_not:
        return message("report.nothing-to-paste", why=url.why_not), None
    return None, None


def _before_corrected(url: CheckedUrl) -> Message:
    """Return the heading of a corrected URL: what only the user can fill in, if just that is left."""
    left = url.left
    if not left:
        is_for_trial = any(finding.said.code == "private-address.trial" for finding in url.findings)
        return message("report.after-trial" if is_for_trial else "report.paste")
    if len(left) == 1 and left[0].said.code == "placeholder.field":
        values = dict(left[0].said.values)
        return message("report.replace", placeholder=shorten(values["value"], 30), label=values["label"])
    return message("report.almost")


def whose(url: CheckedUrl, result: Check) -> Iterator[Message]:
    """Yield whose macros these are, where nobody said so, and what that leaves open."""
    if any(finding.code in ("sent-call", "built-by-code") for finding in url.findings):
        return  # a call has no macros that would show it, and the names of a program's variables show nothing
    about = _tracker_of(result) if url.about == "postback" else _networks_of(url, result)
    if about:
        yield about
    if result.tracker is None and url.about == "postback" and worst(url.findings) in ("note", "right"):
        yield message("report.right-for-network")


def _tracker_of(result: Check) -> Message | None:
    """Say whose macros these are, unless the user did."""
    if result.tracker is None:
        return message("report.no-tracker")
    if not result.guessed:
        return None
    return message("report.guessed", trackers=some(guessed_names(result)))


def guessed_names(result: Check) -> list[str]:
    """Return the names of the trackers that it may be, the likeliest first."""
    if result.tracker is None or not result.guessed:
        return []
    others = [tracker.name for tracker in result.candidates if tracker.id != result.tracker.id]
    return [result.tracker.name, *others]


def _networks_of(url: CheckedUrl, result: Check) -> Message | None:
    """Say which networks' macros a tracking link has, unless they are one network's, or the user named it."""
    if not url.parts or len(result.urls) > 1 or len(result.networks) == 1:
        return None
    if not result.networks:
        return message("report.default-network", network=result.network.name)
    return message("report.networks", networks=some([network.name for network in result.networks]))


def visible(text: str) -> str:
    """Return ``text`` with every invisible character shown as one that can be seen, so that none acts on a terminal."""
    if text.isascii() and text.isprintable():
        return text
    return "".join("\N{REPLACEMENT CHARACTER}" if hidden_character(letter) else letter for letter in text)


def shorten(text: str, most: int) -> str:
    """Return ``text`` as it can be seen, cut off behind the most characters."""
    text = visible(text)
    return text if len(text) <= most else text[: most - 3] + "..."
