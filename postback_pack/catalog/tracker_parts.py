"""What an entry of trackers.yaml is made of. Each key of the file is one field here, with what the reader and the views have to know."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, Literal

from ..frozen import Frozen

if TYPE_CHECKING:
    from .fields import Word
    from .keys import (
        ClickParameter,
        Host,
        Key,
        LinkParameter,
        LinkParameters,
        MacroOfRole,
        MacroText,
        SpellingsOfRole,
        WebPage,
        WordsOfStatus,
    )

NOTHING: Mapping[str, Any] = MappingProxyType({})
ABSENT = object()
"""What a macro is read as that is known not to exist."""
TABLE = "table"
"""In place of the name of a snippet: a table of parameters, for tools that ask for them one by one."""
BLANKS = {"<n>": "([1-9][0-9]?)", "<name>": "([A-Za-z][A-Za-z0-9_]{0,63})"}


class Pair(Frozen):
    """A parameter of the tracking link and the macro that gives its value back.

    In both, ``<n>`` stands for a number and ``<name>`` for a word: ``sub_id_<n>`` and ``{sub_id_<n>}``.
    """

    param: Annotated[LinkParameters, Key("parameter of the link")]
    click_id: Annotated[MacroText, Key("macro that reads it")]

    @property
    def blanks_agree(self) -> bool:
        """Whether both halves have the same blank, or none."""
        return [blank in self.param for blank in BLANKS] == [blank in self.click_id for blank in BLANKS]

    def macro_of(self, param: str) -> str | None:
        """Return the macro that reads ``param``, or None if the pair does not cover it."""
        return _translate(param, self.param, self.click_id)

    def param_of(self, macro: str) -> str | None:
        """Return the parameter that ``macro`` reads, or None if the pair does not cover it."""
        return _translate(macro, self.click_id, self.param)


def has_blank(macro: str) -> bool:
    """Return whether a part of a macro is written as ``<n>``, ``<name>`` or ``<param>``."""
    return any(blank in macro for blank in (*BLANKS, "<param>"))


def _translate(text: str, source: str, target: str) -> str | None:
    blank = next((blank for blank in BLANKS if blank in source), None)
    if blank is None:
        return target if text == source else None
    found = _pattern(source, blank).fullmatch(text)
    return target.replace(blank, found[1]) if found else None


@cache
def _pattern(source: str, blank: str) -> re.Pattern[str]:
    return re.compile(re.escape(source).replace(re.escape(blank), BLANKS[blank], 1))


def param_named_in(macro: str, known: str) -> str | None:
    """Return the parameter that ``macro`` names where ``known`` has ``<param>``, or None if it is not written like it.

    A ``<name>`` beside it is another word that the user chose, such as the name of a traffic source.
    """
    found = _pattern_of_param(known).fullmatch(macro) if "<param>" in known else None
    return found[1] if found else None


@cache
def _pattern_of_param(known: str) -> re.Pattern[str]:
    any_word = re.escape(known).replace("<name>", "[A-Za-z0-9_]{1,64}")
    return re.compile(any_word.replace("<param>", BLANKS["<name>"]))


class ClickIn(Frozen):
    """How the network's click ID gets into the tracker: the parameter of the tracking link."""

    param: Annotated[
        ClickParameter | None,
        Key(
            "parameter of the tracking link in which the tracker keeps the network's click ID",
            "needed",
            label="parameter of the link",
            null=True,
        ),
    ] = None
    naming: Annotated[
        Literal["fixed", "default", "chosen"],
        Key("fixed, default (may be renamed) or chosen (the user names it; param is our suggestion)", "possible"),
    ]
    slots: Annotated[
        Mapping[str, LinkParameter],
        Key("parameters for the network's other macros, such as {placement: source}", "needed"),
    ] = NOTHING
    also: Annotated[
        tuple[Pair, ...],
        Key(
            "other pairs that can carry the click ID; <n> is a number, <name> a word",
            "needed",
            label="other pairs for the click ID",
        ),
    ] = ()
    example: Annotated[
        WebPage | None, Key("the shape of a campaign URL, without the click ID", "possible", null=True)
    ] = None
    no_final_slash: Annotated[
        bool,
        Key(
            "true where its links fail if their path ends in a slash", "needed", label="no slash at the end of the link"
        ),
    ] = False
    shown_encoded: Annotated[
        bool,
        Key(
            "true where its panel shows the link with percent-encoded macros, which no network fills in",
            "needed",
            label="shows the link with encoded macros",
        ),
    ] = False


class Sends(Frozen):
    """How the tracker sends the postback; None: not known. ``scheme`` "http": it can send only http."""

    method: Annotated[Literal["GET", "POST"] | None, Key("HTTP method", "needed", label="sent by", null=True)] = None
    encoded: Annotated[
        bool | None, Key("whether values are percent-encoded", "needed", label="values are encoded", null=True)
    ] = None
    scheme: Annotated[
        Literal["http"] | None,
        Key("http if the tracker can send only http", "needed", label="can send only", null=True),
    ] = None
    private: Annotated[
        bool | None,
        Key(
            "whether it also calls this machine and private networks, such as 127.0.0.1 and 192.168.0.1",
            "needed",
            label="calls private addresses",
            null=True,
        ),
    ] = None


