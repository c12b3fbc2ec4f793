"""A call that was sent already, such as a log has it: there are values where a URL to paste has macros."""

from __future__ import annotations

import re

from ..catalog.networks import Networks
from ..messages.message import message
from ..urls.cut import CutUrl, Part
from ..urls.extract import Found
from .agreeing import CheckedUrl
from .bare import Check
from .explain import explain_postback
from .findings import Finding, Findings
from .link_network import default_of
from .network_of import Reader, cut_postback, recognise_call
from .postback import check_received
from .recognise import Recognised

_REAL_ID = re.compile(r"(?=.*[0-9])[\w.~-]{6,}", re.ASCII)
"""In the line of a log, a value with a digit is a click ID; a word there may be a macro that was spoilt."""


def read_call(target: str, networks: Networks, found: Findings) -> tuple[CutUrl, Recognised | None]:
    """Read a request target, such as ``/name/acme/at?...``, or a whole URL, as the network would; report what is wrong."""
    called = target if "://" in target.partition("?")[0] else f"http://localhost{target}"
    url = cut_postback(called, networks, ())
    readings = recognise_call(url, networks)
    if len(readings) == 1:
        check_received(readings[0], found)
        return url, readings[0]
    names = [reading.network.name for reading in readings]
    place = Part("", len(url.text) - len(target), len(url.text))
    what = "wrong-path.several" if names else "wrong-path.call"
    found.error(what, place, **({"networks": names} if names else {}))
    return url, None


def check_call(reader: Reader, text: str, found: Found) -> Check | None:
    """Return the check of a call; None if this is a URL to paste. A request is a call, a line of a log with a real click ID too."""
    is_request = any(said.code == "extract.request" for said in found.how)
    if not (is_request or found.is_sent):
        return None
    wrong = Findings("postback")
    url, read = read_call(found.url, reader.networks, wrong)
    if not is_request and not (read and _has_real_click_id(read)):
        return None
    shift = len(url.text) - len(found.url)

    def at_its_place(finding: Finding) -> Finding:
        start, end = found.place(max(finding.start - shift, 0), max(finding.end - shift, 0))
        return finding._replace(start=start, end=end, edits=())

    note = Finding("sent-call", "note", "postback", found.start, found.end, message("sent-call.judged"))
    findings = (note, *map(at_its_place, wrong.found))
    is_wrong = any(finding.severity == "error" for finding in findings)
    checked = CheckedUrl(
        "postback",
        text,
        found.url,
        read.type.id if read else None,
        tuple(explain_postback(read, reader.tracker)) if read else (),
        findings,
        None,
        (),
        message("no-correction.sent") if is_wrong else None,
    )
    network = read.network if read else default_of(reader.networks, reader.default)
    return Check(network, (network,) if read else (), reader.tracker, False, (), (checked,))


def _has_real_click_id(read: Recognised) -> bool:
    value = read.value("click_id")
    return value is not None and _REAL_ID.fullmatch(value.text) is not None
