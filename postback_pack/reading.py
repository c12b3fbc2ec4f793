"""What the readers of both catalog files share."""

from __future__ import annotations

from pathlib import Path as File

from .errors import Mistake, Place
from .strict_yaml import Node, Path, Report


def read_text(file: File, shown_as: str, mistakes: list[Mistake]) -> str:
    """Return the text of a file; if it cannot be read that is added to ``mistakes``, and the text is empty."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = 1 + error.object.count(b"\n", 0, error.start)
        mistakes.append(Mistake(Place(shown_as, line, 1), "", "this is not UTF-8 text", "save the file as UTF-8"))
    except OSError as error:
        mistakes.append(Mistake(Place(shown_as, 1, 1), "", f"the file cannot be read ({error.strerror})", "add it"))
    return ""


def reporter(mistakes: list[Mistake], code: str = "form") -> Report:
    """Return a function that adds to ``mistakes``, under the code of a rule."""

    def report(place: Place, path: Path, message: str, mend: str) -> None:
        mistakes.append(Mistake(place, ".".join(map(str, path)), message, mend, code))

    return report


def place_of(node: Node, path: Path) -> Place:
    """Return the place of the value that ``path`` leads to, or of the nearest value around it."""
    for key in path:
        try:
            node = node.value[key]
        except (KeyError, IndexError, TypeError):
            break
    return node.place
