from __future__ import annotations

import iso4217

from postback_pack.setup.currency import ISO_4217


def test_the_codes_are_those_of_the_standard() -> None:
    assert {currency.code for currency in iso4217.Currency} - {"XTS", "XXX"} == ISO_4217
