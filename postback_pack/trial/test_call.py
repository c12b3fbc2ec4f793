"""Make the URL of one test call, from a setup or from a pasted postback; refuse what is not finished."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ..catalog.load import Catalog
from ..catalog.model import Network
from ..checking.check import check
from ..checking.findings import Finding
from ..checking.network_of import recognise
from ..checking.recognise import Recognised
from ..errors import InputError, Problem
from ..messages.message import message
from ..setup.build import Setup
from ..setup.options import SAMPLE_AMOUNT
from ..text.characters import shown
from .fill import check_values, code_fault, filled_in, is_by_macro, read_postback, samples, sent_by_code
from .reach import is_loopback
from .received import CallReader

_LOCAL = re.compile(r"http://(\[[0-9a-f:.]+\]|[0-9a-z.]+)(?::([0-9]{1,5}))?/?", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class TestCall:
    """A finished URL and the network that it goes to."""

    __test__ = False

    url: str
    network: Network


def call_of_setup(setup: Setup, click_id: str, amount: str | None) -> TestCall:
    """Return the call that reports one conversion by a setup. Raises InputError with everything that is not finished."""
    _check(setup.network, click_id, amount)
    if setup.code:
        if fault := code_fault(setup, click_id):
            raise InputError.of("send.not-sent", "click-id", why=fault)
        _check_amount(amount, setup.payout is not None and setup.payout.by_macro, setup.payout is not None)
        return _finished(sent_by_code(setup, click_id, amount), setup.network)
    return _filled(read_postback(setup), click_id, amount)


def call_of_url(
    catalog: Catalog, url: str, click_id: str, amount: str | None, network: str | Network | None = None
) -> TestCall:
    """Return the call that reports one conversion by a pasted postback, with the macros of any tracker."""
    checked = check(catalog, url, network=network)
    trackers = [checked.tracker] if checked.tracker else []
    read = recognise(url.strip(), catalog.networks_named(network), trackers)
    if read is None or not read.host_fits or read.url.scheme.text.casefold() not in read.network.schemes:
        raise InputError.of("send.unknown-url", "url")
    _check(read.network, click_id, amount)
    # What is wrong with the macros would be hidden by the values that take their place.
    _refuse(finding for finding in checked.findings if finding.code != "click-id-literal")
    return _filled(read, click_id, amount)


def _check(network: Network, click_id: str, amount: str | None) -> None:
    if problems := check_values(network, click_id, amount):
        raise InputError(problems)


def _filled(read: Recognised, click_id: str, amount: str | None) -> TestCall:
    by_macro = is_by_macro(read, "payout")
    _check_amount(amount, by_macro, read.value("payout") is not None)
    values = {"click_id": click_id} | ({"payout": amount} if by_macro and amount else {})
    values |= samples(read, amount or SAMPLE_AMOUNT)
    return _finished(filled_in(read, values), read.network)


def _check_amount(amount: str | None, by_macro: bool, reports_payout: bool) -> None:
    if by_macro and amount is None:
        raise InputError.of("send.no-amount", "amount")
    if amount is not None and not by_macro:
        raise InputError.of("send.has-amount" if reports_payout else "send.reports-nothing", "amount")


def _finished(url: str, network: Network) -> TestCall:
    """Refuse a URL in which a macro or a placeholder is left, or anything else is wrong."""
    _refuse(CallReader([network]).read(url).findings)
    return TestCall(url, network)


def _refuse(findings: Iterable[Finding]) -> None:
    errors = [finding.message for finding in findings if finding.severity == "error"]
    if errors:
        raise InputError(Problem(message("send.not-sent", why=error), "url") for error in errors)


def local_url(call: TestCall, address: str) -> str:
    """Return the call's path on a local receiver, such as ``http://127.0.0.1:8787``. Raises InputError for any other address."""
    found = _LOCAL.fullmatch(address.strip())
    host, port = (found[1], found[2]) if found else ("", None)
    if not is_loopback(host.strip("[]")) or (port is not None and not 0 < int(port) < 65_536):
        raise InputError.of("send.not-local", "to-local", shown(address))
    _, _, rest = call.url.partition("://")
    return f"http://{host}{f':{port}' if port else ''}/{rest.partition('/')[2]}"
