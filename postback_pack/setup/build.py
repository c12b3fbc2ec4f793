"""Build a setup: everything to paste and to do for one tracker, network and postback type."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence

from ..catalog.load import Catalog
from ..catalog.model import FREE_ROLES, Network, Tracker
from ..catalog.network_parts import PostbackType
from ..frozen import Frozen
from ..messages.message import Message, Words, command_line, python_words, sentences
from ..text.markup import Span, Text, spans, write_plain
from . import notes
from .click_id import ClickId
from .link import put_callbacks
from .network_values import macro_for
from .options import Options, taking
from .payout import Payout
from .postback_type import Given, choose_type
from .request import Request, check_request
from .snippets import snippet


class Gap(Frozen):
    """Why there is nothing to paste, and what to do about it; ``values`` are filled into the reasons."""

    reasons: Sequence[notes.Reason]
    values: Mapping[str, Span]

    def __repr__(self) -> str:
        return f"<Gap: {self}>"

    def __str__(self) -> str:
        return self.say(python_words)

    @property
    def why(self) -> Text:
        """Every reason."""
        return spans(str(sentences(*(reason.why for reason in self.reasons))), self.values)

    @property
    def to_do(self) -> Message:
        """What to do, for a front end to say in its own words."""
        return sentences(*(reason.to_do for reason in self.reasons if reason.to_do))

    @property
    def what_to_do(self) -> str:
        """What to do, in words of Python."""
        return self.to_do.say(python_words)

    @property
    def advice(self) -> str:
        """What to do, in words of the command line."""
        return self.to_do.say(command_line)

    def say(self, words: Words) -> str:
        """Return why there is nothing, and what to do, in the words of a front end."""
        return f"{write_plain(self.why)} {self.to_do.say(words)}".strip()


class Setup(Frozen):
    """Everything for one tracker at one network: what to paste, the steps, and how well it is known.

    ``postback_url``, ``tracking_link`` and ``code`` are None where there is nothing to paste. ``gaps`` then says why.
    """

    tracker: Tracker
    """The tracker that it is for."""
    network: Network
    """The network that it is for."""
    type: PostbackType
    """The form of the network's postback URL."""
    postback_url: str | None
    """What to paste into the tracker, or None."""
    tracking_link: str | None
    """What to paste into the network, or None."""
    code: str | None
    """The code that reports the order, for a site or server, or None."""
    link_is_example: bool
    """True if no campaign URL was given: the link then shows where the macro goes."""
    click_id: ClickId
    """The macro and the parameter of the click ID, with their grades."""
    payout: Payout | None
    """The amount that is reported, or None."""
    currency: str | None
    """The code of the currency, if one was given."""
    fields: Mapping[str, str]
    """The values of the network's fields that were given."""
    tracker_steps: tuple[Text, ...]
    """What to do in the tracker. A text is a sequence of spans; ``render`` writes it."""
    network_steps: tuple[Text, ...]
    """What to do at the network."""
    verify: tuple[Text, ...]
    """How to check that it works."""
    pitfalls: tuple[Text, ...]
    """What goes wrong, from the catalog."""
    notes: tuple[Text, ...]
    """What goes wrong with these options."""
    gaps: Mapping[str, Gap]
    """Why there is nothing to paste, and what to do: by ``url``, ``link`` and ``code``."""
    warning_messages: tuple[tuple[str, Message], ...]
    """The same as ``warnings``, for a front end to say in its own words."""
    url_without_payout: str | None = None
    """The postback URL without a payout, if only the payout macro is not known."""

    def __repr__(self) -> str:
        url = self.postback_url or "no postback URL"
        return f"<Setup of {self.tracker.id} at {self.network.id}, {self.type.id}: {url}>"

    def _repr_html_(self) -> str:
        """Return what a notebook shows: the setup as in ``render(setup, "html")``."""
        from ..rendering.render import render

        return render(self, "html")

    @property
    def warnings(self) -> tuple[tuple[str, str], ...]:
        """What each warning is about (``url`` or ``link``), and the warning."""
        return tuple((about, warning.say(python_words)) for about, warning in self.warning_messages)

    @property
    def missing_fields(self) -> tuple[str, ...]:
        """The fields that still hold their placeholder."""
        needed = self.type.shape.needed
        return tuple(
            name
            for name, field in self.network.fields.items()
            if name in needed and name not in self.fields and field.placeholder
        )


@taking(Options)
def build_setup(catalog: Catalog, options: Options) -> Setup:
    """Return the setup for a tracker.

    Args:
        catalog: What ``load_catalog`` returns.
        tracker: Its id, name or alias, or a ``Tracker``. All others are keyword arguments.
        account: Your account at the network. Short for ``fields={"account": ...}``. Without it, the network's placeholder stays.
        fields: The other values that the network's URL needs, by name.
        type: The id of a postback type. Without it, the type follows from payout and currency.
        payout: ``"macro"``, or a fixed amount: a number, or text such as ``"1.50"`` to keep its zeros.
        currency: A code of ISO 4217, or ``"macro"``.
        currency_code: A code that the network's support gave you, in place of ``currency``.
        campaign_url: The tracker's URL, to put the network's macros into. Without it, the link is an example.
        with_macros: Other macros of the network for the link, such as ``["placement"]``, or ``["all"]``.
        http: Begin the postback URL with http.
        https: Begin the postback URL with https.
        network: The network's id, name or alias, or a ``Network``.
        click_id_macro: The click-ID macro that you see in the tracker, in place of the catalog's.
        payout_macro: The payout macro that you see in the tracker, in place of the catalog's.
        click_id_param: The parameter of the tracking link that you see in the tracker, in place of the catalog's.
        event_tokens: For a tracker whose link carries the postback, the events to report. ``"install"`` is the install.

    Returns:
        The URL, the link and the steps.

    Raises:
        InputError: Something that you gave cannot be used. It has every problem at once.

    Examples:
        >>> from postback_pack import build_setup, load_catalog
        >>> setup = build_setup(load_catalog(), "keitaro", account="acme", payout="macro")
        >>> "{external_id}" in setup.postback_url
        True
    """
    return setup_of(check_request(catalog, options))


