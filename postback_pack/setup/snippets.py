"""Code that sends the postback from a site without a tracker, and the table for tools that ask for its parts.

Both come from the shape of the network's URL: what is known now is filled in, and what is known
only when a conversion happens becomes an expression of the snippet's language.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from ..catalog.model import FREE_ROLES
from ..catalog.network_parts import PostbackType
from ..catalog.shape import Slot
from ..catalog.tracker_parts import TABLE
from ..messages.message import sentences
from ..text.markup import Span, spans, write_plain
from .amount import order_value_notes, types_by_currency
from .postback_type import Given, choose_type
from .request import Request

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment

CLICK_ID_CHARACTERS = "!$%(-;=?-z|~"
"""The characters of a click ID, as the languages of the snippets write them between square brackets.

They are the visible ones of ASCII but for the signs of macros (``#{}<>``), quotes and ``&``, so that
a macro that was never filled in, or markup, is not taken for an ID.
"""
_LONGEST_CLICK_ID = 255
_LONGEST_IN = {"stripe.mjs": 200}
"""Stripe refuses a session whose client_reference_id is longer."""


def is_click_id(text: str, snippet: str) -> bool:
    """Return whether a snippet keeps and reports this value as a click ID."""
    return re.fullmatch(_click_id_pattern(snippet), text) is not None


def longest_click_id(snippet: str) -> int:
    """Return the most characters of a click ID that a snippet keeps and reports."""
    return _LONGEST_IN.get(snippet, _LONGEST_CLICK_ID)


def _click_id_pattern(snippet: str) -> str:
    return f"[{CLICK_ID_CHARACTERS}]{{1,{longest_click_id(snippet)}}}"


class Language(NamedTuple):
    """How a program writes strings, comments and the postback URL."""

    join: str
    string: Callable[[str], str]
    comment: Callable[[str], str]
    encoded: str
    """How a value is percent-encoded; {} is the name of its variable."""
    names: dict[str, str]


@cache
def _languages() -> dict[str, Language]:
    """Return the language of each ending of a snippet's name."""
    from . import quoting

    camel_case = {"click_id": "clickId", "payout": "amount", "currency": "currency"}
    snake_case = camel_case | {"click_id": "click_id"}
    go_names = camel_case | {"click_id": "clickID"}
    java = Language(" + ", quoting.java_string, quoting.java_comment, "URLEncoder.encode({}, UTF_8)", camel_case)
    script = Language(" + ", quoting.script_string, quoting.script_comment, "encodeURIComponent({})", camel_case)
    return {
        "php": Language(" . ", quoting.php_string, quoting.php_comment, "rawurlencode(${})", camel_case),
        "go": Language(" + ", quoting.go_string, quoting.go_comment, "url.QueryEscape({})", go_names),
        "java": java,
        "rb": Language(" + ", quoting.ruby_string, quoting.go_comment, "URI.encode_www_form_component({})", snake_case),
        "py": Language(" + ", quoting.python_string, quoting.python_comment, 'quote({}, safe="")', snake_case),
        "mjs": script,
        "js": script,
        "html": script._replace(comment=quoting.page_comment),
    }


def snippet(request: Request) -> str | None:
    """Return the code, or the table, for a tracker whose delivery is code; None for any other."""
    name = request.tracker.postback_out.snippet
    if name is None or unknown_roles(request):
        return None
    return "\n".join(_table_lines(request)) if name == TABLE else _code(request, name)


def unknown_roles(request: Request) -> list[str]:
    """Return what the network's URLs ask for in addition to click ID, payout and currency: code does not know it."""
    asked = {slot for kind in request.network.types.values() for slot in kind.shape.needed}
    return [role for role in FREE_ROLES if role in asked or role in request.macro_fields.values()]


def _code(request: Request, name: str) -> str:
    language = language_of(name)
    url = _expression(request, _type_without_amount(request), language, ())
    branches = [
        Branch([language.string(code) for code in codes], _expression(request, kind, language, ("payout", "currency")))
        for codes, kind in types_by_currency(request)
    ]
    network = request.network
    amount_note = _amount_note(request)
    return program(name, network.id, network.name, request.click_id.param or "", amount_note, url, branches)


def language_of(name: str) -> Language:
    """Return the language of a snippet by its file name."""
    return _languages()[ending_of(name)]


def ending_of(name: str) -> str:
    """Return the ending of a snippet's file name."""
    return name.rpartition(".")[2]


def in_letters(network_id: str) -> str:
    """Return a network's ID in letters only, for names that take nothing else."""
    return "".join("abcdefghij"[int(sign)] if sign.isdigit() else sign for sign in network_id if sign != "_")


class Branch(NamedTuple):
    """What a program reports for an order in one of these currencies, or in any: the URL as an expression."""

    currencies: list[str]
    url: str


def program(
    name: str, network_id: str, network: str, parameter: str, amount_note: str, url: str, branches: list[Branch]
) -> str:
    """Return a snippet; ``url`` is the expression for an order whose amount is not reported, ``amount_note`` says what the amount is."""
    language = language_of(name)
    data = {
        "id": network_id,
        "letters": in_letters(network_id),
        "network": language.string(network),
        "network_in_comment": language.comment(network),
        "parameter": language.string(parameter),
        "parameter_in_comment": language.comment(parameter),
        "amount_in_comment": language.comment(amount_note),
        "click_id": _click_id_pattern(name),
        "longest_click_id": longest_click_id(name),
        "cookie": language.string(f"{network_id}_click_id"),
        "url": url,
        "branches": branches,
    }
    return _environment().get_template(f"{name}.j2").render(data).rstrip("\n")


def _amount_note(request: Request) -> str:
    """Return what the code reports as the amount."""
    names = {"network": Span("plain", request.network.name), "payout": Span("plain", "the payout")}
    return write_plain(spans(str(sentences(*order_value_notes(request))), names))


@cache
def _environment() -> SandboxedEnvironment:
    """Return the environment, made once: it keeps the compiled templates."""
    from ..templating import environment

    return environment("snippets", {"commented": _commented})


def _commented(text: str) -> str:
    """Put a script's lines into comments."""
    return "\n".join(f"//   {line}".rstrip() for line in text.strip("\n").split("\n")) + "\n"


def _type_without_amount(request: Request) -> PostbackType:
    """Return the type for an order whose amount is not sent: the fixed amount's, else the one without payout."""
    if request.payout is None or not request.payout.by_macro:
        return request.type
    return choose_type(request.network, None, Given(fields=[*request.given_fields]), []) or request.type


def _expression(request: Request, kind: PostbackType, language: Language, later: tuple[str, ...]) -> str:
    """Write the URL as an expression: literals and encoded variables, joined. ``later``: what is known in addition to the click ID."""
    return language.join.join(
        language.encoded.format(language.names[piece.name]) if isinstance(piece, Slot) else language.string(piece)
        for piece in kind.shape.partly_filled(request.changed(type=kind).values, later)
    )


TABLE_HEADER = ("part", "name", "value")
TABLE_ROWS = ("method", "URL", "parameter")
TABLE_UNKNOWN = {
    "click_id": "(the click ID that you kept)",
    "payout": "(the amount, with a dot)",
    "currency": "(the currency code)",
}
"""What a table shows for a value that is known only when a conversion happens."""


def _table_lines(request: Request) -> list[str]:
    """Return the parts of the call for tools that ask for them one by one."""
    from ..text.tables import text_table

    click_id, payout = request.click_id.macro, request.payout
    later = ("payout", "currency") if payout and payout.by_macro else ()
    url, parameters = request.type.shape.table(request.values, later)
    known = {"click_id": click_id, "payout": payout.text if payout else None}
    values = TABLE_UNKNOWN | {name: macro for name, macro in known.items() if macro}
    method, address, parameter = TABLE_ROWS
    rows = [[method, "", "GET"], [address, "", _shown(url, values)]]
    rows += [[parameter, name, _shown(value, values)] for name, value in parameters]
    return text_table(TABLE_HEADER, rows)


def _shown(pieces: tuple[str | Slot, ...], values: dict[str, str]) -> str:
    return "".join(values.get(piece.name, f"({piece.name})") if isinstance(piece, Slot) else piece for piece in pieces)
