"""Find the URLs in a text, one after the other. Takes time in proportion to its length."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...messages.message import Message, message
from .around import Around, around, label_before
from .begin import HOST, SOFT_BREAK, Anchor, anchors, groups
from .end import CLOSING_MARKS, End, end_of
from .found import Found
from .fragment import fragment, is_sent, request
from .masks import MASK, TAG, mask
from .program import Program, program, takes_parameters
from .same import merged
from .write import Written, read, read_program

_COMMAND = re.compile(r"(?:^|[\s;|&$(\"'`])(?P<name>curl|wget|Invoke-WebRequest|Invoke-RestMethod|iwr)(?:\.exe)?\s")
_OTHER_COMMAND = re.compile(r"[|;]|(?<![\\^])\n")
_HTML = re.compile(rf"</?{TAG}|<(?:a|img|input|td|div|span)\s|&(?:lt|gt|quot|#39|#x27);", re.IGNORECASE)
_HOST_ALONE = re.compile(rf"{HOST}\.?", re.IGNORECASE)
_ONLY_HOST = re.compile(r"[^/?#]*//[^/?#]*/?")
_FILE = re.compile(r"[^?#]*\.(?:png|jpe?g|gif|svg|webp|ico|css|pdf|mp4)", re.IGNORECASE)
_REQUEST = re.compile(r"\s?[\"']?(?:GET|POST|HEAD|PUT)\s+/")
_LONGEST_LABEL = 5_000
_QUOTES = frozenset("\"'`")


def extract(text: str) -> tuple[Found, ...]:
    """Return the URLs in ``text``, in their order; none if there is none.

    A text that is nothing but a URL comes back as it is, with all its faults and with the marks at its end.
    """
    found = [*_urls(text)]
    if not found:
        part = fragment(text) or _host_alone(text)
        return (part,) if part else ()
    # What a mail has below it, or where somebody's site is: nobody asks about it where there is anything else.
    main = [one for one in found if not (_ONLY_HOST.fullmatch(one.url) or _FILE.fullmatch(one.url))]
    return merged(text, main or found)


def _command(text: str, start: int) -> str | None:
    """Return the name of the command in front of ``start``, such as curl."""
    before = text[max(0, start - 320) : start]
    names = (
        [*_COMMAND.finditer(before)]
        if "url" in before or "wget" in before or "nvoke" in before or "iwr" in before
        else []
    )
    return names[-1]["name"] if names and not _OTHER_COMMAND.search(before, names[-1].end()) else None


def _host_alone(text: str) -> Found | None:
    bare = text.strip()
    start = text.find(bare)
    if not bare or not _HOST_ALONE.fullmatch(bare):
        return None
    end = start + len(bare)
    return Found(bare, start, end, kind="host", is_alone=True, is_certain=False, places=range(start, end + 1))


def _urls(text: str) -> Iterator[Found]:
    all_groups = [*groups(text, anchors(text))]
    kinds = {anchor.kind for group in all_groups for anchor in group}
    has_http = bool(kinds & {"scheme", "encoded"})
    done = 0
    bounds = len(text) - len(text.lstrip()), len(text.rstrip())
    in_html = _HTML.search(text) is not None
    for number, group in enumerate(all_groups):
        last = all_groups[number + 1][0].start if number + 1 < len(all_groups) else len(text)
        region = _Region(text, group[0], last, bounds, in_html)
        for anchor in group:
            if anchor.start < done or (anchor.kind == "other" and has_http):
                continue
            if anchor.kind == "request":
                part, done = request(text, anchor.start, region.masked)
                if part:
                    yield part
                continue
            one = region.url(anchor)
            if one.end <= anchor.end and not one.is_code:
                continue
            if _REQUEST.match(text, one.end) and _ONLY_HOST.fullmatch(one.url):
                continue  # the line of a log that has the server and the request apart
            if anchor.kind != "host" or one.is_alone or _is_surely_url(one.url, has_http):
                yield one
                done = max(region.done, anchor.end)


def _is_surely_url(url: str, has_http: bool) -> bool:
    """Return whether a host without a scheme begins a URL: it has a query or a macro, or there is no other URL."""
    address, _, query = url.partition("?")
    return "=" in query or MASK in mask(url) or (not has_http and "/" in address and not query)


class _Region:
    """The text from where a URL begins up to where the next one does that is not inside it."""

    def __init__(self, text: str, first: Anchor, last: int, bounds: tuple[int, int], in_html: bool) -> None:
        self.text, self.first, self.offset = text, first, first.start
        piece = text[first.start : last]
        self.is_mail = "=3D" in piece or (first.kind == "encoded" and SOFT_BREAK.search(piece) is not None)
        # In the source of a mail, a line may end in = that is not its own, also inside a macro.
        self.masked = mask(SOFT_BREAK.sub(lambda hit: "\x1b" * len(hit[0]), piece) if self.is_mail else piece)
        self.done = first.start
        self.bounds, self.in_html = bounds, in_html

    def url(self, anchor: Anchor) -> Found:
        """Return the URL that begins at an anchor."""
        text, offset = self.text, self.offset
        last = offset + len(self.masked)
        opened = Around(None, "", last, last)
        if anchor is self.first:
            opened = around(text, anchor.start, self.masked, offset)
        is_quoted = opened.how in ("quote", "markdown", "angle") and not opened.is_open
        limit = opened.limit
        if anchor.kind == "encoded" and anchor.start > self.bounds[0]:
            # Encoded as a whole, it has no & of its own.
            sign = self.masked.find("&", anchor.start - offset, limit - offset)
            limit = offset + sign if sign >= 0 else limit
        there = end_of(self.masked, anchor.end - offset, limit - offset, is_quoted)
        is_alone = self._is_alone(anchor, there)
        is_whole = is_alone or (is_quoted and offset + there.end == limit)
        end = self.bounds[1] if is_alone else offset + (there.end if is_whole else there.trimmed)
        self.done = max(end, offset + there.end)
        quote = anchor.start - len(opened.before)
        is_string = is_whole and opened.before in _QUOTES and opened.attribute is None
        # The beginning of the string may not have been copied.
        is_rest = not opened.before and text[end : end + 1] in _QUOTES
        built = program(text, quote, anchor.start, end) if is_string or is_rest else None
        if built:
            self.done = built.end
            return self._built(anchor, built, quote)
        is_html = opened.attribute is not None or text[anchor.start - 1 : anchor.start] == ">" or self.in_html
        breaks = [
            (start + offset - anchor.start, stop + offset - anchor.start)
            for start, stop in there.breaks
            if stop + offset <= end
        ]
        written = read(text, anchor, end, breaks, is_html=is_html, is_mail=self.is_mail, is_alone=is_alone)
        return self._found(anchor, end, opened, there, written, is_alone, is_quoted)

    def _is_alone(self, anchor: Anchor, there: End) -> bool:
        """Return whether there is nothing else in the text but marks behind the URL: then they are the URL's own."""
        start, last = self.bounds
        return anchor.start <= start and not self.text[self.offset + there.end : last].strip(CLOSING_MARKS)

    def _found(
        self, anchor: Anchor, end: int, opened: Around, there: End, written: Written, is_alone: bool, is_quoted: bool
    ) -> Found:
        text = self.text
        is_cut = (
            opened.how == "quote"
            and opened.is_open
            and len(opened.before) == 1
            and end >= self.bounds[1]
            and anchor.start - 1 <= self.bounds[0]
        )
        has_rest = opened.how == "quote" and is_quoted and self.offset + there.end < opened.limit
        if is_quoted and not has_rest:
            self.done = opened.end
        label = label_before(text, anchor.start - len(opened.before))
        how = [] if is_alone else [self._source(anchor, opened, label, has_rest)]
        if there.is_shortened and not is_alone:
            how.append(message("extract.shortened"))
        if is_cut:
            how = [message("extract.cut", sign=opened.before)]
        is_shortened = there.is_shortened and not is_alone
        is_apart = not is_alone and takes_parameters(text, anchor.start, end)
        if is_apart:
            how = [message("extract.apart")]
        # Another URL begins in the middle of this one, so nobody knows what was between the two.
        last = len(self.masked)
        is_torn = last < len(text) - self.offset and there.trimmed == last and self.masked[last - 1] != MASK
        if is_quoted and opened.how == "angle" and text[opened.end - 1] == "|":
            self.done = self._behind_label(end, opened.end)
        return Found(
            written.url.text,
            written.url.places[0],
            written.url.places[-1],
            (*how, *written.how),
            written.is_certain
            and there.is_certain
            and not (is_cut or has_rest or is_shortened or is_torn or opened.is_doubtful),
            is_alone=is_alone,
            label=label,
            is_code=is_apart or "<?" in written.url.text or "<%" in written.url.text,
            language="PHP" if "<?" in written.url.text else None,
            is_cut=is_cut,
            is_sent=is_sent(text, anchor.start, end),
            decodings=written.decodings,
            places=written.url.places,
        )

    def _behind_label(self, end: int, start: int) -> int:
        """Return where the text of a chat program's link ends: it says the URL once more, or anything else."""
        raw = self.text[self.offset : end]
        if self.text.startswith(raw, start):
            return start + len(raw)
        shown = self.text.find(">", start, start + _LONGEST_LABEL)
        return start if shown < 0 or "://" in self.text[start:shown] else shown

    def _source(self, anchor: Anchor, opened: Around, label: str | None, has_rest: bool) -> Message:
        """Say where the URL was taken from."""
        if name := _command(self.text, anchor.start):
            return message("extract.command", name=name)
        if opened.how == "markdown":
            return message("extract.markdown")
        if opened.how == "angle" and not opened.is_open and self.text[opened.end - 1] == "|":
            return message("extract.chat")
        if opened.attribute:
            return message("extract.attribute", name=opened.attribute)
        if label:
            return message("extract.label", label=label)
        if opened.how == "cell":
            return message("extract.cell")
        if opened.how and not opened.is_open and not has_rest:
            return message("extract.between", before=opened.before, after=self.text[opened.limit : opened.end])
        return message("extract.around")

    def _built(self, anchor: Anchor, built: Program, quote: int) -> Found:
        """Return the URL of a program, with its expressions in braces."""
        url, has_expressions = read_program(self.text, built)
        said = message("extract.code", language=built.language) if built.language else message("extract.code-unknown")
        label = label_before(self.text, quote)
        return Found(
            url.text, anchor.start, url.places[-1], (said,), not has_expressions, is_code=True, language=built.language, label=label, places=url.places,
        )  # fmt: skip
