"""What many setups share: all but the network's fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from urllib.parse import quote

from ..catalog.limits import LONGEST_VALUE
from ..catalog.load import Catalog
from ..errors import InputError, Problem
from ..setup import notes
from ..setup.build import Gap, Setup, names_as_text, postback_url_of, setup_of, url_without_payout_of, warnings_of
from ..setup.network_values import check_fields, given_fault
from ..setup.options import Options, taking
from ..setup.payout import BY_MACRO
from ..setup.request import Request, check_request
from ..text.stencil import Stencil, marks


class Prepared:
    """A setup of which all but the network's fields, such as the account, is settled: for many accounts at once."""

    def __init__(self, request: Request) -> None:
        self._request = request
        names = names_as_text(request)
        self.gaps = {name: Gap(reasons=reasons, values=names) for name, reasons in notes.gaps(request).items()}
        self.warnings = [warning for _, warning in warnings_of(request, self.gaps, url_without_payout_of(request))]
        self.link_carries_postback = request.tracker.postback_out.callback is not None
        """The link and its warnings then differ for each account."""
        ungiven = request.changed(given_fields={}).fields
        self._placeholders = {name: quote(value, safe="") for name, value in ungiven.items()}
        marked = request.changed(given_fields=marks(self._placeholders))
        self._url = None if "url" in self.gaps else Stencil(postback_url_of(marked), self._placeholders)
        self._link = None if "link" in self.gaps or request.link.is_example else request.link.text

    def urls(self, fields: Mapping[str, str]) -> tuple[str | None, str | None]:
        """Return postback URL and tracking link for these fields; an example is no link. Raises InputError with every problem."""
        if self.link_carries_postback or not self._are_plain(fields):
            setup = self.setup(fields)
            return setup.postback_url, None if setup.link_is_example else setup.tracking_link
        self._check(fields)
        encoded = {name: quote(value, safe="") for name, value in fields.items()}
        url = self._url.fill({**self._placeholders, **encoded}) if self._url else None
        return url, self._link

    def _are_plain(self, fields: Mapping[str, str]) -> bool:
        """Return whether the fields change nothing of the URL but the place that each has in it anyway."""
        return fields.keys() <= self._placeholders.keys() and BY_MACRO not in fields.values()

    def setup(self, fields: Mapping[str, str]) -> Setup:
        """Return the whole setup for these fields. Raises InputError with every problem."""
        self._check(fields)
        return setup_of(self._request.changed(given_fields=dict(fields)))

    def stencil(self, names: Iterable[str], write: Callable[[Setup], str]) -> Stencil:
        """Return a written setup for any values of these fields.

        Its marks are as long as a value can be. So it gives the same as a short value only if no line ends elsewhere for it.
        """
        given = [*names]
        return Stencil(write(setup_of(self._request.changed(given_fields=marks(given, LONGEST_VALUE)))), given)

    def _check(self, fields: Mapping[str, str]) -> None:
        network = self._request.network
        if any(name not in network.fields or given_fault(network, name, value) for name, value in fields.items()):
            problems: list[Problem] = []
            check_fields(network, None, fields, problems)
            raise InputError(problems)


@taking(Options)
def prepare(catalog: Catalog, options: Options) -> Prepared:
    """Return what is common to the setups with these options of ``build_setup``, whatever the fields' values.

    Raises InputError with every problem at once.
    """
    return Prepared(check_request(catalog, options))
