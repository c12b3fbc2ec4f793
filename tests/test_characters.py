"""Characters that reach no output are those with certain properties of Unicode, not a list of examples."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from postback_pack import CatalogError, InputError, build_setup, load_catalog
from postback_pack.text.characters import HIDDEN_CHARACTER
from tests.conftest import MADE_UP
from tests.node import run_node

EXAMPLES = {
    "a noncharacter": "\ufffe",
    "the last noncharacter": "\U0010ffff",
    "a noncharacter among letters": "\ufdd0",
    "a variation selector": "\U000e0101",
    "a variation selector of Mongolian": "\u180b",
    "a separator of Mongolian": "\u180f",
    "a musical format": "\U0001d173",
    "a shorthand format": "\U0001bca0",
    "a number sign": "\u0600",
    "a filler": "\u3164",
}


def test_they_are_those_that_unicode_names() -> None:
    named = run_node(
        r"""
        const hidden = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Cf}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/u;
        console.log(JSON.stringify([...Array(0x110000).keys()].filter((code) => hidden.test(String.fromCodePoint(code)))));
        """
    )
    assert [code for code in range(0x110000) if re.match(HIDDEN_CHARACTER, chr(code))] == named


@pytest.mark.parametrize("sign", EXAMPLES.values(), ids=EXAMPLES)
def test_none_gets_into_a_macro_or_a_name(sign: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=f"U\\+{ord(sign):04X}"):
        build_setup(load_catalog(), "custom", account="acme", click_id_macro=f"{{x{sign}}}")
    entry = (MADE_UP / "trackers.yaml").read_text(encoding="utf-8").partition("- id: wreck")[0]
    escaped = f"\\U{ord(sign):08x}"
    for changed in (
        entry.replace("name: Tidepool", f'name: "Tide{escaped}"'),
        entry.replace('"<cents>"', f'"<ce{escaped}nts>"'),
    ):
        path = tmp_path / "mine.yaml"
        path.write_text(changed, encoding="utf-8")
        with pytest.raises(CatalogError, match=f"U\\+{ord(sign):04X}"):
            load_catalog(path)
