"""Check what fills a postback's parameters: the tracker's macros, or text where a macro belongs."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..catalog.model import ROLE_LABELS, Tracker
from ..messages.message import message as say
from ..setup.click_id import choose_click_id, read_by
from ..setup.payout import BY_MACRO, choose_payout, is_amount, meant_amount
from ..text.characters import shown
from ..text.placeholders import may_be_meant
from ..urls.cut import Parameter, Part
from ..urls.edit import Edit, append, fill, remove
from .classify import Judgement, judge
from .findings import Findings
from .recognise import Recognised

_REAL_ID = re.compile(r"(?=.*[0-9])[\w-]{16,}", re.ASCII)


def check_click_id(read: Recognised, tracker: Tracker | None, link_param: str | None, found: Findings) -> None:
    """Add what is wrong with the click ID: exactly the tracker's macro for it belongs there."""
    name = read.type.shape.parameter_of("click_id") or ""
    right = right_click_id(read, tracker, link_param)
    given = [*read.parameters.get("click_id", ())]
    if len(given) > 1:
        keep = next((parameter for parameter in given if parameter.value.text == right), given[0])
        for spare in given:
            if spare is not keep:
                message = f"{name} appears {len(given)} times; leave one"
                found.error("click-id-twice", spare, message, remove(read.url, spare))
        given = [keep]
    elif not given and "click_id" in read.misnamed:
        given = [read.misnamed["click_id"]]
    if not given:
        edits = [append(read.url, f"{name}={right}")] if right else []
        found.error("click-id-missing", read.url.query, f"{name} is missing; {_write(name, right, tracker)}", *edits)
        return
    value = _Value(read, tracker, given[0], right, found, link_param)
    judged = value.judged
    if judged.kind == "click_id" or value.rides_on_link:
        return
    if value.reported_spoilt(belongs=f"the click ID belongs here; {_write(name, right, tracker)}"):
        return
    if judged.kind == "empty":
        value.error("click-id-empty", f"{name} is empty; {_write(name, right, tracker)}")
    elif judged.kind == "own" and tracker:
        of = f"{value.text} is {tracker.name}'s own click ID, which {read.network.name} does not know"
        value.error("own-click-id", f"{of}; {_write(name, right, tracker)}")
    elif judged.kind == "listed" and tracker:
        of = f"{value.text} is {_meaning(tracker, value.text)}, not the click ID"
        value.error("wrong-macro", f"{of}; {_write(name, right, tracker)}")
    else:
        is_sent = ". If this is a call that was sent, with a real click ID, it is right"
        sent = is_sent if _REAL_ID.fullmatch(value.text) else ""
        value.error("click-id-literal", f"{value.shown} is not a macro; {_write(name, right, tracker)}{sent}")


def right_click_id(read: Recognised, tracker: Tracker | None, link_param: str | None) -> str | None:
    """Return the macro that belongs into the click-ID parameter, or None if it is not known."""
    if tracker is None:
        return None
    return choose_click_id(tracker, read.network, [link_param] if link_param else [], None, None, []).macro


def _write(name: str, right: str | None, tracker: Tracker | None) -> str:
    if right:
        return f"write {name}={right}"
    whose = f"{tracker.name}'s macro" if tracker else "your tracker's macro"
    return f"write {whose} for the click ID of the traffic source (see the list beside the postback field)"


def _meaning(tracker: Tracker, macro: str) -> str:
    meanings = [
        "another value" if meaning == "other" else f"the {meaning}"
        for meaning in tracker.meanings(macro)
        if meaning != "click ID"
    ]
    return " and ".join(meanings) or "a click ID"


def check_payout(read: Recognised, tracker: Tracker | None, found: Findings) -> None:
    """Add what is wrong with the payout: an amount, or the tracker's macro for one."""
    name = read.type.shape.parameter_of("payout")
    if name is None:
        return
    given = read.parameters.get("payout") or ((read.misnamed["payout"],) if "payout" in read.misnamed else ())
    payout = choose_payout(tracker, read.type, BY_MACRO, None) if tracker else None
    macro = payout.text if payout else None
    # What else than the price of the conversion gets reported, only the user can decide.
    right = macro if tracker and tracker.postback_out.payout_means == "paid_to_network" else None
    or_macro = f", or {macro} to let the tracker fill it in" if macro else ""
    if not given:
        if "payout" in read.type.needs:
            edits = [append(read.url, f"{name}={right}")] if right else []
            message = f"{name} is missing; add an amount, such as {name}=1.5{or_macro}"
            found.error("payout-missing", read.url.query, message, *edits)
        return
    if len(given) > 1:
        found.error("payout-amount", given[1], f"{name} appears {len(given)} times; leave one")
    value = _Value(read, tracker, given[0], right, found, wanted=macro)
    if value.reported_spoilt(belongs=f"the amount belongs here, such as 1.5{or_macro}"):
        return
    if value.judged.kind in ("text", "empty"):
        _check_amount(value, name, or_macro)
    elif tracker and value.judged.kind in ("click_id", "own", "listed"):
        _check_payout_macro(value, tracker, macro)