class Callback(Frozen):
    """Parameters of the tracker's own link that carry a whole postback: on ``host`` as they are, elsewhere with ``prefix``.

    ``install`` is the parameter for the install, ``event`` the one for an event, in which ``<token>`` is the event's token.
    """

    host: Annotated[Host, Key("host on which the parameters have no prefix")]
    prefix: Annotated[LinkParameter, Key("what the parameters begin with on any other host")]
    install: Annotated[LinkParameter, Key("parameter for the postback of the install")]
    event: Annotated[LinkParameters, Key("parameter for the postback of an event; <token> is the event's token")]


class StatusTranslation(Frozen):
    """A status macro with the words in it that the tracker sends in place of its own: ``{status:lead=1 sale=2}``."""

    macro: Annotated[
        MacroText,
        Key("the macro with <pairs> where its pairs are; a pair is lead=1, and between two is a blank", "needed"),
    ]
    words: Annotated[
        WordsOfStatus,
        Key("the tracker's own word for a status: {confirmed: sale}", "needed", label="words for a status"),
    ] = NOTHING

    def translating(self, values: Mapping[str, str]) -> str | None:
        """Return the macro that sends these values for the tracker's words, or None if no word is known.

        ``values``: what the network takes for each status.
        """
        known = [f"{word}={values[status]}" for status, word in self.words.items() if status in values]
        return self.macro.replace("<pairs>", " ".join(known)) if known else None

    def found_in(self, text: str) -> re.Match[str] | None:
        """Return where such a macro is in ``text``; its group is all pairs."""
        return _with_pairs(self.macro).search(text)

    def values_in(self, text: str) -> list[str]:
        """Return what such a macro sends if all of ``text`` is one; else nothing."""
        found = _with_pairs(self.macro).fullmatch(text)
        return [pair.partition("=")[2] for pair in found[1].split()] if found else []

    def is_macro(self, text: str) -> bool:
        """Return whether all of ``text`` is such a macro."""
        return _with_pairs(self.macro).fullmatch(text) is not None


@cache
def _with_pairs(macro: str) -> re.Pattern[str]:
    pair = r"[^\s=&{}]+=[^\s=&{}]*"
    return re.compile(re.escape(macro).replace(re.escape("<pairs>"), rf"\s*({pair}(?:\s+{pair})*)\s*"))


class PostbackOut(Frozen):
    """How the tracker reports a conversion to the network. ``absent``: roles known to have no macro."""

    delivery: Annotated[
        Literal["paste", "link_callback", "partner", "code", "none"],
        Key(
            "paste (the URL goes into a field), link_callback (the tracker's link carries it), partner (a built-in integration sends it),"
            " code (the site sends it) or none",
            "possible",
        ),
    ]
    where: Annotated[
        tuple[str, ...], Key("menu path to the field, outermost first", "possible", label="menu path")
    ] = ()
    macros: Annotated[
        MacroOfRole, Key("role -> macro in quotes, null (not known) or absent (known not to exist)", "needed for each")
    ]
    absent: frozenset[str] = frozenset()
    own_click_id: Annotated[
        tuple[MacroText, ...],
        Key("the tracker's own click ID: never what the network needs", "needed", label="own click ID (never send it)"),
    ] = ()
    other: Annotated[
        tuple[MacroText, ...], Key("further macros, never the click ID", "needed", label="other macros")
    ] = ()
    list: Annotated[Literal["complete", "partial"], Key("whether all its macros are listed", "possible")] = "partial"
    spellings: Annotated[
        SpellingsOfRole,
        Key(
            "other right spellings; in one with <param>, <name> is another word that the user chose",
            "needed",
            label="other spellings",
        ),
    ] = NOTHING
    status_translation: Annotated[
        StatusTranslation | None, Key("for a tracker that translates its statuses inside the status macro")
    ] = None
    payout_means: Annotated[
        Literal["paid_to_network", "earned", "sale_value"] | None,
        Key("what the payout macro counts", "needed", label="what the payout is", null=True),
    ] = None
    payout_currency: Annotated[
        Literal["USD", "account", "offer", "sale"] | None,
        Key("currency of the payout macro", "needed", label="currency of the payout", null=True),
    ] = None
    minor_units: Annotated[bool, Key("true where amounts are in cents", "possible")] = False
    sends: Annotated[Sends, Key("how the tracker sends the postback")] = Sends()
    callback: Annotated[
        Callback | None, Key("for link_callback: the parameters of the tracker's link that carry the postback")
    ] = None
    snippet: Annotated[
        str | None,
        Word(r"table|[a-z][a-z0-9_]*\.[a-z]{2,4}", "table, or a file of templates/snippets"),
        Key("for code: the snippet, or table for a table of parameters"),
    ] = None
    why: Annotated[str | None, Key("for none: why the system cannot send a postback")] = None
    instead: Annotated[str | None, Key("where there is nothing to paste: how it is done instead", "possible")] = None

    @classmethod
    def from_keys(cls, macros: Mapping[str, Any] = NOTHING, **values: Any) -> PostbackOut:
        """Return what the values of a file say: a macro that is null is not known, and left out."""
        known = {role: macro for role, macro in macros.items() if macro is not None and macro is not ABSENT}
        absent = frozenset(role for role, macro in macros.items() if macro is ABSENT)
        return cls(macros=MappingProxyType(known), absent=absent, **values)


class Exemption(Frozen):
    """A rule of lint that an entry may break, and why."""

    ignore: Annotated[str, Word("[a-z-]+", "the code of a rule"), Key("code of the rule")]
    reason: Annotated[str, Key("why the entry may break it")]
