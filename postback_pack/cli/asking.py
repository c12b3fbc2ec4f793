"""Ask for a setup at a terminal: the tracker, the network, its fields and the payout."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ..catalog.model import called
from ..errors import InputError
from ..messages.message import Option, command_line, message
from ..setup.network_values import option_of, source_of
from ..setup.options import DEFAULT_NETWORK
from ..setup.payout import BY_MACRO
from ..text.screen import heading
from .arguments import default_network, load
from .terminal import print_error, print_note, print_screen

if TYPE_CHECKING:
    from ..catalog.load import Catalog
    from ..catalog.model import Network, Tracker
    from ..catalog.network_parts import UserField
    from ..setup.build import Setup

_MOST_NAMED = 8


def asked_arguments() -> list[str]:
    """Return the command line that prints what was asked for; ``render`` does the rest.

    Raises InputError if the catalog or the environment is wrong, and Abort at Ctrl-C and Ctrl-D.
    """
    catalog = load(())
    tracker = _tracker(catalog)
    return _Asked(catalog, tracker, _network(catalog)).arguments()


_Entry = TypeVar("_Entry", "Tracker", "Network")


class _Asked:
    """What somebody has answered so far."""

    def __init__(self, catalog: Catalog, tracker: Tracker, network: Network) -> None:
        self._catalog, self._tracker, self._network = catalog, tracker, network
        self._options: dict[str, str] = {}
        self._fields: dict[str, str] = {}
        self._seen: set[str] = set()

    def arguments(self) -> list[str]:
        """Ask for the rest, and return the command line."""
        kinds = self._network.types.values()
        needed = [need for need in ("payout", "currency") if all(need in kind.needs for kind in kinds)]
        for number, need in enumerate(needed, 1):
            self._ask_option(need, needed[number:])
        self._ask_fields()
        if not needed and any(kind.takes("payout") for kind in kinds):
            self._ask_option("payout")
            # A payout can be another postback, with other fields.
            self._ask_fields()
        setup = self._setup()
        if setup and "url" in setup.gaps and _lacks_macro(setup):
            self._ask_option("click-id-macro")
        words = ["render", self._tracker.id]
        if {self._network.id, default_network(self._catalog).id} != {DEFAULT_NETWORK}:
            words += ["--network", self._network.id]
        for name, value in self._fields.items():
            words += _as_words(option_of(name), value)
        for name, value in self._options.items():
            words += _as_words(Option(name), value)
        return words

    def _ask_option(self, name: str, later: Sequence[str] = ()) -> None:
        values = {"tracker": self._tracker.name, "network": self._network.name}
        question = message(f"ask.{name}", **values, parameter=self._tracker.click_in.param)
        offers = [BY_MACRO] if name == "payout" else []
        self._answer(name, question, message(f"ask.{name}-prompt"), self._options, offers, later)

    def _ask_fields(self) -> None:
        """Ask for what the URL still has a placeholder for."""
        setup = self._setup()
        for name in setup.missing_fields if setup else ():
            if name not in self._seen:
                self._seen.add(name)
                self._ask_field(name, self._network.fields[name])

    def _ask_field(self, name: str, field: UserField) -> None:
        question = message(
            "ask.field",
            label=field.label,
            where=source_of(self._network, field),
            values=[f"{value} ({about})" for value, about in field.values.items()] or None,
            placeholder=field.ungiven,
        )
        offers = [*field.values, *([BY_MACRO] if field.macro else [])]
        self._answer(name, question, field.label, self._fields, offers)

    def _answer(
        self,
        name: str,
        question: object,
        prompt: object,
        kept: dict[str, str],
        offers: Sequence[str],
        later: Sequence[str] = (),
    ) -> None:
        """Ask until the answer fits, and keep it; an empty one leaves it out. ``later``: the options that are asked for after it."""
        print_screen(f"\n{heading(str(question))}")
        while True:
            answer = _typed(prompt, lambda typed: [offer for offer in offers if offer.startswith(typed)])
            kept.pop(name, None)
            if answer:
                kept[name] = answer
            try:
                self._build()
            except InputError as error:
                if all(problem.option in later for problem in error.problems):
                    return
                _print_problems(error)
            else:
                return

    def _setup(self) -> Setup | None:
        try:
            return self._build()
        except InputError:
            return None

    def _build(self) -> Setup:
        from ..setup.build import build_setup

        arguments: dict[str, Any] = {name.replace("-", "_"): value for name, value in self._options.items()}
        return build_setup(self._catalog, self._tracker, network=self._network, fields=self._fields, **arguments)


def _lacks_macro(setup: Setup) -> bool:
    return setup.tracker.postback_out.delivery == "paste" and setup.click_id.macro is None


def _as_words(option: Option, value: str) -> list[str]:
    """Return an option as two words of the command line."""
    name, _, rest = command_line(option, value).partition(" ")
    return [name, rest]


def _print_problems(error: InputError) -> None:
    for problem in error.problems:
        print_error(problem.message)


def _tracker(catalog: Catalog) -> Tracker:
    print_screen(heading(str(message("ask.tracker"))))
    entries = [*catalog.trackers.values()]
    while True:
        answer = _typed(message("label.tracker"), _names_of(entries))
        if answer and (tracker := _meant(answer, entries, catalog.tracker)):
            return tracker


def _network(catalog: Catalog) -> Network:
    default = default_network(catalog)
    print_screen(f"\n{heading(str(message('ask.network', default=default.name)))}")
    entries = [*catalog.networks.values()]
    while True:
        answer = _typed(message("label.network"), _names_of(entries))
        if network := _meant(answer, entries, catalog.network) if answer else default:
            return network


def _names_of(entries: Sequence[Tracker | Network]) -> Callable[[str], list[str]]:
    """Return what offers the IDs that begin as typed, or else the names."""

    def offers(typed: str) -> list[str]:
        typed = typed.casefold()
        ids = [entry.id for entry in entries if entry.id.startswith(typed)]
        return ids or [name for entry in entries for name in entry.names if name.casefold().startswith(typed)]

    return offers


def _meant(answer: str, entries: Iterable[_Entry], named: Callable[[str], _Entry]) -> _Entry | None:
    """Return the entry that an answer means: one of its names, or a part that only one has. Otherwise say what there is."""
    try:
        return named(answer)
    except InputError as error:
        found = called(entries, answer)
        if len(found) == 1:
            return found[0]
        if found:
            print_note(message("ask.several", ids=[entry.id for entry in found[:_MOST_NAMED]]))
        else:
            _print_problems(error)
    return None


def _typed(prompt: object, offers: Callable[[str], list[str]]) -> str:
    """Return what is typed on a line. Raises Abort if somebody has enough."""
    _complete_with(offers)
    try:
        return input(f"{prompt}: ").strip()
    except (KeyboardInterrupt, EOFError):
        raise click.Abort from None


def _complete_with(offers: Callable[[str], list[str]]) -> None:
    """Let Tab complete what is typed, where the system can do it."""
    try:
        import readline
    except ImportError:
        return

    def complete(typed: str, number: int) -> str | None:
        return dict(enumerate(offers(typed))).get(number)

    readline.set_completer(complete)
    readline.set_completer_delims("")
    # The library of macOS has another language.
    is_libedit = "libedit" in (readline.__doc__ or "")
    readline.parse_and_bind("bind ^I rl_complete" if is_libedit else "tab: complete")


def as_command(program: str, arguments: Sequence[str]) -> str:
    """Return a command line as somebody can type it."""
    return shlex.join([program, *arguments])
