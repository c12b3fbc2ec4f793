"""The values of a postback: translated statuses, fields that the tracker fills in, a click ID in the path, text around a value."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from postback_pack import Catalog, CatalogError, Check, build_setup, check, load_catalog
from tests.conftest import Result, load_whole

Cli = Callable[..., Result]

FERRY = """\
id: ferry
name: Ferry
fields:
  key: {label: Key, placeholder: YOURKEY, pattern: "[0-9]{4}"}
  event: {label: Event, values: {buy: a sale, ask: a lead}, macro: status, statuses: {confirmed: buy, pending: ask}}
  goal: {label: Goal, values: {"1": the first goal, "2": the second goal}}
schemes: [https]
click_in: {style: [["(", ")"]], macros: {click_id: "(ferry)"}}
types:
  path: {name: Click ID in the path}
  end: {name: Click ID at the end}
  query: {name: Click ID with text around it}
steps: ["Paste the tracking link."]
"""
TEMPLATES = {
    "path": "{{ scheme }}://in.ferry.example/conv/c-{{ click_id }}.gif/{{ key }}?v=1{% if event %}&event={{ event }}{% endif %}{% if goal %}&goal={{ goal }}{% endif %}",
    "end": "{{ scheme }}://in.ferry.example/to/{{ click_id }}",
    "query": "{{ scheme }}://in.ferry.example/hit?ref=pre-{{ click_id }}-post{% if payout %}&sum=p{{ payout }}{% endif %}{% if goal %}&g=a-{{ goal }}-b{% endif %}",
}


@pytest.fixture(scope="module")
def ferry(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The shipped catalog, and a network with the click ID in the path and text around values."""
    folder = tmp_path_factory.mktemp("ferry") / "templates" / "networks" / "ferry"
    folder.mkdir(parents=True)
    (folder / "network.yaml").write_text(FERRY, encoding="utf-8")
    for name, template in TEMPLATES.items():
        (folder / f"{name}.url.j2").write_text(template, encoding="utf-8")
    return load_catalog(folder.parents[2])


def errors(result: Check) -> list[str]:
    return [item.code for item in result.findings if item.severity == "error"]


def warnings(result: Check) -> list[str]:
    return [item.code for item in result.findings if item.severity == "warning"]


# Translated statuses


@pytest.mark.parametrize(
    ("tracker", "url"),
    [
        ("keitaro", "https://kdtrk.net/ru/postback/?data={external_id}&status={status:sale=approved lead=hold rejected=reject}"),
        ("orbitra", "https://kdtrk.net/ru/postback/?data={external_id}&status={status}"),
        ("binom", "https://kdtrk.net/ru/postback/?data={externalid}&status={cnv_status}"),
    ],
)  # fmt: skip
def test_a_tracker_sends_the_network_s_own_statuses_where_it_can(catalog: Catalog, tracker: str, url: str) -> None:
    setup = build_setup(catalog, tracker, network="kadam", fields={"state": "macro"})
    assert setup.postback_url == url
    assert check(catalog, url, tracker=tracker).verdict == "right"


@pytest.mark.parametrize("macro", ["{status:lead=hold sale=approved}", "{status: lead=hold sale=approved }", "{status:sale=1}"])  # fmt: skip
@pytest.mark.parametrize("tracker", ["keitaro", "orbitra", None])
def test_statuses_may_be_translated_inside_the_macro(catalog: Catalog, macro: str, tracker: str | None) -> None:
    url = f"https://kdtrk.net/ru/postback/?data={{external_id}}&status={macro}"
    result = check(catalog, url, tracker=tracker)
    assert result.verdict == "right"
    assert result.urls[0].parts[-1].text == f"status={macro}"
    assert result.urls[0].parts[-1].meaning.endswith("fills in its status")
    assert {"keitaro", "orbitra"} >= {result.tracker.id if result.tracker else ""}


@pytest.mark.parametrize("macro", ["{status:}", "{status: lead}", "{cost: lead=hold}", "{status:lead=hold"])
def test_what_only_looks_like_a_translation(catalog: Catalog, macro: str) -> None:
    url = f"https://kdtrk.net/ru/postback/?data={{external_id}}&status={macro}"
    assert check(catalog, url, tracker="keitaro").verdict != "right"