def setup_of(request: Request) -> Setup:
    """Return the setup of a request that has been checked."""
    tracker, network, pair = request.tracker, request.network, request.pair
    gaps = notes.gaps(request)
    url = None if "url" in gaps else postback_url_of(request)
    if url:
        request = request.changed(link=put_callbacks(request.link, url, request.event_tokens))
    link = None if "link" in gaps else request.link.text
    without_payout = url_without_payout_of(request)
    code = None if "code" in gaps else snippet(request)
    values = _values(request, url, link)

    def texts(sources: Iterable[str | Message]) -> tuple[Text, ...]:
        return tuple(spans(str(source), values) for source in sources)

    return Setup(
        tracker=tracker,
        network=network,
        type=request.type,
        postback_url=url,
        tracking_link=link,
        code=code,
        link_is_example=request.link.is_example,
        click_id=request.click_id,
        payout=request.payout,
        currency=request.currency.code if request.currency else None,
        fields=request.given_fields,
        tracker_steps=texts(request.tracker_steps),
        network_steps=texts(pair.network_steps or network.steps),
        verify=texts((*tracker.verify, *network.verify)),
        pitfalls=texts((*tracker.pitfalls, *pair.pitfalls, *network.pitfalls)),
        notes=texts(notes.notes(request)),
        gaps={name: Gap(reasons=reasons, values=values) for name, reasons in gaps.items()},
        warning_messages=warnings_of(request, gaps, without_payout),
        url_without_payout=without_payout,
    )


def url_without_payout_of(request: Request) -> str | None:
    """Return the postback URL that reports no payout, where the payout's macro is what is not known."""
    if not request.payout or request.payout.text or request.tracker.postback_out.callback:
        return None
    kind = choose_type(request.network, None, Given(fields=[*request.given_fields]), [])
    simple = request.changed(type=kind, payout=None, currency=None) if kind else None
    return postback_url_of(simple) if simple and not any(notes.why_no_url(simple)) else None


def warnings_of(request: Request, gaps: Container[str], without_payout: str | None) -> tuple[tuple[str, Message], ...]:
    """Return the warnings about what there is to paste; code holds what the postback URL would hold."""
    there = {"url": "url" not in gaps or "code" not in gaps or bool(without_payout), "link": "link" not in gaps}
    return tuple((about, warning) for about, warning in notes.warnings(request) if there[about])


def postback_url_of(request: Request) -> str:
    """Fill the shape: what the user gave is encoded, macros stay raw."""
    macros = {role: macro for role, macro in request.tracker.postback_out.macros.items() if role in FREE_ROLES}
    macros["click_id"] = request.click_id.macro or ""
    if request.payout and request.payout.by_macro:
        macros["payout"] = request.payout.text or ""
    fields = request.network.fields
    macros |= {name: macro_for(request.tracker, fields[name]) or "" for name in request.macro_fields}
    if request.currency and request.currency.by_macro:
        macros["currency"] = request.tracker.macro("currency") or ""
    return request.type.shape.fill(request.values, macros)


def names_as_text(request: Request) -> dict[str, Span]:
    """Return what texts of our own fill in for the two systems: a name is text, whatever is in it."""
    return {"network": Span("plain", request.network.name), "tracker name": Span("plain", request.tracker.name)}


def macro_span(network: Network) -> Span:
    """Return what a text fills in for the network's macro of its click ID."""
    macro = network.click_id_macro
    return Span("code", macro) if macro else Span("plain", UNKNOWN["network macro"])


UNKNOWN = {
    "network macro": "the network's click-ID macro",
    "parameter": "the click-ID parameter",
    "payout": "the payout",
    "postback URL": "the postback URL",
    "tracking link": "the tracking link",
}
"""What is in a text for a value that is not known. It is not in the catalogue of messages: most setups need nothing else of it."""


def _values(request: Request, url: str | None, link: str | None) -> dict[str, Span]:
    """Return what the texts fill in, by the name between < and >."""
    param, payout, sale = request.click_id.param, request.payout, request.tracker.macro("sale_amount")
    unknown = {name: Span("plain", text) for name, text in UNKNOWN.items()}
    slot = param if request.click_id.fact == "also" else request.tracker.click_in.param
    fields = {name: Span("plain", field.label) for name, field in request.network.fields.items()}
    fields |= {name: Span("code", value) for name, value in request.fields.items() if value}
    return fields | {
        **names_as_text(request),
        "network macro": macro_span(request.network),
        "slot": Span("code", slot or "click ID"),
        "parameter": Span("code", param) if param else unknown["parameter"],
        "payout": Span("code", payout.text) if payout and payout.text else unknown["payout"],
        "sale amount": Span("code", sale or "sale amount"),
        "payout parameter": Span("code", request.type.shape.parameter_of("payout") or "payout"),
        "postback URL": Span("code", url) if url else unknown["postback URL"],
        "tracking link": Span("code", link) if link else unknown["tracking link"],
    }
