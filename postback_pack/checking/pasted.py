"""A postback, a tracking link or both, read in the eyes of one tracker: what is found, and what mends it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from ..characters import shown
from ..click_id import read_by
from ..model import Network, Tracker
from .callback import check_callbacks
from .cutting import CutUrl, Part, cut
from .findings import About, Edit, Finding, Findings
from .judging import fully_decoded
from .link import Link, check_link
from .mending import filled, mended
from .postback import check_postback
from .recognising import Recognised, recognise
from .signs import check_signs, without_trailing_marks
from .values import right_click_id

_MOST_ROUNDS = 4
_REFUSED = re.compile(r"\s+")
_INCOMING = re.compile(r"postback(\.php)?", re.IGNORECASE)


class Pasted:
    """What was pasted. ``trackers`` are those whose addresses for incoming postbacks are known."""

    def __init__(
        self,
        postback: str | None,
        link: str | None,
        tracker: Tracker | None,
        networks: Sequence[Network],
        trackers: Sequence[Tracker],
    ) -> None:
        self.postback, self.link, self.tracker = postback, link, tracker
        self._networks, self._trackers = networks, trackers

    @cached_property
    def read(self) -> Recognised | None:
        """The postback, recognised."""
        if not self.postback:
            return None
        return recognise(self._cut(self.postback, self._networks), self._networks)

    def _cut(self, text: str, networks: Sequence[Network], of_link: bool = False) -> CutUrl:
        """Cut a URL without the marks at its end; `_check_end` reports them."""
        trackers = [self.tracker] if self.tracker and not of_link else []
        return cut(without_trailing_marks(cut(text, networks, trackers)), networks, trackers)

    @cached_property
    def network(self) -> Network:
        """The network of the postback, else the one whose macros stand in the link, else the first."""
        if self.read:
            return self.read.network
        decoded = fully_decoded(self.link or "").casefold()
        named = (
            network
            for network in self._networks
            for macro in (*network.click_in.macros.values(), *network.affiliate_macros)
            if macro.casefold() in decoded
        )
        return next(named, self._networks[0])

    @cached_property
    def tracking_link(self) -> Link | None:
        """The link, cut up."""
        if self.link is None:
            return None
        return Link(self._cut(self.link, [self.network], of_link=True), self.network, self.tracker, self._read_by_postback)

    @property
    def _read_by_postback(self) -> str | None:
        click_id = self.read.value("click_id") if self.read else None
        reads = read_by(self.tracker, click_id.text) if self.tracker and click_id else None
        return reads.param if reads else None

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Everything found, in the order of the places."""
        found: list[Finding] = []
        if self.read:
            postback = Findings("postback")
            check_postback(self.read, self.tracker, self._usable_param, postback)
            check_signs(self.read.url, postback)
            _check_end(self.postback or "", self.read.url, postback)
            self._check_meeting(self.read, postback)
            found += postback.found
        if self.tracking_link:
            link = Findings("link")
            self._check_link(self.tracking_link, link)
            found += link.found
        return tuple(sorted(found, key=lambda finding: (finding.about != "postback", finding.start)))

    def of(self, about: About) -> tuple[Finding, ...]:
        """Return what was found in the postback, or in the link."""
        return tuple(finding for finding in self.findings if finding.about == about)

    def _check_link(self, link: Link, found: Findings) -> None:
        if tracker := self._taking_postbacks(link.url):
            whose = (
                f"at which {tracker.name} takes conversions"
                if tracker is not True
                else "at which a tracker takes conversions"
            )
            message = f"this is the address {whose} from affiliate networks; {self.network.name} needs its own postback URL, in the tracker, and the campaign URL as tracking link"
            found.error("opposite-direction", link.url.path, message)
            return
        check_link(link, found)
        check_callbacks(link, found)
        check_signs(link.url, found)
        _check_end(self.link or "", link.url, found)

    def _taking_postbacks(self, url: CutUrl) -> Tracker | bool:
        """Return the tracker that takes conversions at this address, True if some tracker does, else False."""
        names = {parameter.name.decoded for parameter in url.parameters}
        for tracker in self._trackers:
            for address in tracker.postback_in:
                path, _, parameter = address.partition("?")
                if url.path.text.endswith(f"/{path}") and (not parameter or parameter in names):
                    return tracker
        if self.network.click_id_macro in url.text:
            return False
        return bool(url.segments) and _INCOMING.fullmatch(url.segments[-1].text) is not None

    @property
    def _usable_param(self) -> str | None:
        """The parameter that carries the click ID in the link, if the tracker can keep it there."""
        param = self.tracking_link.param if self.tracking_link else None
        return param if param and self.tracker and keeps(self.tracker, param) else None

    def _check_meeting(self, read: Recognised, found: Findings) -> None:
        """Report a postback that reads another parameter than the one in which the click ID arrives."""
        click_id, param = read.value("click_id"), self._usable_param
        if not (self.tracker and click_id and param and (reads := read_by(self.tracker, click_id.text))):
            return
        right = right_click_id(read, self.tracker, param)
        meet = (
            reads.param == param
            if reads.param
            else not any(pair.macro_of(param) for pair in self.tracker.click_in.also)
        )
        if not meet and right != click_id.text:
            parameter = next(item for item in read.url.parameters if item.value == click_id)
            reads_what = f"reads {reads.param}" if reads.param else f"does not read {param}"
            message = f"the link carries the click ID in {param}, but {click_id.text} {reads_what}"
            edits = [filled(parameter, right)] if right else []
            found.error("pair-mismatch", click_id, f"{message}; write {right}" if right else message, *edits)

    def corrected(self) -> Pasted:
        """Return this with every edit made, over and over until nothing changes."""
        now = self
        for _ in range(_MOST_ROUNDS):
            postback = now.postback and mended(now.postback, _edits(now.of("postback")))
            link = now.link and mended(now.link, _edits(now.of("link")))
            if (postback, link) == (now.postback, now.link):
                break
            now = Pasted(postback, link, self.tracker, self._networks, self._trackers)
        return now


def _check_end(text: str, url: CutUrl, found: Findings) -> None:
    """Report the marks at the end that were copied along."""
    end = len(url.text)
    if marks := text[end:]:
        place = Part(marks, end, len(text))
        found.error("trailing-mark", place, f"{shown(marks)} at the end is not part of the URL: remove it", Edit(*place[1:], ""))


def keeps(tracker: Tracker, param: str) -> bool:
    """Tell whether a tracker can keep the click ID in this parameter of its link."""
    into = tracker.click_in
    return into.naming != "fixed" or param == into.param or any(pair.macro_of(param) for pair in into.also)


def _edits(findings: Sequence[Finding]) -> list[Edit]:
    return [edit for finding in findings for edit in finding.edits]
