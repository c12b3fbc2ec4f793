"""Show what a check found: as text with a caret under the place, as plain data, or as one line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from ..messages.message import Message, message
from ..rendering.tracker_data import SCHEMA_VERSION
from ..text.characters import hidden_character, width
from .agreeing import CheckedUrl
from .check import Check
from .findings import Finding

_WHOLE = 110
"""A URL of at most this many characters is shown whole, a longer one only around the place."""
_AROUND = 46
_MOST_CARETS = 60
_WIDEST_PART = 60
_MOST_NAMED = 8
_MOST_PARTS = 40
_MOST_OF_A_KIND = 10
"""At most this many findings of one severity and code are printed as text. The data has all of them."""


def check_text(result: Check) -> str:
    """Return the whole check as text: each URL explained, then what was found, then what to paste."""
    lines = "\n\n".join(block for url in result.urls for block in _blocks(url, result) if block).split("\n")
    return "\n".join(line.rstrip() for line in lines)


def _blocks(url: CheckedUrl, result: Check) -> Iterator[str]:
    """Yield what is printed with a blank line between: the heading, the parts, each finding, and the URL to paste."""
    who = _who(result) if url.about == "postback" else _whose_macros(url, result)
    yield f"{_heading(url, result)}\n{who}" if who else str(_heading(url, result))
    parts = [(_short(part.text, _WIDEST_PART), part.meaning) for part in url.parts[:_MOST_PARTS]]
    column = max((width(text) for text, _ in parts), default=0)
    lines = [f"  {text}{' ' * (column - width(text))}  {meaning}" for text, meaning in parts]
    if len(url.parts) > _MOST_PARTS:
        lines.append(f"  {message('report.more-parameters', count=len(url.parts) - _MOST_PARTS)}")
    yield "\n".join(lines)
    times: Counter[tuple[str, str]] = Counter()
    for finding in url.findings:
        kind = finding.severity, finding.code
        times[kind] += 1
        if times[kind] <= _MOST_OF_A_KIND:
            yield _finding_lines(finding, url.text)
    for (severity, code), found in times.items():
        if found > _MOST_OF_A_KIND:
            more = found - _MOST_OF_A_KIND
            yield str(message("report.more-findings", severity=severity, code=code, count=more))
    if url.corrected is not None:
        yield f"{_what_is_left(url.left)}\n{visible(url.corrected)}"
    elif url.why_not:
        yield str(message("report.nothing-to-paste", why=url.why_not))
    elif all(finding.severity == "note" for finding in url.findings):
        is_whole = result.tracker or url.about == "link"
        yield str(message("report.right" if is_whole else "report.right-for-network"))


def _heading(url: CheckedUrl, result: Check) -> Message:
    if not url.parts:
        what = message("report.unread")
    elif url.about == "postback":
        what = message("report.postback", network=result.network.name)
    else:
        what = message("report.link")
    if result.tracker and not result.guessed:
        return message("report.checked-for", what=what, tracker=result.tracker.name)
    return what


def _who(result: Check) -> Message | None:
    """Say whose macros these are, unless the user did."""
    if result.tracker is None:
        return message("report.no-tracker")
    if not result.guessed:
        return None
    others = [tracker.name for tracker in result.candidates if tracker.id != result.tracker.id]
    return message("report.guessed", trackers=[result.tracker.name, *_some(others)])


def _whose_macros(url: CheckedUrl, result: Check) -> Message | None:
    """Say which networks' macros a tracking link has, unless they are one network's, or the user named it."""
    if not url.parts or len(result.urls) > 1 or len(result.networks) == 1:
        return None
    if not result.networks:
        return message("report.default-network", network=result.network.name)
    return message("report.networks", networks=_some([network.name for network in result.networks]))


def _some(names: Sequence[str]) -> list[str | Message]:
    """Return the first names, and how many more there are."""
    # One more is named too: it takes no more room than "1 other".
    if len(names) <= _MOST_NAMED + 1:
        return [*names]
    return [*names[:_MOST_NAMED], message("report.more", count=len(names) - _MOST_NAMED)]


def _what_is_left(left: Sequence[Finding]) -> Message:
    """Return the heading of a corrected URL: what only the user can fill in, if just that is left."""
    if not left:
        return message("report.paste")
    if len(left) == 1 and left[0].said.code == "placeholder.field":
        values = dict(left[0].said.values)
        return message("report.replace", placeholder=_short(values["value"], 30), label=values["label"])
    return message("report.almost")


def _finding_lines(finding: Finding, text: str) -> str:
    start, end = 0, len(text)
    if end > _WHOLE:
        start = max(0, finding.start - _AROUND)
        end = min(len(text), max(finding.end, finding.start + 1) + _AROUND)
    before = ("..." if start else "") + visible(text[start : finding.start])
    marked = visible(text[finding.start : min(finding.end, end)])
    if width(marked) > _MOST_CARETS:
        marked, end = visible(text[finding.start : finding.start + _MOST_CARETS]), finding.start + _MOST_CARETS
    after = visible(text[finding.start + len(marked) : end]) + ("..." if end < len(text) else "")
    carets = " " * width(before) + "^" * max(width(marked), 1)
    head = f"{finding.severity} {finding.code}: {visible(finding.message)}"
    return f"{head}\n  {before}{marked}{after}\n  {carets}\n  {finding.why}"


def visible(text: str) -> str:
    """Return ``text`` with every invisible character shown as one that can be seen, so that none acts on a terminal."""
    if text.isascii() and text.isprintable():
        return text
    return "".join("\N{REPLACEMENT CHARACTER}" if hidden_character(letter) else letter for letter in text)


def _short(text: str, most: int) -> str:
    text = visible(text)
    return text if len(text) <= most else text[: most - 3] + "..."


def verdict_line(result: Check) -> str:
    """Return the check of one URL as one line."""
    worth_a_look = [finding for finding in result.findings if finding.severity != "note"]
    names = [tracker.name for tracker in result.candidates[:_MOST_NAMED]] if result.guessed else []
    who = message("report.if-it-is", trackers=names) if names else result.tracker and result.tracker.name
    whom = f" ({who})" if who else ""
    if not worth_a_look:
        return f"right{whom}"
    return f"{result.verdict}{whom}: " + " ".join(
        f"{finding.code}: {visible(finding.message)}" for finding in worth_a_look[:_MOST_NAMED]
    )


def check_data(result: Check) -> dict[str, Any]:
    """Return the whole check as plain data; ``start`` and ``end`` count characters of the URL from 0."""
    return {
        "schema_version": SCHEMA_VERSION,
        "verdict": result.verdict,
        "network": result.network.id,
        "networks": [network.id for network in result.networks],
        "tracker": result.tracker.id if result.tracker else None,
        "guessed": result.guessed,
        "candidates": [tracker.id for tracker in result.candidates],
        "urls": [_url_data(url) for url in result.urls],
    }


def _url_data(url: CheckedUrl) -> dict[str, Any]:
    return {
        "about": url.about,
        "url": url.text,
        "type": url.type,
        "parts": [{"text": part.text, "meaning": part.meaning} for part in url.parts],
        "findings": [_finding_data(finding, url.text) for finding in url.findings],
        "corrected": url.corrected,
        "why_not_corrected": url.why_not,
        "still_wrong": [finding.code for finding in url.left],
    }


def _finding_data(finding: Finding, text: str) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity,
        "start": finding.start,
        "end": finding.end,
        "text": text[finding.start : finding.end],
        "message": finding.message,
        "why": finding.why,
    }
