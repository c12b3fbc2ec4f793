"""What the readers of both catalog files share."""

from __future__ import annotations

from collections.abc import Iterator

from .errors import Mistake, Place
from .model import Evidence
from .strict_yaml import Node, Path, Report


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
