"""Code for sites on the generator page: each program once, with marks for what the page fills in."""

from __future__ import annotations

from typing import Any

from ..catalog.load import Catalog
from ..catalog.model import Network
from ..catalog.tracker_parts import TABLE
from ..setup.snippets import (
    TABLE_HEADER,
    TABLE_ROWS,
    TABLE_UNKNOWN,
    Branch,
    Language,
    ending_of,
    in_letters,
    language_of,
    program,
)
from ..text.stencil import marks
from .sentences import Sentences

_ID, _NETWORK, _PARAMETER, _AMOUNT = "zq_id_zq", "zq-network-zq", "zq-parameter-zq", "zq-amount-zq"
"""Stand for names in a program, also in comments, where a mark would be a blank."""
ANY, CODES = "*", "c"
"""How a branch is written in a pattern: for an order in any currency, or in one of some."""


def code_data(catalog: Catalog, sentences: Sentences) -> dict[str, Any]:
    """Return every program, by snippet and pattern of its branches, and what the page needs to write URLs into it."""
    names = _snippets(catalog)
    endings = dict.fromkeys(map(ending_of, names))
    return {
        "programs": {
            name: {pattern: _program(name, pattern, sentences) for pattern in _patterns(catalog)} for name in names
        },
        "languages": {ending: _language(language_of(f".{ending}")) for ending in endings},
        "table": {"header": TABLE_HEADER, "rows": TABLE_ROWS, "unknown": TABLE_UNKNOWN},
    }


def comments(catalog: Catalog, network: Network) -> dict[str, str]:
    """Return the network's name as it is in comments, by the ending of a language; only where that is not the name itself."""
    written = {ending_of(name): language_of(name).comment(network.name) for name in _snippets(catalog)}
    return {ending: text for ending, text in written.items() if text != network.name}


def _snippets(catalog: Catalog) -> list[str]:
    names = {tracker.postback_out.snippet for tracker in catalog.trackers.values()}
    return sorted(name for name in names if name is not None and name != TABLE)


def _patterns(catalog: Catalog) -> list[str]:
    """Return each pattern of branches that there can be; one currency can always be given."""
    most = max(sum(bool(kind.currencies) for kind in network.types.values()) for network in catalog.networks.values())
    return [CODES * count + end for count in range(max(most, 1) + 1) for end in ("", ANY)]


def _program(name: str, pattern: str, sentences: Sentences) -> list[int]:
    numbered = [f"{what}{number}" for number in range(len(pattern)) for what in ("url", "codes")]
    names = ["id", "ID", "letters", "network", "comment", "parameter", "amount", "url", *numbered]
    mark = marks(names)
    branches = [
        Branch([mark[f"codes{number}"]] if kind == CODES else [], mark[f"url{number}"])
        for number, kind in enumerate(pattern)
    ]
    text = program(name, _ID, _NETWORK, _PARAMETER, _AMOUNT, mark["url"], branches)
    language = language_of(name)
    for written, what in {
        _ID: "id",
        _ID.upper(): "ID",
        in_letters(_ID): "letters",
        language.string(_NETWORK): "network",
        _NETWORK: "comment",
        _PARAMETER: "parameter",
        _AMOUNT: "amount",
    }.items():
        text = text.replace(written, mark[what])
    return sentences.add_code(text, names)


def _language(language: Language) -> dict[str, Any]:
    visible = map(chr, range(ord(" "), ord("~") + 1))
    written = {sign: language.string(sign) for sign in visible}
    return {
        "join": language.join,
        "quote": language.string("")[0],
        "escapes": {sign: text[1:-1] for sign, text in written.items() if text[1:-1] != sign},
        "encoded": language.encoded,
        "names": language.names,
    }
