"""The elements of a setup or a table as docutils nodes, so that every builder of Sphinx can write them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element

from docutils import nodes

from .fragment import PLACEHOLDER

_NODES: dict[str, Callable[[], nodes.Element]] = {
    "section": nodes.container,  # a section of docutils may be only at the top of a page
    "div": nodes.container,
    "figure": nodes.container,
    "ol": lambda: nodes.enumerated_list(enumtype="arabic", prefix="", suffix="."),
    "ul": lambda: nodes.bullet_list(bullet="-"),
    "strong": nodes.strong,
    "em": nodes.emphasis,
    "thead": nodes.thead,
    "tbody": nodes.tbody,
    "tr": nodes.row,
}
_HEADINGS = {f"h{level}": level for level in range(1, 7)}


def write_nodes(element: Element) -> nodes.Node:
    """Return an element with all that is in it as a node."""
    tag, text = element.tag, "".join(element.itertext())
    if tag == "raw":
        return nodes.raw("", text, format="html")
    if tag == "pre":
        # Whole and without marks in it: only then it gets a copy button.
        return nodes.literal_block(text, text, language="text")
    if tag == "code":
        return nodes.literal(text, text, classes=[PLACEHOLDER] if element.find("mark") is not None else [])
    if tag in _HEADINGS:
        # No heading of the page: a directive may be where a section cannot.
        node: nodes.Element = nodes.rubric("", "", *_children(element))
        node["heading-level"] = _HEADINGS[tag]
        return node
    if tag == "p":
        return nodes.paragraph("", "", *_children(element), classes=_classes(element))
    if "admonition" in _classes(element):
        return _admonition(element)
    if tag == "a":
        return nodes.reference("", "", *_children(element), refuri=element.get("href", ""))
    if tag == "table":
        return _table(element)
    if tag in ("li", "th", "td"):
        node = nodes.list_item() if tag == "li" else nodes.entry()
        if element.text or len(element):
            node.append(nodes.paragraph("", "", *_children(element)))
        return node
    node = _NODES.get(tag, nodes.inline)()
    node.extend(_children(element))
    node["classes"] += _classes(element)
    return node


def _children(element: Element) -> Iterator[nodes.Node]:
    if element.text:
        yield nodes.Text(element.text)
    for child in element:
        yield write_nodes(child)
        if child.tail:
            yield nodes.Text(child.tail)


def _classes(element: Element) -> list[str]:
    return (element.get("class") or "").split()


def _admonition(element: Element) -> nodes.Element:
    """Return a note. Its first element is its title."""
    title, *rest = element
    # A theme of Sphinx has no style for info.
    classes = ["important" if name == "info" else name for name in _classes(element) if name != "admonition"]
    return nodes.admonition("", nodes.title("", "", *_children(title)), *map(write_nodes, rest), classes=classes)


def _table(element: Element) -> nodes.Element:
    columns = len(element.findall("thead/tr/th"))
    group = nodes.tgroup(cols=columns)
    group.extend(nodes.colspec(colwidth=1) for _ in range(columns))
    group.extend(_children(element))
    return nodes.table("", group, classes=["colwidths-auto"])
