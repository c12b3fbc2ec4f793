"""What the readers of both catalog files share."""

from __future__ import annotations

import re
from pathlib import Path as File

from ..errors import CatalogError, Mistake, Place
from ..text.characters import harmless
from .limits import LONGEST_TOLD, MOST_BYTES, MOST_MISTAKES
from .node import Node, Path, Report


def read_text(file: File, shown_as: str, mistakes: list[Mistake], inside: File | None = None) -> str:
    """Return the text of a file; if it cannot be read that is added to ``mistakes``, and the text is empty.

    ``inside``: a folder from somebody else, which the file has to be in, links followed.
    """
    try:
        if inside is not None and (wrong := _outside(file, inside)):
            mistakes.append(Mistake(Place(shown_as, 1, 1), "", wrong, "put the file itself there"))
            return ""
        # No more is read than may be: a device has no size, and no end.
        with file.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
        return text_of(content, shown_as, mistakes)
    except OSError as error:
        mistakes.append(Mistake(Place(shown_as, 1, 1), "", f"the file cannot be read ({error.strerror})", "add it"))
    return ""


def text_of(content: bytes, shown_as: str, mistakes: list[Mistake]) -> str:
    """Return the text of a file with one kind of line end; ``content`` is at most one byte more than a file may have."""
    if len(content) > MOST_BYTES:
        message = f"the file has more than {MOST_BYTES:,} bytes"
        mistakes.append(Mistake(Place(shown_as, 1, 1), "", message, "take several files, each with its own -C"))
        return ""
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = 1 + error.object.count(b"\n", 0, error.start)
        mistakes.append(Mistake(Place(shown_as, line, 1), "", "this is not UTF-8 text", "save the file as UTF-8"))
        return ""


def written_like(text: str, content: bytes) -> str:
    """Return a text with the line ends of a file's content, by its first, and with its byte order mark if it has one."""
    found = re.search(rb"\r\n|\r|\n", content)
    mark = "\ufeff" if content.startswith(b"\xef\xbb\xbf") else ""
    return mark + (text.replace("\n", found[0].decode()) if found else text)


def _outside(file: File, folder: File) -> str | None:
    """Say what keeps a file of somebody else's folder from being read, if it is there at all."""
    real = file.resolve()
    if not real.is_relative_to(folder.resolve()):
        return "this is a link that leads out of the folder"
    # Reading a pipe would wait for ever.
    return "this is no plain file" if real.exists() and not real.is_file() else None


def reporter(mistakes: list[Mistake], code: str = "form") -> Report:
    """Return a function that adds to ``mistakes``, under the code of a rule."""

    def report(place: Place, path: Path, message: str, mend: str) -> None:
        if len(mistakes) >= MOST_MISTAKES:
            end = Mistake(place, "", f"these are {MOST_MISTAKES:,} mistakes; no more is read", "mend these first")
            raise CatalogError([*mistakes, end])
        mistakes.append(Mistake(place, _told(".".join(map(str, path))), _told(message), _told(mend), code))

    return report


def _told(text: str) -> str:
    """Return a text that may hold pieces of the file: nothing in it acts on a terminal, and it ends."""
    return harmless(text if len(text) <= LONGEST_TOLD else text[:LONGEST_TOLD] + "...")


def place_of(node: Node, path: Path) -> Place:
    """Return the place of the value that ``path`` leads to, or of the nearest value around it."""
    for key in path:
        try:
            node = node.value[key]
        except (KeyError, IndexError, TypeError):
            break
    return node.place
