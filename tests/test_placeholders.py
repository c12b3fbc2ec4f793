"""What is taken for a placeholder, and what for somebody's own value: by every command that takes one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from postback_pack import Catalog, InputError, build_setup, check

from .conftest import Result

Cli = Callable[..., Result]

PLACEHOLDERS = [
    "your_username", "username", "XXXXX", "xxx", "CHANGE_ME", "changeMe", "TODO", "todo", "undefined", "null", "None",
    "NaN", "your-account", "yourname", "Your_Advertiser_Name", "INSERT_ACCOUNT_HERE", "insert-your-name", "USER_NAME",
    "account_id", "___", "replace-me", "nil", "placeholder",
]  # fmt: skip
ACCOUNTS = [
    "xxl-shop", "xxl", "xx", "maxxx", "xxxads", "test", "test1", "user", "user1", "user_7", "account1", "admin", "demo",
    "your-offers", "yourmedia", "yourad", "your", "nonesuch", "nullify", "nan0", "nanny", "todoist", "undefined-media",
    "replaced", "accounting", "advertiser", "my-media", "examples4u", "me", "id", "name", "a", "0", "12345", "changes",
]  # fmt: skip


@pytest.mark.parametrize("account", PLACEHOLDERS)
def test_a_placeholder_as_account_is_refused_everywhere(cli: Cli, catalog: Catalog, account: str) -> None:
    with pytest.raises(InputError, match="placeholder"):
        build_setup(catalog, "keitaro", account=account)
    url = f"https://www.pbterra.com/name/{account}/at?subid_short={{external_id}}"
    assert [finding.code for finding in check(catalog, url, tracker="keitaro").findings] == ["placeholder"]
    for arguments in (
        ["preview", "keitaro", "--account", account, "--click-id", "x1"],
        ["send", url, "--click-id", "x1"],
    ):
        result = cli(*arguments)
        assert (result.status, result.out) == (2, ""), arguments
        assert "placeholder" in result.err


@pytest.mark.parametrize("account", ACCOUNTS)
def test_an_account_may_be_a_word(catalog: Catalog, account: str) -> None:
    url = f"https://www.pbterra.com/name/{account}/at?subid_short={{external_id}}"
    assert build_setup(catalog, "keitaro", account=account).postback_url == url
    assert check(catalog, url, tracker="keitaro").verdict == "right"


@pytest.mark.parametrize(
    "value", ["undefined", "YOUR_CLICK_ID", "your_click_id", "XXXXX", "None", "{replace_me}", "todo"]
)
def test_a_placeholder_where_the_click_id_belongs(catalog: Catalog, value: str) -> None:
    url = f"https://www.pbterra.com/name/acme/at?subid_short={value}"
    found = check(catalog, url, tracker="keitaro")
    assert [finding.code for finding in found.findings] == ["placeholder"]
    assert found.urls[0].corrected == "https://www.pbterra.com/name/acme/at?subid_short={external_id}"
    setup = build_setup(catalog, "keitaro", campaign_url=f"https://trk.example/?external_id={value}")
    assert setup.tracking_link == "https://trk.example/?external_id=##SUB_ID_SHORT(action)##"


@pytest.mark.parametrize("link", [
    "https://trk.example/todo?external_id=##SUB_ID_SHORT(action)##",
    "https://trk.example/xxx?external_id=##SUB_ID_SHORT(action)##&keyword=none&source=null",
    "https://your-offers.example/your_offer?external_id=##SUB_ID_SHORT(action)##",
])  # fmt: skip
def test_other_parts_of_a_link_may_be_such_words(catalog: Catalog, link: str) -> None:
    assert check(catalog, link, tracker="keitaro").verdict == "right"
    setup = build_setup(catalog, "keitaro", account="acme", campaign_url=link)
    assert (setup.tracking_link, setup.warnings) == (link, ())


def test_a_value_that_the_network_does_not_read_may_be_empty(catalog: Catalog) -> None:
    url = "https://www.pbterra.com/name/acme/at?subid_short={external_id}&source=none"
    assert [finding.code for finding in check(catalog, url, tracker="keitaro").findings] == ["extra-parameter"]