def _check_amount(value: _Value, name: str, or_macro: str) -> None:
    text = value.part.decoded
    if is_amount(text):
        return
    meant = meant_amount(text)
    what = f"{value.shown} is not an amount above 0" if text else f"{name} is empty: leave it out, or fill it in"
    edits = [fill(value.parameter, meant)] if meant else None if not text else []
    hint = f"did you mean {meant}? " if meant else ""
    value.error("payout-amount", f"{what}; {hint}write digits with a dot, such as 1.5{or_macro}", edits)


def _check_payout_macro(value: _Value, tracker: Tracker, payout_macro: str | None) -> None:
    roles, out, network = set(tracker.roles(value.text)), tracker.postback_out, value.read.network
    in_dollars = tracker.macro("payout_usd")
    if not roles & {"payout", "payout_usd"}:
        _report_no_payout(value, tracker, payout_macro)
        return
    if read_in_dollars(value.read) and in_dollars and "payout_usd" not in roles:
        message = f"{tracker.name} has {in_dollars} for US dollars; write it here"
        value.warn("payout-not-usd", message, [fill(value.parameter, in_dollars)])
    if out.minor_units and "payout_usd" not in roles:
        value.warn("minor-units", f"{value.text} is in cents")
    if out.payout_means != "paid_to_network":
        code = f"payout-means.{out.payout_means or 'unknown'}"
        value.found.note("payout-means", value.part, str(say(code, macro=value.text, network=network.name)))


def _report_no_payout(value: _Value, tracker: Tracker, payout_macro: str | None) -> None:
    """Report a macro of the tracker that is not its payout: an error where it cannot be an amount at all."""
    roles = tracker.roles(value.text)
    instead = f"; the payout macro is {payout_macro}" if payout_macro else ""
    if value.text in tracker.postback_out.other or "sale_amount" in roles:
        what = "the sale amount: what your customer paid" if "sale_amount" in roles else "listed, but not as the payout"
        value.warn("wrong-macro", f"{value.text} is {what}{instead}")
    else:
        value.error("wrong-macro", f"{value.text} is {_meaning(tracker, value.text)}, not an amount{instead}")


def read_in_dollars(read: Recognised) -> bool:
    """Tell whether the network takes the amount as US dollars."""
    return read.type.currencies == ("USD",)


def check_role(read: Recognised, tracker: Tracker | None, role: str, found: Findings) -> None:
    """Add what is wrong with a role that the network asks for besides click ID and payout."""
    name = read.type.shape.parameter_of(role)
    right = tracker.macro(role) if tracker else None
    if name is None:
        return
    parameters = read.parameters.get(role) or ((read.misnamed[role],) if role in read.misnamed else ())
    label = ROLE_LABELS[role].removesuffix(" macro")
    if not parameters:
        edits = [append(read.url, f"{name}={right}")] if right else []
        found.error("fixed-parameter", read.url.query, f"{name} is missing; it takes the {label}", *edits)
        return
    value = _Value(read, tracker, parameters[0], right, found)
    if value.reported_spoilt(belongs=f"the {label} belongs here") or not tracker:
        return
    right_ones = (right, *tracker.postback_out.spellings.get(role, ()))
    if right and value.text not in right_ones:
        value.warn("wrong-macro", f"{value.shown} is not the {label}; write {right}", [fill(value.parameter, right)])


def check_extra_value(read: Recognised, tracker: Tracker | None, parameter: Parameter, found: Findings) -> bool:
    """Add what is wrong with the macro in a parameter that the network does not know; return whether there is anything."""
    value = _Value(read, tracker, parameter, None, found)
    if may_be_meant(value.part.decoded):
        return False
    return value.reported_spoilt(belongs="leave it out, or write it right")


