"""Recognise a network's postback URL in a pasted one: which network, which type, and what fills each slot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..catalog.model import Network
from ..catalog.network_parts import PostbackType
from ..catalog.networks import Networks, hosts_of, without_www
from ..catalog.shape import Slot, inside
from ..text.macros import has_macro, is_macro_like
from ..text.suggestions import one_edit_apart
from ..urls.cut import CutUrl, Parameter, Part
from ..urls.hosts import host_of

_CALLED_ELSEWHERE = {
    "click_id": frozenset(
        "clickid click_id click cid subid sub_id sub1 aff_sub externalid external_id extid ref_id refid tid token"
        " transaction_id transactionid txid s2s uid visitor_id".split()
    ),
    "payout": frozenset("payout amount sum revenue rev price pay cost value profit commission payment".split()),
}
"""What other systems call the parameter for a role: a value under such a name was meant for the slot."""


@dataclass(frozen=True)
class Recognised:
    """A pasted URL read as a postback of ``type``.

    ``networks``: those that it was looked for among. ``host_is_near``, ``path_is_near``: it fits except for a typo. ``fields``: segments of the path by slot.
    ``parameters``: those with the right name by slot, in order. ``misnamed``: by slot, one that was meant for it.
    ``extra``: what the type has no place for.
    """

    url: CutUrl
    network: Network
    type: PostbackType
    networks: Networks
    host_fits: bool
    host_is_near: bool
    path_fits: bool
    path_is_near: bool
    fields: Mapping[str, Part]
    parameters: Mapping[str, tuple[Parameter, ...]]
    misnamed: Mapping[str, Parameter]
    extra: tuple[Parameter, ...]

    @property
    def owner(self) -> Network | None:
        """The network whose host it is."""
        return self.networks.owner_of(host_of(self.url))

    def given(self, slot: str) -> tuple[Parameter, ...]:
        """Return the parameters for a slot, or else the one that was meant for it."""
        return self.parameters.get(slot) or ((self.misnamed[slot],) if slot in self.misnamed else ())

    def filled(self, slot: str, text: str) -> str:
        """Return the parameter for a slot with this value, and with the text around it."""
        name, piece = next(
            pair for pair in self.type.shape.form.query if isinstance(pair[1], Slot) and pair[1].name == slot
        )
        assert isinstance(piece, Slot)
        return f"{name}={piece.before}{text}{piece.after}"

    def value(self, slot: str) -> Part | None:
        """Return what fills a slot, also under a wrong name, or None."""
        if slot in self.fields:
            return self.fields[slot]
        given = self.given(slot)
        return given[0].value if given else None


def read(
    url: CutUrl, host: str, networks: Networks, names: Sequence[str], network: Network, kind: PostbackType
) -> Recognised:
    """Return the URL as a postback of one type. ``host``, ``names``: what it is compared by; ``networks``: all that it may be of."""
    form = kind.shape.form
    fitting_path = kind.shape.path_like([segment.text for segment in url.segments])
    path_fits = fitting_path is not None
    # A slash too many is a slip; where the path fits, an empty segment is a value that is missing.
    segments = [segment for segment in url.segments if path_fits or segment.text]
    path = fitting_path or next((path for path in kind.shape.paths if _is_near(path, segments)), None)
    pairs = zip(path or (), segments, strict=False)
    fields = {piece.name: _inner(piece, segment) for piece, segment in pairs if isinstance(piece, Slot)}
    slot_of = {name: slot for slot, name in kind.shape.parameters.items()}
    spelt = {other: name for name, others in network.other_parameters.items() for other in others}
    pieces = {piece.name: piece for _, piece in form.query if isinstance(piece, Slot)}
    parameters: dict[str, list[Parameter]] = {}
    others: list[Parameter] = []
    for name, parameter in zip(names, url.parameters, strict=True):
        name = name if name in slot_of else spelt.get(name, name)
        if name in slot_of:
            slot = slot_of[name]
            parameters.setdefault(slot, []).append(parameter._replace(value=_inner(pieces[slot], parameter.value)))
        elif name not in kind.shape.fixed_parameters:
            others.append(parameter)
    misnamed = {
        slot: meant
        for name, slot in slot_of.items()
        if slot not in parameters and (meant := _meant_for(slot, name, others))
    }
    meant_for_slots = {parameter.start for parameter in misnamed.values()}
    return Recognised(
        url=url,
        network=network,
        type=kind,
        networks=networks,
        host_fits=host in (form.host, *network.other_hosts),
        host_is_near=any(one_edit_apart(without_www(host), known) for known in hosts_of(network, kind)),
        path_fits=path_fits,
        path_is_near=path is not None,
        fields=fields,
        parameters={slot: tuple(found) for slot, found in parameters.items()},
        misnamed=misnamed,
        extra=tuple(parameter for parameter in others if parameter.start not in meant_for_slots),
    )


def may_mean(slot: str, name: str) -> bool:
    """Return whether some system or other calls the parameter for ``slot`` by this name."""
    return name.casefold() in _CALLED_ELSEWHERE.get(slot, ())


def _meant_for(slot: str, right_name: str, others: list[Parameter]) -> Parameter | None:
    """Return the parameter that was meant for a slot by its name; of several the one with a macro, or else the first."""
    meant = []
    for parameter in others:
        name = parameter.name.decoded
        if one_edit_apart(name, right_name) or may_mean(slot, name):
            meant.append(parameter)
    with_macro = (parameter for parameter in meant if has_macro(parameter.value.text))
    return next(with_macro, meant[0] if meant else None)


def _is_near(path: tuple[str | Slot, ...], segments: list[Part]) -> bool:
    """Return whether the path fits but for a letter in its fixed parts, a fixed part missing at its end, or a macro after it."""
    if len(segments) == len(path) + 1 and is_macro_like(segments[-1].text):
        segments = segments[:-1]
    missing = path[len(segments) :]
    if len(segments) > len(path) or any(isinstance(piece, Slot) for piece in missing):
        return False
    if path == ("",):
        return not segments
    literals = {piece for piece in path if isinstance(piece, str)}
    return bool(segments) and all(
        segment.text not in literals if isinstance(piece, Slot) else one_edit_apart(piece, segment.text)
        for piece, segment in zip(path, segments, strict=False)
    )


def _inner(slot: Slot, part: Part) -> Part:
    """Return what fills a slot, without the text around it; the whole where that text is not there."""
    text = inside(slot, part.text)
    if text is None or text == part.text:
        return part
    start = part.start + len(slot.before)
    return Part(text, start, start + len(text))
