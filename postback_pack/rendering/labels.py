"""The headings and sentences around a setup, for every format that has a template."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ..messages.message import text_of
from ..setup.build import Setup
from ..text.markup import Span, Text, spans


def labels(setup: Setup, data: dict[str, Any], write: Callable[[Text], str]) -> dict[str, Any]:
    """Return the words for ``data``, which is ``setup_data`` of this setup; ``write`` turns a text into the output's format."""
    tracker, network = setup.tracker, setup.network
    in_code = {"network macro": _plain(network.click_id_macro or ""), "parameter": _plain(setup.click_id.param or "")}
    names = {
        "<tracker>": (_plain(tracker.name),),
        "<network>": (_plain(network.name),),
        "<type>": (_plain(setup.type.name),),
        "<where>": _menu_path(tracker.postback_out.where),
        "<grades>": tuple(_grades(data["macros"])),
    }

    def line(code: str) -> str:
        return write(_filled(text_of(code), names, in_code))

    def placeholder_line(field: dict[str, Any]) -> str:
        where = _menu_path(field["where"], f"{network.name}: ")
        values = names | {"<label>": (_plain(field["label"]),), "<where>": where}
        return write(_filled(text_of("label.placeholder"), values, {"placeholder": _plain(field["placeholder"])}))

    return {
        "title": line("label.title" if setup.postback_url is None else "label.title-with-type"),
        "url": line("label.url-in-link" if tracker.postback_out.delivery == "link_callback" else "label.url"),
        "url_without_payout": line("label.url-without-payout"),
        "placeholders": [placeholder_line(field) for field in data["missing_fields"]],
        "link": line(_link_code(setup)),
        "in_tracker": line("label.in-tracker"),
        "in_network": line("label.in-network"),
        "verify": line("label.verify"),
        "watch_out": line("label.watch-out"),
        "grades": line("label.grades"),
        "sources": line("label.sources"),
    }


def _link_code(setup: Setup) -> str:
    if not setup.link_is_example:
        return "label.link"
    return "label.example-link" if setup.click_id.param is None else "label.example-link-with"


def _plain(text: str) -> Span:
    return Span("plain", text)


def _filled(text: str, names: Mapping[str, Text], in_code: Mapping[str, Span]) -> Text:
    """Fill in a text in which the names inside code are others than those outside."""
    found: list[Span] = []
    for span in spans(text, in_code):
        found += names.get(span.text, (span,)) if span.kind == "plain" else (span,)
    return tuple(found)


def _menu_path(labels: Iterable[str], before: str = "") -> Text:
    """Return a menu path in brackets, with a blank before it, or nothing if there is none."""
    path = [span for label in labels for span in (_plain(" > "), Span("label", label))]
    return (_plain(f" ({before}"), *path[1:], _plain(")")) if path else ()


def _grades(rows: Iterable[dict[str, Any]]) -> Iterable[Span]:
    for index, row in enumerate(rows):
        yield _plain(f"{'; ' if index else ''}{row['label']} ")
        yield Span("code", row["macro"])
        yield _plain(f" {row['how_known']}")
