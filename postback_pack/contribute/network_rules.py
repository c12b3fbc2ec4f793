"""The rules that only ``lint`` holds a network's folder against. A network may break one of ``NETWORK_RULES`` with a reason."""

from __future__ import annotations

from collections.abc import Iterator

from ..catalog.facts import facts_of_network
from ..catalog.model import Network
from ..catalog.node import Fault, Path
from ..messages.message import message
from .shared_rules import (
    MOST_PITFALLS,
    Check,
    future_sources,
    http_sources,
    in_code,
    is_remark,
    old_sources,
    unfilled,
)

FEWEST_STEPS_AT_NETWORK = 2
_NEED_NO_EVIDENCE = ("steps", "verify", "pitfalls")


def facts_to_prove(network: Network) -> list[str]:
    """Return the facts that need evidence. Evidence of a type covers what is always in its URL, and evidence of a field its place."""
    covered = {
        f"types.{id}.{slot}"
        for id, kind in network.types.items()
        for slot in kind.shape.slots
        if slot in kind.shape.needed or slot in network.fields
    }
    return [fact for fact in facts_of_network(network) if fact not in covered and fact not in _NEED_NO_EVIDENCE]


def without_evidence(network: Network) -> Iterator[Fault]:
    """Yield each fact that needs evidence and has none."""
    for fact in facts_to_prove(network):
        if not network.evidence_for(fact):
            yield _path_of(fact), message("mistake.evidence.none", fact=fact)


def _path_of(fact: str) -> Path:
    """Return the keys of network.yaml that lead to a fact."""
    first, *rest = fact.split(".")
    if first in ("macros", "link_limit"):
        return ("click_in", first, *rest)
    return (first, *rest[:1])


def _macros(network: Network) -> Iterator[tuple[Path, str]]:
    for name, macro in network.click_in.macros.items():
        yield ("click_in", "macros", name), macro
    for index, macro in enumerate(network.affiliate_macros):
        yield ("affiliate_macros", index), macro


def _style(network: Network, month: str) -> Iterator[Fault]:
    styles = network.click_in.style
    for path, macro in _macros(network):
        if not any(macro.startswith(opening) and macro.endswith(closing) for opening, closing in styles):
            ways = [f"{opening}...{closing}" for opening, closing in styles]
            yield path, message("mistake.style.none-of", macro=macro, ways=ways)


def _remarks(network: Network, month: str) -> Iterator[Fault]:
    for path, macro in _macros(network):
        if is_remark(macro):
            yield path, message("mistake.remark.found", macro=macro)


def _where(network: Network, month: str) -> Iterator[Fault]:
    """Yield each field that has to be replaced in a URL, and of which nobody learns where it is."""
    needed = {slot for kind in network.types.values() for slot in kind.shape.needed}
    for name, field in network.fields.items():
        if name in needed and field.default is None and not field.where:
            yield ("fields", name), message("mistake.where.field", name=name)


def _steps(network: Network, month: str) -> Iterator[Fault]:
    steps = " ".join(network.steps)
    if len(network.steps) < FEWEST_STEPS_AT_NETWORK:
        said = message("mistake.steps.few-at-network", count=len(network.steps), expected=FEWEST_STEPS_AT_NETWORK)
        yield ("steps",), said
    # A place that begins with a small letter is not a menu: [your postback URL].
    has_menu = any(place[:1].isupper() for field in network.fields.values() for place in field.where)
    if has_menu and "**" not in steps:
        yield ("steps",), message("mistake.steps.no-label")
    if "<network macro>" not in steps and "tracking link" not in steps:
        yield ("steps",), message("mistake.steps.no-link")


def _pitfalls(network: Network, month: str) -> Iterator[Fault]:
    own = len(network.pitfalls)
    if own > MOST_PITFALLS:
        yield ("pitfalls",), message("mistake.pitfalls.many", count=own, most=MOST_PITFALLS)
        return
    for name, pair in network.trackers.items():
        if own + len(pair.pitfalls) > MOST_PITFALLS:
            said = message(
                "mistake.pitfalls.together", tracker=name, count=own + len(pair.pitfalls), most=MOST_PITFALLS
            )
            yield ("trackers", name, "pitfalls"), said


NETWORK_RULES: dict[str, Check[Network]] = {
    "style": _style,
    "remark": _remarks,
    "where": _where,
    "in-code": in_code,
    "unfilled": unfilled,
    "steps": _steps,
    "pitfalls": _pitfalls,
    "future-source": future_sources,
    "http-source": http_sources,
    "old-source": old_sources,
}

NEEDED_TO_LOAD = ("evidence", "unknown-name", "unfinished", "source", "supports", "form", "unique", "exemption")
"""The other rules that hold for networks: none may be broken."""
