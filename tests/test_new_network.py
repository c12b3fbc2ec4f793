"""`new --network` writes a folder that loads once it is finished, from the URL that a page shows, or writes nothing."""

from __future__ import annotations

import os
import pty
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from postback_pack import build_setup, load_catalog
from postback_pack.catalog.yaml_reader import read_yaml
from postback_pack.paths import data_folder
from postback_pack.text.markup import write_plain
from tests.conftest import MADE_UP, Result
from tests.installed import argv

Cli = Callable[..., Result]
URL = "https://in.quay.example/pb/ACCOUNT_ID?cid={externalid}&sum={payout}&key=REPLACE&v=1"
KNOWN = ["--network", "--url", URL, "--click-id-macro", "[CLICK]"]
SOURCE = ["--source", "https://quay.example/docs"]
FOLDER = Path("templates") / "networks" / "quay"


def filled_in(folder: Path) -> None:
    """Finish a network, and nothing else."""
    file = folder / FOLDER / "network.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("FILL IN: ", ""), encoding="utf-8")


def test_it_writes_a_folder_that_loads_once_it_is_finished(cli: Cli, tmp_path: Path) -> None:
    result = cli("new", "quay", *KNOWN, *SOURCE, "-o", str(tmp_path))
    assert (result.status, result.err) == (0, "")
    lines = (tmp_path / FOLDER / "network.yaml").read_text(encoding="utf-8").splitlines()
    places = [
        f"error: {tmp_path / FOLDER / 'network.yaml'}:{number}"
        for number, line in enumerate(lines, 1)
        if "FILL IN" in line
    ]
    told = result.out.splitlines()[1:]
    assert all(line.startswith(f"{place}:") for line, place in zip(told, places, strict=True))
    assert all("[unfinished]" in line for line in told)
    assert cli("lint", str(tmp_path)).out.splitlines()[:-1] == told
    unfinished = cli("render", "binom", "--network", "quay", "-C", str(tmp_path))
    assert (unfinished.status, unfinished.out) == (2, "")
    filled_in(tmp_path)
    file = tmp_path / FOLDER / "network.yaml"
    text = file.read_text(encoding="utf-8").replace("take your account from", "take `<account_id>` from")
    file.write_text(text, encoding="utf-8")
    assert cli("lint", str(tmp_path)) == (0, "Errors: 0. Warnings: 0.\n", "")
    catalog = load_catalog(tmp_path)
    fields = {"account_id": "7", "key": "k"}
    link = "https://trk.example/a"
    setup = build_setup(catalog, "binom", network="quay", fields=fields, payout="macro", campaign_url=link)
    assert setup.postback_url == "https://in.quay.example/pb/7?cid={externalid}&sum={payout}&key=k&v=1"
    assert "take 7 from" in write_plain(setup.network_steps[0])
    assert setup.tracking_link == f"{link}?external_id=[CLICK]"
    assert catalog.network("quay").grade("macros.click_id") == "confirmed"


@pytest.mark.parametrize(
    ("url", "template"),
    [
        ("http://in.quay.example/{click_id}", "/{{ click_id }}"),
        ("http://in.quay.example/a/<ACCOUNT>/?c={click_id}", "/a/{{ account }}/?c={{ click_id }}"),
        ("http://in.quay.example?x={payout}&c={click_id}", "?{% if payout %}x={{ payout }}&{% endif %}c={{ click_id }}"),
        ("http://in.quay.example/{click_id}?x={payout}", "/{{ click_id }}?x={{ payout }}"),
        ("http://in.quay.example/a?visitor_id=###&s={status}", "/a?visitor_id={{ click_id }}{% if status %}&s={{ status }}{% endif %}"),
        ("http://in.quay.example/a?c=[[c1]]&tid=123456", "/a?c={{ click_id }}&tid={{ tid }}"),
        ("http://in.quay.example/a?c={clickid}&cur={currency}&o={txid}", "/a?c={{ click_id }}{% if currency %}&cur={{ currency }}{% endif %}{% if txid %}&o={{ txid }}{% endif %}"),
        ("http://in.quay.example/a?c={click_id}&network=N_ID&type=XXXX", "/a?c={{ click_id }}&network={{ network_value }}&type={{ type_value }}"),
        ("http://in.quay.example/9f8e7d6c5b4a/9f8e7d6c5b4a?c={click_id}&p=", "/{{ field_9f8e7d6c5b4a }}/{{ field_9f8e7d6c5b4a_2 }}?c={{ click_id }}&p="),
        ("http://in.quay.example/a?Account-Id=YOUR_ID&amp;c={click_id}", "/a?Account-Id={{ account_id }}&c={{ click_id }}"),
        ("http://in.quay.example/a?c={clickid}&value={amount}&event=macro_name", "/a?c={{ click_id }}{% if payout %}&value={{ payout }}{% endif %}&event=macro_name"),
    ],
)  # fmt: skip
def test_what_is_read_from_the_url(cli: Cli, tmp_path: Path, url: str, template: str) -> None:
    assert cli("new", "quay", "--network", "--url", url, "-o", str(tmp_path)).status == 0
    written = (tmp_path / FOLDER / "postback.url.j2").read_text(encoding="utf-8")
    assert written == "{{ scheme }}://in.quay.example" + template + "\n"
    filled_in(tmp_path)
    assert load_catalog(tmp_path).broken == {}


