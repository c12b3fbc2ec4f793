"""Write docs/mistakes.md and docs/mistakes/ from the cases that check is tested with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from postback_pack import Catalog, load_catalog
from postback_pack.checking.check import check
from postback_pack.checking.findings import CALL_CODES, Finding, codes
from postback_pack.checking.report import visible
from postback_pack.messages.message import text_of
from postback_pack.rendering.writers import write_markdown
from postback_pack.text.markup import Span
from tests.conftest import MADE_UP, cases_in

_SHOWN = 2


class Group(NamedTuple):
    """Findings with the same sign: what a user sees that has no code yet."""

    title: str
    sign: str
    codes: str


GROUPS = {
    "no-call": Group(
        "The network gets no call",
        "The tracker's log shows an error or nothing at all, or the URL is not for this network.",
        "wrong-scheme wrong-host other-host wrong-path private-address other-network opposite-direction not-pasted callback http http-only-tracker",
    ),
    "no-click-id": Group(
        "The click ID is empty or missing",
        "The tracker's log shows a call like `...?subid_short=&...`, or the tracker has no click ID to send.",
        "click-id-missing click-id-empty link-macro-missing link-parameter renamed-parameter behind-fragment link-fragment link-too-long pair-mismatch",
    ),
    "wrong-click-id": Group(
        "The network does not know the click ID",
        "The call has a click ID and gets HTTP 200, but the network's statistics have no conversion.",
        "own-click-id click-id-literal wrong-macro macros-swapped network-macro text-around-macro macro-not-alone click-id-twice link-macro-twice parameter-twice slot-macro",
    ),
    "not-filled-in": Group(
        "A macro arrives as it is",
        "The tracker's or network's log shows the macro itself, such as `{externalid}`, where a value should be.",
        "misspelt-macro encoded-macro foreign-style unlisted-macro invented-macro",
    ),
    "values": Group(
        "Your own values are missing or wrong",
        "The conversion goes to nobody, or to another account, goal or event.",
        "placeholder wrong-field fixed-parameter text-missing",
    ),
    "amount": Group(
        "The amount is missing or wrong",
        "The network counts the conversion without an amount, with a wrong one, or in another currency.",
        "payout-missing payout-amount payout-means payout-not-usd minor-units currency-code currency-type currency-not-iso",
    ),
    "broken-url": Group(
        "A part of the URL is not read",
        "A value is cut off, or stuck to the one before it.",
        "character wrong-parameter extra-parameter wrong-joint escaped-ampersand trailing-mark own-fragment",
    ),
    "pasted": Group(
        "Something is wrong with what was pasted",
        "`check` says something about the text around the URL, or about where it was copied from.",
        "cut-off redirect no-url wrapped-url built-by-code sent-call",
    ),
}
"""By the name of its page. A test holds that each code is in one of them."""


def first_page() -> str:
    """Return the page that leads to the others: by what a user sees, and by code."""
    cases: dict[str, Any] = cases_in("check")
    lines = [
        "# Common mistakes",
        "",
        "Find your mistake by what you see, or by the code that `postback-pack check` prints. Each has an example, and what to paste instead.",
        "",
        '!!! tip "You have the URL?"',
        "",
        "    Then [check it](check.md). That is quicker: `check` finds the mistake and prints the URL to paste.",
        "",
        "## By what you see",
        "",
        "| you see | what is wrong |",
        "| --- | --- |",
        *(f"| {group.sign} | [{group.title}](mistakes/{name}.md) |" for name, group in GROUPS.items()),
        "",
        "## By code",
        "",
        "An **error** loses conversions, a **warning** is worth a look, a **note** is for information.",
        "",
        "| code | | what it is |",
        "| --- | --- | --- |",
    ]
    pages = {code: name for name, group in GROUPS.items() for code in group.codes.split()}
    lines.extend(
        f"| [`{code}`](mistakes/{pages[code]}.md#{code}) | {cases[code]['severity']} | {_title(code)} |"
        for code in sorted(pages)
    )
    return "\n".join(lines) + "\n"


def mistakes_page(name: str) -> str:
    """Return the page of a group: what each code is, why it loses conversions, and what to paste instead."""
    catalog, cases, group = load_catalog(MADE_UP), cases_in("check"), GROUPS[name]
    lines = [f"# {group.title}", "", f"**What you see:** {group.sign}", ""]
    for code in group.codes.split():
        severity = cases[code]["severity"]
        lines += [f'## <a id="{code}"></a>{_title(code)}', ""]
        lines += [f"{_badge(severity)} {_prose(text_of(f'{code}.why'))} `{code}`", ""]
        for example in _examples(catalog, code):
            lines += example
    return "\n".join(lines).rstrip() + "\n"


def common_codes() -> list[str]:
    """Return the codes that have a place on these pages."""
    return [code for code in codes() if code not in CALL_CODES]


def _badge(severity: str) -> str:
    return f'<span class="severity {severity}">{severity}</span>'


def _title(code: str) -> str:
    return _plain(text_of(f"{code}.title"))


def _plain(text: str) -> str:
    return write_markdown((Span("plain", text),))


def _prose(text: str) -> str:
    """Return a message as Markdown, with what is between backticks as code."""
    pieces = text.split("`")
    return write_markdown(tuple(Span("code" if at % 2 else "plain", piece) for at, piece in enumerate(pieces)))


def _examples(catalog: Catalog, code: str) -> Iterator[list[str]]:
    """Yield one example for each thing that a code can say, a few at most."""
    said: dict[str, list[str]] = {}
    for case in cases_in("check")[code]["wrong"]:
        finding = _finding(catalog, case, code)
        # What only a made-up tracker does is not a common mistake.
        if finding and case.get("tracker") not in ("tidepool", "wreck"):
            said.setdefault(finding.said.code, [*_example(catalog, case, finding)])
    yield from [*said.values()][:_SHOWN]


def _finding(catalog: Catalog, case: dict[str, Any], code: str) -> Finding | None:
    result = check(
        catalog, case["url"], tracker=case.get("tracker"), link=case.get("link"), network=case.get("network")
    )
    return next((finding for finding in result.findings if finding.code == code), None)


def _example(catalog: Catalog, case: dict[str, Any], finding: Finding) -> Iterator[str]:
    """Yield what `check` says of a URL for a tracker, and the URL with the one to paste, as a difference."""
    names = [catalog.tracker(case["tracker"]).name] if "tracker" in case else []
    names += [catalog.network(case["network"]).name] if "network" in case else []
    yield from (f"**{_plain(', '.join(names) or 'Any tracker')}.** {_prose(visible(finding.message))}", "")
    is_wrong = finding.severity == "error" or case.get("right")
    yield "```diff" if is_wrong else "```text"
    if case.get("link"):
        yield f"  {visible(case['link'])}"
    yield f"{'- ' if is_wrong else ''}{visible(case['url'])}"
    if case.get("right"):
        yield f"+ {visible(case['right'])}"
    yield from ("```", "")