def test_only_who_translates_has_such_a_macro(catalog: Catalog) -> None:
    url = "https://kdtrk.net/ru/postback/?data={external_id}&status={status:lead=hold}"
    assert warnings(check(catalog, url, tracker="binom_v1")) == ["unlisted-macro"]


def test_a_translation_is_no_click_id(catalog: Catalog) -> None:
    url = "https://kdtrk.net/ru/postback/?data={status:lead=hold}"
    result = check(catalog, url, tracker="keitaro")
    assert errors(result) == ["wrong-macro"]
    assert result.urls[0].corrected == "https://kdtrk.net/ru/postback/?data={external_id}"


def test_a_field_with_values_takes_what_is_translated_into_them(ferry: Catalog) -> None:
    url = "https://in.ferry.example/conv/c-{external_id}.gif/1234?v=1&goal="
    assert errors(check(ferry, url + "{status: lead=1 sale=2}", tracker="keitaro")) == []
    found = check(ferry, url + "{status: lead=1 sale=3}", tracker="keitaro")
    assert [(item.code, "'3'" in item.message) for item in found.findings] == [("wrong-field", True)]
    assert errors(check(ferry, url + "{status}", tracker="keitaro")) == ["wrong-field"]


def test_it_is_walked_through_like_any_macro(cli: Cli) -> None:
    printed = cli("preview", "keitaro", "--network", "kadam", "--field", "state=macro", "--click-id", "x1")
    assert (printed.status, printed.err) == (0, "")
    assert "status=" in printed.out


@pytest.mark.parametrize(
    ("old", "new", "mistake"),
    [
        ("macro: status, statuses", "statuses", "event has statuses"),
        ("confirmed: buy,", "confirmed: sold,", "sold is not one of the values"),
        ("confirmed: buy,", "paid: buy,", "statuses"),
    ],
)
def test_statuses_are_held_against_the_values(tmp_path: Path, old: str, new: str, mistake: str) -> None:
    folder = tmp_path / "templates" / "networks" / "ferry"
    folder.mkdir(parents=True)
    (folder / "network.yaml").write_text(FERRY.replace(old, new), encoding="utf-8")
    for name, template in TEMPLATES.items():
        (folder / f"{name}.url.j2").write_text(template, encoding="utf-8")
    with pytest.raises(CatalogError, match=mistake):
        load_whole(tmp_path)


# Fields


@pytest.mark.parametrize(
    ("event", "found"),
    [
        ("{status}", []),
        ("{status}123456", []),
        ("id-{status}", []),
        ("lead", []),
        ("{staus}", ["misspelt-macro"]),
        ("%7Bstatus%7D", ["encoded-macro"]),
        ("[status]", ["foreign-style"]),
        ("{click_id}", ["network-macro"]),
        ("{campaign_name}", []),
        ("{subid}", ["wrong-macro"]),
        ("{external_id}", ["wrong-macro"]),
        ("{somewhat}", ["unlisted-macro"]),
        ("EVENT", ["placeholder"]),
        ("", ["wrong-field"]),
    ],
)
def test_a_field_that_the_tracker_may_fill_in(catalog: Catalog, event: str, found: list[str]) -> None:
    result = check(catalog, f"https://a.mgid.com/postback?c={{external_id}}&e={event}", tracker="keitaro")
    assert [item.code for item in result.findings] == found


def test_fields_are_asked_for_by_the_type_that_has_them(catalog: Catalog) -> None:
    start = "https://postback.hilltopads.com/close/?token={external_id}"
    simple = check(catalog, f"{start}&advertiserId=7", tracker="keitaro")
    assert (simple.verdict, simple.urls[0].type) == ("right", "postback")
    goal = check(catalog, f"{start}&goal=7&advertiserId=7", tracker="keitaro")
    assert (goal.verdict, goal.urls[0].type) == ("right", "goal")
    assert errors(check(catalog, f"{start}&goal=7", tracker="keitaro")) == ["wrong-field"]


