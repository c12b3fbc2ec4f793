"""The command ``send``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from .arguments import catalog_option, complete_tracker, load
from .setup_options import setup_arguments, setup_options
from .terminal import print_error, print_result, print_warning

if TYPE_CHECKING:
    from ..catalog.model import Network
    from ..trial.test_call import TestCall


@click.command()
@click.argument("tracker_or_url", shell_complete=complete_tracker)
@click.option("--click-id", metavar="ID", required=True, help="The click ID of a real click on your ad.")
@click.option("--amount", metavar="AMOUNT", help="The amount to report where the tracker would fill one in.")
@click.option("--yes", is_flag=True, help="Send without asking.")
@click.option(
    "--to-local", metavar="ADDRESS", help="Send to `postback-pack listen` instead, such as http://127.0.0.1:8787."
)
@setup_options
@catalog_option
@click.pass_context
def send(
    context: click.Context,
    /,
    tracker_or_url: str,
    click_id: str,
    amount: str | None,
    yes: bool,
    to_local: str | None,
    catalogs: tuple[str, ...],
    **options: Any,
) -> None:
    """Report one test conversion: by the setup of a tracker, or by a postback URL that you paste.

    It shows the URL and asks before it sends. A conversion may be charged and cannot be taken back. With a tracker it takes the
    options of render. The exit status is 1 if the answer is not one of success.

    \b
    Examples:
      postback-pack send keitaro --account acme --click-id 123abc --to-local http://127.0.0.1:8787
      postback-pack send 'URL' --click-id 123abc --amount 1.5
    """
    from ..checking.report import visible
    from ..trial.client import SendError
    from ..trial.client import send as send_call
    from ..trial.test_call import call_of_setup, call_of_url, local_url

    catalog = load(catalogs)
    if "://" in tracker_or_url:
        given = sorted(
            name for name in options if context.get_parameter_source(name) == click.core.ParameterSource.COMMANDLINE
        )
        if given:
            raise click.UsageError(f"--{given[0].replace('_', '-')} belongs to a tracker: leave it out beside a URL.")
        call = call_of_url(catalog, tracker_or_url, click_id, amount)
    else:
        from ..setup.build import build_setup

        call = call_of_setup(build_setup(catalog, tracker_or_url, **setup_arguments(options)), click_id, amount)
    url = local_url(call, to_local) if to_local is not None else call.url
    print_result(visible(url))
    if to_local is None and not yes:
        _ask(call, call.network)
    try:
        answer = send_call(url)
    except SendError as error:
        print_error(str(error))
        context.exit(1)
    print_result(f"HTTP {answer.status} {visible(answer.reason)} after {answer.seconds:.2f} s")
    if answer.body.strip():
        print_result("\n".join(visible(line) for line in answer.body.strip().splitlines()[:20]))
    if to_local is None:
        print_warning(
            f"HTTP {answer.status} does not prove a counted conversion: only the statistics of {call.network.name} do."
        )
    context.exit(0 if 200 <= answer.status < 300 else 1)


def _ask(call: TestCall, network: Network) -> None:
    print_warning(
        f"this reports a conversion to {network.name}. It may be charged, and it cannot be taken back."
        f" Use the click ID of a real click: {network.name} does not count an invented click ID."
    )
    if not click.confirm(f"Send it to {network.name} now?", default=False, err=True):
        raise click.Abort
