"""URL templates: what may be in one, and that Jinja renders the same text as the shape that is read from it."""

from __future__ import annotations

from string import ascii_letters
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment

from postback_pack.catalog.shape import Shape
from postback_pack.catalog.template import ShapeError, read_shape

NAMES = ("payout", "currency", "txid", "status", "event", "goal")
SLOTS = frozenset({"scheme", "click_id", *NAMES})
JINJA = Environment(autoescape=False)
words = st.text(ascii_letters + "0123456789.-_", min_size=1, max_size=4)
around = st.one_of(st.just(""), words)


@st.composite
def slots(draw: st.DrawFn, joint: str, name: str) -> str:
    """A segment or parameter that is always there, or an optional one."""
    value = f"{draw(around)}{{{{ {name} }}}}{draw(around)}"
    whole = f"/{value}" if joint == "/" else f"&{draw(words)}={value}"
    is_optional = name != "click_id" and draw(st.booleans())
    return f"{{% if {name} %}}{whole}{{% endif %}}" if is_optional else whole


@st.composite
def templates(draw: st.DrawFn) -> str:
    names = draw(st.permutations(NAMES))
    segments = [draw(slots("/", name)) for name in names[:2]]
    leading = [
        f"{{% if {name} %}}{draw(words)}={{{{ {name} }}}}&{{% endif %}}" for name in names[2 : draw(st.integers(2, 4))]
    ]
    parameters = [draw(slots("&", name)) for name in ("click_id", *names[4:])]
    path = "".join(draw(st.permutations([*segments, f"/{draw(words)}"])))
    fixed = f"{draw(words)}={draw(words)}"
    return f"{{{{ scheme }}}}://host.example{path}?{''.join(leading)}{fixed}{''.join(parameters)}"


def filled_values(shape: Shape) -> st.SearchStrategy[dict[str, str]]:
    """Values for all slots that are needed, and for some of the others."""
    optional = [name for name in shape.slots if name not in shape.needed]
    texts = st.text(max_size=6)
    return st.fixed_dictionaries(dict.fromkeys(shape.needed, texts), optional=dict.fromkeys(optional, texts))


@given(templates(), st.data())
def test_jinja_renders_the_same_text(template: str, data: st.DataObject) -> None:
    shape = read_shape(template, SLOTS)
    values = data.draw(filled_values(shape))
    encoded = {name: quote(value, safe="") for name, value in values.items()}
    rendered = JINJA.from_string(template).render(dict.fromkeys(shape.slots, "") | encoded)
    assert shape.fill(values, {}) == rendered
    assert shape.fill({}, encoded) == rendered
    pieces = shape.partly_filled(values, ())
    assert "".join(piece for piece in pieces if isinstance(piece, str)) == rendered


@given(templates(), st.data())
def test_a_filled_shape_is_cut_into_its_slots_again(template: str, data: st.DataObject) -> None:
    shape = read_shape(template, SLOTS)
    chosen = data.draw(filled_values(shape))
    values = {name: f"value-of-{name}" for name in chosen}
    address, _, query = shape.fill(values, {}).partition("://")[2].partition("?")
    host, *path = address.split("/")
    assert host == shape.form.host
    assert shape.path_like(path) is not None
    names = [parameter.partition("=")[0] for parameter in query.split("&")]
    assert {name for slot, name in shape.parameters.items() if slot in values} <= set(names)
    assert "" not in names


@given(st.text("{}% ifendpayoutclick_:/?&=.x", max_size=60))
def test_any_other_text_is_refused_with_a_place(text: str) -> None:
    try:
        shape = read_shape("{{ scheme }}://" + text, SLOTS)
    except ShapeError as error:
        assert 1 <= error.column <= len(text) + 16
    else:
        assert "click_id" in shape.needed


@pytest.mark.parametrize(
    "template",
    [
        "{{ scheme }}://h.example/a{{ click_id }}b?x=1",
        "{{ scheme }}://h.example/p?c=a-{{ click_id }}.b{% if payout %}&r={{ payout }}{% endif %}",
        "{{ scheme }}://h.example{% if goal %}/{{ goal }}{% endif %}?c={{ click_id }}",
        "{{ scheme }}://h.example/{{ click_id }}{% if goal %}/{{ goal }}{% endif %}",
        "{{scheme}}://h.example/p?{%if goal%}g={{goal}}&{%endif%}{% if txid %}t={{ txid }}&{% endif %}c={{ click_id }}",
    ],
)
def test_what_may_be_in_a_template(template: str) -> None:
    assert "click_id" in read_shape(template, SLOTS).needed
