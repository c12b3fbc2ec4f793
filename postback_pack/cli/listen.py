"""The command ``listen``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from .arguments import catalog_option, load, network_option
from .terminal import print_note, print_result

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_REFUSALS_TOLD = 20


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8787,
    show_default=True,
    help="The port to listen on. 0 takes a free one.",
)
@click.option("--host", metavar="ADDRESS", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--allow-remote", is_flag=True, help="Allow an address that other machines can reach.")
@click.option("--json", "as_json", is_flag=True, help="Print each call as one line of JSON.")
@click.option("--once", is_flag=True, help="Stop after the first call. The exit status is 1 if it has an error.")
@network_option("The network whose postbacks you receive. Each call shows it if omitted.")
@catalog_option
def listen(
    port: int,
    host: str,
    allow_remote: bool,
    as_json: bool,
    once: bool,
    network: str | None,
    catalogs: tuple[str, ...],
) -> int:
    """Receive postbacks on this machine. For each, show what the network would read and what is wrong.

    Use it with your own code, with a self-hosted tracker on this machine, or with `postback-pack send --to-local`. Other machines,
    such as a tracker in the cloud, reach it only with --host and --allow-remote. The network reads the URL of a call, not its body.
    Stop with Ctrl-C.

    \b
    Example:
      postback-pack listen --port 8787
    """
    import asyncio
    import json

    from ..errors import InputError
    from ..messages.message import message
    from ..text.characters import shown
    from ..trial.http_head import Refused
    from ..trial.reach import is_loopback, reach
    from ..trial.received import CallReader, call_data, call_line
    from ..trial.server import Received, Receiver

    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]  # as in a URL
    if not is_loopback(host) and not allow_remote:
        raise InputError.of("listen.remote", "host", shown(host))
    reader = CallReader(load(catalogs).networks_named(network))
    count = refusals = status = 0

    def report(received: Received) -> None:
        nonlocal count, status
        count += 1
        call = reader.read(received.target, received.body)
        status = 1 if call.verdict == "error" else 0
        data = {"method": received.method} | call_data(call)
        print_result(json.dumps(data) if as_json else f"{received.method}  {call_line(call)}")
        sys.stdout.flush()

    def refused(refusal: Refused) -> None:
        nonlocal refusals
        refusals += 1
        if refusals <= _MOST_REFUSALS_TOLD:
            code = "listen.refused-last" if refusals == _MOST_REFUSALS_TOLD else "listen.refused"
            print_note(message(code, why=str(refusal)))

    def ready(addresses: Sequence[str], bound: int) -> None:
        url_host = f"[{host}]" if ":" in host else host or addresses[0]
        print_note(message("listen.ready", url=f"http://{url_host}:{bound}", reach=reach(addresses)))

    try:
        asyncio.run(Receiver(report, refused, once).serve(host, port, ready))
    except KeyboardInterrupt:
        print_note(message("listen.received-one" if count == 1 else "listen.received", count=count))
        raise
    return status
