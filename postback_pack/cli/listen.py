"""The command ``listen``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from ..errors import InputError
from ..messages.message import Option, message
from .arguments import catalog_option, complete_tracker, default_network, load, network_option
from .setup_options import given_setup_options, setup_arguments, setup_options_but
from .terminal import print_lines, print_note, print_result, print_warning

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..catalog.load import Catalog
    from ..trial.local import Trial

_MOST_REFUSALS_TOLD = 20


@click.command()
@click.argument("tracker", required=False, shell_complete=complete_tracker)
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
@network_option("The network whose postbacks you receive. Without TRACKER, each call shows it if omitted.")
@setup_options_but("network", "http", "https")
@catalog_option
def listen(
    tracker: str | None,
    port: int,
    host: str,
    allow_remote: bool,
    as_json: bool,
    once: bool,
    network: str | None,
    catalogs: tuple[str, ...],
    **options: Any,
) -> int:
    """Receive postbacks on this machine. For each, show what the network would read and what is wrong.

    With TRACKER, it first prints what to paste into that tracker for the trial. It then takes the options of render.

    Use it with your own code, with a self-hosted tracker on this machine, or with `postback-pack send --to-local`. Other machines,
    such as a tracker in the cloud, reach it only with --host and --allow-remote. The network reads the URL of a call, not its body.
    Stop with Ctrl-C.

    \b
    Examples:
      postback-pack listen keitaro --account acme --payout macro
      postback-pack listen --port 8787
    """
    import asyncio
    import json

    from ..text.characters import shown
    from ..trial.http_head import Refused
    from ..trial.reach import callable_address, in_url, is_loopback, reach
    from ..trial.received import CallReader, call_data, call_line
    from ..trial.server import Received, Receiver

    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]  # as in a URL
    if not is_loopback(host) and not allow_remote:
        raise InputError.of("listen.remote", "host", shown(host))
    catalog = load(catalogs)
    trial = _trial(catalog, tracker, network, options)
    reader = CallReader(catalog.networks_named(trial.setup.network if trial else network))
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
        listening = in_url(host or addresses[0])
        print_note(message("listen.ready", url=f"http://{listening}:{bound}", reach=reach(addresses)))
        if trial:
            _print_trial(trial, callable_address(addresses), bound, print_note if as_json else print_lines)

    try:
        asyncio.run(Receiver(report, refused, once).serve(host, port, ready))
    except KeyboardInterrupt:
        print_note(message("listen.received-one" if count == 1 else "listen.received", count=count))
        raise
    return status


def _trial(catalog: Catalog, tracker: str | None, network: str | None, options: dict[str, Any]) -> Trial | None:
    """Return what is tried out; None if no tracker is named. Raises InputError for options that need one."""
    if tracker is None:
        needless = next((name for name in given_setup_options() if name != "network"), None)
        if needless:
            raise InputError.of("listen.needs-tracker", needless, option=Option(needless))
        return None
    from ..setup.options import Options
    from ..trial.local import Trial

    at = network or default_network(catalog)
    return Trial(catalog, Options(tracker=tracker, network=at, **setup_arguments(options)))


def _print_trial(trial: Trial, address: str, port: int, print_line: Callable[[str], None]) -> None:
    """Print what to paste for a receiver at an address, and why its calls may not arrive."""
    from ..trial.reach import in_url
    from ..urls.hosts import is_private

    host, tracker = in_url(address), trial.setup.tracker
    for text in trial.lines(f"{host}:{port}"):
        for line in text.split("\n"):
            print_line(line)
    sys.stdout.flush()
    for warning in trial.warnings():
        print_warning(warning)
    if tracker.postback_out.sends.private is False and is_private(host):
        print_warning(message("listen.refuses-private", tracker=tracker.name, address=address))
    if ":" in address and tracker.style and tracker.style[0] == "[":
        print_warning(message("listen.brackets", tracker=tracker.name, address=address))
