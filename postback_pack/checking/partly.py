"""A part of a URL: a path with its parameters, or only these. It is checked as if it were behind an address."""

from __future__ import annotations

from dataclasses import replace

from ..messages.message import message
from ..urls.extract import Found
from .agreeing import CheckedUrl
from .bare import Check, check_bare
from .findings import Finding
from .link_network import default_of, networks_in
from .network_of import Reader

_ADDRESS = "https://campaign.invalid/"
"""An address that nobody has."""


def check_fragment(reader: Reader, text: str, found: Found) -> Check:
    """Return the check of a part of a URL: that it is one, and what is wrong in it if it shows what it belongs to."""
    rest = found.url.lstrip("/") if found.kind == "path" else "?" + found.url[1:]
    whole = _ADDRESS + rest
    shift = len(found.url) - len(rest)
    is_postback = reader.is_postback(whole)
    about = "no-url.postback" if is_postback else "no-url.query"
    part = Finding("no-url", "error", "postback" if is_postback else "link", found.start, found.end, message(about))
    reason = message("no-correction.part")
    if not is_postback and (reader.networks.named or not networks_in(whole, reader.networks)):
        network = default_of(reader.networks, reader.default)
        nothing = CheckedUrl("link", text, found.url, None, (), (part,), None, (), reason)
        return Check(network, (), reader.tracker, False, (), (nothing,))
    result = check_bare(reader, [whole])
    [checked] = result.urls
    findings = [part]
    for finding in checked.findings:
        # What is wrong with the address is that there is none.
        if finding.start >= len(_ADDRESS):
            start, end = finding.start - len(_ADDRESS) + shift, finding.end - len(_ADDRESS) + shift
            start, end = found.place(start, end)
            findings.append(finding._replace(start=start, end=end, edits=()))
    parts = tuple(item for item in checked.parts if item.text not in _ADDRESS)
    checked = replace(
        checked, text=text, url=found.url, parts=parts, findings=tuple(findings), corrected=None, left=(), reason=reason
    )
    return replace(result, urls=(checked,))
