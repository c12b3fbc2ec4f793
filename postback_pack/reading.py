"""What the readers of both catalog files share."""

from __future__ import annotations

from collections.abc import Iterator

from .errors import Mistake, Place
from .markup import names_in
from .model import Evidence
from .strict_yaml import Node, Path, Report

FILLED_IN = frozenset({"postback URL", "tracking link", "parameter", "slot", "network macro", "network", "account"})
"""The names between < and > that a text can have filled in, besides the fields of the network."""


def text_faults(path: Path, texts: tuple[str, ...], known: frozenset[str]) -> Iterator[tuple[Path, str, str]]:
    """Yield each text with a name between < and > that nothing fills in."""
    for index, text in enumerate(texts):
        for name in sorted(names_in(text) - known):
            yield (
                (*path, index),
                f"nothing fills in <{name}>",
                f"write one of {', '.join(sorted(known))}, or put it in `code`",
            )


def reporter(mistakes: list[Mistake]) -> Report:
    """Return a function that adds to ``mistakes``."""

    def report(place: Place, path: Path, message: str, mend: str) -> None:
        mistakes.append(Mistake(place, ".".join(map(str, path)), message, mend))

    return report


def place_of(node: Node, path: Path) -> Place:
    """Return the place of the value that ``path`` leads to, or of the nearest value around it."""
    for key in path:
        try:
            node = node.value[key]
        except (KeyError, IndexError, TypeError):
            break
    return node.place


def evidence_faults(evidence: tuple[Evidence, ...]) -> Iterator[tuple[Path, str, str]]:
    """Yield each piece of evidence that has not exactly one of ``url`` and ``seen``."""
    for index, item in enumerate(evidence):
        if bool(item.url) == bool(item.seen):
            yield (
                ("evidence", index),
                "evidence has either url or seen",
                "give the page's url, or seen where no address is known",
            )
