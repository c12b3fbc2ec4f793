"""A check as an answer that can be sent in a chat: at most six plain lines, with what is wrong and what to paste."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...messages.message import Message, Option, message, texts
from ..agreeing import CheckedUrl
from ..check import Check
from ..findings import some, worst
from ..proposal import NAME_THE_TRACKER
from .lines import guessed_names, kinds_of, sentences_of, shorten, to_paste, visible

_MOST_LINES = 6
_MOST_FINDINGS = 3
_MOST_NAMED = 3
_LONGEST = 220
"""A sentence that somebody's own text makes longer is cut off. A URL never is."""
_SAID_BY_THE_FINDING = frozenset(
    f"no-correction.{name}" for name in ("part", "code", "decide", "network", "redirect", "two-urls")
)
"""Why there is no URL to paste, where the finding says it already."""


def check_reply(result: Check, number: int | None = None) -> str:
    """Return the answer. With a number, it is one of many: the number is on a line of its own in front."""
    lines = _of_pair(result) if len(result.urls) > 1 else _of_one(result.urls[0], result)
    return "\n".join(lines if number is None else [f"{number}.", *lines])


def _of_one(url: CheckedUrl, result: Check) -> list[str]:
    """Return the answer about one URL: what it is, at most three findings, and what to paste or why there is nothing."""
    found = [said for _, said in _ranked(url)]
    lines = [_line(_opening(url, result)), *(f"- {_line(said)}" for said in found[:_MOST_FINDINGS])]
    before, corrected = to_paste(url)
    if before and corrected is not None:
        is_bare = not found and before.code == "report.paste"
        lines += [_line(message("reply.paste") if is_bare else plain(before)), corrected]
    return [*lines, *_reasons(url)]


def _of_pair(result: Check) -> list[str]:
    """Return the answer about a postback URL and its link; each finding says which of the two it is about."""
    found = [(rank, message(f"reply.of-{url.about}", said=said)) for url in result.urls for rank, said in _ranked(url)]
    found.sort(key=lambda item: item[0])
    opening = []
    if not found:
        opening.append(_line(_right_pair(result)))
    elif result.guessed:
        opening.append(_line(message("reply.pair-if", trackers=_guesses(result))))
    ending = []
    corrected = [url for url in result.urls if url.corrected is not None]
    if corrected:
        how = "fill" if any(url.left for url in corrected) else "paste"
        which = corrected[0].about if len(corrected) == 1 else "both"
        ending = [_line(message(f"reply.{how}-{which}")), *(visible(url.corrected or "") for url in corrected)]
    ending += dict.fromkeys(reason for url in result.urls for reason in _reasons(url))
    right = [url for url in result.urls if url.corrected is None and worst(url.findings) in ("note", "right")]
    if len(right) == 1:
        ending.append(_line(message(f"reply.keep-{right[0].about}")))
    room = min(_MOST_FINDINGS, _MOST_LINES - len(opening) - len(ending))
    return [*opening, *(f"- {_line(said)}" for _, said in found[:room]), *ending]


def _ranked(url: CheckedUrl) -> list[tuple[int, Message]]:
    """Return what is said of a URL, the worst first: what only the user can correct, what the correction does, what may be wrong."""
    left = {finding.code for finding in url.left}
    found = []
    for kind in kinds_of(url.findings):
        if kind.severity != "note":
            rank = 2 if kind.severity == "warning" else 0 if kind.code in left else 1
            found += [(rank, plain(said)) for said in sentences_of(kind)[:_MOST_FINDINGS]]
    return sorted(found, key=lambda item: item[0])


def _reasons(url: CheckedUrl) -> Iterator[str]:
    """Yield what to do where there is no URL to paste, unless the finding says it."""
    if url.reason and url.reason.code not in _SAID_BY_THE_FINDING:
        yield _line(plain(url.reason))


def _opening(url: CheckedUrl, result: Check) -> Message:
    """Return the line that says whether a URL is right."""
    verdict = worst(url.findings)
    if verdict in ("note", "right"):
        return _right(url, result)
    if not url.parts:
        return message("reply.wrong-text")
    how = "wrong" if verdict == "error" else "look"
    if url.about == "postback" and result.guessed and url.reason != NAME_THE_TRACKER:
        return message(f"reply.{how}-if", network=result.network.name, trackers=_guesses(result))
    return message(f"reply.{how}-{url.about}", network=result.network.name)


def _right(url: CheckedUrl, result: Check) -> Message:
    network = result.network.name
    if url.about == "link":
        names = [one.name for one in result.networks]
        if len(names) == 1:
            return message("reply.right-link")
        return message("reply.right-link-if", networks=some(names or [network], _MOST_NAMED))
    if result.tracker is None:
        return message("reply.right-postback-alone", network=network)
    if result.guessed:
        return message("reply.right-postback-if", network=network, trackers=_guesses(result))
    return message("reply.right-postback", network=network, tracker=result.tracker.name)


def _right_pair(result: Check) -> Message:
    if result.guessed:
        return message("reply.right-pair-if", trackers=_guesses(result))
    return message("reply.right-pair")


def _guesses(result: Check) -> list[str | Message]:
    """Return the trackers for which an answer is true: one alone, where the findings are about it."""
    names = guessed_names(result)
    is_about_one = any(("tracker", names[0]) in finding.said.values for finding in result.findings)
    return some(names[:1] if is_about_one else names, _MOST_NAMED)


def plain(said: Message) -> Message:
    """Return a message in words for a chat, also those inside of it, where it has such words of its own."""
    values = tuple((name, _plain_value(value)) for name, value in said.values)
    return Message(f"reply.{said.code}" if said.code in texts()["reply"] else said.code, values)


def _plain_value(value: Any) -> Any:
    if isinstance(value, Message):
        return plain(value)
    return tuple(map(_plain_value, value)) if isinstance(value, tuple) and not isinstance(value, Option) else value


def _line(said: Message) -> str:
    return shorten(str(said), _LONGEST)