@dataclass
class _Value:
    """The value of one parameter. ``right`` is the macro that belongs there, if it is known."""

    read: Recognised
    tracker: Tracker | None
    parameter: Parameter
    right: str | None
    found: Findings
    link_param: str | None = None
    wanted: str | None = None
    """The macro to write where somebody wrote a macro in another system's way; ``right`` unless given."""

    def __post_init__(self) -> None:
        self.judged: Judgement = judge(self.text, self.read.network, self.tracker)

    @property
    def part(self) -> Part:
        return self.parameter.value

    @property
    def text(self) -> str:
        return self.part.text

    @property
    def shown(self) -> str:
        return shown(self.text)

    @property
    def is_click_id(self) -> bool:
        is_named = self.parameter.name.decoded == self.read.type.shape.parameter_of("click_id")
        return is_named or self.parameter == self.read.misnamed.get("click_id")

    @property
    def rides_on_link(self) -> bool:
        """Whether the network's own macro is right here: the postback travels on the link, where the network fills it in."""
        callback = self.tracker.postback_out.callback if self.tracker else None
        return callback is not None and self.is_click_id and self.text == self.read.network.click_id_macro

    def error(self, code: str, message: str, edits: list[Edit] | None = None) -> None:
        if edits is None:
            edits = [fill(self.parameter, self.right)] if self.right else []
        place = self.part if self.text else self.parameter
        self.found.error(code, place, message, *edits)

    def warn(self, code: str, message: str, edits: list[Edit] | None = None) -> None:
        self.found.warn(code, self.part, message, *(edits or []))

    def reported_spoilt(self, belongs: str) -> bool:
        """Report a value that is wrong in any parameter; return whether it was."""
        network, kind, macro = self.read.network, self.judged.kind, self.judged.macro
        if self.is_click_id and not self._has_macro and kind == "text" and re.search(r"[^\w.~-]", self.part.decoded):
            kind = "unlisted"
        if not self.is_click_id and kind == "click_id" and self.tracker and not self.tracker.meanings(self.text):
            kind = "unlisted"
        if kind == "placeholder":
            self.error("placeholder", f"{self.shown} is a placeholder; {belongs}")
        elif kind == "network":
            self.error(
                "network-macro",
                f"{self.shown} is written like a macro of {network.name}, for the tracking link; {belongs}",
            )
        elif kind == "opposite":
            what = f"{self.shown} is a macro with which {network.name} reports to affiliates' trackers"
            self.error("opposite-direction", f"{what}; {belongs}")
        elif kind == "encoded":
            self.error("encoded-macro", f"{self.shown} is {macro} percent-encoded; write it raw", self._fix(macro))
        elif kind == "misspelt" and self.tracker:
            self.error("misspelt-macro", self._misspelt(macro), self._fix(macro))
        elif kind == "foreign" and self.tracker and self.tracker.style:
            opening, closing = self.tracker.style
            style = f"{self.tracker.name} writes its macros as {opening}...{closing}"
            wanted = self.wanted or self.right
            edits = [fill(self.parameter, wanted)] if wanted else []
            self.error("foreign-style", f"{self.shown} is not written so: {style}; {belongs}", edits)
        elif kind == "mixed":
            self.error("text-around-macro", f"{macro} has to be the whole value; leave the rest out", self._fix(macro))
        elif kind == "unlisted":
            return self._report_unlisted(belongs)
        else:
            return False
        return True

    @property
    def _has_macro(self) -> bool:
        """Whether the tracker's click-ID macro is known."""
        return self.tracker is not None and self.tracker.macro("click_id") is not None

    def _fix(self, macro: str) -> list[Edit]:
        return [fill(self.parameter, self._meant(macro))]

    def _meant(self, macro: str) -> str:
        """Return the macro to write for a spoilt one: that one, unless it cannot stand here."""
        if not self.is_click_id:
            return macro
        # With a link the link decides; without one any right click-ID macro may be meant.
        if self.tracker and not self.link_param and read_by(self.tracker, macro):
            return macro
        return self.right or macro

    def _misspelt(self, macro: str) -> str:
        named = self.tracker.name if self.tracker else ""
        meant = self._meant(macro)
        instead = f", but {meant} belongs here" if meant != macro else ""
        return f"{self.shown} is not a macro of {named}; {macro} is{instead}"

    def _report_unlisted(self, belongs: str) -> bool:
        if self.tracker is None:
            if self.is_click_id:
                code = "; it looks like a variable of a program" if self.text.startswith("$") else ""
                self.warn("unlisted-macro", f"no tracker in the catalog has {self.shown} as its click-ID macro{code}")
            return self.is_click_id
        message = f"{self.shown} is no macro of {self.tracker.name} that is known here"
        if self._has_macro if self.is_click_id else self.tracker.postback_out.list == "complete":
            self.error("unlisted-macro", f"{message}; {belongs}")
        else:
            self.warn("unlisted-macro", f"{message}; compare it with the list in your account")
        return True
