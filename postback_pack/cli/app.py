"""The commands of postback-pack."""

from __future__ import annotations

import click

from .. import __version__
from .check import check
from .lint import lint
from .list_trackers import list_trackers
from .listen import listen
from .new import new
from .preview import preview
from .render import render
from .schema import schema
from .send import send
from .show import show
from .site import site
from .sources import sources


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="postback-pack", message="%(prog)s %(version)s")
def app() -> None:
    """Print ready-to-paste postback URLs, tracking links and set-up steps.

    \b
    Find your tracker:
      postback-pack list
    Get its setup, with your account and its payout macro:
      postback-pack render keitaro --account acme --payout macro
    Find out why a URL does not work:
      postback-pack check 'URL'
    See where each macro is known from:
      postback-pack show keitaro
    """


app.add_command(check)
app.add_command(lint)
app.add_command(list_trackers)
app.add_command(listen)
app.add_command(new)
app.add_command(preview)
app.add_command(render)
app.add_command(schema)
app.add_command(send)
app.add_command(show)
app.add_command(site)
app.add_command(sources)
