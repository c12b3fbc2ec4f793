"""The headings and sentences around a setup, written once for every format with a template."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ..setup.build import Setup
from ..text.markup import Span, Text, spans


def labels(setup: Setup, data: dict[str, Any], write: Callable[[Text], str]) -> dict[str, Any]:
    """Return the words for ``data``, which is ``setup_data`` of this setup; ``write`` turns a text into the output's format."""
    tracker, network = setup.tracker, setup.network

    def line(text: str, *more: Span, **values: Span) -> str:
        names = {"tracker": _plain(tracker.name), "network": _plain(network.name), "type": _plain(setup.type.name)}
        return write((*spans(text, names | values), *more))

    where = tuple(_place(tracker.postback_out.where))
    example = tuple(_example(setup)) if data["tracking_link_is_example"] else ()
    if tracker.postback_out.delivery == "link_callback":
        url = line("Postback URL, carried by the tracking link below")
    else:
        url = line("Postback URL for <tracker>", *where)
    return {
        "title": line("<tracker> and <network>" + (": <type>" if setup.postback_url is not None else "")),
        "url": url,
        "url_without_payout": line("Postback URL for <tracker> without the payout", *where),
        "link": line("Tracking link for <network>", *example),
        "in_tracker": line("In <tracker>"),
        "in_network": line("In <network>"),
        "placeholders": [
            line(
                "Replace `<placeholder>` with your <label>",
                *_place(field["where"], f"{network.name}: "),
                _plain("."),
                placeholder=_plain(field["placeholder"]),
                label=_plain(field["label"]),
            )
            for field in data["missing_fields"]
        ],
        "grades": write((_plain("Grades: "), *_grades(data["macros"]))),
        "verify": "Check that it works",
        "watch_out": "Watch out",
        "sources": "Sources",
    }


def _plain(text: str) -> Span:
    return Span("plain", text)


def _place(labels: Iterable[str], before: str = "") -> Iterator[Span]:
    """Yield a menu path in brackets."""
    for index, label in enumerate(labels):
        yield _plain(" > " if index else f" ({before}")
        yield Span("label", label)
    if labels:
        yield _plain(")")


def _example(setup: Setup) -> Iterator[Span]:
    """Say that a link is an example, and how the user's own is made."""
    parameter, macro = setup.click_id.param, setup.network.click_id_macro
    if parameter is None:
        yield _plain(" (an example)")
    else:
        yield from (_plain(" (an example: add "), Span("code", f"{parameter}={macro}"))
        yield _plain(" to your own campaign URL)")


def _grades(rows: Iterable[dict[str, Any]]) -> Iterator[Span]:
    for index, row in enumerate(rows):
        yield _plain(f"{'; ' if index else ''}{row['label']} ")
        yield Span("code", row["macro"])
        yield _plain(f" {row['how_known']}")
