"""A postback, a tracking link or both, read for one tracker: what is found, and what corrects it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from ..catalog.model import Network, Tracker
from ..catalog.networks import Networks
from ..messages.message import message
from ..setup.click_id import read_by
from ..text.characters import shown
from ..urls.cut import CutUrl, Part, cut
from ..urls.edit import Edit, apply_edits, fill
from ..urls.slips import fully_decoded
from .callback import check_callbacks
from .findings import About, Finding, Findings
from .link import Link
from .link_check import check_link
from .not_a_link import report_other_purpose
from .postback import check_postback
from .recognise import Recognised, recognise
from .signs import check_signs, is_of_value, without_trailing_marks
from .values import right_click_id

_MOST_ROUNDS = 4


class Pasted:
    """What was pasted. ``trackers`` are those whose addresses for incoming postbacks are known."""

    def __init__(
        self,
        postback: str | None,
        link: str | None,
        tracker: Tracker | None,
        networks: Networks,
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
        whole = cut(text, networks, trackers)
        unmarked = without_trailing_marks(whole)
        if unmarked == text:
            return whole
        bare = cut(unmarked, networks, trackers)
        return whole if of_link and is_of_value(text[len(unmarked) :], bare) else bare

    @cached_property
    def network(self) -> Network:
        """The network of the postback, else the one whose macros are in the link, else the first."""
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
        return Link(
            self._cut(self.link, [self.network], of_link=True), self.network, self.tracker, self._read_by_postback
        )

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

    def text_of(self, about: About) -> str:
        """Return the postback, or the link."""
        return (self.postback if about == "postback" else self.link) or ""

    def url_of(self, about: About) -> CutUrl:
        """Return the postback, or the link, cut up, without the marks at its end."""
        if about == "postback" and self.read:
            return self.read.url
        return self.tracking_link.url if self.tracking_link else self._cut(self.text_of(about), self._networks)

    def is_same_as(self, other: Pasted, about: About) -> bool:
        """Return whether this is a postback of the same network as the other one, or still a tracking link."""
        if about == "postback":
            return self.read is not None and other.read is not None and self.read.network.id == other.read.network.id
        text = self.text_of(about)
        return text.strip() != "" and recognise(self._cut(text, self._networks), self._networks) is None

    def of(self, about: About) -> tuple[Finding, ...]:
        """Return what was found in the postback, or in the link."""
        return tuple(finding for finding in self.findings if finding.about == about)

    def _check_link(self, link: Link, found: Findings) -> None:
        if report_other_purpose(link, self._networks, self._trackers, found):
            return
        check_link(link, found)
        check_callbacks(link, found)
        check_signs(link.url, found)
        _check_end(self.link or "", link.url, found)

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
            what = "pair-mismatch.reads" if reads.param else "pair-mismatch.not-read"
            values = {"reads": reads.param} if reads.param else {}
            fix = message("fix.write", text=right) if right else None
            edits = [fill(parameter, right)] if right else []
            found.error(what, click_id, *edits, name=param, macro=click_id.text, fix=fix, **values)

    def corrected(self) -> Pasted:
        """Return this with every edit made, over and over until nothing changes."""
        now = self
        for _ in range(_MOST_ROUNDS):
            postback = now.postback and apply_edits(now.postback, _edits(now.of("postback")))
            link = now.link and apply_edits(now.link, _edits(now.of("link")))
            if (postback, link) == (now.postback, now.link):
                break
            now = Pasted(postback, link, self.tracker, self._networks, self._trackers)
        return now


def _check_end(text: str, url: CutUrl, found: Findings) -> None:
    """Report the marks at the end that were copied along."""
    if kept := url.text[len(without_trailing_marks(url)) :]:
        # Only where it begins: it stays as it is, and with it the value that it ends.
        place = Part("", len(url.text) - len(kept), len(url.text) - len(kept))
        found.note("trailing-mark.maybe", place, marks=shown(kept))
    end = len(url.text)
    if marks := text[end:]:
        place = Part(marks, end, len(text))
        # Nothing after a # is sent, so there it spoils nothing.
        report = found.warn if url.fragment.text else found.error
        report("trailing-mark.end", place, Edit(*place[1:], ""), marks=shown(marks))


def keeps(tracker: Tracker, param: str) -> bool:
    """Return whether a tracker can keep the click ID in this parameter of its link."""
    into = tracker.click_in
    return into.naming != "fixed" or param == into.param or any(pair.macro_of(param) for pair in into.also)


def _edits(findings: Sequence[Finding]) -> list[Edit]:
    return [edit for finding in findings for edit in finding.edits]