@pytest.mark.parametrize(
    ("tracker", "currency", "found"),
    [
        ("orbitra", "{currency}", []),
        ("orbitra", "EUR", []),
        ("orbitra", "{curency}", ["misspelt-macro"]),
        ("orbitra", "{payout}", ["wrong-macro"]),
        ("orbitra", "", ["currency-code"]),
        ("orbitra", "eur", ["currency-code"]),
        ("binom", "{currency}", ["unlisted-macro"]),
        ("binom", "CURRENCY", ["placeholder"]),
    ],
)
def test_the_currency_may_be_the_tracker_s_macro(
    catalog: Catalog, tracker: str, currency: str, found: list[str]
) -> None:
    click_id = "{external_id}" if tracker == "orbitra" else "{externalid}"
    start = "https://trc.taboola.com/actions-handler/log/3/s2s-action"
    url = f"{start}?click-id={click_id}&name=purchase&revenue={{payout}}&currency={currency}"
    result = check(catalog, url, tracker=tracker)
    assert [item.code for item in result.findings if item.severity != "note"] == found


# The click ID in the path

RIGHT = "https://in.ferry.example/conv/c-{externalid}.gif/1234?v=1"


def test_a_click_id_in_the_path_is_right(ferry: Catalog) -> None:
    setup = build_setup(ferry, "binom", network="ferry", type="path", fields={"key": "1234"})
    assert setup.postback_url == RIGHT
    result = check(ferry, RIGHT, tracker="binom")
    assert (result.verdict, result.network.id) == ("right", "ferry")
    said = {part.text: part.meaning for part in result.urls[0].parts}
    assert said["{externalid}"] == "the click ID: Binom fills in the ID that Ferry sent"
    assert check(ferry, RIGHT).verdict == "right"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("{clickid}", "own-click-id"),
        ("{externalld}", "misspelt-macro"),
        ("%7Bexternalid%7D", "encoded-macro"),
        ("{payout}", "wrong-macro"),
        ("[externalid]", "foreign-style"),
        ("(ferry)", "network-macro"),
        ("CLICK_ID", "placeholder"),
        ("abc123", "click-id-literal"),
        ("", "click-id-empty"),
    ],
)
def test_a_click_id_in_the_path_is_judged_and_corrected(ferry: Catalog, value: str, code: str) -> None:
    for right in (RIGHT, "https://in.ferry.example/to/{externalid}"):
        result = check(ferry, right.replace("{externalid}", value), tracker="binom")
        assert errors(result) == [code]
        assert "{externalid}" in result.findings[0].message
        assert result.urls[0].corrected == right
        assert result.urls[0].parts


def test_a_path_without_its_click_id_is_not_the_network_s(ferry: Catalog) -> None:
    result = check(ferry, "https://in.ferry.example/to", tracker="binom")
    assert errors(result)[0] == "wrong-path"
    assert "click-id-missing" not in errors(result)
    assert result.urls[0].corrected is None


def test_a_click_id_in_the_path_meets_the_link(ferry: Catalog) -> None:
    url, link = "https://in.ferry.example/to/{external_id}", "https://trk.example/abc?sub_id_3=(ferry)"
    result = check(ferry, url, link=link, tracker="keitaro")
    assert errors(result) == ["pair-mismatch"]
    assert result.urls[0].corrected == "https://in.ferry.example/to/{sub_id_3}"


# Text around a value


@pytest.mark.parametrize(
    "given", ["pre-{clickid}-post", "{clickid}", "pre-{clickid}", "{clickid}-post", "{externalid}", "pre-{externalid}", "pre-%7Bexternalid%7D"]
)  # fmt: skip
def test_a_wrong_value_and_the_text_around_it_are_corrected_together(ferry: Catalog, given: str) -> None:
    result = check(ferry, f"https://in.ferry.example/hit?ref={given}", tracker="binom")
    assert errors(result) != []
    assert result.urls[0].corrected == "https://in.ferry.example/hit?ref=pre-{externalid}-post"


@pytest.mark.parametrize("goal", ["1", "a-1", "1-b"])
def test_half_of_the_text_around_a_value_is_not_written_twice(ferry: Catalog, goal: str) -> None:
    start = "https://in.ferry.example/hit?ref=pre-{externalid}-post&g="
    assert check(ferry, start + goal, tracker="binom").urls[0].corrected == f"{start}a-1-b"


def test_the_fix_has_the_text_around_it(ferry: Catalog) -> None:
    result = check(ferry, "https://in.ferry.example/hit?ref=pre-{clickid}-post&sum=p{payout}", tracker="binom")
    assert "Write ref=pre-{externalid}-post." in result.findings[0].message
    assert result.urls[0].corrected == "https://in.ferry.example/hit?ref=pre-{externalid}-post&sum=p{payout}"
