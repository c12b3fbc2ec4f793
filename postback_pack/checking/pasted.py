"""A postback, a tracking link or both, read for one tracker: what is found, and what corrects it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from ..catalog.model import Network, Tracker
from ..messages.message import message
from ..setup.click_id import read_by
from ..text.characters import shown
from ..urls.cut import CutUrl, Part, cut
from ..urls.edit import Edit, apply_edits
from .callback import check_callbacks
from .findings import About, Finding, Findings
from .link import Link
from .link_check import check_link
from .network_of import Reader, cut_postback
from .not_a_link import report_other_purpose
from .postback import check_postback
from .recognise import Recognised
from .signs import check_signs, cut_without_marks, is_of_value, without_trailing_marks
from .values import right_click_id

_MOST_ROUNDS = 4


class Pasted:
    """What was pasted, read for one tracker."""

    def __init__(
        self,
        texts: Mapping[About, str],
        tracker: Tracker | None,
        reader: Reader,
        of_link: Network,
        is_network_shown: bool,
    ) -> None:
        """``of_link``: the network of a link without a postback; ``is_network_shown``: it is not just the default."""
        self.texts, self.tracker = texts, tracker
        self._reader, self._of_link, self._is_network_shown = reader, of_link, is_network_shown

    @cached_property
    def read(self) -> Recognised | None:
        """The postback, recognised."""
        return self._recognised(self.texts.get("postback", ""))

    def _recognised(self, text: str) -> Recognised | None:
        return self._reader.recognise(self._cut(text)) if text else None

    def _cut(self, text: str, of_link: bool = False) -> CutUrl:
        """Cut a URL without the marks at its end; `_check_end` reports them."""
        trackers = [self.tracker] if self.tracker else []

        def pieces(text: str) -> CutUrl:
            return cut(text, [self.network], []) if of_link else cut_postback(text, self._reader.networks, trackers)

        bare = cut_without_marks(text, pieces)
        marks = text[len(bare.text) :]
        return pieces(text) if marks and of_link and is_of_value(marks, bare) else bare

    @property
    def network(self) -> Network:
        """The network of the postback, or else of the link."""
        return self.read.network if self.read else self._of_link

    @cached_property
    def tracking_link(self) -> Link | None:
        """The link, cut up."""
        if "link" not in self.texts:
            return None
        click_id = self.read.value("click_id") if self.read else None
        reads = read_by(self.tracker, click_id.text) if self.tracker and click_id else None
        url = self._cut(self.texts["link"], of_link=True)
        is_shown = self.read is not None or self._is_network_shown
        return Link(url, self.network, self.tracker, reads.param if reads else None, is_shown)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Everything found, in the order of the places."""
        in_postback, in_link = Findings("postback"), Findings("link")
        if self.read:
            check_postback(self.read, self.tracker, self._usable_param, in_postback)
            check_signs(self.read.url, in_postback)
            _check_end(self.texts["postback"], self.read.url, in_postback)
            self._check_meeting(self.read, in_postback)
        link = self.tracking_link
        if link and not report_other_purpose(link, self._reader, in_link):
            check_link(link, in_link)
            check_callbacks(link, in_link)
            check_signs(link.url, in_link)
            _check_end(self.texts["link"], link.url, in_link)
        return tuple(
            item for found in (in_postback, in_link) for item in sorted(found.found, key=lambda item: item.start)
        )

    def url_of(self, about: About) -> CutUrl:
        """Return the postback, or the link, cut up, without the marks at its end."""
        there = self.read if about == "postback" else self.tracking_link
        return there.url if there else self._cut(self.texts[about])

    def is_same_as(self, other: Pasted, about: About) -> bool:
        """Return whether this is a postback of the same network as the other one, or still a tracking link."""
        if about == "postback":
            return self.read is not None and other.read is not None and self.read.network.id == other.read.network.id
        return self.texts["link"].strip() != "" and self._recognised(self.texts["link"]) is None

    def of(self, about: About) -> tuple[Finding, ...]:
        """Return what was found in the postback, or in the link."""
        return tuple(finding for finding in self.findings if finding.about == about)

    @property
    def _usable_param(self) -> str | None:
        """The parameter that carries the click ID in the link, if the tracker can keep it there."""
        param = self.tracking_link.param if self.tracking_link else None
        if not param or not self.tracker:
            return None
        into = self.tracker.click_in
        keeps = into.naming != "fixed" or param == into.param or any(pair.macro_of(param) for pair in into.also)
        return param if keeps else None

    def _check_meeting(self, read: Recognised, found: Findings) -> None:
        """Report a postback that reads another parameter than the one in which the click ID arrives."""
        click_id, param = read.value("click_id"), self._usable_param
        if not (self.tracker and click_id and param and (reads := read_by(self.tracker, click_id.text))):
            return
        right = right_click_id(read, self.tracker, param)
        further = any(pair.macro_of(param) for pair in self.tracker.click_in.also)
        if (reads.param == param if reads.param else not further) or right == click_id.text:
            return
        what = "pair-mismatch.reads" if reads.param else "pair-mismatch.not-read"
        fix = message("fix.write", text=right) if right else None
        edits = [Edit(click_id.start, click_id.end, right)] if right else []
        found.error(what, click_id, *edits, name=param, macro=click_id.text, reads=reads.param, fix=fix)

    def corrected(self) -> Pasted:
        """Return this with every edit made, over and over until nothing changes."""
        now = self
        for _ in range(_MOST_ROUNDS):
            texts = {
                about: apply_edits(text, (edit for finding in now.of(about) for edit in finding.edits))
                for about, text in now.texts.items()
            }
            if texts == now.texts:
                break
            now = Pasted(texts, self.tracker, self._reader, self._of_link, self._is_network_shown)
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
