"""The currency codes of ISO 4217, without XTS (for tests) and XXX (no currency). A test holds them against a library."""

import re
from typing import NamedTuple

from ..errors import Problem
from ..text.characters import shown
from .payout import BY_MACRO

ISO_4217 = frozenset(
    """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD
    CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL
    GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW
    KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD
    NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP
    SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS
    VED VES VND VUV WST XAD XAF XAG XAU XBA XBB XBC XBD XCD XCG XDR XOF XPD XPF XPT XSU XUA YER ZAR ZMW
    ZWG
    """.split()
)
CURRENCY_CODE = r"[A-Z0-9]{2,8}"


class Currency(NamedTuple):
    """A currency code as it is in the URL, and whether ISO 4217 lists it."""

    code: str
    by_macro: bool = False
    """True: the tracker fills it in, and ``code`` is only the word for that."""

    @property
    def is_iso(self) -> bool:
        """Whether the code is one of ISO 4217."""
        return self.by_macro or self.code in ISO_4217


def check_currency(currency: str | None, currency_code: str | None, problems: list[Problem]) -> Currency | None:
    """Return the currency asked for, or None."""
    if currency is not None and currency_code is not None:
        problems.append(Problem.of("currency.twice", "currency-code"))
    elif currency_code is not None:
        if is_currency_code(currency_code):
            return Currency(currency_code)
        problems.append(Problem.of("currency.code-signs", "currency-code", shown(currency_code)))
    elif currency == BY_MACRO:
        return Currency(BY_MACRO, by_macro=True)
    elif currency is not None:
        code = currency.upper()
        if code in ISO_4217 and currency.isascii():
            return Currency(code)
        problems.append(Problem.of("currency.not-iso", "currency", shown(currency)))
    return None


def is_currency_code(text: str) -> bool:
    """Return whether ``text`` can be the currency in a URL."""
    return re.fullmatch(CURRENCY_CODE, text) is not None
