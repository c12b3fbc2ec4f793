"""Read a call that arrived, as the network would, and say what is wrong with it."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from ..catalog.model import Network
from ..catalog.networks import Networks
from ..checking.classify import Kind, judge
from ..checking.findings import Finding, Findings
from ..checking.network_of import cut_postback, recognise_call
from ..checking.postback import check_received
from ..checking.recognise import Recognised, may_mean
from ..checking.report import visible
from ..text.characters import shown
from ..urls.cut import Part

_MOST_REMEMBERED = 10_000
_RAW_BLANK = re.compile(r"[\x00-\x20\x7f]")
_KEY = re.compile(rb"""name="([\w.-]{1,64})"|(?<![\w.-])([\w.-]{1,64}+)["']?[ \t\r\n]*+[=:]""")
"""The name of a part in a body of several parts, or a name before = or :, as in a form and in JSON."""


class Call(NamedTuple):
    """One call: what the network reads from it (by slot, decoded), and what is wrong."""

    target: str
    network: Network | None
    type: str | None
    values: Mapping[str, str]
    findings: tuple[Finding, ...]

    @property
    def verdict(self) -> str:
        """The worst severity of the findings: error, warning or note; "right" if there is none."""
        found = {finding.severity for finding in self.findings}
        return next((severity for severity in ("error", "warning", "note") if severity in found), "right")


class CallReader:
    """Reads calls one after the other, and remembers the last click IDs to tell when one comes again."""

    def __init__(self, networks: Iterable[Network]) -> None:
        self._networks = networks if isinstance(networks, Networks) else Networks(networks)
        self._seen: OrderedDict[str, int] = OrderedDict()

    def read(self, target: str, body: bytes = b"") -> Call:
        """Read a request target, such as ``/name/acme/at?...``, or a whole URL; ``body`` is what came with it."""
        called = target if "://" in target.partition("?")[0] else f"http://localhost{target}"
        url = cut_postback(called, self._networks, ())
        found = Findings("postback")
        readings = recognise_call(url, self._networks)
        if len(readings) != 1:
            names = [reading.network.name for reading in readings]
            place = Part("", len(url.text) - len(target), len(url.text))
            what = "wrong-path.several" if names else "wrong-path.call"
            found.error(what, place, **({"networks": names} if names else {}))
            return Call(target, None, None, {}, tuple(found.found))
        [read] = readings
        check_received(read, found)
        if blank := _RAW_BLANK.search(url.text):
            found.error("character.raw", Part(blank[0], *blank.span()))
        _check_body(read, body, found)
        self._check_again(read, found)
        slots = dict.fromkeys((*read.network.fields, "currency", *read.fields, *read.parameters))
        values = {slot: value.decoded for slot in slots if (value := read.value(slot))}
        return Call(target, read.network, read.type.id, values, tuple(found.found))

    def _check_again(self, read: Recognised, found: Findings) -> None:
        value = read.value("click_id")
        if value is None or not value.text or judge(value.text, read.network, None).kind is not Kind.TEXT:
            return
        key = f"{read.network.id} {value.decoded}"
        times = self._seen.pop(key, 0) + 1
        self._seen[key] = times
        if len(self._seen) > _MOST_REMEMBERED:
            self._seen.popitem(last=False)
        if times > 1:
            found.warn("click-id-again.times", value, value=shown(value.decoded), times=times)


def _check_body(read: Recognised, body: bytes, found: Findings) -> None:
    """Report values that the URL lacks and that came in the body: as a form, as JSON, or in parts."""
    keys = {key.decode() for pair in _KEY.findall(body) for key in pair if key}
    shapes = [kind.shape for kind in read.network.types.values()]
    missing = {slot for shape in shapes for slot in shape.slots if read.value(slot) is None}
    names = {shape.parameter_of(slot) for shape in shapes for slot in missing}
    # While the URL has the click ID, a body with a price in it may be about anything.
    may_be_meant = missing if "click_id" in missing else ()
    there = sorted(key for key in keys if key in names or any(may_mean(slot, key) for slot in may_be_meant))
    if there:
        found.error("values-in-body.names", read.url.query, names=there, network=read.network.name)


def call_line(call: Call) -> str:
    """Return a call as one line of text."""
    known = ", ".join(f"{slot} {visible(value) or '(empty)'}" for slot, value in call.values.items())
    wrong = " ".join(f"{finding.code}: {visible(finding.message)}" for finding in call.findings)
    return "  ".join(filter(None, (call.verdict, visible(call.target), f"({known})" if known else "", wrong)))


def call_data(call: Call) -> dict[str, Any]:
    """Return a call as plain data."""
    return {
        "verdict": call.verdict,
        "target": call.target,
        "network": call.network.id if call.network else None,
        "type": call.type,
        "values": dict(call.values),
        "findings": [{"code": item.code, "severity": item.severity, "message": item.message} for item in call.findings],
    }
