"""The format of a network: the made-up network ``beacon`` uses every key, and every form of a template."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from postback_pack import Catalog, CatalogError, InputError, build_setup, check, load_catalog, render
from postback_pack.bulk.columns import COLUMNS, TRACKER
from postback_pack.bulk.printing import Printed
from postback_pack.catalog.facts import facts_of_network
from postback_pack.catalog.layout import NETWORK
from postback_pack.catalog.network_parts import RESERVED_FIELDS
from postback_pack.catalog.node import Node
from postback_pack.catalog.yaml_reader import read_yaml
from postback_pack.setup.options import option_list
from postback_pack.text.markup import write_plain
from tests.conftest import MADE_UP, Result
from tests.generator_cases import in_page, run_script

Cli = Callable[..., Result]
FILE = MADE_UP / "templates" / "networks" / "beacon" / "network.yaml"
E, S = "http://in.beacon.example/e", "http://in.beacon.example/s"

URLS: list[tuple[str, dict[str, Any], str]] = [
    ("keitaro", {}, f"{E}/ACCOUNTID?ref=b-{{external_id}}&event=EVENTNAME&pid=&order={{tid}}"),
    ("binom", {}, f"{E}/ACCOUNTID?ref=b-{{externalid}}&event=EVENTNAME&pid="),
    ("keitaro", {"event": "macro"}, f"{E}/5?ref=b-{{external_id}}&event={{status}}&pid=&order={{tid}}"),
    ("binom", {"event": "lead", "pid": "8"}, f"{E}/5?ref=b-{{externalid}}&event=lead&pid=8"),
    ("binom", {"event": "lead", "goal": "2"}, f"{E}/5?goal=2&ref=b-{{externalid}}&event=lead&pid="),
    ("binom", {"event": "lead", "zone": "eu"}, f"{E}/5/eu?ref=b-{{externalid}}&event=lead&pid="),
    ("binom", {"event": "lead", "payout": "macro"}, f"{E}/5?ref=b-{{externalid}}&event=lead&pid=&worth={{payout}}"),
    ("binom", {"event": "lead", "payout": "1", "currency": "GBP"}, f"{E}/5?ref=b-{{externalid}}&event=lead&pid=&worth=1&cur=GBP"),
    ("binom", {"payout": "1", "currency": "EUR"}, f"{S}/5.gif?ref={{externalid}}&worth=1"),
    ("binom", {"payout": "macro"}, f"{S}/5.gif?ref={{externalid}}&worth={{payout}}"),
    ("binom", {"payout": "1", "type": "event"}, f"{E}/5?ref=b-{{externalid}}&event=EVENTNAME&pid=&worth=1"),
    ("binom", {"https": True, "payout": "1"}, f"{S.replace('http', 'https')}/5.gif?ref={{externalid}}&worth=1"),
]  # fmt: skip


def options_of(given: dict[str, Any]) -> dict[str, Any]:
    fields = {name: value for name, value in given.items() if name in ("event", "goal", "pid", "zone")}
    return (
        {"network": "beacon"}
        | {name: value for name, value in given.items() if name not in fields}
        | {"fields": fields}
    )


@pytest.mark.parametrize(("tracker", "given", "url"), URLS)
def test_urls(with_made_up: Catalog, tracker: str, given: dict[str, Any], url: str) -> None:
    options = options_of(given) | ({"account": "5"} if given else {})
    assert build_setup(with_made_up, tracker, **options).postback_url == url


@pytest.mark.parametrize(("tracker", "given", "url"), [row for row in URLS if row[1] and "type" not in row[1]])
def test_check_finds_nothing_wrong_in_them(
    with_made_up: Catalog, tracker: str, given: dict[str, Any], url: str
) -> None:
    # Without a tracker, others that the macros may be of have another one for the status.
    for named in (tracker,) if "macro" in given.values() else (tracker, None):
        checked = check(with_made_up, url, named)
        assert checked.network.id == "beacon"
        assert [finding for finding in checked.findings if finding.severity != "note"] == []


def currency_macro_of(catalog: Catalog) -> tuple[str, str]:
    """A tracker with a macro for the currency and one for the payout, and that macro."""
    for tracker in catalog.trackers.values():
        macro = tracker.macro("currency")
        if macro and tracker.macro("payout") and tracker.macro("click_id") and tracker.postback_out.delivery == "paste":
            return tracker.id, macro
    raise LookupError("no tracker has a currency macro")


def test_the_tracker_can_fill_in_the_currency(with_made_up: Catalog) -> None:
    tracker, macro = currency_macro_of(with_made_up)
    setup = build_setup(
        with_made_up, tracker, network="beacon", account="5", fields={"event": "lead"}, payout="macro", currency="macro"
    )
    assert setup.postback_url is not None
    assert setup.postback_url.count(f"&cur={macro}") == 1
    assert check(with_made_up, setup.postback_url, tracker).verdict in ("right", "note")


def test_a_macro_that_is_asked_for_and_not_known_is_a_gap(with_made_up: Catalog) -> None:
    fields = {"event": "lead"}
    setup = build_setup(with_made_up, "keitaro", network="beacon", fields=fields, payout="macro", currency="macro")
    assert setup.postback_url is None
    assert "currency macro of Keitaro" in str(setup.gaps["url"])


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"goal": "3"}, "field.values"),
        ({"goal": "macro"}, "field.values"),
        ({"zone": "EU"}, "field.pattern"),
        ({"goal": "1", "type": "sale", "payout": "1"}, "type.misfit"),
        ({"goal": "1", "payout": "1", "currency": "EUR"}, "type.none-fits"),
        ({"currency": "macro"}, "currency.without-payout"),
        ({"currency": "macro", "payout": "1"}, "currency.macro-with-amount"),
        ({"currency": "macro", "payout": "macro", "type": "sale"}, "currency.macro"),
        ({"currency": "GBP", "payout": "1", "type": "sale"}, "type.misfit"),
        ({"http": True, "https": True}, "scheme.twice"),
        ({"network": "adsterra", "currency": "macro", "payout": "macro"}, "currency.macro"),
        ({"network": "tradewind", "https": True}, "scheme.refused"),
    ],
)
def test_bad_input(with_made_up: Catalog, given: dict[str, Any], code: str) -> None:
    with pytest.raises(InputError) as error:
        build_setup(
            with_made_up,
            "keitaro",
            **{**options_of(given), **({"network": given["network"]} if "network" in given else {})},
        )
    assert [problem.said.code for problem in error.value.problems] == [code]


def test_all_that_no_type_takes_is_named(with_made_up: Catalog) -> None:
    with pytest.raises(InputError) as error:
        build_setup(with_made_up, "keitaro", **options_of({"goal": "1", "payout": "1", "currency": "EUR"}))
    assert "takes a payout, the currency EUR and the field goal. " in str(error.value)


def test_only_fields_of_the_type_are_asked_for(with_made_up: Catalog) -> None:
    assert build_setup(with_made_up, "binom", network="beacon").missing_fields == ("account", "event")
    assert build_setup(with_made_up, "binom", network="beacon", payout="1", type="sale").missing_fields == ("account",)


def test_a_network_without_a_click_id_macro(tmp_path: Path, cli: Cli) -> None:
    catalog = with_change(tmp_path, 'click_id: "${REF}"', "click_id: null")
    file = catalog / "templates" / "networks" / "beacon" / "network.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("macros.click_id, ", ""), encoding="utf-8")
    url = ["--campaign-url", "https://trk.example/a?b=c"]
    result = cli(
        "render", "keitaro", "-C", str(catalog), "--network", "beacon", "--account", "5", "--field", "event=lead", *url
    )
    assert result.status == 0
    assert f"{E}/5?ref=b-{{external_id}}" in result.out
    assert "The click-ID macro of Beacon is not known" in result.out
    assert "The click-ID macro of Beacon is not known" in result.err
    checked = check(load_catalog(catalog), "http://in.beacon.example/e/5?ref=b-{externalid}&event=lead&pid=", "binom")
    assert checked.verdict == "right"


@pytest.mark.parametrize(
    ("url", "code", "corrected"),
    [
        (f"{E}/5?ref={{externalid}}&event=lead&pid=", "text-missing", f"{E}/5?ref=b-{{externalid}}&event=lead&pid="),
        (f"{E}/5?event=lead&pid=", "click-id-missing", f"{E}/5?event=lead&pid=&ref=b-{{externalid}}"),
        (f"{E}/5?ref=b-{{externalid}}&event=lead", "wrong-field", f"{E}/5?ref=b-{{externalid}}&event=lead&pid="),
        (f"{E}/5/eu?ref=b-{{externalid}}&event=lead&pid=&goal=9", "wrong-field", None),
    ],
)
def test_what_check_corrects(with_made_up: Catalog, url: str, code: str, corrected: str | None) -> None:
    [checked] = check(with_made_up, url, "binom").urls
    assert [finding.code for finding in checked.findings] == [code]
    assert checked.corrected == corrected


def test_another_host_and_another_spelling_are_right(with_made_up: Catalog) -> None:
    checked = check(with_made_up, "http://old.beacon.example/e/5?reference=b-{externalid}&event=lead&pid=", "binom")
    assert (checked.network.id, checked.verdict) == ("beacon", "note")
    assert [finding.code for finding in checked.findings] == ["other-host"]


def test_the_made_up_network_uses_every_key() -> None:
    node = read_yaml(FILE.read_text(encoding="utf-8"), "network.yaml", lambda *_: None, ())
    assert node is not None
    used = set(keys_in(node.value))
    assert set(keys_of(NETWORK.schema())) <= used


def keys_in(value: Any) -> list[str]:
    if isinstance(value, Node):
        return keys_in(value.value)
    if isinstance(value, list):
        return [key for item in value for key in keys_in(item)]
    return [*value, *(key for item in value.values() for key in keys_in(item))] if isinstance(value, dict) else []


def keys_of(schema: dict[str, Any]) -> list[str]:
    """The keys of a schema but for those that a piece of evidence need not have."""
    inner = [part for part in schema.values() if isinstance(part, dict)]
    found = [key for part in inner for key in keys_of(part)]
    return [key for key in (*schema.get("properties", ()), *found) if key not in ("text", "default")] + (
        ["default"] if "default" in schema.get("properties", ()) else []
    )


def test_the_names_of_options_and_columns_are_reserved() -> None:
    names = {option.argument for option in option_list()} | {option.name.replace("-", "_") for option in option_list()}
    reserved = {*names, *COLUMNS, *Printed._fields, TRACKER, "field", "error"} - {"account"}
    # Those that a template has of its own are refused as such.
    assert reserved - {"payout", "currency"} == RESERVED_FIELDS


def with_change(folder: Path, old: str, new: str) -> Path:
    """Return a copy of the made-up catalog with a change in beacon's file."""
    shutil.copytree(MADE_UP, folder / "more")
    file = folder / "more" / "templates" / "networks" / "beacon" / "network.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    return folder / "more"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('goal: {label: Goal, values: {"1": the main goal, "2": the second goal}}', "goal: {label: Goal}", "exactly one of pattern and values"),
        ("goal: {label: Goal, values", 'goal: {label: Goal, pattern: "[0-9]", values', "exactly one of pattern and values"),
        ('default: "", ', "", "no placeholder and no default"),
        ("builtin_template: Beacon.example", "builtin_template: Beacon**", "a name without the signs"),
        ('default: "", ', 'default: "", placeholder: PARTNER, ', "a placeholder and a default"),
        ('default: ""', 'default: "x"', "not a value that the field pid takes"),
        ("zone: {label: Zone", 'zone: {label: Zone, default: "eu"', "in an optional part"),
        ("  zone: {label", '  tracker: {label: Tracker, pattern: "[a-z]"}\n  zone: {label', "already belongs to an option"),
        ("  zone: {label", '  unused: {label: Tracker, pattern: "[a-z]"}\n  zone: {label', "No template uses the field unused"),
        ('cost: "{price}"', 'price: "{price}"', "There is no key 'price'"),
        ('cost: "{price}"', "cost: null", "The macro cost is null"),
        ('click_id: "${REF}", ', "", "click_id macro is missing"),
        ("other_parameters: {ref", "other_parameters: {referrer", "No template has the parameter referrer"),
        ("types.event.payout", "types.lead.payout", "The network has no types.lead.payout"),
        ("macros.placement", "macros.zone", "The network has no macros.zone"),
        ("means: revenue", "means: profit", "price, revenue or null"),
        ("currency: account", "currency: dollars", "account, or a currency code"),
        ("other_hosts: [old.beacon.example]", "other_hosts: ['http://old.beacon.example']", "a host name"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_key(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(CatalogError) as error:
        load_catalog(with_change(tmp_path, old, new)).network("beacon")
    assert any(said in str(mistake) for mistake in error.value.mistakes), str(error.value)


@pytest.mark.parametrize("name", ["beacon", "Beacon", "BEACON ADS", "beacon-ads"])
def test_a_network_is_found_by_its_names(with_made_up: Catalog, name: str) -> None:
    assert with_made_up.network(name).id == "beacon"


def test_two_networks_cannot_have_one_name(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match=r"tradewind.*also belongs to beacon"):
        load_catalog(with_change(tmp_path, "aliases: [Beacon Ads]", "aliases: [Trade Wind]")).network("tradewind")


def test_a_tracker_that_is_not_there_is_a_mistake_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(CatalogError) as error:
        load_catalog(with_change(tmp_path, "  keitaro:\n", "  keitarro:\n")).network("beacon")
    [mistake] = error.value.mistakes
    assert mistake.field == "beacon.trackers.keitarro"
    assert mistake.place.line == FILE.read_text(encoding="utf-8").splitlines().index("  keitaro:") + 2
    assert "There is no tracker 'keitarro'" in mistake.message
    assert "Did you mean keitaro?" in str(mistake)


@pytest.mark.parametrize(
    ("given", "grades"),
    [
        ({"type": "event"}, "Postback URL of Beacon: confirmed. Click-ID macro of Beacon: confirmed."),
        ({"type": "event", "payout": "1"}, "Postback URL of Beacon: confirmed. Its payout: confirmed. Click-ID"),
        ({"type": "sale", "payout": "1"}, "Postback URL of Beacon: reported."),
        ({"network": "harbour"}, "Postback URL of Harbour: unknown. Click-ID macro of Harbour: unknown."),
    ],
)
def test_the_grades_of_the_network_are_printed(with_made_up: Catalog, given: dict[str, Any], grades: str) -> None:
    setup = build_setup(with_made_up, "keitaro", **{"network": "beacon", **given})
    for format in ("text", "md", "html", "rst"):
        assert grades in render(setup, format)


def test_the_tracker_says_what_to_do_with_its_template(tmp_path: Path) -> None:
    """A network only names the template; steps of its own for the tracker go before."""
    own = '    steps: ["Choose the template **Beacon.example**.", "Compare the postback URL and `<parameter>`."]\n'
    catalog = load_catalog(with_change(tmp_path, own, ""))
    with_template = [write_plain(step) for step in build_setup(catalog, "keitaro", network="beacon").tracker_steps]
    assert with_template[0] == "Open Sources, click Create, and choose the template Beacon.example."
    assert len(with_template) == len(catalog.tracker("keitaro").template_steps)
    without = build_setup(catalog, "keitaro", network="harbour").tracker_steps
    assert write_plain(without[0]) == "Open Sources and click Create."


def test_a_broken_folder_spoils_only_its_own_network(tmp_path: Path, cli: Cli) -> None:
    folder = with_change(tmp_path, "means: revenue", "means: profit")
    catalog = load_catalog(folder)
    assert [*catalog.broken] == ["beacon"]
    assert {*catalog.networks} == {*load_catalog().networks, "harbour", "tradewind"}
    assert build_setup(catalog, "keitaro", network="harbour").postback_url
    other = cli("render", "keitaro", "-C", str(folder), "--network", "harbour", "--format", "url")
    assert (other.status, other.out) == (0, "https://in.harbour.example/hit?v=2&click={external_id}\n")
    assert "The network beacon is left out" in other.err
    own = cli("render", "keitaro", "-C", str(folder), "--network", "beacon")
    assert (own.status, own.out) == (2, "")
    assert "beacon/network.yaml:16:17: beacon.payout.means: Found 'profit'" in own.err


def test_a_catalog_without_a_network_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "data"
    shutil.copytree(MADE_UP, folder)
    for network in ("harbour", "tradewind", "beacon"):
        (folder / "templates" / "networks" / network / "network.yaml").write_text("id: x\n", encoding="utf-8")
    monkeypatch.setattr("postback_pack.catalog.load.data_folder", lambda: folder)
    with pytest.raises(CatalogError, match="harbour"):
        load_catalog()


def test_whole_amounts(tmp_path: Path) -> None:
    catalog = load_catalog(with_change(tmp_path, "integer: false", "integer: true"))
    options: dict[str, Any] = {"network": "beacon", "account": "5"}
    with pytest.raises(InputError) as error:
        build_setup(catalog, "binom", **options, payout="1.5")
    assert [problem.said.code for problem in error.value.problems] == ["payout.not-whole"]
    whole = build_setup(catalog, "binom", **options, payout="2")
    by_macro = build_setup(catalog, "binom", **options, payout="macro")
    assert (whole.warning_messages, [found.code for _, found in by_macro.warning_messages]) == (
        (),
        ["warning.whole-amounts"],
    )
    for worth, severities in {"2": [], "1.5": ["error"], "{payout}": ["warning"]}.items():
        found = check(catalog, f"{S}/5.gif?ref={{externalid}}&worth={worth}", "binom").findings
        assert [item.severity for item in found if item.code == "payout-amount"] == severities
    every = [options | {"tracker": "binom", "payout": payout} for payout in ("2", "1.5", "macro")]
    made = run_script(catalog, [in_page(one) for one in every])
    assert [[code for _, code, _ in one["problems"]] for one in made] == [[], ["payout.not-whole"], []]
    assert [[code for _, code, _ in one.get("warnings", [])] for one in made][2] == ["warning.whole-amounts"]


def test_us_dollars_take_the_macro_that_is_in_us_dollars(tmp_path: Path) -> None:
    catalog = load_catalog(with_change(tmp_path, "currencies: [EUR, USD]", "currencies: [EUR]"))
    tracker = next(one for one in catalog.trackers.values() if one.macro("payout_usd") and one.macro("payout"))
    options: dict[str, Any] = {"network": "beacon", "account": "5", "fields": {"event": "lead"}, "payout": "macro"}
    every = [options | {"tracker": tracker.id, "currency": currency, "type": "event"} for currency in ("GBP", "JPY")]
    every.append(options | {"tracker": tracker.id, "currency": "USD"})
    made = run_script(catalog, [in_page(one) for one in every])
    for one, on_page, role in zip(every, made, ("payout", "payout", "payout_usd"), strict=True):
        url = build_setup(catalog, **one).postback_url
        assert url == on_page["url"]
        assert f"worth={tracker.macro(role)}" in str(url)


def test_a_code_as_the_only_currency_counts_like_a_list_of_one(tmp_path: Path) -> None:
    catalog = load_catalog(with_change(tmp_path, "currency: account", "currency: USD"))
    kinds = catalog.networks["beacon"].types
    assert (kinds["event"].currencies, kinds["sale"].currencies) == (("USD",), ("EUR", "USD"))


@pytest.mark.parametrize("format", [None, "text"])
def test_a_table_gives_what_setups_give(with_made_up: Catalog, cli: Cli, tmp_path: Path, format: str | None) -> None:
    rows = [
        {"account": "5", "event": "lead", "goal": "", "pid": "", "zone": ""},
        {"account": "6", "event": "sale", "goal": "", "pid": "", "zone": ""},
        {"account": "5", "event": "macro", "goal": "", "pid": "", "zone": ""},
        {"account": "7", "event": "macro", "goal": "", "pid": "", "zone": ""},
        {"account": "7", "event": "macros", "goal": "", "pid": "", "zone": ""},
        {"account": "5", "event": "lead", "goal": "1", "pid": "", "zone": "eu"},
        {"account": "5", "event": "lead", "goal": "2", "pid": "77", "zone": "de"},
        {"account": "", "event": "", "goal": "", "pid": "", "zone": ""},
    ]
    file = tmp_path / "rows.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, ["tracker", "network", *rows[0]])
        writer.writeheader()
        writer.writerows({"tracker": "keitaro", "network": "beacon", **row} for row in rows)
    options = ("--format", format) if format else ()
    result = cli("bulk", str(file), "-C", str(MADE_UP), "-o", "-", *options)
    assert result.status == 0, result.err
    for row, made in zip(rows, csv.DictReader(io.StringIO(result.out)), strict=True):
        given = {name: value for name, value in row.items() if value}
        setup = build_setup(with_made_up, "keitaro", network="beacon", fields=given)
        assert made["postback_url"] == setup.postback_url
        assert not format or made["setup"] == render(setup, format)


@pytest.mark.parametrize(
    "given",
    [
        {"event": "lead"},
        {"event": "macro", "zone": "eu"},
        {"payout": "macro"},
        {"event": "lead", "goal": "1", "payout": "macro", "currency": "GBP"},
        {"event": "lead", "payout": "macro", "currency": "macro"},
    ],
)
def test_what_is_rendered_is_right_for_every_tracker(with_made_up: Catalog, given: dict[str, Any]) -> None:
    """Also where the network and the tracker have a macro of the same spelling."""
    checked = 0
    for tracker in with_made_up.trackers.values():
        setup = build_setup(with_made_up, tracker, **options_of(given), account="5")
        if tracker.postback_out.delivery != "paste" or setup.postback_url is None:
            continue
        found = check(with_made_up, setup.postback_url, tracker)
        assert found.network.id == "beacon", setup.postback_url
        errors = [finding for finding in found.findings if finding.severity == "error"]
        assert errors == [], (setup.postback_url, errors)
        checked += 1
    assert checked > 5


def test_every_fact_of_a_shipped_network_has_evidence(catalog: Catalog) -> None:
    for network in catalog.networks.values():
        facts = [f"types.{id}" for id in network.types]
        facts += [f"macros.{name}" for name in network.click_in.macros]
        facts += [f"fields.{name}" for name in network.fields]
        facts += ["payout.means"] if network.payout.means else []
        assert [fact for fact in facts if network.grade(fact) == "unknown"] == [], network.id
        assert set(facts) <= set(facts_of_network(network))


def test_a_path_of_one_fixed_segment_does_not_make_a_link_a_postback() -> None:
    url = "https://trk.example/e/"
    catalog = load_catalog(MADE_UP)
    link = build_setup(catalog, "adjust", account="acme", campaign_url=url).tracking_link
    assert link is not None
    checked = check(catalog, link, "adjust")
    assert checked.urls[0].about == "link"
    assert checked.verdict != "error"
