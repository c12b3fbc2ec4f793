"""The path of one conversion as a small picture: who sends what to whom, with the tracker's real parameter and macros.

Inline SVG that takes its colour from the text around it, so it fits a light page and a dark one. Braces are written as
entities, so that neither MDX nor Liquid nor Hugo takes a macro for code of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import accumulate
from textwrap import wrap
from typing import TYPE_CHECKING, Any, NamedTuple

from ..catalog.shape import Slot
from ..messages.message import message, sentences
from ..setup.build import Setup

if TYPE_CHECKING:
    from jinja2 import Template

_WIDTH, _BOX_WIDTH, _TOP = 720, 190, 60
_LINE_HEIGHT, _ABOVE_ARROW, _BELOW_ARROW = 15, 8, 20
_LETTERS = 37
"""The number of letters of a label that fit between two columns."""
_COLUMNS = {2: (130, 590), 3: (100, 360, 620)}


class Arrow(NamedTuple):
    """One message: from and to which column, what it is, and the parameters that it carries."""

    source: int
    target: int
    title: str
    carries: tuple[str, ...]


def diagram(setup: Setup) -> str:
    """Return the path of one conversion of ``setup`` as one ``<svg>`` element, with a text alternative and without blank lines."""
    names, arrows = path_of(setup)
    svg = _template().render(_drawing(names, arrows), text=_text(names, arrows))
    return svg.strip().replace("{", "&#123;").replace("}", "&#125;")


def path_of(setup: Setup) -> tuple[list[str], list[Arrow]]:
    """Return who takes part in a conversion of ``setup``, and the arrows between them."""
    return _names(setup), [*_arrows(setup)]


@cache
def _template() -> Template:
    """Return the compiled template, made once: compiling takes longer than all the rest."""
    from ..templating import environment

    return environment("setup", {}).get_template("diagram.svg.j2")


def _names(setup: Setup) -> list[str]:
    if setup.tracker.postback_out.delivery == "code":
        return [setup.network.name, str(message("diagram.site", tracker=setup.tracker.name))]
    return [setup.network.name, setup.tracker.name, str(message("diagram.offer"))]


def _arrows(setup: Setup) -> Iterator[Arrow]:
    yield Arrow(0, 1, str(message("diagram.click")), (_carried_in(setup),))
    if setup.tracker.postback_out.delivery != "code":
        own = setup.tracker.postback_out.own_click_id
        carries = (str(message("diagram.own-click-id", macro=own[0])),) if own else ()
        yield Arrow(1, 2, str(message("diagram.visit")), carries)
        yield Arrow(2, 1, str(message("diagram.conversion")), ())
    yield Arrow(1, 0, *_carried_out(setup))


def _carried_in(setup: Setup) -> str:
    macro = setup.network.click_id_macro
    callback = setup.tracker.postback_out.callback
    if setup.click_id.in_callback and callback:
        return str(message("diagram.carried", parameter=callback.install, macro=macro))
    return f"{setup.click_id.param or message('diagram.parameter-unknown')}={macro}"


def _carried_out(setup: Setup) -> tuple[str, tuple[str, ...]]:
    delivery = setup.tracker.postback_out.delivery
    if delivery in ("none", "partner"):
        return str(message(f"diagram.{delivery}")), ()
    return str(message("diagram.postback")), tuple(_parameters(setup))


def _parameters(setup: Setup) -> Iterator[str]:
    values = {name: setup.fields.get(name, field.ungiven) for name, field in setup.network.fields.items()}
    by_code = setup.tracker.postback_out.delivery == "code"
    unknown = str(message("diagram.macro-unknown"))
    values["click_id"] = setup.click_id.macro or (str(message("diagram.stored-click-id")) if by_code else unknown)
    if setup.payout:
        values["payout"] = setup.payout.text or (str(message("diagram.order-amount")) if by_code else unknown)
    for name, piece in setup.type.shape.form.query:
        if isinstance(piece, Slot):
            yield f"{name}={values.get(piece.name) or setup.tracker.macro(piece.name) or unknown}"
        else:
            yield f"{name}={piece}"


def _text(names: list[str], arrows: list[Arrow]) -> str:
    steps = []
    for number, arrow in enumerate(arrows, start=1):
        source, target, label = names[arrow.source], names[arrow.target], ", ".join((arrow.title, *arrow.carries))
        steps.append(message("diagram.step", number=number, source=source, target=target, label=label))
    return str(sentences(message("diagram.title"), *steps))


def _drawing(names: list[str], arrows: list[Arrow]) -> dict[str, Any]:
    """Return where everything is, in units of the picture."""
    columns = _COLUMNS[len(names)]
    letters = _LETTERS if len(names) == 3 else 2 * _LETTERS
    labels = [
        [line for text in arrow.carries for line in wrap(text, letters, break_on_hyphens=False)] for arrow in arrows
    ]
    heights = [_LINE_HEIGHT * (1 + len(lines)) + _ABOVE_ARROW + _BELOW_ARROW for lines in labels]
    starts = [*accumulate(heights, initial=_TOP)]
    return {
        "width": _WIDTH,
        "height": starts[-1],
        "boxes": [
            {"x": column, "left": column - _BOX_WIDTH // 2, "width": _BOX_WIDTH, "name": name, "small": len(name) > 22}
            for column, name in zip(columns, names, strict=True)
        ],
        "rows": [
            {
                "number": number,
                "title": arrow.title,
                "lines": [{"y": start + _LINE_HEIGHT * (index + 2), "text": line} for index, line in enumerate(lines)],
                "title_y": start + _LINE_HEIGHT,
                "middle": (columns[arrow.source] + columns[arrow.target]) // 2,
                "y": start + _LINE_HEIGHT * (1 + len(lines)) + _ABOVE_ARROW,
                "from": columns[arrow.source],
                "to": columns[arrow.target],
                "back": 1 if arrow.source > arrow.target else -1,
            }
            for number, (arrow, lines, start) in enumerate(zip(arrows, labels, starts, strict=False), start=1)
        ],
    }
