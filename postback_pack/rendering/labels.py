"""The headings and sentences around a setup, for every format that has a template."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from ..messages.message import text_of
from ..setup.build import Setup
from ..text.markup import NAME, Span, Text, spans, write_plain


def labels(
    setup: Setup, data: dict[str, Any], write: Callable[[Text], str], with_grades: bool = True
) -> dict[str, Any]:
    """Return the words for ``data``, which is ``setup_data`` of this setup; ``write`` turns a text into the output's format."""
    tracker, network = setup.tracker, setup.network
    is_only_type = len(network.types) == 1
    names = {
        "<tracker>": (_plain(tracker.name),),
        "<network>": (_plain(network.name),),
        "<type>": (_plain(setup.type.name),),
        "<where>": _menu_path(tracker.postback_out.where),
        "<parameter>": (_plain(setup.click_id.param or ""),),
        "<network macro>": (_plain(network.click_id_macro or ""),),
        "<grades>": tuple(_grades(data["macros"])),
        **{f"<{name}>": (_plain(grade or ""),) for name, grade in data["network_grades"].items()},
    }

    def line(code: str) -> str:
        return write(_filled(code, names))

    def placeholder_line(field: dict[str, Any]) -> str:
        where = _menu_path(field["where"], f"{network.name}: ")
        placeholder, label = (_plain(field["placeholder"]),), (_plain(field["label"]),)
        return write(_filled("label.placeholder", {"<placeholder>": placeholder, "<label>": label, "<where>": where}))

    return {
        "title": line("label.title" if is_only_type or setup.postback_url is None else "label.title-with-type"),
        "url": line("label.url-in-link" if tracker.postback_out.delivery == "link_callback" else "label.url"),
        "url_without_payout": None if setup.url_without_payout is None else line("label.url-without-payout"),
        "placeholders": [placeholder_line(field) for field in data["missing_fields"]],
        "placeholder_title": line("label.placeholder-title"),
        "link": line(_link_code(setup)),
        "in_tracker": line("label.in-tracker"),
        "in_network": line("label.in-network"),
        "verify": line("label.verify"),
        "watch_out": line("label.watch-out"),
        "grades": [*map(line, _grade_codes(data))] if with_grades else [],
        "sources": line("label.sources"),
    }


def _link_code(setup: Setup) -> str:
    if not setup.link_is_example:
        return "label.link"
    return "label.example-link" if setup.click_id.param is None else "label.example-link-with"


def _plain(text: str) -> Span:
    return Span("plain", text)


def _filled(code: str, names: Mapping[str, Text]) -> Text:
    found: list[Span] = []
    for span in _parsed(code):
        if span.kind == "plain":
            found += names.get(span.text, (span,))
        else:
            found.append(Span(span.kind, NAME.sub(lambda name: write_plain(names[name[0]]), span.text)))
    return tuple(found)


@cache
def _parsed(code: str) -> Text:
    """Return a text as spans, once: each <name> outside code is a span of its own."""
    return spans(text_of(code), {})


def _menu_path(labels: Iterable[str], before: str = "") -> Text:
    """Return a menu path in brackets, with a blank before it, or nothing if there is none."""
    path = [span for label in labels for span in (_plain(" > "), Span("label", label))]
    return (_plain(f" ({before}"), *path[1:], _plain(")")) if path else ()


def _grade_codes(data: dict[str, Any]) -> Iterable[str]:
    """Yield the texts about what is known how well: the tracker's macros, and the network's side."""
    if data["macros"]:
        yield "label.grades"
    yield from (f"label.network-{name}" for name, grade in data["network_grades"].items() if grade)


def _grades(rows: Iterable[dict[str, Any]]) -> Iterable[Span]:
    for index, row in enumerate(rows):
        yield _plain(f"{'; ' if index else ''}{row['label']} ")
        yield Span("code", row["macro"])
        yield _plain(f" {row['how_known']}")