@pytest.mark.parametrize(
    ("id", "options", "said"),
    [
        ("Quay", KNOWN, "lowercase letters"),
        ("quay", ["--network"], "--url"),
        ("quay", ["--network", "--url", "in.quay.example/pb?c={click_id}"], "not a postback URL"),
        ("quay", ["--network", "--url", "https://in.quay.example/pb?c={click_id}#top"], "not a postback URL"),
        ("quay", ["--network", "--url", "https://in.quay.example/pb?id=impressionId"], "{click_id}"),
        ("quay", ["--network", "--url", "https://in.quay.example/pb?a={click_id}&b={click_id}"], "{click_id}"),
        ("quay", ["--network", "--url", "https://{host}.example/pb?a={click_id}"], "cannot become a template"),
        ("quay", ["--network", "--url", "https://in.quay.example/p b?a={click_id}"], "cannot become a template"),
        ("quay", [*KNOWN, "--click-id-macro", "CLICK"], "signs around"),
        ("quay", [*KNOWN, "--name", "A\nB"], "one line"),
        ("quay", [*KNOWN, "--source", "quay.example"], "not the address of a page"),
        ("quay", [*KNOWN, "--payout-macro", "{sum}"], "are for a tracker"),
        ("quay", [*KNOWN, "--kind", "tracker"], "are for a tracker"),
        ("quay", ["--url", URL], "is for a network"),
        ("adsterra", KNOWN, "also belongs to the network adsterra"),
        ("quay", [*KNOWN, "--name", "propeller ads"], "also belongs to the network propellerads"),
    ],
)
def test_what_is_wrong_is_one_line_and_nothing_is_written(
    cli: Cli, tmp_path: Path, id: str, options: list[str], said: str
) -> None:
    result = cli("new", id, *options, "-o", str(tmp_path))
    assert (result.status, result.out, len(result.problems)) == (2, "", 1)
    assert said in result.err
    assert os.listdir(tmp_path) == []


def test_all_problems_at_once(cli: Cli, tmp_path: Path) -> None:
    result = cli("new", "Quay", "--network", "--url", "x", "--click-id-macro", "x", "-o", str(tmp_path))
    assert len(result.problems) == 3


def test_a_folder_that_is_there_stays(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir(parents=True)
    (tmp_path / FOLDER / "mine").write_text("", encoding="utf-8")
    result = cli("new", "quay", *KNOWN, "-o", str(tmp_path))
    assert (result.status, len(result.problems)) == (2, 1)
    assert "is there already" in result.err
    assert os.listdir(tmp_path / FOLDER) == ["mine"]


@pytest.mark.parametrize("macro", ["[CLICK]", "##A_B(c)##", "${X}", "{{x_y}}", "%x%", "__X__", "((a))", ""])
def test_the_style_is_that_of_the_macro(cli: Cli, tmp_path: Path, macro: str) -> None:
    options = ["--click-id-macro", macro] if macro else []
    cli("new", "quay", "--network", "--url", URL, *options, "-o", str(tmp_path))
    filled_in(tmp_path)
    network = load_catalog(tmp_path).network("quay")
    opening, closing = network.click_in.style[0]
    assert network.click_id_macro == (macro or None)
    assert not macro or (macro.startswith(opening) and macro.endswith(closing) and "c)" not in closing)


def test_it_prints(cli: Cli) -> None:
    result = cli("new", "quay", *KNOWN, "-o", "-")
    assert result.out.startswith("# network.yaml\n")
    assert "# postback.url.j2\n{{ scheme }}://in.quay.example/pb/{{ account_id }}?cid={{ click_id }}" in result.out


def test_editors_find_the_schema_where_it_is(cli: Cli, tmp_path: Path) -> None:
    shutil.copytree(MADE_UP, tmp_path / "more")
    schema = tmp_path / "more" / "templates" / "networks" / "network.schema.json"
    schema.write_text("{}", encoding="utf-8")
    cli("new", "quay", *KNOWN, "-o", str(tmp_path / "more"))
    text = (tmp_path / "more" / FOLDER / "network.yaml").read_text(encoding="utf-8")
    assert text.splitlines()[0] == "# yaml-language-server: $schema=../network.schema.json"
    assert read_yaml(text, "x", lambda *_: None) is not None


def test_it_asks_on_a_terminal(tmp_path: Path) -> None:
    leader, follower = pty.openpty()
    program = subprocess.Popen(
        argv("new", "quay", "--network", "-o", tmp_path),
        stdin=follower,
        stdout=follower,
        stderr=follower,
    )
    os.close(follower)
    os.write(leader, b"Quay Ads\nhttps://in.quay.example/pb?cid={click_id}\n[CLK]\nhttps://quay.example/\n\n")
    assert program.wait(timeout=30) == 0
    os.close(leader)
    filled_in(tmp_path)
    network = load_catalog(tmp_path).network("quay")
    assert (network.name, network.click_id_macro, network.grade("types.postback")) == ("Quay Ads", "[CLK]", "confirmed")


def test_an_installed_package_is_not_edited(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("postback_pack.paths.is_installed", lambda: True)
    result = cli("new", "quay", *KNOWN)
    assert (result.status, result.out) == (2, "")
    assert not (data_folder() / FOLDER).exists()
