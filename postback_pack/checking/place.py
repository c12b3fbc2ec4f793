"""What is said about the place that a URL was copied from, and the places of its findings in all that was pasted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ..messages.message import Message, message
from ..urls.extract import Found
from .agreeing import CheckedUrl
from .findings import Finding
from .network_of import Reader, cut_postback
from .proposal import is_one_url

_EXPRESSION = re.compile(r"<\?[^<>]*\?>|<%[^<>]*%>|[$#]?\{\{?[^{}]*\}\}?|\$\w+(?:->\w+)*|%\(\w+\)s|%(?:[sdv]|\.\df)")
"""What a program fills in. Nobody can read from it what will be there."""
_MISSING = frozenset(("click-id-missing", "payout-missing", "link-macro-missing", "cut-off"))
"""What is not said of a URL that gets its parameters elsewhere."""


def at_its_place(checked: CheckedUrl, text: str, found: Found, reader: Reader) -> CheckedUrl:
    """Return the check of a URL with the places of the text it is in, and with what had to be done to reach it."""
    findings = [*_about_the_place(checked, text, found, reader)]
    for finding in checked.findings:
        if not (found.is_code and _is_unknown(finding, found.url)):
            start, end = found.place(finding.start, finding.end)
            findings.append(finding._replace(start=start, end=end))
    moved = replace(checked, text=text, findings=tuple(findings))
    unsure = _why_unsure(found)
    if unsure:
        return replace(moved, corrected=None, left=(), reason=unsure)
    if checked.corrected is None and checked.reason is None and found.how:
        return replace(moved, corrected=found.url)
    return moved


def _why_unsure(found: Found) -> Message | None:
    """Return why the URL may be judged, but not offered for pasting."""
    if found.is_code:
        return message("no-correction.code")
    is_sure = found.is_certain and (not found.how or is_one_url(found.url))
    return None if is_sure else message("no-correction.unsure")


def _about_the_place(checked: CheckedUrl, text: str, found: Found, reader: Reader) -> Iterator[Finding]:
    about, start, end = checked.about, found.start, found.end
    if found.is_code:
        yield Finding("built-by-code", "warning", about, start, end, _what_to_use(found, reader))
    elif found.is_cut:
        yield Finding(
            "cut-off", "error", about, start - 1, start, message("cut-off.quote", sign=text[start - 1 : start])
        )
    elif found.decodings:
        yield Finding("encoded-macro", "error", about, start, end, message("encoded-macro.whole", how=found.said))
    elif found.said:
        yield Finding("wrapped-url", "note" if found.is_certain else "warning", about, start, end, found.said)
    name = _missing_behind(checked, found, reader)
    if name:
        yield Finding("cut-off", "note", about, end, end, message("cut-off.parameter", name=name))


def _is_unknown(finding: Finding, url: str) -> bool:
    """Return whether a finding is about nothing but what a program fills in, or a tracker that is guessed from that."""
    if finding.code == "not-pasted" or ("?" not in url and finding.code in _MISSING):
        return True
    spans = [hit.span() for hit in _EXPRESSION.finditer(url)]
    if any(start <= finding.start and finding.end <= end for start, end in spans):
        return True
    text = url[finding.start : finding.end]
    rest = _EXPRESSION.sub("", text)
    return rest != text and re.search(r"\w", rest) is None


def _what_to_use(found: Found, reader: Reader) -> Message:
    """Say which language it is, and how to get code for the same."""
    sites = [tracker for tracker in reader.networks.trackers if tracker.postback_out.delivery == "code"]
    language = (found.language or "\0").casefold()
    ids = (site.id for site in sites if any(name.casefold().split()[0] == language for name in site.names))
    id = next(ids, None)
    if id is None:
        return message("built-by-code.other", how=found.said, list="postback-pack list")
    return message("built-by-code.known", how=found.said, render=f"postback-pack render {id} --format code")


def _missing_behind(checked: CheckedUrl, found: Found, reader: Reader) -> str | None:
    """Return the needed parameter before which the URL ends, if it ends where a shell would have cut it."""
    if checked.about != "postback" or not found.is_alone or found.is_cut or found.is_code or "?" not in found.url:
        return None
    known = [reader.tracker] if reader.tracker else []
    url = cut_postback(found.url, reader.networks, known)
    read = reader.recognise(url)
    if read is None or not read.path_fits or len(url.parameters) != 1 or "&" in url.query.text or url.fragment.text:
        return None
    shape = read.type.shape
    missing = (slot for slot in shape.parameters if slot in shape.needed and not read.given(slot))
    return next((shape.parameters[slot] for slot in missing), None)
