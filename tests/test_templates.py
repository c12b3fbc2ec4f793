"""The environment of the setup templates: nothing is printed that is not there, and nothing of Python can be reached."""

from __future__ import annotations

import re

import pytest
from jinja2 import TemplateNotFound, UndefinedError
from jinja2.exceptions import SecurityError

from postback_pack import build_setup, load_catalog, render
from postback_pack.paths import data_folder
from postback_pack.rendering.render import template_of


def test_what_is_not_there_is_an_error() -> None:
    environment = template_of("text").environment
    with pytest.raises(UndefinedError):
        environment.from_string("{{ nothing }}").render()
    with pytest.raises(TypeError, match="not there"):
        environment.from_string("{{ url }}").render(url=None)


def test_it_is_a_sandbox() -> None:
    environment = template_of("text").environment
    for program in [
        "{{ ''.__class__ }}",
        "{{ ''.format.__globals__ }}",
        "{{ [].append(1) }}",
        "{{ ('%s'|attr('format'))|attr('__self__') }}",
    ]:
        with pytest.raises((SecurityError, UndefinedError)):
            environment.from_string(program).render()


ESCAPES = {
    "CVE-2016-10745": "{{ '{0.__class__.__init__.__globals__}'.format(spans) }}",
    "CVE-2019-10906": "{{ '{x.__class__.__init__.__globals__}'.format_map({'x': spans}) }}",
    "CVE-2019-8341": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "CVE-2024-56326": "{% set run = '{0.__class__.__init__.__globals__}'.format %}{{ run(spans) }}",
    "CVE-2024-56326, by a filter": "{{ ['{0.__class__.__mro__}']|map('format', spans)|list }}",
    "CVE-2025-27516": "{{ ('{0.__class__.__init__.__globals__}'|attr('format'))(spans) }}",
    "CVE-2025-27516, by map": "{{ (['{0.__class__.__mro__}']|map(attribute='format')|first)(spans) }}",
    "globals of a function": "{{ cycler.__init__.__globals__ }}",
    "globals of a macro": "{% macro f() %}{% endmacro %}{{ f.__init__.__globals__ }}",
    "the template itself": "{{ self._TemplateReference__context }}",
    "a generator's frame": "{{ (spans|map('upper')).gi_frame }}",
    "an item of a class": "{{ ''['__class__'] }}",
    "a list that grows": "{{ spans.append(1) }}",
    "a mapping that changes": "{{ data.update({'a': 1}) }}",
    "a long range": "{% for x in range(10000000) %}{% endfor %}",
    "a file outside": "{% include '../networks/adsterra/network.yaml' %}",
    "a file of the system": "{% include '/etc/passwd' %}",
    "an import": "{% import '../../trackers.yaml' as x %}",
}


@pytest.mark.parametrize("program", ESCAPES.values(), ids=ESCAPES)
def test_published_ways_out_of_the_sandbox_are_closed(program: str) -> None:
    environment = template_of("text").environment
    with pytest.raises((SecurityError, UndefinedError, TypeError, OverflowError, TemplateNotFound)) as error:
        environment.from_string(program).render(spans=["x"], data={"a": 2})
    assert "unexpected" not in str(error.value)


@pytest.mark.parametrize("name", ["{{ 7*7 }}", "../setup.txt.j2", "/etc/passwd", "x\ny", "\x00", "a'b}}"])
def test_no_template_is_found_by_a_strange_name(name: str) -> None:
    # CVE-2024-56201: a file's name that was chosen with care ran as code.
    with pytest.raises((TemplateNotFound, ValueError)):
        template_of("text").environment.get_template(name)


@pytest.mark.parametrize("key", ["a b", "a/b", "a>b", "a=b", "onclick x"])
def test_no_attribute_name_ends_the_element(key: str) -> None:
    # CVE-2024-22195, CVE-2024-34064
    with pytest.raises(ValueError, match="Invalid character"):
        template_of("text").environment.from_string("{{ x|xmlattr }}").render(x={key: "1"})


def test_what_is_rendered_is_not_rendered_again() -> None:
    setup = build_setup(load_catalog(), "custom", account="acme", click_id_macro="{{ 7*7 }}")
    assert "{{ 7*7 }}" in render(setup, "text")
    assert "49" not in render(setup, "url")


@pytest.mark.parametrize(
    ("name", "escaped"), [("setup.html.j2", True), ("setup.md.j2", False), ("setup.txt.j2", False), ("x.html", False)]
)
def test_only_html_is_escaped(name: str, escaped: bool) -> None:
    autoescape = template_of("html").environment.autoescape
    assert callable(autoescape)
    assert autoescape(name) == escaped


@pytest.mark.parametrize("format", ["html", "md", "rst", "txt"])
def test_a_template_of_a_setup_has_no_words_of_its_own(format: str) -> None:
    """They are said once, for all formats; what a template adds to a source is its layout."""
    text = (data_folder() / "templates" / "setup" / f"setup.{format}.j2").read_text(encoding="utf-8")
    words = re.findall(r"[A-Za-z]{2,}", re.sub(r"\{\{.*?\}\}|\{%.*?%\}|<[^>]*>", "", text))
    assert words == ["read"]
