"""The command ``send``."""

from __future__ import annotations

from typing import Any

import click

from .arguments import catalog_option, complete_tracker, load
from .setup_options import given_setup_options, setup_arguments, setup_options
from .terminal import print_error, print_lines, print_result, print_warning


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
def send(
    tracker_or_url: str,
    click_id: str,
    amount: str | None,
    yes: bool,
    to_local: str | None,
    catalogs: tuple[str, ...],
    **options: Any,
) -> int:
    """Report one test conversion, with the setup of a tracker or with a postback URL that you paste.

    It shows the URL and asks before it sends. You may be charged for the conversion, and you cannot take it back. With a tracker it
    takes the options of render. The exit status is 1 if the answer does not mean success.

    \b
    Examples:
      postback-pack send keitaro --account acme --click-id 123abc
      postback-pack send 'URL' --click-id 123abc --to-local http://127.0.0.1:8787
    """
    from ..checking.report import visible
    from ..errors import InputError
    from ..messages.message import Option, message
    from ..trial.client import SendError
    from ..trial.client import send as send_call
    from ..trial.test_call import call_of_setup, call_of_url, local_url

    catalog = load(catalogs)
    if "://" in tracker_or_url:
        given = given_setup_options()
        network = options["network"] if "network" in given else None
        for name in given:
            if name != "network":
                raise InputError.of("send.not-with-url", name, option=Option(name))
        call = call_of_url(catalog, tracker_or_url, click_id, amount, network)
    else:
        from ..setup.build import build_setup

        call = call_of_setup(build_setup(catalog, tracker_or_url, **setup_arguments(options)), click_id, amount)
    url = local_url(call, to_local) if to_local is not None else call.url
    print_result(visible(url))
    if to_local is None and not yes:
        print_warning(message("send.charged", network=call.network.name))
        if not click.confirm(str(message("send.confirm", network=call.network.name)), default=False, err=True):
            raise click.Abort
    try:
        answer = send_call(url)
    except SendError as error:
        print_error(error)
        return 1
    reason, seconds = visible(answer.reason), f"{answer.seconds:.2f}"
    print_lines(message("send.answer", status=answer.status, reason=reason, seconds=seconds))
    if answer.body.strip():
        print_result("\n".join(visible(line) for line in answer.body.strip().splitlines()[:20]))
    is_success = 200 <= answer.status < 300
    if to_local is None:
        code = "send.received" if is_success else "send.not-received"
        print_warning(message(code, status=answer.status, network=call.network.name))
    return 0 if is_success else 1
