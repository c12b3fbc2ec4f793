"""What the readers of both catalog files share."""

from __future__ import annotations

import re
from pathlib import Path as File

from ..errors import CatalogError, Mistake, Place, brief
from ..messages.message import Message, message
from .limits import MOST_BYTES, MOST_MISTAKES
from .node import Node, Path, Report


def read_text(file: File, shown_as: str, mistakes: list[Mistake], inside: File | None = None) -> str:
    """Return the text of a file; if it cannot be read that is added to ``mistakes``, and the text is empty.

    ``inside``: a folder from somebody else, which the file has to be in, links followed.
    """
    try:
        if inside is not None:
            real = file.resolve()
            # Reading a pipe would wait for ever.
            if not real.is_relative_to(inside.resolve()) or (real.exists() and not real.is_file()):
                mistakes.append(Mistake(Place(shown_as, 1, 1), "", message("mistake.form.outside")))
                return ""
        # No more is read than may be: a device has no size, and no end.
        with file.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
        return text_of(content, shown_as, mistakes)
    except OSError as error:
        said = message("mistake.form.unreadable", reason=error.strerror)
        mistakes.append(Mistake(Place(shown_as, 1, 1), "", said))
        return ""


def text_of(content: bytes, shown_as: str, mistakes: list[Mistake]) -> str:
    """Return the text of a file with one kind of line end; ``content`` is at most one byte more than a file may have."""
    if len(content) > MOST_BYTES:
        mistakes.append(Mistake(Place(shown_as, 1, 1), "", message("mistake.form.bytes", most=f"{MOST_BYTES:,}")))
        return ""
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = 1 + error.object.count(b"\n", 0, error.start)
        mistakes.append(Mistake(Place(shown_as, line, 1), "", message("mistake.form.not-utf-8")))
        return ""


def keep_line_ends(text: str, content: bytes) -> str:
    """Return a text with the line ends of a file's content, by its first, and with its byte order mark if it has one."""
    found = re.search(rb"\r\n|\r|\n", content)
    mark = "\ufeff" if content.startswith(b"\xef\xbb\xbf") else ""
    return mark + (text.replace("\n", found[0].decode()) if found else text)


def reporter(mistakes: list[Mistake]) -> Report:
    """Return a function that adds to ``mistakes``."""

    def report(place: Place, path: Path, said: Message) -> None:
        if len(mistakes) >= MOST_MISTAKES:
            end = Mistake(place, "", message("mistake.form.mistakes", most=f"{MOST_MISTAKES:,}"))
            raise CatalogError([*mistakes, end])
        mistakes.append(Mistake(place, brief(".".join(map(str, path))), said))

    return report


def place_of(node: Node, path: Path) -> Place:
    """Return the place of the value that ``path`` leads to, or of the nearest value around it."""
    for key in path:
        try:
            node = node.value[key]
        except (KeyError, IndexError, TypeError):
            break
    return node.place
