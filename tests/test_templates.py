"""The environment of the setup templates: nothing is printed that is not there, and nothing of Python can be reached."""

from __future__ import annotations

import pytest
from jinja2 import UndefinedError
from jinja2.exceptions import SecurityError

from postback_pack.markup import write_html, write_plain
from postback_pack.rendering import _environment


def test_what_is_not_there_is_an_error() -> None:
    environment = _environment(write_plain)
    with pytest.raises(UndefinedError):
        environment.from_string("{{ nothing }}").render()
    with pytest.raises(TypeError, match="not there"):
        environment.from_string("{{ url }}").render(url=None)


def test_it_is_a_sandbox() -> None:
    environment = _environment(write_plain)
    for program in [
        "{{ ''.__class__ }}",
        "{{ ''.format.__globals__ }}",
        "{{ [].append(1) }}",
        "{{ ('%s'|attr('format'))|attr('__self__') }}",
    ]:
        with pytest.raises((SecurityError, UndefinedError)):
            environment.from_string(program).render()


@pytest.mark.parametrize(
    ("name", "escaped"), [("setup.html.j2", True), ("setup.md.j2", False), ("setup.txt.j2", False), ("x.html", False)]
)
def test_only_html_is_escaped(name: str, escaped: bool) -> None:
    autoescape = _environment(write_html).autoescape
    assert callable(autoescape)
    assert autoescape(name) == escaped
