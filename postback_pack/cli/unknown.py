"""What somebody may have meant who typed a command that is not there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..errors import InputError, PostbackPackError
from ..text.characters import shown


def unknown_command(words: Sequence[str], commands: Iterable[str]) -> InputError:
    """Return the error that says what to type: the command for a tracker, a network or a URL, or the one with the nearest name."""
    from ..text.suggestions import near_hint

    if "://" in words[0]:
        return InputError.of("command.of-url")
    hint = near_hint(words[0], commands)
    named = _named(words, is_near_enough=hint is None)
    return named or InputError.of("command.unknown", name=shown(words[0]), hint=hint)


def _named(words: Sequence[str], is_near_enough: bool) -> InputError | None:
    """Return what to type for the name of a tracker or a network, with or without quotes around it."""
    from ..catalog.load import load_catalog
    from ..catalog.model import plain_name
    from ..text.suggestions import nearest

    try:
        catalog = load_catalog()
    except PostbackPackError:
        return None
    names = [plain_name(" ".join(words[:count])) for count in range(len(words), 0, -1)]
    if is_near_enough and (near := nearest(names[-1], {**catalog.names, **catalog.network_names})):
        names.append(near)
    for name in names:
        if id := catalog.names.get(name):
            return InputError.of("command.of-tracker", name=catalog.trackers[id].name, id=id)
        if id := catalog.network_names.get(name):
            return InputError.of("command.of-network", name=catalog.networks[id].name, id=id)
    return None
