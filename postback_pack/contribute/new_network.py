"""Write the folder of a new network, with comments where a contributor has to go on."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from ..catalog.keys import WEB_PAGE
from ..catalog.limits import ID
from ..catalog.load import Catalog
from ..catalog.model import plain_name, plain_names
from ..catalog.network_rules import SLOTS
from ..catalog.rules import UNFINISHED
from ..catalog.template import ShapeError, read_shape
from ..errors import InputError, Mistake, Problem
from ..files import whole_folder
from ..messages.message import message
from ..text.characters import hidden_character, shown
from ..text.macros import macro_fault
from .example_url import Example, read_example
from .lint import tracker_ids
from .lint_networks import lint_networks
from .targets import Target
from .yaml_text import quoted, quoted_if_needed, style_of

_TYPE = "postback"
_SCHEMA = "network.schema.json"


class NewNetwork(NamedTuple):
    """What a contributor knows about a network; an empty text means: not known. ``url``: its postback URL, as a page shows it."""

    id: str
    name: str
    url: str
    click_id_macro: str
    source: str
    by: str


def faults(network: NewNetwork, catalog: Catalog) -> list[Problem]:
    """Return what keeps the values from becoming a folder, but for the URL."""
    found = []
    if not re.fullmatch(ID, network.id):
        found.append(Problem(message("new.id", id=shown(network.id)), "id"))
    if not network.name.strip() or hidden_character(network.name):
        found.append(Problem(message("new.name"), "name", shown(network.name)))
    if network.click_id_macro and (fault := macro_fault(network.click_id_macro)):
        found.append(Problem(fault, "click-id-macro", shown(network.click_id_macro)))
    if network.source and not re.fullmatch(WEB_PAGE.pattern, network.source):
        found.append(Problem(message("new.source"), "source", shown(network.source)))
    names = {plain_name(name): name for name in (network.name, network.id)}
    for owner in catalog.networks.values():
        taken = sorted(names[plain] for plain in plain_names(owner) & names.keys())
        found += [Problem.of("new.network-taken", "id", name=shown(name), owner=owner.id) for name in taken[:1]]
    return found


def network_files(network: NewNetwork, catalog: Catalog, month: str) -> dict[str, str]:
    """Return the files of the folder, by their names. Raises InputError with every problem."""
    problems = faults(network, catalog)
    try:
        example = read_example(network.url, catalog)
        read_shape(example.template, SLOTS | set(example.fields))
    except InputError as error:
        raise InputError([*problems, *error.problems]) from error
    except ShapeError as error:
        fault = Problem.of("new.not-template", "url", shown(network.url), fault=str(error.said).replace("\n", " "))
        raise InputError([*problems, fault]) from error
    if problems:
        raise InputError(problems)
    return {"network.yaml": _yaml(network, example, month), f"{_TYPE}.url.j2": example.template}


def add_network(network: NewNetwork, catalog: Catalog, folder: Path, month: str) -> tuple[Path, list[Mistake]]:
    """Write the folder of a network into a catalog's folder; return where it is, and what is left to do about it.

    Raises InputError with every problem of the values.
    """
    networks = folder / "templates" / "networks"
    target = networks / network.id
    files = network_files(network, catalog, month)
    if target.exists():
        raise InputError.of("new.folder-taken", "id", path=shown(str(target)))
    if folder.exists() and not folder.is_dir():
        raise InputError.of("file.not-a-folder", "output", path=shown(str(folder)))
    try:
        networks.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError.of(
            "file.unwritable", "output", path=shown(str(networks)), error=str(error.strerror)
        ) from error
    if (networks / _SCHEMA).exists():
        files["network.yaml"] = f"# yaml-language-server: $schema=../{_SCHEMA}\n" + files["network.yaml"]
    with whole_folder(target) as made:
        for name, text in files.items():
            (made / name).write_text(text, encoding="utf-8", newline="\n")
    left = lint_networks([Target(target, str(target), is_network=True, inside=folder)], tracker_ids([]))
    return target, left


def _yaml(network: NewNetwork, example: Example, month: str) -> str:
    macro = network.click_id_macro
    signs = style_of(macro)
    style = (
        f"[{quoted(signs[0])}, {quoted(signs[1])}]"
        if signs
        else f'["{UNFINISHED}: signs before", "{UNFINISHED}: signs after"]'
    )
    supports = [f"types.{_TYPE}", *(f"types.{_TYPE}.{role}" for role in example.optional)]
    supports += [*(f"fields.{name}" for name in example.fields), "schemes", *(["macros.click_id"] if macro else [])]
    source = (
        f"url: {quoted_if_needed(network.source)}"
        if network.source
        else f'seen: "{UNFINISHED}: what you saw and where"'
    )
    lines = [
        f"# {network.name}, as the network that an advertiser buys traffic from.",
        f"id: {network.id}",
        f"name: {quoted(network.name)}",
        "aliases: []  # other names that users type",
        "website: null",
        "status: active  # or unknown",
        *_fields(example),
        *_payout(example),
        f"schemes: [{example.scheme}]  # the first is the default; add the other one if a source says that it works too",
        "click_in:  # its own macros, for the tracking link",
        f"  style: [{style}]",
        f"  macros: {{click_id: {quoted(macro) if macro else 'null'}}}  # add those that a source names: placement, campaign, creative, cost ...",
        *_types(example),
        "steps:",
        f'  - "{UNFINISHED}: where the network shows this URL, as in: Open **Tools** > **Postback** and take your account from the URL there."',
        f'  - "{UNFINISHED}: where the tracking link goes, as in: Paste the tracking link into **Target URL**, with `<network macro>` in it."',
        "verify:",
        f'  - "{UNFINISHED}: where to see a conversion that arrived."',
        "pitfalls: []  # at most four: what loses money or time",
        "evidence:  # one item per page",
        f"  - {source}",
        f"    by: {network.by}  # vendor (the network itself), network (another network) or other",
        f"    supports: [{', '.join(supports)}]",
        f"    read: {month}",
    ]
    return "\n".join(lines) + "\n"


def _fields(example: Example) -> list[str]:
    if not example.fields:
        return ["fields: {}  # what the user copies from the network"]
    lines = ["fields:  # what the user copies from the network"]
    for name in example.fields:
        lines += [
            f"  {name}:",
            f'    label: "{UNFINISHED}: what the network calls it"',
            f"    placeholder: YOUR_{name.upper()}",
            '    pattern: "[A-Za-z0-9._~-]{1,64}"  # as narrow as a source allows, or values: {"1": meaning} for a list',
            f'    where: ["{UNFINISHED}: menu path to it, outermost first"]',
        ]
    return lines


def _payout(example: Example) -> list[str]:
    if "payout" not in example.slots:
        return []
    return [
        "payout:",
        "  means: null  # price (what you pay the network) or revenue (what the conversion is worth to you), if a source says so",
        "  integer: false  # true where the amount has to be a whole number",
        "  currency: null  # account (the account's currency), or the only code that it takes",
    ]


def _types(example: Example) -> list[str]:
    lines = ["types:  # what the network calls this form of its URL"]
    if example.constants:
        lines.append(f"  # The same for every account: {', '.join(example.constants)}. What is not needs a field.")
    if example.optional:
        lines.append(
            f"  # The URL goes without: {', '.join(example.optional)}. What it cannot go without needs no {{% if %}} in the template."
        )
    return [*lines, f"  {_TYPE}: {{name: Postback URL}}"]
