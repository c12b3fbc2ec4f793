"""A postback that rides on the tracker's link: encoded whole, the network's own macro raw in it, once for each event."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postback_pack import InputError, build_setup, load_catalog, render
from tests.conftest import Result

CATALOG = load_catalog()
CLICK_ID = "##SUB_ID_SHORT(action)##"
RIDING = [tracker.id for tracker in CATALOG.trackers.values() if tracker.postback_out.callback]
SIMPLE = f"https%3A%2F%2Fwww.pbterra.com%2Fname%2Facme%2Fat%3Fsubid_short%3D{CLICK_ID}"


def link(url: str, **options: object) -> str:
    made = build_setup(CATALOG, "adjust", account="acme", campaign_url=url, **options).tracking_link  # type: ignore[arg-type]
    assert made is not None
    return made


def test_adjust_is_one_of_them() -> None:
    assert "adjust" in RIDING


def test_the_plain_postback(cli: Callable[..., Result]) -> None:
    result = cli("render", "adjust", "--account", "acme", "--format", "url")
    assert result == (0, f"https://www.pbterra.com/name/acme/at?subid_short={CLICK_ID}\n", "")


@pytest.mark.parametrize(
    ("url", "options", "expected"),
    [
        ("https://app.adjust.com/abc", {}, f"?install_callback={SIMPLE}"),
        ("https://APP.adjust.com:443/abc", {}, f"?install_callback={SIMPLE}"),
        ("http://app.adjust.com:80/abc", {}, f"?install_callback={SIMPLE}"),
        ("https://app.adjust.com:8443/abc", {}, f"?adj_install_callback={SIMPLE}"),
        ("https://app.adjust.com:80/abc", {}, f"?adj_install_callback={SIMPLE}"),
        ("https://acme.example/abc?x=1", {}, f"&adj_install_callback={SIMPLE}"),
        ("https://app.adjust.com.example/abc", {}, f"?adj_install_callback={SIMPLE}"),
        ("https://app.adjust.com/abc", {"event_tokens": ["x1y2"]}, f"?event_callback_x1y2={SIMPLE}"),
        (
            "https://app.adjust.com/abc",
            {"event_tokens": ["install", "x1y2", "install"]},
            f"?install_callback={SIMPLE}&event_callback_x1y2={SIMPLE}",
        ),
        ("https://app.adjust.com/abc", {"payout": "1.5", "currency": "EUR"}, f"?install_callback={SIMPLE.replace('name', 'code%2FEUR')}%26atpay%3D1.5"),
        ("https://app.adjust.com/abc", {"payout": "macro", "currency": "EUR"}, f"?install_callback={SIMPLE.replace('name', 'code%2FEUR')}%26atpay%3D%7Brevenue_float%7D"),
        (f"https://app.adjust.com/abc?install_callback={SIMPLE}", {}, ""),
        ("https://app.adjust.com/abc?install_callback=", {}, SIMPLE),
        ("https://app.adjust.com/abc", {"click_id_param": "label"}, f"?label={CLICK_ID}&install_callback={SIMPLE.replace(CLICK_ID, '%7Blabel%7D')}"),
        (f"https://app.adjust.com/abc?label={CLICK_ID}", {}, f"&install_callback={SIMPLE.replace(CLICK_ID, '%7Blabel%7D')}"),
    ],
)  # fmt: skip
def test_the_link(url: str, options: dict[str, object], expected: str) -> None:
    assert link(url, **options) == url + expected


def test_another_callback_is_in_the_way() -> None:
    with pytest.raises(InputError, match="already has install_callback=x"):
        link("https://app.adjust.com/abc?install_callback=x")
    with pytest.raises(InputError, match="letters and digits"):
        link("https://app.adjust.com/abc", event_tokens=["a b"])


@given(st.lists(st.from_regex(r"\A[a-z0-9]{1,8}\Z"), min_size=1, max_size=4, unique=True))
def test_every_callback_holds_the_postback_once(tokens: list[str]) -> None:
    setup = build_setup(
        CATALOG, "adjust", account="acme", campaign_url="https://app.adjust.com/a", event_tokens=tokens, payout="macro"
    )
    made = setup.tracking_link
    assert made is not None
    assert made.count(CLICK_ID) == len(tokens)
    values = [part.partition("=")[2] for part in made.partition("?")[2].split("&")]
    assert [unquote(value) for value in values] == [setup.postback_url] * len(tokens)


def test_an_install_has_no_revenue() -> None:
    def warnings(**options: object) -> list[str]:
        setup = build_setup(CATALOG, "adjust", account="acme", campaign_url="https://app.adjust.com/a", **options)  # type: ignore[arg-type]
        return [warning for _, warning in setup.warnings]

    assert "An install has no revenue" in warnings(payout="macro")[0]
    assert warnings(payout="macro", event_tokens=["x1"]) == []
    assert warnings(payout="1.5") == []
    assert "An install has no revenue" in warnings(payout="macro", event_tokens=["INSTALL"])[0]


def test_the_text_says_that_there_is_nothing_to_paste() -> None:
    text = render(build_setup(CATALOG, "adjust", account="acme"))
    assert "Postback URL, carried by the tracking link below" in text
    assert "label=##SUB_ID_SHORT(action)##" in text
