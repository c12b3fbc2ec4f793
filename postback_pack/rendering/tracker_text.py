"""One tracker as text for a terminal: every key of its entry, each fact with its grade and sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from ..catalog.evidence import Evidence
from ..catalog.facts import in_words, leaves
from ..catalog.model import KIND_NAMES, Network, Tracker
from ..messages.message import message
from ..setup.build import macro_span
from ..text.markup import Span, spans, write_plain
from ..text.screen import HANGING, fact_lines, heading, mark_macros, without_marks, write_screen
from .tracker_data import fact_label, facts_of

_NAMING = {
    "fixed": "fixed, you cannot rename it",
    "default": "default, you can rename it",
    "chosen": "chosen by you, this is a suggestion",
}
_SHOWN = {"True": "yes", "true": "yes", "False": "no", None: "not known"}


def tracker_text(tracker: Tracker, network: Network) -> str:
    """Return everything that the catalog holds about a tracker. The texts are filled in for ``network``."""
    return without_marks(tracker_screen(tracker, network))


def tracker_screen(tracker: Tracker, network: Network) -> str:
    """Return the same as marked text for a terminal."""
    values = _values(tracker, network)
    lines = [*_head(tracker, values), *_facts(tracker)]
    lines += _blanks(tracker, "\n".join(lines))
    return "\n".join([*lines, *_texts(tracker, network, values), *_end(tracker)])


def _values(tracker: Tracker, network: Network) -> Mapping[str, Span]:
    """Return what the texts fill in, as for a setup in which the user has given nothing yet."""
    param = tracker.click_in.param
    return {
        "network": Span("plain", network.name),
        "network macro": macro_span(network),
        "parameter": Span("code", param) if param else Span("plain", "the click-ID parameter"),
        "slot": Span("code", param or "click ID"),
        "account": Span("plain", "your account"),
        "postback URL": Span("plain", "the postback URL"),
        "tracking link": Span("plain", "the tracking link"),
        "template": Span("label", _template(tracker, network)),
    }


def _template(tracker: Tracker, network: Network) -> str:
    """Return the name of the tracker's template for a network, or words in its place."""
    pair = network.trackers.get(tracker.id)
    return (pair and pair.builtin_template) or f"for {network.name}"


_TITLES = {
    "aliases": "also called",
    "style": "macros look like",
    "naming": "link parameter",
    "example": "campaign URL",
    "where": "postback field",
    "list": "list of macros",
    "minor_units": "amounts",
}
"""Keys whose line has another title than their own label."""
_OWN_WORDS: dict[str, Callable[[Tracker], str]] = {
    "aliases": lambda tracker: ", ".join(tracker.aliases),
    "style": lambda tracker: "name".join(tracker.style or ()),
    "naming": lambda tracker: f"{tracker.click_in.param or 'not known'} ({_NAMING[tracker.click_in.naming]})",
    "where": lambda tracker: " > ".join(tracker.postback_out.where),
    "minor_units": lambda tracker: str(message("show.minor-units")),
    "replaces": lambda tracker: str(message("show.replaces")),
}
"""Keys whose value has words of its own."""
_ELSEWHERE = frozenset(
    {
        *("id", "name", "kind", "status", "website", "steps", "template_steps", "verify", "pitfalls"),
        *("disagreements", "evidence", "lint"),
    }
)
"""Keys of an entry that are not lines of the head."""


def _head(tracker: Tracker, values: Mapping[str, Span]) -> Iterator[str]:
    """Yield what is not a fact with a grade of its own."""
    yield heading(f"{tracker.name} ({tracker.id})")
    yield f"{KIND_NAMES[tracker.kind]}, status {tracker.status}" + (f", {tracker.website}" if tracker.website else "")
    for leaf in leaves(Tracker):
        value, name = leaf.value(tracker), leaf.path[-1]
        is_line = leaf.evidence != "needed" and name not in _ELSEWHERE and (name != "list" or tracker.style)
        if is_line and (value or value != leaf.default):
            text = _OWN_WORDS[name](tracker) if name in _OWN_WORDS else in_words(value)
            filled = write_screen(spans(text, values)) if leaf.is_text else _SHOWN.get(text, text)
            yield f"{_TITLES.get(name, leaf.label)}: {HANGING}{filled}{cited(tracker.evidence, name)}"


def _facts(tracker: Tracker) -> list[str]:
    styles = [tracker.style] if tracker.style else []
    rows = []
    for row in facts_of(tracker):
        value = mark_macros(fact_value(row), styles)
        rows.append((fact_label(row["fact"]), row["grade"], value, row["sources"]))
    return ["", *fact_lines(str(message("show.facts")), rows)] if rows else []


def fact_value(row: Mapping[str, Any]) -> str:
    """Return the value of a fact in words."""
    return str(_SHOWN.get(row["value"], row["value"]))


_BLANKS = ("param", "n", "name", "token")
"""What can be between < and > in a macro or in the name of a parameter."""


def _blanks(tracker: Tracker, text: str) -> Iterator[str]:
    """Say what the blanks in macros and parameters mean, where there are any."""
    param = tracker.click_in.param
    found = [str(message(f"show.blank-{blank}", param=param)) for blank in _BLANKS if f"<{blank}>" in text]
    if found:
        yield from ["", *found]


def _texts(tracker: Tracker, network: Network, values: Mapping[str, Span]) -> Iterator[str]:
    for name, title, texts in (
        ("steps", message("show.steps", network=network.name), tracker.steps),
        ("template_steps", message("show.template-steps", network=network.name), tracker.template_steps),
        ("verify", message("label.verify"), tracker.verify),
        ("pitfalls", message("show.pitfalls"), tracker.pitfalls),
        ("disagreements", message("show.disagreements"), tracker.disagreements),
    ):
        if texts:
            yield from ["", heading(f"{title}{cited(tracker.evidence, name)}")]
            yield from (f"- {write_screen(spans(text, values))}" for text in texts)


def _end(tracker: Tracker) -> Iterator[str]:
    if tracker.evidence:
        yield from ["", heading(str(message("label.sources"))), *source_lines(tracker.evidence)]
    if tracker.lint:
        yield from ["", heading(str(message("show.exemptions")))]
        yield from (f"- {exemption.ignore}: {exemption.reason}" for exemption in tracker.lint)
    yield from ["", str(message("show.entry", file=tracker.file, line=tracker.line))]


def cited(evidence: Iterable[Evidence], fact: str) -> str:
    """Return the numbers of the sources of what has no grade, such as the steps, to stand behind it: " [1] [4]"."""
    return "".join(f" [{number}]" for number, item in enumerate(evidence, 1) if fact in item.supports)


def source_lines(evidence: Iterable[Evidence]) -> Iterator[str]:
    """Yield two lines for each piece of evidence: who says it, when it was read and what it supports, then where it is."""
    for number, item in enumerate(evidence, 1):
        supports = ", ".join(map(fact_label, item.supports))
        words = f". {message('show.words', text=item.text)}" if item.text else ""
        yield f"[{number}] {item.by}, read {item.read}: {supports}{words}"
        yield f"    {write_plain(spans(item.source, {}))}"
