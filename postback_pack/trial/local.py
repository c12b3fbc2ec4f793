"""A setup for a trial: what to paste has the address of a receiver, such as ``listen``, in place of the network's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..catalog.load import Catalog
from ..catalog.model import Network
from ..catalog.tracker_parts import TABLE
from ..errors import InputError
from ..messages.message import Message, message
from ..rendering.render import render
from ..setup.build import Setup, setup_of
from ..setup.options import Options
from ..setup.request import check_request
from .preview import link_with

SAMPLE_CLICK_ID = "trial-1"


class Trial:
    """A setup to try out. Raises InputError if it cannot be built, or has nothing to paste that a receiver could get."""

    def __init__(self, catalog: Catalog, options: Options) -> None:
        self._catalog, self._options = catalog, options
        self.setup = setup_of(check_request(catalog, options))
        if self.setup.tracker.postback_out.delivery == "link_callback":
            tracker = self.setup.tracker
            raise InputError.of("listen.in-link", tracker=tracker.name, command=f"postback-pack preview {tracker.id}")
        if self.setup.code is None:
            render(self.setup, "url")
        elif self._at("127.0.0.1").code == self.setup.code:
            raise InputError.of("listen.own-server", tracker=self.setup.tracker.name, network=self.setup.network.name)

    def lines(self, address: str) -> Iterator[str]:
        """Yield what to paste for a receiver at ``address``, such as ``127.0.0.1:8787``, and what to do then."""
        real = self.setup
        local = self._at(address)
        yield str(_heading(real))
        yield local.code or local.postback_url or ""
        if real.tracking_link and not real.link_is_example:
            yield str(message("listen.click"))
            yield link_with(real, SAMPLE_CLICK_ID)
        if real.postback_url:
            yield str(message("report.after-trial"))
            yield real.postback_url
        else:
            yield str(message("listen.afterwards-code", command=f"postback-pack render {real.tracker.id}"))

    def _at(self, address: str) -> Setup:
        """Return the setup with a receiver's address in place of the network's."""
        network = _at(self.setup.network, address)
        return setup_of(check_request(self._catalog, replace(self._options, network=network, http=False, https=False)))

    def warnings(self) -> Iterator[Message]:
        """Yield the warnings about what there is to paste, and about the link if it is the user's."""
        for about, warning in self.setup.warning_messages:
            if about == "url" or not self.setup.link_is_example:
                yield warning


def _at(network: Network, address: str) -> Network:
    """Return a network with its postbacks at another address, which takes http."""
    types = {id: kind.changed(shape=kind.shape.at(address)) for id, kind in network.types.items()}
    return network.changed(types=types, schemes=("http",))


def _heading(setup: Setup) -> Message:
    out, tracker, network = setup.tracker.postback_out, setup.tracker.name, setup.network.name
    if setup.code and out.snippet == TABLE:
        return message("listen.fill-in", tracker=tracker, network=network)
    if setup.code:
        return message("listen.use-code", network=network)
    if out.where:
        return message("listen.paste-at", tracker=tracker, where=" > ".join(out.where))
    return message("listen.paste", tracker=tracker)
