"""The sentences of the generator page: those of the catalogue of messages, with options in the page's own words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache
from string import Formatter
from typing import Any

from ..messages.message import Option, text_of, texts
from ..paths import data_folder

_CODE = re.compile(r'"([a-z-]+)\.([a-z-]+)"')
SCRIPTS = ("generator_rules.js", "generator.js")


@cache
def site_file(name: str) -> str:
    """Return a file of the generator page."""
    return (data_folder() / "templates" / "site" / name).read_text(encoding="utf-8")


@cache
def page_texts() -> dict[str, Any]:
    """Return the labels of the page, the sentences that only it says, and its words for options."""
    found: dict[str, Any] = json.loads(site_file("generator.texts.json"))
    return found


def page_words(option: Option, value: str) -> str:
    """Write an option as the page does: its label, or the choice that stands for the value."""
    own = page_texts()
    choice: str | None = own["options"].get(f"{option.name}:{value}".rstrip(":"))
    return choice or f"“{own['page'][option.name]}”"


def script_codes() -> list[str]:
    """Return the codes of the messages that the page's script says."""
    found = (match for name in SCRIPTS for match in _CODE.finditer(site_file(name)))
    return [f"{group}.{name}" for group, name in (match.groups() for match in found) if name in texts().get(group, {})]


def page_messages(codes: Iterable[str]) -> dict[str, str]:
    """Return the texts of messages for the script, which fills in their values."""
    return {code: "".join(_pieces(code)) for code in sorted({*codes})}


def _pieces(code: str) -> Iterable[str]:
    for literal, name, spec, _ in Formatter().parse(text_of(code)):
        yield literal
        if name and name.startswith("--"):
            yield page_words(Option(name[2:]), (spec or "").format())
        elif name:
            yield f"{{{name}:{texts()['join'][spec]}}}" if spec else f"{{{name}}}"
